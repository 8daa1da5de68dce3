"""Darwin's fifteen differences under Student's t: EM and parameter-expanded EM, half-step by half-step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from em_core import Fit, Student, StudentParams, datasets, driver
from em_core.protocol import Floats
from em_figures.filmstrip import Lazy, Translate
from em_figures.trace import SOFT, Trace, label
from em_figures.words import fell, fixed, sentences
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from em_lesson.scene import drawn_on
from lessons.speed.settings import Settings

X = datasets.DARWIN.x[:, 0]
START = StudentParams(float(X.mean()), float(X.std()))
MOVES, MOST = 1e-8, 200  # a run ends when neither number moves by as much, or after so many iterations


@dataclass(frozen=True, eq=False)
class Student15:
    """trace: of the chosen M-step; other: the changes of both (T,), by whether it is expanded."""

    trace: Trace
    changes: dict[bool, Floats]
    settings: Settings

    def __len__(self) -> int:
        return len(self.trace)

    @cached_property
    def weights(self) -> list[Floats]:
        """E u_n of every number at every half-step; at the start those that the first E-step makes."""
        return [self.trace[max(k, 1)].posterior.weights for k in range(len(self))]  # type: ignore[union-attr]

    def frame(self, k: int, tr: Translate) -> Frame:
        """Half-step k."""
        s = self.trace[k]
        return Frame(label(s, tr), s.phase, sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """Why the run ended."""
        n = len(self) // 2
        if n >= MOST:
            return tr("Stopped at {n} iterations; mean and scale still move.").format(n=n)
        return tr("Ended after {n} iterations: mean and scale moved by less than 10⁻⁸.").format(n=n)


def joined(pieces: list[list[Any]]) -> list[Any]:
    """Runs one after the other as one: each starts where the former ended, and iterations count on."""
    out = list(pieces[0])
    for piece in pieces[1:]:
        done = out[-1].iteration
        out += [replace(s, iteration=s.iteration + done) for s in piece[1:]]
    return out


def walked(model: Student) -> tuple[list[Any], Floats]:
    """Every half-step until neither number moves by 1e-8, and how far the farther one moved, (T,)."""
    pieces: list[list[Any]] = []
    params, changes = START, [np.inf]
    while changes[-1] >= MOVES and len(changes) <= MOST:
        pieces.append(list(driver.run(model, X, params, max_iter=1, tol=0.0)))
        after = pieces[-1][-1].params
        changes.append(max(abs(after.mean - params.mean), abs(after.scale - params.scale)))
        params = after
    return joined(pieces), np.array(changes[1:])


@remembered("dof", "expanded", most=64)
def steps(s: Settings) -> tuple[list[Any], Floats]:
    """The half-steps of these settings."""
    return walked(Student(s.dof, s.expanded))


def student(s: Settings) -> Student15:
    """The run of these settings, and how the other M-step fares beside it."""
    found, _ = steps(s)
    n = found[-1].iteration
    fit = Fit(found[-1].params, found[-1].log_likelihood, n, n < MOST, ())
    trace = Trace(Student(s.dof, s.expanded), X, SOFT, found, fit, max_iter=MOST, tol=0.0)
    changes = {way: steps(s.with_(expanded=way))[1] for way in (False, True)}
    return Student15(trace, changes, s)


def sentence(run: Student15, k: int, tr: Translate) -> str:
    """What half-step k did."""
    s = run.trace[k]
    values = {"t": s.iteration, "mean": fixed(s.params.mean), "scale": fixed(s.params.scale),
              "ll": fixed(s.log_likelihood)}  # fmt: skip
    if s.phase == "start":
        text = tr("Start: mean {mean}, scale {scale}, log-likelihood {ll}.")
    elif s.phase == "E":
        w = run.weights[k]
        values |= {"low": fixed(float(w.min())), "at": f"{X[w.argmin()]:.0f}".replace("-", "−")}
        text = tr("After E-step {t}: the least weight, {low}, has the number {at}; mean {mean} and scale "
                  "{scale} stay.")  # fmt: skip
    else:
        text = tr("After M-step {t}: mean {mean}, scale {scale}, log-likelihood {ll}.")
    told = (fell(event.value, tr) for event in s.events if event.kind == "objective_fell")
    return sentences([text.format(**values), *told])


def captions(run: Student15, tr: Translate) -> Lazy[str]:
    """The sentence of every half-step."""
    return Lazy(len(run), lambda k: sentence(run, k, tr))


on_student = drawn_on(lambda run: isinstance(run, Student15))
