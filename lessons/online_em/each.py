"""Update by update in numbers: what F gained, and what became of the log-likelihood."""

from __future__ import annotations

from html import escape

import numpy as np

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.words import fixed
from lessons.online_em.record import Online

ROWS, DIGITS = 6, 5


def gain(change: float) -> str:
    """A change with an arrow, which says its direction without any colour."""
    if abs(change) < 0.5 * 10**-DIGITS:
        return f"{fixed(abs(change), DIGITS)} ="
    return f"+{fixed(change, DIGITS)} ↑" if change > 0 else f"{fixed(change, DIGITS)} ↓"


def each_update(run: Online, *, tr: Translate = str) -> Filmstrip:
    """The latest six updates: F and the log-likelihood after each, and how far each has moved."""
    shown = sorted({max(1, m.update - (m.phase == "E") - i) for m in run.moments for i in range(ROWS + 1)})
    thetas = np.array([run.walk.start, *(run.walk.updates[u - 1].theta for u in shown)])
    values = np.concatenate(
        [run.two.log_likelihood(part) for part in np.array_split(thetas, max(1, len(thetas) // 16))]
    ).tolist()
    ll = dict(zip([0, *shown], values, strict=True))
    heads = (tr("update"), tr("read"), "F", tr("its change"), tr("log-likelihood"), tr("its change"))
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    rows = "".join(
        f'<tr><th scope="row"><span data-s="{6 * i}"></span></th>'
        + "".join(f'<td data-s="{6 * i + j}"></td>' for j in range(1, 6)) + "</tr>"
        for i in range(ROWS)
    )  # fmt: skip
    table = f'<table class="em-table"><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>'

    def frame(k: int) -> View:
        moment = run.moments[k]
        done = moment.update - (moment.phase == "E")
        slots: list[str | float] = []
        first = max(1, done - ROWS + 1)
        for u in range(first, first + ROWS):
            if u > done:
                slots += [""] * 6
                continue
            now = run.walk.updates[u - 1]
            what = f"{now.first + 1}" if now.last - now.first == 1 else f"{now.first + 1}–{now.last}"
            f, was = now.f, run.walk.updates[u - 2].f if u > 1 else None
            slots += [
                str(u), what, fixed(f[1], DIGITS) if f else "–", gain(f[1] - was[1]) if f and was else "–",
                fixed(ll[u], DIGITS), gain(ll[u] - ll[u - 1]),
            ]  # fmt: skip
        return View("now", slots)

    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    return Filmstrip("html", tr("The latest updates, one by one"), {"views": {"now": table}},
                     Lazy(len(run), frame), said)  # fmt: skip
