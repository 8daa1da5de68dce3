"""Topics of counted words: printed numbers, tokens written out, and scikit-learn's NMF beside it."""

from __future__ import annotations

import itertools
import math
import warnings
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import xlogy
from sklearn.decomposition import NMF

from em_core import (
    PLSA,
    PLSAParams,
    Recipe,
    Responsibilities,
    WordCounts,
    bound,
    datasets,
    fit,
    hard,
    run,
    soft,
    topic_prior,
)
from em_core.mixture import CountedResponsibilities
from tests.core.truths import check_run, record

MODEL, SOFT = PLSA(), Recipe()
FOUR, MIXED, BOOKS = (d.counts for d in (datasets.FOUR_PAGES, datasets.MIXED_PAGES, datasets.TWO_BOOKS))
START = PLSAParams([[0.6, 0.4], *[[0.5, 0.5]] * 3], [[0.4, 0.3, 0.3], [1 / 3] * 3])
LONG: dict[str, Any] = {"max_iter": 20_000, "tol": 1e-15}


def printed(values: Any, digits: int) -> list[str]:
    return [f"{x:.{digits}f}" for x in np.ravel(values)]


def climbed(data: WordCounts, start: PLSAParams, iterations: int, recipe: Recipe = SOFT) -> list[Any]:
    """The start and the M snapshots; also when the objective has come to rest."""
    steps = [s for s in run(MODEL, data, start, recipe, max_iter=iterations, tol=0) if s.phase != "E"]
    while len(steps) <= iterations:
        again = run(MODEL, data, steps[-1].params, recipe, max_iter=iterations + 1 - len(steps), tol=0)
        steps += [s for s in again if s.phase == "M"]
    return steps


def drawn(pages: int, topics: int, words: int, seed: int) -> PLSAParams:
    random = np.random.default_rng(seed)
    shares = random.dirichlet(np.ones(topics), pages)
    return PLSAParams(shares, random.dirichlet(np.ones(words), topics))


# ---- four pages ----------------------------------------------------------------------------------


def test_four_pages_to_the_printed_digits() -> None:
    steps = climbed(FOUR, START, 20)
    found = [steps[i].log_likelihood for i in (0, 1, 2, 3, 5, 10, 20)]
    assert printed(found, 10) == [
        "-35.7410087537", "-32.9944245337", "-32.8078194010", "-32.4258226612", "-30.6976370161",
        "-27.4152606336", "-27.2028836278",
    ]  # fmt: skip
    of_first = MODEL.infer(FOUR, START).probs[:, 0]
    assert printed(of_first, 6) == [
        "0.642857", "0.574468", "0.473684", "0.473684", "0.545455", "0.473684", "0.473684", "0.545455",
        "0.473684", "0.473684",
    ]  # fmt: skip
    assert printed(steps[1].params.doc_topics[:, 0], 6) == ["0.608663", "0.473684", "0.491627", "0.482656"]
    assert printed(steps[1].params.topic_words[0], 6) == ["0.255746", "0.485144", "0.259111"]


def test_four_pages_end_at_their_two_topics_and_fit_perfectly() -> None:
    end = fit(MODEL, FOUR, START, **LONG)
    assert printed(end.log_likelihood, 10) == ["-27.2026390786"]
    assert printed(end.params.topic_words, 6) == ["0.500000", "0.500000", "0.000000"] + [
        "0.000000", "0.500000", "0.500000",
    ]  # fmt: skip
    assert printed(end.params.doc_topics[:, 0], 6) == ["1.000000", "0.000000", "0.500000", "0.250000"]
    shares = FOUR.counts / FOUR.counts.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(end.params.doc_topics @ end.params.topic_words, shares, rtol=0, atol=1e-7)
    # Eight parameters for eight free numbers: no model of these pages says more.
    assert end.log_likelihood == pytest.approx(float(xlogy(FOUR.counts, shares).sum()), rel=1e-12)


def test_one_topic_is_all_words_pooled() -> None:
    one = fit(MODEL, FOUR, PLSAParams([[1.0]] * 4, [[0.2, 0.3, 0.5]]))
    assert printed(one.log_likelihood, 10) == ["-33.1457370943"]
    assert one.params.topic_words.tolist() == [[0.21875, 0.5, 0.28125]]


# ---- what is equal stays equal -------------------------------------------------------------------


