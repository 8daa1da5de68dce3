"""q and p side by side, bars whose heights the learner sets; on a detour what lies between them too."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.numbers import sigs
from lessons.jensen.bars import above, bar_trace, bars, grip_trace, grips, text_trace, texts
from lessons.jensen.detour import Detour
from lessons.jensen.divergence import SHAPES, Divergence, caption
from lessons.jensen.record import given

APART = 0.2  # half the distance between an outcome's two bars


def shapes(run: Any, *, tr: Translate = str) -> Filmstrip | None:
    """q and p; the bars are probabilities, the marks the heights the learner set."""
    if isinstance(run, Detour):
        return _bars(run.ends, len(run), run.r, tr)
    return _bars(run, len(run), None, tr) if isinstance(run, Divergence) else None


def _bars(d: Divergence, n: int, r: Floats | None, tr: Translate) -> Filmstrip:
    m = d.q.size
    places = np.arange(1, m + 1)
    left, right = (places - APART).tolist(), (places + APART).tolist()
    data = [bar_trace("q", "@A") | {"meta": "q"}, bar_trace("p", "@B", "\\") | {"meta": "p"},
            grip_trace(tr("height you set: drag it")), text_trace()]  # fmt: skip
    both = [*left, *right]
    heights, probs = [*d.q_heights, *d.p_heights], [*d.q.tolist(), *d.p.tolist()]
    digits = 3 if m == 2 else 2  # as the bars have room
    shown = {
        0: bars(left, d.q.tolist(), 0.34), 1: bars(right, d.p.tolist(), 0.34), 2: grips(both, heights),
        3: texts(both, list(map(above, probs, heights)), [given(value, digits) for value in probs]),
    }  # fmt: skip
    if r is not None:
        data.append(theme.scatter("lines", "r", line=theme.line("@ink", width=4), meta="r", hoverinfo="skip"))
        ends = [[i - 2 * APART, i + 2 * APART, None] for i in places.tolist()]
        levels = [[height, height, None] for height in sigs(r)]
        shown[4] = {"x": [x for row in ends for x in row], "y": [y for row in levels for y in row]}
    sides = (("q", left), ("p", right))
    handles = [Handle(at, f"{name}{i}") for name, row in sides for i, at in enumerate(row, 1)]
    return Filmstrip(
        "plotly", tr("Two distributions: shape them (only proportions count)"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("outcome"), range=[0.4, m + 0.6], tickvals=places.tolist(), showgrid=False),
            theme.axis(tr("probability"), range=[0, 1.2], dtick=0.2), height=320,
        )},
        Lazy(n, lambda _: shown), Lazy(n, lambda _: caption(d, SHAPES, tr)),
        clicks=tuple(handles),
    )  # fmt: skip
