"""Where 25 random starts end; and what becomes of a product of very many small numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from em_core import Diary, HMMParams
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.numbers import sigs
from em_figures.words import fixed
from lessons.hmm.runs import Weather, ends, one_state

SAME = 0.01  # nats within which two ends count as one
TIMES, EVERY = 30, 10  # how often the diary is repeated; days between two points of the curve

Json = dict[str, Any]


def random_starts(run: Weather, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood in which each random start ends; a click loads the start."""
    found, alone = ends(run.settings), one_state(run.settings)
    top = max(end.log_likelihood for end in found)
    best = [end for end in found if end.log_likelihood > top - SAME]
    others = [end for end in found if end.log_likelihood <= top - SAME]
    s = run.settings

    def points(some: list[Any]) -> Json:
        return {"x": [end.seed for end in some], "y": sigs((end.log_likelihood for end in some), 7)}

    data: list[Json] = [
        theme.scatter("lines", tr("one state"), meta="one", x=[-0.5, len(found) - 0.5],
                      y=sigs([alone] * 2, 7), line=theme.line("@muted", dash="dash"), hoverinfo="skip"),
        theme.scatter("markers", tr("the highest end"), meta="best", **points(best),
                      marker={"symbol": "star", "size": 12, "color": "@star"},
                      hovertemplate="%{x}: %{y:.3f}<extra></extra>"),
        theme.scatter("markers", tr("a lower end"), meta="lower", **points(others),
                      marker={"symbol": "circle", "size": 9, "color": "@muted"},
                      hovertemplate="%{x}: %{y:.3f}<extra></extra>"),
        theme.scatter("markers", tr("the run on the stage, now"), cliponaxis=False, hoverinfo="skip",
                      marker=theme.ring("@ink")),
    ]  # fmt: skip
    if s.begin == "random":
        data[3]["x"] = [s.draw]
    low = min(alone, *(end.log_likelihood for end in found))
    pad = 0.12 * (top - low) or 0.5

    def frame(k: int) -> dict[int, Json]:
        if s.begin != "random":
            return {3: {"x": [], "y": []}}
        now = min(max(run.trace[k].log_likelihood, low - 0.8 * pad), top)
        return {3: {"x": [s.draw], "y": sigs([now], 7)}}

    def caption(k: int) -> str:
        text = tr("{best} of {all} random starts end at {top}, the others lower; now {now}.")
        now = fixed(run.trace[k].log_likelihood)
        return text.format(best=len(best), all=len(found), top=fixed(top), now=now)

    return Filmstrip(
        "plotly", tr("Where random starts end (click one to load it)"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("seed of the start"), range=[-0.7, len(found) - 0.3], dtick=5),
            theme.axis(tr("log-likelihood (nats)"), range=sigs([low - pad, top + pad], 6)), height=380,
        )},
        Lazy(len(run), frame), Lazy(len(run), caption), clicks=(Handle("draw"),),
    )  # fmt: skip


class Long(NamedTuple):
    """log10 of the forward sum after each day, up to the last day that is possible; from which day on a
    plain float is 0, or None."""

    logs: Floats
    zero: int | None


def repeated(diary: Diary, p: HMMParams, times: int = TIMES) -> Long:
    """The forward sums of a diary that is read again and again, in plain numbers and scaled every day."""
    days = np.tile(diary.days, times)
    plain = scaled = p.start * p.emissions[:, days[0]]
    sizes, zero = np.empty(len(days)), None
    for t, x in enumerate(days.tolist()):
        if t:
            plain, scaled = (plain @ p.moves) * p.emissions[:, x], (scaled @ p.moves) * p.emissions[:, x]
        if zero is None and not plain.any():
            zero = t + 1
        size = float(scaled.sum())
        if size == 0:  # the diary cannot be followed by itself: no rounding
            return Long(np.cumsum(np.log10(sizes[:t])), zero)
        scaled, sizes[t] = scaled / size, size
    return Long(np.cumsum(np.log10(sizes)), zero)


def underflow(run: Weather, *, tr: Translate = str) -> Filmstrip:
    """The forward sum of the diary read 30 times over, by the chosen arithmetic."""
    n = TIMES * len(run.diary)
    how = run.settings.sums
    names = {"plain": tr("plain numbers"), "scaled": tr("scaled every day"), "logs": tr("logarithms")}
    colour = {"plain": "@B", "scaled": "@C", "logs": "@A"}[how]
    found: dict[int, Long] = {}

    def at(k: int) -> Long:
        step = k - (run.trace[k].phase == "E")  # an E-step leaves the parameters alone
        if step not in found:
            found[step] = repeated(run.diary, run.trace[k].params)
        return found[step]

    low = float(np.floor(at(0).logs[-1] / 50) * 50)
    data: list[Json] = [
        theme.scatter("lines", tr("where a float ends: 10⁻³²⁴"), meta="limit", x=[0, n], y=[-323.6, -323.6],
                      line=theme.line("@muted", dash="dash"), hoverinfo="skip"),
        theme.scatter("lines", names[how], meta="sum", line=theme.line(colour, width=3), hoverinfo="skip"),
        theme.scatter("markers+text", tr("exactly 0 from here on") if how == "plain" else "", meta="zero",
                      hoverinfo="skip", textposition="top right", textfont={"size": 14, "color": "@ink"},
                      marker={"symbol": "x", "size": 12, "color": "@ink"}),
    ]  # fmt: skip

    def frame(k: int) -> dict[int, Json]:
        logs, zero = at(k)
        days = np.append(np.arange(0, len(logs) - 1, EVERY), len(logs) - 1)
        if how == "plain" and zero is not None:
            days = days[days < zero - 1]
        line = {"x": (days + 1).tolist(), "y": sigs(logs[days].tolist(), 5)}
        if how != "plain" or zero is None:
            return {1: line, 2: {"x": [], "y": [], "text": []}}
        text = tr("day {t}: 0").format(t=zero)
        height = sigs([logs[min(zero, len(logs)) - 1]], 5)
        return {1: line, 2: {"x": [zero], "y": height, "text": [f" {text}"]}}

    def caption(k: int) -> str:
        logs, zero = at(k)
        if len(logs) < n:
            text = tr("Read again, this diary is impossible from day {t} on: that 0 is no rounding.")
            return text.format(t=len(logs) + 1)
        if how == "plain" and zero is not None:
            text = tr("In plain numbers the forward sum is exactly 0 from day {t} on, and its logarithm is "
                      "lost.")  # fmt: skip
            return text.format(t=zero)
        text = tr("After {n} days the forward sum is 10 to the power {power}.")
        return text.format(n=n, power=fixed(float(logs[-1]), 2))

    return Filmstrip(
        "plotly", tr("The diary read {n} times over: its forward sum").format(n=TIMES),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("day"), range=[0, 1.04 * n]),
            theme.axis(tr("forward sum, power of ten"), range=[low, 10]), height=380,
        )},
        Lazy(len(run), frame), Lazy(len(run), caption),
    )  # fmt: skip
