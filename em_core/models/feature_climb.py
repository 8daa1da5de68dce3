"""The M-step of coins with features: Newton's steps up a concave hill, whatever the units of the features.

Nothing here depends on the units or on how the features are mixed: steps and distances are measured in
log-odds and in nats. Where the hill has no top, after Albert & Anderson, On the existence of maximum
likelihood estimates in logistic regression models, Biometrika 71 (1984) 1-10: data that can be parted.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit

from em_core.models.feature_rounds import FARTHEST, FeatureCoinParams, FeatureStatistics
from em_core.protocol import Floats

STEPS = 200  # at most, inside one M-step
LONGEST = 5.0  # of a step, in log-odds of flips: beyond, curvature says nothing about them
ARRIVED = 4e-24  # nats per flip that Newton's step still promises: a slope of 1e-12 per flip at p = 1/2
GONE = 27.6  # log-odds at which 1 - p is 1e-12 and a climb that still wants to go on outwards is left alone
FLAT = 20.0  # log-odds from which such a climb is said to have no top
LOST = 100.0  # log-odds on the wrong side from which a climb is begun anew
CLIP = 300.0  # log-odds at which e^-x and its square are still ordinary floats
STEEP = 10.0  # what a row may want, if not the way back to 0
CUTS = 1e-13, 1e-11, 1e-9, 1e-7  # a way that rounding has spoilt is made again of fewer directions
EQUAL = 1e-13  # of a feature's size: what varies less than that does not vary
EDGE = 1 - 1e-6  # of the farthest that a parameter may be
ROUNDING = 1e-15  # of the objective's size: a fall by no more than that is none
ENOUGH = 0.1  # of the rise that a step promises (Armijo 1966)
HALVINGS = 60


class Way(NamedTuple):
    """Newton's step by (S,), the log-odds it changes (R, K), where they are now (R, K), and the nats it
    promises, g' (-H)^-1 g: by rows and coins (R, K), and by the penalty."""

    by: Floats
    change: Floats
    odds: Floats
    promised: Floats
    by_ridge: float
    unsure: float  # what rounding of the log-odds makes promised, in nats
    straight: Any  # (R, K): where the flips want the log-odds more than 5 nearer to 0

    @property
    def outward(self) -> Any:
        """Where the log-odds of flips grow further from 0, (R, K)."""
        return np.asarray(self.change * self.odds > 0)


def way(stats: FeatureStatistics, params: FeatureCoinParams, hold: float = 0.0) -> Way:
    """Newton's step as the weighted least squares that it is, with the intercepts taken out first.

    w = n p (1 - p), z = (h / p - t / (1 - p)) / n: minimise sum_rk w_rk (z_rk - a_k - b . f_r)^2 over the
    moves of the intercepts a and slopes b. A row that wants more than 10 and the way back to 0, where the
    hill is straight, counts as steeper, which keeps its slope and shortens the step. Columns are brought to
    one size, so that units do not matter; what the flips leave open stays. ``hold``: rows with smaller
    log-odds are held where they are (z = 0).
    """
    ridge_b, ridge_a = 2 * stats.ridge[0], 2 * stats.ridge[1]
    flips = stats.counts.sum(axis=2)
    odds = params.log_odds(stats.kinds)
    eta = np.clip(odds, -CLIP, CLIP)
    w = flips * expit(eta) * expit(-eta)
    share = np.divide(stats.counts, flips[:, :, None], where=(w > 0)[:, :, None], out=0 * stats.counts)
    z = share[..., 0] * (1 + np.exp(-eta)) - share[..., 1] * (1 + np.exp(eta))
    most = np.maximum(np.abs(odds), STEEP)
    w, z = w * np.maximum(1.0, np.abs(z) / most), np.clip(z, -most, most)
    straight = z * odds < -LONGEST * np.abs(odds)
    z = np.where(np.abs(odds) < hold, 0.0, z)
    # A penalty on the intercepts is one more kind of round, with features 0.
    kinds = np.concatenate([stats.kinds, np.zeros((1, params.slopes.size))])[:, None, :]
    w = np.concatenate([w, np.full((1, len(params.intercepts)), ridge_a)])
    z = np.concatenate([z, -params.intercepts[None]])
    mass = w.sum(axis=0)
    unit = np.where(mass > 0, mass, 1.0)
    middle_z = (w * z).sum(axis=0) / unit
    middle = (w[..., None] * kinds).sum(axis=0) / unit[:, None]
    root = np.sqrt(w)
    columns = (root[..., None] * (kinds - middle)).reshape(-1, params.slopes.size)
    size = np.linalg.norm(np.concatenate([columns, np.sqrt(ridge_b) * np.eye(params.slopes.size)]), axis=0)
    whole = np.linalg.norm((root[..., None] * kinds).reshape(columns.shape), axis=0)
    varies = size > EQUAL * whole
    size = np.where(varies, size, 1.0)
    table = np.concatenate([columns, np.sqrt(ridge_b) * np.eye(params.slopes.size)]) / size * varies
    wanted = np.concatenate([(root * (z - middle_z)).ravel(), -np.sqrt(ridge_b) * params.slopes])
    unsure = float((w[:-1] * np.square(blur(stats, params))).sum())
    for cut in CUTS:
        slopes = np.linalg.lstsq(table, wanted, rcond=cut)[0] / size
        change = np.where(mass > 0, middle_z + (kinds - middle) @ slopes, 0.0)
        by = np.concatenate([change[-1], slopes])  # the intercepts are where the features are 0
        promised = w * np.square(change)
        by_ridge = float(promised[-1].sum() + ridge_b * slopes @ slopes)
        # The same from the slope of the hill, which tells what rounding has made of the step.
        moved = np.concatenate([by[: mass.size] + (stats.kinds @ slopes)[:, None], change[-1:]])
        other = float((w * z * moved).sum()) - ridge_b * float(params.slopes @ slopes)
        if abs(promised[:-1].sum() + by_ridge - other) <= 0.1 * other + 4 * unsure:
            break
    return Way(by, change[:-1], odds, promised[:-1], by_ridge, unsure, straight)