@pytest.mark.parametrize("topics", [2, 3, 7])
@pytest.mark.parametrize("recipe", [Recipe(), Recipe(soft(0.7)), Recipe(soft(3.0))], ids=["1", ".7", "3"])
@pytest.mark.parametrize("data", [FOUR, BOOKS], ids=["four pages", "two books"])
def test_equal_starts_stay_equal_to_the_last_digit(data: WordCounts, recipe: Recipe, topics: int) -> None:
    pages, words = data.counts.shape
    start = PLSAParams([[1 / topics] * topics] * pages, [[1 / words] * words] * topics)
    for step in climbed(data, start, 40, recipe):
        for table in (step.params.doc_topics, step.params.topic_words.T):
            assert (table == table[:, :1]).all()


def test_everything_equal_takes_one_step_to_the_average_page_and_stays() -> None:
    start = PLSAParams([[0.5, 0.5]] * 4, [[1 / 3] * 3] * 2)
    steps = climbed(FOUR, start, 100)
    for step in steps[1:]:
        assert step.params.topic_words.tolist() == [[0.21875, 0.5, 0.28125]] * 2
        assert step.params.doc_topics.tolist() == [[0.5, 0.5]] * 4
        assert printed(step.log_likelihood, 10) == ["-33.1457370943"]


def test_equal_topics_on_unequal_pages_are_not_stuck() -> None:
    first = np.array([0.9, 0.3, 0.5, 0.2])
    start = PLSAParams(np.stack([first, 1 - first], axis=1), [[0.2, 0.5, 0.3]] * 2)
    found = [step.log_likelihood for step in climbed(FOUR, start, 2)]
    assert printed(found, 10) == ["-33.1921755149", "-31.2403279499", "-29.9516355389"]
    # What decides is whether q is the same in every cell, and not what the tables look like.
    assert np.ptp(MODEL.infer(FOUR, start).probs[:, 0]) > 0.5


# ---- pages without a pure one, and two books -----------------------------------------------------


def test_only_mixed_pages_have_many_answers_that_fit_equally_well() -> None:
    starts = [
        PLSAParams([[0.6, 0.4], [0.5, 0.5], [0.5, 0.5]], [[0.4, 0.3, 0.3], [1 / 3] * 3]),
        PLSAParams([[0.5, 0.5], [0.1, 0.9], [0.9, 0.1]], [[0.6, 0.3, 0.1], [0.1, 0.3, 0.6]]),
    ]
    ends = [climbed(MIXED, start, 300)[-1] for start in starts]
    assert [printed(end.log_likelihood, 10) for end in ends] == [["-23.9068022126"]] * 2
    assert [printed(end.params.topic_words, 6) for end in ends] == [
        ["0.429383", "0.500000", "0.070617", "0.058562", "0.500000", "0.441438"],
        ["0.412473", "0.500000", "0.087527", "0.087527", "0.500000", "0.412473"],
    ]


def test_the_books_are_found_without_having_been_told() -> None:
    start = PLSAParams([[0.6, 0.4], *[[0.5, 0.5]] * 11], [[1 / 14] * 14] * 2)
    steps = climbed(BOOKS, start, 10)
    found = [step.log_likelihood for step in steps]
    assert printed(found[:4], 7) == ["-1488.4283339", "-1423.2724978", "-1423.0625276", "-1422.5135576"]
    assert printed(found[10], 7) == ["-1189.1167653"]
    assert max(np.diff(found)[1:3]) < 1 < 60 < max(np.diff(found)[3:])  # a plateau first
    end = fit(MODEL, BOOKS, start, **LONG)
    shares = end.params.doc_topics[:, 0]
    assert printed(shares, 4) == [
        "1.0000", "1.0000", "0.9785", "1.0000", "1.0000", "0.9557",
        "0.1964", "0.0000", "0.0906", "0.0000", "0.0000", "0.0000",
    ]  # fmt: skip
    assert ((shares < 0.5) == datasets.TWO_BOOKS.labels).all()
    glosses = datasets.TWO_BOOKS.glosses
    tops = [[(glosses[w], f"{row[w]:.3f}") for w in np.argsort(-row)[:4]] for row in end.params.topic_words]
    assert tops == [
        [("know", "0.168"), ("benevolence", "0.153"), ("person", "0.151"), ("lord", "0.127")],
        [("win", "0.258"), ("battle", "0.180"), ("soldiers", "0.137"), ("know", "0.133")],
    ]
    one = fit(MODEL, BOOKS, PLSAParams([[1.0]] * 12, [[1 / 14] * 14]))
    assert printed(one.log_likelihood, 10) == ["-1423.3965824324"]


