"""The road between two answers: the log-likelihood on the straight line from one dictionary to another."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from em_core import TranslationParams
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sig, sigs
from em_figures.typed import packed
from em_figures.words import fixed
from lessons.word_alignment.record import Alignment
from lessons.word_alignment.runs import other_end

POINTS = 41  # of the curve


class Road(NamedTuple):
    """The log-likelihood at POINTS dictionaries from one end to the other: the sum of the logs of what is
    linear in the dictionary. apart: the largest difference of an entry between the ends."""

    heights: Floats
    apart: float


def road(run: Alignment, k: int, there: TranslationParams) -> Road:
    """From the dictionary at half-step k to the other run's end."""
    pairs = run.pairs
    ends = [pairs.per_token(params.at(pairs.cells)) for params in (run.trace[k].params, there)]
    at = np.linspace(0, 1, POINTS)[:, None]
    heights = np.log((1 - at) * ends[0] + at * ends[1]).sum(axis=1) + pairs.log_positions
    return Road(np.asarray(heights), float(np.abs(run.table(k) - there.table).max()))


def road_between(run: Alignment, *, tr: Translate = str) -> Filmstrip:
    """From this run's dictionary now, to where EM ends from a random one; with the chord below."""
    there = other_end(run.settings)
    first, last = (road(run, k, there).heights for k in (0, len(run) - 1))
    low, high = float(min(first.min(), last.min())), float(max(first.max(), last.max()))
    pad = max(0.08 * (high - low), 0.05)
    data: list[dict[str, Any]] = [
        theme.scatter("lines", tr("chord"), meta="chord", line=theme.line("@ghost", dash="dot"),
                      hoverinfo="skip"),
        theme.scatter("lines", tr("log-likelihood on the road"), meta="road", line=theme.line("@ll"),
                      hoverinfo="skip"),
        theme.scatter("markers", tr("this run, now"), meta="here", marker=theme.ring("@ll", size=16),
                      cliponaxis=False, hoverinfo="skip"),
        theme.scatter("markers", tr("the other run’s end"), meta="there", cliponaxis=False, hoverinfo="skip",
                      marker={"symbol": "diamond", "size": 12, "color": "@bound"}),
    ]  # fmt: skip
    at = sigs(np.linspace(0, 1, POINTS).tolist(), 4)

    def frame(k: int) -> dict[int, Any]:
        heights = road(run, k, there).heights
        ends = sigs(heights[[0, -1]].tolist(), 6)
        return {
            0: {"x": [0, 1], "y": ends},
            1: {"x": at, "y": packed(heights, "f4")},
            2: {"x": [0], "y": ends[:1]},
        }

    def caption(k: int) -> str:
        now = road(run, k, there)
        half = POINTS // 2
        text = tr("Half way the log-likelihood is {half}, on the chord {chord}; the two dictionaries differ "
                  "by up to {apart} in an entry.")  # fmt: skip
        chord = float(now.heights[[0, -1]].mean())
        return text.format(half=fixed(float(now.heights[half])), chord=fixed(chord), apart=fixed(now.apart))

    layout = theme.layout(
        theme.axis(tr("from this run’s dictionary to the other"), range=[-0.04, 1.04], tickvals=[0, 0.5, 1],
                   ticktext=[tr("this run"), tr("half way"), tr("the other")]),
        theme.axis(tr("log-likelihood (nats)"), range=sigs([low - pad, high + pad], 6)),
        height=400,
    )  # fmt: skip
    return Filmstrip(
        "plotly", tr("The road between two dictionaries"), {"data": data, "layout": layout},
        Lazy(len(run), frame), Lazy(len(run), caption),
        opening={"data": {3: {"x": [1], "y": [sig(float(last[-1]))]}}},
    )  # fmt: skip
