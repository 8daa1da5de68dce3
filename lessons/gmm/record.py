"""A run of EM on points in the plane, as lesson 09's scenes play it, and what other runs end in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from em_figures.filmstrip import Translate
from em_figures.mixtures.run import Run
from em_figures.mixtures.words import name, sentence, stop_sentence, value
from em_figures.words import sentences
from em_lesson.runs import Frame

BY = 0.01  # what is added to every variance
STILL = 1e-9  # of the log-likelihood: a change below it is rounding


class Restart(NamedTuple):
    """One start: its seed, its last log-likelihood (nats), its M-steps, and whether one collapsed."""

    seed: int
    log_likelihood: float
    iterations: int
    collapsed: bool


class Size(NamedTuple):
    """The best of several runs with k components: log-likelihood (nats), free parameters, BIC; None
    where every run collapsed."""

    k: int
    parameters: int
    log_likelihood: float | None
    bic: float | None


@dataclass(frozen=True, eq=False)
class MixtureRun(Run):
    """The run on the stage, with the settings it was made from, for what only some panels compute.

    sizes: what several panels show of runs with other numbers of components, once it has been computed.
    """

    settings: Any = None
    sizes: dict[str, tuple[Size, ...]] = field(default_factory=dict, repr=False)

    def frame(self, k: int, tr: Translate) -> Frame:
        """Half-step k; where the log-likelihood fell, the sentence says so."""
        said, fell = sentence(self, k, tr), self.fell(k)
        if fell:
            more = tr("The log-likelihood fell by {value}: this M-step raises something else.")
            said = sentences([said, more.format(value=value(fell, 2))])
        return Frame(name(self, k, tr), self.trace[k].phase, said)

    def fell(self, k: int) -> float:
        """By how much the log-likelihood fell in the iteration that ends with frame k; else 0.

        Only where something else is raised: with a prior, or with what is added to the covariances.
        """
        step, before = self.trace[k], self.before(k)
        other = self.trace.recipe.prior is not None or self.added
        if not other or before is None or self.parts[k] not in ("M", "covariances"):
            return 0.0
        by = float(before.log_likelihood - step.log_likelihood)
        return by if by > STILL * (1 + abs(step.log_likelihood)) else 0.0

    @property
    def added(self) -> bool:
        """Whether the M-step makes every covariance wider."""
        return bool(self.settings is not None and self.settings.added)

    def before(self, k: int) -> Any:
        """The end of the iteration before that of frame k, or the start; None at the start itself."""
        here = self.trace[k].iteration
        return next((s for s in reversed(self.trace[:k]) if s.iteration < here), None)

    def stop(self, tr: Translate) -> str:
        """Why the run ended; a collapse is an end of its own kind."""
        return stop_sentence(self, tr)
