"""The model that keeps its climbs answers what the model answers."""

from __future__ import annotations

from em_core import FeatureCoins
from lessons.generalized_em import features
from lessons.generalized_em.runs import FEATURES, HANDS, full, start
from lessons.generalized_em.settings import Settings
from lessons.generalized_em.slopes import vector

HERE = Settings(data="hands")


def test_a_climb_from_memory_is_the_climb() -> None:
    features._climbed.cache_clear()
    for s in (HERE, Settings(data="hands", alpha=1.5), Settings(data="hands", hand=-1.0)):
        for step in full(s)[1:9]:
            assert step.stats is not None
            for again in range(2):
                (end, steps), (mine, known) = (
                    model.climb(step.stats, step.params) for model in (FeatureCoins(), FEATURES)
                )
                assert (vector(end).tolist(), steps) == (vector(mine).tolist(), known), again
    assert features._climbed.cache_info().hits >= 3 * 8


def test_another_place_or_other_counts_are_another_climb() -> None:
    stats = FEATURES.expected_stats(HANDS, FEATURES.infer(HANDS, start(HERE)))
    here, again = (features.Asked(stats, start(HERE)) for _ in range(2))
    assert here == again and hash(here) == hash(again)
    assert here != features.Asked(stats, start(Settings(data="hands", hand=0.5)))
    assert here != features.Asked(stats * 2.0, start(HERE))
