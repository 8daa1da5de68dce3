"""Variational Bayes: the printed numbers of lesson 15, every z counted out, and scikit-learn."""

from __future__ import annotations

import itertools
import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betaln, logsumexp
from scipy.stats import dirichlet, wishart
from sklearn.decomposition import LatentDirichletAllocation
from sklearn.mixture import BayesianGaussianMixture

from em_core import (
    PLSA,
    CoinMixture,
    CoinParams,
    PLSAParams,
    Responsibilities,
    Rounds,
    WordCounts,
    datasets,
    fit,
)
from em_core.variational_bayes import (
    LDA,
    BayesGaussians,
    BayesSnapshot,
    BetaCoins,
    Dirichlets,
    ascend,
    standardised,
)
from em_core.variational_bayes.ascent import assignments
from tests.core.truths import many, slack

DB, FIVE = datasets.DO_BATZOGLOU.rounds, datasets.FIVE_OF_FIVE.rounds
PAGES = datasets.FOUR_PAGES.counts
GEYSER = standardised(datasets.OLD_FAITHFUL.x)


def exactly(values: object, printed: object, digits: int = 6) -> None:
    np.testing.assert_allclose(values, printed, rtol=0, atol=0.5000001 * 10.0**-digits)


def of_coins(rounds: Rounds, p: tuple[float, float]) -> Responsibilities:
    """The q(z) of plain EM's first E-step."""
    return CoinMixture().infer(rounds, CoinParams([0.5, 0.5], p))


def slices(components: int, mine: float = 0.9) -> Responsibilities:
    """Equal slices of the waiting times; ``mine`` of each point goes to its slice."""
    table = np.full((272, components), (1 - mine) / (components - 1))
    order = np.argsort(datasets.OLD_FAITHFUL.x[:, 1], kind="stable")
    for k, some in enumerate(np.array_split(order, components)):
        table[some, k] = mine
    return Responsibilities(table)


def of_pages(counts: WordCounts = PAGES) -> Any:
    topics = np.array([[4.0, 3.0, 2.0], [2.0, 3.0, 4.0]])[:, : counts.counts.shape[1]]
    pages = np.tile([[0.6, 0.4], [0.4, 0.6]], (9, 1))[: len(counts.counts)]
    return PLSA().infer(counts, PLSAParams(pages, topics / topics.sum(axis=1, keepdims=True)))


def climbs(model: Any, data: Any, q_z: Any, **options: Any) -> list[BayesSnapshot]:
    """The snapshots; no bound falls, none is above the evidence, and all is finite."""
    trace = list(ascend(model, data, q_z, **options))
    assert (trace[0].phase, trace[0].bound, trace[0].q_theta, trace[0].gap) == ("start", None, None, None)
    bounds = [s.bound for s in trace[1:]]
    assert all(math.isfinite(b) for b in bounds)
    assert all(b >= a - slack(a) for a, b in zip(bounds, bounds[1:], strict=False))
    for s in trace[1:]:
        assert s.log_evidence == trace[0].log_evidence
        assert s.log_evidence is None or s.bound <= s.log_evidence + slack(s.log_evidence)
    return trace


# --- coins -------------------------------------------------------------------------------------------------


def test_do_and_batzoglou() -> None:
    trace = climbs(BetaCoins(), DB, of_coins(DB, (0.6, 0.5)), tol=0)
    exactly([s.bound for s in trace[1:5]], [-34.916436, -34.825602, -34.766879, -34.720849])
    end = trace[-1]
    assert end.converged and not any(s.converged for s in trace[:-1])
    exactly(end.log_evidence, -33.4515805399, 10)
    exactly(end.bound, -34.5999600509, 10)
    exactly(end.gap, 1.1483795110, 10)
    exactly(end.q_theta.alpha, [(21.617070, 6.511272), (13.382930, 12.488728)])
    exactly(end.q_theta.mean[:, 0], (0.768516, 0.517282))
    exactly((end.q_z.probs[1] * end.q_z.probs[3]).sum(), 0.0939, 4)
    alone = float(betaln(1 + 33, 1 + 17))
    exactly(alone, -33.8500521, 7)
    exactly(math.exp(end.log_evidence - alone), 1.49, 2)


