"""The one list of the lessons, in order. A lesson's number is its place; the home page has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from em_lesson.lesson import Lesson
from lessons.coin_mle.lesson import lesson as coin_mle
from lessons.concepts.lesson import lesson as concepts
from lessons.coordinate_ascent.lesson import lesson as coordinate_ascent
from lessons.generalized_em.lesson import lesson as generalized_em
from lessons.gmm.lesson import lesson as gmm
from lessons.hard_soft.lesson import lesson as hard_soft
from lessons.heights.lesson import lesson as heights
from lessons.hidden_coin.lesson import lesson as hidden_coin
from lessons.hmm.lesson import lesson as hmm
from lessons.home.lesson import lesson as home
from lessons.jensen.lesson import lesson as jensen
from lessons.kmeans.lesson import lesson as kmeans
from lessons.lower_bound.lesson import lesson as lower_bound
from lessons.map_em.lesson import lesson as map_em
from lessons.online_em.lesson import lesson as online_em
from lessons.plsa.lesson import lesson as plsa
from lessons.speed.lesson import lesson as speed
from lessons.variational_em.lesson import lesson as variational_em
from lessons.word_alignment.lesson import lesson as word_alignment

GROUPS: Mapping[str, Sequence[Lesson[Any]]] = {
    "Welcome": (home,),
    "Coins": (coin_mle, hidden_coin, hard_soft),
    "Why it works": (jensen, lower_bound, coordinate_ascent),
    "Mixtures": (kmeans, heights, gmm),
    "Other hidden things": (plsa, hmm, word_alignment,),
    "The family": (map_em, generalized_em, variational_em, online_em, speed, concepts,),
}
