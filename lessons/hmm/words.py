"""Lesson 11's sentences: what a half-step did to the diary, and what went wrong in it."""

from __future__ import annotations

from em_core import Event
from em_figures.filmstrip import Translate
from em_figures.trace import Trace
from em_figures.words import fell, fixed, listed, sentences

STATES = ("cold", "hot")


def named(state: int, tr: Translate) -> str:
    """The state in the reader's language."""
    return (tr("cold"), tr("hot"))[state]


def event_sentence(event: Event, tr: Translate) -> str:
    """What a half-step could not do as always."""
    if event.kind == "no_mass" and event.component is not None:
        text = tr("There is nothing to divide by for “{state}”: no such day, or no day after one. What was "
                  "divided by nothing stays as it was.")  # fmt: skip
        return text.format(state=named(event.component, tr))
    if event.kind == "tie":
        return tr("Several paths are equally probable; of two equal states cold is taken.")
    return fell(event.value, tr)


def sentence(trace: Trace, k: int, tr: Translate) -> str:
    """Half-step k in a sentence with its numbers."""
    step = trace[k]
    value = fixed(step.log_likelihood)
    said = [event_sentence(event, tr) for event in step.events]
    if step.phase == "start":
        text = tr("Start: log-likelihood {value}.")
        return sentences([text.format(value=value), *said])
    assert step.stats is not None
    if step.phase == "E":
        days = fixed(float(step.stats.days[1].sum()))
        text = tr("After E-step {t}: {days} of {all} days are expected to have been hot; "
                  "log-likelihood {value}, unchanged.")  # fmt: skip
        return sentences([text.format(t=step.iteration, days=days, all=len(trace.data), value=value), *said])
    eats = listed((fixed(p) for p in step.params.emissions[1].tolist()), tr)
    text = tr("After M-step {t}: a hot day has 1, 2 or 3 cones with probability {eats}; "
              "log-likelihood {value}.")  # fmt: skip
    return sentences([text.format(t=step.iteration, eats=eats, value=value), *said])
