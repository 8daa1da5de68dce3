"""Variational Bayes on the stage: θ is hidden too, and q(θ) and q(z) are renewed in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from em_core.variational_bayes import BayesSnapshot, ascend
from em_figures.filmstrip import Lazy, Translate
from em_figures.words import fixed, sentences
from em_lesson.runs import Frame
from em_lesson.scene import drawn_on

WHOLE = 10  # iterations with both half-steps on the stage; of later ones fewer are kept
APART = 1.15  # ratio of two later iterations that are kept


@dataclass(frozen=True, eq=False)
class Beliefs:
    """The half-steps that are shown of a run, with its model and data; kind: the setting "data".

    alone: log evidence of a single coin, where there are coins. plain: where EM without priors ends, for the
    pages.
    """

    kind: str
    model: Any
    data: Any
    steps: tuple[BayesSnapshot, ...]
    ended: bool
    alone: float | None = None
    plain: Any = None

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def evidence(self) -> float | None:
        """log p(x), where it can be counted out."""
        return self.steps[0].log_evidence

    def theta(self, k: int) -> Any:
        """q(θ) of half-step k; at the start the one that follows from its q(z)."""
        step = self.steps[k]
        if step.q_theta is not None:
            return step.q_theta
        return self.model.believe(*self.model.admit(self.data, step.q_z))

    def frame(self, k: int, tr: Translate) -> Frame:
        step = self.steps[k]
        label = tr("start") if k == 0 else f"{step.iteration}{'θ' if step.phase == 'theta' else 'z'}"
        phase = {"theta": "M", "z": "E"}.get(step.phase, "start")
        return Frame(label, phase, sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        n = self.steps[-1].iteration
        if self.ended:
            return tr("Converged after {n} iterations: the bound no longer rises.").format(n=n)
        return tr("Stopped at {n} iterations; the bound still rises a little.").format(n=n)


bayes = drawn_on(lambda run: isinstance(run, Beliefs))


def of_kind(*kinds: str) -> Callable[[Any], Any]:
    """For a panel of these data only."""
    return drawn_on(lambda run: isinstance(run, Beliefs) and run.kind in kinds)


def walk(model: Any, data: Any, q_z: Any, most: int, tol: float) -> tuple[tuple[BayesSnapshot, ...], bool]:
    """The half-steps of a run that are kept: all of the first iterations, then ever fewer, and the last."""
    kept: list[BayesSnapshot] = []
    due, last = 0.0, None
    for last in ascend(model, data, q_z, max_iter=most, tol=tol):
        if last.iteration <= WHOLE or (last.phase == "z" and last.iteration >= due):
            kept.append(last)
            due = last.iteration * APART
    assert last is not None
    return (*kept[:-1], last) if kept[-1].iteration == last.iteration else (*kept, last), last.converged


def sentence(run: Beliefs, k: int, tr: Translate) -> str:
    """What half-step k did, and the bound."""
    step = run.steps[k]
    if step.bound is None:
        return tr("Start: a first q(z); no q(θ) yet, so no bound.")
    values = {"t": step.iteration, "bound": fixed(step.bound)}
    done = tr("Iteration {t} renews q(θ)") if step.phase == "theta" else tr("Iteration {t} renews q(z)")
    if step.gap is None:
        return tr("{done}; the bound is {bound}.").format(done=done.format(**values), bound=values["bound"])
    text = tr("{done}; the bound is {bound}, {gap} below the log evidence {p}.")
    return sentences([text.format(done=done.format(**values), bound=values["bound"], gap=fixed(step.gap),
                                  p=fixed(step.log_evidence or 0.0))])


def captions(run: Beliefs, tr: Translate) -> Lazy[str]:
    """The sentence of every half-step."""
    return Lazy(len(run), lambda k: sentence(run, k, tr))
