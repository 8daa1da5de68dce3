"""What the order of the days says: the same histogram, and which number follows which."""

from __future__ import annotations

from html import escape

import numpy as np

from em_core.protocol import Ints
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.words import fixed
from lessons.hmm.runs import Weather, one_state
from lessons.hmm.settings import CONES


def followers(days: Ints) -> Ints:
    """How often each symbol follows each: row today, column tomorrow."""
    out = np.zeros((CONES, CONES), dtype=np.int64)
    np.add.at(out, (days[:-1], days[1:]), 1)
    return out


def who_follows(run: Weather, *, tr: Translate = str) -> Filmstrip:
    """The histogram of the diary, and the table of neighbours; below what a second state is worth."""
    days = run.diary.days
    counts = [int((days == v).sum()) for v in range(CONES)]
    table = followers(days)
    top = max(*counts, 1)
    bars = "".join(
        f'<tr><th scope="row">{v}</th><td style="width:60%"><span class="em-stack" style="border:0">'
        f'<span style="background:var(--em-ghost);flex:0 0 {100 * count / top:.0f}%"></span></span></td>'
        f"<td>{count}</td></tr>"
        for v, count in enumerate(counts, 1)
    )
    one = (f'<p class="em-move">{escape(tr("Histogram: days with 1, 2, 3 cones"))}</p>'
           f'<table class="em-table"><tbody>{bars}</tbody></table>')
    names = "".join(f'<th scope="col">{v}</th>' for v in range(1, CONES + 1))
    rows = ""
    for v, row in enumerate(table.tolist()):
        cells = "".join(f"<td>{'<b>' if u == v else ''}{n}{'</b>' if u == v else ''}</td>"
                        for u, n in enumerate(row))  # fmt: skip
        rows += f'<tr><th scope="row">{v + 1}</th>{cells}</tr>'
    two = (f'<p class="em-move">{escape(tr("Today (row) and tomorrow (column)"))}</p>'
           f'<table class="em-table"><thead><tr><td></td>{names}</tr></thead><tbody>{rows}</tbody></table>')
    says = '<p class="em-say" data-s="0"></p>'
    alone = one_state(run.settings)
    same = int(np.trace(table))

    def said(k: int) -> str:
        now = run.trace[k].log_likelihood
        text = tr("{same} of {all} days repeat the number of the day before. One state: log-likelihood "
                  "{one}, in any order. Two states, now: {two}.")  # fmt: skip
        return text.format(same=same, all=len(days) - 1, one=fixed(alone), two=fixed(now))

    markup = f'<div class="em-routes"><div>{one}</div><div>{two}</div></div>{says}'
    return Filmstrip("html", tr("The numbers, and who follows whom"), {"views": {"all": markup}},
                     Lazy(len(run), lambda k: View("all", [said(k)])), Lazy(len(run), said))  # fmt: skip
