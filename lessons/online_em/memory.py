"""How much a piece that was read some steps ago still weighs in S."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core.online import memory
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sigs
from em_figures.words import fixed
from lessons.online_em.record import Online
from lessons.online_em.runs import rate_of

AGES = 60  # steps back that are drawn

Json = dict[str, Any]


def fade(run: Online, *, tr: Translate = str) -> Filmstrip | None:
    """The weights in S of the latest pieces, by their age, each beside the largest; dashed, all alike."""
    if run.settings.method != "step":
        return None
    rate = rate_of(run.settings)
    everything = {u: memory(rate, u) for u in sorted({m.update for m in run.moments if m.update})}
    ages = list(range(AGES))
    data = [
        theme.scatter("lines", tr("weight in S"), meta="weight", fill="tozeroy", x=ages,
                      line=theme.line("@M") | {"shape": "hvh"},
                      hovertemplate="%{x}: %{y:.3g}<extra></extra>"),
        theme.scatter("lines", tr("if all weighed alike"), meta="alike", x=[0, AGES], hoverinfo="skip",
                      line=theme.line("@ink", dash="dash")),
    ]  # fmt: skip

    def frame(k: int) -> dict[int, Json]:
        update = run.moments[k].update
        if not update:
            return {0: {"y": []}, 1: {"y": []}}
        w = everything[update][::-1][:AGES]
        most = float(w.max())
        return {0: {"y": sigs((w / most).tolist(), 3)}, 1: {"y": sigs([1 / update / most] * 2, 3)}}

    def caption(k: int) -> str:
        update = run.moments[k].update
        if not update:
            return tr("Nothing has been read yet, so S holds nothing.")
        w = everything[update]
        text = tr("After {n} pieces the latest weighs {now}, the one ten steps before it {then}; "
                  "half of S is from the latest {half}.")  # fmt: skip
        half = int(np.searchsorted(np.cumsum(w[::-1]), 0.5 - 1e-12)) + 1
        then = float(w[-11]) if len(w) > 10 else 0.0
        return text.format(n=update, now=fixed(float(w[-1])), then=fixed(then), half=half)

    return Filmstrip(
        "plotly", tr("What S remembers"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("steps ago"), range=[AGES, -1.5], showgrid=False, dtick=10),
            theme.axis(tr("weight, the largest = 1"), range=[0, 1.08], dtick=0.25), height=360,
        )},
        Lazy(len(run), frame), Lazy(len(run), caption),
    )  # fmt: skip
