"""The mathematics of the EM algorithm: numpy and scipy, no pictures, no prose."""

from em_core import bound, datasets, single_coin
from em_core.coin_grid import CoinGrid, coin_grid
from em_core.driver import Fit, Recipe, fit, run
from em_core.mixture import Responsibilities
from em_core.models.coins import CoinMixture, CoinParams, CoinStatistics, Rounds, beta_prior
from em_core.protocol import Event, LatentModel, Posterior, Snapshot, Statistics
from em_core.steps import EStep, MStep, hard, maximize, soft

__all__ = [
    "CoinGrid",
    "CoinMixture",
    "CoinParams",
    "CoinStatistics",
    "EStep",
    "Event",
    "Fit",
    "LatentModel",
    "MStep",
    "Posterior",
    "Recipe",
    "Responsibilities",
    "Rounds",
    "Snapshot",
    "Statistics",
    "beta_prior",
    "bound",
    "coin_grid",
    "datasets",
    "fit",
    "hard",
    "maximize",
    "run",
    "single_coin",
    "soft",
]
