"""The coins' sentences: one for every half-step, built from its numbers: caption and text alternative."""

from __future__ import annotations

from typing import Any

from em_core import Event, Snapshot
from em_figures.filmstrip import Lazy, Translate
from em_figures.trace import Trace
from em_figures.words import NAMES, fell, fixed, listed, sentences, stop_sentence


def thetas(params: Any, tr: Translate = str) -> str:
    """The coins' probabilities of heads: "θ_A = 0.768, θ_B = 0.550"."""
    return listed((f"θ_{NAMES[k]} = {fixed(p)}" for k, p in enumerate(params.p_heads)), tr)


def event_sentence(event: Event, tr: Translate) -> str:
    """What an event means, in a sentence."""
    coin = NAMES[event.component] if event.component is not None else ""
    return {
        "no_mass": tr("Coin {coin} was given no rounds, so it keeps its value."),
        "tie": tr("Rounds that fit two coins equally well: {value:.0f}; such a tie goes to the first coin."),
        "collapse": tr("Coin {coin} collapsed."),
        "objective_fell": fell(event.value, tr),
    }[event.kind].format(coin=coin, value=event.value)


def sentence(snapshot: Snapshot[Any, Any, Any], tr: Translate) -> str:
    """ "After M-step 3: θ_A = 0.768, θ_B = 0.550, log-likelihood −31.628." and what else happened.

    An E-step hands out credit and moves neither the coins nor the log-likelihood, so it says that.
    """
    now, value = thetas(snapshot.params, tr), fixed(snapshot.log_likelihood)
    values = {"t": snapshot.iteration, "thetas": now, "value": value}
    if snapshot.phase == "start":
        text = tr("Start: {thetas}, log-likelihood {value}.").format(**values)
    elif snapshot.phase == "M":
        text = tr("After M-step {t}: {thetas}, log-likelihood {value}.").format(**values)
    else:
        assert snapshot.stats is not None
        heads = enumerate(snapshot.stats.counts[:, 0])
        credit = listed((f"{NAMES[k]} {fixed(count)}" for k, count in heads), tr)
        text = tr(
            "After E-step {t}: {thetas}, log-likelihood {value}, all unchanged; "
            "heads credited to the coins: {credit}."
        ).format(credit=credit, **values)
    return sentences([text, *(event_sentence(event, tr) for event in snapshot.events)])


def captions(trace: Trace, tr: Translate = str) -> Lazy[str]:
    """The sentence of every half-step."""
    return Lazy(len(trace), lambda k: sentence(trace[k], tr))


def pair(soft: Trace, hard: Trace, tr: Translate = str) -> Lazy[str]:
    """One sentence for each half-step of two runs side by side; a run that has ended stays at its end."""

    def both(k: int) -> str:
        ended = [[tr("(ended)")] * (k >= len(run)) for run in (soft, hard)]
        return tr("Soft: {soft} Hard: {hard}").format(
            soft=sentences([*ended[0], sentence(soft.at(k), tr)]),
            hard=sentences([*ended[1], sentence(hard.at(k), tr)]),
        )

    return Lazy(max(len(soft), len(hard)), both)


def stop_pair(soft: Trace, hard: Trace, tr: Translate = str) -> str:
    """Why each of two runs ended."""
    ends = (stop_sentence(run, tr) for run in (soft, hard))
    return tr("Soft EM: {soft} Hard EM: {hard}").format(**dict(zip(("soft", "hard"), ends, strict=True)))
