"""The parameters as bars with their numbers, and the expected counts that the M-step divides."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from em_core import Conserved
from em_core.protocol import Floats
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.numbers import fixed
from em_figures.slot_numbers import column, sum_text
from lessons.hmm.runs import Weather
from lessons.hmm.settings import CONES

BAR = "min-width:0;height:0.4em"


def heads(names: Sequence[str], spans: Sequence[tuple[str, int]], tr: Translate) -> str:
    """Two rows of column heads: what is asked, and its answers."""
    above = "".join(f'<th scope="colgroup" colspan="{n}">{escape(name)}</th>' for name, n in spans)
    below = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    return f"<thead><tr><td></td>{above}</tr><tr><td></td>{below}</tr></thead>"


def state_head(state: int, tr: Translate) -> str:
    """A row's name in its colour."""
    return f'<th scope="row"><span class="em-c{state}">{escape((tr("cold"), tr("hot"))[state])}</span></th>'


def rows_of(run: Weather, k: int) -> list[list[float]]:
    """Of each state: that it comes first, what follows it, how much is eaten."""
    p = run.trace[k].params
    out = []
    for i in (0, 1):
        stop = [] if p.stop is None else [float(p.stop[i])]
        out.append([float(p.start[i]), *p.moves[i].tolist(), *stop, *p.emissions[i].tolist()])
    return out


def parameters(run: Weather, *, tr: Translate = str) -> Filmstrip:
    """Every probability of the model, as a bar and as a number."""
    stops = run.trace[0].params.stop is not None
    many = 3 + stops + CONES
    names = [tr("first day"), tr("cold"), tr("hot"), *([tr("STOP")] if stops else []), "1", "2", "3"]
    spans = [("", 1), (tr("tomorrow"), 2 + stops), (tr("cones"), CONES)]
    body = ""
    for i in (0, 1):
        cells = "".join(
            f'<td><span data-s="{at}"></span><span class="em-stack" style="{BAR}" aria-hidden="true">'
            f'<span class="em-bar-{i}" data-w="{at + 1}"></span></span></td>'
            for at in range(2 * many * i, 2 * many * (i + 1), 2)
        )
        body += f"<tr>{state_head(i, tr)}{cells}</tr>"
    markup = f'<table class="em-table">{heads(names, spans, tr)}<tbody>{body}</tbody></table>'

    def frame(k: int) -> View:
        values = [value for row in rows_of(run, k) for value in row]
        return View("now", [part for value in values for part in (fixed(value), round(value, 4))])

    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    title = tr("What is sought: the probabilities of a cold and of a hot day")
    return Filmstrip("html", title, {"views": {"now": markup}}, Lazy(len(run), frame), said)


def _cell(at: int | None, rate: int | None) -> str:
    if at is None:
        return "<td></td>"
    if rate is None:
        return f'<td data-s="{at}"></td>'
    return f'<td><span class="em-op"><span data-s="{at}"></span></span><br><b data-s="{rate}"></b></td>'


