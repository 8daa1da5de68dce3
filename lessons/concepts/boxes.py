"""Four of the ten models at work in the same five boxes: a small run each, in the words of the cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from em_core import (
    Conserved,
    GaussianMixture,
    GaussianParams,
    Linkage,
    LinkageParams,
    Points,
    Witness,
    WitnessParams,
    WordAlignment,
    columns,
    datasets,
    uniform,
)
from em_core.models.linkage import RAO
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.slot_numbers import column
from em_figures.slots import ROWS, Slots, Table, five_slots
from em_figures.trace import Trace, label, record
from em_figures.words import fixed, stop_sentence
from em_lesson.runs import Frame
from lessons.common.boxes import counted, hidden, picked, shared
from lessons.concepts.hands import Model, models
from lessons.concepts.record import of
from lessons.concepts.settings import Settings

Rows = tuple[tuple[str, ...], ...]
ROW_OF = {"linkage": 1, "mixture": 3, "alignment": 6, "witness": 8}  # among the ten models


@dataclass(frozen=True, eq=False)
class Boxes:
    """EM on one of the models."""

    settings: Settings
    trace: Trace

    def __len__(self) -> int:
        return len(self.trace)

    def frame(self, k: int, tr: Translate) -> Frame:
        """Half-step k, in the words of any model."""
        s = self.trace[k]
        text = {
            "start": tr("Start: θ is chosen, nothing is shared yet; log-likelihood {value}."),
            "E": tr("E-step {t}: θ makes q, and q the expected counts; log-likelihood still {value}."),
            "M": tr("M-step {t}: the counts make a new θ; log-likelihood {value}."),
        }[s.phase]
        return Frame(label(s, tr), s.phase, text.format(t=s.iteration, value=fixed(s.log_likelihood)))

    def stop(self, tr: Translate) -> str:
        """Why EM ended."""
        return stop_sentence(self.trace, tr)


@cache
def _trace(model: str) -> Trace:
    witness = datasets.WITNESS
    pairs = datasets.DAS_HAUS.pairs()
    two = GaussianParams([0.5, 0.5], [[62.0], [72.0]], [[[9.0]], [[9.0]]])
    what: tuple[Any, Any, Any] = {
        "linkage": (Linkage(), RAO, LinkageParams(0.5)),
        "mixture": (GaussianMixture("tied"), Points(datasets.GALTON.x), two),
        "alignment": (WordAlignment(), pairs, uniform(pairs)),
        "witness": (Witness(witness.reliability), witness.reports, WitnessParams(witness.start)),
    }[model]
    return record(*what, max_iter=12)


def run_boxes(s: Settings) -> Boxes:
    """The run of the settings' model."""
    return Boxes(s, _trace(s.model))


def _says(text: str) -> str:
    """A card's words as a sentence; θ stays small."""
    return text[:1].upper() + text[1:] if text[:1].isascii() else text


def _linkage(trace: Trace, k: int, it: Model, tr: Translate) -> Slots:
    s, made, y = trace[k], trace[max(k, 1)], trace.data.counts
    assert made.stats is not None and made.posterior is not None
    names = tuple(str(i + 1) for i in range(4))
    x = Table(_says(it.x), (tr("class"), "n"), tuple(zip(names, map(str, y.tolist()), strict=True)))
    z = Table(_says(it.z), (tr("class"), "z"), (("1", "1/2, θ/4?"),))
    theta = Table(_says(it.theta), ("", "θ"), (("", fixed(s.params.theta)),))
    q = Table(_says(it.q), (tr("class"), "1/2", "θ/4"), (("1", *column(made.posterior.probs[0], 1)),))
    stats = made.stats
    total = Conserved("animals", stats.half + stats.linked + stats.apart, float(y.sum()))
    said = column([stats.half, stats.linked, stats.apart], total.expected)
    rows = tuple(zip(("1/2", "θ/4", "(1 − θ)/4"), said, strict=True))
    return Slots(x, z, theta, q, Table(_says(it.counts), ("", "n"), rows), (total,))


def _mixture(trace: Trace, k: int, it: Model, tr: Translate) -> Slots:
    s, made, values = trace[k], trace[max(k, 1)], trace.data.x
    assert made.stats is not None and made.posterior is not None
    n, rows = len(values), picked(len(values))
    x = Table(_says(it.x), ("n", "x"), tuple((f"{i + 1}", f"{values[i, 0]:.1f}") for i in rows), n - ROWS)
    z = hidden(_says(it.z), "z", rows, n, 2, tr)
    now = zip("AB", s.params.weights.tolist(), s.params.means[:, 0].tolist(), strict=True)
    sd = fixed(float(np.sqrt(s.params.covariances[0, 0, 0])), 2)
    sought = tuple((c, fixed(w), fixed(m, 2), sd) for c, w, m in now)
    theta = Table(_says(it.theta), ("", "π", "μ", "σ"), sought)
    q = shared(_says(it.q), made.posterior.probs[rows], rows, n)
    of_x = made.posterior.probs.T @ values[:, 0]
    sums = np.column_stack([made.posterior.probs.sum(axis=0), of_x])
    totals = (
        Conserved("points", float(sums[:, 0].sum()), float(n)),
        Conserved("sum", float(of_x.sum()), float(values.sum())),
    )
    return Slots(x, z, theta, q, counted(_says(it.counts), ("N_k", "Σ γ x"), sums, totals), totals)


