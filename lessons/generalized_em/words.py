"""The half-step's sentence: two coins as everywhere, two hands with their log-odds."""

from __future__ import annotations

from typing import Any

from em_core import Event
from em_figures.coins import words as coins
from em_figures.filmstrip import Translate
from em_figures.trace import Trace
from em_figures.words import NAMES, fell, fixed, listed, sentences


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
    if event.kind == "no_mass":
        return tr("Coin {coin} was given no rounds, so it keeps its value.").format(coin=coin)
    return fell(event.value, tr)


def sentence(trace: Trace, k: int, tr: Translate) -> str:
    """What half-step k did; a step that lowers the objective says so."""
    s = trace[k]
    if not hasattr(s.params, "intercepts"):
        return coins.sentence(s, tr)
    values = {"t": s.iteration, "now": odds(s.params, tr), "value": fixed(s.log_likelihood)}
    if s.phase == "start":
        text = tr("Start: {now}; log-likelihood {value}.").format(**values)
    elif s.phase == "E":
        assert s.stats is not None
        right = s.stats.counts[-1].sum(axis=1)
        shares = listed((f"{NAMES[j]} {fixed(n)}" for j, n in enumerate(right.tolist())), tr)
        text = tr("After E-step {t}: of the right hand’s flips {shares}; {now} and the log-likelihood "
                  "{value} are unchanged.").format(shares=shares, **values)  # fmt: skip
    else:
        text = tr("After M-step {t}: {now}; log-likelihood {value}.").format(**values)
    return sentences([text, *(event_sentence(event, tr) for event in s.events)])
