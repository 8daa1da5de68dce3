"""Lesson 10's runs: EM from the learner's tables, from many starts, a new page with the topics held; code."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from em_core import PLSA, Event, Fit, Recipe, WordCounts, fit, hard, soft
from em_core.models.plsa import TopicPosterior
from em_core.protocol import Floats
from em_core.steps import EStep
from em_figures.filmstrip import Lazy, Translate
from em_figures.trace import Half, Trace, label, record
from em_figures.words import NAMES, fell, fixed, listed, sentences, stop_sentence
from em_lesson.lesson import Ranges
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from lessons.plsa.data import DATA, Pile, pile
from lessons.plsa.settings import Settings
from lessons.plsa.starts import START, start

LONGEST, SHORTER, SHORT, SHORTEST = 100, 60, 40, 30  # iterations; of many cells, pages or topics fewer
LARGE, MANY = 5000, 20  # cells times topics, and pages, that have so few
TOLD = 4  # pages that a sentence names, and pages, words and topics without tokens
MODEL, HELD = PLSA(), PLSA(learn_topics=False)


@dataclass(frozen=True, eq=False)
class Topics:
    """A run with its pages and its settings."""

    trace: Trace
    pile: Pile
    settings: Settings

    def __len__(self) -> int:
        return len(self.trace)

    @property
    def counts(self) -> WordCounts:
        """The data."""
        return self.pile.counts

    @property
    def k(self) -> int:
        """How many topics there are."""
        return int(self.trace[0].params.topic_words.shape[0])

    @cached_property
    def held(self) -> bool:
        """Whether the topics are given and only the pages' shares are sought."""
        return not self.trace.model.learn_topics

    def made(self, i: int) -> Half | None:
        """The E-step at half-step i or right before it; None at the start."""
        s = self.trace[i]
        return None if s.phase == "start" else self.trace[i - (s.phase == "M")]

    def shares(self, i: int, cells: Sequence[int] | None = None) -> Floats | None:
        """q(z | d, w) of every cell that is not 0, or of some of these, (C, K); None at the start."""
        s, made = self.trace[i], self.made(i)
        if s.posterior is None or made is None:
            return None
        if cells is None or not isinstance(s.posterior, TopicPosterior):
            probs = np.asarray(s.posterior.probs)
            return probs if cells is None else probs[list(cells)]
        pages, words = (part[list(cells)] for part in (self.counts.docs, self.counts.words))
        q = made.params.doc_topics[pages] * made.params.topic_words[:, words].T
        return np.asarray(q / q.sum(axis=1, keepdims=True))

    def frame(self, i: int, tr: Translate) -> Frame:
        """Half-step i."""
        s = self.trace[i]
        return Frame(label(s, tr), s.phase, sentence(self, i, tr))

    def stop(self, tr: Translate) -> str:
        """Why the run ended."""
        return stop_sentence(self.trace, tr)


# ---- what happened, in words ----------------------------------------------------------------------


def event_sentence(event: Event, run: Topics, tr: Translate) -> str:
    """What an event means."""
    if event.kind == "tie":
        return tr("Cells that suit several topics equally well: {n:.0f}; each goes to the first.").format(
            n=event.value
        )
    if event.kind == "no_mass" and event.component is not None:
        if event.where == "page":
            text, name = tr("The page “{name}” has no tokens and keeps its shares."), run.pile.page_names(tr)
            return text.format(name=name[event.component])
        if event.where == "word":
            text = tr("The word “{name}” has no tokens, so its probability is 0 from now on.")
            return text.format(name=run.pile.word_names(tr)[event.component][0])
        return tr("Topic {name} has no tokens and keeps its words.").format(name=NAMES[event.component])
    return fell(event.value, tr)


def pages_said(run: Topics, i: int, tr: Translate) -> str:
    """P(A | page) of the first pages: "sport 0.609, ..."."""
    shares, names = run.trace[i].params.doc_topics[:, 0], run.pile.page_names(tr)
    each = zip(names[:TOLD], shares.tolist(), strict=False)
    said = [tr("{page}: {word}").format(page=name, word=fixed(p)) for name, p in each]
    return listed([*said, *["…"] * (len(names) > TOLD)], tr)


