"""The code that makes a screen's run, to be copied."""

from __future__ import annotations

from lessons.map_em.runs import ROUNDS, geyser_start, invented, start
from lessons.map_em.settings import Settings


def code(s: Settings) -> str:
    """The call that makes this screen's run, to be copied."""
    return _geyser_code(s) if s.data == "geyser" else _coin_code(s)


def _coin_code(s: Settings) -> str:
    rounds, begun, counts = ROUNDS[s.data], start(s), invented(s)
    if counts.min() < 0:
        prior = "None  # a and b must be at least 1"
    elif (counts == counts[0]).all():
        a, b = (counts[0] + 1).tolist()
        prior = f"beta_prior({a:g}, {b:g}, coins={len(counts)})"
    else:
        prior = f"CoinStatistics(np.zeros({len(counts)}), np.array({counts.tolist()}))"
    return (
        "import numpy as np\n\n"
        "from em_core import CoinMixture, CoinParams, CoinStatistics, Recipe, Rounds, beta_prior, run\n\n"
        f"rounds = Rounds(heads={rounds.heads.tolist()}, flips={rounds.flips.tolist()})\n"
        f"start = CoinParams(weights={begun.weights.tolist()}, p_heads={begun.p_heads.tolist()})\n"
        f"prior = {prior}\n\n"
        "steps = list(run(CoinMixture(learn_weights=False), rounds, start, Recipe(prior=prior)))\n"
        "climbs = [s.log_likelihood + s.log_prior for s in steps]\n"
    )


def _geyser_code(s: Settings) -> str:
    begun = geyser_start(s)
    said = (
        f"start = GaussianParams({begun.weights.tolist()}, {begun.means.tolist()}, "
        f"{begun.covariances.tolist()})\n"
    )
    if s.eps != "0":
        recipe = (
            "def adding(model, stats, params):\n"
            "    best = model.maximize(stats, params)\n"
            f"    return GaussianParams(best.weights, best.means, best.covariances + {float(s.eps)})\n\n\n"
            "recipe = Recipe(m_step=adding)\n"
        )
    elif s.nu:
        recipe = (
            f"prior = normal_inverse_wishart([0.0], strength=0, scatter=[[{4 * s.s2:g}]], dof=1)\n"
            f"recipe = Recipe(prior=prior * {s.nu / 4:g})  # {s.nu:g} points of variance {s.s2:g}\n"
        )
    else:
        recipe = "recipe = Recipe()\n"
    return (
        "from em_core import GaussianMixture, GaussianParams, Recipe, datasets, run\n"
        "from em_core import normal_inverse_wishart\n\n"
        "x = datasets.OLD_FAITHFUL.x[:, :1]\n"
        + said
        + recipe
        + "\nsteps = list(run(GaussianMixture(), x, start, recipe))\n"
    )
