"""The ledger with the prior in it: invented tosses, whose coin is known, above the rounds that were seen."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from em_figures.coins.ledger import shares
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.numbers import parts
from em_figures.words import NAMES, fixed
from lessons.map_em.runs import Coins, Run, on_coins
from lessons.map_em.words import count

PLUS = ' <span class="em-op">+</span> '
TOP = 4  # places of the invented heads and tails of both coins
Pairs = tuple[tuple[int, int], ...]


def _two(at: int) -> str:
    return PLUS.join(f'<span class="em-c{c}" data-s="{at + c}"></span>' for c in (0, 1))


def _invented(c: int, tr: Translate) -> str:
    whose = f'<span class="em-c{c}">{NAMES[c]}</span>'
    name = escape(tr("invented for {coin}")).replace("{coin}", whose)
    cells = "".join(f'<td><span class="em-c{c}" data-s="{2 * c + side}"></span></td>' for side in (0, 1))
    return f'<tr class="em-invented"><th scope="row" colspan="2">{name}</th>{cells}</tr>'


def _row(i: int, heads: int, tails: int, posterior: bool) -> str:
    at = TOP + 6 * i
    cells = ["?", f"<b>{heads}</b>", f"<b>{tails}</b>"]
    if posterior:
        bar = "".join(f'<span class="em-bar-{c}" data-w="{at + c}"></span>' for c in (0, 1))
        between = _two(at).replace("+", "·")
        cells[0] = f'{between}<span class="em-stack" aria-hidden="true">{bar}</span>'
        for side, total in enumerate((heads, tails), 1):
            equal = f'<span class="em-keep"><span class="em-op">=</span> <b>{total}</b></span>'
            cells[side] = f"{_two(at + 2 * side)} {equal}"
    return f'<tr><th scope="row">{i + 1}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _foot(rounds: int, view: str, tr: Translate) -> str:
    if view == "start":
        return ""
    at = TOP + 6 * rounds

    def row(name: str, cells: str) -> str:
        return f'<tr class="em-total"><th scope="row" colspan="2">{escape(name)}</th>{cells}</tr>'

    both = row(tr("seen + invented"), f"<td>{_two(at)}</td><td>{_two(at + 2)}</td>")
    if view == "E":
        return both
    thetas = ", ".join(
        f'<span class="em-c{c}">θ<sub>{NAMES[c]}</sub> = <span data-s="{at + 4 + c}"></span></span>'
        for c in (0, 1)
    )
    return both + row(tr("heads / all flips"), f'<td colspan="2">{thetas}</td>')


@lru_cache(maxsize=32)
def _table(pairs: Pairs, view: str, title: str, tr: Translate) -> str:
    columns = (tr("Round"), "γ_A · γ_B", tr("heads"), tr("tails"))
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    told = view != "start"
    body = "".join(_invented(c, tr) for c in (0, 1))
    body += "".join(_row(i, h, t, told) for i, (h, t) in enumerate(pairs))
    return (
        f'<table class="em-table em-ledger"><caption class="em-sr">{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        f"<tfoot>{_foot(len(pairs), view, tr)}</tfoot></table>"
    )


def map_ledger(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """Invented heads and tails of each coin on hatched rows, below them a row per round, and the sums.

    Slots: heads and tails invented for A, then for B; six per round (two shares, two heads, two tails); both
    coins' heads, both coins' tails, both estimates.
    """
    if not on_coins(run):
        return None
    assert isinstance(run, Coins)
    pairs: Pairs = tuple((int(h), int(t)) for h, t in run.trace.data.counts)
    title = tr("The ledger")
    top = [count(float(value)) for value in run.invented.ravel()]

    def frame(k: int) -> View:
        step = run.trace[k]
        if step.phase == "start":
            return View("start", top)
        at = shares(run.trace, step)
        slots: list[str] = list(top)
        for (h, t), probs in zip(pairs, at.probs.tolist(), strict=True):
            slots += [*parts(1, probs), *parts(h, probs), *parts(t, probs)]
        total = at.totals + run.invented
        slots += [fixed(float(value)) for side in (0, 1) for value in total[:, side]]
        return View(step.phase, slots + [fixed(float(p)) for p in step.params.p_heads])

    views = {view: _table(pairs, view, title, tr) for view in ("start", "E", "M")}
    return Filmstrip(
        "html",
        title,
        {"views": views},
        Lazy(len(run), frame),
        Lazy(len(run), lambda k: run.frame(k, tr).caption),
    )