def sentence(run: Topics, i: int, tr: Translate) -> str:
    """What half-step i did, and the log-likelihood."""
    s = run.trace[i]
    values = {"t": s.iteration, "value": fixed(s.log_likelihood)}
    if s.phase == "E":
        assert s.stats is not None
        tokens = s.stats.doc_topics.sum(axis=0).tolist()
        each = listed((f"{NAMES[z]} {fixed(n)}" for z, n in enumerate(tokens)), tr)
        text = tr("After E-step {t}: every token is shared out among the topics; of {n} tokens {each}. The "
                  "tables and the log-likelihood {value} are unchanged.")  # fmt: skip
        text = text.format(n=run.counts.tokens, each=each, **values)
    elif s.phase == "M":
        text = tr("After M-step {t}: P(A | page) is {pages}; log-likelihood {value}.")
        text = text.format(pages=pages_said(run, i, tr), **values)
    else:
        text = tr("Start: P(A | page) is {pages}; log-likelihood {value}.")
        text = text.format(pages=pages_said(run, i, tr), **values)
    more = [tr("And {n} more.").format(n=len(s.events) - TOLD)] if len(s.events) > TOLD else []
    return sentences([text, *(event_sentence(event, run, tr) for event in s.events[:TOLD]), *more])


def captions(run: Topics, tr: Translate = str) -> Lazy[str]:
    """The sentence of every half-step."""
    return Lazy(len(run), lambda i: sentence(run, i, tr))


# ---- runs ------------------------------------------------------------------------------------------


def e_step(s: Settings) -> EStep:
    """The E-step that the settings choose."""
    return hard if s.beta == "inf" else soft(float(s.beta))


def most(counts: WordCounts, k: int) -> int:
    """How many iterations a run takes at most."""
    if len(counts) * k > LARGE:
        return SHORTEST
    if len(counts.counts) > MANY:
        return SHORT
    return LONGEST if len(counts) * (k - 1) <= LONGEST else SHORTER


def model(s: Settings) -> PLSA:
    """Of a new page the topics are given, and only its shares are sought."""
    return HELD if s.data == "new" else MODEL


@remembered(*DATA, *START, "beta", most=32)
def trace(s: Settings) -> Trace:
    """The run of these settings."""
    counts = pile(s).counts
    return record(model(s), counts, start(s), Recipe(e_step(s)), max_iter=most(counts, s.topics))


def topics(s: Settings) -> Topics:
    """The run of these settings with all that the panels read."""
    return Topics(trace(s), pile(s), s)


@remembered(*DATA, *START)
def far_end(s: Settings) -> Fit[Any]:
    """Where the start that the learner compares with ends: "far", or the leaning one where that is chosen."""
    other = s.with_(start="lean" if s.start == "far" else "far", p1=0.6, lean=0.4)
    return fit(model(s), pile(s).counts, start(other), max_iter=2000, tol=1e-13)


def within(s: Settings) -> Ranges:
    """What does nothing here moves nothing."""
    return {"lean": None} if s.data == "new" or s.topics == 1 or pile(s).counts.counts.shape[1] != 3 else {}


def code(s: Settings) -> str:
    """The call that makes this screen's run, to be copied."""
    shown, begun = pile(s).counts, start(s)
    beta = math.inf if s.beta == "inf" else float(s.beta)
    recipe = "" if beta == 1 else ", Recipe(hard)" if math.isinf(beta) else f", Recipe(soft({beta:g}))"
    names = "" if beta == 1 else "Recipe, "
    step = "" if beta == 1 else ", hard" if math.isinf(beta) else ", soft"
    table = f"...  # {shown.counts.shape}" if pile(s).many else str(shown.counts.tolist())
    given = "datasets.TWO_BOOKS.counts" if s.data == "books" else f"WordCounts({table})"
    books, words = ("datasets, ", "") if s.data == "books" else ("", ", WordCounts")
    if s.start == "random" and s.data != "new":
        pages, vocabulary = shown.counts.shape
        begin = (
            f"random = np.random.default_rng({s.seed})\n"
            f"pages = random.dirichlet(np.ones({s.topics}), {pages})\n"
            f"start = PLSAParams(pages, random.dirichlet(np.ones({vocabulary}), {s.topics}))\n"
        )
    else:
        begin = (
            f"start = PLSAParams(\n    {begun.doc_topics.tolist()},\n    {begun.topic_words.tolist()},\n)\n"
        )
    made = "PLSA(learn_topics=False)" if s.data == "new" else "PLSA()"
    arrays = "import numpy as np\n\n" if "np." in begin else ""
    return (
        f"{arrays}from em_core import PLSA, {books}PLSAParams, {names}run{step}{words}\n\n"
        f"counts = {given}\n"
        f"{begin}\n"
        f"steps = list(run({made}, counts, start{recipe}, max_iter={most(shown, s.topics)}))\n"
    )
