"""The four pages: LDA's topics and shares beside those of pLSA."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import math
from em_figures.words import NAMES, fixed
from lessons.variational_em.beliefs import Beliefs, captions, of_kind

on_pages = of_kind("pages")


def names(tr: Translate) -> tuple[list[str], list[str]]:
    """The words and the pages."""
    return ([tr("goal"), tr("win"), tr("vote")],
            [tr("sport"), tr("politics"), tr("mixed"), tr("mixed 2")])  # fmt: skip


def _bars(rows: list[str], first: int, columns: int, heads: list[str]) -> str:
    """A table of bars; slots first, ... row by row. The first half of the columns is pLSA's."""
    body = ""
    for i, name in enumerate(rows):
        cells = ""
        for c in range(columns):
            at = first + columns * i + c
            cells += (f'<td><div class="em-inline"><span class="em-share"><i class="em-bar-{c % 2}" '
                      f'data-w="{at}"></i></span><span data-s="{at}"></span></div></td>')  # fmt: skip
        body += f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'
    head = "".join(f'<th scope="col">{name}</th>' for name in ("", *heads))
    return f'<table class="em-table em-topics"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def plain_tables(run: Beliefs) -> tuple[Floats, Floats]:
    """pLSA's P(w | z) (W, 2) and P(A | page) (D,)."""
    plain: Any = run.plain
    return plain.topic_words.T, plain.doc_topics[:, 0]


@on_pages
def side_by_side(run: Beliefs, *, tr: Translate = str) -> Filmstrip:
    """Topics and pages of pLSA, where it ends, and of LDA, at this half-step. Slots: words, then pages."""
    words, pages = names(tr)
    a, b = (f'<b class="em-c{z}">{NAMES[z]}</b>' for z in (0, 1))
    heads = [f"pLSA {a}", f"{b}", f"LDA {a}", f"{b}"]
    topics = _bars(words, 0, 4, heads)
    shares = _bars(pages, 12, 2, [f"pLSA {a}", f"LDA {a}"]).replace("em-bar-1", "em-bar-0")
    one, two = escape(tr("Words of the topics")), escape(tr("Share of topic A on the pages"))
    prior = math(r"\frac{\alpha + N_{dA}}{2 \alpha + N_d} = \frac{\text{S20}}{\text{S21}} = \text{S22}")
    how = escape(tr("Politics, LDA:"))
    markup = (f'<p class="em-move">{one}</p>{topics}<p class="em-move">{two}</p>{shares}'
              f'<p class="em-eq-line">{how} {prior}</p>')
    table, first = plain_tables(run)

    def frame(k: int) -> View:
        q = run.theta(k)
        mine, mean = q.topic_words.mean.T, q.doc_topics.mean[:, 0]
        cells = np.hstack([table, mine]).ravel().tolist()
        cells += np.column_stack([first, mean]).ravel().tolist()
        alpha = q.doc_topics.alpha[1]
        return View("now", [*map(fixed, cells), fixed(float(alpha[0])), fixed(float(alpha.sum())),
                            fixed(float(mean[1]))])

    return Filmstrip("html", tr("pLSA where it ends, LDA as far as it has come"), {"views": {"now": markup}},
                     Lazy(len(run), frame), captions(run, tr))  # fmt: skip
