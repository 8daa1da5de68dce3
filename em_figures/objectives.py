"""Both objectives of both methods, half-step by half-step: each wins on its own."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from em_core import bound, hard
from em_figures.captions import fixed
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.trace import Half, Trace


class Scores(NamedTuple):
    """In nats: the observed log-likelihood, and the log-likelihood of the best labels."""

    observed: float
    best_labels: float


def scores(trace: Trace, snapshot: Half) -> Scores:
    """Both objectives at a snapshot's parameters; the best labels are the hard E-step's."""
    q = hard(trace.model, trace.data, snapshot.params, None)
    return Scores(snapshot.log_likelihood, bound.elbo(trace.model, trace.data, q, snapshot.params))


def objectives(soft: Trace, hard_run: Trace, *, tr: Translate = str) -> Filmstrip:
    """Observed log-likelihood and log-likelihood of the best labels at both runs' parameters."""
    all_scores = [[scores(run, s) for s in run] for run in (soft, hard_run)]
    rows = (tr("observed log-likelihood (what soft EM climbs)"), tr("log-likelihood of the best labels (what hard EM climbs)"))
    body = "".join(
        f'<tr><th scope="row">{escape(row)}</th>'
        + "".join(f'<td><span data-s="{4 * i + 2 * j}"></span> <b data-s="{4 * i + 2 * j + 1}"></b></td>' for j in (0, 1))
        + "</tr>"
        for i, row in enumerate(rows)
    )
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in (tr("objective (nats)"), tr("soft EM"), tr("hard EM")))
    table = f'<table class="em-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    higher, same = "\u25b2 " + tr("higher"), tr("equal")

    def slots(k: int) -> list[str]:
        out: list[str] = []
        now = [run[min(k, len(run) - 1)] for run in all_scores]
        for i in (0, 1):
            a, b = now[0][i], now[1][i]
            tie = abs(a - b) < 5e-7
            out += [fixed(a, 6), same if tie else higher if a > b else "", fixed(b, 6), same if tie else higher if b > a else ""]
        return out

    n = max(len(soft), len(hard_run))

    def caption(k: int) -> str:
        now = [run[min(k, len(run) - 1)] for run in all_scores]
        return tr("Observed log-likelihood: soft {a}, hard {b}. Of the best labels: soft {c}, hard {d}.").format(
            a=fixed(now[0].observed), b=fixed(now[1].observed), c=fixed(now[0].best_labels), d=fixed(now[1].best_labels))

    return Filmstrip("html", tr("Each wins on its own objective"), {"views": {"now": table}},
                     Lazy(n, lambda k: View("now", slots(k))), Lazy(n, caption))
