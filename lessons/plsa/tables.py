"""Lesson 10's tables: the counts with q as bars in their cells, and the topics as bars over the words."""

from __future__ import annotations

from html import escape

import numpy as np

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.words import NAMES, fixed
from lessons.plsa.runs import Topics, captions

WORDS, TOP = 12, 8  # rows of the topics' table, words of a topic's list


def word_head(run: Topics, tr: Translate) -> list[str]:
    """The words as column or row heads, with their glosses."""
    return [
        f'{escape(word)}<small class="em-gloss">{escape(gloss)}</small>' if gloss else escape(word)
        for word, gloss in run.pile.word_names(tr)
    ]


def _legend(k: int, tr: Translate) -> str:
    parts = "".join(
        f'<span class="em-topic-key"><i class="em-share em-bar-{z}"></i> '
        f'{escape(tr("topic"))} <b class="em-c{z}">{NAMES[z]}</b></span>'
        for z in range(k)
    )
    return f'<p class="em-note em-topic-keys">{parts}</p>'


def _cell(d: int, w: int, times: int, at: int, k: int, shown: bool) -> str:
    """A cell: how many tokens, and q as a bar in k parts; slots at, ... are all shares but the last."""
    if not times:
        return f'<td class="em-none" data-mark="cell-{d + 1}-{w + 1}">0</td>'
    parts = "".join(f'<i class="em-bar-{z}" data-w="{at + z}"></i>' for z in range(k - 1))
    said = "".join(
        f'<span class="{"em-q" if shown else "em-quiet"}">{NAMES[z]} <span data-s="{at + z}"></span></span>'
        for z in range(k - 1)
    )
    return (
        f'<td data-mark="cell-{d + 1}-{w + 1}"><div class="em-inline"><b>{times}</b>'
        f'<span class="em-share em-bar-{k - 1}">{parts}</span>{said}</div></td>'
    )


def count_table(run: Topics, *, tr: Translate = str) -> Filmstrip:
    """n(d, w) with every cell's bar split in the topics' colours by q(z | d, w).

    Slots: q of every cell that is not 0, all topics but the last.
    """
    counts, k, small, pile = run.counts.counts, run.k, run.pile.small, run.pile
    names, body, at = pile.page_names(tr), "", 0
    for d in pile.rows:
        line = ""
        for w in pile.columns:
            times = int(counts[d, w])
            line += _cell(d, w, times, at, k, small and k == 2)
            at += (k - 1) * (times > 0)
        body += f'<tr><th scope="row">{escape(names[d])}</th>{line}</tr>'
    heads, whole = word_head(run, tr), np.zeros(counts.shape, dtype=bool)
    whole[np.ix_(pile.rows, pile.columns)] = True
    cells = np.flatnonzero(whole[run.counts.docs, run.counts.words]).tolist()
    head = "".join(f'<th scope="col">{heads[w]}</th>' for w in pile.columns)
    corner = escape(run.pile.unit(tr)) if small else ""
    wide = "" if small else " em-many"
    table = (
        f'<table class="em-table em-counts{wide}"><thead><tr><th scope="col">{corner}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
    left = [n - len(shown) for n, shown in zip(counts.shape, (pile.rows, pile.columns), strict=True)]
    if any(left):
        more = tr("… and {pages} more pages, {words} more words").format(pages=left[0], words=left[1])
        table += f'<p class="em-note">{escape(more)}</p>'
    none = escape(tr("No q yet: press Next."))
    views = {
        "start": f'<div class="em-unshared">{table}<p class="em-note">{none}</p></div>',
        "now": f"<div>{table}{_legend(k, tr)}</div>",
    }

    def frame(i: int) -> View:
        q = run.shares(i, cells)
        if q is None:
            return View("start", ["0" for _ in range(at)])
        values = q[:, : k - 1].ravel().tolist()
        return View("now", [fixed(p, 3) for p in values] if small else [round(p, 2) for p in values])

    title = tr("How often each word stands on each page, shared out by q")
    return Filmstrip("html", title, {"views": views}, Lazy(len(run), frame), captions(run, tr))


def shown_words(run: Topics) -> list[int]:
    """The words with a row: all, or the twelve that matter most where the run ends."""
    table = run.trace[-1].params.topic_words.max(axis=0)
    return sorted(np.argsort(-table.round(9), kind="stable")[:WORDS].tolist())


def topic_bars(run: Topics, *, tr: Translate = str) -> Filmstrip:
    """P(w | z): a column of bars per topic. Slots: word by word, topic by topic."""
    rows, k = shown_words(run), run.k
    heads = word_head(run, tr)
    top = max(float(s.params.topic_words.max()) for s in run.trace)
    most = 1.0 if top > 0.6 else 0.6 if top > 0.3 else 0.3
    body = ""
    for r, w in enumerate(rows):
        cells = "".join(
            f'<td><div class="em-inline"><span class="em-share">'
            f'<i class="em-bar-{z}" data-w="{r * k + z}"></i></span>'
            f'<span data-s="{r * k + z}"></span></div></td>'
            for z in range(k)
        )
        body += f'<tr><th scope="row">{heads[w]}</th>{cells}</tr>'
    names = "".join(
        f'<th scope="col">{escape(tr("topic"))} <b class="em-c{z}">{NAMES[z]}</b></th>' for z in range(k)
    )
    left = len(heads) - len(rows)
    more = f'<p class="em-note">{escape(tr("… and {n} more words").format(n=left))}</p>' if left else ""
    views = {
        "now": f'<table class="em-table em-topics" style="--most:{most}"><thead><tr><th scope="col">'
        f"{escape(tr('word'))}</th>{names}</tr></thead><tbody>{body}</tbody></table>{more}"
    }
    digits = 3

    def frame(i: int) -> View:
        table = run.trace[i].params.topic_words[:, rows].T
        return View("now", [fixed(p, digits) for p in table.ravel().tolist()])

    title = tr("The topics: P(word | topic)")
    return Filmstrip("html", title, {"views": views}, Lazy(len(run), frame), captions(run, tr))


def top_words(run: Topics, *, tr: Translate = str) -> Filmstrip:
    """The words of each topic in the order of P(w | z). Slots: topic by topic, word and share."""
    names, k = [word for word, _ in run.pile.word_names(tr)], run.k
    shown = min(TOP, len(names))
    body = ""
    for z in range(k):
        each = "".join(
            f'<li><b data-s="{at}"></b> <span data-s="{at + 1}"></span></li>'
            for at in range(2 * z * shown, 2 * (z + 1) * shown, 2)
        )
        body += (
            f'<div class="em-top"><p class="em-move">{escape(tr("topic"))} '
            f'<b class="em-c{z}">{NAMES[z]}</b></p>'
            f"<ol>{each}</ol></div>"
        )

    def frame(i: int) -> View:
        out: list[str] = []
        for row in run.trace[i].params.topic_words:
            order = np.argsort(-row.round(9), kind="stable")[:shown].tolist()
            out += [said for w in order for said in (names[w], fixed(float(row[w]), 2))]
        return View("now", out)

    views = {"now": f'<div class="em-tops">{body}</div>'}
    title = tr("The first words of each topic")
    return Filmstrip("html", title, {"views": views}, Lazy(len(run), frame), captions(run, tr))
