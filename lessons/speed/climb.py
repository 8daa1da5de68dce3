"""The log-likelihood of the runs that have half-steps of a model's own."""

from __future__ import annotations

from em_figures.filmstrip import Filmstrip, Translate
from em_figures.loglik import log_likelihood_trace
from em_lesson.scene import drawn_on
from lessons.speed.anneal import Annealing
from lessons.speed.galaxies import Galaxies
from lessons.speed.outliers import Student15


@drawn_on(lambda run: isinstance(run, (Student15, Annealing, Galaxies)))
def climb(run: Student15 | Annealing | Galaxies, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood, half-step by half-step."""
    return log_likelihood_trace(run.trace, bound=False, tr=tr)
