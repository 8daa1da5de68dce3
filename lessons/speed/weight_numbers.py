"""The average doubt in numbers, and what is left to go beside what the last step changed."""

from __future__ import annotations

from functools import lru_cache
from html import escape

import numpy as np

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation, math, picker
from em_figures.numbers import fixed as digits
from em_figures.numbers import short
from em_figures.words import fixed
from lessons.speed.weight import END, Weighing, captions, on_weight

PICKED = (20, 60, 100, 140, 180)  # of the 200 numbers, counted from 1


def small(value: float) -> str:
    """A change or an error: 0.000123, or 3.21 × 10⁻⁷."""
    return short(value, 3)


@lru_cache(maxsize=8)
def _doubt_markup(names: tuple[str, ...], tr: Translate) -> str:
    pick = picker(tr("Number"), names, 2)
    gamma = equation(
        "gamma", r"\gamma_n = a_n / (a_n + b_n)",
        chunks(r"a_n = w\, N(x_n | d/2, 1)", "=", r"\text{R0}"),
        chunks(r"b_n = (1 - w)\, N(x_n | -d/2, 1)", "=", r"\text{R1}"),
        chunks(r"\gamma_n = \text{R0} / (\text{R0} + \text{R1})", "=", r"\text{R2}"),
        chunks(r"\gamma_n (1 - \gamma_n)", "=", r"\text{R3}"),
    )  # fmt: skip
    whole = equation(
        "rate", r"\text{rate} = \frac{1}{N} \sum_n \gamma_n (1 - \gamma_n) / (w (1 - w))",
        chunks(r"\text{S0} / (\text{S1} \cdot \text{S2})", "=", r"\text{S3}"),
    )  # fmt: skip
    seen, missing = escape(tr("seen")), escape(tr("missing"))
    bar = (f'<p class="em-say">{escape(tr("What the groups would tell about w"))}</p>'
           '<div class="em-stack em-missing"><span class="em-bar-0" data-w="4"></span>'
           '<span class="em-bar-1" data-w="5"></span></div>'
           f'<p class="em-say"><span class="em-c0">{seen} <b data-s="6"></b></span> · '
           f'<span class="em-c1">{missing} <b data-s="3"></b></span></p>')  # fmt: skip
    return f'{pick}<div class="em-routes"><div>{gamma}</div><div>{whole}{bar}</div></div>'


@on_weight
def doubt_numbers(run: Weighing, *, tr: Translate = str) -> Filmstrip:
    """The doubt about one number that is picked, and the average doubt at the current weight."""
    x = run.normals.x[np.array(PICKED) - 1]
    d = run.normals.distance
    names = tuple(f"{n}: x = {fixed(float(v), 2)}" for n, v in zip(PICKED, x, strict=True))
    bells = [np.exp(-((x - side * d / 2) ** 2) / 2) / np.sqrt(2 * np.pi) for side in (1, -1)]

    def frame(k: int) -> View:
        w = run.made(k)
        one, two = w * bells[0], (1 - w) * bells[1]
        gamma = one / (one + two)
        shares = run.normals.shares(w)
        mean = float((shares * (1 - shares)).mean())
        rate = mean / (w * (1 - w))
        rows = [
            [digits(float(a), 4), digits(float(b), 4), digits(float(g), 3), digits(float(g * (1 - g)), 3)]
            for a, b, g in zip(one, two, gamma, strict=True)
        ]
        missing = min(max(rate, 0.0), 1.0)
        slots: list[str | float]
        slots = [digits(mean, 5), digits(w, 4), digits(1 - w, 4), digits(rate, 4), round(1 - missing, 3),
                 round(missing, 3), digits(1 - rate, 4)]  # fmt: skip
        return View("now", slots, rows)

    return Filmstrip("html", tr("The rate is the average doubt"),
                     {"views": {"now": _doubt_markup(names, tr)}}, Lazy(len(run), frame),
                     captions(run, tr))  # fmt: skip


@lru_cache(maxsize=8)
def _left_markup(tr: Translate) -> dict[str, str]:
    def row(name: str, symbol: str, at: int, mark: str) -> str:
        return (f'<tr data-mark="{mark}"><th scope="row">{escape(name)} {math(symbol)}</th>'
                f'<td data-s="{at}"></td></tr>')  # fmt: skip

    body = (
        row(tr("the last change"), r"\delta = w_t - w_{t-1}", 0, "change")
        + row(tr("the change before"), r"\delta'", 1, "before")
        + row(tr("their quotient"), r"r = \delta / \delta'", 2, "quotient")
        + row(tr("so what is left is about"), r"\delta \, \frac{r}{1 - r}", 3, "guess")
        + row(tr("what is really left"), r"\frac{1}{2} - w_t", 4, "left")
    )
    table = f'<table class="em-table em-facts"><tbody>{body}</tbody></table>'
    said = escape(tr("Two iterations are needed for a guess: go on."))
    return {"start": f'<p class="em-say">{said}</p>', "now": f'{table}<p class="em-note" data-s="5"></p>'}


@on_weight
def left_table(run: Weighing, *, tr: Translate = str) -> Filmstrip:
    """The last change beside what is left to go, as Aitken's rule guesses it and as it is."""

    def frame(k: int) -> View:
        t = k // 2
        if t < 2:
            return View("start", [])
        now, before, first = run.path[t], run.path[t - 1], run.path[t - 2]
        change, earlier = float(now - before), float(before - first)
        r = change / earlier
        guess = change * r / (1 - r)
        said = tr("What is left is {n} times the last change.")
        times = (END - float(now)) / change
        slots = [small(abs(change)), small(abs(earlier)), digits(r, 4), small(abs(guess)),
                 small(abs(END - float(now))), said.format(n=digits(times, 1))]  # fmt: skip
        return View("now", slots)

    return Filmstrip("html", tr("It hardly moves: how much is left?"), {"views": _left_markup(tr)},
                     Lazy(len(run), frame), captions(run, tr))  # fmt: skip
