"""The data as a tape: what has been read, what is being read, and whose each of them is."""

from __future__ import annotations

from html import escape

import numpy as np

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.words import fixed
from lessons.online_em.record import Online

CELLS, HEAD = 10, 7  # cells that are seen, and where the reading head stands on a long tape


def window(run: Online, k: int) -> tuple[range, range]:
    """The data that are seen at half-step k, by their places, and those that were read last."""
    n = len(run.x)
    at = run.moments[k]
    u = run.update(k)
    now = range(u.first, u.last) if at.update else range(0)
    if n <= CELLS:
        return range(n), now
    first = max(0, min((u.last if at.update else 1) - 1 - HEAD, n - CELLS))
    return range(first, first + CELLS), now


def tape(run: Online, *, tr: Translate = str) -> Filmstrip:
    """Ten cells of the tape; the bar of each is q: A's share filled, B's hatched."""
    cells = range(min(CELLS, len(run.x)))
    what = tr("heads") if run.coins else tr("minutes")

    def line(name: str, place: int) -> str:
        tds = "".join(f'<td data-s="{6 * i + place}"></td>' for i in cells)
        return f'<tr><th scope="row">{name}</th>{tds}</tr>'

    marks = "".join(f'<td data-s="{6 * i}" aria-hidden="true"></td>' for i in cells)
    bars = "".join(
        '<td><span class="em-stack" aria-hidden="true" style="min-width:0;height:1.6em">'
        f'<span class="em-bar-0" data-w="{6 * i + 4}"></span>'
        f'<span class="em-bar-1" data-w="{6 * i + 5}"></span>'
        "</span></td>"
        for i in cells
    )
    number = tr("Round") if run.coins else tr("number")
    share = tr("A’s share")
    table = (f'<table class="em-table em-tape"><tbody><tr><td></td>{marks}</tr>{line(escape(number), 1)}'
             f'{line(escape(what), 2)}{line(escape(share), 3)}'
             f'<tr><th scope="row">q</th>{bars}</tr></tbody></table>')
    note = escape(tr("▼ being read; A’s share is filled, B’s hatched; an empty bar has not been read yet."))
    markup = f'{table}<p class="em-note">{note}</p>'

    def frame(k: int) -> View:
        seen, now = window(run, k)
        q = run.shares(k)
        slots: list[str | float] = []
        for i in seen:
            known = not np.isnan(q[i])
            share = float(q[i]) if known else 0.0
            said = fixed(share, 2) if known else "–"
            slots += ["▼" if i in now else "", f"{i + 1}", f"{run.x[i]:.0f}", said, round(share, 3),
                      round(1 - share, 3) if known else 0]  # fmt: skip
        return View("now", slots)

    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    title = tr("The tape: read up to here")
    return Filmstrip("html", title, {"views": {"now": markup}}, Lazy(len(run), frame), said)
