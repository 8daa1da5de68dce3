"""A run of EM on translated sentences, as lesson 12's panels read it, and its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from em_core import Event, SentencePairs, columns
from em_core.protocol import Floats
from em_figures.filmstrip import Lazy, Translate
from em_figures.trace import Half, Trace, label
from em_figures.words import fell, fixed, listed, sentences, stop_sentence
from em_lesson.runs import Frame
from lessons.word_alignment.exact import Exact, exact

SMALL = 24  # links: so few that all their numbers can be shown
TOLD = 3  # entries of the dictionary, or links, that a sentence names


@dataclass(frozen=True, eq=False)
class Alignment:
    """The run, and the settings it was made from, for what only some panels compute."""

    trace: Trace
    settings: Any

    @property
    def pairs(self) -> SentencePairs:
        """The data: pairs of sentences."""
        found: SentencePairs = self.trace.data
        return found

    @property
    def small(self) -> bool:
        """Whether there are so few links that all of them can be looked at."""
        return int(self.pairs.positions.sum()) <= SMALL

    @cached_property
    def exactly(self) -> tuple[Exact, ...]:
        """The first iterations in fractions; none where the start is not all alike, or beta not 1."""
        s = self.settings
        return exact(self.pairs) if self.small and s.start == "uniform" and s.beta == "1" else ()

    def __len__(self) -> int:
        return len(self.trace)

    def made(self, k: int) -> Half | None:
        """The E-step at half-step k or before it, whose q is still the one that counts."""
        return self.trace[max(k - (self.trace[k].phase == "M"), 0)] if self.trace[k].posterior else None

    def rows(self, k: int, which: Sequence[int]) -> Floats:
        """t(e | f) of these source words at half-step k, (R, E): the whole table would be large."""
        found: Floats = self.trace[k].params.rows(which)
        return found

    def links(self, k: int, which: Sequence[int]) -> Floats | None:
        """Expected links of these source words at half-step k, (R, E); None before the first E-step."""
        step = self.trace[k]
        return None if step.stats is None else step.stats.rows(which)

    def sums(self, k: int) -> Floats | None:
        """Expected links of each target word, of all source words together, (E,)."""
        stats = self.trace[k].stats
        if stats is None:
            return None
        width = len(self.pairs.target)
        return np.asarray(np.bincount(stats.cells.flat % width, stats.values, width), np.float64)

    def shares(self, k: int, which: Sequence[int]) -> tuple[Floats, ...] | None:
        """q of these pairs, (positions, target words); None before the first E-step."""
        step = self.trace[k]
        return None if step.posterior is None else columns(self.pairs, step.posterior, which)

    def frame(self, k: int, tr: Translate) -> Frame:
        """Half-step k."""
        step = self.trace[k]
        return Frame(label(step, tr), step.phase, sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """Why the run ended."""
        return stop_sentence(self.trace, tr)


def entries(run: Alignment, k: int, tr: Translate) -> str:
    """The likeliest translation of the first source words: "das → the 0.636, ..."."""
    words = run.pairs
    first = range(int(words.null), min(len(words.source), TOLD + int(words.null)))
    rows = zip(first, run.rows(k, first), strict=True)
    best = ((f, int(row.argmax()), float(row.max())) for f, row in rows)
    return listed((f"{words.source[f]} → {words.target[e]} {fixed(t)}" for f, e, t in best), tr)


def largest(run: Alignment, k: int, tr: Translate) -> str:
    """The largest expected links: "das–the 1.167, ..."."""
    stats, words = run.trace[k].stats, run.pairs
    assert stats is not None
    values, places = stats.values, stats.cells.flat
    order = np.argsort(-values.round(9), kind="stable")[:TOLD].tolist()
    at = [(*divmod(int(places[i]), len(words.target)), float(values[i])) for i in order]
    each = (f"{words.source[f]}–{words.target[e]} {fixed(links)}" for f, e, links in at)
    return listed(each, tr)


def event_sentence(event: Event, run: Alignment, tr: Translate) -> str:
    """What an event means."""
    if event.kind == "tie":
        text = tr("Target words that fit several source words equally well: {n:.0f}; each goes to the first.")
        return text.format(n=event.value)
    if event.kind == "no_mass" and event.component is not None:
        text = tr("{word} has no links, so its row stays as it is.")
        return text.format(word=run.pairs.source[event.component])
    return fell(event.value, tr)


def sentence(run: Alignment, k: int, tr: Translate) -> str:
    """What half-step k did, and the log-likelihood."""
    s = run.trace[k]
    values = {"t": s.iteration, "value": fixed(s.log_likelihood)}
    if s.phase == "E":
        text = tr("After E-step {t}: expected links {links}; the dictionary and the log-likelihood {value} "
                  "are unchanged.").format(links=largest(run, k, tr), **values)  # fmt: skip
    elif s.phase == "M":
        text = tr("After M-step {t}: {entries}; log-likelihood {value}.")
        text = text.format(entries=entries(run, k, tr), **values)
    elif run.settings.start == "uniform":
        text = tr("Start: every target word is equally likely, t = {p} from every source word; "
                  "log-likelihood {value}.").format(p=fixed(1 / len(run.pairs.target)), **values)  # fmt: skip
    else:
        text = tr("Start: {entries}; log-likelihood {value}.")
        text = text.format(entries=entries(run, k, tr), **values)
    return sentences([text, *(event_sentence(event, run, tr) for event in s.events)])


def captions(run: Alignment, tr: Translate = str) -> Lazy[str]:
    """The sentence of every half-step."""
    return Lazy(len(run), lambda k: sentence(run, k, tr))
