"""Blended colours: a point's responsibilities as a mixture of the components' colours.

A figure holds the palette once, as a colour axis; a frame holds one small number per point.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from em_core.protocol import Floats, Ints
from em_figures import theme
from em_figures.typed import packed

# In how many parts a colour is divided: as many as leave the palette below 256 colours.
PARTS = {1: 1, 2: 20, 3: 10, 4: 6, 5: 5, 6: 4}
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")
_NUMBERS = np.array([0, 1, 2, 5, 3, 4])  # Plotly's numbers of these symbols


class Palette(NamedTuple):
    """mixes (M, K): the shares, in units of 1 / parts; rank: where a mix's code stands among them."""

    parts: int
    mixes: Ints
    rank: Ints

    @property
    def blank(self) -> int:
        """The number of the colour for a point that nobody has credited yet."""
        return len(self.mixes)


@lru_cache(maxsize=8)
def palette(k: int) -> Palette:
    """The palette for K components. Raises ValueError unless 1 <= K <= 6."""
    if k not in PARTS:
        raise ValueError(f"there are colours for 1 to {len(PARTS)} components, not {k}")
    parts = PARTS[k]
    bars = [(-1, *c, parts + k - 1) for c in combinations(range(parts + k - 1), k - 1)]
    mixes = np.diff(np.array(bars), axis=1) - 1
    rank = np.zeros((parts + 1) ** k, dtype=np.int64)
    rank[_codes(mixes, parts)] = np.arange(len(mixes))
    return Palette(parts, mixes, rank)


def _codes(mixes: Ints, parts: int) -> Ints:
    return np.asarray(mixes @ (parts + 1) ** np.arange(mixes.shape[1]), dtype=np.int64)


def quantised(probs: Floats, parts: int) -> Ints:
    """Rows of probs (N, K) in units of 1 / parts, which add up to ``parts``, by largest remainder."""
    exact = probs * parts
    whole = np.floor(exact).astype(np.int64)
    missing = parts - whole.sum(axis=1)
    order = np.argsort(whole - exact, axis=1, kind="stable")
    place = np.argsort(order, axis=1, kind="stable")
    return np.asarray(whole + (place < missing[:, None]), dtype=np.int64)


def colour_numbers(probs: Floats) -> Ints:
    """The number of every point's colour (N,), from its responsibilities (N, K)."""
    at = palette(probs.shape[1])
    return np.asarray(at.rank[_codes(quantised(probs, at.parts), at.parts)])


def colour_axis(k: int) -> dict[str, Any]:
    """The layout's ``coloraxis`` with the palette, the blank colour last."""
    at, names = palette(k), [token[1:] for token in theme.COMPONENTS]
    colours = ["@mix " + " ".join(f"{names[c]} {n / at.parts:g}" for c, n in enumerate(mix) if n)
               for mix in at.mixes.tolist()]  # fmt: skip
    colours.append("@ghost")
    last = len(colours) - 1
    return {"colorscale": [[i / last, colour] for i, colour in enumerate(colours)],
            "cmin": 0, "cmax": last, "showscale": False}  # fmt: skip


def marker(probs: Floats | None, n: int, k: int, size: float = 7) -> dict[str, Any]:
    """The marker of n points: blended colours, and the shape of the component with the largest share."""
    out: dict[str, Any] = {"size": size, "coloraxis": "coloraxis", "opacity": 0.85, "line": {"width": 0}}
    if probs is None:
        return out | {"color": packed(np.full(n, palette(k).blank), "u1"), "symbol": 0}
    symbols = _NUMBERS[probs.argmax(axis=1)]
    return out | {"color": packed(colour_numbers(probs), "u1"), "symbol": packed(symbols, "u1")}
