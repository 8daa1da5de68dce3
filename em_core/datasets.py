"""The lessons' data: named or seeded, each with its source and licence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from em_core.models.coins import Rounds
from em_core.models.feature_rounds import FeatureCoinParams, FeatureRounds
from em_core.models.hmm.diary import Diary
from em_core.models.hmm.params import HMMParams
from em_core.models.witness import Reports
from em_core.protocol import Ints, frozen
from em_core.real_data import DARWIN, GALAXIES, GALTON, OLD_FAITHFUL, PointData
from em_core.sealed import Sealed
from em_core.simulated import simulate_heads, simulate_rounds, toss
from em_core.text_data import (
    ANALECTS,
    ANALECTS_CUT,
    BUSH_AND_SHARON,
    BUSH_LEFT_WITH_SHARON,
    DAS_HAUS,
    FOUR_PAGES,
    MIXED_PAGES,
    TWO_BOOKS,
    CountData,
    PairData,
)

__all__ = [
    "ANALECTS",
    "ANALECTS_CUT",
    "BUSH_AND_SHARON",
    "BUSH_LEFT_WITH_SHARON",
    "DARWIN",
    "DAS_HAUS",
    "DO_BATZOGLOU",
    "EISNER",
    "FIVE_OF_FIVE",
    "FOUR_PAGES",
    "GALAXIES",
    "GALTON",
    "HARD_FALLS",
    "MIXED_PAGES",
    "OLD_FAITHFUL",
    "STREAM",
    "THREE_COINS",
    "TWO_BOOKS",
    "TWO_HANDS",
    "TWO_TOSSES",
    "WITNESS",
    "WORN_COIN",
    "CoinData",
    "CountData",
    "PairData",
    "DiaryData",
    "FeatureData",
    "PointData",
    "WitnessData",
    "simulate_heads",
    "simulate_rounds",
    "toss",
]


@dataclass(frozen=True, eq=False)
class CoinData(Sealed):
    """Rounds, the coin behind each (0 = A, 1 = B) where it is known, and where they come from.

    truth: (theta_A, theta_B) of the coins, None when nobody knows. start: the first guess that the
    source uses, or with which the example makes its point.
    """

    name: str
    rounds: Rounds
    labels: Ints | None
    truth: tuple[float, float] | None
    start: tuple[float, float]
    source: str
    licence: str


@dataclass(frozen=True, eq=False)
class DiaryData(Sealed):
    """A diary of symbols and where it comes from; its source's first guess, with and without a stop."""

    name: str
    diary: Diary
    start: HMMParams
    start_without_stop: HMMParams
    source: str
    licence: str


@dataclass(frozen=True, eq=False)
class FeatureData(Sealed):
    """Rounds with features, the first guess with which the example makes its point, and their source."""

    name: str
    rounds: FeatureRounds
    start: FeatureCoinParams
    source: str
    licence: str


@dataclass(frozen=True, eq=False)
class WitnessData(Sealed):
    """Reports of a witness of a known reliability, the first guess of p_heads, and their source."""

    name: str
    reports: Reports
    reliability: float
    start: float
    source: str
    licence: str


FACTS = "Counts are facts and free to use."

DO_BATZOGLOU = CoinData(
    name="do-batzoglou",
    rounds=Rounds([5, 9, 8, 4, 7], 10),
    labels=frozen([1, 0, 0, 1, 0], np.int64),
    truth=None,
    start=(0.6, 0.5),
    source="Do & Batzoglou, What is the expectation maximization algorithm?, "
    "Nature Biotechnology 26 (2008) 897-899, figure 1",
    licence=FACTS,
)

FIVE_OF_FIVE = CoinData(
    name="five-of-five",
    rounds=Rounds([3, 2, 1, 3, 2], 5),
    labels=frozen([1, 0, 1, 0, 1], np.int64),  # chosen to fit: the write-up's own table of labels is lost
    truth=(0.5, 0.4),
    start=(0.7, 0.3),
    source="A widely read Chinese write-up of EM; heads and coins as printed there, "
    "the labels chosen to fit its coins",
    licence=FACTS,
)

HARD_FALLS = CoinData(
    name="hard-falls",  # one hard step raises its own objective and lowers the log-likelihood
    rounds=Rounds([4, 2, 2, 2, 2], 5),
    labels=None,
    truth=None,
    start=(0.6, 0.4),
    source="Made for this app",
    licence="MIT, as the app itself",
)


THREE_COINS = CoinData(
    name="three-coins",
    rounds=Rounds([1, 1, 0, 1, 0, 0, 1, 0, 1, 1], 1),
    labels=None,
    truth=None,
    start=(0.6, 0.7),  # with weight 0.4
    source="The three coins of Chinese textbooks: Li Hang, Statistical Learning Methods, Tsinghua University "
    "Press 2012, chapter 9; one coin decides which of two others is tossed, once",
    licence=FACTS,
)

TWO_TOSSES = CoinData(
    name="two-tosses",
    rounds=Rounds([1, 0], 1),
    labels=None,
    truth=None,
    start=(0.4, 0.2),
    source="Made for this app",
    licence="MIT, as the app itself",
)

STREAM = CoinData(
    name="stream",
    rounds=Rounds(np.tile(DO_BATZOGLOU.rounds.heads, 200), 10),
    labels=None,
    truth=None,
    start=(0.6, 0.5),
    source="Made for this app: the five rounds of Do & Batzoglou (2008), 200 times one after the other",
    licence="MIT, as the app itself",
)

WORN_COIN = CoinData(
    name="worn-coin",  # what was true of the first 500 rounds is not of the others
    rounds=Rounds(np.repeat([[5, 9, 8, 4, 7], [2, 6, 5, 1, 4]], 100, axis=0).ravel(), 10),
    labels=None,
    truth=None,
    start=(0.6, 0.5),
    source="Made for this app: 500 rounds as in Do & Batzoglou (2008), then 500 with three heads less",
    licence="MIT, as the app itself",
)

TWO_HANDS = FeatureData(
    name="two-hands",  # feature 0: tossed by the left hand, 1: by the right one
    rounds=FeatureRounds([5, 9, 8, 4, 7, 7, 9, 9, 6, 8], 10, [0] * 5 + [1] * 5),
    start=FeatureCoinParams([0.5, 0.5], [0.5, -0.5], [0.0]),
    source="Made for this app; the left hand's rounds are Do & Batzoglou's",
    licence="MIT, as the app itself",
)

WITNESS = WitnessData(
    name="witness",
    reports=Reports(8, 2),
    reliability=0.9,
    start=0.6,
    source="Made for this app",
    licence="MIT, as the app itself",
)

EISNER = DiaryData(
    name="eisner",  # symbol 0 is a day with one ice cream, 1 with two, 2 with three
    diary=Diary([int(cones) - 1 for cones in "233232322313311121113121112332322"]),
    start=HMMParams([0.5, 0.5], [[0.8, 0.1], [0.1, 0.8]], [[0.7, 0.2, 0.1], [0.1, 0.2, 0.7]], [0.1, 0.1]),
    start_without_stop=HMMParams([0.5, 0.5], [[0.8, 0.2], [0.2, 0.8]], [[0.7, 0.2, 0.1], [0.1, 0.2, 0.7]]),
    source="J. Eisner, An interactive spreadsheet for teaching the forward-backward algorithm, ACL workshop "
    "on effective tools and methodologies for teaching NLP and CL (2002): 33 days, state 1 cold, state 2 hot",
    licence=FACTS,
)