def test_rounds_two_and_four_by_the_same_coin() -> None:
    def log_joint(z: tuple[int, ...]) -> float:
        sums = [sum(DB.counts[n] for n in range(5) if z[n] == k) + np.ones(2) for k in (0, 1)]
        return sum(float(betaln(*s)) for s in sums) - 5 * math.log(2)

    joint = {z: log_joint(z) for z in itertools.product((0, 1), repeat=5)}
    total = logsumexp(list(joint.values()))
    exactly(total, -33.4515805399, 10)
    exactly(sum(math.exp(v - total) for z, v in joint.items() if z[1] == z[3]), 0.1876, 4)


def test_five_of_five_prefers_one_coin() -> None:
    end = climbs(BetaCoins(), FIVE, of_coins(FIVE, (0.7, 0.3)), tol=0)[-1]
    exactly([end.log_evidence, end.bound, end.gap], [-18.9565041456, -19.3500848415, 0.3935806959], 10)
    np.testing.assert_allclose(end.q_z.probs, 0.5, atol=1e-6)
    exactly(betaln(12, 15), -18.5681727324, 10)
    one = climbs(BetaCoins(), FIVE, Responsibilities(np.ones((5, 1))))[-1]
    exactly([one.log_evidence, one.bound], [-18.5681727324] * 2, 10)  # the family holds the posterior: no gap


def test_equal_starts_stay_equal() -> None:
    for s in ascend(BetaCoins(), DB, Responsibilities(np.full((5, 2), 0.5)), max_iter=50):
        assert (s.q_z.probs == 0.5).all()


def test_the_evidence_of_the_coins_is_an_integral() -> None:
    rounds, model = Rounds([3, 1], [4, 5]), BetaCoins(2.5, 1.5)

    def row(h: int, t: int) -> float:
        return quad(lambda p: p ** (h + 1.5) * (1 - p) ** (t + 0.5), 0, 1)[0] / math.exp(betaln(2.5, 1.5))

    brute = (2 * row(4, 5) + 2 * row(3, 1) * row(1, 4)) / 4
    exactly(model.log_evidence(rounds, 2), math.log(brute), 8)
    known = Rounds([3, 1], [4, 5], [1, -1])
    exactly(model.log_evidence(known, 2), math.log(brute / 2), 8)
    assert model.log_evidence(Rounds([1] * 13, 2), 2) is None
    assert model.log_evidence(Rounds([1] * 100, 2), 1) is not None


def test_a_label_is_kept() -> None:
    known = Rounds(DB.heads, 10, [-1, 0, -1, 1, -1])
    end = climbs(BetaCoins(), known, CoinMixture().infer(known, CoinParams([0.5, 0.5], [0.5, 0.5])))[-1]
    assert end.q_z.probs[1].tolist() == [1, 0] and end.q_z.probs[3].tolist() == [0, 1]


# --- Gaussians ---------------------------------------------------------------------------------------------


def test_components_empty_themselves() -> None:
    trace = climbs(BayesGaussians(0.001), GEYSER, slices(6), tol=1e-10 / 444)
    end = trace[-1]
    assert end.iteration == 66
    exactly(end.bound, -443.29787345, 8)
    n = np.sort(end.q_theta.weights.alpha[0] - 0.001)[::-1]
    exactly(n, [174.862, 97.138, 0, 0, 0, 0], 3)
    exactly(np.sort(end.q_theta.weights.mean[0])[-2:], (0.3571, 0.6429), 4)


