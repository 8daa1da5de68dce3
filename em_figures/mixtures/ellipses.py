"""Covariance ellipses: where a Gaussian's density is exp(-r^2 / 2) of its largest value."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.mixtures.run import coordinates
from em_figures.words import NAMES

CORNERS = 32
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def ellipse(mean: Floats, covariance: Floats, radius: float) -> Floats:
    """Points (CORNERS + 1, 2) with (x - m)' C^-1 (x - m) = radius^2; the last is the first."""
    turn = np.linspace(0.0, 2 * np.pi, CORNERS + 1)
    values, axes = np.linalg.eigh(covariance)
    root = axes * np.sqrt(np.maximum(values, 0.0))
    return np.asarray(mean + radius * np.column_stack([np.cos(turn), np.sin(turn)]) @ root.T)


def outlines(mean: Floats, covariance: Floats) -> dict[str, Any]:
    """x and y of the ellipses at 1 and 2 sigma, one after the other, with a gap between them."""
    one, two = (ellipse(mean, covariance, radius) for radius in (1.0, 2.0))
    line = np.vstack([one, np.full((1, 2), np.nan), two])
    return {axis: coordinates(line[:, i]) for i, axis in enumerate("xy")}


def traces(k: int) -> list[dict[str, Any]]:
    """One line per component, of its colour and its dash, still empty."""
    return [
        theme.scatter("lines", NAMES[c], hoverinfo="skip",
                      line=theme.line(theme.COMPONENTS[c], dash=DASHES[c], width=2.5))
        for c in range(k)
    ]  # fmt: skip
