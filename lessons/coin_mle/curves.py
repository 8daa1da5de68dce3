"""Three curves of one coin over p: the likelihood, its log, and the log's slope (the score)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from em_core import single_coin
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.numbers import short, sig, sigs
from lessons.coin_mle.record import LAST_MOVE, RATIO, OneCoin, caption, read

SMALL = math.log(1e-9)  # a likelihood below is no number for an axis
DEPTH = 8.0  # nats below its top that the log-likelihood's axis shows
STEEP = 4.0  # times the flips: the slope that the score's axis shows
BAND, CURVE, BEST, MAP, TRY, TANGENT = range(6)  # the traces of a panel, in this order
Json = dict[str, Any]
Frame = dict[int, Json]
# One point that is nowhere: a trace without any points would be left out of the legend for good.
NOTHING: Json = {"x": [None], "y": [None], "text": [""]}


class Curves(NamedTuple):
    """Over p (G,): log_likelihood and score (G,), ``top`` the largest log-likelihood on the grid or off it.

    Infinite values are cut off outside of what an axis shows.
    """

    p: Floats
    log_likelihood: Floats
    score: Floats
    top: float


def curves(coin: OneCoin, k: int) -> Curves:
    """The curves of frame k, with the binomial coefficient when the coin counts; flat without flips."""
    grid = np.linspace(0.0, 1.0, 201 if coin.tosses is None else 81)
    h, n = coin.heads[k], coin.flips[k]
    best = single_coin.mle(h, n)
    top = 0.0 if best is None else float(single_coin.log_likelihood(best, h, n, count=coin.count))
    log_l = single_coin.log_likelihood(grid, h, n, count=coin.count)
    steep = 3 * STEEP * max(*coin.flips, 1)
    slope = np.clip(single_coin.score(grid, h, n), -steep, steep)
    return Curves(grid, np.maximum(log_l, top - 3 * DEPTH), slope, top)


def log_at(coin: OneCoin, k: int, p: float) -> float:
    """log L(p) of frame k, in nats."""
    return float(single_coin.log_likelihood(p, coin.heads[k], coin.flips[k], count=coin.count))


def _base(coin: OneCoin, tr: Translate, title: str, tangent: str = "", **yaxis: Any) -> Json:
    """The six traces, empty, and the axes; p is the learner's, so it has the first coin's colour."""
    prior = tr("MAP estimate") if coin.prior else ""
    data = [
        theme.scatter("lines", tr("at least 1/8 of the top"), meta="interval", fill="toself", fillcolor="@s4",
                      line={"width": 0}, hoverinfo="skip"),
        theme.scatter("lines", meta="curve", line=theme.line("@ll", width=2.5), x=sigs(curves(coin, 0).p)),
        theme.scatter("markers+text", tr("best p (MLE)"), meta="best", textposition="top center",
                      cliponaxis=False, marker={"symbol": "diamond", "size": 12, "color": "@ll"}),
        theme.scatter("markers+text", prior, meta="map", textposition="bottom center", cliponaxis=False,
                      marker={"symbol": "square", "size": 11, "color": "@bound"}),
        theme.scatter("lines+markers", tr("your p"), meta="yours", line=theme.line("@A", dash="dot"),
                      marker={"symbol": "circle-open", "size": [0, 16], "color": "@A",
                              "line": {"color": "@A", "width": 3}}),
        theme.scatter("lines", tangent, meta="tangent", line=theme.line("@A", width=2.5)),
    ]  # fmt: skip
    return {"data": data, "layout": theme.layout(
        theme.axis("p", range=[0, 1], dtick=0.2), theme.axis(title, **yaxis), height=360,
    )}  # fmt: skip


def _points(x: list[float], y: list[float], **more: Any) -> Json:
    return {"x": sigs(x), "y": sigs(y)} | more


def _marked(value: float | None, height: Callable[[float], float]) -> Json:
    """An estimate's marker with its value beside it; nothing where there is no estimate."""
    if value is None:
        return NOTHING
    return _points([value], [height(value)], text=[short(value, 3)])


def _strip(coin: OneCoin, tr: Translate, title: str, base: Json, frame: Callable[[int], Frame],
           yrange: list[float]) -> Filmstrip:
    base["layout"]["yaxis"]["range"] = sigs(yrange)  # of the whole strip: the p on trial does not move it
    n = len(coin)
    captions = Lazy(n, lambda k: caption(coin, k, tr))
    return Filmstrip("plotly", title, base, Lazy(n, frame), captions, clicks=(Handle("p"),))