def test_two_topics_are_found_from_100_of_100_starts_and_three_are_not() -> None:
    twos = [fit(MODEL, BOOKS, drawn(12, 2, 14, seed), max_iter=1000).log_likelihood for seed in range(100)]
    assert set(printed(twos, 5)) == {"-1178.34592"}
    threes = [
        fit(MODEL, BOOKS, drawn(12, 3, 14, seed), max_iter=1500, tol=1e-8).log_likelihood
        for seed in range(50)
    ]
    assert len(set(printed(threes, 1))) >= 8
    assert max(threes) == pytest.approx(-1143.04, abs=0.005) and min(threes) < -1160


# ---- new pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "share"), [([2, 2, 0], 1.0), ([1, 1, 1], 0.5), ([0, 3, 3], 0.0)])
def test_a_new_page_is_folded_in_with_the_topics_held(page: list[int], share: float) -> None:
    topics = [[0.5, 0.5, 0.0], [0.0, 0.5, 0.5]]
    end = fit(PLSA(learn_topics=False), WordCounts([page]), PLSAParams([[0.4, 0.6]], topics), **LONG)
    assert end.params.topic_words.tolist() == topics
    assert end.params.doc_topics[0, 0] == pytest.approx(share, abs=1e-7)


# ---- tokens written out --------------------------------------------------------------------------


def token_by_token(data: WordCounts, q: Any, params: PLSAParams) -> tuple[float, float, Any, Any]:
    """elbo, KL and both tables with a row for each token, by loops, from q (C, K) of the cells."""
    pages, topics = params.doc_topics, params.topic_words
    of_pages, of_topics = np.zeros(pages.shape), np.zeros(topics.shape)
    elbo, apart = [], []
    for d, w, n, row in zip(data.docs, data.words, data.times, q, strict=True):
        total = float(pages[d] @ topics[:, w])
        for _ in range(n):
            for k, share in enumerate(row):
                of_pages[d, k] += share
                of_topics[k, w] += share
                if share > 0:
                    joint = math.log(pages[d, k]) + math.log(topics[k, w])
                    elbo.append(share * (joint - math.log(share)))
                    apart.append(share * (math.log(share) - joint + math.log(total)))
    return math.fsum(elbo), math.fsum(apart), of_pages, of_topics


