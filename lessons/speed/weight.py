"""Two known curves and the unknown weight of the first: EM on a single number, half-step by half-step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from em_core.em_map import KnownNormals
from em_core.protocol import Floats
from em_figures.filmstrip import Lazy, Translate
from em_figures.words import fixed
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from em_lesson.scene import drawn_on
from lessons.speed.settings import Settings

END = 0.5  # the weight that the data were made with, and that EM finds
MOVES, MOST = 1e-8, 250  # a run ends when the weight moves by less, or after so many iterations


@dataclass(frozen=True, eq=False)
class Weighing:
    """path (T + 1,): the start and the weight after every M-step; settings: where it came from."""

    normals: KnownNormals
    path: Floats
    settings: Settings

    def __len__(self) -> int:
        return 2 * len(self.path) - 1

    @property
    def iterations(self) -> int:
        """How many M-steps there were."""
        return len(self.path) - 1

    @cached_property
    def rate(self) -> float:
        """The average doubt at the end: what an iteration leaves of an error."""
        return self.normals.doubt(END)

    def at(self, k: int) -> float:
        """The weight at half-step k."""
        return float(self.path[k // 2])

    def made(self, k: int) -> float:
        """The weight from which the responsibilities at half-step k were made."""
        return float(self.path[max(k - 1, 0) // 2])

    def frame(self, k: int, tr: Translate) -> Frame:
        """Half-step k."""
        if k == 0:
            return Frame(tr("start"), "start", sentence(self, k, tr))
        phase = "E" if k % 2 else "M"
        return Frame(f"{(k + 1) // 2}{phase}", phase, sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """Why the run ended."""
        moved = float(abs(self.path[-1] - self.path[-2]))
        if moved < MOVES:
            text = tr("Ended after {n} iterations: the weight moved by less than 10⁻⁸.")
        else:
            text = tr("Stopped at {n} iterations; the weight still moves.")
        return text.format(n=self.iterations)


def path_of(normals: KnownNormals, start: float, most: int = MOST) -> Floats:
    """w <- the mean of gamma, until it moves by less than 1e-8: EM without its likelihoods."""
    path = [start]
    while len(path) <= most:
        path.append(float(normals.shares(path[-1]).mean()))
        if abs(path[-1] - path[-2]) < MOVES:
            break
    return np.array(path)


@remembered("distance", "weight", most=128)
def weighing(s: Settings) -> Weighing:
    """The run of these settings."""
    normals = KnownNormals(s.distance)
    return Weighing(normals, path_of(normals, s.weight), s)


def sentence(run: Weighing, k: int, tr: Translate) -> str:
    """What half-step k did."""
    values = {"t": (k + 1) // 2, "w": fixed(run.at(k), 6), "left": fixed(abs(run.at(k) - END), 6)}
    if k == 0:
        text = tr("Start: the weight is {w}.")
    elif k % 2:
        text = tr("After E-step {t}: every number is shared between the curves; the weight {w} stays.")
    else:
        text = tr("After M-step {t}: the weight is the mean of the shares, {w}; {left} is left to go.")
    return text.format(**values)


def captions(run: Weighing, tr: Translate) -> Lazy[str]:
    """The sentence of every half-step."""
    return Lazy(len(run), lambda k: sentence(run, k, tr))


on_weight = drawn_on(lambda run: isinstance(run, Weighing))
