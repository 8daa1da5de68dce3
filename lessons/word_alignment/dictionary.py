"""The dictionary t(e | f), and the expected links it is made from: as a whole table, or word by word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from em_core.protocol import Floats
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.slot_numbers import NOTHING
from em_figures.words import fixed, listed
from lessons.word_alignment.record import Alignment, captions

SOURCES, TARGETS = 12, 8  # of a table
BEST = 4  # translations of a word where the target has more words
SEEN = 0.005  # of a translation that is listed
ALIKE = 1e-9  # rows that differ by no more are one row


def shown(run: Alignment) -> list[int]:
    """The source words that are shown, in the order of the vocabulary: at most twelve, the frequent ones."""
    words = run.pairs
    often = dict.fromkeys(words.source, 0)
    for sources, _ in words.pairs:
        for word in sources:
            often[word] += 1
    if words.null:
        often[words.source[0]] = len(words.pairs) + 1
    order = sorted(range(len(words.source)), key=lambda f: -often[words.source[f]])
    return sorted(order[:SOURCES])


def best(run: Alignment, f: int) -> list[int]:
    """The likeliest translations of a source word where the run ends, at most four and at least one."""
    last = run.rows(len(run) - 1, [f])[0].round(9)
    order: list[int] = np.argsort(-last, kind="stable")[:BEST].tolist()
    return [e for i, e in enumerate(order) if not i or last[e] >= SEEN]


@dataclass(frozen=True)
class Layout:
    """Which entries stand in a table: for each source word the target words that have a cell.

    whole: all of them have one, under a head of their own; else each cell names its word, and one at the end
    has all others. total: the head of the rows' sums; "" for probabilities, whose shade is the number itself.
    """

    rows: tuple[tuple[int, tuple[int, ...]], ...]
    whole: bool
    total: str

    @classmethod
    def of(cls, run: Alignment, total: str) -> Layout:
        """The layout of a run's tables."""
        whole = len(run.pairs.target) <= TARGETS
        every = range(len(run.pairs.target))
        return cls(tuple((f, tuple(every if whole else best(run, f))) for f in shown(run)), whole, total)

    def slots(self, values: Floats | None, sums: Floats | None = None) -> list[str]:
        """Per cell of the rows that are shown, (R, E), a text, of counts also a shade; the row's others and
        its sum; the columns' sums over all rows, (E,)."""
        if values is None:
            cell, ends = [NOTHING, "0"] if self.total else [NOTHING], (not self.whole) + bool(self.total)
            empty = [text for _, picked in self.rows for text in cell * len(picked) + [NOTHING] * ends]
            return empty + [NOTHING] * (len(self.rows[0][1]) + 1 if self._foot else 0)
        out: list[str] = []
        most = float(values.max())
        for (_, picked), row in zip(self.rows, values, strict=True):
            for e in picked:
                out.append(number(float(row[e])))
                if self.total:
                    out.append(f"{row[e] / most:.2f}")
            if not self.whole:
                out.append(number(max(float(row.sum() - row[list(picked)].sum()), 0.0)))
            if self.total:
                out.append(number(float(row.sum())))
        if self._foot and sums is not None:
            out += [number(float(value)) for value in (*sums, sums.sum())]
        return out

    @property
    def _foot(self) -> bool:
        return self.whole and bool(self.total)

    def markup(self, run: Alignment, others: str) -> tuple[str, int]:
        """The table, and the first slot behind it."""
        words, at, body = run.pairs, 0, ""
        for f, picked in self.rows:
            cells = ""
            for e in picked:
                shade = f'<td class="em-heat" data-w="{at + bool(self.total)}"'
                word = escape(words.target[e])
                named = f'><span class="em-entry">{word}</span> <span data-s="{at}"></span>'
                cells += shade + (f' data-s="{at}">' if self.whole else named) + "</td>"
                at += 1 + bool(self.total)
            if not self.whole:
                cells += f'<td colspan="{BEST - len(picked)}"></td>' * (len(picked) < BEST)
                cells, at = f'{cells}<td class="em-others" data-s="{at}"></td>', at + 1
            if self.total:
                cells, at = f'{cells}<td data-s="{at}"></td>', at + 1
            body += f'<tr><th scope="row">{escape(words.source[f])}</th>{cells}</tr>'
        heads = [(e, 1) for e in words.target] if self.whole else [("e", BEST), (others, 1)]
        heads = [("f \\ e" if self.whole else "f", 1), *heads, *([(self.total, 1)] if self.total else [])]
        head = "".join(f'<th scope="col" colspan="{wide}">{escape(name)}</th>' for name, wide in heads)
        foot = ""
        if self._foot:
            sums = "".join(f'<td data-s="{at + j}"></td>' for j in range(len(words.target) + 1))
            foot = f'<tfoot><tr><th scope="row">{escape(self.total)}</th>{sums}</tr></tfoot>'
            at += len(words.target) + 1
        kind = "em-words" if self.whole else "em-words em-by-word"
        table = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}"
        return f'<table class="em-table {kind}">{table}</table>', at


def number(value: float) -> str:
    """A number of the table; an exact 0 is short."""
    return "0" if value == 0 else fixed(value)


def alike(run: Alignment, table: Floats, tr: Translate) -> str:
    """Which of the rows that are shown are one and the same: "与 = 举行 = 会谈"."""
    groups: list[list[int]] = []
    for i in range(len(table)):
        same = next((g for g in groups if np.abs(table[g[0]] - table[i]).max() <= ALIKE), None)
        if same is None:
            groups.append([i])
        else:
            same.append(i)
    names = [run.pairs.source[f] for f in shown(run)]
    said = [" = ".join(names[i] for i in group) for group in groups if len(group) > 1]
    if not said:
        return tr("No two rows are alike.")
    if len(groups) == 1:
        return tr("All rows are alike.")
    return tr("Rows that are alike: {rows}.").format(rows=listed(said, tr))


def _panel(
    run: Alignment, title: str, total: str, tables: Callable[[int, Sequence[int]], Floats | None],
    note: Callable[[int, Floats], str], tr: Translate,
) -> Filmstrip:  # fmt: skip
    layout, which = Layout.of(run, total), shown(run)
    table, end = layout.markup(run, tr("others"))
    hidden = len(run.pairs.source) - len(layout.rows)
    more = f" {escape(tr('… and {n} more source words').format(n=hidden))}" if hidden else ""
    views = {"now": f'{table}<p class="em-note"><span data-s="{end}"></span>{more}</p>'}

    def frame(k: int) -> View:
        values = tables(k, which)
        said = tr("No links yet: press Next.") if values is None else note(k, values)
        return View("now", [*layout.slots(values, run.sums(k)), said])

    return Filmstrip("html", title, {"views": views}, Lazy(len(run), frame), captions(run, tr))


def dictionary(run: Alignment, *, tr: Translate = str) -> Filmstrip:
    """t(e | f): a row per source word that adds up to 1."""
    title = tr("The dictionary t(e | f): a row per source word")
    return _panel(run, title, "", run.rows, lambda k, table: alike(run, table, tr), tr)


def links(run: Alignment, *, tr: Translate = str) -> Filmstrip:
    """Expected links: how many of the target words are credited to each source word."""

    def note(k: int, found: Floats) -> str:
        text, sums = tr("All links together: {total}, one for each of the {n} target words."), run.sums(k)
        assert sums is not None
        return text.format(total=fixed(float(sums.sum())), n=len(run.pairs))

    return _panel(run, tr("Expected links of each source word"), tr("sum"), run.links, note, tr)
