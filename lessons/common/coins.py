"""The two-coin lessons' data: a preset, the learner's own rounds, or rounds tossed from chosen truths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, Self

from em_core import CoinGrid, CoinMixture, CoinParams, Recipe, Rounds, coin_grid, datasets, hard, soft
from em_core.protocol import Ints
from em_figures.filmstrip import Translate
from em_figures.trace import Trace, label, record
from em_lesson.rounds_text import parse_rounds
from em_lesson.settings import Settings, choice, number, rounds, whole
from em_lesson.storyboard import Page
from em_ui import controls
from em_ui.player import Input, Panel, Screen

PRESETS = {"db": datasets.DO_BATZOGLOU, "five": datasets.FIVE_OF_FIVE}
LIVE = {"low": 0.001, "high": 0.999}


@dataclass(frozen=True)
class CoinSettings(Settings):
    """Which rounds, and from which coins EM starts."""

    data: str = choice("db", "db", "five", "own", "sim")
    rounds: str = rounds("5/10 9/10 8/10 4/10 7/10", when=("data", "own"))
    sim_a: float = number(0.8, 0.0, 1.0, step=0.01, when=("data", "sim"))
    sim_b: float = number(0.45, 0.0, 1.0, step=0.01, when=("data", "sim"))
    sim_n: int = whole(10, 1, 60, when=("data", "sim"))
    sim_flips: int = whole(10, 1, 100, when=("data", "sim"))
    seed: int = whole(1, 0, 999, when=("data", "sim"))
    a: float = number(0.6, **LIVE, live=True)
    b: float = number(0.5, **LIVE, live=True)

    def after(self, name: str) -> Self:
        """A preset comes with its own start."""
        if name == "data" and self.data in PRESETS:
            a, b = PRESETS[self.data].start
            return self.with_(a=a, b=b)
        return self


STARTS_AB = (Input("a", "θ_A", **LIVE), Input("b", "θ_B", **LIVE))  # the two live sliders of the start


@lru_cache(maxsize=256)
def rounds_of(s: CoinSettings) -> Rounds:
    """The rounds that the settings choose."""
    return data_of(s)[0]


def data_of(s: CoinSettings) -> tuple[Rounds, Ints | None]:
    """The rounds and, where they are known, the coins behind them (0 = A, 1 = B)."""
    if s.data in PRESETS:
        return PRESETS[s.data].rounds, PRESETS[s.data].labels
    if s.data == "sim":
        return datasets.simulate_rounds((s.sim_a, s.sim_b), (0.5, 0.5), s.sim_n, s.sim_flips, s.seed)
    heads, flips = zip(*parse_rounds(s.rounds), strict=True)
    return Rounds(heads, flips), None


def truth(s: CoinSettings) -> tuple[float, float] | None:
    """The coins that made the rounds, where somebody knows."""
    return (s.sim_a, s.sim_b) if s.data == "sim" else PRESETS[s.data].truth if s.data in PRESETS else None


def trace(s: CoinSettings, rule: Literal["soft", "hard"]) -> Trace:
    """The run that the settings describe."""
    return _trace(replace(s, k=0), rule)


# lru_cache and not st.cache_resource: the settings are hashable and snapshots are read-only, so
# one visitor's run serves all, and a look-up costs a microsecond instead of hashing by Streamlit.
@lru_cache(maxsize=512)
def _trace(s: CoinSettings, rule: str) -> Trace:
    learn, w = getattr(s, "learn", False), getattr(s, "w", 0.5)
    weights = (w, 1 - w) if learn else (0.5, 0.5)
    return record(
        CoinMixture(learn_weights=learn),
        rounds_of(s),
        CoinParams(weights, (s.a, s.b)),
        Recipe(e_step=hard if rule == "hard" else soft()),
    )


def grid(s: CoinSettings, *, hard: bool) -> CoinGrid:
    """Where EM ends from every start, for the rounds that the settings choose."""
    rounds = rounds_of(s)
    return _grid(tuple(rounds.heads.tolist()), tuple(rounds.flips.tolist()), hard)


@lru_cache(maxsize=64)
def _grid(heads: tuple[int, ...], flips: tuple[int, ...], hard: bool) -> CoinGrid:
    return coin_grid(Rounds(heads, flips), hard=hard)


def screen(
    main: Trace,
    panels: Sequence[Panel],
    captions: Sequence[str],
    stop: str,
    inputs: Sequence[Input],
    *,
    tr: Translate,
    other: Trace | None = None,
) -> Screen:
    """A player's screen whose half-steps are those of the longer of two runs."""
    longest = max((main, other or main), key=len)
    return Screen(panels, [label(s, tr) for s in longest], [s.phase for s in longest], captions, stop, inputs)


def call_soft(s: CoinSettings) -> str:
    """The call that makes this screen's soft run, to be copied."""
    rounds = rounds_of(s)
    learn, w = getattr(s, "learn", False), getattr(s, "w", 0.5)
    weights = (w, round(1 - w, 6)) if learn else (0.5, 0.5)
    return (
        "from em_core import CoinMixture, CoinParams, Recipe, Rounds, hard, run\n\n"
        f"rounds = Rounds(heads={rounds.heads.tolist()}, flips={rounds.flips.tolist()})\n"
        f"model = CoinMixture(learn_weights={learn})\n"
        f"start = CoinParams(weights={weights}, p_heads={(s.a, s.b)})\n\n"
        "soft_run = list(run(model, rounds, start))\n"
    )


def call(s: CoinSettings) -> str:
    """The calls that make this screen's soft and hard run, to be copied."""
    return call_soft(s) + "hard_run = list(run(model, rounds, start, Recipe(e_step=hard)))\n"


def choose_rounds(page: Page[Any]) -> None:
    """The control for the data, with what belongs to the chosen kind below it."""
    tr = page.tr
    controls.choice(
        page,
        "data",
        tr("Data"),
        {
            "db": tr("Do & Batzoglou 2008: 5 rounds of 10"),
            "five": tr("Five rounds of five"),
            "own": tr("My own rounds"),
            "sim": tr("Toss from coins I choose"),
        },
    )
    if page.settings.data == "own":
        controls.rounds(
            page,
            "rounds",
            tr("Heads of each round"),
            tr("Write “5 9 8 4 7 of 10”, or heads/flips for each round: “5/10 9/10 8/10 4/10 7/10”."),
        )
    if page.settings.data == "sim":
        controls.numbers(
            page,
            {
                "sim_a": tr("True θ_A"),
                "sim_b": tr("True θ_B"),
                "sim_n": tr("Rounds"),
                "sim_flips": tr("Flips per round"),
                "seed": tr("Seed"),
            },
        )
