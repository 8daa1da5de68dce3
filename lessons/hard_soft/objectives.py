"""Both objectives of both methods, half-step by half-step: each wins on its own."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from em_core import Tally
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.trace import Half, Trace
from em_figures.words import fixed


class Scores(NamedTuple):
    """In nats: the observed log-likelihood, and the log-likelihood of the best labels."""

    observed: float
    best_labels: float


def scores(trace: Trace, snapshot: Half) -> Scores:
    """Both objectives at a snapshot's parameters: sum_i max_k log p(x_i, z_i = k) for the best labels."""
    best = trace.model.log_joint(trace.data, snapshot.params).max(axis=1)
    if isinstance(trace.data, Tally):
        times = trace.data.times
        return Scores(snapshot.log_likelihood, float(times[times > 0] @ best[times > 0]))
    return Scores(snapshot.log_likelihood, float(best.sum()))


def _table(tr: Translate) -> str:
    rows = (tr("observed log-likelihood"),
            tr("log-likelihood of the best labels"))
    columns = (tr("at the coins now (nats)"), tr("soft EM"), tr("hard EM"))
    body = ""
    for i, row in enumerate(rows):
        places = (4 * i, 4 * i + 2)
        cells = "".join(f'<td><span data-s="{at}"></span> <b data-s="{at + 1}"></b></td>' for at in places)
        body += f'<tr><th scope="row">{escape(row)}</th>{cells}</tr>'
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    return f'<table class="em-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def two_objectives(soft: Trace, hard_run: Trace, *, tr: Translate = str) -> Filmstrip:
    """Observed log-likelihood and log-likelihood of the best labels at both runs' parameters."""
    higher, same = "\u25b2 " + tr("higher"), tr("equal")

    def frame(k: int) -> View:
        slots: list[str] = []
        for a, b in zip(*(scores(run, run.at(k)) for run in (soft, hard_run)), strict=True):
            tie = abs(a - b) < 5e-7  # they would be printed alike
            signs = (same, same) if tie else (higher, "") if a > b else ("", higher)
            slots += [fixed(a, 6), signs[0], fixed(b, 6), signs[1]]
        return View("now", slots)

    def caption(k: int) -> str:
        (a, c), (b, d) = (scores(run, run.at(k)) for run in (soft, hard_run))
        text = tr("Observed log-likelihood: soft {a}, hard {b}. Of the best labels: soft {c}, hard {d}.")
        return text.format(a=fixed(a), b=fixed(b), c=fixed(c), d=fixed(d))

    n = max(len(soft), len(hard_run))
    return Filmstrip("html", tr("Two log-likelihoods"), {"views": {"now": _table(tr)}},
                     Lazy(n, frame), Lazy(n, caption))
