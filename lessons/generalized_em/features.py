"""The model of two hands that keeps its latest climbs: a run, its pictures and its table ask the same."""

from __future__ import annotations

from functools import lru_cache

from em_core import FeatureCoinParams, FeatureCoins
from em_core.models.feature_rounds import FeatureStatistics


class Asked:
    """A whole M-step's arguments, told apart by their numbers."""

    def __init__(self, stats: FeatureStatistics, previous: FeatureCoinParams) -> None:
        self.stats, self.previous = stats, previous
        arrays = (stats.rounds, stats.kinds, stats.counts,
                  previous.weights, previous.intercepts, previous.slopes)  # fmt: skip
        self.key = (stats.ridge, *((array.shape, array.tobytes()) for array in arrays))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asked) and self.key == other.key


@lru_cache(maxsize=1024)
def _climbed(asked: Asked) -> tuple[FeatureCoinParams, int]:
    return FeatureCoins().climb(asked.stats, asked.previous)


class RecallingCoins(FeatureCoins):
    """``FeatureCoins()``, which does not climb the same hill from the same place twice."""

    def climb(self, stats: FeatureStatistics, previous: FeatureCoinParams) -> tuple[FeatureCoinParams, int]:
        """The M-step, and how many Newton steps it took inside."""
        return _climbed(Asked(stats, previous))
