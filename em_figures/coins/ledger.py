"""The ledger: how every round's heads and tails are shared among the coins."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from em_figures.coins.words import sentence
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.numbers import parts
from em_figures.trace import Half, Trace
from em_figures.words import NAMES

SCROLL_FROM = 12
Pairs = tuple[tuple[int, int], ...]  # heads and tails of every round


class Shares(NamedTuple):
    """probs (N, K); heads and tails credited (N, K); their totals over the rounds (K, 2)."""

    probs: Any
    heads: Any
    tails: Any
    totals: Any


def shares(trace: Trace, snapshot: Half) -> Shares:
    """The fractional counts of a half-step with a posterior."""
    assert snapshot.posterior is not None
    probs = snapshot.posterior.probs
    counts = trace.data.counts
    return Shares(probs, probs * counts[:, :1], probs * counts[:, 1:], probs.T @ counts)


def _coins(k: int, at: int, sign: str) -> str:
    """The places of K numbers, each in its coin's colour, with a sign between them."""
    between = f' <span class="em-op">{sign}</span> '
    return between.join(f'<span class="em-c{c}" data-s="{at + c}"></span>' for c in range(k))


def _sum(k: int, at: int, total: int) -> str:
    # a line may end before "=" only
    equal = f'<span class="em-keep"><span class="em-op">=</span> <b>{total}</b></span>'
    return f'<span class="em-keep">{_coins(k, at, "+")}</span> {equal}'


def _row(i: int, heads: int, tails: int, k: int, posterior: bool) -> str:
    at = 3 * k * i
    if posterior:
        bar = "".join(f'<span class="em-bar-{c}" data-w="{at + c}"></span>' for c in range(k))
        share = f'{_coins(k, at, "·")}<span class="em-stack" aria-hidden="true">{bar}</span>'
        cells = (share, _sum(k, at + k, heads), _sum(k, at + 2 * k, tails))
    else:
        cells = ("?", f"<b>{heads}</b>", f"<b>{tails}</b>")
    return f'<tr><th scope="row">{i + 1}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _foot(pairs: Pairs, k: int, view: str, tr: Translate) -> str:
    """The totals, and after an M-step the estimates that follow from them."""
    if view == "start":
        return ""
    at = 3 * k * len(pairs)
    heads, tails = (sum(pair[side] for pair in pairs) for side in (0, 1))

    def row(name: str, cells: str) -> str:
        return f'<tr class="em-total"><th scope="row" colspan="2">{escape(name)}</th>{cells}</tr>'

    totals = row(tr("all rounds"), f"<td>{_sum(k, at, heads)}</td><td>{_sum(k, at + k, tails)}</td>")
    if view == "E":
        return totals
    thetas = ", ".join(
        f'<span class="em-c{c}">θ<sub>{NAMES[c]}</sub> = <span data-s="{at + 2 * k + c}"></span></span>'
        for c in range(k)
    )
    return totals + row(tr("heads / all flips"), f'<td colspan="2">{thetas}</td>')


@lru_cache(maxsize=64)
def _table(pairs: Pairs, k: int, view: str, title: str, tr: Translate) -> str:
    share = " · ".join(f"γ_{NAMES[c]}" for c in range(k))
    columns = (tr("Round"), share, tr("heads"), tr("tails"))
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(_row(i, h, t, k, view != "start") for i, (h, t) in enumerate(pairs))
    table = (
        f'<table class="em-table em-ledger"><caption class="em-sr">{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        f"<tfoot>{_foot(pairs, k, view, tr)}</tfoot></table>"
    )
    if len(pairs) <= SCROLL_FROM:
        return table
    return f'<div class="em-scroll" tabindex="0" role="region" aria-label="{escape(title)}">{table}</div>'


def ledger(trace: Trace, *, title: str = "", tr: Translate = str) -> Filmstrip:
    """A row per round: the posterior, and the heads and tails that each coin is credited with.

    Slots per row: K responsibilities, K heads, K tails; then K heads and K tails in total, and K
    estimates. The printed parts of a row sum to the row.
    """
    data, k = trace.data, len(trace[0].params.p_heads)
    pairs = tuple((int(h), int(t)) for h, t in data.counts)
    name = title or tr("Ledger: who is credited with what")

    def frame(i: int) -> View:
        s = trace[i]
        if s.phase == "start":
            return View("start", [])
        at = shares(trace, s)
        slots: list[str] = []
        for (h, t), probs in zip(pairs, at.probs.tolist(), strict=True):
            slots += [*parts(1, probs), *parts(h, probs), *parts(t, probs)]
        for side in at.totals.T:
            total = round(float(side.sum()))
            slots += parts(total, [float(part) / total if total else 0.0 for part in side])
        return View(s.phase, slots + [f"{p:.4f}" for p in s.params.p_heads])

    views = {view: _table(pairs, k, view, name, tr) for view in ("start", "E", "M")}
    return Filmstrip("html", name, {"views": views}, Lazy(len(trace), frame),
                     Lazy(len(trace), lambda i: sentence(trace[i], tr)))