@pytest.mark.parametrize("data", [FOUR, MIXED, BOOKS], ids=["four pages", "mixed pages", "two books"])
@pytest.mark.parametrize("kind", ["any", "other parameters", "exact", "beta"])
def test_a_row_of_q_counts_as_often_as_its_cell_has_tokens(data: WordCounts, kind: str) -> None:
    at, other = (drawn(data.counts.shape[0], 3, data.counts.shape[1], seed) for seed in (1, 2))
    shares = np.random.default_rng(3).dirichlet(np.ones(3), len(data))
    q = {
        "any": CountedResponsibilities(Responsibilities(shares), data.times),
        "other parameters": MODEL.infer(data, other),
        "exact": MODEL.infer(data, at),
        "beta": MODEL.infer(data, at, 0.5),
    }[kind]
    elbo, apart, of_pages, of_topics = token_by_token(data, q.probs, at)
    stats = MODEL.expected_stats(data, q)
    # Sums of some thousand terms.
    assert bound.elbo(MODEL, data, q, at) == pytest.approx(elbo, rel=1e-12)
    assert bound.divergence(MODEL, data, q, at) == pytest.approx(apart, rel=1e-11, abs=1e-11)
    np.testing.assert_allclose(stats.doc_topics, of_pages, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(stats.topic_words, of_topics, rtol=1e-11, atol=1e-12)
    # A row for each cell, as if it were one datum, is something else.
    assert abs(Responsibilities(q.probs).entropy() - q.entropy()) > 1


def test_a_cell_taken_apart_into_pages_of_one_token_has_the_same_numbers() -> None:
    """The expanded data: every token is a page of its own with its page's shares."""
    at = drawn(4, 2, 3, 5)
    single = [(d, w) for d, w, n in zip(FOUR.docs, FOUR.words, FOUR.times, strict=True) for _ in range(n)]
    tokens = WordCounts([[int(w == v) for v in range(3)] for _, w in single])
    spread = PLSAParams([at.doc_topics[d] for d, _ in single], at.topic_words)
    assert len(tokens) == FOUR.tokens == 32
    for beta in (1.0, 0.5, math.inf):
        q, each = MODEL.infer(FOUR, at, beta), MODEL.infer(tokens, spread, beta)
        assert q.entropy() == pytest.approx(each.entropy(), rel=1e-13, abs=1e-13)
        np.testing.assert_allclose(each.probs, np.repeat(q.probs, FOUR.times, axis=0), rtol=1e-14)
        values = [bound.elbo(MODEL, data, p, b) for data, p, b in ((FOUR, q, at), (tokens, each, spread))]
        assert values[0] == pytest.approx(values[1], rel=1e-13)
        table = MODEL.expected_stats(tokens, each)
        np.testing.assert_allclose(MODEL.expected_stats(FOUR, q).topic_words, table.topic_words, rtol=1e-13)


F = Fraction


@pytest.mark.parametrize("beta", [1, 2, 0.5])
def test_against_every_labelling_of_eight_tokens_in_fractions(beta: float) -> None:
    counts = [[2, 1, 0], [1, 0, 4]]
    pages, topics = [[F(1, 3), F(2, 3)], [F(3, 4), F(1, 4)]], [
        [F(1, 2), F(1, 4), F(1, 4)], [F(1, 5), F(1, 5), F(3, 5)],
    ]  # fmt: skip
    tokens = [(d, w) for d in range(2) for w in range(3) for _ in range(counts[d][w])]
    joint = {
        z: math.prod(pages[d][k] * topics[k][w] for k, (d, w) in zip(z, tokens, strict=True))
        for z in itertools.product((0, 1), repeat=8)
    }
    total = sum(value**beta for value in joint.values())
    share = {z: value**beta / total for z, value in joint.items()}
    of_pages, of_topics = np.zeros((2, 2)), np.zeros((2, 3))
    for z, q in share.items():
        for k, (d, w) in zip(z, tokens, strict=True):
            of_pages[d, k] += q
            of_topics[k, w] += q
    data = WordCounts(counts)
    at = PLSAParams(*([[float(x) for x in row] for row in table] for table in (pages, topics)))
    q = MODEL.infer(data, at, float(beta))
    stats = MODEL.expected_stats(data, q)
    np.testing.assert_allclose(stats.doc_topics, of_pages, rtol=1e-12)
    np.testing.assert_allclose(stats.topic_words, of_topics, rtol=1e-12, atol=1e-13)
    assert q.entropy() == pytest.approx(-sum(float(x) * math.log(x) for x in share.values()), rel=1e-12)
    if beta == 1:
        assert MODEL.log_likelihood(data, at) == pytest.approx(math.log(total), rel=1e-13)


# ---- hard, annealed, priors ----------------------------------------------------------------------


def test_a_tie_goes_to_the_first_topic_and_is_counted_by_cells() -> None:
    start = PLSAParams([[0.5, 0.5]] * 4, [[1 / 3] * 3] * 2)
    trace, end = record(MODEL, FOUR, start, Recipe(hard))
    assert [(e.kind, e.value) for e in trace[1].events] == [("tie", 10.0)]
    assert (trace[1].posterior.probs == [1, 0]).all()
    assert [(e.kind, e.where, e.component) for e in trace[2].events] == [("no_mass", "topic", 1)]
    assert end.params.topic_words.tolist() == [[0.21875, 0.5, 0.28125], [1 / 3] * 3]
    assert end.params.doc_topics.tolist() == [[1.0, 0.0]] * 4


def test_pseudo_tokens_by_hand() -> None:
    prior = topic_prior(2, 4, 3, of_pages=3.0, of_topics=1.5)
    one = climbed(FOUR, START, 1, Recipe(prior=prior))[1]
    q = MODEL.infer(FOUR, START).probs * FOUR.times[:, None]
    tokens = np.array([q[FOUR.docs == d].sum(axis=0) for d in range(4)])
    np.testing.assert_allclose(one.params.doc_topics, (tokens + 2) / (8 + 4), rtol=1e-14)
    words = np.array([q[FOUR.words == w].sum(axis=0) for w in range(3)]).T + 0.5
    np.testing.assert_allclose(one.params.topic_words, words / words.sum(axis=1, keepdims=True), rtol=1e-14)
    assert one.log_prior == pytest.approx(
        2 * np.log(one.params.doc_topics).sum() + 0.5 * np.log(one.params.topic_words).sum(), rel=1e-14
    )
    for name in ("topics", "pages", "words", "of_pages", "of_topics"):
        sizes = {"topics": 2, "pages": 4, "words": 3, "of_pages": 1.0, "of_topics": 1.0, name: 0.5}
        with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0.5"):
            topic_prior(**sizes)  # type: ignore[arg-type]


def test_rules_that_hold_no_exact_posterior_agree_at_beta_1() -> None:
    """The fast pass and the pass by logarithms are two ways to one q."""
    for data, at in ((FOUR, START), (BOOKS, drawn(12, 3, 14, 0))):
        fast, slow = MODEL.infer(data, at), MODEL.infer(data, at, 1 + 1e-13)
        np.testing.assert_allclose(fast.probs, slow.probs, rtol=1e-11)
        assert fast.log_evidence == pytest.approx(slow.log_marginal, rel=1e-14)
        assert fast.entropy() == pytest.approx(slow.entropy(), rel=1e-11)


# ---- what can go wrong ---------------------------------------------------------------------------


def test_a_page_without_tokens_keeps_its_row_and_a_word_without_tokens_is_told() -> None:
    data = WordCounts([[3, 0, 1], [0, 0, 0], [0, 0, 5]])
    start = PLSAParams([[0.6, 0.4], [0.7, 0.3], [0.5, 0.5]], START.topic_words)
    trace, _ = record(MODEL, data, start, Recipe(), max_iter=3)
    for step in trace[2::2]:
        assert [(e.kind, e.where, e.component) for e in step.events] == [
            ("no_mass", "page", 1), ("no_mass", "word", 1),
        ]  # fmt: skip
        assert step.params.doc_topics[1].tolist() == [0.7, 0.3]
        assert (step.params.topic_words[:, 1] == 0).all()


def test_a_zero_is_for_ever() -> None:
    start = PLSAParams(START.doc_topics, [[0.0, 0.5, 0.5], [0.4, 0.3, 0.3]])
    assert all(step.params.topic_words[0, 0] == 0 for step in climbed(FOUR, start, 50))


def test_more_topics_than_pages_fit_perfectly_and_mean_nothing() -> None:
    twice = WordCounts([[4, 4, 0], [0, 4, 4], [4, 4, 0]])
    shares = twice.counts / 8
    top = float(xlogy(twice.counts, shares).sum())
    ends = [fit(MODEL, twice, drawn(3, 3, 3, seed), **LONG) for seed in range(3)]
    assert [end.log_likelihood for end in ends] == pytest.approx([top] * 3, rel=1e-9)
    first, second, _ = (np.sort(end.params.topic_words, axis=0) for end in ends)
    assert abs(first - second).max() > 0.05


@pytest.mark.parametrize(("call", "message"), [
    (lambda: WordCounts([1, 2]), "counts must be a table with a row for each page and a column for each wo"),
    (lambda: WordCounts([[1, 2], [3]]), "counts must be a table with a row for each page"),
    (lambda: WordCounts([[]]), "counts must be a table"),
    (lambda: WordCounts([[1, 2], [3, 1.5]]), "counts of page 2, word 2 must be a whole number, got 1.5"),
    (lambda: WordCounts(np.array([[1, 2], [-3, 1]])), "counts of page 2, word 1 must be at least 0, got -3"),
    (lambda: WordCounts([[True, 2]]), "counts of page 1, word 1 must be a finite number, got True"),
    (lambda: WordCounts([["3", 2]]), "counts of page 1, word 1 must be a finite number, got '3'"),
    (lambda: WordCounts([[math.nan, 2]]), "counts of page 1, word 1 must be a finite number, got nan"),
    (lambda: WordCounts([[0, 0]]), "counts must hold at least one token, got 0 in all 2 cells"),
    (lambda: WordCounts(np.ma.array([[1, 2]], mask=[[0, 1]])), "counts must be without masked entries"),
    (lambda: PLSAParams([[0.5, 0.6]], [[1.0], [1.0]]), r"doc_topics of page 1 must add up to 1, got \[0.5"),
    (lambda: PLSAParams([[0.5, 0.5]], [[1.0, 0], [0.7, 0.2]]), "topic_words of topic 2 must add up to 1"),
    (lambda: PLSAParams([[1.5, -0.5]], [[1.0], [1.0]]), "of page 1, topic 1 must be at most 1, got 1.5"),
    (lambda: PLSAParams(np.array([[np.nan, 1]]), [[1], [1]]), "page 1, topic 1 must be a finite number, got"),
    (lambda: PLSAParams([[1.0]], [[1.0], [1.0]]), "column for each row of topic_words, got 1 and 2"),
    (lambda: run(MODEL, MIXED, START), "a row for each of 3 pages and .* each of 3 words, got 4 and 3"),
    (lambda: run(MODEL, FOUR, PLSAParams(START.doc_topics, [[0.5, 0.5, 0]] * 2)),
     r"word 3 on page 2 \(4 tokens\) is impossible for all topics with P\(z \| d\) \[0.5, 0.5\] and"),
    (lambda: run(MODEL, FOUR, START, Recipe(prior=topic_prior(3, 4, 3, 1, 1))),
     "statistics must be of 4 pages, 2 topics and 3 words like what they meet, got 4, 3 and 3"),
    (lambda: MODEL.expected_stats(FOUR, MODEL.infer(MIXED, drawn(3, 2, 3, 1))),
     "posterior must have one row per cell that is not 0, got 9 for 10 cells"),
    (lambda: MODEL.expected_stats(FOUR, MODEL.infer(FOUR, START)) + topic_prior(3, 4, 3, 1, 1),
     "statistics must be of 4 pages, 3 topics and 3 words"),
])  # fmt: skip
def test_bad_input_is_named(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_records_are_read_only_and_statistics_scale() -> None:
    q = MODEL.infer(FOUR, START)
    stats = MODEL.expected_stats(FOUR, q)
    for array in (FOUR.counts, FOUR.times, START.doc_topics, q.probs, stats.topic_words):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    assert ((stats + stats).doc_topics == (stats * 2.0).doc_topics).all()
    assert len(FOUR) == 10 and FOUR.tokens == 32


# ---- beside others -------------------------------------------------------------------------------


def divergence(counts: Any, fitted: Any) -> float:
    """Generalised KL(n || f) = sum n log(n / f) - n + f."""
    return float((xlogy(counts, counts) - xlogy(counts, fitted) - counts + fitted).sum())


@pytest.mark.parametrize(("data", "end"), [(FOUR, -27.2026390786), (BOOKS, -1178.34592)])
def test_nmf_with_the_kl_loss_ends_where_em_does(data: WordCounts, end: float) -> None:
    counts = data.counts.astype(float)
    pages, words = counts.shape
    start = drawn(pages, 2, words, 7)
    tokens = counts.sum(axis=1, keepdims=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it might go on
        peer = NMF(2, init="custom", beta_loss="kullback-leibler", solver="mu", tol=0, max_iter=2000)
        w = peer.fit_transform(counts, W=tokens * start.doc_topics, H=np.array(start.topic_words))
    fitted = w @ peer.components_
    theirs = float(xlogy(counts, fitted / tokens).sum())
    assert theirs == pytest.approx(end, rel=1e-8)
    mine = fit(MODEL, data, start, **LONG)
    assert mine.log_likelihood == pytest.approx(theirs, rel=1e-9)
    # KL(n || n_d P) = const - log-likelihood, at any parameters.
    const = float((xlogy(counts, counts) - xlogy(counts, tokens)).sum())
    for params in (start, mine.params):
        loss = divergence(counts, tokens * (params.doc_topics @ params.topic_words))
        assert loss == pytest.approx(const - MODEL.log_likelihood(data, params), rel=1e-9, abs=1e-9)


@st.composite
def problems(draw: st.DrawFn) -> tuple[WordCounts, PLSAParams]:
    pages, words, topics = (draw(st.integers(1, 4)) for _ in range(3))
    row = st.lists(st.integers(0, 9), min_size=words, max_size=words)
    counts = np.array(draw(st.lists(row, min_size=pages, max_size=pages)))
    assume(counts.any())
    size = st.sampled_from([0.0, 1e-300, 1e-160, 1e-9, 0.1, 0.5, 1.0])

    def shares(rows: int, columns: int) -> Any:
        table = np.array([[draw(size) for _ in range(columns)] for _ in range(rows)])
        table[table.sum(axis=1) == 0] = 1.0
        return table / table.sum(axis=1, keepdims=True)

    data, start = WordCounts(counts), PLSAParams(shares(pages, topics), shares(topics, words))
    assume(MODEL.log_likelihood(data, start) > -math.inf)
    return data, start


@settings(max_examples=60, deadline=None)
@given(problems(), st.sampled_from([soft(), soft(0.5), soft(2.0), hard]))
def test_any_counts_start_and_rule(problem: tuple[WordCounts, PLSAParams], rule: Any) -> None:
    data, start = problem
    check_run(MODEL, data, start, Recipe(rule), max_iter=12)
