"""What lesson 18 does by hand: labels hidden one by one, Bayes, a model of p(x, z) beside one of p(z | x)."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from em_core import (
    CoinMixture,
    CoinParams,
    FeatureCoinParams,
    FeatureCoins,
    FeatureRounds,
    GaussianMixture,
    GaussianParams,
    Responsibilities,
    Rounds,
    datasets,
    fit,
    gaussian_samples,
)

DB, COINS = datasets.DO_BATZOGLOU.rounds, CoinMixture(learn_weights=False)


def exactly(values: object, printed: object, digits: int = 6) -> None:
    np.testing.assert_allclose(values, printed, rtol=0, atol=0.5000001 * 10.0**-digits)


def theta(a: float, b: float) -> CoinParams:
    return CoinParams([0.5, 0.5], [a, b])


A2, B4 = [-1, 0, -1, -1, -1], [-1, 0, -1, 1, -1]


@pytest.mark.parametrize(
    ("labels", "printed"),
    [([1, 0, 0, 1, 0], (0.80, 0.45)), (B4, (0.804740, 0.507921)), (A2, (0.799078, 0.508766)),
     ([-1] * 5, (0.796789, 0.519583))],
)  # fmt: skip
def test_from_five_labels_to_none(labels: list[int], printed: tuple[float, float]) -> None:
    rounds = Rounds(DB.heads, 10, labels)
    exactly(fit(COINS, rounds, theta(0.6, 0.5), max_iter=1000, tol=0).params.p_heads, printed)
    if min(labels) >= 0:
        exactly(fit(COINS, rounds, theta(0.6, 0.5), max_iter=1).params.p_heads, printed, 12)


def test_one_label_breaks_the_symmetry() -> None:
    labelled = Rounds(DB.heads, 10, A2)
    assert fit(COINS, DB, theta(0.6, 0.6), max_iter=50, tol=0).params.p_heads.tolist() == [0.66, 0.66]
    exactly(fit(COINS, labelled, theta(0.6, 0.6), max_iter=1).params.p_heads, (0.7, 0.6), 12)
    exactly(fit(COINS, labelled, theta(0.6, 0.6), max_iter=999, tol=0).params.p_heads, (0.799078, 0.508766))


def test_bayes_by_hand() -> None:
    second = Rounds([9], [10])
    joint = np.exp(COINS.log_joint(second, theta(0.6, 0.5)))[0]
    exactly(2 * joint, (0.004031, 0.000977))
    exactly(joint, (0.002016, 0.000488))
    exactly(COINS.infer(second, theta(0.6, 0.5)).probs[0], (0.804986, 0.195014))


def test_heights_modelled_either_way() -> None:
    heights, sex = datasets.GALTON.x, datasets.GALTON.labels  # 0 = male
    known = Responsibilities.from_labels(sex, 2)
    any_two = GaussianParams([0.5, 0.5], [[64.0], [70.0]], [[[9.0]], [[9.0]]])

    # p(height, sex): one M-step with the labels as q. It classifies, and can be drawn from.
    joint = GaussianMixture("tied")
    learned = joint.maximize(joint.expected_stats(heights, known), any_two)
    for k in (0, 1):
        exactly(learned.means[k, 0], heights[sex == k].mean(), 9)
    drawn, groups = gaussian_samples.draw(learned, 5, 0)
    assert drawn.shape == (5, 1) and set(groups) <= {0, 1}
    of_joint = joint.infer(heights, learned).probs[:, 0]

    # p(sex | height) alone: one coin whose heads are the men, with the height as its feature.
    women_and_men = FeatureRounds((sex == 0).astype(int), 1, heights[:, 0])
    alone = fit(FeatureCoins(), women_and_men, FeatureCoinParams([1.0], [0.0], [0.0]), max_iter=5).params
    exactly([alone.intercepts[0], alone.slopes[0]], [-53.322174, 0.801800])
    peer = LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000).fit(heights, sex == 0)
    np.testing.assert_allclose([peer.intercept_[0], peer.coef_[0, 0]], [-53.322174, 0.801800], rtol=1e-6)

    # With one variance the first is a logistic curve too, but not the same: it also had to fit the heights.
    mean, v = learned.means[:, 0], learned.covariances[0, 0, 0]
    log_odds = np.log(of_joint) - np.log1p(-of_joint)
    slope, intercept = np.polyfit(heights[:, 0], log_odds, 1)
    exactly([slope, intercept], [0.824288, -54.894540], 5)
    exactly(slope, (mean[0] - mean[1]) / v, 8)

    def given_height(p: np.ndarray) -> float:
        return float(np.log(np.where(sex == 0, p, 1 - p)).sum())

    of_alone = 1 / (1 + np.exp(-(alone.intercepts[0] + alone.slopes[0] * heights[:, 0])))
    exactly(given_height(of_alone), -323.573760)
    assert given_height(of_joint) < given_height(of_alone)  # what it was made for it does best
    exactly(((of_alone > 0.5) == (sex == 0)).mean(), 0.849036)
