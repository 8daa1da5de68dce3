"""Lesson 10's log-likelihood."""

from __future__ import annotations

from em_figures.filmstrip import Filmstrip, Translate
from em_figures.loglik import log_likelihood_trace
from lessons.plsa.runs import Topics


def climb(run: Topics, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood and its lower bound, half-step by half-step."""
    return log_likelihood_trace(run.trace, tr=tr)
