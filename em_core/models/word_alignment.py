"""Which source word made which target word: IBM Model 1, a dictionary from translated sentences.

Every target token draws a position in its source sentence evenly, then its word from that word's row of the
table t(e | f), so that log p = sum over target tokens of log((1 / l) sum_j t(e | f_j)). Given the table the
tokens are independent: q is a column for each of them, which equals the sum over all alignments. The table
enters linearly inside the logarithm, so that the log-likelihood is concave in it. P. F. Brown, S. A. and
V. J. Della Pietra and R. L. Mercer, "The mathematics of statistical machine translation: parameter
estimation", Computational Linguistics 19 (1993) 263-311, section 4.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from em_core.checks import positive_beta, shown
from em_core.mixture import Responsibilities, responsibilities
from em_core.models.sentence_pairs import NULL, SentencePairs
from em_core.models.translations import LinkStatistics, MetLinks, TranslationParams, same_shape
from em_core.protocol import Conserved, Event, Floats, frozen

SMALL = 1e-300  # one over less than that is no float


class AlignmentPosterior(Responsibilities):
    """The exact q of every target token, which carries the statistics of the pass that made it.

    probs (N, P): a row for each target token (the columns of all pairs, one after the other), an entry for
    each position of its source sentence and 0 beyond; made when they are asked for.
    """

    stats: MetLinks
    data: SentencePairs

    def __init__(self, data: SentencePairs, params: TranslationParams, total: Floats) -> None:
        """From total (N,) = sum_j t(e | f_j) of the tokens, none of them tiny."""
        t = params.at(data.cells)
        evidence = float(np.log(total).sum()) + data.log_positions
        stats = MetLinks(data.cells, t * (data.per_link(1 / total)), data.log_positions)
        self.__dict__.update(
            log_evidence=evidence, log_marginal=evidence, events=(), stats=stats, data=data,
            _entropy=max(evidence - stats.expected_log_joint(params), 0.0), _made=(t, total),
        )  # fmt: skip

    def _kept(self, name: str, make: Any) -> Any:
        if name not in self.__dict__:
            self.__dict__[name] = frozen(make(*self.__dict__["_made"]))
        return self.__dict__[name]

    @property
    def probs(self) -> Floats:
        """q(a_n = j) = t(e | f_j) / sum_i t(e | f_i), (N, P)."""
        found: Floats = self._kept("_probs", lambda t, total: self.data.per_position(t, 0.0) / total[:, None])
        return found

    @property
    def log_probs(self) -> Floats:
        """log q, (N, P), -inf where q is 0."""

        def make(t: Floats, total: Floats) -> Floats:
            with np.errstate(divide="ignore"):
                return self.data.per_position(np.log(t), -np.inf) - np.log(total)[:, None]

        found: Floats = self._kept("_log_probs", make)
        return found

    def of_pair(self, pair: int) -> Floats:
        """q of one pair alone, (positions, target words), without ``probs`` of all."""
        t, total = self.__dict__["_made"]
        made = t[self.data.cells_of(pair)] / total[self.data.tokens_of(pair)]
        return frozen(made)

    def made_of(self, data: SentencePairs) -> bool:
        """Whether these are the pairs of the pass."""
        return data is self.data or (data.pairs == self.data.pairs and data.null == self.data.null)

    def entropy(self) -> float:
        """H(q) = log p(targets) - E_q log p(targets, z), in nats, at the parameters that made it."""
        value: float = self.__dict__["_entropy"]
        return value


@dataclass(frozen=True)
class WordAlignment:
    """IBM Model 1: z is a position in the source sentence for every target token."""

    takes: ClassVar = {"data": SentencePairs, "params": TranslationParams, "prior": LinkStatistics}

    def log_joint(self, data: SentencePairs, params: TranslationParams) -> Floats:
        """log((1 / l) t(e | f_j)) of every target token and position, (N, P); -inf beyond the sentence."""
        with np.errstate(divide="ignore"):  # log 0 of a word that is no translation
            log_t = np.log(params.at(data.cells))
        return data.per_position(log_t, -np.inf) - np.log(data.positions)[:, None]

    def infer(self, data: SentencePairs, params: TranslationParams, beta: float = 1.0) -> Responsibilities:
        """q(a_n = j) proportional to t(e_n | f_j)^beta, as in Brown et al. (1993).

        A row for each target token. Raises ValueError naming the pair and the word (counted from 1) that no
        word of the source sentence can have made.
        """
        beta = positive_beta(beta)
        total = data.per_token(params.at(data.cells))
        for n in np.flatnonzero(total <= 0)[:1]:
            pair, place = data.token(int(n))
            f, e = data.pairs[pair]
            raise ValueError(
                f"word {place + 1} ({e[place]}) of the target of pair {pair + 1} is impossible: t is 0 from "
                f"every word of its source, {shown([NULL, *f] if data.null else list(f))}"
            )
        if beta == 1.0 and total.min() > SMALL:
            return AlignmentPosterior(data, params, total)
        return responsibilities(self.log_joint(data, params), beta)

    def expected_stats(self, data: SentencePairs, posterior: Responsibilities) -> LinkStatistics:
        """links_fe = the sum of q over all places where e stands across from f, as in Brown et al.

        Raises ValueError unless q has a row for each target token and 0 beyond its source sentence.
        """
        if isinstance(posterior, AlignmentPosterior) and posterior.made_of(data):
            return posterior.stats
        q = posterior.probs
        if q.shape != data.possible.shape:
            raise ValueError(
                f"posterior must have a row for each of {len(data)} target tokens and "
                f"{data.possible.shape[1]} columns, got shape {q.shape}"
            )
        for n, j in np.argwhere(~data.possible & (q > 0))[:1]:
            raise ValueError(
                f"posterior of target token {n + 1} must be 0 beyond the {data.positions[n]} positions of "
                f"its source, got {q[n, j]} at position {j + 1}"
            )
        return MetLinks(data.cells, data.per_cell(q), data.log_positions)

    def maximize(self, stats: LinkStatistics, previous: TranslationParams) -> TranslationParams:
        """t(e | f) = links_fe / sum_e links_fe, as in Brown et al. (1993); no links keep the row."""
        same_shape(previous.shape, stats.shape)
        return stats.maximum(previous)

    def expected_log_joint(self, stats: LinkStatistics, params: TranslationParams) -> float:
        """sum_fe links_fe log t(e | f) - sum_n log l_n, with 0 log 0 = 0; -inf for impossible links."""
        same_shape(params.shape, stats.shape)
        return stats.expected_log_joint(params)

    def log_likelihood(self, data: SentencePairs, params: TranslationParams) -> float:
        """sum over target tokens of log((1 / l) sum_j t(e | f_j)), in nats; -inf for an impossible word.

        That of Brown et al. (1993) without the length of the target."""
        with np.errstate(divide="ignore"):
            return float(np.log(data.per_token(params.at(data.cells))).sum()) + data.log_positions

    def check(
        self, stats: LinkStatistics, previous: TranslationParams, params: TranslationParams
    ) -> tuple[Event, ...]:
        """ "no_mass" for every source word without links, which keeps its row."""
        empty = np.flatnonzero(stats.per_source() <= 0)
        return tuple(Event("no_mass", int(f), 0.0, False, "source word") for f in empty)

    def conserved(self, data: SentencePairs, stats: LinkStatistics) -> tuple[Conserved, ...]:
        """Every target token has one link: sum_fe links_fe = N."""
        return (Conserved("links", float(stats.per_source().sum()), float(len(data))),)


def columns(
    data: SentencePairs, posterior: Responsibilities, which: Sequence[int] | None = None
) -> tuple[Floats, ...]:
    """q of each pair, or of some (counted from 0), (positions, target words): a column that adds up to 1 for
    every target word."""
    some = range(len(data.pairs)) if which is None else which
    if isinstance(posterior, AlignmentPosterior) and posterior.made_of(data):
        return tuple(posterior.of_pair(i) for i in some)
    q = posterior.probs
    if len(q) != len(data):
        raise ValueError(f"posterior must have a row for each of {len(data)} target tokens, got {len(q)}")
    return tuple(frozen(q[data.tokens_of(i), : len(data.pairs[i][0]) + data.null].T) for i in some)
