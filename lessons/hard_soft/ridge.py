"""The three coins: from every start EM ends after one iteration, elsewhere, and equally high."""

from __future__ import annotations

from functools import cache
from html import escape

from em_core import CoinMixture, CoinParams, Fit, fit
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.words import fixed
from lessons.hard_soft.panels import of_both
from lessons.hard_soft.runs import Both
from lessons.hard_soft.settings import THREE

TEXTBOOK = ((0.5, 0.5, 0.5), (0.4, 0.6, 0.7), (0.46, 0.55, 0.67))  # weight of A, theta_A, theta_B


@cache
def after_one(start: tuple[float, float, float]) -> Fit[CoinParams]:
    """Where one iteration on the three coins' tosses leads, weights estimated."""
    w, a, b = start
    return fit(CoinMixture(), THREE.rounds, CoinParams((w, 1 - w), (a, b)), max_iter=1)


def triple(params: CoinParams, digits: int = 4) -> str:
    """The weight of A and both coins."""
    values = (params.weights[0], *params.p_heads)
    return " · ".join(fixed(float(value), digits) for value in values)


def heads_chance(params: CoinParams) -> float:
    """How often a toss shows heads: all that these tosses can tell."""
    return float(params.weights @ params.p_heads)


@of_both
def ridge_table(run: Both, tr: Translate) -> Filmstrip | None:
    """Three starts, their ends and their heights, and where this run is; a button starts there."""
    if run.settings.data != "three" or not run.settings.learn:
        return None
    columns = (tr("start: π_A · θ_A · θ_B"), tr("after one iteration"), tr("chance of heads"),
               tr("log-likelihood"))  # fmt: skip
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = ""
    for start in TEXTBOOK:
        end = after_one(start)
        w, a, b = start
        button = (
            f'<button type="button" class="em-load" data-set="w={w}&amp;a={a}&amp;b={b}">'
            f"{w} · {a} · {b}</button>"
        )
        cells = (triple(end.params), fixed(heads_chance(end.params)), fixed(end.log_likelihood, 6))
        body += f'<tr><th scope="row">{button}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    now = f'<tr class="em-total"><th scope="row">{escape(tr("now"))}</th>'
    now += "".join(f'<td data-s="{i}"></td>' for i in range(3)) + "</tr>"
    markup = f'<table class="em-table em-ridge"><thead><tr>{head}</tr></thead><tbody>{body}</tbody>'
    markup += f"<tfoot>{now}</tfoot></table>"

    def frame(k: int) -> View:
        step = run.soft.at(k)
        chance = fixed(heads_chance(step.params))
        return View("now", [triple(step.params), chance, fixed(step.log_likelihood, 6)])

    def caption(k: int) -> str:
        step = run.soft.at(k)
        text = tr("Now {triple}: heads with probability {chance}, log-likelihood {value}.")
        return text.format(triple=triple(step.params), chance=fixed(heads_chance(step.params)),
                           value=fixed(step.log_likelihood, 6))  # fmt: skip

    n = len(run)
    return Filmstrip("html", tr("Three starts, three answers, one height"), {"views": {"now": markup}},
                     Lazy(n, frame), Lazy(n, caption))  # fmt: skip
