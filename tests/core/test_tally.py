"""Rounds that were counted are the same rounds, and two coins in one parameter have one maximum."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from em_core import (
    CoinMixture,
    CoinParams,
    Recipe,
    Rounds,
    TalliedCoins,
    Tally,
    datasets,
    hard,
    run,
    soft,
    tied,
)

HALF = (0.5, 0.5)


@pytest.mark.parametrize("learn", [False, True])
@pytest.mark.parametrize("e_step", [soft(), soft(0.5), hard], ids=["soft", "beta=0.5", "hard"])
def test_a_tally_runs_as_its_rounds_do(e_step: object, learn: bool) -> None:
    heads, _ = datasets.simulate_heads((0.7, 0.4), HALF, 60, 5, 1)
    start, recipe = CoinParams((0.4, 0.6), (0.7, 0.3)), Recipe(e_step)  # type: ignore[arg-type]
    counted = list(run(TalliedCoins(learn), Tally.of_heads(heads, 5), start, recipe, max_iter=30))
    written = list(run(CoinMixture(learn), Rounds(heads, 5), start, recipe, max_iter=30))
    assert len(counted) == len(written)
    for one, other in zip(counted, written, strict=True):
        # the same sums in another order
        assert one.params.p_heads == pytest.approx(other.params.p_heads, rel=1e-9)
        assert one.params.weights == pytest.approx(other.params.weights, rel=1e-9)
        assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-11)
        if other.elbo is not None:
            assert one.elbo == pytest.approx(other.elbo, rel=1e-11)
            assert one.objective == pytest.approx(other.objective, rel=1e-11)


def test_heads_are_counted() -> None:
    at = Tally.of_heads([3, 2, 1, 3, 2], 5)
    assert at.heads.tolist() == [0, 1, 2, 3, 4, 5] and at.times.tolist() == [0, 1, 2, 2, 0, 0]
    assert len(at) == 6 and at.flips.tolist() == [5] * 6


@pytest.mark.parametrize("heads", [[6], [-1], [1.0], [[1]]])
def test_heads_that_are_none_are_refused(heads: object) -> None:
    with pytest.raises(ValueError, match="heads must be whole numbers from 0 to 5"):
        Tally.of_heads(heads, 5)  # type: ignore[arg-type]


def test_a_tally_names_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="rounds must be Rounds, got list"):
        Tally([1], [1])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one entry per round, got 2 for 1"):
        Tally(Rounds([1], 1), [1, 2])
    with pytest.raises(ValueError, match="posterior must have one row per round, got 1 for 6"):
        q = TalliedCoins().infer(Tally(Rounds([1], 1), [1]), CoinParams(HALF, (0.5, 0.4)))
        TalliedCoins().expected_stats(Tally.of_heads([1], 5), q)


@pytest.mark.parametrize("e_step", [soft(), hard], ids=["soft", "hard"])
@pytest.mark.parametrize("coins", [(1.0, 1.0), (1.0, 0.5), (1.0, 0.0), (0.0, 1.0)])
def test_what_nobody_saw_is_not_refused(coins: tuple[float, float], e_step: object) -> None:
    """Rows without rounds are no data, though no coin could have made them."""
    heads = [5, 5, 5] if coins[1] else [5, 0, 5]
    start, recipe = CoinParams((0.4, 0.6), coins), Recipe(e_step)  # type: ignore[arg-type]
    counted = list(run(TalliedCoins(), Tally.of_heads(heads, 5), start, recipe))
    written = list(run(CoinMixture(), Rounds(heads, 5), start, recipe))
    assert len(counted) == len(written)
    for one, other in zip(counted, written, strict=True):
        assert one.params.p_heads.tolist() == other.params.p_heads.tolist()
        assert one.params.weights == pytest.approx(other.params.weights, rel=1e-15)
        assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-15)
        assert [event.kind for event in one.events] == [event.kind for event in other.events]


def test_a_round_that_was_seen_is_refused_by_its_row() -> None:
    with pytest.raises(ValueError, match=r"round 3 \(2 heads of 5 flips\) is impossible"):
        TalliedCoins().infer(Tally.of_heads([5, 2], 5), CoinParams(HALF, (1.0, 1.0)))


# ---- two coins in one parameter ------------------------------------------------------------------


def by_hand(t: float) -> float:
    """Two tosses, H and T; coin A (t) is taken in two of three, coin B shows heads half as often."""
    share = 2 * (1 - t) / (2 * (1 - t) + (1 - t / 2))  # of coin A in the tails
    b = 4 + share
    return (b - (b * b - 16) ** 0.5) / 4  # 2 t^2 - b t + 2 = 0


def test_the_smallest_em_is_that_by_hand() -> None:
    start = CoinParams((2 / 3, 1 / 3), (0.4, 0.2))
    steps = list(run(CoinMixture(False), datasets.TWO_TOSSES.rounds, start, Recipe(m_step=tied(0.5))))
    first = steps[1].posterior.probs  # type: ignore[union-attr]
    assert first[:, 0] == pytest.approx([0.8, 0.6], abs=1e-12)
    found = [step.params.p_heads[0] for step in steps[::2]]
    assert [f"{t:.3f}" for t in found[:4]] == ["0.400", "0.582", "0.598", "0.600"]
    assert found[1:] == pytest.approx([by_hand(t) for t in found[:-1]], abs=1e-12)
    assert found[-1] == pytest.approx(0.6, abs=1e-6)
    assert all(step.params.p_heads[1] == step.params.p_heads[0] / 2 for step in steps)


@pytest.mark.parametrize("ratio", [0.25, 0.5, 1.0])
@pytest.mark.parametrize(
    "counts", [[[3.5, 1.5], [2, 4]], [[0, 2], [0, 3]], [[1, 0], [2, 0]], [[0, 0], [1, 2]]]
)
def test_a_tied_m_step_is_the_best_on_its_line(ratio: float, counts: list[list[float]]) -> None:
    model, table = CoinMixture(False), np.array(counts)
    stats = model.expected_stats(Rounds([1], 1), model.infer(Rounds([1], 1), CoinParams(HALF, HALF)))
    stats = type(stats)(np.array([2.0, 3.0]), table)
    after = tied(ratio)(model, stats, CoinParams(HALF, (0.4, 0.4 * ratio)))
    found = model.expected_log_joint(stats, after)
    line = [CoinParams(HALF, (t, ratio * t)) for t in np.linspace(0, 1, 1001)]
    assert found >= max(model.expected_log_joint(stats, at) for at in line) - 1e-12
    assert after.p_heads[1] == ratio * after.p_heads[0]


def test_the_quotient_is_the_tied_coins_with_ratio_one() -> None:
    data, start = datasets.FIVE_OF_FIVE.rounds, CoinParams(HALF, (0.3, 0.3))
    end = list(run(CoinMixture(False), data, start, Recipe(m_step=tied(1)), max_iter=2))[-1]
    assert end.params.p_heads[0] == pytest.approx(float(Fraction(11, 25)), abs=1e-15)


def test_a_tie_of_other_coins_is_refused() -> None:
    for ratio in (0, -1, 1.5, float("nan")):
        with pytest.raises(ValueError, match="ratio must be"):
            tied(ratio)
    with pytest.raises(ValueError, match="the coins that are tied must be two, got 1"):
        start = CoinParams([1.0], [0.5])
        list(run(CoinMixture(False), datasets.TWO_TOSSES.rounds, start, Recipe(m_step=tied(0.5))))