def likelihood_curve(coin: OneCoin, *, tr: Translate = str) -> Filmstrip:
    """L(p); or L(p) / max L for tosses one by one, which share one axis, and where L is too small to plot."""
    relative = coin.tosses is not None or curves(coin, 0).top < SMALL

    def frame(k: int) -> Frame:
        c, now = curves(coin, k), read(coin, k)
        scale = c.top if relative else 0.0

        def height(p: float) -> float:
            return math.exp(log_at(coin, k, p) - scale)

        done = coin.move(k) == LAST_MOVE and now.mle is not None
        low, high = now.interval
        top = math.exp(c.top - scale)
        y = np.exp(c.log_likelihood - scale)
        return {
            BAND: _points([low, low, high, high], [0, top, top, 0]) if done else NOTHING,
            CURVE: {"y": np.round(y, 3).tolist() if relative else sigs(y.tolist(), 4)},
            BEST: _marked(now.mle if done else None, height),
            MAP: _marked(now.map if done else None, height),
            TRY: _points([coin.p, coin.p], [0, height(coin.p)]),
        }

    top = 0.0 if relative else curves(coin, 0).top
    kind = tr("Likelihood of the count") if coin.count else tr("Likelihood of the sequence")
    title = tr("Likelihood, relative to its top") if relative else kind
    base = _base(coin, tr, "L(p) / max L" if relative else "L(p)", automargin=True)  # numbers such as 0.0008
    if coin.bias is not None:
        star = {"symbol": "star", "size": 15, "color": "@star", "line": {"width": 1, "color": "@ink"}}
        base["data"].append(theme.scatter("markers", tr("hidden bias"), meta="truth", cliponaxis=False,
                                          x=[coin.bias], y=[0], marker=star))
    return _strip(coin, tr, title, base, frame, [0, 1.15 * math.exp(top)])


def log_likelihood_curve(coin: OneCoin, *, tr: Translate = str) -> Filmstrip:
    """log L(p) with the tangent at the p on trial, at the last move."""
    relative = coin.tosses is not None

    def frame(k: int) -> Frame:
        c, now = curves(coin, k), read(coin, k)
        scale = c.top if relative else 0.0
        done = coin.move(k) == LAST_MOVE and now.mle is not None

        def height(p: float) -> float:
            return log_at(coin, k, p) - scale

        floor, at = c.top - scale - 3 * DEPTH, height(coin.p)
        low, high = now.interval
        peak = c.top - scale
        level = peak + math.log(RATIO)
        reach = min(0.25, 3 / max(abs(now.score), 1.0), coin.p, 1 - coin.p)
        return {
            BAND: _points([low, low, high, high], [level, peak, peak, level]) if done else NOTHING,
            CURVE: {"y": np.round(c.log_likelihood - scale, 2).tolist()},
            BEST: _marked(now.mle if done else None, height),
            MAP: _marked(now.map if done else None, lambda p: max(height(p), floor)),
            TRY: _points([coin.p, coin.p], [floor, max(at, floor)]),
            TANGENT: _points([coin.p - reach, coin.p + reach],
                             [at - reach * now.score, at + reach * now.score])
            if coin.move(k) == LAST_MOVE else NOTHING,
        }

    top = 0.0 if relative else curves(coin, 0).top
    title = tr("Log-likelihood, relative to its top") if relative else tr("Log-likelihood")
    base = _base(coin, tr, "log L(p) − max" if relative else "log L(p)", tr("tangent"))
    return _strip(coin, tr, title, base, frame, [top - DEPTH, top + 1.2])


def score_curve(coin: OneCoin, *, tr: Translate = str) -> Filmstrip:
    """The slope of log L(p), which is zero at the best p when that lies inside (marked at the last move)."""
    steep = STEEP * max(*coin.flips, 1)

    def frame(k: int) -> Frame:
        c, now = curves(coin, k), read(coin, k)
        inside = now.mle is not None and 0 < now.mle < 1
        return {
            CURVE: {"y": sigs(c.score.tolist(), 3)},
            BEST: _marked(now.mle if inside and coin.move(k) == LAST_MOVE else None, lambda _: 0.0),
            TRY: _points([coin.p, coin.p], [0, sig(max(-3 * steep, min(3 * steep, now.score)))]),
        }

    base = _base(coin, tr, "d log L / dp", zeroline=True, zerolinecolor="@edge", zerolinewidth=2)
    return _strip(coin, tr, tr("Slope of the log-likelihood"), base, frame, [-steep, steep])
