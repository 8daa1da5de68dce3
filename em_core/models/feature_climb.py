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
ARRIVED = 4e-24  # nats per flip that Newton's step still promises: a slope of 1e-12 per flip at p = 1/2
GONE = 27.6  # log-odds at which 1 - p is 1e-12 and a climb that still wants to go on outwards is left alone
FLAT = 20.0  # log-odds from which such a climb is said to have no top
EQUAL = 1e-13  # of their size: features that differ by less, from a constant or from others, do not differ
ROUNDED = 1e-15  # of the size of its terms: a sum that is no more may be rounding
NEAR = 2.0  # log-odds: over a step no longer than that the curvature at its start is a guide
EDGE = 1 - 1e-6  # of the farthest that a parameter may be
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

    @property
    def outward(self) -> Any:
        """Where the log-odds of flips grow further from 0, (R, K)."""
        return np.asarray(self.change * self.odds > 0)


def way(stats: FeatureStatistics, params: FeatureCoinParams, hold: float = 0.0) -> Way:
    """Newton's step. By row and coin the slope is h - n p, the curvature n p (1 - p).

    A row that wants more than the way back to 0, and the 2 that it can want there, is far on the wrong side,
    where the hill is straight: it counts as that much more curved, until the steps are short, for some such
    rows stay so at the top. ``hold``: rows with smaller log-odds want nothing.
    """
    odds, left, flips = params.log_odds(stats.kinds), _left(stats, params), stats.counts.sum(axis=2)
    curved = flips * expit(odds) * expit(-odds)
    straight = np.maximum(curved, np.abs(left) / (np.abs(odds) + 2))
    left = np.where(np.abs(odds) < hold, 0.0, left)
    step = _newton(stats, params, left, straight)
    if (straight > curved).any() and np.abs(step.change[flips > 0]).max() <= NEAR:
        step = _newton(stats, params, left, curved)
    return step


def _newton(stats: FeatureStatistics, params: FeatureCoinParams, left: Floats, w: Floats) -> Way:
    """The step for slopes and curvatures (R, K), with the intercepts taken out first and the curvature as the
    square of a table.

    Columns are brought to one size, so that units do not matter; what the flips leave open stays, and so does
    what is only rounding: a direction in which the features or the slope are no more than that.
    The step is made from the slope (the seminormal equations: Bjorck, Numerical methods for least squares
    problems, SIAM 1996, section 2.4.6), so that what rounding does to it goes to 0 as the slope does.
    """
    ridge_b, ridge_a = 2 * stats.ridge[0], 2 * stats.ridge[1]
    odds = params.log_odds(stats.kinds)
    terms = stats.counts[..., 0] * expit(-odds) + stats.counts[..., 1] * expit(odds)
    # A penalty on the intercepts is one more kind of round, with features 0.
    kinds = np.concatenate([stats.kinds, np.zeros((1, params.slopes.size))])[:, None, :]
    w = np.concatenate([w, np.full((1, len(params.intercepts)), ridge_a)])
    left = np.concatenate([left, -ridge_a * params.intercepts[None]])
    mass = w.sum(axis=0)
    unit = np.where(mass > 0, mass, 1.0)
    middle = (w[..., None] * kinds).sum(axis=0) / unit[:, None]
    root, away = np.sqrt(w)[..., None], kinds - middle
    ridge = np.sqrt(ridge_b) * np.eye(params.slopes.size)
    table = np.concatenate([(root * away).reshape(-1, params.slopes.size), ridge])
    size, whole = np.linalg.norm(table, axis=0), np.linalg.norm(root * kinds, axis=(0, 1))
    varies = size > EQUAL * whole
    scale = varies / np.where(varies, size, 1.0)
    slope = (left[..., None] * away).sum(axis=(0, 1)) - ridge_b * params.slopes
    summed = (terms[..., None] * np.abs(away[:-1])).sum(axis=(0, 1))
    _, bends, axes = np.linalg.svd(table * scale, full_matrices=False)
    along, lost = axes @ (slope * scale), ROUNDED * np.abs(axes) @ (np.array([whole, summed]) * scale).T
    known = (bends > np.maximum(EQUAL * bends[0], lost[:, 0])) & (np.abs(along) > lost[:, 1])
    slopes = axes.T @ (along / np.where(known, bends, np.inf) ** 2) * scale
    change = np.where(mass > 0, left.sum(axis=0) / unit + away @ slopes, 0.0)
    by = np.concatenate([change[-1], slopes])  # the intercepts are where the features are 0
    promised = w * np.square(change)
    by_ridge = float(promised[-1].sum() + ridge_b * slopes @ slopes)
    unsure = float((w[:-1] * np.square(blur(stats, params))).sum())
    return Way(by, change[:-1], odds, promised[:-1], by_ridge, unsure)


