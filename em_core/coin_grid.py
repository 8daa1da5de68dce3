"""Soft and hard EM for two coins from every start on a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class CoinGrid:
    """Where EM ends from each start of a grid, and after how many iterations."""

    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    iterations: NDArray[np.int64]
    kind: NDArray[np.int8]
    points: NDArray[np.float64]
    which: NDArray[np.int64]


def coin_grid(rounds: Any, *, size: int = 201, max_iter: int = 100, tol: float = 1e-10, hard: bool = False) -> CoinGrid:
    """Run EM from every start of a size x size grid."""
    raise NotImplementedError
