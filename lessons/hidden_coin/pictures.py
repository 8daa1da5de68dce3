"""Lesson 02's pictures: the rounds, the hill over both coins, what each coin is credited with, the climb."""

from __future__ import annotations

from em_figures.coins import ledger as ledgers
from em_figures.coins.surface import likelihood_surface
from em_figures.filmstrip import Filmstrip, Translate
from em_figures.loglik import log_likelihood_trace
from lessons.common.coins import data_of, truth
from lessons.hidden_coin.labelled import estimates, labelled
from lessons.hidden_coin.runs import Hidden


def rounds(run: Hidden, *, tr: Translate = str) -> Filmstrip:
    """The rounds with their coins, or with question marks and the circle that follows."""
    data, labels = data_of(run.settings)
    return labelled(data, labels, shown=run.settings.shown, tr=tr)


def surface(run: Hidden, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood of every pair of coins, with the true pair where it is known, and the labels' pair
    where they are shown."""
    s = run.settings
    known = estimates(*data_of(s)) if s.shown else None
    return likelihood_surface(run.trace, truth=truth(s), labelled=known, tr=tr)


def ledger(run: Hidden, *, tr: Translate = str) -> Filmstrip:
    """How probable each coin is in every round, and which heads and tails it is credited with."""
    return ledgers.ledger(run.trace, title=tr("What the rounds say about the labels"), tr=tr)


def climb(run: Hidden, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood of every half-step."""
    return log_likelihood_trace(run.trace, bound=False, tr=tr)
