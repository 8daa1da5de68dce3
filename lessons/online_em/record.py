"""A walk as the stage plays it: which of its half-steps are shown, and each in a sentence."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np

from em_core.protocol import Floats
from em_figures.filmstrip import Translate
from em_figures.words import SEEN, fixed, sentences
from em_lesson.runs import Frame
from lessons.online_em.kinds import Numbers, Two
from lessons.online_em.settings import Settings
from lessons.online_em.walk import Update, Walk

ALL, FIRST, MOST = 44, 10, 110  # updates shown one by one; of longer runs so many at first, and in all


class Moment(NamedTuple):
    """A half-step that is shown: of which update, counted from 1, and which of the two."""

    update: int
    phase: Literal["start", "E", "M"]


def moments(updates: int) -> tuple[Moment, ...]:
    """The start; both half-steps of every update, or of the first ten and then every tenth's (or rarer)
    M-step, the last one always."""
    singly = updates if updates <= ALL else FIRST
    out = [Moment(0, "start")]
    for u in range(1, singly + 1):
        out += [Moment(u, "E"), Moment(u, "M")]
    if updates > singly:
        step = next(s for s in (2, 5, 10, 20, 25, 50, 100, 200, 250, 500) if updates / s <= MOST)
        out += [Moment(u, "M") for u in range(step, updates + 1, step) if u > singly]
        if out[-1].update < updates:
            out.append(Moment(updates, "M"))
    return tuple(out)


class Online:
    """A run with its settings: the walk and the half-steps of it that are shown."""

    def __init__(self, walk: Walk, s: Settings, x: Floats, two: Two) -> None:
        self.walk, self.settings, self.x, self.two = walk, s, x, two
        self.moments = moments(len(walk.updates))

    def __len__(self) -> int:
        return len(self.moments)

    @property
    def coins(self) -> bool:
        """Whether the data are rounds of flips."""
        return self.settings.data != "waiting"

    def update(self, k: int) -> Update:
        """What was read last at half-step k; at the start what will be."""
        return self.walk.updates[max(0, self.moments[k].update - 1)]

    def theta(self, k: int) -> Numbers:
        """Theta at half-step k: an E-step leaves it alone."""
        at = self.moments[k]
        done = at.update - (at.phase == "E")
        return self.walk.updates[done - 1].theta if done > 0 else self.walk.start

    @cached_property
    def log_likelihood(self) -> list[float]:
        """Of all the data, read or not, at every half-step that is shown."""
        thetas = np.array([self.theta(k) for k in range(len(self))])
        return [float(v) for part in np.array_split(thetas, max(1, len(self) // 16))
                for v in self.two.log_likelihood(part)]  # fmt: skip

    def bound(self, k: int) -> float | None:
        """F at half-step k; None at the start, and where the q of old data is not kept."""
        f = self.update(k).f if self.moments[k].update else None
        return None if f is None else f[self.moments[k].phase == "M"]

    def shares(self, k: int) -> Floats:
        """q_A of every datum as it is kept at half-step k (N,), nan where nothing has been read yet."""
        n = self.moments[k].update
        kept = np.full(len(self.x), np.nan)
        last = n if self.settings.method == "step" else -(-len(self.x) // self.settings.size)
        for u in (*self.walk.updates[: min(n, 1)], *self.walk.updates[max(0, n - last) : n]):
            kept[u.first : u.last] = u.q
        return kept

    def at_update(self, update: int) -> int:
        """The last half-step that is shown until the end of an update."""
        return bisect_right([m.update for m in self.moments], update) - 1

    def frame(self, k: int, tr: Translate) -> Frame:
        at = self.moments[k]
        name = tr("start") if at.phase == "start" else f"{at.update}{at.phase}"
        return Frame(name, at.phase, sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        return why_ended(self, tr)


# ---- words -----------------------------------------------------------------------------------------


def theta_text(run: Online, k: int, tr: Translate) -> str:
    """Theta of half-step k in words."""
    theta = run.theta(k)
    if run.coins:
        return tr("θ_A = {a}, θ_B = {b}").format(a=fixed(theta[0]), b=fixed(theta[1]))
    text = tr("means of {a} and {b} minutes")
    return text.format(a=fixed(theta[1], 2), b=fixed(theta[2], 2))


def read_text(run: Online, k: int, tr: Translate) -> str:
    """What the E-step of half-step k has read, and how much of it is A's."""
    u, at = run.update(k), run.moments[k].update
    whole = u.last - u.first
    values: dict[str, Any] = {"t": at, "n": u.last, "i": u.first + 1, "q": fixed(sum(u.q)), "whole": whole}
    if whole == 1 and run.coins:
        text = tr("E-step {t}: round {n} has {x} heads of ten; {q} of it is A’s. θ has not moved.")
        return text.format(x=round(run.x[u.first]), **values)
    if whole == 1:
        text = tr("E-step {t}: the wait number {n} is {x} minutes; {q} of it is A’s. θ has not moved.")
        return text.format(x=round(run.x[u.first]), **values)
    text = tr("E-step {t}: data {i} to {n} are read; {q} of these {whole} are A’s. θ has not moved.")
    return text.format(**values)


def sentence(run: Online, k: int, tr: Translate) -> str:
    """Half-step k in a sentence with its numbers."""
    at, u = run.moments[k], run.update(k)
    now, value = theta_text(run, k, tr), fixed(run.log_likelihood[k])
    if at.phase == "start":
        text = tr("Start: {theta}; nothing has been read. Log-likelihood of all the data: {value}.")
        return text.format(theta=now, value=value)
    if at.phase == "E":
        return read_text(run, k, tr)
    if run.walk.why == "collapse" and k == len(run) - 1:
        return collapse(run, tr)
    if not u.moved:
        text = tr("Update {t}: S has collected {n} of the data; θ waits until update {warm}.")
        return text.format(t=at.update, n=u.last, warm=run.settings.warm)
    text = tr("After M-step {t}: {theta}; log-likelihood of all the data {value}.")
    said, down = text.format(t=at.update, theta=now, value=value), ""
    by = run.log_likelihood[k - 1] - run.log_likelihood[k]
    if run.settings.method == "inc" and by > SEEN:
        down = tr("The log-likelihood fell by {value}, while F rose.").format(value=fixed(by))
    return sentences([said, down])


def collapse(run: Online, tr: Translate) -> str:
    """Why theta could not be renewed."""
    text = tr("In update {t} a component is left with a single point, or with none: its variance would "
              "be 0. The run stops, and θ stays.")  # fmt: skip
    return text.format(t=len(run.walk.updates))


def why_ended(run: Online, tr: Translate) -> str:
    """Why the run ended."""
    walk, n = run.walk, len(run.x)
    if walk.why == "collapse":
        return sentences([tr("Stopped by a collapse."), collapse(run, tr)])
    passes = walk.updates[-1].passes
    if walk.why == "data":
        return tr("Ended with the data: all {n} have been read, each of them once.").format(n=f"{n:,}")
    if walk.why == "close":
        text = tr("Stopped after pass {n}: the log-likelihood is within 10⁻⁸ of where batch EM ends.")
        return text.format(n=passes)
    return tr("Stopped after {n} passes, which are the most that are shown.").format(n=passes)
