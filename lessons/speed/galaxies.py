"""The velocities of 82 galaxies: three components from sixty starts, by plain EM and annealed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from em_core import Fit, GaussianMixture, GaussianParams, Recipe, datasets, soft
from em_core.fit_many import fit_many
from em_core.protocol import Floats
from em_figures.filmstrip import Lazy, Translate
from em_figures.trace import SOFT, Trace, label
from em_figures.words import NAMES, fixed, listed, sentences
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from em_lesson.scene import drawn_on
from lessons.speed.anneal import temperature
from lessons.speed.settings import STARTS, Settings

X = datasets.GALAXIES.x
MODEL = GaussianMixture()
PLANS = {"none": (), "slow": (0.1, 0.2, 0.3, 0.45, 0.6, 0.8)}
EACH, NUDGE = 60, 0.01  # iterations at each of them; of the velocities' standard deviation
MOST, TOL, SAME = 2000, 1e-9, 1e-3  # of plain EM, which comes last; ends that differ by less are one
FIRST, EVERY = 10, 10  # iterations at each temperature that are all shown; of the others, every tenth


@cache
def starts() -> tuple[GaussianParams, ...]:
    """Three of the velocities as means, equal weights, the variance of all."""
    draw = np.random.default_rng(0)
    means = [draw.choice(X[:, 0], 3, replace=False)[:, None] for _ in range(STARTS)]
    return tuple(GaussianParams([1 / 3] * 3, mean, np.full((3, 1, 1), X.var())) for mean in means)


def nudges(start: int) -> Floats:
    """What the means of a start, counted from 0, are moved by after each temperature, (6, 3, 1)."""
    return np.asarray(NUDGE * X.std() * np.random.default_rng(start).normal(size=(len(PLANS["slow"]), 3, 1)))


def moved(p: GaussianParams, by: Floats) -> GaussianParams:
    """The components with their means moved."""
    return GaussianParams(p.weights, p.means + by, p.covariances)


class Ends(NamedTuple):
    """log-likelihood and iterations of every start's end, (STARTS,)."""

    values: Floats
    iterations: Floats


@cache
def ends(cooling: str) -> Ends:
    """Where all starts end, side by side."""
    params, n = list(starts()), np.zeros(STARTS)
    away = np.stack([nudges(i) for i in range(STARTS)], axis=1)
    for stage, beta in enumerate(PLANS[cooling]):
        left = np.full(STARTS, EACH)
        while left.any():  # a fit ends where its objective stays; the parameters go on
            steps = left.max()
            at = np.flatnonzero(left == steps)
            found = fit_many(MODEL, X, [params[i] for i in at], Recipe(soft(beta)), max_iter=steps, tol=0.0)
            for i, end in zip(at, found, strict=True):
                params[i], left[i] = end.params, steps - end.iterations
        params = [moved(p, by) for p, by in zip(params, away[stage], strict=True)]
        n += EACH
    last = fit_many(MODEL, X, params, max_iter=MOST, tol=TOL)
    return Ends(np.array([end.log_likelihood for end in last]), n + [end.iterations for end in last])


def best() -> float:
    """The highest end of all."""
    return float(max(ends(cooling).values.max() for cooling in PLANS))


def arrives(cooling: str) -> NDArray[np.bool_]:
    """Which starts reach the best end, (STARTS,)."""
    return np.asarray(ends(cooling).values > best() - SAME)


