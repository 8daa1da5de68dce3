"""The results quoted on the home page."""

from __future__ import annotations

from em_core import datasets, soft
from lessons.common.tell import walk


def facts() -> dict[str, float]:
    first = walk(datasets.FIVE_OF_FIVE.rounds, datasets.FIVE_OF_FIVE.start, soft())[2]
    return {"slip_right": float(first.params.p_heads[0])}
