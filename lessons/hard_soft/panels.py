"""Lesson 03's pictures of two runs side by side: paths, ledgers, formulas, and every start on the map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from em_core import Tally
from em_figures.coins import formula as formulas
from em_figures.coins.ledger import ledger
from em_figures.coins.start_map import start_map
from em_figures.coins.surface import likelihood_surface
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.loglik import log_likelihood_trace
from lessons.hard_soft import runs
from lessons.hard_soft.objectives import two_objectives
from lessons.hard_soft.runs import Both, Run, comma

Drawn = Callable[..., Filmstrip | None]


def of_any(draw: Callable[[Run, Translate], Filmstrip]) -> Drawn:
    """A panel of any run."""

    @wraps(draw)
    def panel(run: Run, *, tr: Translate = str) -> Filmstrip:
        strip = draw(run, tr)
        return replace(strip, captions=_said(strip, tr))

    return panel


def of_both(draw: Callable[[Both, Translate], Filmstrip | None]) -> Drawn:
    """A panel of soft and hard EM; there is none of the smallest EM."""

    @wraps(draw)
    def panel(run: Run, *, tr: Translate = str) -> Filmstrip | None:
        strip = draw(run, tr) if isinstance(run, Both) else None
        return strip and replace(strip, captions=_said(strip, tr))

    return panel


def _said(strip: Filmstrip, tr: Translate) -> Lazy[str]:
    return Lazy(len(strip.captions), lambda k: comma(strip.captions[k], tr))


def listed_rounds(run: Both) -> bool:
    """Whether every round is there by itself."""
    return not isinstance(run.soft.data, Tally)


@of_any
def surface(run: Run, tr: Translate) -> Filmstrip:
    """Both paths on the log-likelihood surface; a drag sets the start."""
    if not isinstance(run, Both):
        return replace(likelihood_surface(run.soft, tr=tr), clicks=(Handle("a"),))
    strip = likelihood_surface(run.soft, hard=run.hard, truth=runs.truth(run.settings), tr=tr)
    if listed_rounds(run):
        return strip
    return replace(strip, title=tr("Log-likelihood for every pair of coins, per six rounds"))


@of_both
def climb(run: Both, tr: Translate) -> Filmstrip:
    """Both log-likelihoods, half-step by half-step."""
    names = tr("soft EM"), tr("hard EM")
    return log_likelihood_trace(run.soft, run.hard, names=names, marks=("soft", "hard"), tr=tr)


@of_both
def soft_ledger(run: Both, tr: Translate) -> Filmstrip | None:
    """Who has which share of each round."""
    return ledger(run.soft, title=tr("Soft: each round is shared"), tr=tr) if listed_rounds(run) else None


@of_both
def hard_ledger(run: Both, tr: Translate) -> Filmstrip | None:
    """Who has each round."""
    title = tr("Hard: each round goes to one coin")
    return ledger(run.hard, title=title, tr=tr) if listed_rounds(run) else None


@of_both
def soft_formula(run: Both, tr: Translate) -> Filmstrip | None:
    """The half-step's formula with soft EM's numbers."""
    title = tr("Soft: the formula with the current numbers")
    return formulas.formula(run.soft, title=title, tr=tr) if listed_rounds(run) else None


@of_both
def hard_formula(run: Both, tr: Translate) -> Filmstrip | None:
    """The half-step's formula with hard EM's numbers."""
    title = tr("Hard: the formula with the current numbers")
    return formulas.formula(run.hard, title=title, tr=tr) if listed_rounds(run) else None


@of_both
def objectives(run: Both, tr: Translate) -> Filmstrip:
    """Both objectives of both methods."""
    return two_objectives(run.soft, run.hard, tr=tr)


@of_both
def soft_map(run: Both, tr: Translate) -> Filmstrip | None:
    """Where soft EM with weights 1/2 ends from every start."""
    return _map(run, False, tr("Soft EM from every start"), tr)


@of_both
def hard_map(run: Both, tr: Translate) -> Filmstrip | None:
    """Where hard EM with weights 1/2 ends from every start."""
    return _map(run, True, tr("Hard EM from every start"), tr)


def _map(run: Both, hardly: bool, title: str, tr: Translate) -> Filmstrip | None:
    grid = None if run.settings.learn else runs.grid(run.settings, hardly)
    if grid is None:
        return None
    return start_map(grid, run.hard if hardly else run.soft, title=title, lower=True, tr=tr)
