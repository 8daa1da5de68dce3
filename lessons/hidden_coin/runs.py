"""Lesson 02's run: soft EM with fixed weights, and the code that makes it."""

from __future__ import annotations

from lessons.common.coin_runs import CoinRun, soft_code, soft_trace
from lessons.hidden_coin.settings import Settings


def run(s: Settings) -> CoinRun:
    """Soft EM from the settings' start."""
    return CoinRun(soft_trace(s))


def code(s: Settings) -> str:
    """The call that makes this screen's run, to be copied."""
    return soft_code(s)
