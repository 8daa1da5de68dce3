"""Lesson 06's runs, one for each view, and the code that makes them."""

from __future__ import annotations

from dataclasses import dataclass

from em_core import CoinMixture, CoinParams, Recipe, Rounds, datasets, given, hold, soft
from em_core.models.linkage import RAO
from em_figures.trace import record
from em_lesson.remembered import remembered
from lessons.common.coin_runs import soft_code, soft_trace
from lessons.coordinate_ascent.climbs import Climbs, climbs
from lessons.coordinate_ascent.knobs import Turns, chosen, turns
from lessons.coordinate_ascent.linkage import Race, race
from lessons.coordinate_ascent.settings import Settings

DB = datasets.DO_BATZOGLOU
EXAMPLE = Rounds(DB.rounds.heads, DB.rounds.flips, [1, 0, 0, 1, -1])
"""Do & Batzoglou's rounds with the coins of four of them noted."""


@remembered("q", "a", "b", "first", most=256)
def turned(s: Settings) -> Turns:
    """EM on the two knobs."""
    e_step = given(chosen(EXAMPLE, s.q)) if s.first == "m" else soft()
    model, start = CoinMixture(learn_weights=False), CoinParams((0.5, 0.5), (s.a, s.b))
    trace = record(model, EXAMPLE, start, Recipe(e_step, hold(1)))
    return turns(trace, s.q, theta_first=s.first == "m")


@dataclass(frozen=True, eq=False)
class Climbed(Climbs):
    """The climbs with their settings: the maps of all starts are drawn where they are asked for."""

    settings: Settings


def climbed(s: Settings) -> Climbed:
    """The climbers from one start."""
    run = climbs(soft_trace(s), s.step, conjugate=s.view == "conjugate")
    return Climbed(run.trace, run.climbs, run.points, run.ends, s)


def raced(s: Settings) -> Race:
    """EM and Newton on the linkage data."""
    return race(RAO, s.theta)


def run(s: Settings) -> Turns | Climbed | Race:
    """The run of any settings."""
    if s.view == "knobs":
        return turned(s)
    return raced(s) if s.view == "linkage" else climbed(s)


# ---- the code ------------------------------------------------------------------------------------


def code(s: Settings) -> str:
    """The calls that make this screen's numbers, to be copied."""
    ways = {"knobs": _knobs_code, "climbs": _climbs_code, "conjugate": _conjugate_code,
            "linkage": _linkage_code}  # fmt: skip
    return ways[s.view](s)


def _knobs_code(s: Settings) -> str:
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


def _climbs_code(s: Settings) -> str:
    return soft_code(s) + (
        "\nfrom em_core.climbers import gradient_ascent, lbfgs, newton\n"
        "from em_core.coin_hill import coin_hill, level_points\n\n"
        "hill = coin_hill(rounds)\n"
        f"gradient_ascent(hill, start.p_heads, step={s.step})\n"
        "newton(hill, start.p_heads)\n"
        "lbfgs(hill, start.p_heads)\n"
        "level_points(rounds)\n"
    )


def _conjugate_code(s: Settings) -> str:
    return soft_code(s) + (
        "\nfrom em_core.climbers import conjugate_gradients, gradient_ascent\n"
        "from em_core.coin_hill import coin_hill\n\n"
        "hill = coin_hill(rounds)\n"
        f"gradient_ascent(hill, start.p_heads, step={s.step})\n"
        "conjugate_gradients(hill, start.p_heads)\n"
    )


def _linkage_code(s: Settings) -> str:
    return (
        "from em_core import run\n"
        "from em_core.climbers import newton\n"
        "from em_core.models.linkage import Linkage, LinkageParams, Offspring, linkage_hill\n\n"
        f"animals = Offspring({RAO.counts.tolist()})\n"
        f"list(run(Linkage(), animals, LinkageParams({s.theta})))\n"
        f"newton(linkage_hill(animals), [{s.theta}])\n"
    )
