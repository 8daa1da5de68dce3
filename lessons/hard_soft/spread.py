"""How much the rounds vary: as one coin's rounds would, less, or more; and what more rounds would tell."""

from __future__ import annotations

from html import escape
from math import log10
from typing import Any, NamedTuple

import numpy as np
from scipy.special import comb, xlog1py, xlogy

from em_core import Tally
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.numbers import sigs
from em_figures.trace import Trace
from em_figures.words import fixed
from lessons.hard_soft.panels import of_any, of_both
from lessons.hard_soft.runs import TRUE, Both, Run, growing
from lessons.hard_soft.settings import SIZES

ROWS, FEW = 12, 100  # flips of a round that get a table; rounds that are told as numbers and not in per cent


ALIKE = 5e-4  # of rho and 1, which are then printed alike


class Spread(NamedTuple):
    """Per round: seen and one, the mean of (h - n p)^2 in the data and for one coin p; n: of all rounds."""

    p: float
    seen: float
    one: float
    n: float

    @property
    def rho(self) -> float:
        """What an iteration multiplies a small split by."""
        return self.seen / self.one if self.one > 0 else 0.0


def times_of(trace: Trace) -> Floats:
    """How often each row of the data was seen, (R,)."""
    data = trace.data
    return np.asarray(data.times, float) if isinstance(data, Tally) else np.ones(len(data))


def spread_of(trace: Trace) -> Spread:
    """Of a run's rounds."""
    h, n, w = trace.data.heads, trace.data.flips, times_of(trace)
    flips, total = float(w @ n), float(w.sum())
    p = float(w @ h) / flips if flips else 0.5
    return Spread(p, float(w @ (h - n * p) ** 2) / total, p * (1 - p) * flips / total, total)


def two_coins(trace: Trace, weights: Floats, coins: Floats) -> float:
    """The mean of (h - n p)^2 that two coins would give, p being that of the data."""
    n, w, p = trace.data.flips, times_of(trace), spread_of(trace).p
    within, between = weights @ (coins * (1 - coins)), weights @ (coins - p) ** 2
    return float(w @ (n * within + n * n * between) / w.sum())


def chances(weights: Any, coins: Any, flips: int) -> Floats:
    """P(h heads), h = 0..flips."""
    h, p = np.arange(flips + 1)[:, None], np.asarray(coins)
    return np.asarray((comb(flips, h) * np.exp(xlogy(h, p) + xlog1py(flips - h, -p))) @ np.asarray(weights))


def _html(rows: int, tr: Translate) -> str:
    columns = (tr("heads"), tr("rounds seen"), tr("one coin"), tr("two coins now"))
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)

    def row(name: str, at: int) -> str:
        cells = "".join(f'<td data-s="{at + i}"></td>' for i in range(3))
        return f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'

    body = "".join(row(str(h), 3 * h) for h in range(rows))
    foot = row(tr("variance of the heads"), 3 * rows)
    return (
        f'<table class="em-table em-spread"><thead><tr>{head}</tr></thead><tbody>{body}</tbody>'
        f'<tfoot>{foot}</tfoot></table><p class="em-note" data-s="{3 * rows + 3}"></p>'
    )


@of_any
def spread(run: Run, tr: Translate) -> Filmstrip:
    """Rounds by their heads: seen, expected of one coin, expected of soft EM's two coins; the variances."""
    trace, at = run.soft, spread_of(run.soft)
    flips = set(trace.data.flips.tolist())
    n = flips.pop() if len(flips) == 1 else ROWS + 1
    rows = n + 1 if n <= ROWS else 0
    share = 1.0 if at.n <= FEW else 100 / at.n
    digits, unit = 2, "" if at.n <= FEW else "%"
    one = at.n * chances([1.0], [at.p], rows - 1) if rows else np.zeros(0)
    seen = np.zeros(rows)
    if rows:
        np.add.at(seen, trace.data.heads, times_of(trace))

    def frame(k: int) -> View:
        params = trace.at(k).params
        slots: list[str] = []
        if rows:
            now = at.n * chances(params.weights, params.p_heads, rows - 1)
            for values in zip(seen, one, now, strict=True):
                first = f"{values[0]:.0f}" if at.n <= FEW else fixed(share * values[0], digits) + unit
                slots += [first, *(fixed(share * value, digits) + unit for value in values[1:])]
        last = two_coins(trace, params.weights, params.p_heads)
        return View("now", [*slots, fixed(at.seen), fixed(at.one), fixed(last), said(k)])

    def said(_: int) -> str:
        if at.one == 0:
            return tr("All flips show the same side: nothing varies.")
        text = (
            tr("Seen against one coin: {seen} / {one} = {rho}, as much as one coin’s rounds would vary.")
            if abs(at.rho - 1) < ALIKE
            else tr("Seen against one coin: {seen} / {one} = {rho}, less than one coin’s rounds would vary.")
            if at.rho < 1
            else tr("Seen against one coin: {seen} / {one} = {rho}, more than one coin’s rounds would vary.")
        )
        return text.format(seen=fixed(at.seen), one=fixed(at.one), rho=fixed(at.rho))

    length = len(run)
    return Filmstrip(
        "html", tr("How much the rounds vary"), {"views": {"now": _html(rows, tr)}},
        Lazy(length, frame), Lazy(length, said),
    )  # fmt: skip


@of_both
def more_rounds(run: Both, tr: Translate) -> Filmstrip | None:
    """Where soft EM ends with 5, 50, ..., 500,000 rounds; the ring is the run that is shown."""
    if run.settings.data != "many":
        return None
    x, ends = [log10(n) for n in SIZES], growing(run.settings)
    styles = (("@A", "solid", "circle", "truth-a", "dot"), ("@B", "dash", "square", "truth-b", "dashdot"))
    data: list[dict[str, Any]] = []
    for coin, (colour, dash, symbol, name, true) in enumerate(styles):
        letter = "AB"[coin]
        data += [
            theme.scatter("lines", tr("true θ_{coin}").format(coin=letter), x=[0.4, 6], y=[TRUE[coin]] * 2,
                          meta=name, line=theme.line("@star", dash=true, width=2), hoverinfo="skip"),
            theme.scatter("lines+markers", f"θ_{letter}", x=sigs(x), y=sigs(end[coin] for end in ends),
                          meta=letter, line=theme.line(colour, dash=dash),
                          marker={"size": 8, "symbol": symbol, "color": colour}),
            theme.scatter("markers", marker=theme.ring(colour, square=coin == 1), hoverinfo="skip"),
        ]  # fmt: skip
    here = log10(int(run.settings.many))

    def frame(k: int) -> dict[int, Any]:
        coins = run.soft.at(k).params.p_heads
        return {2 + 3 * c: {"x": [here], "y": sigs([float(coins[c])])} for c in (0, 1)}

    def caption(k: int) -> str:
        text = tr("{n} rounds: soft EM is at θ_A = {a} and θ_B = {b}; the true coins are {c} and {d}.")
        a, b = run.soft.at(k).params.p_heads
        n = f"{int(run.settings.many):,}"
        return text.format(n=n, a=fixed(a), b=fixed(b), c=TRUE[0], d=TRUE[1])

    return Filmstrip(
        "plotly", tr("Where soft EM ends, by the number of rounds"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("rounds of five flips"), range=[0.4, 6], tickvals=x,
                       ticktext=[f"{n:,}" for n in SIZES]),
            theme.axis(tr("probability of heads"), range=[0.25, 0.75]), height=420,
        )},
        Lazy(len(run), frame), Lazy(len(run), caption),
    )  # fmt: skip
