"""Concave and convex by their regions: the side of the curve that holds all of its chords, and the other."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.numbers import sigs
from lessons.jensen.curve import MOST_NAMES, NOTHING, Ends, sides
from lessons.jensen.record import (
    GAP,
    NAMES,
    ON_CHORD,
    SAME,
    X_AXIS,
    Picture,
    curve,
    given,
    heights,
    on_a_curve,
    say,
    subscript,
)

REGION, HULL, CURVE, INSIDE, OUTSIDE, DOTS, MEAN = range(7)  # the traces, in this order
MARKS = ("region", "hull", "curve", "leaves", "leaves", "points", "average")  # for the prose
STEPS = 120
DOTTED = {"shape": ".", "bgcolor": "@s1", "fgcolor": "@edge", "size": 9, "solidity": 0.08}
Json = dict[str, Any]


class Crossing(NamedTuple):
    """A segment (S,) between two points of the region that is not convex; ``leaves``: where it is outside."""

    x: Floats
    y: Floats
    leaves: Any


def crossing(one: Picture) -> Crossing | None:
    """From just beyond the leftmost point to just beyond the rightmost, through the curve twice.

    It lies off the chord by 0.55 of the widest gap between the two, on the curve's side; None when the
    points coincide.
    """
    first, last = int(one.at.x.argmin()), int(one.at.x.argmax())
    x = np.linspace(one.at.x[first], one.at.x[last], STEPS + 1)
    on_chord = np.linspace(one.at.y[first], one.at.y[last], STEPS + 1)
    on_curve = np.asarray(one.f.value(x))
    deepest = float(np.max(one.sign * (on_curve - on_chord)))
    if deepest <= SAME:
        return None
    y = on_chord + 0.55 * one.sign * deepest
    return Crossing(x, y, one.sign * (on_curve - y) > 0)


def _parts(at: Crossing | None) -> tuple[Json, Json]:
    """The segment's part outside, and its two ends inside, with a break where it is outside."""
    if at is None:
        return NOTHING, NOTHING
    out = np.flatnonzero(at.leaves)
    first, last = int(out[0]), int(out[-1])
    x, y = sigs(at.x), sigs(at.y)
    ends = {"x": [x[0], x[first], None, x[last], x[-1]], "y": [y[0], y[first], None, y[last], y[-1]]}
    return ends, {"x": [x[first], x[last]], "y": [y[first], y[last]]}


def _caption(one: Picture, k: int, tr: Translate) -> str:
    values = {"f": NAMES[one.f.name]}
    if one.f.concave:
        text = tr("The region below {f} is convex; the region above it is not.")
    else:
        text = tr("The region above {f} is convex; the region below it is not.")
    more = [text.format(**values)]
    if k >= ON_CHORD:
        more.append(tr("The points’ average ({x}, {y}) lies inside the convex region.").format(
            x=given(one.at.mean_x), y=say(one.at.mean_f)
        ))  # fmt: skip
    if k >= GAP and crossing(one) is not None:
        more.append(tr("A segment between two points of the other region leaves it on the way."))
    return " ".join(more)


def _words(one: Picture, tr: Translate) -> list[Json]:
    """Each region by its name, in the two corners that no increasing curve passes."""
    yes, no = tr("convex"), tr("not convex")
    below, above = (yes, no) if one.f.concave else (no, yes)
    look = {"xref": "paper", "yref": "paper", "showarrow": False, "bgcolor": "@paper", "borderpad": 3,
            "font": {"color": "@ink", "size": 15}}  # fmt: skip
    return [
        {"text": above, "x": 0.03, "y": 0.97, "xanchor": "left", "yanchor": "top", **look},
        {"text": below, "x": 0.97, "y": 0.05, "xanchor": "right", "yanchor": "bottom", **look},
    ]


@on_a_curve
def convex_sets(one: Picture, *, tr: Translate = str) -> Filmstrip:
    """The convex side of the curve, dotted, with the points' hull inside; a segment that leaves the other."""
    at, n, ends = one.at, one.at.x.size, heights(one.f)
    x, y = curve(one.f)
    edge = ends[0] - 9 * (ends[1] - ends[0]) if one.f.concave else ends[1] + 9 * (ends[1] - ends[0])
    order = np.argsort(at.x, kind="stable")
    hull = {"x": sigs([*at.x[order], at.x[order[0]]]), "y": sigs([*at.y[order], at.y[order[0]]])}
    dots = {"x": sigs(at.x), "y": sigs(at.y)}
    names = [subscript("x", i) for i in range(1, n + 1)]
    places = sides(at, Ends(X_AXIS, ends), one.free)
    if crossing(one) is not None:  # the segment that leaves ends over the last point
        places[int(at.x.argmax())] = str(one.free.opposite)
    inside, outside = _parts(crossing(one))
    data = [
        theme.scatter("lines", tr("convex region"), fill="toself", line={"width": 0}, hoverinfo="skip",
                      fillcolor="@s1", fillpattern=DOTTED,
                      x=sigs([x[0], *x, x[-1]], 4), y=sigs([edge, *y, edge], 5)),
        theme.scatter("lines", tr("points’ hull"), fill="toself", fillcolor="@s4", hoverinfo="skip",
                      line=theme.line("@bound", dash="dash", width=2.5)),
        theme.scatter("lines", line=theme.line("@ll", width=3) | {"simplify": False}, hoverinfo="skip",
                      x=sigs(x, 4), y=sigs(y, 5)),
        theme.scatter("lines", line=theme.line("@B", width=2), hoverinfo="skip"),
        theme.scatter("lines", tr("a segment that leaves"), line=theme.line("@B", dash="dot", width=5),
                      hoverinfo="skip"),
        theme.scatter("markers+text", marker={"color": "@A", "size": 11}, cliponaxis=False, hoverinfo="skip",
                      textfont={"color": "@A-text", "size": 14}),
        theme.scatter("markers", tr("their average"), cliponaxis=False, hoverinfo="skip",
                      marker={"symbol": "diamond", "size": 12, "color": "@bound"}),
    ]  # fmt: skip
    data = [trace | {"meta": mark} for trace, mark in zip(data, MARKS, strict=True)]

    def frame(k: int) -> dict[int, Json]:
        late, last = k >= ON_CHORD, k >= GAP
        shown = names if n <= MOST_NAMES or not late else [""] * n
        return {
            HULL: hull if late else NOTHING,
            DOTS: {**dots, "text": shown, "textposition": places},
            MEAN: {"x": sigs([at.mean_x]), "y": sigs([at.mean_f])} if late else NOTHING,
            INSIDE: inside if last else NOTHING,
            OUTSIDE: outside if last else NOTHING,
        }

    return Filmstrip(
        "plotly", tr("Convex sets: the regions on the two sides of the curve"),
        {"data": data, "layout": theme.layout(
            theme.axis("x", range=list(X_AXIS), dtick=1), theme.axis(NAMES[one.f.name], range=sigs(ends)),
            height=420, annotations=_words(one, tr),
        )},
        Lazy(GAP + 1, frame), Lazy(GAP + 1, lambda k: _caption(one, k, tr)),
        clicks=tuple(Handle(f"x{i}") for i in range(1, n + 1)),
    )  # fmt: skip
