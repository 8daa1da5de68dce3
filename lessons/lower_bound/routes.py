"""Two routes to log p(x) = ELBO + KL for one round that the learner picks: Jensen's, and through Bayes."""

from __future__ import annotations

import math as maths
from html import escape
from typing import NamedTuple

import numpy as np

from em_core.protocol import Floats
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation
from em_figures.numbers import exponential, short
from em_figures.words import NAMES, fixed
from lessons.lower_bound.line import Climb, on_a_line
from lessons.lower_bound.words import gap, sentence

(Q_A, Q_B, RATIO_A, RATIO_B, LOG_P, LOG_RATIO_A, LOG_RATIO_B, PART, JOINT_A, JOINT_B, POST_A, POST_B,
 KL) = range(13)  # the places of a row


class Terms(NamedTuple):
    """Every number of the two routes, N rounds by 2 coins; logs in nats, -inf for what is impossible."""

    q: Floats
    log_joint: Floats
    log_posterior: Floats
    log_evidence: Floats


def terms(climb: Climb, k: int) -> Terms:
    """q of half-step k, and log p(x_i, z), log p(z | x_i), log p(x_i) at its parameters."""
    joint = climb.trace.model.log_joint(climb.trace.data, climb.trace[k].params)
    evidence = np.logaddexp.reduce(joint, axis=1)
    return Terms(climb.probs(k), joint, joint - evidence[:, None], evidence)


def _places(*places: int) -> list[str]:
    return [rf"\text{{R{place}}}" for place in places]


def _markup(rounds: int, tr: Translate) -> dict[str, str]:
    options = "".join(f"<option>{i}</option>" for i in range(1, rounds + 1))
    picker = f'<label class="em-pick">{escape(tr("Round"))} <select data-pick="">{options}</select></label>'
    q, r, lr = _places(Q_A, Q_B), _places(RATIO_A, RATIO_B), _places(LOG_RATIO_A, LOG_RATIO_B)
    log_p, part, kl = _places(LOG_P, PART, KL)
    joint, post = _places(JOINT_A, JOINT_B), _places(POST_A, POST_B)
    log_of_mean = equation(
        "log-of-mean", r"\log p(x_i) = \log \sum_z q_i(z)\, \frac{p(x_i, z)}{q_i(z)}",
        chunks(r"\log", rf"( {q[0]} \times", rf"{r[0]} +", rf"{q[1]} \times", rf"{r[1]} )", "=", log_p))
    mean_of_log = equation(
        "mean-of-log", r"\ge \sum_z q_i(z) \log \frac{p(x_i, z)}{q_i(z)}",
        chunks(rf"{q[0]} \times", rf"( {lr[0]} ) +", rf"{q[1]} \times", rf"( {lr[1]} )", "=", part))
    both = "".join(
        f'<p class="em-eq-line">z = {NAMES[z]}: {chunks(joint[z], "-", f"( {post[z]} )", "=", log_p)}</p>'
        for z in (0, 1)
    )
    bayes = equation("bayes", r"\log p(x_i) = \log p(x_i, z) - \log p(z \mid x_i)") + both
    symbols = chunks(r"\log p(x_i) =", r"\sum_z q_i \log \frac{p(x_i, z)}{q_i} +",
                     r"\sum_z q_i \log \frac{q_i}{p(z \mid x_i)}")
    numbers = chunks(rf"{part} +", kl, "=", log_p)
    split = (f'<div class="em-eq" data-eq="split"><p class="em-eq-symbols">{symbols}</p>'
             f'<p class="em-eq-line">{numbers}</p></div>')
    first = escape(tr("Route 1, Jensen: the log of a mean is at least the mean of the logs."))
    second = escape(tr("Route 2: p(x) = p(x, z) / p(z | x) for every z; "
                       "then the mean under q of both sides."))
    now = (f'{picker}<div class="em-routes">'
           f'<div><p class="em-move">{first}</p>{log_of_mean}{mean_of_log}</div>'
           f'<div><p class="em-move">{second}</p>{bayes}{split}</div></div>')
    start = f'<p class="em-eq">{escape(tr("No q yet, so neither Q nor a bound."))}</p>'
    return {"start": start, "now": now}


def _log(value: float) -> str:
    return "\u2212\u221e" if value == -maths.inf else fixed(value, 4)


def _row(at: Terms, i: int) -> list[str]:
    q, joint, post = at.q[i], at.log_joint[i], at.log_posterior[i]
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(q > 0, joint - np.log(q), at.log_evidence[i])  # times a q of 0 it does not matter
        part = float(np.where(q > 0, q * logs, 0.0).sum())
        kl = float(np.where(q > 0, q * (np.log(q) - post), 0.0).sum())
    ratios = [exponential(float(value), 6) for value in logs]
    return [
        short(q[0]), short(q[1]), *ratios, _log(at.log_evidence[i]), *map(_log, logs.tolist()), _log(part),
        *map(_log, joint.tolist()), *map(_log, post.tolist()),
        fixed(kl, 4) if kl > 5e-5 else gap(max(0.0, kl)),
    ]


@on_a_line
def routes(climb: Climb, *, tr: Translate = str) -> Filmstrip:
    """Both routes with the numbers of one round, to be picked."""
    rounds, n = len(climb.trace.data), len(climb.trace)

    def frame(k: int) -> View:
        if climb.trace[k].posterior is None:
            return View("start", [], [()] * rounds)
        at = terms(climb, k)
        return View("now", [], [_row(at, i) for i in range(rounds)])

    return Filmstrip("html", tr("Two routes to ELBO + KL, for one round"), {"views": _markup(rounds, tr)},
                     Lazy(n, frame), Lazy(n, lambda k: sentence(climb, k, tr)))
