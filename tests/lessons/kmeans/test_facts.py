"""The sentences of lesson 07 hold, and its numbers come out of other computations too."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from scipy.special import log_softmax, logsumexp

from em_core import kmeans, starts
from em_core.protocol import Floats
from lessons.common.tell import digits
from lessons.kmeans import data, presets
from lessons.kmeans import facts as lesson
from lessons.kmeans import one_gaussian as kmeans_one
from lessons.kmeans import record as kmeans_run
from lessons.kmeans.facts_runs import constant, last_labels, screen_run, settings, simulated, soft_runs
from lessons.kmeans.runs import tell
from tests.lessons.files import facts

KNOWN = facts("kmeans")
X, DRAWN = simulated("blobs")
FIRST = np.array([[3, 3], [4, 3], [3, 4], [4, 4]], dtype=float)
# sums of some hundred squares below a few thousand: their rounding is below 1e-10
CLOSE = {"rel": 1e-12, "abs": 1e-9}


def number(name: str) -> float:
    return float(KNOWN[name].replace("\u2212", "-").replace("\u202f", ""))


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
    for _ in range(int(KNOWN["start_n"])):
        labels = squares(X, at).argmin(axis=1)
        told.append((labels, float(squares(X, at).min(axis=1).sum())))
        at = np.array([X[labels == k].mean(axis=0) for k in range(4)])
        told.append((labels, float(((X - at[labels]) ** 2).sum())))
    assert [KNOWN[f"start_{name}"] for name in "abcd"] == [str(n) for n in np.bincount(told[0][0])]
    assert KNOWN["start_changed"] == str((told[0][0] != told[2][0]).sum())
    assert [KNOWN[f"start_{s}"] for s in ("e1", "m1", "e2", "m2")] == [digits(j, 2) for _, j in told[:4]]
    assert (squares(X, at).argmin(axis=1) == told[-1][0]).all() and KNOWN["start_j"] == digits(told[-1][1], 2)
    assert (told[-1][0] == told[-3][0]).all() and (told[-3][0] != told[-5][0]).any()
    assert KNOWN["digits"] == str(int(160 * np.log10(4)) + 1)


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
        assert len(run) == 2 * int(KNOWN["start_n"]) + 1
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
    assert number("local_j") > 2 * number("best_j") and KNOWN["best_j"] == KNOWN["start_j"]
    again = kmeans.lloyd(X, run.places[-1])
    assert again.converged and len(again.inertia) == 2
    assert again.centers[-1] == pytest.approx(again.centers[0], **CLOSE)
    table = np.zeros((4, 4), dtype=int)
    np.add.at(table, (last_labels(run), DRAWN), 1)
    assert (table[0] > 30).sum() == 2 and table[0].sum() == int(KNOWN["local_a"])  # A has two groups
    assert table[1].argmax() == table[3].argmax() and table[1].sum() == int(KNOWN["local_b"])


def test_the_rules_do_what_is_told_of_them() -> None:
    assert number("random_hits") < number("plusplus_hits") < number("farthest_hits") == 100
    assert number("promise") == round(8 * (np.log(4) + 2), 1)
    assert 1 < number("plusplus_ratio") < number("promise")
    assert number("plusplus_first") / number("best_j") == pytest.approx(number("plusplus_ratio"), abs=0.05)
    outlier = data.simulated("outlier", 50)
    for seed in range(1, 21):
        assert data.FAR_POINT in [tuple(row) for row in starts.farthest(outlier, 2, seed)]


def test_the_ten_attempts_and_more_centres() -> None:
    ends = [kmeans.lloyd(X, starts.random_points(X, 4, seed)).inertia[-1] for seed in range(1, 11)]
    assert KNOWN["ten_hits"] == str(sum(abs(j - min(ends)) < 1e-6 for j in ends))
    assert [KNOWN[f"other_{i}"] for i in (1, 2, 3)] == sorted(
        {digits(j, 2) for j in ends} - {KNOWN["best_j"]}
    )
    assert digits(((X - X.mean(axis=0)) ** 2).sum(), 2) == KNOWN["j_1"]
    assert (np.diff([number(f"j_{c}") for c in range(1, 7)]) < 0).all()


def test_the_idle_centre_stays_and_the_rest_are_three() -> None:
    run = screen_run("EMPTY")
    assert (run.places[:, 3] == run.places[0, 3]).all()
    assert run.counts(1)[3] == run.counts(len(run) - 1)[3] == 0
    assert KNOWN["empty_j"] == KNOWN["j_3"]
    assert run.places[0, 3].sum() == run.places[0].sum(axis=1).max()  # D is farthest out


def test_the_race_is_counted_and_ends_alike() -> None:
    lloyd, hamerly, tree = (number(f"race_{way}") for way in ("lloyd", "hamerly", "tree"))
    assert number("race_each") == 6 * number("race_points")
    assert lloyd == number("race_each") * number("race_n")
    assert number("race_hamerly_share") == pytest.approx(100 * hamerly / lloyd, abs=0.05)
    assert number("race_tree_share") == pytest.approx(100 * tree / lloyd, abs=0.05)
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
    assert KNOWN["soft_undecided"] == str((q.max(axis=1) < 0.99).sum())
    closer = np.linalg.norm(hard.places[-1][0] - hard.places[-1][1]) - np.linalg.norm(at[0] - at[1])
    assert number("soft_closer") == pytest.approx(closer, abs=0.006)


def test_sigma_to_zero_is_k_means() -> None:
    names = [f"{10 * sigma:.0f}" for sigma in lesson.SIGMAS]
    undecided, away = ([number(f"{what}_{name}") for name in names] for what in ("und", "off"))
    assert undecided == sorted(undecided, reverse=True) and away == sorted(away, reverse=True)
    assert undecided[-1] == away[-1] == 0
    at, q = soft_em(FIRST, 0.1)
    assert (q.argmax(axis=1) == screen_run("START").labels(12)).all()
    assert digits(-2 * 0.01 * (log_likelihood(at, 0.1) - 160 * constant(0.1, 4, 2)), 2) == KNOWN["scaled_ll"]
    assert KNOWN["scaled_ll"] == KNOWN["start_j"]
    for sigma, name in ((1, "share_1"), (0.5, "share_half"), (0.2, "share_fifth")):
        near, far = np.exp(-4 / (2 * sigma**2)), np.exp(-5 / (2 * sigma**2))
        assert number(name) == pytest.approx(near / (near + far), abs=5e-4 if sigma > 0.2 else 5e-7)


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
    assert KNOWN["scaled_right"] == KNOWN["long_n"]
    assert number("sizes_hard") < number("sizes_soft") <= number("sizes_n")
    x, z = simulated("sizes")
    within = sum(n * x[z == k].var(axis=0).sum() for k, n in enumerate(np.bincount(z)))
    assert KNOWN["sizes_truth"] == digits(within, 2)
    outlier = screen_run("OUTLIER")
    assert sorted(outlier.counts(len(outlier) - 1)) == [1, 50]
    groups, _ = simulated("outlier")
    ends = [kmeans.lloyd(groups, starts.random_points(groups, 3, seed)).inertia[-1] for seed in range(20)]
    assert KNOWN["out_three"] == digits(min(ends), 2)


def test_the_points_that_end_elsewhere_lie_nearer_to_a_neighbour() -> None:
    run = screen_run("START")
    found, distances = last_labels(run), squares(X, run.places[-1])
    wrong = np.flatnonzero(found != DRAWN)  # the clusters have the groups' order here
    assert KNOWN["round_right"] == str(len(X) - len(wrong)) and 0 < len(wrong) < 10
    assert (distances[wrong, found[wrong]] < distances[wrong, DRAWN[wrong]]).all()


def test_one_gaussian_and_the_line_by_other_means() -> None:
    y, t = kmeans_one.Y, kmeans_one.T
    assert len(y) == 9
    assert KNOWN["one_mean"] == digits(y.mean(), 1)
    assert KNOWN["one_var"] == digits(statistics.pvariance(y.tolist()), 2)
    assert KNOWN["one_unbiased"] == digits(statistics.variance(y.tolist()), 4)
    b, a = np.polyfit(t, y, 1)
    rest = float(((y - a - b * t) ** 2).sum())
    assert [number("line_a"), number("line_b")] == pytest.approx([a, b], abs=5e-4)
    assert KNOWN["line_squares"] == digits(rest, 4) and KNOWN["line_var"] == digits(rest / 9, 4)
    normal = statistics.NormalDist(4, 2.5)
    assert number("one_ll0") == pytest.approx(sum(np.log(normal.pdf(v)) for v in y.tolist()), abs=5e-4)
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
