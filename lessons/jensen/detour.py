"""From q to p directly, or over a third distribution r between them: KL knows no triangle inequality.

The frames are the moves: 0 the direct way, 1 the first leg, 2 the second leg on top of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from em_core.bound import kl
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.numbers import sig, sigs
from em_lesson.runs import Frame
from em_lesson.scene import drawn_on
from lessons.jensen.bars import bar_trace, text_trace
from lessons.jensen.curve import NOTHING
from lessons.jensen.divergence import Divergence, divergence, row
from lessons.jensen.record import SAME, say

DIRECT, FIRST, SECOND = range(3)
LINE, FIRST_BAR, SECOND_BAR, EVERY, RING, WORDS = range(6)  # the traces, in this order
GRID = np.linspace(0, 1, 51)
HALF, BESIDE = 0.035, 0.05  # of the x axis: half a bar, and where its word begins
MIDDLE = 0.55  # beyond it words stand at the left
Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Detour:
    """From q to p over r = (1 - t) q + t p (m,): first = KL(q||r), second = KL(r||p), nats."""

    ends: Divergence
    t: float
    r: Floats
    first: float
    second: float

    @property
    def direct(self) -> float:
        """KL(q||p)."""
        return self.ends.forward.gap

    def __len__(self) -> int:
        return SECOND + 1

    def frame(self, k: int, tr: Translate) -> Frame:
        """Move k."""
        names = (tr("direct way"), tr("first leg"), tr("second leg"))
        return Frame(names[k], "start", sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """What the detour comes to."""
        return sentence(self, SECOND, tr)


over_a_third = drawn_on(lambda run: isinstance(run, Detour))


def over(q: Sequence[float], p: Sequence[float], t: float) -> Detour:
    """From heights as :func:`divergence`; t in [0, 1] is how far r has gone from q to p."""
    ends = divergence(q, p)
    r = (1 - t) * ends.q + t * ends.p
    first, second = (max(0.0, kl(*pair)) for pair in ((ends.q, r), (r, ends.p)))  # no rounding below 0
    return Detour(ends, t, r, first, second)


def lengths(d: Detour) -> list[str]:
    """The direct way, both legs and their sum, with four decimals."""
    found = (d.direct, d.first, d.second, d.first + d.second)
    return [say(0 if d.ends.equal else value, 4) for value in found]


def sentence(d: Detour, k: int, tr: Translate = str) -> str:
    """Move k in a sentence with its numbers."""
    direct, first, second, both = lengths(d)
    if k == DIRECT:
        text = tr("The direct way is KL(q‖p) = {direct} nats. The detour goes over r = {r}.")
        return text.format(direct=direct, r=row(d.r))
    if k == FIRST:
        return tr("The first leg is KL(q‖r) = {first} nats.").format(first=first)
    text = (
        tr("Both legs: {first} + {second} = {both} nats. The direct way is longer: {direct}.")
        if d.first + d.second < d.direct - SAME
        else tr("Both legs: {first} + {second} = {both} nats. The direct way is as long: {direct}.")
    )
    return text.format(first=first, second=second, both=both, direct=direct)


def _bar(t: float, low: float, high: float) -> Json:
    x = [t - HALF, t - HALF, t + HALF, t + HALF, t - HALF]
    return {"x": sigs(x), "y": sigs([low, high, high, low, low])}


def _words(d: Detour, k: int, top: float) -> Json:
    """The numbers: above the line, and beside the legs that there are."""
    direct, first, second, _ = lengths(d)
    side = BESIDE if d.t < MIDDLE else -BESIDE
    x, y, text = [0.0], [d.direct + 0.015 * top], [f"KL(q‖p) = {direct}"]
    if k >= FIRST:
        x, y, text = [*x, d.t + side], [*y, d.first / 2], [*text, f"KL(q‖r) = {first}"]
    if k >= SECOND:
        x, y, text = [*x, d.t + side], [*y, d.first + d.second / 2], [*text, f"KL(r‖p) = {second}"]
    where = ["middle right" if side > 0 else "middle left"] * (len(x) - 1)
    return {"x": sigs(x), "y": sigs(y), "text": text, "textposition": ["top right", *where]}


@over_a_third
def detour(d: Detour, *, tr: Translate = str) -> Filmstrip:
    """Both legs on top of one another where r stands, below the direct way; and their sum for every r."""
    q, p = d.ends.q, d.ends.p
    top = 1.2 * max(0.1, d.direct)

    def frame(k: int) -> dict[int, Json]:
        out: dict[int, Json] = dict.fromkeys((FIRST_BAR, SECOND_BAR, EVERY, RING), NOTHING)
        out[LINE] = {"x": [0, 1], "y": sigs([d.direct] * 2)}
        out[WORDS] = _words(d, k, top)
        if k >= FIRST:
            out[FIRST_BAR] = _bar(d.t, 0, d.first)
        if k >= SECOND:
            out[SECOND_BAR] = _bar(d.t, d.first, d.first + d.second)
            between = [(1 - t) * q + t * p for t in GRID]
            out[EVERY] = {"x": sigs(GRID), "y": sigs(kl(q, r) + kl(r, p) for r in between)}
            out[RING] = {"x": [d.t], "y": [sig(d.first + d.second)]}
        return out

    data = [
        theme.scatter("lines", tr("direct way"), meta="direct", line=theme.line("@kl", width=4),
                      hoverinfo="skip"),
        bar_trace(tr("first leg"), "@A") | {"meta": "first"},
        bar_trace(tr("second leg"), "@B", "\\") | {"meta": "second"},
        theme.scatter("lines", tr("both legs, for every r"), meta="every",
                      line=theme.line("@ink", dash="dot"), hoverinfo="skip"),
        theme.scatter("markers", marker=theme.ring("@ink"), cliponaxis=False, hoverinfo="skip"),
        text_trace(),
    ]  # fmt: skip
    ticks = {"tickvals": [0, 0.25, 0.5, 0.75, 1], "ticktext": ["q", "0.25", "0.5", "0.75", "p"]}
    return Filmstrip(
        "plotly", tr("From q to p: directly, or over r"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("where r stands"), range=[-0.06, 1.06], **ticks), theme.axis(tr("nats")),
            height=400, meta={"tall": True},
        )},
        Lazy(len(d), frame), Lazy(len(d), lambda k: sentence(d, k, tr)),
        opening={"layout": {"yaxis": {"range": sigs([0, top])}}},
        clicks=(Handle("t"),),
    )  # fmt: skip
