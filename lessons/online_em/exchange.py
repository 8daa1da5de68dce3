"""The statistics S in numbers: what a piece adds, what fades or is taken out, and theta as quotients of S."""

from __future__ import annotations

from html import escape

import numpy as np

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import math
from em_figures.slot_numbers import text
from em_figures.words import fixed
from lessons.online_em.kinds import Numbers
from lessons.online_em.record import Online

RULES = {
    "batch": r"S = s_1 + s_2 + \dots + s_N",
    "inc": r"S \leftarrow S - s^{\mathrm{old}} + s^{\mathrm{new}}",
    "step": r"S \leftarrow (1 - \rho)\, S + \rho\, s",
}


def parts(run: Online, stats: Numbers) -> list[float]:
    """S as two quotients: heads and flips, or minutes and points, of A and then of B."""
    width, middle = len(stats) // 2, float(np.mean(run.x))
    out = []
    for of in (stats[:width], stats[width:]):
        out += [of[0], of[0] + of[1]] if run.coins else [of[1] + middle * of[0], of[0]]
    return out


def exchange(run: Online, *, tr: Translate = str) -> Filmstrip:
    """S before and after the last piece, and what it is divided into."""
    method = run.settings.method
    up, down = (tr("heads"), tr("flips")) if run.coins else (tr("minutes"), tr("points"))
    heads = {"batch": (tr("S: the sum over all data"),),
             "inc": (tr("S before"), tr("− old part"), tr("+ new part"), tr("= S")),
             "step": (tr("S before"), tr("new part s"), tr("S after"))}[method]  # fmt: skip
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = ""
    for row in range(4):
        name = f'<span class="em-c{row // 2}">{"AB"[row // 2]}</span> {escape((up, down)[row % 2])}'
        cells = "".join(f'<td data-s="{row * len(heads) + j}"></td>' for j in range(len(heads)))
        body += f'<tr><th scope="row">{name}</th>{cells}</tr>'
    table = f'<table class="em-table"><thead><tr><td></td>{top}</tr></thead><tbody>{body}</tbody></table>'
    at = 4 * len(heads)
    rule = f'<p class="em-eq-symbols">{math(RULES[method])}</p>'
    if method == "batch":
        numbers = ""
    else:
        numbers = (f'<p class="em-eq-line"><span class="em-c0">A</span> {escape(up)}: '
                   f'<span data-s="{at}"></span></p>')
    sums = f'<div class="em-eq" data-eq="S">{rule}{numbers}</div>'
    symbol = "θ" if run.coins else "μ"
    quotients = "".join(
        f'<p class="em-eq-line"><i>{symbol}</i><sub>{coin}</sub> = {escape(up)} / {escape(down)} = '
        f'<span data-s="{at + 1 + i}"></span></p>'
        for i, coin in enumerate("AB")
    )
    m_step = f'<div class="em-eq" data-eq="M">{quotients}</div>'
    waits = f'<p class="em-say">{escape(tr("θ still waits; only S collects."))}</p>'
    nothing = f'<p class="em-say">{escape(tr("Nothing has been read, so S is empty. Press Next."))}</p>'
    alone = f'<div class="em-eq" data-eq="S">{rule}</div>'
    none = f'<p class="em-say">{escape(tr("No M-step is possible with this S: see above."))}</p>'
    views = {"start": nothing + alone, "E": sums + table, "M": sums + table + m_step,
             "wait": sums + table + waits, "none": sums + table + none}  # fmt: skip

    def frame(k: int) -> View:
        moment, u = run.moments[k], run.update(k)
        if moment.phase == "start":
            return View("start", [])
        before, old, new, after = (parts(run, of) for of in (u.before, u.piece_before, u.piece, u.stats))
        rows = {"batch": [after], "inc": [before, old, new, after], "step": [before, new, after]}[method]
        first = moment.update == 1
        dash = [column is not after and first and column is not new for column in rows]
        slots = ["–" if dash[j] else text(column[row]) for row in range(4) for j, column in enumerate(rows)]
        if method == "inc":
            worked = f"{text(before[0])} − {text(old[0])} + {text(new[0])} = {text(after[0])}"
        else:
            rho = text(u.rho or 0, 3)
            worked = f"(1 − {rho}) × {text(before[0])} + {rho} × {text(new[0])} = {text(after[0])}"
        if first:
            worked = text(after[0])
        quotients = [
            f"{text(after[2 * i])} / {text(after[2 * i + 1])} = {fixed(after[2 * i] / after[2 * i + 1])}"
            if after[2 * i + 1] else "–" for i in (0, 1)
        ]  # fmt: skip
        if moment.phase == "E":
            return View("E", [*slots, worked, *quotients])
        failed = run.walk.why == "collapse" and k == len(run) - 1
        return View("M" if u.moved else "none" if failed else "wait", [*slots, worked, *quotients])

    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    title = tr("The statistics S, and θ made of them")
    return Filmstrip("html", title, {"views": views}, Lazy(len(run), frame), said)

