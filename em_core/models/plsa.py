"""D pages made of K topics, and nobody marked which word came from which topic (pLSA).

Every token of page d draws its own topic z ~ doc_topics[d], then its word ~ topic_words[z], so that
P(w | d) = sum_z P(z | d) P(w | z). Log-likelihoods are of the sequence of tokens: the multinomial
coefficients, which no parameter moves, are left out. T. Hofmann, "Unsupervised learning by probabilistic
latent semantic analysis", Machine Learning 42 (2001) 177-196.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from em_core.checks import positive_beta
from em_core.mixture import CountedResponsibilities, Responsibilities, responsibilities
from em_core.models.word_counts import PLSAParams, TopicStatistics, WordCounts, same_size
from em_core.protocol import Conserved, Event, Floats, frozen
from em_core.tables import expected_log, shares

SMALL = 1e-250  # below it a product of two shares may have lost digits; sums are made of logarithms then
BLOCK = 2048  # cells looked at together: their rows of both tables stay in the processor's cache


class TopicPosterior(CountedResponsibilities):
    """The exact q(z | d, w) of every cell, which carries the statistics of the pass that made it.

    probs (C, K) are made when they are asked for: a run does not need them.
    """

    stats: TopicStatistics
    data: WordCounts

    def __init__(self, data: WordCounts, params: PLSAParams, fitted: Floats) -> None:
        """From P(w | d) of the cells, fitted (C,), none of them tiny."""
        times, pages, topics = data.times, params.doc_topics, np.ascontiguousarray(params.topic_words.T)
        ratio = data.spread(times / fitted)
        stats = TopicStatistics(
            frozen(pages * (ratio @ topics)), frozen((topics * (ratio.T @ pages)).T)
        )  # every topic's sums are made in the same order: equal topics stay equal to the last digit
        evidence = float(times @ np.log(fitted))
        self.__dict__.update(
            times=times, log_evidence=evidence, log_marginal=evidence, stats=stats, data=data,
            _entropy=max(evidence - _expected_log_joint(stats, params), 0.0), _made=(params, fitted),
        )  # fmt: skip

    @property
    def one(self) -> Responsibilities:
        """q of one token of each cell."""
        if "_one" not in self.__dict__:
            params, fitted = self.__dict__["_made"]
            of_page = params.doc_topics[self.data.docs]
            probs = of_page * (params.topic_words.T[self.data.words] / fitted[:, None])
            with np.errstate(divide="ignore"):  # log 0 of what is impossible
                log_probs = np.log(params.doc_topics)[self.data.docs]
                log_probs += np.log(params.topic_words.T)[self.data.words] - np.log(fitted)[:, None]
            self.__dict__["_one"] = Responsibilities(probs, log_probs=log_probs)
        found: Responsibilities = self.__dict__["_one"]
        return found

    def made_of(self, data: WordCounts) -> bool:
        """Whether these are the counts of the pass."""
        return data is self.data or np.array_equal(data.counts, self.data.counts)

    @property
    def events(self) -> tuple[Event, ...]:
        """None: an exact posterior breaks no tie."""
        return ()

    def entropy(self) -> float:
        """H(q) = log p(tokens) - E_q log p(tokens, z), in nats, at the parameters that made it."""
        value: float = self.__dict__["_entropy"]
        return value


@dataclass(frozen=True)
class PLSA:
    """Probabilistic latent semantic analysis; ``learn_topics=False`` keeps topic_words of the start.

    With the topics held, a run on new pages finds their shares ("folding in", Hofmann 2001).
    """

    learn_topics: bool = True
    takes: ClassVar = {"data": WordCounts, "params": PLSAParams, "prior": TopicStatistics}

    def log_joint(self, data: WordCounts, params: PLSAParams) -> Floats:
        """log P(z | d) + log P(w | z) of one token of each cell, shape (C, K)."""
        _fits(data, params)
        with np.errstate(divide="ignore"):  # log 0 of a topic that is not there
            pages, topics = np.log(params.doc_topics), np.log(params.topic_words.T)
        return np.asarray(pages[data.docs] + topics[data.words])

    def infer(self, data: WordCounts, params: PLSAParams, beta: float = 1.0) -> CountedResponsibilities:
        """q(z | d, w) proportional to (P(z | d) P(w | z))^beta: the E-step of Hofmann (2001), tempered.

        A row for each of the C cells that are not 0. Raises ValueError naming the page and the word
        (counted from 1) that no topic could have produced.
        """
        _fits(data, params)
        beta = positive_beta(beta)
        if beta == 1.0 and (fitted := _fitted(data, params)).min() > SMALL:
            return TopicPosterior(data, params, fitted)
        table = self.log_joint(data, params)
        for i in np.flatnonzero(table.max(axis=1) == -np.inf)[:1]:
            d, w = data.docs[i], data.words[i]
            raise ValueError(
                f"word {w + 1} on page {d + 1} ({data.times[i]} tokens) is impossible for all topics with "
                f"P(z | d) {params.doc_topics[d].tolist()} and P(w | z) {params.topic_words[:, w].tolist()}"
            )
        value = float(data.times @ np.logaddexp.reduce(table, axis=1))
        one = responsibilities(table, beta)
        return CountedResponsibilities(one, data.times, value if beta == 1.0 else None, value)

    def expected_stats(self, data: WordCounts, posterior: CountedResponsibilities) -> TopicStatistics:
        """sum_w n_dw q(z | d, w), and sum_d n_dw q(z | d, w).

        Raises ValueError unless the posterior has a row for each of the C cells.
        """
        if isinstance(posterior, TopicPosterior) and posterior.made_of(data):
            return posterior.stats
        q = posterior.probs
        if len(q) != len(data):
            raise ValueError(
                f"posterior must have one row per cell that is not 0, got {len(q)} for {len(data)} cells"
            )
        columns = [data.spread(column) for column in (q * data.times[:, None]).T]
        return TopicStatistics(
            frozen(np.stack([table.sum(axis=1) for table in columns], axis=1)),
            frozen(np.stack([table.sum(axis=0) for table in columns])),
        )

    def maximize(self, stats: TopicStatistics, previous: PLSAParams) -> PLSAParams:
        """Each row over its sum, the M-step of Hofmann (2001); a row without tokens keeps its shares."""
        same_size(stats, previous)
        pages = shares(stats.doc_topics, previous.doc_topics)
        if not self.learn_topics:
            return PLSAParams(pages, previous.topic_words)
        return PLSAParams(pages, shares(stats.topic_words, previous.topic_words))

    def expected_log_joint(self, stats: TopicStatistics, params: PLSAParams) -> float:
        """sum_dz N_dz log P(z | d) + sum_zw N_zw log P(w | z), with 0 log 0 = 0.

        -inf where something is expected of a page or a topic that cannot do it.
        """
        same_size(stats, params)
        return _expected_log_joint(stats, params)

    def log_likelihood(self, data: WordCounts, params: PLSAParams) -> float:
        """sum_dw n_dw log sum_z P(z | d) P(w | z), in nats; -inf for an impossible token."""
        _fits(data, params)
        fitted = _fitted(data, params)
        if fitted.min() > SMALL:
            return float(data.times @ np.log(fitted))
        return float(data.times @ np.logaddexp.reduce(self.log_joint(data, params), axis=1))

    def check(self, stats: TopicStatistics, previous: PLSAParams, params: PLSAParams) -> tuple[Event, ...]:
        """ "no_mass" for every page and topic without tokens, which keep their rows, and for every word
        without tokens, whose probability is 0 in all topics from now on."""
        sums = {"page": stats.doc_topics.sum(axis=1)}
        if self.learn_topics:
            sums |= {"topic": stats.topic_words.sum(axis=1), "word": stats.topic_words.sum(axis=0)}
        return tuple(
            Event("no_mass", int(i), 0.0, False, where)
            for where, mass in sums.items()
            for i in np.flatnonzero(mass <= 0)
        )

    def conserved(self, data: WordCounts, stats: TopicStatistics) -> tuple[Conserved, ...]:
        """Every token is some topic's, in both tables: sum_dz N_dz = sum_zw N_zw = sum_dw n_dw."""
        return tuple(
            Conserved(name, float(table.sum()), float(data.tokens))
            for name, table in (
                ("tokens of pages and topics", stats.doc_topics),
                ("tokens of topics and words", stats.topic_words),
            )
        )


def _fits(data: WordCounts, params: PLSAParams) -> None:
    pages, words = data.counts.shape
    mine = params.doc_topics.shape[0], params.topic_words.shape[1]
    if mine != (pages, words):
        raise ValueError(
            f"doc_topics must have a row for each of {pages} pages and topic_words a column for each of "
            f"{words} words, got {mine[0]} and {mine[1]}"
        )


def _fitted(data: WordCounts, params: PLSAParams) -> Floats:
    """P(w | d) = sum_z P(z | d) P(w | z) of the cells that are not 0, (C,)."""
    pages, topics = params.doc_topics, np.ascontiguousarray(params.topic_words.T)
    fitted = np.empty(len(data))
    for at in range(0, len(data), BLOCK):
        cells = slice(at, at + BLOCK)
        np.einsum(
            "ck,ck->c", pages.take(data.docs[cells], 0), topics.take(data.words[cells], 0), out=fitted[cells]
        )
    return fitted


def _expected_log_joint(stats: TopicStatistics, params: PLSAParams) -> float:
    of_pages, of_topics = params.logs
    return expected_log(stats.doc_topics, of_pages) + expected_log(stats.topic_words, of_topics)