def climb(model: Any, stats: FeatureStatistics, previous: FeatureCoinParams) -> tuple[FeatureCoinParams, int]:
    """The top, and how many steps it took; where there is none, the place where p is 1 within 1e-12.

    A climb that would begin far out on the wrong side, where the hill is straight, begins at log-odds 0.
    """
    still = np.zeros(previous.intercepts.size + previous.slopes.size)
    here = model.moved(stats, previous, still)
    first = way(stats, here)
    inwards = first.straight | (~first.outward & (np.abs(first.change) > LONGEST))
    if not (inwards & (np.abs(first.odds) > LOST)).any():
        return _newton(model, stats, here)
    seen = stats.counts.sum(axis=2) > 0
    coins = seen.any(axis=0) | (stats.ridge[1] > 0)
    features = (stats.kinds[seen.any(axis=1)] != 0).any(axis=0) | (stats.ridge[0] > 0)
    known = np.concatenate([coins, features])
    middle = np.where(known, -np.concatenate([here.intercepts, here.slopes]), 0.0)
    found, steps = _newton(model, stats, model.moved(stats, here, middle))
    return max(found, here, key=lambda params: model.expected_log_joint(stats, params)), steps


def _newton(model: Any, stats: FeatureStatistics, params: FeatureCoinParams) -> tuple[FeatureCoinParams, int]:
    level = ARRIVED * (stats.counts.sum() + sum(stats.ridge))
    for steps in range(STEPS):
        step = way(stats, params)
        near = ~(step.outward & (np.abs(step.odds) > GONE)) | (min(stats.ridge) > 0)
        if step.promised[near].sum() + step.by_ridge <= level + 4 * step.unsure:
            return params, steps
        if (step.straight & (np.abs(step.odds) > LOST)).any():
            params = _level(model, stats, params)
            step = way(stats, params)
        after = _rise(model, stats, params, step)
        if after is None:  # rounding leaves no more
            return params, steps
        params = after
    return params, STEPS


def _level(model: Any, stats: FeatureStatistics, params: FeatureCoinParams) -> FeatureCoinParams:
    """Each intercept at its best for these slopes, by halving: what a long step left on the wrong side."""
    middle, eta = params.intercepts, params.log_odds(stats.kinds)
    wide = np.abs(eta).max() + np.abs(middle) + 50
    low, high = np.maximum(middle - wide, -FARTHEST), np.minimum(middle + wide, FARTHEST)
    a = middle
    for _ in range(HALVINGS):
        a = (low + high) / 2
        odds = eta + (a - middle)
        left = stats.counts[..., 0] * expit(-odds) - stats.counts[..., 1] * expit(odds)
        up = left.sum(axis=0) > 2 * stats.ridge[1] * a
        low, high = np.where(up, a, low), np.where(up, high, a)
    both = (stats.counts.sum(axis=0) > 0).all(axis=1)
    by = np.concatenate([np.where(both, a - middle, 0.0), 0 * params.slopes])
    after: FeatureCoinParams = model.moved(stats, params, by)
    higher = model.expected_log_joint(stats, after) > model.expected_log_joint(stats, params)
    return after if higher else params


