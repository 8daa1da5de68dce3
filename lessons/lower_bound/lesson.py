"""The bound that touches: why the log-likelihood never falls."""

from em_core import CoinMixture, driver
from em_lesson.lesson import Lesson
from em_lesson.scene import Draw, Scene
from lessons.common.coins import DATA
from lessons.lower_bound import line
from lessons.lower_bound.cages import MISTAKES, telling
from lessons.lower_bound.enlarged import enlarged
from lessons.lower_bound.facts import MOVED, facts
from lessons.lower_bound.ladder import ladder
from lessons.lower_bound.proof import proof
from lessons.lower_bound.q_and_elbo import expected, q_and_elbo
from lessons.lower_bound.ratios import ratio_bars, share_bars
from lessons.lower_bound.routes import routes
from lessons.lower_bound.runs import SHARES, code, run, within
from lessons.lower_bound.settings import Settings, at_posterior, posterior
from lessons.lower_bound.slice_map import slice_map
from lessons.lower_bound.staircase import staircase
from lessons.lower_bound.step_numbers import beside_the_line, own_formula, step_formula
from lessons.lower_bound.zoo import check_table, column_plot, credit

STARTS = ("a", "b")
POSTERIOR = {"own": True, **at_posterior(Settings())}
HALVES = {"own": True, **dict.fromkeys(SHARES[:5], 0.5)}
# with the posterior's counts, heads and flips
OTHER = POSTERIOR | {f"q{i + 1}": round(float(posterior(Settings())[i] + by), 6) for i, by in MOVED.items()}
SLICE = {"view": "slice"}


def cage(bug: str, question: str, *more: Draw, meets: int = 12, settled_in: Draw | None = None) -> Scene:
    """A program's scene: what it prints, what can be checked, and its source once it has been found out."""
    opens = {"view": "zoo", "bug": bug}
    return Scene(
        f"program-{bug}", run, [column_plot, check_table, *more], opens=opens, at=1, question=question,
        settled_at=telling(bug), settled_by=opens, settled_in=settled_in, meets=[meets],
        listing=MISTAKES[bug],
    )  # fmt: skip


lesson = Lesson(
    name="lower_bound", settings=Settings, facts=facts, code=code, sources=(CoinMixture, driver, line),
    within=within,
    scenes=(
        Scene("play", run, [staircase], knobs=STARTS, controls=DATA),
        Scene("touch", run, [staircase, enlarged], knobs=STARTS, at=1, meets=[9]),
        Scene("slope", run, [staircase], knobs=STARTS, opens={"a": 0.2}, question="top-where",
              settled_at=2, settled_by={"a": 0.2}, meets=[11]),
        Scene("maximum", run, [staircase, enlarged], knobs=STARTS, at=2, question="e-step-raises",
              settled_at=3, meets=[16]),
        Scene("ladder", run, [ladder, staircase], knobs=STARTS, at=4, meets=[16]),
        Scene("q-and-elbo", run, [q_and_elbo, expected], knobs=STARTS, at=1, meets=[21]),
        Scene("q-falls", run, [q_and_elbo, expected], knobs=STARTS, opens={"a": 0.9}, at=2,
              question="q-must-rise", settled_at=6, settled_by={"a": 0.9}, meets=[13]),
        Scene("choose-q", run, [staircase, share_bars], knobs=("a", *SHARES), controls=("own",),
              opens=POSTERIOR, at=1, meets=[9]),
        Scene("ratios", run, [step_formula, share_bars, ratio_bars], knobs=("a", *SHARES), opens=POSTERIOR,
              at=1, question="posterior-joint", settled_at=1, settled_by={"own": False}, meets=[6, 9]),
        Scene("prior", run, [staircase, ladder], knobs=STARTS, opens={"a": 0.8}, question="posterior-prior",
              settled_at=2, settled_by=HALVES | {"a": 0.8}, meets=[7]),
        Scene("counts", run, [step_formula, own_formula, staircase], knobs=STARTS, at=2,
              question="just-the-posterior", settled_at=2, settled_by=OTHER, meets=[8]),
        Scene("proof", run, [proof], knobs=STARTS, at=2),
        Scene("not-said", run, [ladder], knobs=STARTS, opens={"a": 0.2}, at=-1),
        Scene("jensen-route", run, [routes], knobs=STARTS, at=1, question="log-outside", settled_at=2),
        Scene("quotient-route", run, [routes], knobs=STARTS, at=2, question="joint", settled_at=1, meets=[6]),
        Scene("slice", run, [staircase, slice_map], knobs=("s",), controls=DATA, opens=SLICE, at=1),
        Scene("beside", run, [slice_map, beside_the_line], knobs=("s",), opens=SLICE, at=2),
        Scene("zoo", run, [column_plot, ladder], controls=("bug",), opens={"view": "zoo"}, at=1),
        cage("one", "zoo-1"),
        cage("two", "zoo-2", meets=14, settled_in=check_table),
        cage("three", "zoo-3"),
        cage("four", "zoo-4", credit),
        Scene("zoo-hints", run, [check_table, credit], controls=("bug",),
              opens={"view": "zoo", "bug": "five"}, at=2),
        Scene("seen", run, [staircase, ladder], knobs=STARTS, controls=("view",), at=-1),
    ),
)  # fmt: skip