@dataclass(frozen=True, eq=False)
class Galaxies:
    """trace: the half-steps that are shown, all temperatures one after the other; betas: of each of them;
    settings: where from."""

    trace: Trace
    betas: tuple[float, ...]
    settings: Settings

    def __len__(self) -> int:
        return len(self.trace)

    def parts(self, k: int) -> Floats:
        """weight, mean and standard deviation of each component (3, 3) at half-step k."""
        p = self.trace[k].params
        return np.stack([p.weights, p.means[:, 0], np.sqrt(p.covariances[:, 0, 0])], axis=1)

    def frame(self, k: int, tr: Translate) -> Frame:
        """Half-step k."""
        s = self.trace[k]
        return Frame(label(s, tr), s.phase, sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """How the run ended, and how by the other way."""
        return beside(self, tr)


def shown(iteration: int, last: int) -> bool:
    """Whether an iteration of a plan's temperature is shown: the first ones, every tenth, and the last."""
    return iteration <= FIRST or iteration % EVERY == 0 or iteration == last


@remembered("start", "cooling", most=48)
def recorded(s: Settings) -> tuple[Trace, tuple[float, ...]]:
    """The run of these settings without its responsibilities, and the temperature of every half-step."""
    params, away = starts()[s.start - 1], nudges(s.start - 1)
    found: list[Any] = []
    betas: list[float] = []
    done = 0
    for stage, beta in enumerate((*PLANS[s.cooling], 1.0)):
        limit, tol = (MOST, TOL) if beta == 1 else (EACH, 0.0)
        piece = temperature(MODEL, X, params, beta, limit, tol)
        last = piece[-1].iteration
        some = [step for step in piece[min(stage, 1) :] if s.cooling == "none" or shown(step.iteration, last)]
        found += [replace(step, iteration=done + step.iteration, posterior=None) for step in some]
        betas += [beta] * len(some)
        done += last
        params = piece[-1].params if beta == 1 else moved(piece[-1].params, away[stage])
    fit = Fit(params, found[-1].log_likelihood, done, last < MOST, ())
    return Trace(MODEL, X, SOFT, found, fit, max_iter=MOST, tol=TOL), tuple(betas)


def galaxies(s: Settings) -> Galaxies:
    """The run of these settings."""
    return Galaxies(*recorded(s), s)


def beside(run: Galaxies, tr: Translate) -> str:
    """Both ends of the chosen start, in words."""
    at = run.settings.start - 1
    plain, slow = (ends(cooling) for cooling in PLANS)
    text = tr("Start {start}: plain EM ends at {plain} after {n} iterations, annealed at {slow} after {m}.")
    return text.format(start=at + 1, plain=fixed(float(plain.values[at])), n=int(plain.iterations[at]),
                       slow=fixed(float(slow.values[at])), m=int(slow.iterations[at]))  # fmt: skip


def sentence(run: Galaxies, k: int, tr: Translate) -> str:
    """The temperature, and what the half-step did."""
    s, before = run.trace[k], run.trace[max(k - 1, 0)]
    each = zip(NAMES, run.parts(k).tolist(), strict=False)
    known = listed((f"{n} {fixed(w)} · {fixed(m, 2)} ± {fixed(sd, 2)}" for n, (w, m, sd) in each), tr)
    values = {"t": s.iteration, "value": fixed(s.log_likelihood), "components": known}
    said = [tr("β = {beta}.").format(beta=f"{run.betas[k]:g}")] if run.settings.cooling != "none" else []
    if s.phase == "E":
        assert s.stats is not None
        counts = zip(NAMES, s.stats.weight_n.tolist(), strict=False)
        values["counts"] = listed((f"{n} {fixed(c, 2)}" for n, c in counts), tr)
        text = tr("E-step {t} shares the galaxies out, {counts}; log-likelihood {value}.")
        if run.betas[k] != run.betas[k - 1]:
            said.append(tr("The means have been nudged."))
    elif s.phase == "M":
        text = tr("M-step {t}, weight · mean ± SD: {components}; log-likelihood {value}.")
    else:
        text = tr("Start, weight · mean ± SD: {components}; log-likelihood {value}.")
    said.append(text.format(**values))
    if s.iteration - before.iteration > 1:
        text = tr("Half-steps left out just before this one, as the run is long: {count}.")
        said.append(text.format(count=2 * (s.iteration - before.iteration - 1)))
    return sentences(said)


def captions(run: Galaxies, tr: Translate) -> Lazy[str]:
    """The sentence of every half-step."""
    return Lazy(len(run), lambda k: sentence(run, k, tr))


on_galaxies = drawn_on(lambda run: isinstance(run, Galaxies))
