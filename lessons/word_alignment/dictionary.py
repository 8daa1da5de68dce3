"""The dictionary t(e | f), and the expected links it is made from: as a whole table, or word by word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import numpy as np

from em_core.protocol import Floats
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.slot_numbers import NOTHING
from em_figures.words import fixed, listed
from lessons.word_alignment.record import Alignment, captions

SOURCES, TARGETS = 12, 8  # of a table
BEST = 4  # translations of a word where the target has more words
ALIKE = 1e-9  # rows that differ by no more are one row


def shown(run: Alignment) -> list[int]:
    """The source words that are shown, in the order of the vocabulary: at most twelve, the frequent ones."""
    words = run.pairs
    often = {word: 0 for word in words.source}
    for sources, _ in words.pairs:
        for word in sources:
            often[word] += 1
    if words.null:
        often[words.source[0]] = len(words.pairs) + 1
    order = sorted(range(len(words.source)), key=lambda f: -often[words.source[f]])
    return sorted(order[:SOURCES])


def whole(run: Alignment) -> bool:
    """Whether the table has a column for every target word."""
    return len(run.pairs.target) <= TARGETS


def best(run: Alignment, f: int) -> list[int]:
    """The likeliest translations of a source word where the run ends."""
    last = run.table(len(run) - 1)[f].round(9)
    return np.argsort(-last, kind="stable")[:BEST].tolist()  # type: ignore[no-any-return]


def alike(run: Alignment, table: Floats, rows: Sequence[int], tr: Translate) -> str:
    """Which of these rows are one and the same: "与 = 举行 = 会谈"."""
    groups: list[list[int]] = []
    for f in rows:
        same = next((g for g in groups if np.abs(table[g[0]] - table[f]).max() <= ALIKE), None)
        groups.append([f]) if same is None else same.append(f)
    said = [" = ".join(run.pairs.source[f] for f in group) for group in groups if len(group) > 1]
    if not said:
        return tr("No two rows are alike.")
    if len(groups) == 1:
        return tr("All rows are alike.")
    return tr("Rows that are alike: {rows}.").format(rows=listed(said, tr))


def _cell(slot: int) -> str:
    return f'<td class="em-heat" data-s="{slot}" data-w="{slot + 1}"></td>'


def _whole(run: Alignment, rows: Sequence[int], total: str, foot: str) -> str:
    """A column for every target word; slots: per cell its text and its shade, then what stands at the end."""
    targets, at, body = run.pairs.target, 0, ""
    for f in rows:
        cells = ""
        for _ in targets:
            cells, at = cells + _cell(at), at + 2
        body += f'<tr><th scope="row">{escape(run.pairs.source[f])}</th>{cells}'
        if total:
            body, at = f'{body}<td data-s="{at}"></td>', at + 1
        body += "</tr>"
    head = "".join(f'<th scope="col">{escape(e)}</th>' for e in ("f \\ e", *targets, *([total] if total else [])))
    last = ""
    if foot:
        sums = "".join(f'<td data-s="{at + j}"></td>' for j in range(len(targets) + 1))
        last = f'<tfoot><tr><th scope="row">{escape(foot)}</th>{sums}</tr></tfoot>'
    return f'<table class="em-table em-words"><thead><tr>{head}</tr></thead><tbody>{body}</tbody>{last}</table>'


def _by_word(run: Alignment, rows: Sequence[int], others: str, total: str) -> str:
    """The best translations of each source word, then all others; slots as in a whole table."""
    at, body = 0, ""
    for f in rows:
        cells = ""
        for e in best(run, f):
            word = f'<span class="em-entry">{escape(run.pairs.target[e])}</span>'
            cells += f'<td class="em-heat" data-w="{at + 1}">{word} <span data-s="{at}"></span></td>'
            at += 2
        cells += f'<td data-s="{at}"></td>' + (f'<td data-s="{at + 1}"></td>' if total else "")
        at += 1 + bool(total)
        body += f'<tr><th scope="row">{escape(run.pairs.source[f])}</th>{cells}</tr>'
    names = f'<th scope="col">f</th><th scope="colgroup" colspan="{BEST}">e</th>'
    names += "".join(f'<th scope="col">{escape(name)}</th>' for name in (others, total) if name)
    return f'<table class="em-table em-words em-by-word"><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>'


def said(value: float, digits: int = 3) -> str:
    """A number of the table; an exact 0 is short."""
    return "0" if value == 0 else fixed(value, digits)


def _filled(run: Alignment, rows: Sequence[int], values: Floats, scale: float, total: bool) -> list[str]:
    """The slots of a table."""
    out, every = [], range(len(run.pairs.target))
    digits = 3 if run.small else 2 if not whole(run) else 3
    for f in rows:
        picked = every if whole(run) else best(run, f)
        row = values[f]
        for e in picked:
            out += [said(float(row[e]), digits), f"{row[e] / scale:.2f}".rstrip("0").rstrip(".")]
        if not whole(run):
            out.append(said(max(float(row.sum() - row[list(picked)].sum()), 0.0), digits))
        if total:
            out.append(said(float(row.sum()), digits))
    return out


def _panel(
    run: Alignment, title: str, tables: Callable[[int], Floats | None], total: str, foot: str, tr: Translate
) -> Filmstrip:
    rows = shown(run)
    others = tr("others")
    table = _whole(run, rows, total, foot) if whole(run) else _by_word(run, rows, others, total)
    hidden = len(run.pairs.source) - len(rows)
    more = f" {escape(tr('… and {n} more source words').format(n=hidden))}" if hidden else ""
    views = {"now": f'{table}<p class="em-note"><span data-s="{_count(run, rows, total, foot)}"></span>{more}</p>'}
    sums = foot if whole(run) else ""

    def frame(k: int) -> View:
        values = tables(k)
        if values is None:
            empty = [NOTHING if i not in shades else "0" for i in range(_count(run, rows, total, foot))]
            return View("now", [*empty, tr("No links yet: press Next.")])
        scale = float(values.max()) if total else 1.0
        slots = _filled(run, rows, values, scale, bool(total))
        if sums:
            slots += [said(float(v)) for v in (*values.sum(axis=0), values.sum())]
        note = alike(run, values, rows, tr) if not total else _all(run, values, tr)
        return View("now", [*slots, note])

    shades = _shades(run, rows, bool(total))
    return Filmstrip("html", title, {"views": views}, Lazy(len(run), frame), captions(run, tr))


def _shades(run: Alignment, rows: Sequence[int], total: bool) -> set[int]:
    """Which slots are shades and no texts."""
    width = len(run.pairs.target) if whole(run) else BEST
    per = 2 * width + (not whole(run)) + total
    return {r * per + 2 * j + 1 for r in range(len(rows)) for j in range(width)}


def _count(run: Alignment, rows: Sequence[int], total: str, foot: str) -> int:
    """How many slots stand before the note."""
    width = len(run.pairs.target) if whole(run) else BEST
    per = 2 * width + (not whole(run)) + bool(total)
    return len(rows) * per + ((width + 1) if foot and whole(run) else 0)


def _all(run: Alignment, links: Floats, tr: Translate) -> str:
    text = tr("All links together: {total}, one for each of the {n} target words.")
    return text.format(total=fixed(float(links.sum())), n=len(run.pairs))


def dictionary(run: Alignment, *, tr: Translate = str) -> Filmstrip:
    """t(e | f): a row per source word that adds up to 1."""
    return _panel(run, tr("The dictionary t(e | f): a row per source word"), run.table, "", "", tr)


def links(run: Alignment, *, tr: Translate = str) -> Filmstrip:
    """Expected links: how many of the target words are credited to each source word."""
    title = tr("Expected links of each source word")
    return _panel(run, title, run.links, tr("sum"), tr("sum"), tr)
