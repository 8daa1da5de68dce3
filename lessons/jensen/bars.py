"""Bars whose tops are dragged: the learner sets heights, and what counts are their shares of the sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.numbers import sig, sigs
from lessons.jensen.record import GAP, Picture, caption, given, on_a_curve, subscript

Json = dict[str, Any]
LIFT = 0.03  # of a word above a bar
REACH = 0.11  # how far above a bar its word reaches
HALF = 0.05  # of a mark, with some air
MANY = 5  # bars that have room for three digits on a phone


def bars(places: Sequence[float], tops: Sequence[float], width: float) -> Json:
    """Bars from 0 to ``tops`` as one filled line with breaks between them."""
    x: list[float | None] = []
    y: list[float | None] = []
    for place, top in zip(places, tops, strict=True):
        left, right = sig(place - width / 2), sig(place + width / 2)
        x += [left, left, right, right, left, None]
        y += [0, sig(top), sig(top), 0, 0, None]
    return {"x": x, "y": y}


def grips(places: Sequence[float], tops: Sequence[float]) -> Json:
    """The heights as set, where the pointer takes them."""
    return {"x": sigs(places), "y": sigs(tops)}


def above(top: float, height: float) -> float:
    """Where a bar's word stands: on the bar, or on the mark of its height where that is in the way."""
    return height + HALF if top - HALF < height < top + REACH + HALF else top + LIFT


def brief(share: float, n: int) -> str:
    """A share among n: fewer digits where there are many."""
    if n <= MANY or share == 0:
        return given(share)
    return "< 0.01" if share < 0.005 else f"{share:.2f}"


def texts(places: Sequence[float], tops: Sequence[float], words: Iterable[str]) -> Json:
    """What is written above each bar."""
    return {"x": sigs(places), "y": sigs(tops), "text": list(words)}


def bar_trace(name: str, colour: str, pattern: str = "") -> Json:
    """An empty trace of bars, with a second cue beside the colour when there is a ``pattern``."""
    look: Json = {"fillcolor": colour}
    if pattern:
        look = {"fillcolor": "rgba(0,0,0,0)",
                "fillpattern": {"shape": pattern, "fgcolor": colour, "size": 6, "solidity": 0.5}}  # fmt: skip
    return theme.scatter("lines", name, fill="toself", line=theme.line(colour), hoverinfo="skip", **look)


def grip_trace(name: str) -> Json:
    """The marks of the heights, drawn over the bars."""
    mark = {"symbol": "diamond-wide", "size": 15, "color": "@ink", "line": {"color": "@paper", "width": 2}}
    return theme.scatter("markers", name, marker=mark, cliponaxis=False, hoverinfo="skip")


def text_trace(**more: Any) -> Json:
    """Words above the bars."""
    look = {"textposition": "top center", "textfont": {"color": "@ink", "size": 14}, "hoverinfo": "skip"}
    return theme.scatter("text", cliponaxis=False, **{**look, **more})


@on_a_curve
def weights(one: Picture, *, tr: Translate = str) -> Filmstrip:
    """The weights of the points: the bars are shares of the sum, the marks the heights the learner set."""
    heights, at = one.heights, one.at.w.tolist()
    n = len(heights)
    places = list(range(1, n + 1))
    names = [subscript("w", i) for i in places]
    data = [
        bar_trace(tr("weight (share of the sum)"), "@A") | {"meta": "weights"},
        grip_trace(tr("height you set: drag it")) | {"meta": "heights"},
        text_trace(),
    ]
    words = texts(places, list(map(above, at, heights)), [brief(share, n) for share in at])
    shown = {0: bars(places, at, 0.6), 1: grips(places, heights),
             2: words | {"textfont": {"color": "@ink", "size": 14 if n <= MANY else 12}}}  # fmt: skip
    return Filmstrip(
        "plotly", tr("The weights: only their proportions count"),
        {"data": data, "layout": theme.layout(
            theme.axis("", range=[0.4, n + 0.6], tickvals=places, ticktext=names, showgrid=False),
            theme.axis(tr("weight"), range=[0, 1.2], dtick=0.2), height=420,
        )},
        Lazy(GAP + 1, lambda _: shown), Lazy(GAP + 1, lambda _: caption(one, 0, tr)),
        clicks=tuple(Handle(i, f"w{i}") for i in places),
    )  # fmt: skip
