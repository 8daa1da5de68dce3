"""Measured data that ship with the app, as tables in ``em_core/data``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from em_core.protocol import Floats, Ints, frozen
from em_core.sealed import Sealed

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, eq=False)
class PointData(Sealed):
    """x (N, D), the columns' names and units, and where the data come from.

    labels (N,): the group of every datum, an index into ``groups``; None where there are none.
    """

    name: str
    x: Floats
    columns: tuple[str, ...]
    units: tuple[str, ...]
    labels: Ints | None
    groups: tuple[str, ...]
    source: str
    licence: str


def table_of(name: str) -> list[list[str]]:
    """The lines of a table in ``em_core/data``, its head first."""
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def _galton() -> PointData:
    rows = table_of("galton_heights.csv")[1:]
    groups = ("male", "female")
    return PointData(
        name="galton",
        x=frozen([[float(height)] for height, _ in rows]),
        columns=("height",),
        units=("in",),
        labels=frozen([groups.index(sex) for _, sex in rows], np.int64),
        groups=groups,
        source="Francis Galton's notebook for Regression towards mediocrity in hereditary stature, Journal "
        "of the Anthropological Institute 15 (1886) 246-263; transcribed by J. A. Hanley, Transmuting "
        "women into men, The American Statistician 58 (2004) 237-243",
        licence="Facts from 1886, free to use.",
    )


def _old_faithful() -> PointData:
    return PointData(
        name="old-faithful",
        x=frozen([[float(value) for value in row] for row in table_of("old_faithful.csv")[1:]]),
        columns=("eruption", "waiting"),
        units=("min", "min"),
        labels=None,
        groups=(),
        source="A. Azzalini & A. W. Bowman, A look at some data on the Old Faithful geyser, Applied "
        "Statistics 39 (1990) 357-365; W. Härdle, Smoothing Techniques (1991)",
        licence="Measurements are facts and free to use.",
    )


def _darwin() -> PointData:
    differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    return PointData(
        name="darwin",
        x=frozen([[float(value)] for value in differences]),
        columns=("difference in height",),
        units=("1/8 in",),
        labels=None,
        groups=(),
        source="C. Darwin, The effects of cross and self fertilisation in the vegetable kingdom (1876): 15 "
        "pairs of maize, crossed less self-fertilised; R. A. Fisher, The design of experiments (1935)",
        licence="Facts from 1876, free to use.",
    )


def _galaxies() -> PointData:
    velocities = [
        9172, 9350, 9483, 9558, 9775, 10227, 10406, 16084, 16170, 18419, 18552, 18600, 18927, 19052, 19070,
        19330, 19343, 19349, 19440, 19473, 19529, 19541, 19547, 19663, 19846, 19856, 19863, 19914, 19918,
        19973, 19989, 20166, 20175, 20179, 20196, 20215, 20221, 20415, 20629, 20795, 20821, 20846, 20875,
        20986, 21137, 21492, 21701, 21814, 21921, 21960, 22185, 22209, 22242, 22249, 22314, 22374, 22495,
        22746, 22747, 22888, 22914, 23206, 23241, 23263, 23484, 23538, 23542, 23666, 23706, 23711, 24129,
        24285, 24289, 24366, 24717, 24990, 25633, 26960, 26995, 32065, 32789, 34279,
    ]  # fmt: skip
    return PointData(
        name="galaxies",  # a widely used copy has 26690 for 26960
        x=frozen([[value / 1000] for value in velocities]),
        columns=("velocity",),
        units=("1000 km/s",),
        labels=None,
        groups=(),
        source="M. Postman, J. P. Huchra & M. J. Geller, Probes of large-scale structure in the Corona "
        "Borealis region, Astronomical Journal 92 (1986) 1238-1247; K. Roeder, Density estimation with "
        "confidence sets exemplified by superclusters and voids in the galaxies, JASA 85 (1990) 617-624; as "
        "printed in S. Chib, Marginal likelihood from the Gibbs output, JASA 90 (1995) 1313-1321, table 3",
        licence="Measurements are facts and free to use.",
    )


DARWIN = _darwin()
GALAXIES = _galaxies()
GALTON = _galton()
OLD_FAITHFUL = _old_faithful()