def test_a_table_that_nobody_prepared_will_do() -> None:
    model, x = BayesGaussians(), GEYSER[:6]
    prepared, q_z = model.admit(x, Responsibilities(np.full((6, 2), 0.5)))
    mine, theirs = model.believe(x, q_z), model.believe(prepared, q_z)
    np.testing.assert_array_equal(mine.scatter, theirs.scatter)
    np.testing.assert_array_equal(model.infer(x, mine).probs, model.infer(prepared, theirs).probs)
    assert model.bound(x.tolist(), q_z, mine) == model.bound(prepared, q_z, theirs)
    assert model.log_evidence(x, 2) == model.log_evidence(prepared, 2)
    with pytest.raises(ValueError, match="data must be a table of numbers"):
        model.believe("six", q_z)  # type: ignore[arg-type]


@pytest.mark.faults
def test_with_much_of_each_all_six_stay() -> None:
    end = climbs(BayesGaussians(10), GEYSER, slices(6), tol=1e-15, max_iter=3000)[-1]
    exactly(np.sort(end.q_theta.weights.alpha[0] - 10)[::-1], [96.1, 66.7, 29.2, 29.2, 29.2, 21.5], 1)


@pytest.mark.parametrize("concentration", [0.001, 10.0])
def test_sklearn_climbs_the_same_bound(concentration: float) -> None:
    peer = BayesianGaussianMixture(
        n_components=6, covariance_type="full", weight_concentration_prior_type="dirichlet_distribution",
        weight_concentration_prior=concentration, mean_prior=np.zeros(2), mean_precision_prior=1.0,
        degrees_of_freedom_prior=2.0, covariance_prior=np.eye(2), reg_covar=0.0,
    )  # fmt: skip
    peer._check_parameters(GEYSER)
    q = slices(6).probs
    peer._initialize(GEYSER, q)
    start = list(ascend(BayesGaussians(concentration), GEYSER, Responsibilities(q), max_iter=20))
    apart = []
    for s in start[2::2]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            norm, log_q = peer._e_step(GEYSER)
        np.testing.assert_allclose(np.exp(log_q), s.q_z.probs, rtol=0, atol=1e-9)
        peer._m_step(GEYSER, log_q)
        following = BayesGaussians(concentration).believe(*BayesGaussians().admit(GEYSER, s.q_z))
        np.testing.assert_allclose(peer.means_, following.means, rtol=0, atol=1e-9)
        np.testing.assert_allclose(peer.covariances_, following.covariances, rtol=0, atol=1e-9)
        mine = BayesGaussians(concentration).bound(*BayesGaussians().admit(GEYSER, s.q_z), following)
        apart.append(mine - peer._compute_lower_bound(log_q, norm))
    assert np.ptp(apart) < 1e-8  # it leaves a constant out


def log_evidence_by_chance(x: np.ndarray, model: BayesGaussians, draws: int) -> tuple[float, float]:
    """log p(x) of two components by drawing theta from its prior, and the standard error."""
    random = np.random.default_rng(5)
    size = x.shape[1]
    w = dirichlet([model.concentration] * 2).rvs(draws, random_state=random)
    total = np.zeros((draws, len(x)))
    for k in range(2):
        p = wishart(model.dof or size, np.eye(size) / model.scatter).rvs(draws, random_state=random)
        root = np.linalg.cholesky(np.linalg.inv(p * model.strength))
        m = model.mean + np.einsum("sij,sj->si", root, random.normal(size=(draws, size)))
        apart = x - m[:, None]
        quad = np.einsum("sni,sij,snj->sn", apart, p, apart)
        log_n = (np.linalg.slogdet(p)[1][:, None] - size * math.log(2 * math.pi) - quad) / 2
        total += w[:, k, None] * np.exp(log_n)
    each = total.prod(axis=1)
    return math.log(each.mean()), each.std() / each.mean() / math.sqrt(draws)


def test_the_evidence_of_few_points_by_drawing_theta() -> None:
    x = np.array([[0.3, -0.2], [1.1, 0.7], [-0.8, 0.4]])
    model = BayesGaussians(0.7, 0.2, 0.8, 1.3, 3.5)
    value, error = log_evidence_by_chance(x, model, 30_000)
    found = model.log_evidence(model.admit(x, Responsibilities(np.full((3, 2), 0.5)))[0], 2)
    assert error < 0.04 and abs(found - value) < 4 * error


