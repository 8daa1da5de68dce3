"""Lesson 08's tables: the truth beside EM, and one component or two."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import count
from typing import NamedTuple

import numpy as np

from em_core import GaussianParams
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.words import NAMES, fixed
from lessons.heights.record import Column, Heights, normals, value_text
from lessons.heights.runs import candidates


def table(
    title: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]], classes: str = ""
) -> str:
    """A table with headings in every row, whose cells are places."""
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in columns)
    body = "".join(
        f'<tr><th scope="row">{name}</th>' + "".join(f'<td data-s="{i}"></td>' for i in cells) + "</tr>"
        for name, cells in rows
    )
    caption = f'<caption class="em-sr">{escape(title)}</caption>'
    return (
        f'<table class="em-table {classes}">{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def printed(
    title: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]], classes: str
) -> str:
    """The same table with its values written in: for what is the same in every frame."""
    at = count()
    html = table(title, columns, [(escape(name), [next(at) for _ in cells]) for name, cells in rows], classes)
    for i, value in enumerate(value for _, cells in rows for value in cells):
        html = html.replace(f'<td data-s="{i}"></td>', f"<td>{escape(value)}</td>")
    return html


# ---- the truth beside EM -------------------------------------------------------------------------


class Score(NamedTuple):
    """How many of the data the winner's label gets right, and how many there are."""

    right: int
    all: int


def score(column: Column, params: GaussianParams, component_of: Sequence[int]) -> Score:
    """Every datum to its largest responsibility; component_of: each true group's component."""
    assert column.labels is not None
    winner = normals(params).responsibilities(column.x).argmax(axis=0)
    group = np.argsort(component_of)
    return Score(int((group[winner] == column.labels).sum()), len(column.x))


def beside_the_truth(h: Heights, *, tr: Translate = str) -> Filmstrip | None:
    """Shares, means and standard deviations from the labels, and EM's, which never saw them.

    Slots: K x 3 true values, K x 3 of EM, a sentence. None unless the labels are revealed and there are as
    many components as groups; the regions have a table of their own.
    """
    if h.simulated or not h.component_of:
        return None
    h = h.told(tr)
    column, match = h.column, h.component_of
    order = sorted(range(len(match)), key=lambda g: match[g])
    rows: list[tuple[str, Sequence[int]]] = []
    for i, g in enumerate(order):
        c = match[g]
        said = f'<span class="em-c{c}">{escape(column.groups[g])}</span>'
        rows.append((tr("{group}: labels").format(group=said), range(6 * i, 6 * i + 3)))
        em = f'<span class="em-c{c}">{NAMES[c]}</span>'
        rows.append((tr("{group}: EM").format(group=em), range(6 * i + 3, 6 * i + 6)))
    title = tr("The truth, and what EM makes without it")
    columns = ("", tr("share"), tr("mean"), tr("SD"))
    markup = table(title, columns, rows, "em-truth") + f'<p class="em-note" data-s="{6 * len(match)}"></p>'
    best = score(column, column.by_label, list(range(len(match))))

    def values(params: GaussianParams, c: int) -> list[str]:
        now = normals(params)
        return [fixed(now.weights[c]), value_text(now.means[c], 3), value_text(now.sds[c], 3)]

    def said_at(i: int) -> str:
        now = score(column, h.trace[i].params, match)
        text = tr(
            "The winner’s label is right for {right} of {all}, a share of {share}; with the labels’ own "
            "means and SDs it would be {best}."
        )
        return text.format(
            right=now.right, all=now.all, share=fixed(now.right / now.all), best=fixed(best.right / best.all)
        )

    def frame(i: int) -> View:
        slots: list[str] = []
        for g in order:
            slots += values(column.by_label, g) + values(h.trace[i].params, match[g])
        return View("now", [*slots, said_at(i)])

    return Filmstrip(
        "html", title, {"views": {"now": markup}}, Lazy(len(h), frame), Lazy(len(h), said_at)
    )


# ---- one component or two ------------------------------------------------------------------------


def choice_table(h: Heights, *, tr: Translate = str) -> Filmstrip | None:
    """BIC = -2 log L + k log N of every candidate; the smallest is marked. The same in every frame."""
    if h.simulated:
        return None
    running, frames = candidates(h.settings), len(h)
    names = {
        "one": tr("one component"),
        "equal": tr("two components, one SD"),
        "free": tr("two components, an SD each"),
    }
    title = tr("One component or two?")
    columns = ("", "log L", tr("parameters"), "BIC", "")
    fits = [c for c in running if c.bic is not None]
    best = min(fits, key=lambda c: c.bic or 0.0) if fits else None
    rows = []
    for c in running:
        none = c.log_likelihood is None or c.bic is None
        values = [
            "–" if none else fixed(c.log_likelihood or 0.0, 2),
            str(c.parameters),
            "–" if none else fixed(c.bic or 0.0, 2),
            "◀" if c is best else "",
        ]
        rows.append((names[c.kind], values))
    said = (
        ""
        if best is None
        else tr("The smallest BIC, {value}: {model}.").format(
            value=fixed(best.bic or 0.0, 2), model=names[best.kind]
        )
    )
    note = tr("BIC = −2 log L + parameters × log {n}. In another unit every row moves by the same amount.")
    markup = printed(title, columns, rows, "em-choice") + f'<p class="em-say">{escape(said)}</p>'
    markup += f'<p class="em-note">{escape(note.format(n=len(h.column.x)))}</p>'
    return Filmstrip(
        "html",
        title,
        {"views": {"now": markup}},
        Lazy(frames, lambda _: View("now", [])),
        Lazy(frames, lambda _: said),
    )
