"""The points on a curve, their chord or polygon, and the gap between the two averages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from em_core.jensen import Jensen
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.numbers import sig, sigs
from lessons.jensen.record import (
    AVERAGE,
    GAP,
    NAMES,
    ON_CHORD,
    ON_CURVE,
    SAME,
    X_AXIS,
    Corner,
    Picture,
    caption,
    curve,
    difference,
    given,
    heights,
    mirrored,
    on_a_curve,
    say,
    subscript,
)

HULL, BAND, STEMS, CURVE, CHORD, DOTS, MEAN, ON, UNDER, VALUE = range(10)  # the traces, in this order
PHONE, TALL = 286, 180  # px: the plot's width and height on a phone
LETTER, MARK = 6.9, 10  # px: a letter's width, half a mark's
OVER = 24  # px of a word over the y axis, where the curve leaves room at its left only
MOST_NAMES = 4  # points that keep their names when the averages are named too
NEAR = 0.06  # of an axis: points that are closer need their names on different sides
ROW = 0.09  # of the y axis: a line of text
Json = dict[str, Any]
Frame = dict[int, Json]
NOTHING: Json = {"x": [None], "y": [None], "text": [""]}
# what the prose calls them
MARKS = ("hull", "gap", None, "curve", "chord", "points", "average", "on-curve", "on-chord", "gap")
HATCH: Json = {"shape": "/", "fgcolor": "@kl", "size": 6, "solidity": 0.35}


class Ends(NamedTuple):
    """The ranges of the two axes."""

    x: tuple[float, float]
    y: tuple[float, float]


def hatched(name: str = "") -> Json:
    """The gap, in every lesson: a hatched band."""
    return theme.scatter("lines", name, fill="toself", fillcolor="rgba(0,0,0,0)", fillpattern=HATCH,
                         line={"width": 1.5, "color": "@kl"}, hoverinfo="skip")  # fmt: skip


def _named(colour: str, **marker: Any) -> Json:
    """A mark with a word beside it."""
    return theme.scatter("markers+text" if marker else "text", cliponaxis=False, hoverinfo="skip",
                         textfont={"color": colour, "size": 14}, marker=marker)  # fmt: skip


def traces(curve_name: str, span_name: str, gap_name: str, *, colour: str = "@A") -> list[Json]:
    """The ten traces, empty."""
    made = [
        theme.scatter("lines", fill="toself", fillcolor="@s2", line={"width": 0}, hoverinfo="skip"),
        hatched(gap_name),
        theme.scatter("lines", line=theme.line("@muted", dash="dot", width=1.5), hoverinfo="skip"),
        theme.scatter("lines", curve_name, line=theme.line("@ll", width=3) | {"simplify": False},
                      hoverinfo="skip"),
        theme.scatter("lines", span_name, line=theme.line("@bound", dash="dash", width=2.5),
                      hoverinfo="skip"),
        _named(f"{colour}-text", color=colour, size=10),
        _named("@ink", symbol="triangle-up", size=14, color="@ink"),
        _named("@ll", **theme.ring("@ll")),
        _named("@bound", symbol="diamond", size=12, color="@bound"),
        _named("@kl"),
    ]  # fmt: skip
    return [trace | {"meta": mark} if mark else trace for trace, mark in zip(made, MARKS, strict=True)]


def sides(at: Jensen, ends: Ends, free: Corner, letters: int = 2) -> list[str]:
    """Where each point's name of some letters stands.

    ``free``, or across when it would cover its neighbour's or reach over the axis.
    """
    out, inner = str(free), str(free.opposite)
    found, last, before = [out] * at.x.size, None, inner
    need = (LETTER * letters + MARK) / PHONE
    for i in np.argsort(at.x, kind="stable").tolist():
        close = last is not None and all(
            abs(values[i] - values[last]) < least * (high - low)
            for least, values, (low, high) in ((need, at.x, ends.x), (ROW, at.y, ends.y))
        )
        if last is not None and close and before == out and free.side == "left" and _steep(at, last, i, ends):
            found[last] = f"{free.opposite.height} left"  # on a steep curve two names fit at the same side
            last, before = i, out
            continue
        beyond = free.side == "left" and at.x[i] - ends.x[0] < need * (ends.x[1] - ends.x[0])
        found[i] = inner if beyond or (close and before == out) else out
        last, before = i, found[i]
    return found


def _steep(at: Jensen, left: int, right: int, ends: Ends) -> bool:
    """Whether the curve rises steeply on the screen between two points."""
    across = (at.x[right] - at.x[left]) / (ends.x[1] - ends.x[0]) * PHONE
    up = (at.y[right] - at.y[left]) / (ends.y[1] - ends.y[0]) * TALL
    return bool(up > 1.5 * across > 0)


def _beside(word: str, corner: Corner, at: float, over: int = 0) -> str:
    """The corner, or the other side when only that has room.

    at: 0..1 on the x axis; over: px of the word that may reach over the y axis.
    """
    letters = len(word) + sum(c > "\u2e7f" for c in word)  # a Chinese one is as wide as two
    need = LETTER * letters + MARK
    fits = {"left": need <= at * PHONE + over, "right": need <= (1 - at) * PHONE + MARK}  # a margin
    other = corner.opposite.side
    return str(Corner(corner.height, other) if fits[other] and not fits[corner.side] else corner)


def _below(x: float, y: float, word: str, at: Jensen, ends: Ends) -> bool:
    """Whether the name of the point (x, y), at its left, meets a word left of the point on the curve."""
    (left, right), (low, high) = ends
    reach = (LETTER * len(word) + MARK) / PHONE * (right - left)
    return at.mean_x - reach < x < at.mean_x and abs(y - at.f_mean) < 1.2 * ROW * (high - low)


def _span(at: Jensen) -> Json:
    """The polygon of the points, closed; for two points their chord, there and back."""
    order = np.argsort(at.x, kind="stable")
    return {"x": sigs([*at.x[order], at.x[order[0]]]), "y": sigs([*at.y[order], at.y[order[0]]])}


def _stems(at: Jensen, move: int, foot: float) -> Json:
    """Dotted lines down to the axis: from the points at first, then from what is above the average."""
    if move > AVERAGE:
        top = max(at.f_mean, at.mean_f) if move >= ON_CHORD else at.f_mean
        return {"x": sigs([at.mean_x] * 2), "y": [foot, sig(top)]}
    down: Json = {"x": [], "y": []}
    for x, y in zip(sigs(at.x), sigs(at.y), strict=True):
        down["x"] += [x, x, None]
        down["y"] += [foot, y, None]
    return down


def updates(at: Jensen, move: int, *, ends: Ends, free: Corner, names: Sequence[str],
            words: tuple[str, str, str, str], colour: str = "@A", over: int = 0) -> Frame:
    """The traces but for CURVE, at a move.

    free: where names stand. names: the points'. words: beside the average, the point on the curve, the
    one on the chord, and the gap.
    """
    (left, right), (low, high) = ends
    foot = low + 0.02 * (high - low)  # a mark on the edge itself would not be drawn
    half = 0.02 * (right - left)
    where = (at.mean_x - left) / (right - left)
    mean, on, under = sig(at.mean_x), sig(at.f_mean), sig(at.mean_f)
    size = [float(s) for s in np.round(9 + 17 * np.sqrt(at.w), 1)]
    where_names = sides(at, ends, free, max(map(len, names)))
    said = _beside(words[1], free, where, over)
    across = f"middle {free.side}"
    if move >= ON_CURVE and at.x.size <= MOST_NAMES:  # a name where that word stands goes to the other side
        where_names = [across if side == said == str(free) and _below(x, y, words[1], at, ends) else side
                       for side, x, y in zip(where_names, at.x.tolist(), at.y.tolist(), strict=True)]
    # a name across the chord gives way to the word that stands there
    seen = [
        (move < ON_CURVE or len(names) <= MOST_NAMES)
        and (move < ON_CHORD or side.endswith(free.side) or abs(y - at.mean_f) > 3 * NEAR * (high - low))
        for side, y in zip(where_names, at.y.tolist(), strict=True)
    ]
    if move >= ON_CURVE and float(np.ptp(at.x)) <= SAME:  # above what is said of the curve there
        names = [f"{word}<br>\u00a0" for word in names]
    shown: Frame = dict.fromkeys((HULL, BAND, STEMS, CHORD, MEAN, ON, UNDER, VALUE), NOTHING)
    shown[DOTS] = {"x": sigs(at.x), "y": sigs(at.y), "textposition": where_names,
                   "text": [word if kept else "\u00a0" for word, kept in zip(names, seen, strict=True)],
                   "marker": {"color": colour, "size": size, "line": {"color": "@paper", "width": 1.5}}}
    if move >= AVERAGE:
        shown[STEMS] = _stems(at, move, foot)
        shown[MEAN] = {"x": [mean], "y": [foot], "text": [words[0]],
                       "textposition": _beside(words[0], Corner("top", "right"), where)}
    if move >= ON_CURVE:
        shown[ON] = {"x": [mean], "y": [on], "text": [words[1]],
                     "textposition": said}
    if move >= ON_CHORD:
        shown[CHORD] = _span(at)
        shown[HULL] = shown[CHORD] if at.x.size > 2 else NOTHING
        shown[UNDER] = {"x": [mean], "y": [under], "text": [words[2]],
                        "textposition": _beside(words[2], free.opposite, where)}
    if move >= GAP:
        x = [at.mean_x - half, at.mean_x - half, at.mean_x + half, at.mean_x + half, at.mean_x - half]
        side = _beside(words[3], Corner("middle", free.opposite.side), where)
        edge = at.mean_x + (half if side.endswith("right") else -half)
        shown[BAND] = {"x": sigs(x), "y": sigs([under, on, on, under, under])}
        shown[VALUE] = {"x": [sig(edge)], "y": [sig((on + under) / 2)], "text": [f" {words[3]} "],
                        "textposition": side}
    return shown


@on_a_curve
def chord(one: Picture, *, tr: Translate = str) -> Filmstrip:
    """The points on the curve of f, move by move."""
    return _drawn(one, tr("The curve, its points and their chord"), tr)


@on_a_curve
def twin(one: Picture, *, tr: Translate = str) -> Filmstrip:
    """The same points on the curve of -f."""
    return _drawn(mirrored(one), tr("The twin −f: the same picture upside down"), tr)


def _drawn(one: Picture, title: str, tr: Translate) -> Filmstrip:
    """A curve with its points, each of which can be dragged along it."""
    at, n, name = one.at, one.at.x.size, NAMES[one.f.name]
    ends = Ends(X_AXIS, heights(one.f))
    x, y = curve(one.f)
    span = tr("chord") if n == 2 else tr("polygon of the points")
    base = traces(name, span, tr("gap"))
    base[CURVE] |= {"x": sigs(x, 4), "y": sigs(y, 5)}
    minus = "−" if name.startswith("−") else ""
    words = (tr("avg x = {value}").format(value=given(at.mean_x)),
             minus + tr("f(avg x) = {value}").format(value=say(at.f_mean)),
             minus + tr("avg f(x) = {value}").format(value=say(at.mean_f)),
             difference(at.gap, one.together))  # fmt: skip
    names = [subscript("x", i) for i in range(1, n + 1)]

    def frame(k: int) -> Frame:
        over = OVER if one.free == ("top", "left") else 0
        return updates(at, k, ends=ends, free=one.free, names=names, words=words, over=over)

    return Filmstrip(
        "plotly", title,
        {"data": base, "layout": theme.layout(
            theme.axis("x", range=list(X_AXIS), dtick=1), theme.axis(name, range=sigs(ends.y)), height=420,
            meta={"tall": True},
        )},
        Lazy(GAP + 1, frame), Lazy(GAP + 1, lambda k: caption(one, k, tr)),
        clicks=tuple(Handle(f"x{i}") for i in range(1, n + 1)),
    )  # fmt: skip
