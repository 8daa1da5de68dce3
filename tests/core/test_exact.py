"""Against enumeration: every labelling of five rounds, in fractions, with nothing shared with the app."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest

from em_core import CoinMixture, CoinParams, Recipe, Rounds, datasets, hard, run

F = Fraction
PROBLEMS = {
    "Do & Batzoglou": ([5, 9, 8, 4, 7], [10] * 5, [F(1, 2), F(1, 2)], [F(3, 5), F(1, 2)]),
    "five of five": ([3, 2, 1, 3, 2], [5] * 5, [F(1, 2), F(1, 2)], [F(7, 10), F(3, 10)]),
    "uneven weights and rounds": ([0, 4, 0, 9, 2], [0, 4, 5, 11, 3], [F(1, 5), F(4, 5)], [F(1, 4), F(2, 3)]),
    "a coin that always shows heads": ([0, 4, 1, 9, 3], [0, 4, 5, 9, 3], [F(1, 3), F(2, 3)], [F(1), F(1, 2)]),
    "three coins": (
        [5, 9, 0, 4],
        [10, 10, 3, 5],
        [F(1, 5), F(3, 10), F(1, 2)],
        [F(3, 10), F(11, 20), F(4, 5)],
    ),
    "three of five labelled": ([5, 9, 8, 4, 7], [10] * 5, [F(2, 5), F(3, 5)], [F(3, 5), F(9, 20)]),
}
NOTED = {"three of five labelled": [1, 0, -1, 1, -1]}  # -1: nobody noted it


def labellings(name: str) -> tuple[Rounds, CoinParams, dict[tuple[int, ...], Fraction]]:
    """The problem for the model, and p(x, z) of every labelling z as an exact fraction.

    Labellings that disagree with what was noted are left out.
    """
    heads, flips, weights, p = PROBLEMS[name]
    noted = NOTED.get(name)
    joint = {
        z: math.prod(
            weights[k] * p[k] ** h * (1 - p[k]) ** (n - h) for k, h, n in zip(z, heads, flips, strict=True)
        )
        for z in itertools.product(range(len(p)), repeat=len(heads))
        if noted is None or all(known in (-1, k) for known, k in zip(noted, z, strict=True))
    }
    params = CoinParams([float(w) for w in weights], [float(x) for x in p])
    return Rounds(heads, flips, noted), params, joint


def log(x: Fraction) -> float:
    return math.log(x.numerator) - math.log(x.denominator)


@pytest.mark.parametrize("name", PROBLEMS)
def test_log_likelihood_posterior_and_expected_statistics(name: str) -> None:
    data, params, joint = labellings(name)
    model, evidence = CoinMixture(), sum(joint.values())
    q = model.infer(data, params)
    # A few dozen logarithms of which each is rounded once.
    assert model.log_likelihood(data, params) == pytest.approx(log(evidence), rel=1e-13)
    assert q.log_evidence == pytest.approx(log(evidence), rel=1e-13)

    gamma = np.zeros((len(data), params.p_heads.size))
    rounds, counts = np.zeros(params.p_heads.size), np.zeros((params.p_heads.size, 2))
    entropy = 0.0
    for z, value in joint.items():
        share = float(value / evidence)
        entropy -= share * log(value / evidence) if value else 0.0
        for n, k in enumerate(z):
            gamma[n, k] += share
            rounds[k] += share
            counts[k] += share * np.array([data.heads[n], data.flips[n] - data.heads[n]])
    stats = model.expected_stats(data, q)
    # Sums over up to 81 labellings; exp turns a log's absolute error of 1e-14 into a relative one.
    for mine, theirs in (
        (q.probs, gamma),
        (stats.rounds, rounds),
        (stats.counts, counts),
        (q.entropy(), entropy),
    ):
        np.testing.assert_allclose(mine, theirs, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_hard_e_step_finds_the_best_labels_and_its_objective_is_theirs(name: str) -> None:
    data, params, joint = labellings(name)
    model = CoinMixture()
    q = model.infer(data, params, math.inf)
    best = max(joint.values())
    labels = tuple(int(k) for k in q.probs.argmax(axis=1))
    assert joint[labels] == best
    value = model.expected_log_joint(model.expected_stats(data, q), params)
    assert value == pytest.approx(log(best), rel=1e-13)  # a few dozen logarithms
    assert (q.entropy(), q.log_evidence) == (0.0, None)


@pytest.mark.parametrize("beta", [2, 3])
@pytest.mark.parametrize("name", PROBLEMS)
def test_the_annealed_e_step_is_the_joint_to_the_power_beta(name: str, beta: int) -> None:
    data, params, joint = labellings(name)
    total = sum(value**beta for value in joint.values())
    gamma = np.zeros((len(data), params.p_heads.size))
    for z, value in joint.items():
        gamma[range(len(z)), z] += float(value**beta / total)
    q = CoinMixture().infer(data, params, float(beta))
    np.testing.assert_allclose(q.probs, gamma, rtol=1e-12, atol=1e-13)  # as above
    assert q.log_evidence is None


@pytest.mark.parametrize(
    "data", [datasets.DO_BATZOGLOU, datasets.FIVE_OF_FIVE], ids=["Do & Batzoglou", "five of five"]
)
def test_no_labelling_of_all_32_is_explained_better_than_hard_em_from_some_start(
    data: datasets.CoinData,
) -> None:
    model, heads, flips = CoinMixture(learn_weights=False), data.rounds.heads, data.rounds.flips

    def explained(z: tuple[int, ...]) -> float:
        total = 0.0
        for k in (0, 1):
            h, n = (sum(x[i] for i, label in enumerate(z) if label == k) for x in (heads, flips))
            total += sum(c * math.log(c / n) for c in (h, n - h) if c)
        return total + len(z) * math.log(0.5)

    best = max(explained(z) for z in itertools.product((0, 1), repeat=5))
    found = -math.inf
    for a, b in itertools.product((0.1, 0.3, 0.5, 0.7, 0.9), repeat=2):
        last = list(run(model, data.rounds, CoinParams([0.5, 0.5], [a, b]), Recipe(hard)))[-1]
        assert last.objective <= best + 1e-12  # the same twenty terms in another order
        found = max(found, last.objective)
    assert found == pytest.approx(best, rel=1e-13)  # likewise
