"""The tables that EM starts from in lesson 10."""

from __future__ import annotations

import numpy as np

from em_core import PLSAParams
from em_core.protocol import Floats
from lessons.plsa.data import pile
from lessons.plsa.settings import Settings

START = ("start", "seed", "p1", "lean", "topics")
NEWS = ((0.5, 0.5, 0.0), (0.0, 0.5, 0.5))  # the topics of the four pages


def _rest(first: float, k: int) -> list[float]:
    """A distribution on k of which the first has so much and the others equal parts of what is left."""
    return [first, *[(1 - first) / (k - 1)] * (k - 1)] if k > 1 else [1.0]


def _downhill(n: int) -> Floats:
    """A distribution that falls: .6 .3 .1 on three words."""
    weights = np.array([6.0, 3.0, 1.0]) if n == 3 else np.arange(n, 0, -1.0)
    return np.asarray(weights / weights.sum())


def drawn(pages: int, words: int, k: int, seed: int) -> PLSAParams:
    """Both tables drawn evenly from all there are."""
    random = np.random.default_rng(seed)
    shares = random.dirichlet(np.ones(k), pages)
    return PLSAParams(shares, random.dirichlet(np.ones(words), k))


def start(s: Settings) -> PLSAParams:
    """The tables that EM starts from."""
    pages, words = pile(s).counts.counts.shape
    k = s.topics
    if s.data == "new":
        return PLSAParams([_rest(s.p1, 2)], NEWS)
    if s.start == "random":
        return drawn(pages, words, k, s.seed)
    shares, topics = [[1 / k] * k] * pages, [[1 / words] * words] * k
    if s.start == "lean":
        shares = [_rest(s.p1, k), *shares[1:]]
        if words == 3 and k > 1:
            topics = [_rest(s.lean, words), *topics[1:]]
    elif s.start == "pages":
        shares = [_rest((0.9, 0.3, 0.5, 0.2)[d % 4], k) for d in range(pages)]
        topics = [[0.2, 0.5, 0.3] if words == 3 else _downhill(words).tolist()] * k
    elif s.start == "far":
        shares = [_rest((0.5, 0.1, 0.9)[d % 3], k) for d in range(pages)]
        fall = _downhill(words)
        topics = [fall.tolist(), fall[::-1].tolist(), topics[0]][:k]
    return PLSAParams(shares, topics)
