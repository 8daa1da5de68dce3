"""Lesson 07's sentences: one per frame, built from its numbers."""

from __future__ import annotations

from em_core import Event
from em_figures.filmstrip import Lazy, Translate
from em_figures.mixtures.words import pair, value
from em_figures.trace import stop
from em_figures.words import NAMES, fell, fixed, listed, sentences
from em_figures.words import stop_sentence as plain_stop
from lessons.kmeans.record import Clusters, Pair


def places(run: Clusters, i: int, tr: Translate) -> str:
    """The centres: "A (0.1, 4.2), B (3.3, 1)"."""
    return listed((f"{NAMES[c]} {pair(m)}" for c, m in enumerate(run.places[i])), tr)


def event_sentence(event: Event, tr: Translate) -> str:
    """What an event of k-means means."""
    name = "" if event.component is None else NAMES[event.component]
    if event.kind == "no_mass":
        text = tr(
            "Cluster {name} is empty: no point is nearest to its centre, so the centre stays where it is."
        )
    elif event.kind == "tie":
        text = tr("Points equally near to two centres: {value:.0f}; such a tie goes to the first centre.")
    else:
        text = fell(event.value, tr)
    return text.format(name=name, value=event.value)


def sentence(run: Clusters, i: int, tr: Translate) -> str:
    """What frame i did, and the inertia J; of a soft run the log-likelihood."""
    s = run.trace[i]
    inertia = run.inertia[i] if run.trace.hard else None
    values = {"t": s.iteration, "centres": places(run, i, tr), "value": fixed(s.log_likelihood),
              "inertia": "" if inertia is None else value(inertia, 6)}  # fmt: skip
    if s.phase == "start":
        text = tr("Start: centres {centres}.").format(**values)
    elif not run.trace.hard:
        assert s.stats is not None
        each = enumerate(s.stats.weight_n.tolist())
        counts = listed((f"{NAMES[c]} {fixed(n, 2)}" for c, n in each), tr)
        if s.phase == "E":
            text = tr("After E-step {t}: the points are shared out, {counts}; the centres stay, and so "
                      "does the log-likelihood {value}.").format(counts=counts, **values)  # fmt: skip
        else:
            text = tr("After M-step {t}: centres {centres}, log-likelihood {value}.").format(**values)
    elif s.phase == "E":
        counts = listed((f"{NAMES[c]} {n}" for c, n in enumerate(run.counts(i).tolist())), tr)
        text = tr("After E-step {t}: every point goes to its nearest centre, {counts}; "
                  "points that changed: {n}; J = {inertia}.")  # fmt: skip
        text = text.format(counts=counts, n=run.changed(i), **values)
    else:
        text = tr("After M-step {t}: every centre is the mean of its points, {centres}; J = {inertia}.")
        text = text.format(**values)
    return sentences([text, *(event_sentence(event, tr) for event in s.events)])


def captions(run: Clusters, tr: Translate = str) -> Lazy[str]:
    """The sentence of every frame."""
    return Lazy(len(run), lambda i: sentence(run, i, tr))


def both(runs: Pair, tr: Translate = str) -> Lazy[str]:
    """One sentence for each half-step of two runs side by side; a run that has ended stays at its end."""

    def say(i: int) -> str:
        texts = []
        for run in runs:
            said = sentence(run, min(i, len(run.trace) - 1), tr)
            texts.append(sentences([tr("(ended)"), said]) if i >= len(run.trace) else said)
        return tr("Soft: {soft} Hard: {hard}").format(soft=texts[0], hard=texts[1])

    return Lazy(len(runs), say)


def stop_sentence(run: Clusters, tr: Translate = str) -> str:
    """Why a run of k-means ended."""
    end = stop(run.trace)
    if end.why == "converged":
        text = tr("Ended after {n} iterations, because no point changes its cluster any more.")
    else:
        text = tr("Stopped at {n} iterations, while points were still changing their clusters.")
    return text.format(n=end.iterations)


def stop_pair(runs: Pair, tr: Translate = str) -> str:
    """Why both runs ended."""
    text = tr("Soft EM: {soft} Hard EM: {hard}")
    return text.format(soft=plain_stop(runs.soft.trace, tr), hard=stop_sentence(runs.hard, tr))
