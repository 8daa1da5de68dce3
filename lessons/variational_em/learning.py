"""Ten reports: EM for θ with the exact q and with the best product, from one start."""

from __future__ import annotations

from dataclasses import dataclass

from em_core.protocol import Floats
from em_figures.filmstrip import Lazy, Translate
from em_figures.trace import Half, Trace, label
from em_figures.words import fell, fixed, likelihood_fell, sentences, stop_sentence
from em_lesson.runs import Frame
from em_lesson.scene import drawn_on


@dataclass(frozen=True, eq=False)
class Learning:
    """Both runs; ``family``: which of them is walked through."""

    exact: Trace
    product: Trace
    family: str

    @property
    def trace(self) -> Trace:
        """The one that is walked through."""
        return self.exact if self.family == "exact" else self.product

    def __len__(self) -> int:
        return len(self.trace)

    def q(self, k: int) -> Floats | None:
        """q of "same" and of "different" (2, 4); None at the start."""
        posterior = self.trace[k].posterior
        return None if posterior is None else posterior.probs

    def frame(self, k: int, tr: Translate) -> Frame:
        step = self.trace[k]
        return Frame(label(step, tr), step.phase, sentence(self.trace, k, tr))

    def stop(self, tr: Translate) -> str:
        return stop_sentence(self.trace, tr)


ten_reports = drawn_on(lambda run: isinstance(run, Learning))


def gap(step: Half) -> float:
    """Log-likelihood - bound, nats, never below 0."""
    assert step.elbo is not None
    return max(0.0, step.log_likelihood - step.elbo)


def sentence(trace: Trace, k: int, tr: Translate) -> str:
    """What half-step k did, and what came of it."""
    step = trace[k]
    values = {"t": step.iteration, "theta": fixed(step.params.p_heads), "ll": fixed(step.log_likelihood)}
    if step.elbo is None:
        return tr("Start: θ = {theta}, log-likelihood {ll}.").format(**values)
    values |= {"bound": fixed(step.elbo), "gap": fixed(gap(step))}
    if step.phase == "E":
        text = tr("E-step {t} renews q; θ = {theta} and the log-likelihood {ll} stay. Bound {bound}, "
                  "gap {gap}.")
        said = text.format(**values)
    else:
        said = tr("M-step {t}: θ = {theta}, log-likelihood {ll}. Bound {bound}, gap {gap}.").format(**values)
    down = likelihood_fell(trace[k - 1].log_likelihood, step.log_likelihood, tr)
    return sentences([said, down, *(fell(e.value, tr) for e in step.events if e.kind == "objective_fell")])


def captions(run: Learning, tr: Translate) -> Lazy[str]:
    """The sentence of every half-step."""
    return Lazy(len(run), lambda k: sentence(run.trace, k, tr))
