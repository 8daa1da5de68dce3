"""The mathematics of the EM algorithm: numpy and scipy, no pictures, no prose."""

from em_core import (
    bound,
    bowls,
    bugs,
    climbers,
    coin_hill,
    datasets,
    gaussian_samples,
    jensen,
    kmeans,
    mixture_direct,
    single_coin,
    single_gaussian,
    starts,
    two_normals,
)
from em_core.coin_grid import CoinGrid, EndKind, coin_grid
from em_core.driver import Fit, fit, run
from em_core.fit_many import fit_many
from em_core.flat import Flat
from em_core.m_climbs import Climbable, gradient, newton
from em_core.m_rules import by_turns, coordinates, partial
from em_core.mean_field import Factorised, mean_field
from em_core.mixture import Responsibilities
from em_core.models import linkage
from em_core.models.coins import CoinMixture, CoinParams, CoinStatistics, Rounds, beta_prior
from em_core.models.feature_coins import FeatureCoins
from em_core.models.feature_rounds import FeatureCoinParams, FeatureRounds, FeatureStatistics, ridge_prior
from em_core.models.gaussian.frame import Points
from em_core.models.gaussian.mixture import GaussianMixture
from em_core.models.gaussian.params import GaussianParams
from em_core.models.gaussian.statistics import GaussianStatistics, normal_inverse_wishart
from em_core.models.gaussian.widened import widened
from em_core.models.held import hold
from em_core.models.hmm.diary import Diary
from em_core.models.hmm.model import HMM
from em_core.models.hmm.params import HMMParams, HMMStatistics, hmm_prior
from em_core.models.hmm.posterior import HMMPosterior
from em_core.models.linkage import Linkage, LinkageParams, LinkageStatistics, Offspring
from em_core.models.plsa import PLSA
from em_core.models.precisions import Precisions
from em_core.models.sentence_pairs import SentencePairs
from em_core.models.student import Student, StudentParams, StudentStatistics, student_prior
from em_core.models.tally import TalliedCoins, Tally
from em_core.models.tied import tied
from em_core.models.translations import LinkStatistics, TranslationParams, translation_prior, uniform
from em_core.models.witness import Reports, Witness, WitnessParams, WitnessStatistics, witness_prior
from em_core.models.word_alignment import WordAlignment, columns
from em_core.models.word_counts import PLSAParams, TopicStatistics, WordCounts, topic_prior
from em_core.protocol import Conserved, Event, LatentModel, Posterior, Snapshot, Statistics
from em_core.recipe import Recipe
from em_core.recording import Recording, trace
from em_core.single_coin import likelihood_interval
from em_core.single_coin import log_likelihood as coin_log_likelihood
from em_core.single_coin import map_estimate as coin_map
from em_core.single_coin import mle as coin_mle
from em_core.single_coin import score as coin_score
from em_core.steps import EStep, MStep, along, given, hard, maximize, soft

__all__ = [
    "Climbable",
    "CoinGrid",
    "CoinMixture",
    "CoinParams",
    "CoinStatistics",
    "Conserved",
    "Diary",
    "EStep",
    "EndKind",
    "Event",
    "Factorised",
    "FeatureCoinParams",
    "FeatureCoins",
    "FeatureRounds",
    "FeatureStatistics",
    "Fit",
    "Flat",
    "GaussianMixture",
    "GaussianParams",
    "GaussianStatistics",
    "HMM",
    "HMMParams",
    "HMMPosterior",
    "HMMStatistics",
    "LatentModel",
    "LinkStatistics",
    "Linkage",
    "LinkageParams",
    "LinkageStatistics",
    "MStep",
    "Offspring",
    "PLSA",
    "PLSAParams",
    "Points",
    "Posterior",
    "Precisions",
    "Recipe",
    "Recording",
    "Reports",
    "Responsibilities",
    "Rounds",
    "SentencePairs",
    "Snapshot",
    "Statistics",
    "Student",
    "StudentParams",
    "StudentStatistics",
    "TalliedCoins",
    "Tally",
    "TopicStatistics",
    "TranslationParams",
    "Witness",
    "WitnessParams",
    "WitnessStatistics",
    "WordAlignment",
    "WordCounts",
    "along",
    "beta_prior",
    "bound",
    "bowls",
    "bugs",
    "by_turns",
    "climbers",
    "coin_grid",
    "coin_hill",
    "coin_log_likelihood",
    "coin_map",
    "coin_mle",
    "coin_score",
    "columns",
    "coordinates",
    "datasets",
    "fit",
    "fit_many",
    "gaussian_samples",
    "given",
    "gradient",
    "hard",
    "hmm_prior",
    "hold",
    "jensen",
    "kmeans",
    "likelihood_interval",
    "linkage",
    "maximize",
    "mean_field",
    "mixture_direct",
    "newton",
    "normal_inverse_wishart",
    "partial",
    "ridge_prior",
    "run",
    "single_coin",
    "single_gaussian",
    "soft",
    "starts",
    "student_prior",
    "tied",
    "topic_prior",
    "trace",
    "translation_prior",
    "two_normals",
    "uniform",
    "widened",
    "witness_prior",
]