def _tables(stops: bool, dividing: bool, tr: Translate) -> str:
    """Slots: cones of both states with their sums; first day, moves and stops with the sums of what follows;
    then the same places as quotients."""
    width, after = CONES + 1, 2 + stops  # what follows a day
    whole = 2 * width + 2 * (2 + after)

    def row(i: int, first: int, cells: int, last_is_sum: bool) -> str:
        made = ""
        for j in range(cells):
            at = first + i * cells + j
            made += _cell(at, whole + at if dividing and not (last_is_sum and j == cells - 1) else None)
        return f"<tr>{state_head(i, tr)}{made}</tr>"

    eaten = heads(["1", "2", "3", tr("all")], [(tr("days with so many cones"), CONES), ("", 1)], tr)
    tick = "".join(f'<td data-s="{2 * whole + j}"></td>' for j in range(width))
    total = escape(tr("sum = the data"))
    one = (f'<table class="em-table">{eaten}<tbody>{row(0, 0, width, True)}{row(1, 0, width, True)}</tbody>'
           f'<tfoot><tr><th scope="row">{total}</th>{tick}</tr></tfoot></table>')
    names = [tr("first day"), tr("cold"), tr("hot"), *([tr("STOP")] if stops else []), tr("all")]
    follows = heads(names, [("", 1), (tr("what came next"), after), ("", 1)], tr)
    at = 2 * whole + width
    foot = (f'<td data-s="{at}"></td><td colspan="2" data-s="{at + 1}"></td>'
            + (f'<td data-s="{at + 2}"></td>' if stops else "") + f'<td data-s="{at + 3}"></td>')
    two = (f'<table class="em-table">{follows}<tbody>{row(0, 2 * width, 2 + after, True)}'
           f'{row(1, 2 * width, 2 + after, True)}</tbody>'
           f'<tfoot><tr><th scope="row">{total}</th>{foot}</tr></tfoot></table>')
    return f'<div class="em-routes"><div>{one}</div><div>{two}</div></div>'


def _quotients(rows: Floats) -> list[str]:
    total = rows.sum()
    return [fixed(value / total) if total > 0 else "–" for value in rows]


def expected_counts(run: Weather, *, tr: Translate = str) -> Filmstrip:
    """Days by state and cones, moves by state and state; after an M-step also their quotients."""
    stops = run.trace[0].params.stop is not None
    n = len(run.diary)
    seen = [int((run.diary.days == v).sum()) for v in range(CONES)]
    says = {
        "start": tr("No q yet, so nothing has been counted."),
        "E": tr("Each day and each move is counted in fractions, as probable as it is."),
        "M": tr("Below each count: the count divided by the sum of its row. These are the new "
                "probabilities."),  # fmt: skip
    }
    views = {
        phase: f'<p class="em-say">{escape(text)}</p>{_tables(stops, phase == "M", tr)}'
        for phase, text in says.items()
    }  # fmt: skip

    def frame(k: int) -> View:
        stats = run.trace[k].stats
        width, after = CONES + 1, 2 + stops
        if stats is None:
            return View("start", ["–"] * (4 * width + 4 * (2 + after) + width + 4))
        columns = [column(stats.days[:, v], seen[v]) for v in range(CONES)]
        columns.append(column(stats.days.sum(axis=1), n))
        counts = [part[i] for i in (0, 1) for part in columns]
        moves = column(stats.moves.ravel(), n - 1)
        firsts, lasts = column(stats.first, 1), column(stats.stops, 1)
        nexts = [[*stats.moves[i].tolist(), *([float(stats.stops[i])] if stops else [])] for i in (0, 1)]
        rates: list[str] = []
        for i in (0, 1):
            rates += [*_quotients(stats.days[i]), ""]
        for i in (0, 1):
            end = [lasts[i]] if stops else []
            counts += [firsts[i], moves[2 * i], moves[2 * i + 1], *end, fixed(sum(nexts[i]))]
            share = sum(nexts[i])
            rates += [fixed(float(stats.first[i])),
                      *(fixed(v / share) if share > 0 else "–" for v in nexts[i]), ""]  # fmt: skip
        found = {one.name: one for one in run.trace.model.conserved(run.diary, stats)}
        every = found["moves"]
        if stops:
            lasts_too = found["last days"]
            every = Conserved("all", every.value + lasts_too.value, every.expected + lasts_too.expected)
        shown = [*(found[f"days with symbol {v}"] for v in range(CONES)), found["days"],
                 found["first days"], found["moves"], found["last days"], every]  # fmt: skip
        sums = [sum_text(one) for one in shown]
        return View(run.trace[k].phase, [*counts, *rates, *sums])

    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    return Filmstrip("html", tr("Expected counts"), {"views": views}, Lazy(len(run), frame), said)
