"""Lesson 08: the quoted numbers against scipy and arithmetic by hand, and the sentences about them."""

from __future__ import annotations

import re
from math import log, sqrt

import numpy as np
import pytest
from scipy.stats import norm

from em_core import datasets
from lessons.heights import facts as lesson
from tests.lessons.files import facts, source

# Two components with one standard deviation on Galton's heights, worked out in a separate program. B's mean
# is 69.691345 at the limit (69.69134 after a run that stops a little earlier). The means of men and women,
# the accuracy and the three BICs likewise.
PUBLISHED = """
    934 69.234 64.104 64.29746 2.36338 0.54607 0.45393 -2499.15286 -2499.14938 -2515.78180 0.830 0.84 0.16
    5045.24 5025.66 5032.50"""
KNOWN = facts("heights")
PLACES = re.findall(r"\{\{([a-z0-9_]+)(?::([^{}]+))?\}\}", source("heights", "en"))
PRINTED = {name: {format(KNOWN[n], spec) for n, spec in PLACES if n == name} for name, _ in PLACES}
X = datasets.GALTON.x[:, 0]
IS_MAN = np.array(datasets.GALTON.groups)[datasets.GALTON.labels] == "male"
WOMEN, MEN = X[~IS_MAN], X[IS_MAN]
GRID = np.linspace(50, 85, 35_001)  # a thousandth of an inch


def number(name: str) -> float:
    return float(KNOWN[name])


def last_digit(name: str) -> float:
    """One unit of the last digit in which the prose prints a number most exactly."""
    return min(10.0 ** -len(text.partition(".")[2]) for text in PRINTED[name])


def mixture(weights: object, means: object, sds: object, x: np.ndarray = X) -> np.ndarray:
    """w_k N(x | m_k, s_k^2) by scipy, (N, K)."""
    return np.asarray(weights) * norm.pdf(x[:, None], np.asarray(means), np.asarray(sds))


def fitted(x: np.ndarray = X) -> np.ndarray:
    """The two quoted curves, to five decimals."""
    return mixture([number("w_a"), number("w_b")], [number("m_a"), number("m_b")], [number("sd")] * 2, x)


def labelled(x: np.ndarray = X) -> np.ndarray:
    """The women's and the men's curves."""
    shares = [len(WOMEN) / len(X), len(MEN) / len(X)]
    return mixture(shares, [WOMEN.mean(), MEN.mean()], [WOMEN.std(), MEN.std()], x)


def log_likelihood(parts: np.ndarray) -> float:
    return float(np.log(parts.sum(axis=1)).sum())


def hilltops(f: np.ndarray) -> list[float]:
    return GRID[1:-1][(f[1:-1] > f[:-2]) & (f[1:-1] > f[2:])].tolist()


def test_published_numbers_are_quoted() -> None:
    assert set(PUBLISHED.split()) - set.union(*PRINTED.values()) == set()


def test_the_bins_are_one_hill_and_the_inches_have_teeth() -> None:
    counts = [number(f"bin_{i}") for i in range(1, 8)]
    assert counts == [int(((low <= X) & (low + 2 > X)).sum()) for low in range(60, 74, 2)]
    assert counts[:3] == sorted(counts[:3]) and counts[2:] == sorted(counts[2:], reverse=True)
    fine = np.array([((low <= X) & (low + 1 > X)).sum() for low in range(60, 74)])
    assert ((fine[1:-1] < fine[:-2]) & (fine[1:-1] < fine[2:])).sum() >= 2  # valleys between teeth
    assert number("chance") == pytest.approx(sqrt(80), abs=0.5)
    assert number("half") == pytest.approx(np.isin(X % 1, [0, 0.5]).mean(), abs=1e-12)


