"""Bayes by hand: prior times likelihood is the joint probability, and its shares are the posterior."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

import numpy as np

from em_core import CoinMixture, CoinParams, Rounds
from em_figures.filmstrip import Filmstrip, Translate, View
from em_figures.words import fixed
from lessons.concepts.record import Run, of
from lessons.concepts.settings import Settings

COUNT = 4
ROUND, COINS = Rounds([9], [10]), (0.6, 0.5)


class Parts(NamedTuple):
    """Of coins A and B: prior, likelihood, joint, posterior; and the joint's sum."""

    prior: list[float]
    likelihood: list[float]
    joint: list[float]
    posterior: list[float]
    total: float


def parts(w: float) -> Parts:
    """Round 2, nine heads in ten, from coins .6 and .5, with prior w on A."""
    model, params = CoinMixture(learn_weights=False), CoinParams([w, 1 - w], COINS)
    joint = np.exp(model.log_joint(ROUND, params))[0]
    posterior = model.infer(ROUND, params).probs[0]
    prior = np.array([w, 1 - w])
    return Parts(
        prior.tolist(), (joint / prior).tolist(), joint.tolist(), posterior.tolist(), float(joint.sum())
    )


def bayes_told(s: Settings, tr: Translate) -> list[str]:
    """The four columns, one after the other."""
    p = parts(s.w)

    def said(text: str, pair: list[float], digits: int = 6) -> str:
        return text.format(a=fixed(pair[0], digits), b=fixed(pair[1], digits), total=fixed(p.total, 6))

    return [
        tr("Round 2 showed 9 heads in 10. Which coin was it, with θ_A = 0.6 and θ_B = 0.5?"),
        said(tr("Prior: A {a}, B {b}."), p.prior, 2),
        said(tr("Likelihood, 0.6⁹ × 0.4 and 0.5¹⁰: A {a}, B {b}. They need not sum to 1."), p.likelihood),
        said(
            tr(
                "Joint, prior times likelihood: A {a}, B {b}; "
                "their sum {total} is the probability of the round."
            ),
            p.joint,
        ),
        said(tr("Posterior, each divided by {total}: A {a}, B {b}. They sum to 1."), p.posterior),
    ]


@of("bayes")
def bayes_table(run: Run, *, tr: Translate = str) -> Filmstrip:
    """A row per coin and a bottom row, filled column by column; posterior as a bar. Slots by column."""
    names = (tr("prior"), tr("× likelihood"), tr("= joint"), tr("posterior"))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("", *names))
    body = ""
    for c, coin in enumerate("AB"):
        cells = "".join(f'<td data-s="{3 * j + c}"></td>' for j in range(COUNT))
        body += f'<tr><th scope="row"><span class="em-c{c}">{coin}</span></th>{cells}</tr>'
    sums = "".join(f'<td data-s="{3 * j + 2}"></td>' for j in range(COUNT))
    bar = "".join(f'<span class="em-bar-{c}" data-w="{12 + c}"></span>' for c in (0, 1))
    markup = (
        f'<table class="em-table em-bayes"><thead><tr>{head}</tr></thead><tbody>{body}</tbody>'
        f'<tfoot><tr><th scope="row">{escape(tr("sum"))}</th>{sums}</tr></tfoot></table>'
        f'<div class="em-stack em-person" aria-hidden="true">{bar}</div>'
        f'<p class="em-note">{escape(tr("The bar: A’s share is blue, B’s is hatched."))}</p>'
    )
    p = parts(run.settings.w)
    columns = [
        (p.prior, 2, sum(p.prior)),
        (p.likelihood, 6, None),
        (p.joint, 6, p.total),
        (p.posterior, 6, 1.0),
    ]

    def frame(k: int) -> View:
        out: list[str | float] = []
        for j, (pair, digits, total) in enumerate(columns):
            shown = j < k
            out += [fixed(value, digits) if shown else "?" for value in pair]
            out.append("?" if not shown else "–" if total is None else fixed(total, digits))
        share = p.posterior if k == COUNT else p.prior if k else [0.0, 0.0]
        return View("all", [*out, *(round(value, 4) for value in share)])

    n = len(run)
    return Filmstrip(
        "html",
        tr("Round 2: 9 heads, 1 tail"),
        {"views": {"all": markup}},
        [frame(k) for k in range(n)],
        [run.frame(k, tr).caption for k in range(n)],
    )
