"""The ledger: how every round's heads and tails are shared among the coins."""

from __future__ import annotations

from html import escape
from typing import Any, NamedTuple

from em_core import Snapshot
from em_figures.captions import NAMES, sentence
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.trace import Trace

SCROLL_FROM = 12


class Shares(NamedTuple):
    """probs (N, K); heads and tails credited (N, K); their totals over the rounds (K, 2)."""

    probs: Any
    heads: Any
    tails: Any
    totals: Any


def shares(trace: Trace, snapshot: Snapshot[Any, Any, Any]) -> Shares:
    """The fractional counts of a half-step with a posterior."""
    assert snapshot.posterior is not None
    probs = snapshot.posterior.probs
    counts = trace.data.counts
    return Shares(probs, probs * counts[:, :1], probs * counts[:, 1:], probs.T @ counts)


def _sum(k: int, at: int, total: str) -> str:
    parts = ' <span class="em-op">+</span> '.join(f'<span class="em-c{c}" data-s="{at + c}"></span>' for c in range(k))
    return f'{parts} <span class="em-op">=</span> <b>{total}</b>'


def ledger(trace: Trace, *, title: str = "", tr: Translate = str) -> Filmstrip:
    """A row per round: the posterior, and the heads and tails that each coin is credited with.

    Slots per row: K responsibilities, K heads, K tails; then K heads and K tails in total, and K
    estimates.
    """
    data, k = trace.data, len(trace[0].params.p_heads)
    n = len(data)
    pairs = data.counts.astype(int).tolist()
    names = [f"{tr('coin')} {NAMES[c]}" for c in range(k)]

    def table(view: str) -> str:
        body = []
        for i, (h, t) in enumerate(pairs):
            at = 3 * k * i
            if view == "start":
                cells = f'<td class="em-share">?</td><td><b>{h}</b></td><td><b>{t}</b></td>'
            else:
                bar = "".join(f'<span class="em-bar-{c}" data-w="{at + c}"></span>' for c in range(k))
                gamma = ' <span class="em-op">·</span> '.join(f'<span class="em-c{c}" data-s="{at + c}"></span>' for c in range(k))
                cells = (f'<td class="em-share">{gamma}<span class="em-stack" aria-hidden="true">{bar}</span></td>'
                         f"<td>{_sum(k, at + k, str(h))}</td><td>{_sum(k, at + 2 * k, str(t))}</td>")
            body.append(f'<tr><th scope="row">{i + 1}</th>{cells}</tr>')
        foot = ""
        if view != "start":
            at = 3 * k * n
            total_h, total_t = (sum(pair[j] for pair in pairs) for j in (0, 1))
            foot = (f'<tr class="em-total"><th scope="row" colspan="2">{escape(tr("all rounds"))}</th>'
                    f"<td>{_sum(k, at, str(total_h))}</td><td>{_sum(k, at + k, str(total_t))}</td></tr>")
        if view == "M":
            at = 3 * k * n + 2 * k
            thetas = ", ".join(f'<span class="em-c{c}">θ<sub>{NAMES[c]}</sub> = <span data-s="{at + c}"></span></span>' for c in range(k))
            foot += f'<tr class="em-total"><th scope="row" colspan="2">{escape(tr("heads / all flips"))}</th><td colspan="2">{thetas}</td></tr>'
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in
                       (tr("Round"), " · ".join(names), tr("heads"), tr("tails")))
        inner = f'<table class="em-table"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody><tfoot>{foot}</tfoot></table>'
        if n > SCROLL_FROM:
            return f'<div class="em-scroll" tabindex="0" role="region" aria-label="{escape(title or tr("Ledger"))}">{inner}</div>'
        return inner

    def frame(i: int) -> View:
        s = trace[i]
        if s.phase == "start":
            return View("start", [])
        at = shares(trace, s)
        slots: list[str] = []
        for row in range(n):
            for part in (at.probs, at.heads, at.tails):
                slots += [f"{value:.3f}" for value in part[row]]
        slots += [f"{value:.3f}" for value in (*at.totals[:, 0], *at.totals[:, 1])]
        slots += [f"{p:.4f}" for p in s.params.p_heads]
        return View(s.phase, slots)

    return Filmstrip("html", title or tr("Ledger: who is credited with what"),
                     {"views": {view: table(view) for view in ("start", "E", "M")}},
                     Lazy(len(trace), frame), Lazy(len(trace), lambda i: sentence(trace[i], tr)))
