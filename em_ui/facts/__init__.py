"""The results that the lessons' prose quotes, computed: name -> text, for the places ``{{name}}``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from em_ui.facts import coins, hard_soft

LESSONS = {
    "home": coins.home,
    "01_coin_mle": coins.coin_mle,
    "02_hidden_coin": coins.hidden_coin,
    "03_hard_soft": hard_soft.hard_soft,
}


@cache
def facts(lesson: str) -> Mapping[str, str]:
    """The numbers that the lesson's prose quotes, as text; they do not change at run time."""
    return MappingProxyType(LESSONS[lesson]())
