"""The sentences of lesson 07 hold, and its numbers come out of other computations too."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from scipy.special import log_softmax, logsumexp

from em_core import kmeans, starts
from em_core.protocol import Floats
from lessons.kmeans import data, presets
from lessons.kmeans import facts as lesson
from lessons.kmeans import one_gaussian as kmeans_one
from lessons.kmeans import record as kmeans_run
from lessons.kmeans.facts_runs import constant, last_labels, screen_run, settings, simulated, soft_runs
from lessons.kmeans.runs import tell
from tests.lessons.files import facts, places, source

KNOWN = facts("kmeans")
SPECS = dict(places(source("kmeans", "en")))
X, DRAWN = simulated("blobs")
FIRST = np.array([[3, 3], [4, 3], [3, 4], [4, 4]], dtype=float)
# sums of some hundred squares below a few thousand: their rounding is below 1e-10
CLOSE = {"rel": 1e-12, "abs": 1e-9}


def number(name: str) -> float:
    return float(KNOWN[name])


def quoted(name: str) -> str:
    """A number as the prose prints it."""
    return format(KNOWN[name], SPECS[name])


def squares(x: Floats, at: Floats) -> Floats:
    return np.asarray(((x[:, None, :] - at[None]) ** 2).sum(axis=2))


def soft_em(at: Floats, sigma: float, steps: int = 3000) -> tuple[Floats, Floats]:
    """Mitchell's two formulas, and nothing else: the means and the responsibilities at rest."""
    for _ in range(steps):
        q = np.exp(log_softmax(-squares(X, at) / (2 * sigma**2), axis=1))
        at = (q.T @ X) / q.sum(axis=0)[:, None]
    return at, q


def log_likelihood(at: Floats, sigma: float) -> float:
    terms = -squares(X, at) / (2 * sigma**2) + constant(sigma, len(at), 2)
    return float(logsumexp(terms, axis=1).sum())


def test_the_first_run_is_lloyds() -> None:
    at, told = FIRST, []
    for _ in range(KNOWN["start_n"]):
        labels = squares(X, at).argmin(axis=1)
        told.append((labels, float(squares(X, at).min(axis=1).sum())))
        at = np.array([X[labels == k].mean(axis=0) for k in range(4)])
        told.append((labels, float(((X - at[labels]) ** 2).sum())))
    assert [KNOWN[f"start_{name}"] for name in "abcd"] == np.bincount(told[0][0]).tolist()
    assert KNOWN["start_changed"] == (told[0][0] != told[2][0]).sum()
    falls = [number(f"start_{s}") for s in ("e1", "m1", "e2", "m2", "j")]
    assert falls == pytest.approx([j for _, j in (*told[:4], told[-1])], **CLOSE)
    assert (squares(X, at).argmin(axis=1) == told[-1][0]).all()
    assert (told[-1][0] == told[-3][0]).all() and (told[-3][0] != told[-5][0]).any()
    assert KNOWN["digits"] == int(160 * np.log10(4)) + 1


@pytest.mark.parametrize("preset", ["START", "LOCAL", "EMPTY", "TEN", "LONG", "SCALED", "SIZES", "OUTLIER"])
def test_j_never_rises_and_the_run_ends(preset: str) -> None:
    run = screen_run(preset)
    j = np.array([value for value in run.inertia if value is not None])
    assert (np.diff(j) <= 1e-9).all() and j[-1] < j[0]
    assert run.changed(len(run) - 2) == 0


def test_j_is_the_bound_of_hard_labels_at_any_sigma() -> None:
    labels = []
    for variance in (0.04, 1.0, 30.0):
        plane = data.prepared(settings("START"))
        run = kmeans_run.run(plane, FIRST, np.ones(2), variance)
        assert len(run) == 2 * KNOWN["start_n"] + 1
        n, sigma = len(X), variance**0.5
        for j, step in zip(run.inertia[1:], list(run.trace)[1:], strict=True):
            assert step.elbo is not None and j is not None
            from_f = -2 * variance * step.elbo + 2 * variance * n * constant(sigma, 4, 2)
            assert j == pytest.approx(from_f, rel=1e-10)  # at 0.04 the two terms are larger than J
            assert step.elbo <= step.log_likelihood + 1e-9
        labels.append([run.labels(i).tolist() for i in range(1, len(run))])  # type: ignore[union-attr]
    assert labels[0] == labels[1] == labels[2]


