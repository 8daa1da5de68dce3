"""Variational Bayes: q(z) q(theta) in place of the posterior of both, for coins, Gaussians and topics."""

from em_core.variational_bayes.ascent import BayesModel, BayesSnapshot, ascend
from em_core.variational_bayes.coins import BetaCoins
from em_core.variational_bayes.dirichlet import Dirichlets
from em_core.variational_bayes.gaussians import BayesGaussians, GaussianBeliefs, standardised
from em_core.variational_bayes.topics import LDA, TopicBeliefs

__all__ = [
    "LDA",
    "BayesGaussians",
    "BayesModel",
    "BayesSnapshot",
    "BetaCoins",
    "Dirichlets",
    "GaussianBeliefs",
    "TopicBeliefs",
    "ascend",
    "standardised",
]
