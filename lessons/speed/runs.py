"""Lesson 17's runs, one for each view, and the code that makes them."""

from __future__ import annotations

from em_lesson.lesson import Ranges
from lessons.speed.anneal import PLANS, ROUNDS, Annealing, annealing
from lessons.speed.galaxies import EACH, NUDGE, TOL, Galaxies, galaxies
from lessons.speed.galaxies import PLANS as COOLINGS
from lessons.speed.outliers import START, Student15, student
from lessons.speed.race import Racing, racing
from lessons.speed.settings import Settings
from lessons.speed.weight import Weighing, weighing


def run(s: Settings) -> Weighing | Racing | Student15 | Annealing | Galaxies:
    """The run of any settings."""
    if s.view == "weight":
        return weighing(s)
    if s.view == "race":
        return racing(s)
    if s.view == "galaxies":
        return galaxies(s)
    return student(s) if s.view == "outliers" else annealing(s)


def within(s: Settings) -> Ranges:
    """By a plan the temperatures are given."""
    return {"beta": None} if s.view == "anneal" and s.plan != "hand" else {}


# ---- the code ------------------------------------------------------------------------------------


def code(s: Settings) -> str:
    """The calls that make this screen's numbers, to be copied."""
    made = {"weight": _weight, "race": _race, "outliers": _outliers, "anneal": _anneal,
            "galaxies": _galaxies}  # fmt: skip
    return made[s.view](s)


def _weight(s: Settings) -> str:
    return (
        "from em_core.speed import KnownNormals, plain, rate_matrix\n\n"
        f"normals = KnownNormals({s.distance:g})\n"
        f"path = plain(normals, [{s.weight:g}]).path\n"
        "print(normals.doubt(0.5), rate_matrix(normals, [0.5]).eigenvalues)\n"
    )


def _race(s: Settings) -> str:
    lines = {
        "animals": (
            "from em_core import Linkage, LinkageParams\n"
            "from em_core.models.linkage import RAO\n",
            "start = LinkageParams(0.5)\n"
            'em = EMMap(Linkage(), RAO, start, "plain")\n',
        ),
        "galton": (
            "import numpy as np\n\nfrom em_core import GaussianMixture, GaussianParams, datasets\n",
            f"x = {'np.tile(datasets.GALTON.x, (2, 1))' if s.twice else 'datasets.GALTON.x'}\n"
            "spread = np.full((2, 1, 1), (x.std() / 2) ** 2)\n"
            "start = GaussianParams([0.5, 0.5], [[64.0], [69.7]], spread)\n"
            "em = EMMap(GaussianMixture(), x, start)\n",
        ),
    }  # fmt: skip
    coins = (
        "from em_core import CoinMixture, CoinParams, Rounds\n",
        f"rounds = Rounds([5, 9, 8, 4, 7]{' * 2' if s.twice else ''}, 10)\n"
        "start = CoinParams([0.5, 0.5], [0.6, 0.5])\n"
        f"em = EMMap(CoinMixture(learn_weights={s.race == 'coins'}), rounds, start)\n",
    )
    imports, made = lines.get(s.race, coins)
    method = {"em": "plain", "squarem": "squarem", "anderson": "anderson"}[s.method]
    return (
        f"{imports}from em_core.speed import EMMap, {method}, rate_matrix\n\n"
        f"{made}\nfound = {method}(em, em.flat.to_vector(start))\n"
        "print(found.evaluations, rate_matrix(em, found.path[-1]).eigenvalues)\n"
    )


def _outliers(s: Settings) -> str:
    expanded = ", expanded=True" if s.expanded else ""
    return (
        "from em_core import Student, StudentParams, datasets, run\n\n"
        "x = datasets.DARWIN.x[:, 0]\n"
        f"start = StudentParams({START.mean:.6f}, {START.scale:.6f})\n"
        f"steps = list(run(Student({s.dof}{expanded}), x, start, max_iter=200, tol=0.0))\n"
    )


def _anneal(s: Settings) -> str:
    heads = ROUNDS[s.rounds].heads.tolist()
    begin = (
        f"rounds = Rounds({heads}, 10)\n"
        f"start = CoinParams([0.5, 0.5], [{s.a:g}, {s.b:g}])\n"
        "model = CoinMixture(learn_weights=False)\n"
    )
    if s.plan == "hand":
        return (
            "from em_core import CoinMixture, CoinParams, Recipe, Rounds, run, soft\n\n"
            f"{begin}recipe = Recipe(soft({s.beta:g}))\n"
            "steps = list(run(model, rounds, start, recipe, max_iter=150, tol=1e-13))\n"
        )
    betas, n = PLANS[s.plan]
    names, nudge = ("anneal, nudged", ", nudged(0.001)") if s.nudge else ("anneal", "")
    return (
        "from em_core import CoinMixture, CoinParams, Rounds\n"
        f"from em_core.annealing import {names}\n\n"
        f"{begin}stages = list(anneal(model, rounds, start, {list(betas)}, {n}{nudge}))\n"
    )


def _galaxies(s: Settings) -> str:
    plan = COOLINGS[s.cooling]
    begin = (
        "import numpy as np\n\n"
        f"from em_core import GaussianMixture, GaussianParams, datasets{'' if plan else ', run'}\n"
        f"{'from em_core.annealing import anneal' + chr(10) if plan else ''}\n"
        "x, draw = datasets.GALAXIES.x, np.random.default_rng(0)\n"
        f"means = [draw.choice(x[:, 0], 3, replace=False) for _ in range({s.start})][-1]\n"
        "start = GaussianParams([1 / 3] * 3, means[:, None], np.full((3, 1, 1), x.var()))\n"
    )
    if not plan:
        return f"{begin}steps = list(run(GaussianMixture(), x, start, max_iter=2000, tol={TOL:g}))\n"
    return (
        f"{begin}own = np.random.default_rng({s.start - 1})\n\n\n"
        "def nudge(p, stage):\n"
        f"    by = {NUDGE:g} * x.std() * own.normal(size=(3, 1))\n"
        "    return GaussianParams(p.weights, p.means + by, p.covariances)\n\n\n"
        f"betas = {list(plan)}\n"
        f"stages = list(anneal(GaussianMixture(), x, start, betas, {EACH}, nudge, tol={TOL:g}))\n"
    )
