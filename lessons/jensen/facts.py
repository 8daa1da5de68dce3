"""The results quoted in lesson 04."""

from __future__ import annotations

import numpy as np

from em_core import CoinParams, bound, datasets
from em_core import jensen as core
from em_core.protocol import Floats
from lessons.common.tell import FIXED, HALF, Facts, digits, short

LOG = core.FUNCTIONS["log"]
ENDS = (0.5, 3.5)  # the points of the player's first screen
THREE = (0.5, 3.5, 1.5)
Q, P = (0.5, 0.4, 0.1), (0.05, 0.8, 0.15)  # the shapes of the player's first screen
ROUND = 1  # the second round of Do and Batzoglou, which coin A very likely made
COINS = (0.6, 0.5)


def facts() -> Facts:
    return _two() | _near() | _three() | _round() | _squares() | _divergence()


def halves(*x: float) -> core.Jensen:
    """Two points on the log curve, each with the weight one half."""
    return core.jensen(LOG, x, HALF)


def joint() -> Floats:
    """p(x, z) of that round with the coins (0.6, 0.5), each taken half of the time: (2,)."""
    return np.asarray(np.exp(FIXED.log_joint(datasets.DO_BATZOGLOU.rounds, CoinParams(HALF, COINS))[ROUND]))


def round_gap(shares: Floats | tuple[float, float]) -> core.Jensen:
    """log at the points p(x, z) / q(z) with the weights q(z), for any shares q > 0 of that round."""
    return core.jensen(LOG, joint() / np.asarray(shares), shares)


def halfway() -> Floats:
    """The distribution in the middle between q and p."""
    return np.asarray((np.asarray(Q) + np.asarray(P)) / 2)


def _two() -> Facts:
    two, other = halves(*ENDS), core.jensen(LOG, ENDS, (0.2, 0.8))
    return {
        "two_mean": digits(two.mean_x, 0),
        "two_curve": digits(two.f_mean, 3),
        "two_chord": digits(two.mean_f, 3),
        "two_gap": digits(two.gap, 3),
        "two_geometric": digits(np.exp(two.mean_f), 3),
        "other_mean": digits(other.mean_x, 1),
        "other_gap": digits(other.gap, 3),
    }


def _near() -> Facts:
    return {
        "near_gap": digits(halves(1.5, 2.5).gap, 4),
        "nearer_gap": digits(halves(1.75, 2.25).gap, 4),
        "unequal_gap": digits(core.jensen(LOG, (1.9, 2.1), (0.7, 0.3)).gap, 4),
    }


def _three() -> Facts:
    one = core.jensen(LOG, THREE, np.full(3, 1 / 3))
    rest = halves(*THREE[1:])
    return {
        "three_rest": digits(rest.mean_x, 1),
        "three_curve": digits(one.f_mean, 3),
        "three_middle": digits(core.jensen(LOG, (THREE[0], rest.mean_x), (1 / 3, 2 / 3)).mean_f, 3),
        "three_chord": digits(one.mean_f, 3),
    }


def _round() -> Facts:
    half, shares = round_gap(HALF), joint() / joint().sum()
    return {
        "round_a": digits(joint()[0]),
        "round_b": digits(joint()[1]),
        "round_ll": digits(half.f_mean, 3),
        "round_half": digits(half.mean_f, 3),
        "round_gap": digits(half.gap, 3),
        "round_q_a": digits(shares[0], 3),
        "round_q_b": digits(shares[1], 3),
    }


def _squares() -> Facts:
    two = core.jensen(core.FUNCTIONS["square"], ENDS, HALF)
    return {
        "square_mean": digits(two.f_mean, 0),
        "mean_square": digits(two.mean_f, 2),
        "square_gap": digits(-two.gap, 2),
    }


def _divergence() -> Facts:
    q, p, between = np.asarray(Q), np.asarray(P), halfway()
    there, on = bound.kl(q, between), bound.kl(between, p)
    return {
        **{f"lead_{i}": digits(lead, 3) for i, lead in enumerate(np.log(q / p), 1)},
        **{f"term_{i}": digits(term, 3) for i, term in enumerate(core.summands(q, p), 1)},
        **{f"ratio_{i}": short(ratio) for i, ratio in enumerate(p / q, 1)},
        "kl_there": digits(bound.kl(q, p), 3),
        "kl_back": digits(bound.kl(p, q), 3),
        "kl_average": digits(-bound.kl(q, p), 3),
        "kl_first": digits(there, 4),
        "kl_second": digits(on, 4),
        "kl_detour": digits(there + on, 4),
    }
