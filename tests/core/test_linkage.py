"""Genetic linkage (Dempster, Laird & Rubin 1977): the printed iterates, the rate, both informations."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pytest

from em_core import Recipe, fit, hard, run
from em_core.climbers import newton
from em_core.mixture import Responsibilities
from em_core.models.linkage import (
    RAO,
    Linkage,
    LinkageParams,
    LinkageStatistics,
    Offspring,
    complete_information,
    linkage_hill,
    mle,
    observed_information,
    score,
)

MODEL = Linkage()
TOP = 0.6268214978709824  # (15 + sqrt(15^2 + 8 * 197 * 34)) / (2 * 197)


def em(theta: float, iterations: int) -> list[float]:
    """EM's iterates; one run each, for the stopping rule ends a longer one where the objective is flat."""
    path = [theta]
    for _ in range(iterations):
        path.append(fit(MODEL, RAO, LinkageParams(path[-1]), max_iter=1).params.theta)
    return path


def test_the_printed_iterates() -> None:
    steps = [s.params.theta for s in run(MODEL, RAO, LinkageParams(0.5)) if s.phase != "E"]
    printed = [0.5, 0.608247, 0.624321, 0.626489, 0.626777]
    # half a unit of the sixth decimal
    assert steps[:5] == pytest.approx(printed, rel=0, abs=5.01e-7)
    assert em(0.5, 20)[-1] == pytest.approx(0.626821498, rel=0, abs=5.01e-10)


def test_the_first_step_by_hand() -> None:
    # x = 125 * .5 / 2.5 = 25; theta = (25 + 34) / (25 + 72)
    start, e, m = run(MODEL, RAO, LinkageParams(0.5), max_iter=1)
    assert (e.stats.half, e.stats.linked, e.stats.apart) == pytest.approx((100, 59, 38), rel=1e-13)
    assert m.params.theta == pytest.approx(59 / 97, rel=1e-15)
    assert start.log_likelihood == pytest.approx(
        125 * math.log(5 / 8) + 38 * math.log(1 / 8) + 34 * math.log(1 / 8), rel=1e-14
    )


def test_em_s_error_shrinks_by_the_share_of_missing_information() -> None:
    missing = 1 - observed_information(RAO, TOP) / complete_information(RAO, TOP)
    assert missing == pytest.approx(0.1328, rel=0, abs=5.01e-5)
    errors = np.array(em(0.5, 9)) - TOP
    ratios = errors[1:] / errors[:-1]
    # The ratio tends to the rate as the error tends to 0: 1e-5 apart when the error is 1e-5.
    assert ratios[5:] == pytest.approx(missing, rel=0, abs=1e-5)
    assert not np.any(np.abs(ratios[:2] - missing) < 1e-3)  # and it is no constant from the start


def test_the_maximum_is_where_the_score_is_0() -> None:
    assert mle(RAO) == pytest.approx(TOP, rel=1e-15)
    for counts in ([125, 18, 20, 34], [3, 1, 0, 9], [50, 3, 0, 1], [1, 40, 2, 1]):
        data = Offspring(counts)
        # terms as large as 197, each rounded to 1e-16
        assert abs(score(data, mle(data))) < 1e-11


@pytest.mark.parametrize(("counts", "top"), [([5, 0, 0, 0], 1.0), ([5, 3, 0, 0], 0.0), ([7, 0, 0, 2], 1.0)])
def test_the_maximum_may_lie_at_an_end(counts: list[int], top: float) -> None:
    data = Offspring(counts)
    assert mle(data) == top
    values = [MODEL.log_likelihood(data, LinkageParams(t)) for t in np.linspace(0, 1, 101)]
    assert np.argmax(values) == (100 if top else 0)


@pytest.mark.parametrize("theta", [0.05, 0.3, 0.6268, 0.97])
def test_score_and_information_are_the_derivatives(theta: float) -> None:
    h = 1e-5
    values = [MODEL.log_likelihood(RAO, LinkageParams(theta + i * h)) for i in (-1, 0, 1)]
    # central differences: 1e-13 of rounding over 2e-5, and 1e-10 x a third derivative below 1e6
    assert score(RAO, theta) == pytest.approx((values[2] - values[0]) / (2 * h), rel=1e-6, abs=1e-4)
    slopes = [score(RAO, theta + i * h) for i in (-1, 1)]
    assert observed_information(RAO, theta) == pytest.approx(-(slopes[1] - slopes[0]) / (2 * h), rel=1e-6)


