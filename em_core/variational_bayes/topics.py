"""Latent Dirichlet allocation: pLSA whose two tables are hidden too, under Dirichlet priors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import logsumexp

from em_core.checks import shown
from em_core.mixture import CountedResponsibilities, responsibilities
from em_core.models.word_counts import WordCounts
from em_core.protocol import Floats
from em_core.sealed import Sealed
from em_core.variational_bayes.ascent import assignments
from em_core.variational_bayes.dirichlet import Dirichlets, few, log_beta, positive


@dataclass(frozen=True, eq=False)
class TopicBeliefs(Sealed):
    """q(theta): a Dirichlet over the K topics for each of D pages, over the V words for each topic."""

    doc_topics: Dirichlets
    topic_words: Dirichlets


@dataclass(frozen=True)
class LDA:
    """Pages' shares of topics ~ Dirichlet(alpha), topics' words ~ Dirichlet(eta), then each token.

    q(z): CountedResponsibilities, a row for each cell of the counts that is not 0, as ``PLSA().infer`` makes
    them. Log-likelihoods are of the sequence of tokens. Raises ValueError unless alpha and eta are in
    [1e-6, 1e6].
    Blei, Ng & Jordan, Latent Dirichlet allocation, JMLR 3 (2003), section 5.4, with a q for the topics too.
    """

    alpha: float = 0.5
    eta: float = 0.5

    def __post_init__(self) -> None:
        positive("alpha", self.alpha)
        positive("eta", self.eta)

    def admit(self, data: Any, q_z: Any) -> tuple[WordCounts, CountedResponsibilities]:
        """Raises ValueError unless data are WordCounts and q(z) is of their cells."""
        if not isinstance(data, WordCounts):
            raise ValueError(f"data must be WordCounts, got {shown(data)}; write WordCounts(counts)")
        if not isinstance(q_z, CountedResponsibilities):
            raise ValueError(
                f"q_z must be CountedResponsibilities, got {shown(q_z)}; write PLSA().infer(data, params)"
            )
        few("tokens", data.tokens)
        if not np.array_equal(q_z.times, data.times):
            raise ValueError(f"q_z must have a row for each of the {len(data)} cells, got {len(q_z.probs)}")
        return data, q_z.alone()

    def believe(self, data: WordCounts, q_z: CountedResponsibilities) -> TopicBeliefs:
        """alpha + tokens per page and topic, eta + tokens per topic and word."""
        pages, vocabulary = data.counts.shape
        credit = data.times[:, None] * q_z.probs
        of_pages = np.zeros((pages, credit.shape[1]))
        of_words = np.zeros((vocabulary, credit.shape[1]))
        np.add.at(of_pages, data.docs, credit)
        np.add.at(of_words, data.words, credit)
        return TopicBeliefs(Dirichlets(self.alpha + of_pages), Dirichlets(self.eta + of_words.T))

    def _log_joint(self, data: WordCounts, q_theta: TopicBeliefs) -> Floats:
        pages, words = q_theta.doc_topics.expected_logs(), q_theta.topic_words.expected_logs()
        return np.asarray(pages[data.docs] + words.T[data.words])

    def infer(self, data: WordCounts, q_theta: TopicBeliefs) -> CountedResponsibilities:
        """q of a token of word w on page d proportional to exp(E log theta_dk + E log phi_kw)."""
        one = responsibilities(self._log_joint(data, q_theta), 1.0).alone()
        return CountedResponsibilities(one, data.times)

    def bound(self, data: WordCounts, q_z: CountedResponsibilities, q_theta: TopicBeliefs) -> float:
        """E_q log p(x, z | theta) + H(q(z)) - KL of both kinds of Dirichlets to their priors, in nats."""
        joint = data.times @ (q_z.probs * self._log_joint(data, q_theta)).sum(axis=1)
        apart = q_theta.doc_topics.kl(self.alpha) + q_theta.topic_words.kl(self.eta)
        return float(joint) + q_z.entropy() - apart

    def log_evidence(self, data: WordCounts, components: int) -> float | None:
        """log p(tokens), by adding up all topics of all tokens; None for more than a few tokens."""
        z = assignments(data.tokens, components)
        if z is None:
            return None
        pages, vocabulary = data.counts.shape
        of_page = np.eye(pages)[np.repeat(data.docs, data.times)]  # (tokens, D)
        of_word = np.eye(vocabulary)[np.repeat(data.words, data.times)]
        chosen = (z[:, None, :] == np.arange(components)[:, None]).astype(np.float64)  # (Z, K, tokens)
        by_page = np.swapaxes(chosen @ of_page, 1, 2)  # (Z, D, K)
        terms = (log_beta(self.alpha + by_page) - log_beta(np.full(components, self.alpha))).sum(axis=1)
        words = log_beta(self.eta + chosen @ of_word) - log_beta(np.full(vocabulary, self.eta))
        return float(logsumexp(terms + words.sum(axis=1)))
