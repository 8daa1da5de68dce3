"""The half-step's sentence: two coins as everywhere, two hands with their log-odds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from em_core import Event
from em_figures.coins import words as coins
from em_figures.filmstrip import Translate
from em_figures.numbers import short
from em_figures.trace import Half, Trace
from em_figures.words import NAMES, SEEN, fixed, likelihood_fell, listed, sentences


def odds(params: Any, tr: Translate = str) -> str:
    """ "α_A = 0.500, α_B = −0.500, b = 0.000"."""
    each = [f"α_{NAMES[k]} = {fixed(v)}" for k, v in enumerate(params.intercepts.tolist())]
    return listed([*each, f"b = {fixed(float(params.slopes[0]))}"], tr)


def event_sentence(event: Event, tr: Translate) -> str:
    """What an event means."""
    coin = NAMES[event.component] if event.component is not None else ""
    if event.kind == "collapse":
        text = tr("The log-odds of coin {coin} have no finite maximum, so the run ends here.")
        return text.format(coin=coin)
    return tr("Coin {coin} was given no rounds, so it keeps its value.").format(coin=coin)


def falls(trace: Trace, k: int, tr: Translate) -> str:
    """What fell in half-step k, by its name: the bound (with the penalty, where there is one), which is the
    objective, or the log-likelihood, or both."""
    step, before = trace[k], trace[max(0, k - 1)]
    down = before.log_likelihood - step.log_likelihood
    by = [event.value for event in step.events if event.kind == "objective_fell"]
    penalty = trace.recipe.prior is not None
    lower = likelihood_fell(before.log_likelihood, step.log_likelihood, tr)
    if not by and penalty and lower:
        return tr("The log-likelihood fell by {value}; with the penalty it rose.").format(value=fixed(down))
    if by and not penalty and down < -SEEN:
        text = tr("The bound fell by {value}; the log-likelihood rose all the same.")
    elif penalty:
        text = tr("The bound with the penalty fell by {value}.")
    else:
        text = tr("The bound fell by {value}.")
    return sentences([*(text.format(value=short(value, 3)) for value in by), lower])


def sentence(trace: Trace, k: int, tr: Translate) -> str:
    """What half-step k did, and what fell in it."""
    s = trace[k]
    others = tuple(event for event in s.events if event.kind != "objective_fell")
    if not hasattr(s.params, "intercepts"):
        return sentences([coins.sentence(replace(s, events=others), tr), falls(trace, k, tr)])
    told = (event_sentence(event, tr) for event in others)
    return sentences([odds_sentence(s, tr), *told, falls(trace, k, tr)])


def odds_sentence(s: Half, tr: Translate) -> str:
    """What a half-step on two hands did."""
    values = {"t": s.iteration, "now": odds(s.params, tr), "value": fixed(s.log_likelihood)}
    if s.phase == "start":
        return tr("Start: {now}; log-likelihood {value}.").format(**values)
    if s.phase == "E":
        assert s.stats is not None
        right = s.stats.counts[-1].sum(axis=1)
        shares = listed((f"{NAMES[j]} {fixed(n)}" for j, n in enumerate(right.tolist())), tr)
        return tr("After E-step {t}: of the right hand’s flips {shares}; {now} and the log-likelihood "
                  "{value} are unchanged.").format(shares=shares, **values)  # fmt: skip
    return tr("After M-step {t}: {now}; log-likelihood {value}.").format(**values)
