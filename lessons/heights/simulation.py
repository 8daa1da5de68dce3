"""What lesson 08's two simulated regions are: the truth behind their heights, and what follows from it."""

from __future__ import annotations

from typing import NamedTuple

from em_core import two_normals

MOST = 30.0  # cm between the regions' means


class Regions(NamedTuple):
    """The truth: the distance between the means and the spread (cm), and the first region's share."""

    distance: float
    spread: float
    share: float

    @property
    def apart(self) -> float:
        """The distance in standard deviations."""
        return self.distance / self.spread

    @property
    def two_humps(self) -> bool:
        """Whether the density (not the sample) has two humps."""
        return two_normals.two_humps(self.apart, self.share)

    @property
    def best(self) -> float:
        """The accuracy of the best rule."""
        return two_normals.best_accuracy(self.apart, self.share)


def means_of(at: Regions) -> tuple[float, float]:
    """The regions' means, cm, around 168."""
    return 168 - at.distance / 2, 168 + at.distance / 2
