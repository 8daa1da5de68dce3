"""Lesson 02's run: soft EM with fixed weights, and the code that makes it."""

from __future__ import annotations

from lessons.common.coin_runs import CoinRun, soft_code, soft_trace
from lessons.hidden_coin.settings import Settings


class Hidden(CoinRun):
    """A run and its settings, which also say what labels there are and whether they are shown."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(soft_trace(settings))
        self.settings = settings


def hidden(s: Settings) -> Hidden:
    """Soft EM from the settings' start."""
    return Hidden(s)


def code(s: Settings) -> str:
    """The call that makes this screen's run, to be copied."""
    return soft_code(s)