def _alignment(trace: Trace, k: int, it: Model, tr: Translate) -> Slots:
    s, made, data = trace[k], trace[max(k, 1)], trace.data
    assert made.stats is not None and made.posterior is not None
    pairs = data.pairs[:ROWS]
    x = Table(_says(it.x), ("n", "f", "e"),
              tuple((str(i), " ".join(f), " ".join(e)) for i, (f, e) in enumerate(pairs, 1)),
              len(data.pairs) - len(pairs))  # fmt: skip
    tokens = [(f, word) for f, e in data.pairs for word in e]
    z = Table(_says(it.z), ("e", "f"), tuple((word, "/".join(f) + "?") for f, word in tokens[:ROWS]),
              len(tokens) - ROWS)  # fmt: skip
    target, source = data.target[:ROWS], data.source[:ROWS]
    table = s.params.table
    theta = Table(_says(it.theta), ("", *target),
                  tuple((f, *(fixed(float(p)) for p in table[i, : len(target)]))
                        for i, f in enumerate(source)))  # fmt: skip
    parts = [part for q in columns(data, made.posterior) for part in q.T][:ROWS]
    q = Table(_says(it.q), ("e", "1", "2"),
              tuple((word, *column(part, 1)) for (_, word), part in zip(tokens, parts, strict=False)),
              len(tokens) - len(parts))  # fmt: skip
    links = np.zeros((len(data.source), len(data.target)))
    for (f, e), shares in zip(data.pairs, columns(data, made.posterior), strict=True):
        for (i, one), (j, other) in ((a, b) for a in enumerate(f) for b in enumerate(e)):
            links[data.source.index(one), data.target.index(other)] += shares[i, j]
    often = [float(sum(e.count(word) for _, e in data.pairs)) for word in target]
    totals = tuple(
        Conserved(f"links of {word}", float(links[:, j].sum()), often[j]) for j, word in enumerate(target)
    )
    said = [column(links[: len(source), j], often[j]) for j in range(len(target))]
    credited = zip(source, *said, strict=True)
    return Slots(x, z, theta, q, Table(_says(it.counts), ("", *target), tuple(credited)), totals)


def _witness(trace: Trace, k: int, it: Model, tr: Translate) -> Slots:
    s, made = trace[k], trace[max(k, 1)]
    assert made.stats is not None and made.posterior is not None
    names, times = (tr("same"), tr("different")), trace.data.times.tolist()
    x = Table(_says(it.x), ("", "n"), tuple(zip(names, map(str, times), strict=True)))
    z = Table(_says(it.z), ("", "z"), tuple((name, "HH…TT?") for name in names))
    theta = Table(_says(it.theta), ("", "θ"), (("", fixed(s.params.p_heads)),))
    shares = tuple((name, *column(row, 1)) for name, row in zip(names, made.posterior.probs, strict=True))
    q = Table(_says(it.q), ("", "HH", "HT", "TH", "TT"), shares)
    total = trace.model.conserved(trace.data, made.stats)[0]
    said = column([made.stats.heads, made.stats.tails], total.expected)
    counts = Table(_says(it.counts), ("", "n"), tuple(zip("HT", said, strict=True)))
    return Slots(x, z, theta, q, counts, (total,))


FILL: dict[str, tuple[Callable[[Trace, int, Model, Translate], Slots], str]] = {
    "linkage": (_linkage, "θ = n(θ/4) / (n(θ/4) + n((1 − θ)/4))"),
    "mixture": (_mixture, "μ = Σ γ x / N_k"),
    "alignment": (_alignment, "t = n(f, e) / n(f)"),
    "witness": (_witness, "θ = H / (H + T)"),
}


def slots(run: Boxes, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step in five boxes."""
    it = models(tr)[ROW_OF[run.settings.model]]

    def at(k: int) -> Slots:
        now = FILL[run.settings.model][0](run.trace, k, it, tr)
        if run.trace[k].stats is not None:
            return now
        return Slots(now.x, now.z, now.theta, now.q.empty(), now.counts.empty(), now.conserved)

    return Lazy(len(run), at)


@of("row")
def row_boxes(run: Boxes, *, tr: Translate = str) -> Filmstrip:
    """The model in five boxes."""
    name = models(tr)[ROW_OF[run.settings.model]].name
    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    return five_slots(slots(run, tr), [s.phase for s in run.trace], said, tr=tr,
                      m_step=FILL[run.settings.model][1],
                      title=tr("The row of {name} in five boxes").format(name=name))  # fmt: skip
