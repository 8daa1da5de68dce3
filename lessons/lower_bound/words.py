"""Lesson 05 in sentences: every half-step's caption, and the numbers' short forms."""

from __future__ import annotations

from typing import Any

from em_figures.coins.words import event_sentence, thetas
from em_figures.filmstrip import Lazy, Translate
from em_figures.numbers import short
from em_figures.words import fixed, sentences
from lessons.lower_bound.line import Climb

SEEN = 1e-12  # nats: a smaller difference is rounding


def gap(value: float) -> str:
    """A difference >= 0 in nats: three decimals, two digits with a power of ten when it is tiny, or 0."""
    return "0" if abs(value) < 1e-13 else fixed(value) if abs(value) >= 0.0095 else short(value, 2)


def change(value: float) -> str:
    """A difference with its sign: +1.097, −0.2, +3.1 × 10⁻⁷, 0."""
    return "0" if abs(value) < 1e-13 else ("+" if value > 0 else "\u2212") + gap(abs(value))


def where(climb: Climb, k: int, tr: Translate = str) -> str:
    """The place on the line: "θ_A = 0.713", on a slice "u = 0.150 (θ_A = ..., θ_B = ...)"."""
    params = climb.trace[k].params
    if not climb.slice:
        return f"{climb.line.axis} = {fixed(params.p_heads[0])}"
    return f"u = {fixed(climb.u(k))} ({thetas(params, tr)})"


def sentence(climb: Climb, k: int, tr: Translate) -> str:
    """What half-step k did to the bound, with its three numbers."""
    s = climb.trace[k]
    place, value = where(climb, k, tr), fixed(s.log_likelihood)
    values: dict[str, Any] = {"t": s.iteration, "where": place, "value": value}
    if s.phase == "start" or s.elbo is None:
        return tr("Start: {thetas}, log-likelihood {value}.").format(thetas=place, **values)
    values |= {"elbo": fixed(s.elbo), "kl": gap(climb.kl(k))}
    if s.phase == "M" and climb.slice:
        text = tr("After M-step {t}, on the line only: {where}, bound {elbo}, "
                  "log-likelihood {value}, KL = {kl}.")
    elif s.phase == "M":
        text = tr("After M-step {t}: {where}, where the bound is highest, {elbo}; "
                  "log-likelihood {value}, KL = {kl}.")
    elif climb.exact(k):
        text = tr("After E-step {t}: the bound touches the log-likelihood at {where}; "
                  "both are {value}, KL = 0.")
    else:
        text = tr("After E-step {t}, with your q, at {where}: bound {elbo} + KL {kl} = "
                  "log-likelihood {value}.")
    return sentences([text.format(**values), *(event_sentence(event, tr) for event in s.events)])


def captions(climb: Climb, tr: Translate) -> Lazy[str]:
    """The sentence of every half-step."""
    return Lazy(len(climb.trace), lambda k: sentence(climb, k, tr))