def test_complete_information_is_the_curvature_of_q() -> None:
    at = LinkageParams(0.4)
    stats = MODEL.expected_stats(RAO, MODEL.infer(RAO, at))
    h = 1e-4
    f = [MODEL.expected_log_joint(stats, LinkageParams(0.4 + i * h)) for i in (-1, 0, 1)]
    # 1e-13 of rounding over 1e-8
    assert complete_information(RAO, 0.4) == pytest.approx(-(f[0] - 2 * f[1] + f[2]) / h**2, rel=1e-4)


def test_a_few_animals_by_enumeration() -> None:
    """log p(counts as a sequence) = log of the sum over all labellings of the first class."""
    data, theta = Offspring([3, 1, 2, 1]), 0.3
    cells = {0: 0.5, 1: theta / 4}
    total = sum(math.prod(cells[z] for z in labels) for labels in product((0, 1), repeat=3))
    expected = math.log(total * ((1 - theta) / 4) ** 3 * theta / 4)
    at = LinkageParams(theta)
    assert MODEL.log_likelihood(data, at) == pytest.approx(expected, rel=1e-14)
    q = MODEL.infer(data, at)
    assert q.probs == pytest.approx(np.tile([2 / 2.3, 0.3 / 2.3], (3, 1)), rel=1e-14)
    assert q.log_evidence == pytest.approx(expected, rel=1e-14)
    assert MODEL.infer(data, at, 2.0).log_evidence is None


def test_the_hard_step_gives_every_animal_to_the_larger_class() -> None:
    end = fit(MODEL, RAO, LinkageParams(0.5), Recipe(hard))
    assert end.params.theta == 34 / 72 and end.converged


def test_nothing_known_of_theta_leaves_it_and_says_so() -> None:
    end = fit(MODEL, Offspring([4, 0, 0, 0]), LinkageParams(0.7), Recipe(hard), max_iter=3)
    assert end.params.theta == 0.7
    assert {event.kind for event in end.events} == {"no_mass"}


def test_newton_s_digits_double_and_far_away_it_creeps() -> None:
    near = np.abs(newton(linkage_hill(RAO), [0.5]).path[:, 0] - TOP)
    assert near[3] < 1e-7 and near[4] < 1e-13
    far = newton(linkage_hill(RAO), [0.01]).path[:, 0]
    # near 0 the score is y_4 / theta, of which Newton's step doubles theta, and no more
    assert far[1:4] / far[:3] == pytest.approx(2.0, rel=0.05)


def test_newton_arrives_from_everywhere() -> None:
    # the log-likelihood is concave, and a step too far is taken towards the middle
    for start in np.linspace(0.001, 0.999, 97):
        climb = newton(linkage_hill(RAO), [start])
        assert climb.ending == "converged" and abs(climb.path[-1, 0] - TOP) < 1e-7


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([1, 2, 3], "4 classes, got 3"),
        ([0, 1, 1, 1], "class 1 must be at least 1"),
        ([1, -1, 1, 1], "class 2 must be at least 0"),
        ([1, 1.5, 1, 1], "class 2 must be a whole number"),
        ("abcd", "list with one number"),
    ],
)
def test_bad_counts_are_refused(counts: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Offspring(counts)


@pytest.mark.parametrize("theta", [-0.1, 1.1, math.nan, "a", True])
def test_a_bad_theta_is_refused(theta: Any) -> None:
    with pytest.raises(ValueError, match="theta must"):
        LinkageParams(theta)


@pytest.mark.parametrize(("theta", "message"), [(0.0, "class 4 has 34"), (1.0, "class 2 has 18")])
def test_impossible_animals_are_named(theta: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MODEL.infer(RAO, LinkageParams(theta))
    assert MODEL.log_likelihood(RAO, LinkageParams(theta)) == -math.inf
    with pytest.raises(ValueError, match="strictly between"):
        score(RAO, theta)


def test_a_posterior_of_other_animals_is_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(125, 2\), got \(1, 2\)"):
        MODEL.expected_stats(RAO, Responsibilities(np.array([[0.5, 0.5]])))


def test_statistics_add_and_scale() -> None:
    total = LinkageStatistics(1, 2, 3) * 2.0 + LinkageStatistics(0.5, 0, 1)
    assert (total.half, total.linked, total.apart) == (2.5, 4, 7)