def climb(model: Any, stats: FeatureStatistics, previous: FeatureCoinParams) -> tuple[FeatureCoinParams, int]:
    """The top, and how many steps it took; where there is none, the place where p is 1 within 1e-12.

    It begins where it is, or with all log-odds of flips at 0 if that is higher.
    """
    seen = stats.counts.sum(axis=2) > 0
    coins = seen.any(axis=0) | (stats.ridge[1] > 0)
    features = (stats.kinds[seen.any(axis=1)] != 0).any(axis=0) | (stats.ridge[0] > 0)
    known, at = np.concatenate([coins, features]), np.concatenate([previous.intercepts, previous.slopes])
    starts = [model.moved(stats, previous, 0 * at), model.moved(stats, previous, np.where(known, -at, 0.0))]
    params = max(starts, key=lambda start: model.expected_log_joint(stats, start))
    level = ARRIVED * stats.counts.sum()
    for steps in range(STEPS):
        step = way(stats, params)
        near = ~(step.outward & (np.abs(step.odds) > GONE)) | (min(stats.ridge) > 0)
        if step.promised[near].sum() + step.by_ridge <= level + 4 * step.unsure:
            return params, steps
        after = _rise(model, stats, params, step)
        if after is None:  # rounding leaves no more
            return params, steps
        params = after
    return params, STEPS


def _rise(
    model: Any, stats: FeatureStatistics, params: FeatureCoinParams, step: Way
) -> FeatureCoinParams | None:
    """Newton's step, not beyond what parameters may be, halved until the slope at its end is at worst turned
    to half of what it is midway: the hill is concave, so the first half then gains twice what the second can
    lose, and no difference of two heights, all rounding, is asked. None if it never is."""
    at = np.concatenate([params.intercepts, params.slopes])
    ridge = 2 * np.repeat(stats.ridge[::-1], params.sizes)
    room = float(((FARTHEST - np.sign(step.by) * at) / np.maximum(np.abs(step.by), 1e-200)).min())

    def along(share: float) -> float:
        odds = step.odds + share * step.change
        left = stats.counts[..., 0] * expit(-odds) - stats.counts[..., 1] * expit(odds)
        return float((left * step.change).sum() - (ridge * (at + share * step.by)) @ step.by)

    share = min(1.0, (1 - 1e-15) * room)
    if np.abs(at).max() >= EDGE * FARTHEST and room < 1 - EDGE:
        return None
    coins = params.intercepts.size  # what rounding has made of the change of log-odds, in nats
    lost = float((np.abs(_left(stats, params)) * _sums(stats, step.by[:coins], step.by[coins:])).sum())
    for _ in range(HALVINGS):
        if along(share) >= -along(share / 2) / 2 - lost:
            after: FeatureCoinParams = model.moved(stats, params, share * step.by)
            return after
        share /= 2
    return None


def _left(stats: FeatureStatistics, params: FeatureCoinParams) -> Floats:
    """h_rk - n_rk p_rk, (R, K)."""
    eta = params.log_odds(stats.kinds)
    return np.asarray(stats.counts[..., 0] * expit(-eta) - stats.counts[..., 1] * expit(eta))


def blur(stats: FeatureStatistics, params: FeatureCoinParams) -> Floats:
    """What rounding makes of the log-odds: 2e-16 (|a_k| + sum_j |b_j f_rj|), (R, K)."""
    return _sums(stats, params.intercepts, params.slopes)


def _sums(stats: FeatureStatistics, a: Floats, b: Floats) -> Floats:
    return np.asarray(np.finfo(float).eps * (np.abs(a) + (np.abs(stats.kinds) @ np.abs(b))[:, None]))


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
