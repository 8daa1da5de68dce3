"""The results that the lessons' prose quotes, computed: name -> text, for the places ``{{name}}``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from em_ui.facts import coins, coordinate_ascent, gmm, hard_soft, heights, jensen, kmeans, lower_bound

LESSONS = {
    "home": coins.home,
    "01_coin_mle": coins.coin_mle,
    "02_hidden_coin": coins.hidden_coin,
    "03_hard_soft": hard_soft.hard_soft,
    "04_jensen": jensen.jensen,
    "05_lower_bound": lower_bound.lower_bound,
    "06_coordinate_ascent": coordinate_ascent.coordinate_ascent,
    "07_kmeans": kmeans.kmeans_facts,
    "08_heights": heights.heights,
    "09_gmm": gmm.gmm,
}


@cache
def facts(lesson: str) -> Mapping[str, str]:
    """The numbers that the lesson's prose quotes, as text; they do not change at run time."""
    return MappingProxyType(LESSONS[lesson]())
