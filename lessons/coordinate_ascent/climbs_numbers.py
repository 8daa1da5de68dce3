"""The four climbs in figures: where each is now, and what the whole climb cost and came to."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from em_core.climbers import lbfgs
from em_core.coin_hill import coin_hill
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.words import fixed
from lessons.coordinate_ascent.climbs import (
    EM,
    LBFGS,
    NEWTON,
    NONE,
    STYLES,
    WITHIN,
    Climbs,
    captions,
    ending,
    names,
    there,
)

METHODS = len(STYLES)


def _table(title: str, name: str, rows: tuple[str, ...], tr: Translate) -> str:
    """Methods as columns; row r and method m take slot 4 r + m."""
    head = "".join(
        f'<th scope="col"><span class="em-way em-way-{style.css}">{escape(name)}</span></th>'
        for style, name in zip(STYLES, names(tr), strict=True)
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row)}</th>'
        + "".join(f'<td data-s="{METHODS * r + m}"></td>' for m in range(METHODS))
        + "</tr>"
        for r, row in enumerate(rows)
    )
    return (
        f'<table class="em-table em-ways em-ways-{name}"><caption class="em-sr">{escape(title)}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


@lru_cache(maxsize=8)
def _now_table(title: str, tr: Translate) -> str:
    return _table(title, "now", (tr("iteration"), "θ_A", "θ_B", tr("log-likelihood")), tr)


@lru_cache(maxsize=8)
def _cost_table(title: str, tr: Translate) -> str:
    rows = (
        tr("until within 10⁻⁶ of the highest peak"),
        tr("evaluations until then"),
        tr("iterations in all"),
        tr("E-steps"),
        tr("values"),
        tr("gradients"),
        tr("matrices H"),
        tr("steps that went down"),
        tr("how it ended"),
        tr("what is there"),
    )
    return _table(title, "cost", rows, tr)


def now(run: Climbs, *, tr: Translate = str) -> Filmstrip:
    """Where the four are after an iteration; a climb that has ended stays and says so."""
    title = tr("Where the four are now")

    def frame(k: int) -> View:
        at = [min(k, climb.iterations) for climb in run.climbs]
        ended = [k >= climb.iterations for climb in run.climbs]
        slots = [f"{i} {tr('(ended)')}" if over else str(i) for i, over in zip(at, ended, strict=True)]
        for coin in (0, 1):
            slots += [fixed(float(climb.path[i, coin]), 4) for climb, i in zip(run.climbs, at, strict=True)]
        slots += [fixed(float(climb.values[i]), 4) for climb, i in zip(run.climbs, at, strict=True)]
        return View("now", slots)

    views = {"now": _now_table(title, tr)}
    return Filmstrip("html", title, {"views": views}, Lazy(len(run), frame), captions(run, tr))


def _until(run: Climbs, m: int, iterations: int) -> int:
    """How often climb m had looked at the rounds by then: E-steps, gradients, or values with gradients."""
    if m != LBFGS:  # once for every iteration
        return iterations
    start = run.climbs[m].path[0]
    return lbfgs(coin_hill(run.trace.data), start, max_iter=iterations).evaluations.values


def cost(run: Climbs, *, tr: Translate = str) -> Filmstrip:
    """What the four climbs cost, how they ended and what kind of point is there."""
    title = tr("The whole climb")
    top = run.points[0].value
    reached = [climb.reached(top, WITHIN) for climb in run.climbs]
    asked = [climb.evaluations for climb in run.climbs]
    rows = [
        [NONE if r is None else str(r) for r in reached],
        [NONE if r is None else str(_until(run, m, r)) for m, r in enumerate(reached)],
        [str(climb.iterations) for climb in run.climbs],
        [str(run.climbs[EM].iterations)] + [NONE] * 3,
        [NONE if m != LBFGS else str(e.values) for m, e in enumerate(asked)],
        [NONE if m == EM else str(e.gradients) for m, e in enumerate(asked)],
        [str(e.hessians) if m == NEWTON else NONE for m, e in enumerate(asked)],
        [str(climb.falls) for climb in run.climbs],
        [ending(climb, tr) for climb in run.climbs],
        [there(run, m, tr) for m in range(METHODS)],
    ]
    return Filmstrip("html", title, {"views": {"cost": _cost_table(title, tr)}},
                     [View("cost", [cell for row in rows for cell in row])], [run.stop(tr)])