def test_one_component_has_no_gap() -> None:
    x = np.random.default_rng(0).normal(size=(30, 3))
    model = BayesGaussians(2.0, 0.3, 1.7, 0.6, 4.5)
    end = climbs(model, x, Responsibilities(np.ones((30, 1))))[-1]
    assert abs(end.bound - end.log_evidence) <= slack(end.bound)


# --- topics ------------------------------------------------------------------------------------------------


def test_four_pages() -> None:
    end = climbs(LDA(), PAGES, of_pages(), tol=0)[-1]
    exactly(end.bound, -39.0086963, 7)
    q_z = end.q_z
    for _ in range(200):  # the bound no longer rises in its sixteenth digit, the topics move in their seventh
        q_theta = LDA().believe(PAGES, q_z)
        q_z = LDA().infer(PAGES, q_theta)
    exactly(q_theta.topic_words.mean, [(0.480913, 0.480757, 0.038330), (0.032574, 0.489564, 0.477861)])
    exactly(q_theta.doc_topics.mean[:, 0], [0.931177, 0.067755, 0.494067, 0.262636])
    assert end.log_evidence is None and end.q_z.log_evidence is None  # q(z) is no posterior of known theta
    sparse = climbs(LDA(0.1, 0.1), PAGES, of_pages(), tol=0)[-1].q_theta.doc_topics.mean
    exactly([sparse[1, 0], sparse[0, 1]], [0.0122, 0.0122], 4)
    plain = fit(PLSA(), PAGES, PLSAParams([[0.6, 0.4], [0.4, 0.6]] * 2, [[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]]),
                max_iter=5000, tol=0).params  # fmt: skip
    exactly(plain.doc_topics[:, 0], [1, 0, 0.5, 0.25], 3)


@pytest.mark.parametrize("prior", [0.5, 0.1])
def test_sklearn_stays_at_the_same_topics(prior: float) -> None:
    end = climbs(LDA(prior, prior), PAGES, of_pages(), tol=0)[-1].q_theta
    peer = LatentDirichletAllocation(
        2, doc_topic_prior=prior, topic_word_prior=prior, max_iter=1, max_doc_update_iter=5000,
        mean_change_tol=1e-12, random_state=3,
    ).fit(PAGES.counts)  # fmt: skip
    peer.components_ = end.topic_words.alpha.copy()
    peer.exp_dirichlet_component_ = np.exp(end.topic_words.expected_logs())
    np.testing.assert_allclose(peer.transform(PAGES.counts), end.doc_topics.mean, rtol=0, atol=1e-6)
    peer._em_step(PAGES.counts.astype(float), total_samples=4, batch_update=True)
    np.testing.assert_allclose(peer.components_, end.topic_words.alpha, rtol=0, atol=1e-5)


def test_the_evidence_of_few_tokens_and_tokens_written_out() -> None:
    counts, model = WordCounts([[2, 1], [0, 2]]), LDA(0.7, 1.3)
    end = climbs(model, counts, of_pages(counts))[-1]
    random = np.random.default_rng(2)  # theta drawn from its prior
    pages, topics = random.dirichlet([0.7] * 2, (60_000, 2)), random.dirichlet([1.3] * 2, (60_000, 2))
    each = ((pages @ topics) ** counts.counts).prod(axis=(1, 2))
    assert abs(end.log_evidence - math.log(each.mean())) < 4 * each.std() / each.mean() / math.sqrt(60_000)


# --- all three, any data -----------------------------------------------------------------------------------

small = st.sampled_from([1e-6, 1e-3, 0.1, 0.5, 1.0, 3.0, 100.0])
seeds = st.integers(0, 2**32 - 1)


@many
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=6),
       st.integers(1, 3), small, small, seeds)  # fmt: skip
