"""The log-likelihood of lesson 12's run."""

from __future__ import annotations

from em_figures.filmstrip import Filmstrip, Translate
from em_figures.loglik import log_likelihood_trace
from lessons.word_alignment.record import Alignment


def climb(run: Alignment, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood and the bound, half-step by half-step."""
    return log_likelihood_trace(run.trace, tr=tr)
