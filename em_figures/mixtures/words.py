"""Lesson 09's sentences: one per frame, built from its numbers."""

from __future__ import annotations

from math import isfinite

from em_core import Event
from em_figures.filmstrip import Lazy, Translate
from em_figures.mixtures.run import Run
from em_figures.numbers import short
from em_figures.trace import label, stop
from em_figures.words import NAMES, fell, fixed, listed, sentences
from em_figures.words import stop_sentence as plain_stop


def value(x: float, digits: int = 4) -> str:
    """A number with a real minus sign and ``digits`` significant digits."""
    return short(x, digits).replace("-", "\u2212")


def pair(point: object) -> str:
    """A point as "(4.29, 79.97)"."""
    return "(" + ", ".join(value(float(x)) for x in point) + ")"  # type: ignore[attr-defined]


def weights(run: Run, i: int, tr: Translate = str) -> str:
    """The weights: "A 0.644, B 0.356"."""
    each = enumerate(run.trace[i].params.weights.tolist())
    return listed((f"{NAMES[c]} {fixed(w)}" for c, w in each), tr)


def means(run: Run, i: int, tr: Translate = str) -> str:
    """The means: "A (4.29, 79.97), B (2.036, 54.48)"."""
    return listed((f"{NAMES[c]} {pair(m)}" for c, m in enumerate(run.trace[i].params.means)), tr)


def event_sentence(event: Event, tr: Translate) -> str:
    """What an event of a Gaussian mixture means."""
    name = "" if event.component is None else NAMES[event.component]
    if event.kind == "collapse" and event.component is None:
        text = tr("The shared covariance collapses: all that is left of it is a line or a point. The "
                  "log-likelihood would grow without bound, so the run ends here.")  # fmt: skip
    elif event.kind == "collapse":
        text = tr("Component {name} collapses onto a point or a line: the M-step would shrink its covariance "
                  "to nothing and the log-likelihood would grow without bound, "
                  "so the run ends here.")  # fmt: skip
    elif event.kind == "no_mass":
        text = tr("Component {name} is credited with no point: its weight becomes 0, its mean and its "
                  "covariance stay where they are.")  # fmt: skip
    else:
        text = fell(event.value, tr)
    return text.format(name=name, value=event.value)


def sentence(run: Run, i: int, tr: Translate) -> str:
    """What frame i did, and the log-likelihood."""
    s, part = run.trace[i], run.parts[i]
    values = {"t": s.iteration, "value": fixed(s.log_likelihood), "weights": weights(run, i, tr),
              "means": means(run, i, tr)}  # fmt: skip
    if part == "E":
        assert s.stats is not None
        each = enumerate(s.stats.weight_n.tolist())
        counts = listed((f"{NAMES[c]} {fixed(n, 2)}" for c, n in each), tr)
        text = tr("After E-step {t}: the points are shared out, {counts}; the parameters and the "
                  "log-likelihood {value} are unchanged.").format(counts=counts, **values)  # fmt: skip
    elif part == "weights":
        text = tr("M-step {t}, first the weights: {weights}; log-likelihood {value}.").format(**values)
    elif part == "means":
        text = tr("M-step {t}, then the means: {means}; log-likelihood {value}.").format(**values)
    elif part == "covariances":
        text = tr("M-step {t}, last the covariances; log-likelihood {value}.").format(**values)
    elif part == "start":
        text = tr("Start: weights {weights}; means {means}; log-likelihood {value}.").format(**values)
    else:
        text = tr("After M-step {t}: weights {weights}; means {means}; log-likelihood {value}.")
        text = text.format(**values)
    return sentences([text, *(event_sentence(event, tr) for event in s.events)])


def captions(run: Run, tr: Translate = str) -> Lazy[str]:
    """The sentence of every frame."""
    return Lazy(len(run), lambda i: sentence(run, i, tr))


def name(run: Run, i: int, tr: Translate = str) -> str:
    """The frame's name: "start", "1E", "1M", or with the M-step opened "1M π", "1M μ", "1M Σ"."""
    greek = {"weights": " π", "means": " μ", "covariances": " Σ"}
    return label(run.trace[i], tr) + greek.get(run.parts[i], "")


def stop_sentence(run: Run, tr: Translate = str) -> str:
    """Why the run ended; a collapse is an end of its own kind."""
    end = stop(run.trace)
    if end.why == "event":  # what happened is told in the caption
        event = next(e for e in run.trace[-1].events if e.stops)
        if event.component is None:
            text = tr("The shared covariance collapses, so the run ends in iteration {n}.")
        else:
            text = tr("Component {name} collapses, so the run ends in iteration {n}.")
        return text.format(name="" if event.component is None else NAMES[event.component], n=end.iterations)
    if end.change is not None and not isfinite(end.change):  # data at the edge of what floats hold
        text = tr("Stopped at {n} iterations, before the stopping rule could be tried.")
        return text.format(n=end.iterations)
    return plain_stop(run.trace, tr)