def test_the_bad_start_rests_above_twice_the_best() -> None:
    run = screen_run("LOCAL")
    assert number("local_j") > 2 * number("best_j")
    assert number("best_j") == pytest.approx(number("start_j"), **CLOSE)
    again = kmeans.lloyd(X, run.places[-1])
    assert again.converged and len(again.inertia) == 2
    assert again.centers[-1] == pytest.approx(again.centers[0], **CLOSE)
    table = np.zeros((4, 4), dtype=int)
    np.add.at(table, (last_labels(run), DRAWN), 1)
    assert (table[0] > 30).sum() == 2 and table[0].sum() == KNOWN["local_a"]  # A has two groups
    assert table[1].argmax() == table[3].argmax() and table[1].sum() == KNOWN["local_b"]


def test_the_rules_do_what_is_told_of_them() -> None:
    assert number("random_hits") < number("plusplus_hits") < number("farthest_hits") == 100
    assert number("promise") == pytest.approx(8 * (np.log(4) + 2), **CLOSE)
    assert 1 < number("plusplus_ratio") < number("promise")
    assert number("plusplus_first") / number("best_j") == pytest.approx(number("plusplus_ratio"), **CLOSE)
    outlier = data.simulated("outlier", 50)
    for seed in range(1, 21):
        assert data.FAR_POINT in [tuple(row) for row in starts.farthest(outlier, 2, seed)]


def test_the_ten_attempts_and_more_centres() -> None:
    ends = [kmeans.lloyd(X, starts.random_points(X, 4, seed)).inertia[-1] for seed in range(1, 11)]
    assert KNOWN["ten_hits"] == sum(abs(j - min(ends)) < 1e-6 for j in ends)
    others = sorted({round(float(j), 2) for j in ends} - {round(number("best_j"), 2)})
    assert [number(f"other_{i}") for i in (1, 2, 3)] == pytest.approx(others, abs=0.005)  # two decimals
    assert len(others) == 3 and ((X - X.mean(axis=0)) ** 2).sum() == pytest.approx(number("j_1"), **CLOSE)
    assert (np.diff([number(f"j_{c}") for c in range(1, 7)]) < 0).all()


def test_the_idle_centre_stays_and_the_rest_are_three() -> None:
    run = screen_run("EMPTY")
    assert (run.places[:, 3] == run.places[0, 3]).all()
    assert run.counts(1)[3] == run.counts(len(run) - 1)[3] == 0
    assert number("empty_j") == pytest.approx(number("j_3"), **CLOSE)
    assert run.places[0, 3].sum() == run.places[0].sum(axis=1).max()  # D is farthest out


def test_the_race_is_counted_and_ends_alike() -> None:
    lloyd, hamerly, tree = (number(f"race_{way}") for way in ("lloyd", "hamerly", "tree"))
    assert number("race_each") == 6 * number("race_points")
    assert lloyd == number("race_each") * number("race_n")
    assert number("race_hamerly_share") == hamerly / lloyd
    assert number("race_tree_share") == tree / lloyd
    x = data.simulated("blobs", data.MANY)
    at = starts.random_points(x, 6, 1)
    ways = [way(x, at) for way in (kmeans.lloyd, kmeans.hamerly, kmeans.filtering)]
    assert all((way.labels == ways[0].labels).all() for way in ways)
    assert ways[1].of_points[0] == number("race_each") and len(ways[0].labels) == number("race_n")
    assert ways[1].of_points[-1] + ways[1].of_others[-1] == number("race_hamerly_last")
    assert ways[2].of_points[0] + ways[2].of_others[0] == number("race_tree_first") < number("race_each")


