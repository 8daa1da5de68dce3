"""F and the log-likelihood at every half-step; and the passes that each method needs."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.loglik import ticks
from em_figures.numbers import power, sigs
from em_figures.words import fixed, sentences
from lessons.online_em.record import Online
from lessons.online_em.runs import exchanging, fading, in_one_piece, limit
from lessons.online_em.walk import CLOSE, Walk

Json = dict[str, Any]


def climb(run: Online, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood of all the data and, where the q of every datum is kept, F; a click jumps."""
    ll, f = run.log_likelihood, [run.bound(k) for k in range(len(run))]
    known = [k for k, value in enumerate(f) if value is not None]
    labels = [run.frame(k, tr).label for k in range(len(run))]
    data = [
        theme.scatter("lines+markers", tr("log-likelihood"), meta="ll", x=list(range(len(ll))), y=sigs(ll, 8),
                      line=theme.line("@ll"), marker={"size": 5, "color": "@ll"},
                      hovertemplate="%{y:.4f}<extra></extra>"),
    ]  # fmt: skip
    if known:
        data.append(theme.scatter(
            "lines+markers", tr("F, with the q that is kept"), meta="bound", x=known,
            y=sigs((f[k] or 0.0 for k in known), 8), line=theme.line("@bound", dash="dash"),
            marker={"size": 5, "symbol": "square", "color": "@bound"},
            hovertemplate="%{y:.4f}<extra></extra>",
        ))  # fmt: skip
    rings = len(data)
    data.append(theme.scatter("markers", cliponaxis=False, marker=theme.ring("@ll")))
    if known:
        data.append(theme.scatter("markers", cliponaxis=False, marker=theme.ring("@bound", square=True)))
    low = min([*ll, *(f[k] or 0.0 for k in known if k > 1)])
    high = max(ll)
    pad = 0.06 * (high - low) or 0.5

    def frame(k: int) -> dict[int, Json]:
        out: dict[int, Json] = {rings: {"x": [k], "y": sigs([ll[k]], 8)}}
        if known:
            value = f[k]
            out[rings + 1] = {"x": [], "y": []} if value is None else {"x": [k], "y": sigs([value], 8)}
        return out

    def caption(k: int) -> str:
        now = tr("Half-step {label}: log-likelihood {value}.").format(label=labels[k], value=fixed(ll[k]))
        if f[k] is None:
            return now
        return sentences([now, tr("F = {value}.").format(value=fixed(f[k] or 0.0))])

    both, alone = tr("Log-likelihood and F (click to jump)"), tr("Log-likelihood (click to jump)")
    return Filmstrip(
        "plotly", both if known else alone,
        {"data": data, "layout": theme.layout(
            theme.axis(tr("half-step"), range=[-0.6, len(run) - 0.4], **ticks(labels)),
            theme.axis(tr("nats"), range=sigs([low - pad, high + pad], 7)), height=400,
            margin={"l": 80, "r": 14, "t": 12, "b": 84},
        )},
        Lazy(len(run), frame), Lazy(len(run), caption), clicks="jump",
    )  # fmt: skip


def pass_ends(run: Online, walk: Walk) -> list[float]:
    """How far the log-likelihood lies below batch EM's end, at the start and after every pass."""
    last = {u.passes: u.theta for u in walk.updates}
    thetas = np.array([walk.start, *last.values()])
    top = limit(run.settings)
    return [max(1e-9, top - value) for value in run.two.log_likelihood(thetas).tolist()]


def tens(values: list[float]) -> list[float]:
    """Powers of ten, as a log scale has them."""
    return [round(float(np.log10(value)), 3) for value in values]


def gaps(run: Online, *, tr: Translate = str) -> Filmstrip:
    """The gap to the maximum over the passes through the data, on a log scale, method by method."""
    s = run.settings
    n = len(run.x)
    sizes = [size for size in (1, 34, 136) if size < n] if s.data == "waiting" else [1]
    some = [(tr("batch: all at once"), "batch", "@ink", "circle", in_one_piece(s))]
    for size, colour, symbol in zip(sizes, ("@A", "@C", "@D"), ("square", "diamond", "cross"), strict=False):
        name = tr("incremental, {n} at a time").format(n=size) if size > 1 else tr("incremental, one by one")
        some.append((name, f"inc{size}", colour, symbol, exchanging(s.with_(size=size))))
    data, found = [], []
    for name, mark, colour, symbol, walk in some:
        ends = pass_ends(run, walk)
        found.append((name, len(ends) - 1, ends[-1]))
        data.append(theme.scatter(
            "lines+markers", name, meta=mark, x=list(range(len(ends))), y=tens(ends),
            line=theme.line(colour), marker={"size": 7, "symbol": symbol, "color": colour},
            hovertemplate="%{x}: 10^%{y:.2f}<extra></extra>",
        ))  # fmt: skip
    once = pass_ends(run, fading(s))[-1]
    data.append(theme.scatter("markers", tr("stepwise, after its one pass"), meta="step", x=[1],
                              y=tens([once]), hoverinfo="skip",
                              marker={"size": 15, "symbol": "star", "color": "@star"}))  # fmt: skip
    last = len(data)
    data.append(theme.scatter("markers", tr("the run on the stage, now"), cliponaxis=False, hoverinfo="skip",
                              marker=theme.ring("@ink")))
    top = limit(s)
    longest = max(count for _, count, _ in found)

    def frame(k: int) -> dict[int, Json]:
        gap = max(1e-9, top - run.log_likelihood[k])
        moment, u = run.moments[k], run.update(k)
        done = 0.0 if not moment.update else u.passes - 1 + u.last / n
        if moment.update and s.method != "step" and u.passes == 1:
            done = 1.0
        return {last: {"x": [round(done, 3)], "y": tens([gap])}}

    def caption(k: int) -> str:
        text = tr("{name}: within 10⁻⁸ after {count} passes.")
        far = tr("{name}: still {gap} away after {count} passes.")
        said = [
            (text if gap < CLOSE else far).format(name=name, count=count, gap=power(gap))
            for name, count, gap in found
        ]
        end = tr("Stepwise as set here: {gap} away after its one pass.").format(gap=power(once))
        return sentences([*said, end])

    powers = list(range(-8, 3, 2))
    return Filmstrip(
        "plotly", tr("Distance to the maximum, pass by pass"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("passes through the data"), range=[-0.5, longest + 0.7]),
            theme.axis(tr("nats below the maximum"), range=[-9.2, 3.2], tickvals=powers,
                       ticktext=[power(10.0**p, 1).replace("1 × ", "") for p in powers]), height=420,
        )},
        Lazy(len(run), frame), Lazy(len(run), caption),
    )  # fmt: skip