def test_any_coins(found: list[tuple[int, int]], coins: int, a: float, b: float, seed: int) -> None:
    data = Rounds([x for x, _ in found], [x + y for x, y in found])
    q = np.random.default_rng(seed).dirichlet([1.0] * coins, len(data))
    climbs(BetaCoins(a, b), data, Responsibilities(q), max_iter=8, tol=0)


@many
@given(st.integers(1, 5), st.integers(1, 3), st.integers(1, 3), small, st.sampled_from([1e-3, 1.0, 300.0]),
       st.booleans(), seeds)  # fmt: skip
def test_any_points(n: int, d: int, k: int, prior: float, width: float, alike: bool, seed: int) -> None:
    random = np.random.default_rng(seed)
    x = np.repeat(random.normal(size=(1, d)), n, 0) if alike else random.normal(size=(n, d)) * width
    q = random.dirichlet([random.choice([0.05, 1.0])] * k, n)
    climbs(BayesGaussians(prior, 0.1, prior, 1.0), x, Responsibilities(q), max_iter=8, tol=0)


@many
@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=3), small, small)
def test_any_pages(rows: list[list[int]], alpha: float, eta: float) -> None:
    if not any(map(any, rows)):
        return
    counts = WordCounts(rows)
    climbs(LDA(alpha, eta), counts, of_pages(counts), max_iter=8, tol=0)


# --- what is refused ---------------------------------------------------------------------------------------

HALF = Responsibilities(np.full((5, 2), 0.5))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: BetaCoins(0), "a must be at least 1e-06"),
        (lambda: LDA(1, math.nan), "eta must be a finite number"),
        (lambda: BayesGaussians(strength=0), "strength must be at least 1e-06"),
        (lambda: BayesGaussians(dof=-1), "dof must be at least"),
        (lambda: ascend(BetaCoins(), [1], HALF), "data must be Rounds"),
        (lambda: ascend(BetaCoins(), DB, HALF.probs), "q_z must be Responsibilities"),
        (lambda: ascend(BetaCoins(), Rounds([1], 2), HALF), "q_z must have one row per round, got 5 for 1"),
        (lambda: ascend(BetaCoins(), Rounds(DB.heads, 10, [0] + [-1] * 4), HALF), "round 1 to coin 2"),
        (lambda: ascend(BetaCoins(), Rounds([1] * 5, 10**9), HALF), "at most 100000000 flips in all"),
        (lambda: ascend(BayesGaussians(), GEYSER, HALF), "q_z must have one row per point"),
        (lambda: ascend(BayesGaussians(), GEYSER, None), "q_z must be Responsibilities"),
        (lambda: ascend(BayesGaussians(), GEYSER * 1e6, HALF), "write standardised"),
        (lambda: ascend(BayesGaussians(dof=1), GEYSER, slices(2)), r"dof must be above D - 1 = 1, got 1"),
        (lambda: ascend(LDA(), DB, of_pages()), "data must be WordCounts"),
        (lambda: ascend(LDA(), PAGES, HALF), "q_z must be CountedResponsibilities"),
        (lambda: ascend(LDA(), WordCounts([[1, 2]]), of_pages()), "a row for each of the 2 cells, got 10"),
        (lambda: ascend(BetaCoins(), DB, HALF, max_iter=-1), "max_iter must be at least 0"),
        (lambda: Dirichlets([1, 2]), r"alpha must have shape \(R, C\)"),
        (lambda: Dirichlets([[1, 0]]), "got 0.0 in row 1, column 2"),
    ],
)
def test_what_is_refused_at_the_call(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_assignments() -> None:
    assert assignments(3, 2).tolist() == [list(z)[::-1] for z in itertools.product((0, 1), repeat=3)]
    assert assignments(12, 2).shape == (4096, 12) and assignments(13, 2) is None
    assert np.ptp(standardised([[1.0, 5.0], [3.0, 5.0]]), axis=0).tolist() == [2, 0]
