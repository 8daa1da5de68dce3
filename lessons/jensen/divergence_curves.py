"""KL divergence drawn: the ratios on the log curve, and the summands, one direction at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core import jensen
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sigs
from em_figures.words import listed
from lessons.jensen.bars import bar_trace, bars, text_trace, texts
from lessons.jensen.curve import CURVE, DOTS, NOTHING, Ends, hatched, traces, updates
from lessons.jensen.divergence import (
    BACKWARD,
    FORWARD,
    LOGS,
    MEAN,
    RATIOS,
    SHAPES,
    Divergence,
    caption,
    ratio_names,
    two_ways,
)
from lessons.jensen.record import GAP, ON_CHORD, ON_CURVE, POINTS, Corner, difference, say

# which move of the points each move of the divergence shows
AS = {SHAPES: POINTS, RATIOS: POINTS, MEAN: ON_CURVE, LOGS: ON_CHORD, FORWARD: GAP, BACKWARD: GAP}
FREE = Corner("top", "left")  # of the log curve
Json = dict[str, Any]


def ends(at: jensen.Jensen) -> Ends:
    """The axes of the log curve: all ratios, with room to the left and above for what is written there."""
    right = max(2.5, 1.1 * float(at.x.max()))
    low, high = min(-1.0, float(at.y.min())), max(0.9, float(at.y.max()))
    room = high - low
    return Ends((-0.25 * right, right), (low - 0.22 * room, high + 0.3 * room))


def log_curve(d: Divergence, *, backward: bool = False, tr: Translate = str) -> Filmstrip:
    """log with the ratios as points: their average is 1, log 1 = 0, and the gap below it is KL."""
    at, over, under = (d.backward, "q", "p") if backward else (d.forward, "p", "q")
    m, axes = d.q.size, ends(at)
    x = np.geomspace(0.002, 60.0, 241)
    span = tr("polygon of the points") if m > 2 else tr("chord")
    colour = "@B" if backward else "@A"
    data = traces("log", span, tr("gap: KL"), colour=colour)
    data[CURVE] |= {"x": sigs(x, 4), "y": sigs(np.log(x), 5)}
    words = ("1", "log 1 = 0", f"Σ {under} log = {say(at.mean_f)}",
             f"KL({under}‖{over}) = {difference(at.gap, d.equal)}")  # fmt: skip
    shows = BACKWARD if backward else RATIOS

    def frame(k: int) -> dict[int, Json]:
        out = updates(at, AS[k] if k >= shows else POINTS, ends=axes, free=FREE,
                      names=ratio_names(m, over, under), words=words, colour=colour)
        if k < shows:
            out[DOTS] = NOTHING | {"marker": out[DOTS]["marker"]}
        return out

    return Filmstrip(
        "plotly", tr("KL({under}‖{over}) is a gap under the log curve").format(under=under, over=over),
        {"data": data, "layout": theme.layout(
            theme.axis(f"{over}/{under}"), theme.axis(f"log({over}/{under})"), height=400,
            meta={"tall": True},
        )},
        Lazy(BACKWARD + 1, frame),
        Lazy(BACKWARD + 1, lambda k: caption(d, k, tr) if k >= shows else later(tr)),
        opening={"layout": {"xaxis": {"range": sigs(axes.x)}, "yaxis": {"range": sigs(axes.y)}}},
    )  # fmt: skip


@two_ways
def gap_there(d: Divergence, *, tr: Translate = str) -> Filmstrip:
    """KL(q||p) on the log curve."""
    return log_curve(d, tr=tr)


@two_ways
def gap_back(d: Divergence, *, tr: Translate = str) -> Filmstrip:
    """KL(p||q) on the log curve."""
    return log_curve(d, backward=True, tr=tr)


def later(tr: Translate) -> str:
    """What a picture says that has nothing to show yet."""
    return tr("Nothing to see yet: this comes with a later move.")


def signed(value: float) -> str:
    """A summand with its sign: +1.151, −0.277, 0."""
    return ("+" if value > 0 and say(value) != "0" else "") + say(value)


def summands(d: Divergence, *, backward: bool = False, tr: Translate = str) -> Filmstrip:
    """The terms of one direction and their sum: terms may be negative, the sum never is."""
    under, over = ("p", "q") if backward else ("q", "p")
    there, back = jensen.summands(d.q, d.p), jensen.summands(d.p, d.q)
    each = (back if backward else there).tolist()
    total = (d.backward if backward else d.forward).gap
    # one axis for both directions, so that they can be compared
    everything = [*there, *back, d.forward.gap, d.backward.gap]
    low, high = min(-0.05, *everything), max(0.2, *everything)
    room, lift = 0.18 * (high - low), 0.015 * (high - low)
    m, shows = d.q.size, BACKWARD if backward else LOGS
    places, last = [*range(1, m + 1)], m + 1.3
    names = {"under": under, "over": over}

    def frame(k: int) -> dict[int, Json]:
        if k < shows:
            return dict.fromkeys(range(4), NOTHING)
        words = texts(places, [value + (lift if value >= 0 else -lift) for value in each], map(signed, each))
        sides = {"textposition": ["top center" if value >= 0 else "bottom center" for value in each]}
        done = k >= max(shows, FORWARD)
        return {
            0: bars(places, each, 0.55), 1: words | sides,
            2: bars([last], [total], 0.7) if done else NOTHING,
            3: texts([last], [total + lift], [difference(total, d.equal)]) if done else NOTHING,
        }  # fmt: skip

    def sentence(k: int) -> str:
        if k < shows:
            return later(tr)
        terms = listed([signed(value) for value in each], tr)
        return tr("Summands of KL({under}‖{over}): {terms}; their sum is {total}.").format(
            terms=terms, total=difference(total, d.equal), **names
        )

    data = [
        bar_trace(f"{under} log({under}/{over})", "@B" if backward else "@A", "\\" if backward else "")
        | {"meta": "terms"},
        text_trace(), hatched(tr("sum: KL({under}‖{over})").format(**names)) | {"meta": "sum"},
        text_trace(textfont={"color": "@kl", "size": 15}),
    ]  # fmt: skip
    xaxis = theme.axis(tr("outcome"), range=[0.4, m + 1.9], showgrid=False, tickvals=[*places, last],
                       ticktext=[*map(str, places), "Σ"])  # fmt: skip
    yaxis = theme.axis(tr("nats"), zeroline=True, zerolinecolor="@edge", zerolinewidth=2)
    return Filmstrip(
        "plotly", tr("Summands of KL({under}‖{over})").format(**names),
        {"data": data, "layout": theme.layout(xaxis, yaxis, height=360)},
        Lazy(BACKWARD + 1, frame), Lazy(BACKWARD + 1, sentence),
        opening={"layout": {"yaxis": {"range": sigs([low - room, high + room])}}},
    )  # fmt: skip


@two_ways
def sum_there(d: Divergence, *, tr: Translate = str) -> Filmstrip:
    """The terms of KL(q||p)."""
    return summands(d, tr=tr)


@two_ways
def sum_back(d: Divergence, *, tr: Translate = str) -> Filmstrip:
    """The terms of KL(p||q)."""
    return summands(d, backward=True, tr=tr)
