"""Lesson 07's runs: k-means and its soft sister, many starts, three ways counted, the story; and the code."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from em_core import GaussianParams, Points, kmeans
from em_core.gaussian_samples import draw
from em_core.protocol import Floats
from em_figures.filmstrip import Translate
from em_figures.mixtures.run import Plane
from em_figures.trace import label
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from lessons.common.plane import in_code, most, points_used, spots
from lessons.kmeans import one_gaussian
from lessons.kmeans.data import DATA, STAGE, TOLD, centres, prepared, shown, spread, truth, unit
from lessons.kmeans.many import Attempt, Race
from lessons.kmeans.record import Clusters, Pair, run
from lessons.kmeans.settings import Settings
from lessons.kmeans.story import Story
from lessons.kmeans.words import both, sentence, stop_pair, stop_sentence

SEEDS = tuple(range(1, 11))


class KMeansRun:
    """A run of k-means, half-step by half-step."""

    def __init__(self, run: Clusters) -> None:
        self.run = run

    def __len__(self) -> int:
        return len(self.run)

    def frame(self, k: int, tr: Translate) -> Frame:
        step = self.run.trace[k]
        return Frame(label(step, tr), step.phase, sentence(self.run, k, tr))

    def stop(self, tr: Translate) -> str:
        return stop_sentence(self.run, tr)


class SoftAndHard:
    """Soft EM beside k-means; the shorter run stays at its end."""

    def __init__(self, runs: Pair) -> None:
        self.runs = runs
        self._longer = max((run.trace for run in runs), key=len)

    def __len__(self) -> int:
        return len(self.runs)

    def frame(self, k: int, tr: Translate) -> Frame:
        step = self._longer[k]
        return Frame(label(step, tr), step.phase, both(self.runs, tr)[k])

    def stop(self, tr: Translate) -> str:
        return stop_pair(self.runs, tr)


def known_variance(x: Floats, unit: Floats) -> float:
    """The variance that k-means is told: it changes no step, and only scales the lower bound."""
    return float(f"{spread(x, unit) ** 2:.2g}")


def hard_run(plane: Plane, at: Floats, unit: Floats) -> Clusters:
    """k-means from these centres."""
    x = plane.points.x
    return run(plane, at, unit, known_variance(x, unit), max_iter=most(len(x)))


def soft_run(plane: Plane, at: Floats, unit: Floats, sigma: float) -> Pair:
    """Soft EM with the known standard deviation, and k-means, from the same centres."""
    hard = hard_run(plane, at, unit)
    return Pair(run(plane, at, unit, sigma**2, soft=True, max_iter=most(len(plane.points))), hard)


@lru_cache(maxsize=64)
def tell(seed: int, sigma: float) -> Story:
    """The first set's mixture with standard deviation sigma draws its points."""
    at = truth("blobs")
    params = GaussianParams(at.weights, at.means, np.tile(sigma**2 * np.eye(2), (len(at.weights), 1, 1)))
    x, labels = draw(params, TOLD, seed)
    points = Points(x)
    return Story(params, x, labels, Plane(points, points, ("x", "y"), STAGE))


def attempts(s: Settings) -> tuple[Attempt, ...]:
    """Where k-means ends from the rule's first seeds. (By hand there are no seeds: random points then.)"""
    return _attempts(s, "random" if s.rule == "hand" else s.rule)


@remembered(*DATA, "c", "scaled", most=256)
def _attempts(s: Settings, rule: str) -> tuple[Attempt, ...]:
    plane = prepared(s)
    x = points_used(plane)[0].x
    u = unit(s, plane.points.x)
    points, out = Points(x / u), []
    for seed in SEEDS:
        end = kmeans.lloyd(points, spots(x, rule, s.c, seed, u) / u)
        sizes = np.bincount(end.labels[-1], minlength=s.c)
        out.append(Attempt(seed, float(end.inertia[-1]), len(end.inertia), int((sizes == 0).sum())))
    return tuple(out)


@remembered(*DATA, "scaled", most=256)
def race(s: Settings, start: tuple[tuple[float, float], ...]) -> Race:
    """The distances that three ways to run k-means compute, from the same centres."""
    plane = prepared(s, True)
    used, sample = points_used(plane)
    u = unit(s, plane.points.x)
    points, at = Points(used.x / u), np.array(start) / u
    ends = [way(points, at) for way in (kmeans.lloyd, kmeans.hamerly, kmeans.filtering)]
    same = all(np.array_equal(end.labels, ends[0].labels) for end in ends)
    counts = tuple(tuple((end.of_points + end.of_others).tolist()) for end in ends)
    return Race(len(used), sample, counts, same)


# ---- the code ------------------------------------------------------------------------------------


def code(s: Settings) -> str:
    """The call that makes this screen's numbers, to be copied."""
    if s.view == "one":
        t, y = one_gaussian.T.tolist(), one_gaussian.Y.tolist()
        return (
            f"from em_core import single_gaussian\n\nt = {t}\ny = {y}\n"
            "single_gaussian.mle(y)\nsingle_gaussian.least_squares(t, y)\n"
        )
    if s.view == "story":
        means = truth("blobs").means.tolist()
        return (
            "import numpy as np\nfrom em_core import GaussianParams\n"
            "from em_core.gaussian_samples import draw\n\n"
            f"params = GaussianParams([0.25] * 4, {means}, [{s.sigma**2:.6g} * np.eye(2)] * 4)\n"
            f"x, z = draw(params, {TOLD}, seed={s.seed})\n"
        )
    plane = prepared(s, s.view == "count")
    u = unit(s, plane.points.x)
    head = f"{_x(s, u)}centres = {_tidy(centres(s, plane) / u)}\n"
    if s.view == "count":
        ways = "\n".join(f"kmeans.{name}(x, centres)" for name in ("lloyd", "hamerly", "filtering"))
        return f"from em_core import datasets, kmeans\n\n{head}\n{ways}\n"
    soft_too = s.view == "soft"
    v = f"{s.sigma**2:.6g}" if soft_too else f"{known_variance(plane.points.x, u):.6g}"
    recipe = ", Recipe(e_step=hard), tol=0"
    return (
        "from em_core import GaussianMixture, Recipe, datasets, hard, run, starts\n\n"
        f"{head}v = {v}\n"
        'model = GaussianMixture("spherical", learn_weights=False, known_variance=v)\n'
        'start = starts.around(x, centres, "spherical", variance=v)\n\n'
        f"half_steps = list(run(model, x, start{'' if soft_too else recipe}))\n"
    )


def _x(s: Settings, u: Floats) -> str:
    """The lines that make x, in the numbers in which distances count."""
    what = shown(s)
    data = "x = datasets.OLD_FAITHFUL.x\n" if what == "faithful" else "x = ...  # (N, 2)\n"
    own = in_code(s.own_rows(2)) if what == "own" else ""
    return data + own + (f"x = x / {u.tolist()}\n" if s.scaled else "")


def _tidy(places: Floats) -> list[list[float]]:
    """Centres to six decimals, or to nine digits where these are more."""
    return [[round(v, 6) if abs(v) >= 1 else float(f"{v:.9g}") for v in row] for row in places.tolist()]