def _rise(
    model: Any, stats: FeatureStatistics, params: FeatureCoinParams, step: Way
) -> FeatureCoinParams | None:
    """Newton's step, at most 5 log-odds against a flip and not beyond what parameters may be, halved until
    the objective rises by a tenth of what it promises and the slope along it has not turned to more than half
    its size; None if it never does."""
    gain = float(step.promised.sum() + step.by_ridge)
    # Flips may go as far as they like the way they fell, or far out on their own side, or if they are few.
    against = np.where(step.change > 0, stats.counts[..., 1], stats.counts[..., 0]) * np.abs(step.change)
    longest = LONGEST + np.maximum(-np.sign(step.change) * step.odds - FLAT, 0.0)
    shares = longest / np.maximum(np.abs(step.change), longest)
    share = float(shares[against > 1e-3 * gain].min(initial=1.0))
    at = np.concatenate([params.intercepts, params.slopes])
    room = float(((FARTHEST - np.sign(step.by) * at) / np.maximum(np.abs(step.by), 1e-200)).min())
    share = min(share, (1 - 1e-15) * room)
    if room < 1e-9 and np.abs(at).max() >= EDGE * FARTHEST:
        return None
    here = model.expected_log_joint(stats, params)
    rounding = ROUNDING * (1 + abs(here)) + float((np.abs(_left(stats, params)) * blur(stats, params)).sum())
    for _ in range(HALVINGS):
        after: FeatureCoinParams = model.moved(stats, params, share * step.by)
        along = float((_left(stats, after) * step.change).sum())
        along -= 2 * float((np.repeat(stats.ridge[::-1], params.sizes) * (at + share * step.by)) @ step.by)
        high = model.expected_log_joint(stats, after)
        if high >= here + ENOUGH * share * gain - rounding and along >= -gain / 2:
            return after
        share /= 2
    return None


def _left(stats: FeatureStatistics, params: FeatureCoinParams) -> Floats:
    """h_rk - n_rk p_rk, (R, K)."""
    eta = params.log_odds(stats.kinds)
    return np.asarray(stats.counts[..., 0] * expit(-eta) - stats.counts[..., 1] * expit(eta))


def blur(stats: FeatureStatistics, params: FeatureCoinParams) -> Floats:
    """What rounding makes of the log-odds: 2e-16 (|a_k| + sum_j |b_j f_rj|), (R, K)."""
    size = np.abs(params.intercepts) + (np.abs(stats.kinds) @ np.abs(params.slopes))[:, None]
    return np.asarray(np.finfo(float).eps * size)


def endless(stats: FeatureStatistics, params: FeatureCoinParams) -> Floats:
    """The largest log-odds in size of each coin that have no end: (K,), -1 where there are none.

    They are beyond 20, and Newton wants them half a unit further out though all within 20 stay where they
    are; or a parameter is at the edge of what it may be and the slope is not 0.
    """
    mass = stats.counts.sum(axis=(0, 2))
    seen = (stats.counts.sum(axis=2) > 0) & (mass > 1e-12 * mass.sum()) & (min(stats.ridge) == 0)
    out = way(stats, params, hold=FLAT)
    on = (np.abs(out.odds) > FLAT) & out.outward & (np.abs(out.change) > 0.5)
    if max(np.abs(params.intercepts).max(), np.abs(params.slopes).max()) >= EDGE * FARTHEST:
        left, flips = _left(stats, params), stats.counts.sum(axis=2)
        unsure = flips * (4 * blur(stats, params) + 1e-12)
        unit = np.maximum(1.0, np.abs(stats.kinds))
        a = np.abs(left.sum(axis=0)) > unsure.sum(axis=0)
        b = np.abs(left.sum(axis=1) @ stats.kinds) > unsure.sum(axis=1) @ unit
        on |= (a.any() | b.any()) & (np.abs(left) > 1e-12 * flips)
    return np.asarray(np.where(on & seen, np.abs(out.odds), -1.0).max(axis=0, initial=-1.0))
