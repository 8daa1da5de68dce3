"""How many iterations a step of every length takes: a curve over eta; a click takes that eta."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.special import xlogy

from em_core.m_rules import HALVINGS
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.words import fixed
from em_lesson.remembered import remembered
from lessons.generalized_em.runs import Climb, is_partial, rounds
from lessons.generalized_em.settings import Settings

LENGTHS = (0.05, 0.1, 0.25, 0.5, 1.0, 1.25, 1.5, 1.7, 1.8, 1.9, 2.0, 2.5, 3.0)
WITHIN, MOST, ENOUGH = 1e-8, 400, 2000  # nats; iterations at most; of the run to the top
ROUNDING = 1e-12


class Raced(NamedTuple):
    """Of one eta: iterations until the log-likelihood is within 1e-8 of the end and stays there (None: not
    by 400), and in how many of them the bound and the log-likelihood fell."""

    eta: float
    needed: int | None
    bound_falls: int
    falls: int


def _look(data: Floats, p: Floats) -> tuple[Floats, Floats]:
    """Shares (E, N, 2) and log-likelihoods (E,) of coins p (E, 2) with weights 1/2."""
    joint = xlogy(data[None, :, :1], p[:, None, :]) + xlogy(data[None, :, 1:], 1 - p[:, None, :])
    total = np.logaddexp(joint[..., 0], joint[..., 1])
    return np.exp(joint - total[..., None]), total.sum(axis=1) - len(data) * np.log(2)


def _step(data: Floats, p: Floats, q: Floats, etas: Floats) -> tuple[Floats, Floats]:
    """The coins after a step of length eta each, shortened where it would leave the range; the counts."""
    counts = np.einsum("enk,ns->eks", q, data)
    way = counts[..., 0] / counts.sum(axis=2) - p
    sizes = etas.copy()
    for _ in range(HALVINGS):
        after = p + sizes[:, None] * way
        out = ((after <= 0) | (after >= 1)).any(axis=1)
        if not out.any():
            break
        sizes[out] = 1 + (sizes[out] - 1) / 2
    return after, counts


def _joint(counts: Floats, p: Floats) -> Floats:
    return np.asarray(xlogy(counts, np.stack([p, 1 - p], axis=2)).sum(axis=(1, 2)))


def _top(data: Floats, start: tuple[float, float]) -> float:
    p, one = np.array([start]), np.array([1.0])
    before = -np.inf
    for _ in range(ENOUGH):
        q, log_l = _look(data, p)
        if log_l[0] <= before:
            break
        before = float(log_l[0])
        p, _ = _step(data, p, q, one)
    return float(max(before, _look(data, p)[1][0]))


def race(data: Floats, start: tuple[float, float], etas: tuple[float, ...]) -> tuple[Raced, ...]:
    """All etas side by side from one start."""
    top = _top(data, start)
    sizes = np.array(etas)
    p = np.tile(start, (len(etas), 1)).astype(float)
    q, log_l = _look(data, p)
    last_far = np.where(np.abs(log_l - top) > WITHIN, 0, -1)
    sank: list[Floats] = []  # in which iterations the bound, and the log-likelihood, of each fell
    for t in range(1, MOST + 1):
        after, counts = _step(data, p, q, sizes)
        lower = _joint(counts, after) < _joint(counts, p) - ROUNDING
        p, before = after, log_l
        q, log_l = _look(data, p)
        sank.append(np.stack([lower, log_l < before - ROUNDING], axis=1))
        last_far[np.abs(log_l - top) > WITHIN] = t
        if (np.abs(log_l - top) < 1e-13 * abs(top)).all() or (t > 40 and (t - last_far > 20).all()):
            break
    found = []
    for i, (eta, far) in enumerate(zip(etas, last_far.tolist(), strict=True)):
        falls = [sum(int(one[i, j]) for one in sank[: far + 1]) for j in (0, 1)]
        found.append(Raced(eta, None if far >= MOST else far + 1, *falls))
    return tuple(found)


@remembered("data", "a", "b", "eta", most=64)
def raced(s: Settings) -> tuple[Raced, ...]:
    """The race from the start of the settings; the last one is their own eta."""
    return race(rounds(s).counts, (s.a, s.b), (*LENGTHS, s.eta))


KINDS = (("circle", "@C"), ("diamond-open", "@star"), ("square-x-open", "@B"))


def _kind(one: Raced) -> int:
    return 2 if one.falls else 1 if one.bound_falls else 0


def eta_race(run: Climb, *, tr: Translate = str) -> Filmstrip | None:
    """Iterations over eta, marked by what fell on the way."""
    if not is_partial(run.settings):
        return None
    *known, own = raced(run.settings)
    there = [one for one in known if one.needed]
    names = (tr("nothing ever falls"), tr("the bound falls, at times"), tr("the log-likelihood falls, too"))
    data: list[dict[str, Any]] = [
        theme.scatter("lines", x=[1, 1], y=[1, MOST], line=theme.line("@edge", dash="dot", width=1),
                      hoverinfo="skip"),
        theme.scatter("lines", line=theme.line("@muted", width=1.5), hoverinfo="skip"),
    ]  # fmt: skip
    opening: dict[int, Any] = {1: {"x": [one.eta for one in there], "y": [one.needed for one in there]}}
    for i, (name, (symbol, colour)) in enumerate(zip(names, KINDS, strict=True)):
        of = [one for one in there if _kind(one) == i]
        data.append(theme.scatter("markers+text", name, textposition="top center", cliponaxis=False,
                                  textfont={"size": 13, "color": "@ink"},
                                  marker={"size": 11, "symbol": symbol, "color": colour,
                                          "line": {"width": 2}}))
        opening[2 + i] = {"x": [one.eta for one in of], "y": [one.needed for one in of],
                          "text": [str(one.needed) for one in of]}
    data.append(theme.scatter("markers", meta="own", marker=theme.ring("@ink", size=22)))
    opening[5] = {"x": [own.eta] if own.needed else [], "y": [own.needed] if own.needed else []}

    def caption(_: int) -> str:
        if own.needed is None:
            return tr("η = {eta}: more than {n} iterations.").format(eta=fixed(own.eta, 2), n=MOST)
        text = tr("η = {eta}: {n} iterations, in {bound} of them the bound falls, in {ll} the "
                  "log-likelihood.")  # fmt: skip
        return text.format(eta=fixed(own.eta, 2), n=own.needed, bound=own.bound_falls, ll=own.falls)

    return Filmstrip(
        "plotly", tr("Iterations needed, by the length of the step"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("length of the step η (1: the M-step)"), range=[-0.08, 3.12], dtick=0.5),
            theme.axis(tr("iterations"), type="log", range=[0.3, 2.85], tickvals=[3, 10, 30, 100, 300]),
            height=460)},
        [{}] * len(run), Lazy(len(run), caption), opening={"data": opening}, clicks=(Handle("eta"),),
    )  # fmt: skip
