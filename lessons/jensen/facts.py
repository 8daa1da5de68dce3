"""The results quoted in lesson 04."""

from __future__ import annotations

import numpy as np

from em_core import CoinParams, bound, datasets
from em_core import jensen as core
from em_core.protocol import Floats
from lessons.common.tell import FIXED, HALF
from lessons.jensen.detour import over

LOG = core.FUNCTIONS["log"]
ENDS = (0.5, 3.5)  # the points of the lesson's own start
OTHER = (0.2, 0.8)
THREE = (0.5, 3.5, 1.5)
Q, P = (0.5, 0.4, 0.1), (0.05, 0.8, 0.15)  # the shapes of the lesson's own start
ROUND = 1  # the second round of Do and Batzoglou, which coin A very likely made
COINS = (0.6, 0.5)
Facts = dict[str, float]


def facts() -> Facts:
    found = _two() | _near() | _three() | _round() | _squares() | _divergence() | _detour()
    return {name: float(value) for name, value in found.items()}


def halves(*x: float) -> core.Jensen:
    """Two points on the log curve, each with the weight one half."""
    return core.jensen(LOG, x, HALF)


def joint() -> Floats:
    """p(x, z) of that round with the coins (0.6, 0.5), each taken half of the time: (2,)."""
    return np.asarray(np.exp(FIXED.log_joint(datasets.DO_BATZOGLOU.rounds, CoinParams(HALF, COINS))[ROUND]))


def posterior() -> Floats:
    """p(z | x) of that round: (2,)."""
    return np.asarray(joint() / joint().sum())


def round_gap(shares: Floats | tuple[float, float]) -> core.Jensen:
    """log at the points p(x, z) / q(z) with the weights q(z), for any shares q > 0 of that round."""
    return core.jensen(LOG, joint() / np.asarray(shares), shares)


def _two() -> Facts:
    two, other, flipped = halves(*ENDS), core.jensen(LOG, ENDS, OTHER), core.jensen(LOG, ENDS, OTHER[::-1])
    return {
        "two_mean": two.mean_x,
        "two_curve": two.f_mean,
        "two_chord": two.mean_f,
        "two_gap": two.gap,
        "two_geometric": np.exp(two.mean_f),
        "other_mean": other.mean_x,
        "other_gap": other.gap,
        "flipped_mean": flipped.mean_x,
        "flipped_gap": flipped.gap,
    }


def _near() -> Facts:
    return {
        "near_gap": halves(1.5, 2.5).gap,
        "nearer_gap": halves(1.75, 2.25).gap,
        "unequal_gap": core.jensen(LOG, (1.9, 2.1), (0.7, 0.3)).gap,
    }


def _three() -> Facts:
    one = core.jensen(LOG, THREE, np.full(3, 1 / 3))
    rest = halves(*THREE[1:])
    return {
        "three_rest": rest.mean_x,
        "three_curve": one.f_mean,
        "three_middle": core.jensen(LOG, (THREE[0], rest.mean_x), (1 / 3, 2 / 3)).mean_f,
        "three_chord": one.mean_f,
    }


def _round() -> Facts:
    half, shares = round_gap(HALF), posterior()
    return {
        "round_a": 1000 * joint()[0],  # thousandths
        "round_b": 1000 * joint()[1],
        "round_ll": half.f_mean,
        "round_half": half.mean_f,
        "round_gap": half.gap,
        "round_q_a": shares[0],
        "round_q_b": shares[1],
        "round_all": bound.kl((1, 0), shares),
    }


def _squares() -> Facts:
    two = core.jensen(core.FUNCTIONS["square"], ENDS, HALF)
    return {"square_mean": two.f_mean, "mean_square": two.mean_f, "square_gap": -two.gap}


def _divergence() -> Facts:
    q, p = np.asarray(Q), np.asarray(P)
    return {
        **{f"lead_{i}": lead for i, lead in enumerate(np.log(q / p), 1)},
        **{f"term_{i}": term for i, term in enumerate(core.summands(q, p), 1)},
        "back_1": core.summands(p, q)[0],
        **{f"ratio_{i}": ratio for i, ratio in enumerate(p / q, 1)},
        "kl_there": bound.kl(q, p),
        "kl_back": bound.kl(p, q),
        "kl_average": -bound.kl(q, p),
    }


def _detour() -> Facts:
    d = over(Q, P, 0.5)
    return {"kl_first": d.first, "kl_second": d.second, "kl_detour": d.first + d.second}