def test_the_limit_is_a_fixed_point_of_the_formulas() -> None:
    p = lesson.limit()
    parts = mixture(p.weights, p.means[:, 0], np.sqrt(p.covariances[:, 0, 0]))
    q = parts / parts.sum(axis=1, keepdims=True)
    n = q.sum(axis=0)
    means = q.T @ X / n
    sd = sqrt(float((q * (X[:, None] - means) ** 2).sum()) / len(X))
    # what rounding leaves of sums of 934 values below 80
    assert n / len(X) == pytest.approx(p.weights, abs=1e-10)
    assert means == pytest.approx(p.means[:, 0], abs=1e-9)
    assert [sd**2] * 2 == pytest.approx(p.covariances[:, 0, 0], abs=1e-9)
    quoted = [number(name) for name in ("w_a", "w_b", "m_a", "m_b", "sd", "ll")]
    value = log_likelihood(parts)
    assert quoted == pytest.approx([*p.weights, *p.means[:, 0], sd, value], abs=5e-6)  # five decimals


def test_the_first_iteration_by_hand() -> None:
    start = mixture([0.5, 0.5], [65, 69], [X.std()] * 2)
    assert log_likelihood(start) == pytest.approx(number("ll_0"), abs=5e-4)
    q = start / start.sum(axis=1, keepdims=True)
    n = q.sum(axis=0)
    means = q.T @ X / n
    sd = sqrt(float((q * (X[:, None] - means) ** 2).sum()) / len(X))
    assert log_likelihood(mixture(n / len(X), means, [sd] * 2)) == pytest.approx(number("ll_1"), abs=5e-4)


def test_the_player_ends_where_the_limit_rounds_to_the_same() -> None:
    assert number("ll_end") == pytest.approx(number("ll"), abs=5e-4)
    assert number("em_passes") == number("em_n") + 1
    for inches, cm in (("m_a", "m_a_cm"), ("m_b", "m_b_cm"), ("sd", "sd_cm")):
        assert number(cm) == pytest.approx(2.54 * number(inches), abs=0.006)


def test_a_person_by_hand() -> None:
    for cm, gammas, joints in (
        (175, ("g_a", "g_b"), ("j_a", "j_b")),
        (190, ("", "g_190"), ("", "j_190")),
        (155, ("", "g_155"), ("", "")),
    ):
        parts = fitted(np.array([cm / 2.54]))[0] / 2.54  # per centimetre
        for k in (0, 1):
            # the run's end is 1e-4 from the limit
            if gammas[k]:
                assert number(gammas[k]) == pytest.approx(parts[k] / parts.sum(), abs=1e-4)
            if joints[k]:
                assert number(joints[k]) == pytest.approx(parts[k], abs=6e-6)
    assert number("j_190") < 0.9 / 100  # the joint is far from the lecture's 0.9
    assert number("j_b_m") == pytest.approx(100 * number("j_b")) and number("j_b_m") > 1  # "above 1"
    assert number("j_a_m") == pytest.approx(100 * number("j_a"))


def test_the_labels_and_the_winner() -> None:
    assert (len(MEN), len(WOMEN)) == (number("men"), number("women"))
    # the run's own rounding: nobody stands on the border
    winner = fitted().argmax(axis=1) == 1
    assert (winner == IS_MAN).sum() == number("right") == len(X) - number("wrong")
    best = (labelled().argmax(axis=1) == 1) == IS_MAN
    assert best.mean() == pytest.approx(number("acc_labels"), abs=5e-4)
    assert log_likelihood(labelled()) == pytest.approx(number("ll_labels"), abs=5e-6)
    assert number("ll_labels") < number("ll")  # "the better one"
    near = (2.54 * X >= 172.5) & (2.54 * X < 177.5)
    assert near.sum() == number("near")
    assert IS_MAN[near].mean() == pytest.approx(number("near_men"), abs=1e-12)
    assert number("off_a") == pytest.approx(number("m_a") - WOMEN.mean(), abs=0.005)
    assert number("off_b") == pytest.approx(number("m_b") - MEN.mean(), abs=0.005)
    assert number("w_a") > number("women_share")


def test_galtons_factor_takes_the_women_to_the_men() -> None:
    assert number("women_108") == pytest.approx(1.08 * WOMEN.mean(), abs=5e-4)
    assert abs(number("women_108") - number("men_mean")) < 0.005  # "almost to the digit"


