"""The panel that all models share: five boxes x, z, θ, q and counts, joined by the two half-steps.

What stands in the boxes is made by a model's own function, as a record :class:`Slots` for every half-step;
only the nouns differ. The words of the boxes come with the record, those of the frame are here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from em_core import Conserved
from em_core.protocol import Phase
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.slot_numbers import NOTHING, marked, sum_text
from em_figures.words import NAMES

ROWS, FEW = 4, 2  # of a box; of one that shows data, where there is little room
LABEL = 10  # letters of a column that holds "sum = the data" in two lines
STILL = ("x", "z")  # these boxes no half-step changes
OF_DATA = ("x", "z", "q")  # these boxes have a row per datum


@dataclass(frozen=True)
class Table:
    """What a box holds: its sentence, column heads (the first is the row names'), rows of a name and cells.

    more: how many rows there are besides these. hatched: the places of rows that are a prior's, invented and
    not seen. Raises ValueError for more than four rows, and for a row that has not one entry per column.
    """

    says: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0
    hatched: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if len(self.rows) > ROWS:
            raise ValueError(f"a box has at most {ROWS} rows, got {len(self.rows)}")
        for i, row in enumerate(self.rows, 1):
            if len(row) != len(self.head):
                raise ValueError(f"row {i} must have {len(self.head)} entries, got {len(row)}")

    def empty(self) -> Table:
        """The same before any half-step has filled it."""
        return replace(self, rows=tuple((row[0], *[NOTHING] * (len(row) - 1)) for row in self.rows))


@dataclass(frozen=True)
class Slots:
    """One half-step in five boxes: seen, hidden, sought, how z is shared, expected counts.

    conserved: for each column of counts in turn, what all its rows (shown or not) sum to; fewer than columns
    leave the last ones open; none says that no sum is the same for every q.
    """

    x: Table
    z: Table
    theta: Table
    q: Table
    counts: Table
    conserved: tuple[Conserved, ...] = ()


# ---- markup --------------------------------------------------------------------------------------


def _cells(table: Table) -> int:
    return sum(len(row) - 1 for row in table.rows)


def _name(said: str) -> str:
    """A component's name in its colour, any other text as it is."""
    inner = escape(said)
    return f'<span class="em-c{NAMES.index(said)}">{inner}</span>' if said and said in NAMES[:6] else inner


def _wide(said: str) -> int:
    """About how many letters wide a text is."""
    return sum(2 if ord(letter) > 0x2600 else 1 for letter in said.replace("_", ""))


def _widths(some: Sequence[Slots], key: str) -> list[int]:
    """The columns' widths in letters, from some half-steps; the same at every one, so that nothing moves."""
    tables = [getattr(s, key) for s in some]
    marks = 0 if key in STILL else 2  # an arrow behind a cell
    rows = [tuple(f"{name} " for name in tables[0].head), *(row for table in tables for row in table.rows)]
    first, *others = (max(map(_wide, entries)) + 2 for entries in zip(*rows, strict=True))
    widths = [first, *(width - 1 + marks for width in others)]
    if key == "counts" and some[0].conserved:  # the bottom row is set in bold, its name in two lines
        widths[0] = max(widths[0], LABEL)
        for j in range(len(some[0].conserved)):
            widths[j + 1] = max(widths[j + 1], *(_wide(sum_text(s.conserved[j])) + 2 for s in some))
    return widths


def _table(table: Table, widths: list[int], at: int | None, foot: str, of_data: bool, tr: Translate) -> str:
    """The markup; cells are places from slot ``at`` on, or stand there (None).

    of_data: a row per datum. Of these, and of more components than four, two are shown where there is little
    room, and one where there is less.
    """
    head = "".join(f'<th scope="col">{_name(name)}</th>' if name else "<td></td>" for name in table.head)
    body, place = [], at
    for i, row in enumerate(table.rows):
        cells = []
        for cell in row[1:]:
            cells.append(f"<td>{escape(cell)}</td>" if place is None else f'<td data-s="{place}"></td>')
            place = None if place is None else place + 1
        kind = ' class="em-invented"' * (i in table.hatched)
        body.append(f'<tr{kind}><th scope="row">{_name(row[0])}</th>{"".join(cells)}</tr>')
    for few in (ROWS, FEW, 1) if of_data or table.more else ():
        left = table.more + max(0, len(table.rows) - few)
        if left:
            said = escape(tr("… and {n} more").format(n=f"{left:,}"))
            cell = f'<td colspan="{len(table.head)}">{said}</td>'
            body.append(f'<tr class="em-more-{few}">{cell}</tr>')
    columns = "".join(f'<col style="width:{100 * width / sum(widths):.1f}%"/>' for width in widths)
    rows = f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody>"
    return f'<table class="em-table"><colgroup>{columns}</colgroup>{rows}{foot}</table>'


def _sums(table: Table, conserved: Sequence[Conserved], at: int, tr: Translate) -> str:
    """The bottom row of counts; its places begin at slot ``at``."""
    if not conserved:
        said = escape(tr("No sum is conserved here."))
        return f'<tfoot><tr><td colspan="{len(table.head)}">{said}</td></tr></tfoot>'
    name = escape(tr("sum = data + invented") if table.hatched else tr("sum = the data"))
    columns = range(len(table.head) - 1)
    cells = "".join(f'<td data-s="{at + j}"></td>' if j < len(conserved) else "<td></td>" for j in columns)
    return f'<tfoot><tr><th scope="row">{name}</th>{cells}</tr></tfoot>'


def _arrow(step: str, way: str, name: str, rule: str, phase: str) -> str:
    """The arrow of a half-step, with what it computes."""
    said = f'<span class="em-way-to" aria-hidden="true">{way}</span> <b>{escape(name)}</b> {escape(rule)}'
    return f'<p class="em-half em-half-{step}{" em-lit" * (step == phase)}">{said}</p>'


def _views(some: Sequence[Slots], e_step: str, m_step: str, tr: Translate) -> dict[str, str]:
    """The markup of a start, an E-step and an M-step: they differ in which boxes are lit."""
    first = some[0]
    at_q = _cells(first.theta)
    at_counts = at_q + _cells(first.q)
    at_sums = at_counts + _cells(first.counts)
    boxes = (
        ("x", "x", tr("observed"), None, ""),
        ("z", "z", tr("hidden"), None, ""),
        ("theta", "θ", tr("sought"), 0, "M"),
        ("q", "q", tr("how z is shared"), at_q, "E"),
        ("counts", "", tr("expected counts"), at_counts, "E"),
    )
    views = {}
    for phase in ("start", "E", "M"):
        parts = []
        for key, symbol, name, at, by in boxes:
            table, lit = getattr(first, key), by == phase
            new = f' <span class="em-new">{escape(tr("new"))}</span>' if lit else ""
            sign = f"<i>{symbol}</i> " if symbol else ""
            foot = _sums(table, first.conserved, at_sums, tr) if key == "counts" else ""
            widths = _widths(some, key)
            few = " em-slot-few" * bool(key in OF_DATA or table.more)
            wide = " em-slot-wide" * (key == "theta" and len(table.head) > 4)
            parts.append(
                f'<div class="em-slot{few}{wide}{" em-lit" * lit}" data-box="{key}" role="group" '
                f'aria-label="{escape(name)}" style="flex-grow:{max(sum(widths), 12)}">'
                f'<p class="em-slot-name">{sign}{escape(name)}{new}</p><p>{escape(table.says)}</p>'
                f"{_table(table, widths, at, foot, key in OF_DATA, tr)}</div>"
            )
        e = _arrow("E", "↓", tr("E-step:"), e_step, phase)
        m = _arrow("M", "↑", tr("M-step:"), m_step, phase)
        to = '<span class="em-way-to" aria-hidden="true">→</span>'
        note = escape(tr("↑ larger, ↓ smaller, • new in this half-step"))
        views[phase] = (
            f'<div class="em-slots"><div class="em-slot-row">{"".join(parts[:3])}</div>'
            f'<div class="em-slot-row em-halves">{e}{m}</div>'
            f'<div class="em-slot-row">{parts[3]}{to}{parts[4]}</div><p class="em-note">{note}</p></div>'
        )
    return views


def five_slots(
    frames: Sequence[Slots], phases: Sequence[Phase], captions: Sequence[str], *, m_step: str,
    e_step: str = "q = p(z | x, θ)", title: str = "", tr: Translate = str,
) -> Filmstrip:  # fmt: skip
    """The five boxes of a run: after an E-step q and counts are lit, after an M-step θ.

    frames, phases, captions: one per half-step; heads, row names, x and z are those of the first frame.
    m_step, e_step: the half-steps in symbols, such as "θ = heads / flips". Slots are the cells of θ, q and
    counts, row by row, each with an arrow if it has changed in this half-step, then the sums.
    """
    some = [frames[i] for i in sorted({0, min(1, len(frames) - 1), len(frames) - 1})]
    views = _views(some, e_step, m_step, tr)

    def cells(s: Slots) -> list[str]:
        return [cell for table in (s.theta, s.q, s.counts) for row in table.rows for cell in row[1:]]

    def frame(k: int) -> View:
        now, phase = frames[k], phases[k]
        said = cells(now)
        if phase != "start":
            said = [marked(a, b) for a, b in zip(said, cells(frames[k - 1]), strict=True)]
        sums = [NOTHING if phase == "start" else sum_text(one) for one in now.conserved]
        return View(phase, [*said, *sums])

    name = title or tr("The same five boxes")
    return Filmstrip("html", name, {"views": views}, Lazy(len(frames), frame), captions)
