"""A run of EM on one column of numbers, as lesson 08's panels read it, and its sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np

from em_core import GaussianParams
from em_core.protocol import Floats, Ints
from em_figures.filmstrip import Lazy, Translate
from em_figures.mixtures.run import OfAMixture
from em_figures.mixtures.words import event_sentence
from em_figures.numbers import short
from em_figures.trace import Half, Trace, label, stop
from em_figures.words import NAMES, fixed, listed, sentences, stop_sentence
from em_lesson.runs import Frame
from lessons.heights.histogram import Histogram

Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Column:
    """One column of data x (N,), its histogram, the axis it is drawn on, and what it is called.

    labels (N,): the true group of every datum, an index into ``groups``; None where nobody knows them.
    """

    x: Floats
    bins: Histogram
    box: Range
    name: str
    unit: str = ""
    labels: Ints | None = None
    groups: tuple[str, ...] = ()

    @cached_property
    def data(self) -> Floats:
        """The column as a table (N, 1)."""
        return self.x[:, None]

    @cached_property
    def by_label(self) -> GaussianParams:
        """What the labels say, group by group: shares, means and variances (maximum likelihood).

        Raises ValueError without labels, and for a group that does not vary.
        """
        if self.labels is None:
            raise ValueError("there are no labels")
        own = [self.x[self.labels == g] for g in range(len(self.groups))]
        return GaussianParams(
            [len(v) / len(self.x) for v in own], [[v.mean()] for v in own], [[[v.var()]] for v in own]
        )

    def said(self, value: float, digits: int = 1) -> str:
        """A value with its unit: "68.9 in"."""
        return f"{value_text(value, digits)} {self.unit}".strip()


@dataclass(frozen=True, eq=False)
class Heights(OfAMixture):
    """The run, the value ``at`` which the learner asks, the ids of the live starts, whether to reveal, and
    the settings it was made from, for what only some panels compute."""

    trace: Trace
    column: Column
    at: float
    starts: tuple[str, ...]
    reveal: bool = False
    settings: Any = None

    @property
    def simulated(self) -> bool:
        """Whether the data are the two simulated regions."""
        return self.settings is not None and self.settings.data == "regions"

    def told(self, tr: Translate) -> Self:
        """The same run with the column's names in the reader's language; a learner's own stay as they are."""
        column = self.column
        names = {"height": tr("height"), "value": tr("value")}
        groups = {
            "male": tr("men"),
            "female": tr("women"),
            "region 1": tr("region 1"),
            "region 2": tr("region 2"),
        }
        known = bool(column.groups) or column.name == "value"
        said = tuple(groups.get(group, group) for group in column.groups)
        name = names.get(column.name, column.name) if known else column.name
        return replace(self, column=replace(column, name=name, groups=said))

    @property
    def tied(self) -> bool:
        """Whether the components share one standard deviation."""
        return self.model.covariance == "tied"

    @cached_property
    def component_of(self) -> tuple[int, ...]:
        """For each true group the component whose mean has the same rank at the end of the run.

        Empty unless the labels are revealed and there are as many components as groups.
        """
        if not self.reveal or self.column.labels is None or len(self.column.groups) != self.k:
            return ()
        ends = np.argsort(self.trace[-1].params.means[:, 0], kind="stable")
        true = np.argsort(self.column.by_label.means[:, 0], kind="stable")
        return tuple(int(ends[int(rank)]) for rank in np.argsort(true, kind="stable"))

    def called(self, component: int) -> str:
        """ "A", and "A (women)" once the labels are revealed."""
        name = NAMES[component]
        if component not in self.component_of:
            return name
        return f"{name} ({self.column.groups[self.component_of.index(component)]})"

    def __len__(self) -> int:
        return len(self.trace)

    def frame(self, k: int, tr: Translate) -> Frame:
        """Half-step k."""
        step = self.trace[k]
        return Frame(label(step, tr), step.phase, sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """Why the run ended; a collapse is an end of its own kind."""
        if stop(self.trace).why == "event":
            return event_sentence(next(e for e in self.trace[-1].events if e.stops), tr)
        return stop_sentence(self.trace, tr)


class Normals(NamedTuple):
    """weights, means and standard deviations (K,) of a mixture of one column."""

    weights: Floats
    means: Floats
    sds: Floats

    def densities(self, x: Floats) -> Floats:
        """The weighted densities w_k N(x | m_k, s_k^2), (K, G)."""
        away = (x[None, :] - self.means[:, None]) / self.sds[:, None]
        return np.asarray((self.weights / self.sds)[:, None] * np.exp(-0.5 * away**2) / np.sqrt(2 * np.pi))

    def responsibilities(self, x: Floats) -> Floats:
        """p(z = k | x), (K, G), also where every density is too small for a float."""
        away = (x[None, :] - self.means[:, None]) / self.sds[:, None]
        with np.errstate(divide="ignore"):
            joint = np.log(self.weights / self.sds)[:, None] - 0.5 * away**2
        return np.asarray(np.exp(joint - np.logaddexp.reduce(joint, axis=0)))


def normals(params: GaussianParams) -> Normals:
    """The parameters of a mixture of one column as three arrays (K,)."""
    return Normals(params.weights, params.means[:, 0], np.sqrt(params.covariances[:, 0, 0]))


def value_text(value: float, digits: int = 1) -> str:
    """A number with decimals where it is of the size of heights, else with significant digits."""
    return fixed(value, digits) if 1 <= abs(value) < 1e6 else short(value, digits + 1).replace("-", "\u2212")


def parameters(s: Half, tr: Translate) -> str:
    """ "A 0.546 at 64.3 (SD 2.4), B ..."."""
    now = normals(s.params)
    each = zip(NAMES, *(part.tolist() for part in now), strict=False)
    return listed((f"{n} {fixed(w)} · {value_text(m, 2)} ± {value_text(sd, 2)}" for n, w, m, sd in each), tr)


def sentence(h: Heights, i: int, tr: Translate) -> str:
    """What half-step i did, and the log-likelihood."""
    s = h.trace[i]
    values = {"t": s.iteration, "value": fixed(s.log_likelihood), "components": parameters(s, tr)}
    if s.phase == "E":
        assert s.stats is not None
        each = s.stats.weight_n.tolist()
        counts = listed((f"{NAMES[c]} {fixed(n, 2)}" for c, n in enumerate(each)), tr)
        text = tr(
            "After E-step {t}: the data are shared out, {counts}; the curves and the log-likelihood "
            "{value} are unchanged."
        ).format(counts=counts, **values)
    elif s.phase == "M":
        text = tr("After M-step {t}, weight · mean ± SD: {components}; log-likelihood {value}.").format(
            **values
        )
    else:
        text = tr("Start, weight · mean ± SD: {components}; log-likelihood {value}.").format(**values)
    return sentences([text, *(event_sentence(event, tr) for event in s.events)])


def captions(h: Heights, tr: Translate = str) -> Lazy[str]:
    """The sentence of every half-step."""
    return Lazy(len(h), lambda i: sentence(h, i, tr))


def shares(h: Heights, s: Half, x: float, tr: Translate = str) -> str:
    """ "A 0.164, B 0.836" at the value x."""
    gamma = normals(s.params).responsibilities(np.array([x]))[:, 0].tolist()
    return listed((f"{h.called(c)} {fixed(g)}" for c, g in enumerate(gamma)), tr)