def test_the_soft_means_rest_elsewhere_and_the_winners_agree() -> None:
    assert settings("SOFT").sigma == 1.5  # as the question says
    at, q = soft_em(FIRST, 1.5)
    hard = screen_run("START")
    away = np.linalg.norm(at - hard.places[-1], axis=1)
    # the page's run stops by its rule, a few 1e-5 before the end
    assert [number(f"soft_{name}") for name in "abcd"] == pytest.approx(away, abs=0.006)
    assert (q.argmax(axis=1) == hard.labels(len(hard) - 1)).all()
    assert KNOWN["soft_undecided"] == (q.max(axis=1) < 0.99).sum()
    closer = np.linalg.norm(hard.places[-1][0] - hard.places[-1][1]) - np.linalg.norm(at[0] - at[1])
    assert number("soft_closer") == pytest.approx(closer, abs=0.006)


def test_sigma_to_zero_is_k_means() -> None:
    names = [f"{10 * sigma:.0f}" for sigma in lesson.SIGMAS]
    undecided, away = ([number(f"{what}_{name}") for name in names] for what in ("und", "off"))
    assert undecided == sorted(undecided, reverse=True) and away == sorted(away, reverse=True)
    assert undecided[-1] == 0 == float(quoted("off_1"))
    at, q = soft_em(FIRST, 0.1)
    assert (q.argmax(axis=1) == screen_run("START").labels(12)).all()
    scaled = -2 * 0.01 * (log_likelihood(at, 0.1) - 160 * constant(0.1, 4, 2))
    assert scaled == pytest.approx(number("scaled_ll"), abs=0.005)
    assert quoted("scaled_ll") == quoted("start_j")
    for sigma, name in zip(lesson.SIGMAS, names, strict=True):
        near, far = np.exp(-4 / (2 * sigma**2)), np.exp(-5 / (2 * sigma**2))
        assert number(f"share_{name}") == pytest.approx(near / (near + far), **CLOSE)


def test_wide_gaussians_merge_a_and_b_from_k_means_centres_too() -> None:
    rest = screen_run("START").places[-1]
    at, _ = soft_em(rest, 2.0)
    assert np.linalg.norm(at[0] - at[1]) < 1e-3 < 1 < np.linalg.norm(rest[0] - rest[1])
    assert [number("merged_x"), number("merged_y")] == pytest.approx(at[0], abs=0.006)
    assert log_likelihood(at, 2.0) > log_likelihood(rest, 2.0) + 1
    for seed in range(1, 11):  # no start found ends higher
        other, _ = soft_em(starts.random_points(X, 4, seed), 2.0, 500)
        assert log_likelihood(other, 2.0) < log_likelihood(at, 2.0) + 1e-6


def test_two_equal_centres_stay_together() -> None:
    at, _ = soft_em(FIRST[[0, 0, 2, 3]], 1.0, 200)
    assert (at[0] == at[1]).all()


def test_a_smaller_j_is_no_better_clustering() -> None:
    for smaller, larger in (
        ("best_j", "round_truth"),
        ("long_j", "long_truth"),
        ("sizes_j", "sizes_truth"),
        ("out_alone", "out_groups"),
    ):
        assert number(smaller) < number(larger)
    assert KNOWN["scaled_right"] == KNOWN["long_n"] == len(simulated("long")[0])
    assert number("sizes_hard") < number("sizes_soft") <= number("sizes_n")
    x, z = simulated("sizes")
    within = sum(n * x[z == k].var(axis=0).sum() for k, n in enumerate(np.bincount(z)))
    assert number("sizes_truth") == pytest.approx(within, **CLOSE)
    outlier = screen_run("OUTLIER")
    assert sorted(outlier.counts(len(outlier) - 1)) == [1, 50]
    groups, _ = simulated("outlier")
    ends = [kmeans.lloyd(groups, starts.random_points(groups, 3, seed)).inertia[-1] for seed in range(20)]
    assert number("out_three") == pytest.approx(min(ends), **CLOSE)


