"""Topics beside scikit-learn's NMF, and word alignment beside NLTK's.

``measure()``, or ``python -m bench.tables``. Milliseconds per iteration as in ``bench.gaussian``: a long run
minus a short one, processor time, in turns, the smallest of the repeats. NMF with the KL loss and
multiplicative updates is the same model; it is given the counts as a table and as a sparse matrix, and the
faster one counts.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from nltk.translate import AlignedSent, IBMModel1
from scipy.sparse import csr_array
from sklearn.decomposition import NMF
from threadpoolctl import threadpool_limits

from bench.gaussian import Job, microseconds
from em_core import (
    PLSA,
    PLSAParams,
    SentencePairs,
    TranslationParams,
    WordAlignment,
    WordCounts,
    datasets,
    fit,
    uniform,
)


def pages(
    size: int = 500, words: int = 2000, topics: int = 20, tokens: int = 200
) -> tuple[WordCounts, PLSAParams]:
    """Counts of pages that mix a few of the topics, and a random start."""
    random = np.random.Generator(np.random.PCG64(0))
    made = random.dirichlet(np.full(words, 0.05), topics)
    shares = random.dirichlet(np.full(topics, 0.2), size)
    counts = np.array([random.multinomial(tokens, p) for p in shares @ made])
    start = PLSAParams(random.dirichlet(np.ones(topics), size), random.dirichlet(np.ones(words), topics))
    return WordCounts(counts), start


def sentences(pairs: int = 300, length: int = 20, words: int = 600) -> SentencePairs:
    """Zipf's words, about so many in a pair; the target says the same in another order, less two words."""
    random = np.random.Generator(np.random.PCG64(0))
    often = 1 / np.arange(1, words + 1)
    often /= often.sum()
    made = []
    for _ in range(pairs):
        source = random.choice(words, random.integers(length // 2, length * 3 // 2 + 1), p=often)
        target = random.permutation(source)[:-2]
        made.append(([f"f{i}" for i in source], [f"e{i}" for i in target]))
    return SentencePairs(made, null=True)


def topic_jobs(data: WordCounts, start: PLSAParams) -> list[Job]:
    """Ours, and NMF on the table and on the sparse matrix, from the same start."""
    counts = data.counts.astype(float)
    topics, tokens = start.doc_topics.shape[1], counts.sum(axis=1, keepdims=True)

    def ours(most: int) -> int:
        return fit(PLSA(), data, start, max_iter=most, tol=0).iterations

    def theirs(x: Any) -> Job:
        def job(most: int) -> int:
            peer = NMF(
                topics, init="custom", beta_loss="kullback-leibler", solver="mu", tol=0, max_iter=most
            )  # fmt: skip
            peer.fit_transform(x, W=tokens * start.doc_topics, H=np.array(start.topic_words))
            return int(peer.n_iter_)

        return job

    return [ours, theirs(counts), theirs(csr_array(counts))]


def alignment_jobs(data: SentencePairs, start: TranslationParams) -> list[Job]:
    """Ours and NLTK's, from the uniform table."""
    pairs = [AlignedSent(list(e), list(f)) for f, e in data.pairs]

    def ours(most: int) -> int:
        return fit(WordAlignment(), data, start, max_iter=most, tol=0).iterations

    def theirs(most: int) -> int:
        IBMModel1(pairs, most)
        return most

    return [ours, theirs]


def measure(repeats: int = 5) -> dict[str, dict[str, float]]:
    """Print and return milliseconds per iteration, and the ratio ours / theirs where there is a peer."""
    results: dict[str, dict[str, float]] = {}
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that NMF might go on
        counts, start = pages()
        ours, table, sparse = (t / 1e3 for t in microseconds(topic_jobs(counts, start), 3, 23, repeats))
        theirs = min(table, sparse)
        results["topics"] = {"ours_ms": ours, "theirs_ms": theirs, "ratio": ours / theirs}
        print(
            f"topics, 500 x 2,000 counts ({len(counts)} not 0), K = 20: {ours:.2f} ms, scikit-learn "
            f"{table:.1f} ms on the table, {sparse:.1f} ms on the sparse matrix per iteration: "
            f"{ours / theirs:.2f} (to reach: 0.5)"
        )
        for length in (10, 20):
            pairs = sentences(length=length)
            jobs = alignment_jobs(pairs, uniform(pairs))
            ours, theirs = (t / 1e3 for t in microseconds(jobs, 1, 13, repeats))
            results[f"alignment, {length}"] = {"ours_ms": ours, "theirs_ms": theirs, "ratio": ours / theirs}
            print(
                f"word alignment, {len(pairs.pairs)} pairs of about {length} words "
                f"({pairs.positions.sum()} links): {ours:.2f} ms, NLTK {theirs:.1f} ms "
                f"per iteration: {ours / theirs:.4f} (to reach: 0.01)"
            )
        books, news = datasets.TWO_BOOKS.counts, datasets.FOUR_PAGES.counts
        for name, data in (("four pages", news), ("two books", books)):
            d, v = data.counts.shape
            random = np.random.Generator(np.random.PCG64(1))
            begin = PLSAParams(random.dirichlet(np.ones(2), d), random.dirichlet(np.ones(v), 2))
            (ours,) = (t / 1e3 for t in microseconds(topic_jobs(data, begin)[:1], 2, 22, repeats * 12))
            results[name] = {"ours_ms": ours}
            print(f"{name}, K = 2: {ours / 2:.3f} ms a half-step (to reach: 0.5)")
        for small in (datasets.DAS_HAUS, datasets.BUSH_AND_SHARON, datasets.ANALECTS):
            few = small.pairs()
            jobs = alignment_jobs(few, uniform(few))[:1]
            (ours,) = (t / 1e3 for t in microseconds(jobs, 2, 22, repeats * 12))
            results[small.name] = {"ours_ms": ours}
            print(f"{small.name}: {ours / 2:.3f} ms a half-step (to reach: 0.5)")
    return results


if __name__ == "__main__":
    measure()
