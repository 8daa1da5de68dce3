"""The climbs in figures: where each is now, and what the whole climb cost and came to."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from em_core.climbers import conjugate_gradients, lbfgs
from em_core.coin_hill import coin_hill
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.words import fixed
from lessons.coordinate_ascent.climbs import (
    NONE,
    WITHIN,
    Climbs,
    captions,
    ending,
    names,
    there,
)

SEARCHES = {"L-BFGS": lbfgs, "conjugate gradients": conjugate_gradients}  # that try points on a line


def _table(title: str, name: str, methods: tuple[tuple[str, str], ...], rows: tuple[str, ...]) -> str:
    """Methods (name, class) as columns; row r and method m of n take slot n r + m."""
    head = "".join(
        f'<th scope="col"><span class="em-way em-way-{css}">{escape(method)}</span></th>'
        for method, css in methods
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row)}</th>'
        + "".join(f'<td data-s="{len(methods) * r + m}"></td>' for m in range(len(methods)))
        + "</tr>"
        for r, row in enumerate(rows)
    )
    return (
        f'<table class="em-table em-ways em-ways-{name}"><caption class="em-sr">{escape(title)}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


@lru_cache(maxsize=8)
def _now_table(title: str, methods: tuple[tuple[str, str], ...], tr: Translate) -> str:
    return _table(title, "now", methods, (tr("iteration"), "θ_A", "θ_B", tr("log-likelihood")))


@lru_cache(maxsize=8)
def _cost_table(title: str, methods: tuple[tuple[str, str], ...], tr: Translate) -> str:
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
    return _table(title, "cost", methods, rows)


def _methods(run: Climbs, tr: Translate) -> tuple[tuple[str, str], ...]:
    return tuple((name, style.css) for name, style in zip(names(run, tr), run.styles, strict=True))


def now(run: Climbs, *, tr: Translate = str) -> Filmstrip:
    """Where all are after an iteration; a climb that has ended stays and says so."""
    title = tr("Where the four are now") if len(run.climbs) == 4 else tr("Where all are now")

    def frame(k: int) -> View:
        at = [min(k, climb.iterations) for climb in run.climbs]
        ended = [k >= climb.iterations for climb in run.climbs]
        slots = [f"{i} {tr('(ended)')}" if over else str(i) for i, over in zip(at, ended, strict=True)]
        for coin in (0, 1):
            slots += [fixed(float(climb.path[i, coin]), 4) for climb, i in zip(run.climbs, at, strict=True)]
        slots += [fixed(float(climb.values[i]), 4) for climb, i in zip(run.climbs, at, strict=True)]
        return View("now", slots)

    views = {"now": _now_table(title, _methods(run, tr), tr)}
    return Filmstrip("html", title, {"views": views}, Lazy(len(run), frame), captions(run, tr))


def _until(run: Climbs, m: int, iterations: int) -> int:
    """How often climb m had looked at the rounds by then: E-steps, gradients, or values with gradients."""
    climb = run.climbs[m]
    if climb.method not in SEARCHES:  # once for every iteration
        return iterations
    search = SEARCHES[climb.method]
    return search(coin_hill(run.trace.data), climb.path[0], max_iter=iterations).evaluations.values


def cost(run: Climbs, *, tr: Translate = str) -> Filmstrip:
    """What the climbs cost, how they ended and what kind of point is there."""
    title = tr("The whole climb")
    top = run.points[0].value
    reached = [climb.reached(top, WITHIN) for climb in run.climbs]
    asked = [(climb.method, climb.evaluations) for climb in run.climbs]
    rows = [
        [NONE if r is None else str(r) for r in reached],
        [NONE if r is None else str(_until(run, m, r)) for m, r in enumerate(reached)],
        [str(climb.iterations) for climb in run.climbs],
        [str(c.iterations) if c.method == "EM" else NONE for c in run.climbs],
        [str(e.values) if method in SEARCHES else NONE for method, e in asked],
        [NONE if method == "EM" else str(e.gradients) for method, e in asked],
        [str(e.hessians) if method == "Newton" else NONE for method, e in asked],
        [str(climb.falls) for climb in run.climbs],
        [ending(climb, tr) for climb in run.climbs],
        [there(run, m, tr) for m in range(len(run.climbs))],
    ]
    return Filmstrip("html", title, {"views": {"cost": _cost_table(title, _methods(run, tr), tr)}},
                     [View("cost", [cell for row in rows for cell in row])], [run.stop(tr)])
