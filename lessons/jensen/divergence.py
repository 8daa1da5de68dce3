"""Lesson 04's two distributions: KL divergence as a gap of the log curve, in both directions.

The frames are the moves: 0 the two distributions, 1 the ratios p/q on the log curve with weights q,
2 their average 1 and log 1 = 0, 3 the average of the logs, 4 the gap KL(q||p), 5 the other direction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from em_core import jensen
from em_core.protocol import Floats
from em_figures.filmstrip import Translate
from em_figures.words import listed
from em_lesson.runs import Frame
from em_lesson.scene import drawn_on
from lessons.jensen.record import SAME, bracketed, difference, given, say, subscript

SHAPES, RATIOS, MEAN, LOGS, FORWARD, BACKWARD = range(6)


@dataclass(frozen=True, eq=False)
class Divergence:
    """q and p (m,) as shares of the heights (m,) that the learner set; KL(q||p) and KL(p||q) as gaps."""

    q_heights: tuple[float, ...]
    p_heights: tuple[float, ...]
    q: Floats
    p: Floats
    forward: jensen.Jensen
    backward: jensen.Jensen

    @property
    def equal(self) -> bool:
        """Whether q = p up to rounding; only then is there no gap."""
        return bool(np.abs(self.q - self.p).max() <= SAME)

    def __len__(self) -> int:
        return BACKWARD + 1

    def frame(self, k: int, tr: Translate) -> Frame:
        """Move k."""
        names = (tr("shapes"), tr("ratios"), tr("average"), tr("logs"), "KL(q‖p)", "KL(p‖q)")
        return Frame(names[k], "start", caption(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """The outcome."""
        return outcome(self, tr)


two_ways = drawn_on(lambda run: isinstance(run, Divergence))


def divergence(q: Sequence[float], p: Sequence[float]) -> Divergence:
    """From heights (m,), all above 0. Raises ValueError as :func:`em_core.jensen.kl_gap` does."""
    a, b = jensen.shares("q", q), jensen.shares("p", p)
    return Divergence(tuple(q), tuple(p), a, b, jensen.kl_gap(a, b), jensen.kl_gap(b, a))


def row(values: Iterable[float]) -> str:
    """ "(0.5, 0.4, 0.1)" """
    return f"({', '.join(map(given, values))})"


def caption(d: Divergence, k: int, tr: Translate = str) -> str:
    """Move k in a sentence with its numbers."""
    if k == SHAPES:
        return tr("Two distributions: q = {q} and p = {p}.").format(q=row(d.q), p=row(d.p))
    if k == RATIOS:
        return tr("The ratios p/q are {ratios}; on the log curve, q gives them the weights {q}.").format(
            ratios=listed(map(given, d.forward.x), tr), q=listed(map(given, d.q), tr)
        )
    if k == MEAN:
        return tr("The average of p/q with the weights q is the sum of p, which is 1; and log 1 = 0.")
    if k == LOGS:
        text = tr("The average of log(p/q) with the weights q is {value}.")
        return text.format(value=say(d.forward.mean_f))
    if k == FORWARD and not d.equal:
        return tr("The gap is 0 − {value} = KL(q‖p) = {forward} nats.").format(
            value=bracketed(say(d.forward.mean_f)), forward=difference(d.forward.gap, False)
        )
    return outcome(d, tr)


def outcome(d: Divergence, tr: Translate = str) -> str:
    """Both directions, and whether they differ."""
    if d.equal:
        return tr("q and p are equal: every ratio is 1, and KL is 0 in both directions.")
    forward, backward = (difference(part.gap, False) for part in (d.forward, d.backward))
    text = (
        tr("The other way round the same two shapes give another number: KL(q‖p) = {forward}, "
           "KL(p‖q) = {backward} nats.")
        if abs(d.forward.gap - d.backward.gap) > SAME
        else tr("For these two shapes both directions agree: KL(q‖p) = {forward}, KL(p‖q) = {backward} nats.")
    )  # fmt: skip
    return text.format(forward=forward, backward=backward)


def ratio_names(m: int, over: str, under: str) -> list[str]:
    """ "p₁/q₁" for every outcome."""
    return [f"{subscript(over, i)}/{subscript(under, i)}" for i in range(1, m + 1)]
