"""Lesson 06's settings and screens: the two knobs, four climbers on one hill, the linkage race."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

from em_core import CoinMixture, CoinParams, Recipe, Rounds, datasets, given, hold, soft
from em_core.models.linkage import RAO
from em_figures.filmstrip import Translate
from em_figures.trace import Trace, record
from em_figures.words import stop_sentence
from em_lesson.settings import choice, number
from em_lesson.storyboard import Page
from em_ui import controls
from em_ui.player import Input, Panel, Screen
from lessons.common import coins
from lessons.coordinate_ascent import (
    climbs,
    climbs_map,
    climbs_paths,
    knobs,
    linkage,
)
from lessons.coordinate_ascent import (
    climbs_numbers as climbs_text,
)
from lessons.coordinate_ascent import (
    knobs_numbers as knobs_text,
)
from lessons.coordinate_ascent import (
    linkage_numbers as linkage_text,
)

DB = datasets.DO_BATZOGLOU
EXAMPLE = Rounds(DB.rounds.heads, DB.rounds.flips, [1, 0, 0, 1, -1])
"""Do & Batzoglou's rounds with the coins of four of them noted."""
KNOBS = {"q": 0.5, "a": 0.3, "b": 0.45}  # where the knobs stand at first; coin B is known
CLIMBS = {"a": 0.6, "b": 0.5}  # where the four climbers start that the text speaks of


@dataclass(frozen=True)
class TwoKnobs(coins.CoinSettings):
    """Which of the three views, and what each of them starts from."""

    view: str = choice("knobs", "knobs", "climbs", "linkage")
    first: str = choice("e", "e", "m", when=("view", "knobs"))
    q: float = number(KNOBS["q"], 0.0, 1.0, live=True, when=("view", "knobs"))
    a: float = number(KNOBS["a"], **coins.LIVE, live=True)
    b: float = number(KNOBS["b"], **coins.LIVE, live=True)
    method: str = choice("em", "em", "newton", when=("view", "climbs"))
    step: float = number(0.01, 0.0005, 0.06, step=0.0005, live=True, when=("view", "climbs"))
    theta: float = number(0.5, **coins.LIVE, live=True, when=("view", "linkage"))

    def after(self, name: str) -> Self:
        """A view comes with its own start, and so does a preset."""
        if name != "view":
            return super().after(name)
        return self.with_(**{"knobs": KNOBS, "climbs": CLIMBS}.get(self.view, {}))


@lru_cache(maxsize=512)
def _turned(q: float, a: float, b: float, first: str) -> Trace:
    e_step = given(knobs.chosen(EXAMPLE, q)) if first == "m" else soft()
    return record(
        CoinMixture(learn_weights=False), EXAMPLE, CoinParams((0.5, 0.5), (a, b)), Recipe(e_step, hold(1))
    )


def _knobs(s: TwoKnobs, tr: Translate) -> Screen:
    trace = _turned(s.q, s.a, s.b, s.first)
    run = knobs.turns(trace, s.q, theta_first=s.first == "m", tr=tr)
    panels = [
        Panel("map", knobs.knob_map(run, tr=tr)),
        Panel("rise", knobs_text.rise(run, tr=tr)),
        Panel("near", knobs.knob_map(run, near=True, tr=tr)),
        Panel("knobs", knobs_text.knob_panel(run, tr=tr)),
    ]
    inputs = (Input("q", "q", 0.0, 1.0), Input("a", "θ_A", **coins.LIVE), Input("b", "θ_B", **coins.LIVE))
    return Screen(panels, run.labels, run.phases, knobs.captions(run, tr), stop_sentence(trace, tr), inputs)


def _climbs(s: TwoKnobs, tr: Translate) -> Screen:
    run = climbs.climbs(coins.trace(replace(s, view="climbs", step=0.01, method="em"), "soft"), s.step)
    cost = climbs_text.cost(run, tr=tr)
    panels = [
        Panel("paths", climbs_paths.paths(run, tr=tr)),
        Panel("heights", climbs_paths.heights(run, tr=tr)),
        Panel("now", climbs_text.now(run, tr=tr), "full"),
        Panel("cost", cost),
        Panel("em-map", climbs_map.em_map(run, coins.grid(s, hard=False), tr=tr))
        if s.method == "em"
        else Panel("newton-map", climbs_map.newton_map(run, tr=tr)),
    ]
    inputs = (*coins.STARTS_AB, Input("step", tr("step s").replace(" ", "\u00a0"), 0.0005, 0.06, 0.0005))
    phases = ["start"] + ["M"] * (run.n - 1)
    labels = [str(k) for k in range(run.n)]
    return Screen(panels, labels, phases, climbs.captions(run, tr), cost.captions[0], inputs)


