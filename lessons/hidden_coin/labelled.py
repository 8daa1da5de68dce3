"""Rounds with the coin noted down or not: two easy estimates, or the circle of chicken and egg."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from em_core import Rounds
from em_core.protocol import Ints
from em_figures.filmstrip import Filmstrip, Translate, View
from em_figures.numbers import fixed
from em_figures.words import listed, sentences

NAMES = "ABCDEFGH"
SCROLL_FROM = 12

Labels = Sequence[int] | Ints | None  # coin of each round (0 = A), where they are known


class CoinTotal(NamedTuple):
    """A coin's rounds (counted from 1), its heads and flips in them, heads / flips (None without flips)."""

    rounds: tuple[int, ...]
    heads: int
    flips: int
    estimate: float | None


def totals(data: Rounds, labels: Sequence[int], coins: int = 2) -> tuple[CoinTotal, ...]:
    """theta_k = heads_k / flips_k for every coin, when its rounds are known; labels are 0, 1, ... (N,).

    Raises ValueError unless there is one label below ``coins`` for every round.
    """
    if len(labels) != len(data) or any(not 0 <= z < coins for z in labels):
        raise ValueError(
            f"labels must hold a number from 0 to {coins - 1} for each of {len(data)} rounds, got {labels}"
        )
    out = []
    for k in range(coins):
        mine = [i for i, z in enumerate(labels) if z == k]
        h, n = (sum(int(counts[i]) for i in mine) for counts in (data.heads, data.flips))
        out.append(CoinTotal(tuple(i + 1 for i in mine), h, n, h / n if n else None))
    return tuple(out)


def estimates(data: Rounds, labels: Labels) -> tuple[float, float] | None:
    """(theta_A, theta_B) from known labels; None when a coin has no flips or nobody knows the labels."""
    if labels is None:
        return None
    a, b = (coin.estimate for coin in totals(data, [int(z) for z in labels]))
    return None if a is None or b is None else (a, b)


def labelled(data: Rounds, labels: Labels, *, shown: bool, tr: Translate = str) -> Filmstrip:
    """The rounds as a table, each with its coin (``shown``) or a question mark, and what follows from it.

    labels: 0 for coin A, 1 for coin B; None when nobody knows them, and then there is nothing to show.
    """
    known = None if labels is None else [int(z) for z in labels]
    visible = known if shown else None
    below = _estimates(totals(data, known), tr) if visible is not None and known is not None else _circle(tr)
    if shown and known is None:
        below = f"<p>{escape(tr('Nobody knows which coin these rounds came from.'))}</p>{below}"
    if visible is None:
        text = tr("{n} rounds, and nobody noted which coin was used: need the labels to get the coins, "
                  "need the coins to get the labels.")
        caption = text.format(n=len(data))
    else:
        caption = sentences(_sentence(k, total, tr) for k, total in enumerate(totals(data, visible)))
    html = f"{_table(data, visible, tr)}{below}"
    return Filmstrip("html", tr("The rounds"), {"views": {"rounds": html}}, [View("rounds", [])], [caption])


def _table(data: Rounds, labels: Labels, tr: Translate) -> str:
    columns = (tr("Round"), tr("coin"), tr("heads"), tr("tails"))
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    rows = []
    for i, (h, n) in enumerate(zip(data.heads.tolist(), data.flips.tolist(), strict=True)):
        coin = "?" if labels is None else f'<span class="em-c{labels[i]}">{NAMES[labels[i]]}</span>'
        rows.append(f'<tr><th scope="row">{i + 1}</th><td>{coin}</td><td>{h}</td><td>{n - h}</td></tr>')
    name = escape(tr("The rounds"))
    table = (f'<table class="em-table"><caption class="em-sr">{name}</caption><thead><tr>{head}</tr></thead>'
             f'<tbody>{"".join(rows)}</tbody></table>')
    if len(data) <= SCROLL_FROM:
        return table
    return f'<div class="em-scroll" tabindex="0" role="region" aria-label="{name}">{table}</div>'


def _sentence(k: int, total: CoinTotal, tr: Translate) -> str:
    if total.estimate is None:
        return tr("Coin {coin} was flipped in no round, so nothing is known about it.").format(coin=NAMES[k])
    return tr("Coin {coin}: {heads} heads in {flips} flips, θ_{coin} = {value}.").format(
        coin=NAMES[k], heads=total.heads, flips=total.flips, value=fixed(total.estimate)
    )


def _estimates(coins: Sequence[CoinTotal], tr: Translate) -> str:
    lines = []
    for k, total in enumerate(coins):
        if total.estimate is None:
            lines.append(f'<p class="em-eq">{escape(_sentence(k, total, tr))}</p>')
            continue
        rounds = escape(tr("(rounds {rounds})").format(rounds=listed(map(str, total.rounds), tr)))
        lines.append(
            f'<p class="em-eq" data-eq="theta_{NAMES[k]}">'
            f'<span class="em-c{k}">θ<sub>{NAMES[k]}</sub></span> = <span>{total.heads}</span> / '
            f"<span>{total.flips}</span> = <b>{fixed(total.estimate)}</b> {rounds}</p>"
        )
    return "".join(lines)


def _circle(tr: Translate) -> str:
    """The circle: labels z on the left, coins theta on the right, each arrow says what it needs."""
    title = escape(tr("Chicken and egg"))
    text = escape(tr("A circle of two: to estimate the coins one needs the labels; "
                     "to guess the labels one needs the coins."))
    over, under = escape(tr("need z to get θ")), escape(tr("need θ to get z"))
    left, right = escape(tr("labels")), escape(tr("coins"))

    def node(x: int, word: str, symbol: str) -> str:
        return (f'<rect class="em-node" x="{x}" y="45" width="90" height="60" rx="10"/>'
                f'<text x="{x + 45}" y="72">{word}</text>'
                f'<text class="em-symbol" x="{x + 45}" y="94">{symbol}</text>')

    return (
        f'<svg class="em-circle" viewBox="0 0 340 150" role="img" aria-label="{title}. {text}">'
        f"<title>{title}</title><desc>{text}</desc>"
        '<path data-mark="to-coins" class="em-arrow" d="M75 40 C120 8 220 8 262 36"/>'
        '<path data-mark="to-coins" class="em-tip" d="M268 42 l-12 -3 l7 -8 z"/>'
        '<path data-mark="to-labels" class="em-arrow" d="M265 110 C220 142 120 142 78 114"/>'
        '<path data-mark="to-labels" class="em-tip" d="M72 108 l12 3 l-7 8 z"/>'
        f'{node(15, left, "z")}{node(235, right, "θ")}'
        f'<text data-mark="to-coins" x="170" y="38">{over}</text>'
        f'<text data-mark="to-labels" x="170" y="122">{under}</text></svg>'
    )  # fmt: skip