def test_the_labels_curves_have_one_hump_and_ems_two() -> None:
    (top,) = hilltops(labelled(GRID).sum(axis=1))
    assert number("top") == pytest.approx(top, abs=0.05)
    pooled = sqrt((WOMEN.var() * len(WOMEN) + MEN.var() * len(MEN)) / len(X))
    assert number("pooled") == pytest.approx(pooled, abs=0.005)
    common = mixture(
        [len(WOMEN) / len(X), len(MEN) / len(X)], [WOMEN.mean(), MEN.mean()], [pooled] * 2, GRID
    ).sum(axis=1)
    assert len(hilltops(common)) == 1  # "and still one hump"
    assert 2 < number("apart") < number("needs")
    assert number("pooled_cm") == pytest.approx(2.54 * pooled, abs=0.05)
    assert number("gap_cm") == pytest.approx(2.54 * (MEN.mean() - WOMEN.mean()), abs=0.05)
    assert 12 < number("gap_cm") < number("needs_cm")
    assert number("needs_cm") == pytest.approx(2.54 * pooled * number("needs"), abs=0.09)
    density = fitted(GRID).sum(axis=1)
    first, second = hilltops(density)
    between = density[(first < GRID) & (second > GRID)].min()
    assert number("valley") == pytest.approx(len(X) * between, abs=0.006)
    assert number("second") == pytest.approx(len(X) * density[np.searchsorted(GRID, second)], abs=0.006)
    assert 0 < number("second") - number("valley") < 0.2  # people: nobody sees it
    assert number("em_apart") > number("em_needs")


@pytest.mark.parametrize(("shares", "needs"), [("women_share", "needs"), ("w_a", "em_needs")])
def test_the_distance_from_which_there_are_two_humps(shares: str, needs: str) -> None:
    def humps(distance: float) -> int:
        x = np.linspace(-6, 10, 160_001)
        f = mixture([number(shares), 1 - number(shares)], [0, distance], [1, 1], x).sum(axis=1)
        return int(((f[1:-1] > f[:-2]) & (f[1:-1] > f[2:])).sum())

    # half of the last digit that is printed, and what a grid leaves
    room = 0.6 * last_digit(needs)
    assert (humps(number(needs) - room), humps(number(needs) + room)) == (1, 2)


def test_one_group_by_hand_and_bic() -> None:
    assert norm.logpdf(X, X.mean(), X.std()).sum() == pytest.approx(number("ll_one"), abs=5e-6)
    for kind, parameters in (("one", 2), ("equal", 4), ("free", 5)):
        assert number(f"p_{kind}") == parameters
        value = -2 * number(f"ll_{kind}") + parameters * log(len(X))
        assert number(f"bic_{kind}") == pytest.approx(value, abs=0.006)
    assert number("bic_equal") < number("bic_free") < number("bic_one")
    assert number("gain") == pytest.approx(number("ll_equal") - number("ll_one"), abs=0.05)
    # the limit, and the best end of several runs that stop a little before
    assert number("ll_equal") == pytest.approx(number("ll"), abs=1e-6)


def test_in_centimetres_every_log_likelihood_is_smaller_by_as_much() -> None:
    x = 2.54 * X
    in_cm = norm.logpdf(x, x.mean(), x.std()).sum()
    assert number("ll_one") - in_cm == pytest.approx(number("unit_shift"), abs=0.006)


def test_free_standard_deviations_gain_next_to_nothing() -> None:
    p = lesson.free_limit()
    sds = np.sqrt(p.covariances[:, 0, 0])
    value = log_likelihood(mixture(p.weights, p.means[:, 0], sds))
    # L-BFGS stops within 1e-6 of the top
    assert number("ll_free") == pytest.approx(value, abs=2e-5)
    assert number("free_gain") == pytest.approx(value - number("ll"), abs=6e-5)
    assert [number("sd_free_a"), number("sd_free_b")] == pytest.approx(sds, abs=0.005)
    assert number("sd_men") - number("sd_women") > 5 * (number("sd_free_b") - number("sd_free_a"))
    assert not lesson.screen_run(variances="free").fit.converged
    assert lesson.screen_run().fit.converged and lesson.screen_run(weights="fixed").fit.converged


