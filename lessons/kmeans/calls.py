"""The calls that make lesson 07's numbers, to be copied."""

from __future__ import annotations

from em_core.protocol import Floats
from lessons.common.plane import in_code, shorter
from lessons.kmeans import one_gaussian
from lessons.kmeans.data import (
    FAR_POINT,
    SEED,
    TOLD,
    TRUTHS,
    centres,
    prepared,
    shown,
    size,
    truth,
    unit,
)
from lessons.kmeans.runs import known_variance
from lessons.kmeans.settings import Settings


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
    many = s.view == "count"
    plane = prepared(s, many)
    u = unit(s, plane.points.x)
    names, setup, data = _x(s, many)
    scaled = f"x = x / {u.tolist()}\n" if s.scaled else ""
    head = f"{data}{scaled}centres = {_tidy(centres(s, plane) / u)}\n"
    if many:
        ways = "\n".join(f"kmeans.{name}(x, centres)" for name in ("lloyd", "hamerly", "filtering"))
        return f"{setup}from em_core import {', '.join(sorted({*names, 'kmeans'}))}\n\n{head}\n{ways}\n"
    soft_too = s.view == "soft"
    v = f"{s.sigma**2:.6g}" if soft_too else f"{known_variance(plane.points.x, u):.6g}"
    which = ("" if soft_too else ", Recipe(e_step=hard), tol=0") + shorter(len(plane.points))
    names |= {"GaussianMixture", "run", "starts"} | (set() if soft_too else {"Recipe", "hard"})
    return (
        f"{setup}from em_core import {', '.join(sorted(names))}\n\n"
        f"{head}v = {v}\n"
        'model = GaussianMixture("spherical", learn_weights=False, known_variance=v)\n'
        'start = starts.around(x, centres, "spherical", variance=v)\n\n'
        f"half_steps = list(run(model, x, start{which}))\n"
    )


def _x(s: Settings, many: bool) -> tuple[set[str], str, str]:
    """What is imported for x from em_core, the lines before that, and the lines that make x."""
    what = shown(s)
    if what == "own":
        return set(), "", f"x = ...  # (N, 2)\n{in_code(s.own_rows(2))}"
    if what == "faithful":
        return {"datasets"}, "", "x = datasets.OLD_FAITHFUL.x\n"
    weights, means, sd, _ = TRUTHS[what]
    lines = (
        f"means, sd = {means}, {sd}\n"
        f"truth = GaussianParams({weights}, means, [np.diag(np.square(s)) for s in sd])\n"
        f"x, _ = gaussian_samples.draw(truth, {size(what, many)}, seed={SEED})\n"
    )
    if what == "outlier":
        lines += f"x = np.vstack([x, {FAR_POINT}])\n"
    return {"GaussianParams", "gaussian_samples"}, "import numpy as np\n", lines


def _tidy(places: Floats) -> list[list[float]]:
    """Centres to six decimals, or to nine digits where these are more."""
    return [[round(v, 6) if abs(v) >= 1 else float(f"{v:.9g}") for v in row] for row in places.tolist()]
