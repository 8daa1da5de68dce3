"""The latest forty updates of theta, as seen from the reading head."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sigs
from lessons.online_em.paths import watched
from lessons.online_em.record import Online

BACK = 40

Json = dict[str, Any]


def recent(run: Online, *, tr: Translate = str) -> Filmstrip:
    """Both coins, or both means, over the latest forty updates; the newest at the right."""
    thetas = watched(run, run.walk.thetas())
    low, high = float(thetas.min()), float(thetas.max())
    pad = 0.08 * (high - low) or 0.05
    data = [
        theme.scatter("lines+markers", name, meta=name, x=[], line=theme.line(colour, dash=dash, width=1.5),
                      marker={"size": 7, "symbol": symbol, "color": colour}, hoverinfo="skip")
        for name, colour, dash, symbol in (("B", "@B", "dash", "square-open"), ("A", "@A", "solid", "circle"))
    ]  # fmt: skip
    symbol = "θ" if run.coins else "μ"
    for trace in data:
        trace["name"] = f"{symbol}_{trace['name']}"

    def frame(k: int) -> dict[int, Json]:
        moment = run.moments[k]
        done = moment.update - (moment.phase == "E")
        some = thetas[max(0, done - BACK) : done + 1]
        ago = list(range(len(some) - 1, -1, -1))
        return {i: {"x": ago, "y": [round(v, 4) for v in some[:, 1 - i].tolist()]} for i in (0, 1)}

    caption = Lazy(len(run), lambda k: _said(thetas, run, k, tr))
    return Filmstrip(
        "plotly", tr("The latest forty updates"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("updates ago"), range=[BACK + 0.5, -1.5], dtick=10),
            theme.axis(symbol if run.coins else tr("minutes"), range=sigs([low - pad, high + pad], 4)),
            height=360,
        )},
        Lazy(len(run), frame), caption,
    )  # fmt: skip


def _said(thetas: Any, run: Online, k: int, tr: Translate) -> str:
    moment = run.moments[k]
    done = moment.update - (moment.phase == "E")
    some = thetas[max(0, done - BACK) : done + 1]
    a, b = np.ptp(some, axis=0).tolist()
    text = tr("Over the latest {n} updates A moved within {a}, B within {b}.")
    return text.format(n=len(some) - 1, a=f"{a:.3f}", b=f"{b:.3f}")