def test_a_lower_likelihood_and_better_labels() -> None:
    p = lesson.screen_run(weights="fixed")[-1].params
    parts = mixture(p.weights, p.means[:, 0], np.sqrt(p.covariances[:, 0, 0]))
    assert p.weights.tolist() == [0.5, 0.5]
    assert log_likelihood(parts) == pytest.approx(number("ll_fixed"), abs=5e-4)
    assert ((parts.argmax(axis=1) == 1) == IS_MAN).mean() == pytest.approx(number("acc_fixed"), abs=5e-4)
    assert number("ll_fixed") < number("ll") and number("acc_fixed") > number("acc")


def test_the_slope_is_what_the_lesson_writes() -> None:
    start = np.array([65.0, 69.0])
    parts = mixture([0.5, 0.5], start, [3, 3])
    q = parts / parts.sum(axis=1, keepdims=True)
    for k, move in enumerate(1e-4 * np.eye(2)):
        ends = [log_likelihood(mixture([0.5, 0.5], start + way * move, [3, 3])) for way in (1, -1)]
        slope = float((q[:, k] * (X - start[k])).sum()) / 9
        # rounding of sums near 2500 over 2e-4
        assert (ends[0] - ends[1]) / 2e-4 == pytest.approx(slope, rel=1e-6, abs=1e-5)


def test_both_ways_end_on_the_same_top_and_em_takes_longer() -> None:
    from lessons.heights import runs as heights_runs

    end = heights_runs.direct(lesson.settings())
    assert end.converged and end.log_likelihood == pytest.approx(number("ll"), abs=5e-6)
    assert number("lb_n") < number("em_n") and number("lb_passes") < number("em_passes")


def test_the_regions_of_the_offers() -> None:
    for name, distance, share in (("r10", 10, 0.5), ("r15", 15, 0.5), ("r9", 15, 0.9)):
        # the best rule by adding up the larger of the weighted densities
        x = np.linspace(100, 240, 140_001)
        parts = mixture([share, 1 - share], [168 - distance / 2, 168 + distance / 2], [6, 6], x)
        assert number(f"{name}_best") == pytest.approx(parts.max(axis=1).sum() * (x[1] - x[0]), abs=5e-4)
        f = parts.sum(axis=1)
        humps = int(((f[1:-1] > f[:-2]) & (f[1:-1] > f[2:])).sum())
        assert humps == {"r10": 1, "r15": 2, "r9": 1}[name]
        right, h = lesson.simulated(distance=float(distance), share=share)
        assert right == pytest.approx(number(f"{name}_em"), abs=5.1e-4)
        assert len(h.column.x) == number("r_n")
    assert number("r10_least") <= number("r10_em") <= number("r10_most")
    assert number("r9_em") > number("r9_best") > 0.9
    assert number("r9_cm") == pytest.approx(6 * number("r9_needs"), abs=0.08)


def test_skewed_numbers_take_two_bells_although_they_are_one_group() -> None:
    from em_core import GaussianMixture, GaussianParams, fit

    x = np.random.Generator(np.random.PCG64(1)).exponential(size=(500, 1))
    start = GaussianParams([0.5, 0.5], np.percentile(x, [25, 75])[:, None], [[[x.var()]]] * 2)
    one = norm.logpdf(x, x.mean(), x.std()).sum()
    two = fit(GaussianMixture("full"), x, start, max_iter=200).log_likelihood
    assert two - one > 50  # nats, for three parameters more


def test_equal_starts_end_as_one_group() -> None:
    last = lesson.screen_run(m1=66.0, m2=66.0)[-1]
    assert last.log_likelihood == pytest.approx(number("ll_one"), abs=1e-4)
    assert last.params.means[0] == pytest.approx(last.params.means[1], abs=1e-12)
