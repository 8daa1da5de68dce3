"""CASES: model x data x start, one table. A new model adds its rows here and meets every truth."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import expit, gammaln, logit, softmax

from em_core import (
    HMM,
    PLSA,
    CoinMixture,
    CoinParams,
    Diary,
    FeatureCoinParams,
    FeatureCoins,
    FeatureRounds,
    GaussianMixture,
    GaussianParams,
    HMMParams,
    PLSAParams,
    Precisions,
    Recipe,
    Reports,
    Responsibilities,
    Rounds,
    SentencePairs,
    Student,
    StudentParams,
    TalliedCoins,
    Tally,
    TranslationParams,
    Witness,
    WitnessParams,
    WordAlignment,
    WordCounts,
    beta_prior,
    datasets,
    hard,
    hmm_prior,
    normal_inverse_wishart,
    ridge_prior,
    soft,
    student_prior,
    topic_prior,
    translation_prior,
    uniform,
    witness_prior,
)
from em_core.mixture import CountedResponsibilities
from em_core.models.linkage import RAO, Linkage, LinkageParams, LinkageStatistics, Offspring
from tests.core.diaries import any_chain, divergence, hmm_paths, reverse_states

Path = Callable[[float], Any]

E_RULES = {"soft": soft(), "beta=0.5": soft(0.5), "beta=2": soft(2.0), "hard": hard}


@dataclass(frozen=True, eq=False)
class Case:
    """model, data and start, a conjugate prior for them, and what the truths need beyond the protocol.

    relabel: parameters with their components reversed; None when the components are no equals.
    paths: curves through the parameters, path(0) = start up to rounding, smooth for |u| <= 3. A
    parameter on the edge of its range stays there, so that path(0) lies inside in every other sense.
    pieces: the data taken apart into single data, in the order of the rows of q; None when they do not.
    possible: (N, K), False where no q may put anything because of the data alone (labels); None = anywhere.
    posterior: what makes a q of a table (N, K).
    draw: where a q is no table (N, K), what draws one, within another one or anywhere (None).
    divergence: KL(q || p(z | x, params)) written out, for such a q and parameters; None where it is too long.
    rules: the E rules that the model takes.
    """

    name: str
    model: Any
    data: Any
    start: Any
    prior: Any
    relabel: Callable[[Any], Any] | None
    paths: tuple[Path, ...]
    pieces: Callable[[Any], Sequence[Any]] | None = None
    possible: Any = None
    posterior: Callable[[Any], Any] = Responsibilities
    draw: Callable[[np.random.Generator, Any], Any] | None = None
    divergence: Callable[[Any, Any], float | None] | None = None
    rules: tuple[str, ...] = tuple(E_RULES)

    @property
    def last_rule(self) -> Any:
        """The hard E-step where there is one."""
        return E_RULES[self.rules[-1]]

    def any_q(self, random: np.random.Generator, within: Any = None) -> Any:
        """A q that has nothing to do with the model; about every second one is nearly certain of itself.

        within: a posterior; where that is 0 the q is 0 too.
        """
        if self.draw is not None:
            return self.draw(random, within)
        shape = self.model.infer(self.data, self.start).probs.shape
        q = random.dirichlet(np.full(shape[1], random.choice([0.2, 1.0])), size=shape[0])
        if self.possible is not None:
            q = np.where(self.possible, q + 1e-3, 0.0)
            q /= q.sum(axis=1, keepdims=True)
        if within is not None:
            q = np.where(within.probs > 0, q + 1e-3, 0.0)
            q /= q.sum(axis=1, keepdims=True)
        return self.posterior(q)


def tables(posterior: Any) -> tuple[Any, ...]:
    """The probabilities that a q is made of; what is under one index of the first axis adds up to 1."""
    if hasattr(posterior, "rates"):  # densities
        return ()
    return (posterior.gamma, posterior.xi) if hasattr(posterior, "gamma") else (posterior.probs,)


def reverse_coins(params: CoinParams) -> CoinParams:
    return CoinParams(params.weights[::-1], params.p_heads[::-1])


def coin_paths(start: CoinParams) -> tuple[Path, ...]:
    """All log-odds and log-weights moved in step: each alone, then all at once in odd proportions."""
    sizes = np.arange(1, start.p_heads.size + 1)
    pace = np.where(sizes % 2, 1.0, -0.6) / sizes
    moves = [*np.eye(sizes.size), pace]
    turn = [np.zeros(sizes.size)] * sizes.size + [pace[::-1] if sizes.size > 1 else 0 * pace]

    def path(p_move: Any, w_move: Any) -> Path:
        def at(u: float) -> CoinParams:
            with np.errstate(divide="ignore"):  # log 0 of a coin that nobody takes
                weights = softmax(np.log(start.weights) + u * w_move)
            return CoinParams(weights, expit(logit(start.p_heads) + u * p_move))

        return at

    return tuple(path(p, w) for p, w in zip(moves, turn, strict=True))


def single_rounds(data: Rounds) -> list[Rounds]:
    labels = np.full(len(data), -1) if data.labels is None else data.labels
    return [Rounds([h], [n], [z]) for h, n, z in zip(data.heads, data.flips, labels, strict=True)]


def coins(name: str, data: Rounds, weights: list[float], p_heads: list[float], *, learn: bool) -> Case:
    prior = beta_prior(2.5, 1.5, coins=len(weights), concentration=2.0)
    start, excluded = CoinParams(weights, p_heads), data.excluded(len(weights))
    return Case(
        name,
        CoinMixture(learn_weights=learn),
        data,
        start,
        prior,
        reverse_coins if data.labels is None else None,
        coin_paths(start),
        single_rounds,
        None if excluded is None else ~excluded,
    )


def tally(name: str, rounds: Rounds, times: list[int], weights: list[float], p_heads: list[float]) -> Case:
    """Rounds that were seen so many times each."""
    data, like = Tally(rounds, times), coins(name, rounds, weights, p_heads, learn=True)

    def posterior(q: Any) -> CountedResponsibilities:
        return CountedResponsibilities(Responsibilities(q), data.times)

    return replace(like, model=TalliedCoins(), data=data, pieces=None, posterior=posterior)


def feature_coins(name: str, data: FeatureRounds, start: FeatureCoinParams, *, learn: bool = False) -> Case:
    """Log-odds moved in step: each intercept and each slope alone, then everything in odd proportions."""
    coins, features = start.sizes
    prior = ridge_prior(0.3, coins=coins, features=features, intercepts=0.1, concentration=1.5)
    pace = np.where(np.arange(coins + features) % 2, -0.6, 1.0)

    def path(by: Any, w_move: float) -> Path:
        def at(u: float) -> FeatureCoinParams:
            with np.errstate(divide="ignore"):  # log 0 of a coin that nobody takes
                weights = softmax(np.log(start.weights) + u * w_move * np.arange(coins))
            move = u * np.asarray(by)
            return FeatureCoinParams(weights, start.intercepts + move[:coins], start.slopes + move[coins:])

        return at

    def reverse(params: FeatureCoinParams) -> FeatureCoinParams:
        return FeatureCoinParams(params.weights[::-1], params.intercepts[::-1], params.slopes)

    def pieces(data: FeatureRounds) -> list[FeatureRounds]:
        rows = zip(data.heads, data.flips, data.features, strict=True)
        return [FeatureRounds([h], [n], [f]) for h, n, f in rows]

    paths = *(path(by, 0.0) for by in np.eye(coins + features)), path(pace / 2, 0.3 * learn)
    return Case(name, FeatureCoins(learn_weights=learn), data, start, prior, reverse, paths, pieces)


def linkage(name: str, data: Offspring, theta: float) -> Case:
    def odds(u: float) -> LinkageParams:
        return LinkageParams(float(expit(logit(theta) + u)))

    prior = LinkageStatistics(0.0, 1.5, 0.5)  # Beta(2.5, 1.5)
    return Case(name, Linkage(), data, LinkageParams(theta), prior, None, (odds,))


def witness(name: str, data: Reports, reliability: float, p_heads: float) -> Case:
    def odds(u: float) -> WitnessParams:
        return WitnessParams(float(expit(logit(p_heads) + u)))

    def posterior(q: Any) -> CountedResponsibilities:
        return CountedResponsibilities(Responsibilities(q), data.times)

    model, start, prior = Witness(reliability), WitnessParams(p_heads), witness_prior(2.5, 1.5)
    possible = np.isfinite(model.log_joint(data, start))
    return Case(name, model, data, start, prior, None, (odds,), possible=possible, posterior=posterior)


def student(name: str, x: Any, dof: float, mean: float, scale: float) -> Case:
    model, start, data = Student(dof), StudentParams(mean, scale), np.asarray(x, dtype=float)

    def path(by: float, grow: float) -> Path:
        return lambda u: StudentParams(mean + u * by * scale, scale * math.exp(grow * u))

    def draw(random: np.random.Generator, within: Any) -> Precisions:
        return Precisions(random.uniform(0.2, 5.0), random.uniform(0.2, 5.0, size=data.size))

    def apart(q: Precisions, params: StudentParams) -> float:
        """The integral of q log(q / p) over log u, by the trapezoidal rule, p(x, u) from its definition."""
        u = np.linspace(-150.0, 12.0, 3241)
        step, half, e = u[1] - u[0], dof / 2, np.exp(u)
        away = ((data - params.mean) / params.scale)[:, None] ** 2
        rates = q.rates[:, None]
        log_q = q.shape * (u + np.log(rates)) - rates * e - gammaln(q.shape)
        log_p = u / 2 - away * e / 2 + half * u - half * e
        log_p -= np.logaddexp.reduce(log_p, axis=1, keepdims=True) + np.log(step)
        return float((np.exp(log_q) * (log_q - log_p)).sum() * step)

    return Case(
        name, model, data, start, student_prior(1.5, mean + scale, scale**2), None,
        (path(0.5, 0.0), path(0.0, 0.3), path(-0.3, 0.4)), draw=draw, divergence=apart,
        rules=("soft", "beta=0.5", "beta=2")[: 3 if dof >= 1 else 2],  # below 1 a cold q collapses
    )  # fmt: skip


def reverse_topics(params: PLSAParams) -> PLSAParams:
    return PLSAParams(params.doc_topics[:, ::-1], params.topic_words[::-1])


def topic_paths(start: PLSAParams, *, learn: bool) -> tuple[Path, ...]:
    """The log-shares of the pages tilted, those of the topics, then both in odd proportions."""
    pages, topics = (
        np.cos(1.0 + np.arange(table.size)).reshape(table.shape) * (scale if table.shape[1] > 1 else 0.0)
        for table, scale in ((start.doc_topics, 0.8), (start.topic_words, 0.6 * learn))
    )

    def path(of_pages: float, of_topics: float) -> Path:
        def at(u: float) -> PLSAParams:
            with np.errstate(divide="ignore"):  # log 0 of a topic that is not there
                moved = np.log(start.doc_topics) + u * of_pages * pages
                turned = np.log(start.topic_words) + u * of_topics * topics
            return PLSAParams(softmax(moved, axis=1), softmax(turned, axis=1))

        return at

    return path(1.0, 0.0), path(0.0, 1.0), path(0.5, -0.7)


def plsa(name: str, counts: Any, doc_topics: Any, topic_words: Any, *, learn: bool = True) -> Case:
    data, start = WordCounts(counts), PLSAParams(doc_topics, topic_words)
    (pages, topics), words = start.doc_topics.shape, data.counts.shape[1]

    def posterior(q: Any) -> CountedResponsibilities:
        return CountedResponsibilities(Responsibilities(q), data.times)

    return Case(
        name,
        PLSA(learn_topics=learn),
        data,
        start,
        topic_prior(topics, pages, words, of_pages=1.5, of_topics=1.2 if learn else 1.0),
        reverse_topics,
        topic_paths(start, learn=learn),
        posterior=posterior,
    )


def alignment(name: str, data: SentencePairs, start: TranslationParams | None = None) -> Case:
    """From a table that is not uniform, if none is given."""
    shape = data.cells.shape
    tilt = np.cos(1.0 + np.arange(shape[0] * shape[1])).reshape(shape)
    start = start or TranslationParams(softmax(0.5 * tilt[::-1], axis=1))

    def path(turn: Any) -> Path:
        def at(u: float) -> TranslationParams:
            with np.errstate(divide="ignore"):  # log 0 of what is no translation
                return TranslationParams(softmax(np.log(start.table) + u * turn, axis=1))

        return at

    paths = path(0.5 * tilt), path(np.outer(np.arange(shape[0]) % 2, tilt[0]))
    prior = translation_prior(data, 1.5)
    return Case(name, WordAlignment(), data, start, prior, None, paths, possible=data.possible)


def reverse_gaussians(params: GaussianParams) -> GaussianParams:
    return GaussianParams(params.weights[::-1], params.means[::-1], params.covariances[::-1])


def gaussian_paths(model: GaussianMixture, start: GaussianParams) -> tuple[Path, ...]:
    """Each mean along the diagonal, by its own widths; then everything at once, as far as it is free."""
    k, size = start.means.shape
    pace = np.where(np.arange(k) % 2, 1.0, -0.6) / (1 + np.arange(k))
    widths = np.sqrt(np.diagonal(start.covariances, axis1=1, axis2=2))
    widths = widths * np.where(np.arange(size) % 2, -0.5, 0.5)
    growth = 0 * pace if model.known_variance is not None else 0.3 * pace
    if model.covariance == "tied":
        growth = np.full(k, growth[0])

    def path(m_move: Any, w_move: Any, c_move: Any) -> Path:
        def at(u: float) -> GaussianParams:
            with np.errstate(divide="ignore"):  # log 0 of a component that is never taken
                weights = softmax(np.log(start.weights) + u * w_move)
            means = start.means + u * m_move[:, None] * widths
            return GaussianParams(weights, means, start.covariances * np.exp(u * c_move)[:, None, None])

        return at

    still = np.zeros(k)
    turn = still if not model.learn_weights else pace[::-1]
    return *(path(move, still, still) for move in np.eye(k)), path(0.5 * pace, turn, growth)


def gaussians(
    name: str, x: Any, weights: list[float], means: Any, covariances: Any, **model: Any
) -> Case:
    data, mixture = np.asarray(x, dtype=float), GaussianMixture(**model)
    start = GaussianParams(weights, means, covariances)
    spread = np.diag(data.std(axis=0) ** 2 + 0.1)
    prior = normal_inverse_wishart(data.mean(axis=0), 0.3, spread, data.shape[1] + 2.0, 1.5)
    paths = gaussian_paths(mixture, start)
    return Case(
        name, mixture, data, start, prior, reverse_gaussians, paths, lambda data: [row[None] for row in data]
    )


HOUSE, HOUSE_NULL = datasets.DAS_HAUS.pairs(), datasets.DAS_HAUS.pairs(null=True)
AGAIN = SentencePairs([("x y x", "a a b"), ("x", "b"), ("y y", "c a")])
SPARSE = [[0.5, 0, 0.5, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0.25, 0.75]]

FOUR_PAGES = [[4, 4, 0], [0, 4, 4], [2, 4, 2], [1, 4, 3]]
FLAT, TILTED = [1 / 3] * 3, [0.4, 0.3, 0.3]
SHARES = [[0.6, 0.4], [0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]
def diary(name: str, data: Diary, start: HMMParams) -> Case:
    prior = hmm_prior(
        states=start.start.size, symbols=data.symbols, start=1.5, moves=2.0, emissions=1.2, stop=1.1
    )

    def draw(random: np.random.Generator, within: Any) -> Any:
        return any_chain(data, start.start.size, random, within)

    def apart(q: Any, params: HMMParams) -> float | None:
        return divergence(data, q, params)

    return Case(
        name, HMM(), data, start, prior, reverse_states, hmm_paths(start), draw=draw, divergence=apart
    )


TWO, CUBE = np.eye(2), np.eye(3)
ERUPTIONS = datasets.OLD_FAITHFUL.x[:24]
HEIGHTS = datasets.GALTON.x[:30]
THREE = np.random.default_rng(5).normal(size=(16, 3)) + np.repeat([[0.0, 0, 0], [3, 1, -2]], 8, axis=0)
FAR = np.round(ERUPTIONS * 4) / 4 + [2e4, -1e5]

DB_LABELS = datasets.DO_BATZOGLOU.labels
DB, FIVE = datasets.DO_BATZOGLOU.rounds, datasets.FIVE_OF_FIVE.rounds
HANDS, MAIZE = datasets.TWO_HANDS, datasets.DARWIN.x[:, 0]
SCATTERED = [[0.1 * n, (-1.0) ** n * n] for n in range(10)]
SOME_LABELS = Rounds(DB.heads, DB.flips, [1, 0, -1, 1, -1])
EISNER = datasets.EISNER
HOT_AND_COLD = EISNER.start
LEFT_TO_RIGHT = HMMParams([1, 0, 0], [[0.6, 0.4, 0], [0, 0.7, 0.3], [0, 0, 1]],
                          [[0.8, 0.2], [0.3, 0.7], [0.9, 0.1]])
HARDLY = HMMParams([1 - 1e-300, 1e-300], [[1 - 1e-200, 1e-200], [1e-9, 1 - 1e-9]],
                   [[0.5, 0.5 - 1e-120, 1e-120], [1e-250, 1e-3, 1 - 1e-3]])
MIXED = Rounds([0, 4, 0, 9, 2, 0, 7], [0, 4, 5, 9, 3, 0, 11])

CASES = [
    coins("two coins, Do & Batzoglou", DB, [0.5, 0.5], [0.6, 0.5], learn=False),
    coins("two coins and their weights", DB, [0.3, 0.7], [0.6, 0.5], learn=True),
    coins("five rounds of five", FIVE, [0.5, 0.5], [0.7, 0.3], learn=False),
    coins("five rounds of five, weights", FIVE, [0.8, 0.2], [0.7, 0.3], learn=True),
    coins(
        "hard EM lowers the log-likelihood", datasets.HARD_FALLS.rounds, [0.5, 0.5], [0.6, 0.4], learn=False
    ),
    coins("one coin", DB, [1.0], [0.2], learn=True),
    coins("three coins", DB, [0.2, 0.3, 0.5], [0.3, 0.55, 0.8], learn=True),
    coins("three coins, weights fixed", MIXED, [0.2, 0.3, 0.5], [0.3, 0.55, 0.8], learn=False),
    coins("identical coins", DB, [0.5, 0.5], [0.6, 0.6], learn=True),
    coins("empty rounds, all heads and all tails", MIXED, [0.4, 0.6], [0.35, 0.75], learn=True),
    coins("only empty rounds", Rounds([0, 0], 0), [0.4, 0.6], [0.35, 0.75], learn=True),
    coins("all heads", Rounds([5, 5, 5], 5), [0.5, 0.5], [0.9, 0.2], learn=True),
    coins("all heads against all tails", Rounds([40, 0], 40), [0.5, 0.5], [0.999, 0.001], learn=True),
    coins("a coin that always shows heads", MIXED, [0.5, 0.5], [1.0, 0.5], learn=True),
    coins("a coin that never does", MIXED, [0.5, 0.5], [0.0, 0.5], learn=False),
    coins("a coin that nobody takes", DB, [1.0, 0.0], [0.6, 0.5], learn=True),
    coins("three labelled rounds of five", SOME_LABELS, [0.5, 0.5], [0.6, 0.45], learn=False),
    coins("a label against all odds", SOME_LABELS, [0.1, 0.9], [0.05, 0.95], learn=True),
    coins("every round labelled", Rounds(DB.heads, DB.flips, DB_LABELS), [0.4, 0.6], [0.6, 0.5], learn=True),
    tally("rounds that were counted", Rounds([0, 1, 2, 3, 4, 5], 5), [2, 9, 15, 0, 5, 1],
          [0.4, 0.6], [0.7, 0.3]),
    feature_coins("two hands", HANDS.rounds, HANDS.start),
    feature_coins("two hands and the weights", HANDS.rounds, FeatureCoinParams([0.4, 0.6], [1.0, 0.2], [0.3]),
                  learn=True),
    feature_coins("three coins, two features", FeatureRounds(HANDS.rounds.heads, 10, SCATTERED),
                  FeatureCoinParams([0.2, 0.3, 0.5], [1.0, 0.0, -1.0], [0.5, -0.2]), learn=True),
    feature_coins("one coin with a feature", HANDS.rounds, FeatureCoinParams([1], [0], [0]), learn=True),
    feature_coins("a feature that says nothing", FeatureRounds(DB.heads, 10, [0] * 5),
                  FeatureCoinParams([0.5, 0.5], [0.4, 0.0], [0.7])),
    feature_coins("a feature that is always there", FeatureRounds(DB.heads, 10, [2] * 5),
                  FeatureCoinParams([0.5, 0.5], [0.4, 0.0], [0.1])),
    feature_coins("coins with a feature that are alike", HANDS.rounds,
                  FeatureCoinParams([0.5, 0.5], [0.3, 0.3], [0.1]), learn=True),
    feature_coins("a coin with a feature that nobody takes", HANDS.rounds,
                  FeatureCoinParams([1.0, 0.0], [0.3, 0.5], [0.1]), learn=True),
    feature_coins("empty rounds with features",
                  FeatureRounds([0, 4, 1, 9, 2, 3], [0, 5, 5, 11, 3, 7], np.eye(6, 2) + np.eye(6, 2, -2)),
                  FeatureCoinParams([0.4, 0.6], [0.5, -0.5], [0.1, 0.3]), learn=True),
    feature_coins("thousands of flips with a feature", FeatureRounds([310, 694, 302], 1000, [-1, 0.5, 2.5]),
                  FeatureCoinParams([0.5, 0.5], [3.0, -3.0], [0.2])),
    witness("the witness", datasets.WITNESS.reports, 0.9, 0.6),
    witness("a witness, alike and not", Reports(3, 5), 0.7, 0.5),
    witness("a witness who is always right", Reports(8, 2), 1.0, 0.6),
    witness("a witness who is always wrong", Reports(3, 4), 0.0, 0.3),
    witness("a witness who tells nothing", Reports(3, 4), 0.5, 0.2),
    witness("a witness who only says same", Reports(5, 0), 0.99, 0.999),
    student("Darwin's maize, one degree of freedom", MAIZE, 1, 20.9, 36.5),
    student("Darwin's maize, four", MAIZE, 4, 20.9, 36.5),
    student("half a degree of freedom", [0.0, 1, 3, -1, 100], 0.5, 2.0, 3.0),
    student("hardly any outliers", HEIGHTS[:, 0], 30, 60.0, 1.0),
    student("far away", MAIZE + 1e7, 2, 1e7, 20.0),
    linkage("genetic linkage", RAO, 0.5),
    linkage("genetic linkage, far away", RAO, 0.001),
    linkage("linkage that is not there", Offspring([10, 3, 1, 0]), 0.4),
    linkage("linkage without exception", Offspring([10, 0, 0, 3]), 0.4),
    linkage("linkage, only the hidden class", Offspring([4, 0, 0, 0]), 0.7),
    plsa("four pages", FOUR_PAGES, SHARES, [TILTED, FLAT]),
    plsa("four pages, three topics", FOUR_PAGES, [[0.5, 0.3, 0.2], FLAT, [0.1, 0.1, 0.8], TILTED],
         [TILTED, FLAT, [0.1, 0.2, 0.7]]),
    plsa("four pages, one topic", FOUR_PAGES, [[1.0]] * 4, [TILTED]),
    plsa("only mixed pages", [[2, 4, 2], [1, 4, 3], [3, 4, 1]], SHARES[:3], [TILTED, FLAT]),
    plsa("equal topics on unequal pages", FOUR_PAGES, [[0.9, 0.1], [0.3, 0.7], [0.5, 0.5], [0.2, 0.8]],
         [[0.2, 0.5, 0.3]] * 2),
    plsa("everything equal", FOUR_PAGES, [[0.5, 0.5]] * 4, [FLAT] * 2),
    plsa("a page and a word without tokens", [[3, 0, 1], [0, 0, 0], [0, 0, 5]], SHARES[:3], [TILTED, FLAT]),
    plsa("a topic that is on no page, one that lacks a word", FOUR_PAGES,
         [[0.6, 0.4, 0.0], [0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.3, 0.7, 0.0]],
         [TILTED, [0.0, 0.5, 0.5], FLAT]),
    plsa("one token", [[1]], [[0.45, 0.55]], [[1.0], [1.0]]),
    plsa("topics held", FOUR_PAGES, SHARES, [[0.5, 0.4, 0.1], [0.1, 0.4, 0.5]], learn=False),
    plsa("shares too small to be multiplied", [[3, 2], [0, 900]], [[1e-200, 1 - 1e-200], [0.5, 0.5]],
         [[1 - 1e-200, 1e-200], [1e-180, 1 - 1e-180]]),
    alignment("das Haus", HOUSE),
    alignment("das Haus, from uniform", HOUSE, uniform(HOUSE)),
    alignment("das Haus with the empty word", HOUSE_NULL),
    alignment("a dictionary with zeros", HOUSE, TranslationParams(SPARSE)),
    alignment("a source word that makes none of its words", HOUSE,
              TranslationParams([[0.4, 0.3, 0.2, 0.1], [0, 0, 0, 1], [0.1, 0.2, 0.3, 0.4], [0.25] * 4])),
    alignment("words that occur again", AGAIN),
    alignment("one pair of one word", SentencePairs([("ja", "yes")])),
    alignment("Bush and Sharon, from uniform", datasets.BUSH_LEFT_WITH_SHARON.pairs(True),
              uniform(datasets.BUSH_LEFT_WITH_SHARON.pairs(True))),
    alignment("the Analects", datasets.ANALECTS.pairs()),
    alignment("hardly ever", SentencePairs([("f g", "a b"), ("f", "b"), ("g", "b")]),
              TranslationParams([[1e-310, 1.0], [3e-310, 1.0]])),
    gaussians("eruptions", ERUPTIONS, [0.4, 0.6], [[2, 55], [4, 80]],
              [[[0.5, 1], [1, 50]], [[1, -1], [-1, 40]]]),
    gaussians("eruptions, three components", ERUPTIONS, [0.2, 0.3, 0.5], ERUPTIONS[:3], [30 * TWO] * 3),
    gaussians("eruptions, diagonal", ERUPTIONS, [0.4, 0.6], [[2, 55], [4, 80]],
              [[[0.5, 0], [0, 50]], [[1, 0], [0, 40]]], covariance="diag"),
    gaussians("eruptions, tied", ERUPTIONS, [0.4, 0.6], [[2, 55], [4, 80]], [[[1, 2], [2, 60]]] * 2,
              covariance="tied"),
    gaussians("eruptions, tied, weights kept", ERUPTIONS, [0.3, 0.7], [[2, 55], [4, 80]],
              [[[1, 2], [2, 60]]] * 2, covariance="tied", learn_weights=False),
    gaussians("eruptions, spherical", ERUPTIONS, [0.4, 0.6], [[2, 55], [4, 80]], [20 * TWO, 30 * TWO],
              covariance="spherical"),
    gaussians("Mitchell's problem", ERUPTIONS, [0.5, 0.5], [[2, 55], [4, 80]], [30 * TWO] * 2,
              covariance="spherical", learn_weights=False, known_variance=30.0),
    gaussians("heights", HEIGHTS, [0.5, 0.5], [[64], [70]], [[[6]], [[6]]]),
    gaussians("heights, one variance", HEIGHTS, [0.5, 0.5], [[64], [70]], [[[6]], [[6]]], covariance="tied"),
    gaussians("one Gaussian", HEIGHTS, [1.0], [[60]], [[[100]]]),
    gaussians("three dimensions", THREE, [0.5, 0.5], [[0, 0, 1], [2, 1, 0]], [CUBE, 2 * CUBE]),
    gaussians("three dimensions, tied", THREE, [0.5, 0.5], [[0, 0, 1], [2, 1, 0]], [CUBE, CUBE],
              covariance="tied"),
    gaussians("a component that is never taken", ERUPTIONS, [1.0, 0.0], [[3, 60], [4, 80]], [40 * TWO] * 2),
    gaussians("identical components", ERUPTIONS, [0.5, 0.5], [[3, 70]] * 2, [40 * TWO] * 2),
    gaussians("far from the origin", FAR, [0.4, 0.6], [[20002, -99945], [20004, -99920]], [30 * TWO] * 2),
    diary("Eisner's diary", EISNER.diary, HOT_AND_COLD),
    diary("Eisner's first nine days", Diary(EISNER.diary.days[:9], 3), EISNER.start_without_stop),
    diary("two diaries and a day", Diary([[0, 2, 1], [1], [2, 2, 0, 1]]),
          HMMParams([0.2, 0.8], [[0.5, 0.3], [0.25, 0.5]], [[0.6, 0.3, 0.1], [0.1, 0.5, 0.4]], [0.2, 0.25])),
    diary("three states", Diary([0, 1, 1, 0, 2, 2]),
          HMMParams([0.2, 0.3, 0.5], [[0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.3, 0.3, 0.4]],
                    [[0.7, 0.2, 0.1], [0.2, 0.6, 0.2], [0.1, 0.3, 0.6]])),
    diary("states that are alike", Diary([0, 2, 1, 1, 0], 3),
          HMMParams([0.5, 0.5], [[0.8, 0.1], [0.1, 0.8]], [[0.4, 0.3, 0.3]] * 2, [0.1, 0.1])),
    diary("from left to right", Diary([0, 0, 1, 1, 0, 0]), LEFT_TO_RIGHT),
    diary("a diary of one day", Diary([1], 2), HMMParams([0.4, 0.6], [[0.5, 0.5], [0.2, 0.8]],
                                                         [[0.3, 0.7], [0.6, 0.4]])),
    diary("one state", Diary([0, 1, 1]), HMMParams([1], [[0.8]], [[0.5, 0.5]], [0.2])),
    diary("days that hardly can be", Diary([2, 2, 0, 2, 0, 1, 2]), HARDLY),
    coins("a thousand flips", Rounds([310, 694, 302], 1000), [0.5, 0.5], [0.999, 0.001], learn=True),
]

RUNS = [
    (
        f"{case.name}, {rule}{', prior' if prior else ''}",
        case,
        Recipe(E_RULES[rule], prior=case.prior if prior else None),
    )
    for case in CASES
    for rule in case.rules
    for prior in (False, True)
]