def _linkage(s: TwoKnobs, tr: Translate) -> Screen:
    run = linkage.race(RAO, s.theta)
    panels = [
        Panel("curve", linkage.curve(run, tr=tr)),
        Panel("errors", linkage.errors(run, tr=tr)),
        Panel("iterates", linkage_text.iterates(run, tr=tr)),
        Panel("steps", linkage_text.steps(run, tr=tr)),
    ]
    phases = ["start"] + ["M"] * (run.n - 1)
    inputs = (Input("theta", "θ", **coins.LIVE),)
    return Screen(
        panels, linkage.labels(run), phases, linkage.captions(run, tr), linkage.stop(run, tr), inputs
    )


SCREENS: dict[str, Callable[[TwoKnobs, Translate], Screen]] = {
    "knobs": _knobs,
    "climbs": _climbs,
    "linkage": _linkage,
}


def screen(s: TwoKnobs, tr: Translate) -> Screen:
    """The chosen view."""
    return SCREENS[s.view](s, tr)


def choose_view(page: Page[Any]) -> None:
    """Which of the three views, and what belongs to it."""
    tr = page.tr
    controls.choice(
        page,
        "view",
        tr("What to climb"),
        {
            "knobs": tr("Two knobs: q and θ_A"),
            "climbs": tr("Four ways up one hill"),
            "linkage": tr("One parameter: EM and Newton"),
        },
    )
    if page.settings.view == "knobs":
        controls.choice(page, "first", tr("Turned first"), {"e": tr("q (E-step)"), "m": tr("θ_A (M-step)")})
    if page.settings.view == "climbs":
        coins.choose_rounds(page)
        controls.choice(page, "method", tr("Map of all starts"), {"em": tr("EM"), "newton": tr("Newton")})


def call(s: TwoKnobs) -> str:
    """The calls that make this screen's numbers, to be copied."""
    return {"knobs": _call_knobs, "climbs": _call_climbs, "linkage": _call_linkage}[s.view](s)


def _call_knobs(s: TwoKnobs) -> str:
    rounds = (
        "from em_core import CoinMixture, CoinParams, Recipe, Responsibilities, Rounds\n"
        "from em_core import given, hold, run, soft\n\n"
        f"rounds = Rounds({EXAMPLE.heads.tolist()}, {EXAMPLE.flips.tolist()}, labels={[1, 0, 0, 1, -1]})\n"
        f"start = CoinParams((0.5, 0.5), p_heads={(s.a, s.b)})\n"
    )
    if s.first == "m":
        rounds += f"q = Responsibilities([[0, 1], [1, 0], [1, 0], [0, 1], {[s.q, round(1 - s.q, 6)]}])\n"
    e_step = "given(q)" if s.first == "m" else "soft()"
    return (
        f"{rounds}\nlist(run(CoinMixture(learn_weights=False), rounds, start, Recipe({e_step}, hold(1))))\n"
    )


def _call_climbs(s: TwoKnobs) -> str:
    return coins.call_soft(s) + (
        "\nfrom em_core.climbers import gradient_ascent, lbfgs, newton\n"
        "from em_core.coin_hill import coin_hill, level_points\n\n"
        "hill = coin_hill(rounds)\n"
        f"gradient_ascent(hill, start.p_heads, step={s.step})\n"
        "newton(hill, start.p_heads)\n"
        "lbfgs(hill, start.p_heads)\n"
        "level_points(rounds)\n"
    )


def _call_linkage(s: TwoKnobs) -> str:
    return (
        "from em_core import run\n"
        "from em_core.climbers import newton\n"
        "from em_core.models.linkage import Linkage, LinkageParams, Offspring, linkage_hill\n\n"
        f"animals = Offspring({RAO.counts.tolist()})\n"
        f"list(run(Linkage(), animals, LinkageParams({s.theta})))\n"
        f"newton(linkage_hill(animals), [{s.theta}])\n"
    )
