"""Points of a learner's own, for the lessons that show points in the plane, and where they are shifted to."""

from __future__ import annotations

import numpy as np

from em_core.protocol import Floats

_RANDOM = np.random.default_rng(5)
TWO = np.vstack([_RANDOM.standard_normal((30, 2)), _RANDOM.standard_normal((30, 2)) + [12, 9]])

# Their differences are exact wherever they are shifted to, so that ties stay ties; "two" has no ties.
SETS: dict[str, Floats] = {
    name: np.array(rows, dtype=float)
    for name, rows in {
        "one": [[1, 2]],
        "equal": [[3, 3]] * 5,
        "pair": [[1, 2], [1, 2]],
        "line": [[i, 0] for i in range(7)],
        "diagonal": [[1, 1], [2, 2], [3, 3], [4, 4]],
        "level": [[0, 5], [1, 5], [2, 5], [9, 5]],
        "twice": [[0, 0]] * 6 + [[5, 5]] * 6,
        "away": [[1e9, 1e9], [1000000001, 1e9], [1e9, 1000000001]],
        "three": [[900, 900], [901, 905], [950, 930]],
        "four": [[-5, 3], [7, 1], [2, 2], [9, 9]],
        "five": [[1, 2], [2, 3], [8, 9], [9, 8], [8.5, 8.5]],
        "six": [[-5, 3], [7, 1], [2, 2], [9, 9], [8, 8], [-4, 2]],
        "two": TWO.tolist(),
    }.items()
}
SHIFTS = [
    np.array(columns) * far for far in (1e3, 1e4, 1e6, 1e8, 1e10) for columns in ((1, 1), (1, 0), (0, 1))
]
RULES = ("hand", "random", "plusplus", "farthest")