def test_from_the_true_means_j_falls_and_the_labels_get_worse() -> None:
    x, drawn = simulated("sizes")
    at = data.truth("sizes").means
    assert screen_run("TRUE_MEANS").places[0] == pytest.approx(at)
    labels = squares(x, at).argmin(axis=1)
    assert number("sizes_e1") == pytest.approx(squares(x, at).min(axis=1).sum(), **CLOSE)
    right = [int((labels == drawn).sum())]
    for _ in range(50):
        at = np.array([x[labels == k].mean(axis=0) for k in range(3)])
        labels = squares(x, at).argmin(axis=1)
        right.append(int((labels == drawn).sum()))
    assert number("sizes_stay") == pytest.approx(squares(x, at).min(axis=1).sum(), **CLOSE)
    assert number("sizes_e1") > number("sizes_stay") > number("sizes_j")
    assert right[0] > right[-1] == KNOWN["sizes_hard"]  # the clusters have the groups' order here
    moved = at - data.truth("sizes").means
    assert (moved[1:, 0] < -0.5).all()  # B and C go to the left, where the large group is


def test_the_points_that_end_elsewhere_lie_nearer_to_a_neighbour() -> None:
    run = screen_run("START")
    found, distances = last_labels(run), squares(X, run.places[-1])
    wrong = np.flatnonzero(found != DRAWN)  # the clusters have the groups' order here
    assert KNOWN["round_right"] == len(X) - len(wrong) and 0 < len(wrong) < 10
    assert (distances[wrong, found[wrong]] < distances[wrong, DRAWN[wrong]]).all()


def test_one_gaussian_and_the_line_by_other_means() -> None:
    y, t = kmeans_one.Y, kmeans_one.T
    assert len(y) == 9
    assert number("one_mean") == pytest.approx(statistics.fmean(y.tolist()), **CLOSE)
    assert number("one_var") == pytest.approx(statistics.pvariance(y.tolist()), **CLOSE)
    assert number("one_unbiased") == pytest.approx(statistics.variance(y.tolist()), **CLOSE)
    # "25.74 / 9 = 2.86" is right as it is printed
    assert round(float(quoted("one_squares")) / 9, 2) == float(quoted("one_var"))
    b, a = np.polyfit(t, y, 1)
    rest = float(((y - a - b * t) ** 2).sum())
    assert [number("line_a"), number("line_b")] == pytest.approx([a, b], rel=1e-9)
    assert [number("line_squares"), number("line_var")] == pytest.approx([rest, rest / 9], rel=1e-9)
    normal = statistics.NormalDist(4, 2.5)
    assert number("one_ll0") == pytest.approx(sum(np.log(normal.pdf(v)) for v in y.tolist()), **CLOSE)
    assert number("one_ll0") < number("one_ll1") < number("one_ll2") < number("line_ll")
    assert number("one_ll_unbiased") < number("one_ll2")
    assert (number("guess_mean"), number("guess_var")) == (4, 6.25)
    assert number("line_squares") < number("line_guess")


def test_the_story_has_equal_weights_and_unequal_counts() -> None:
    assert data.truth("blobs").weights.tolist() == [0.25] * 4
    counts = [number(f"story_{name}") for name in "abcd"]
    assert sum(counts) == number("story_n") == 4 * number("story_each")
    spans = [np.ptp(np.bincount(tell(seed, 0.8).labels, minlength=4)) for seed in range(1, 11)]
    assert max(spans) >= 6  # "the counts vary widely"


def test_the_presets_are_what_the_text_says() -> None:
    assert presets.EMPTY | presets.hand((6.0, 7.0), (7.0, 7.0), (6.0, 8.0), (7.0, 8.0)) == presets.EMPTY
    assert soft_runs(1.5).hard.places[0].tolist() == FIRST.tolist() == screen_run("START").places[0].tolist()
    assert (settings("COUNT").c, settings("COUNT").rule, settings("TEN").rule) == (6, "random", "random")
