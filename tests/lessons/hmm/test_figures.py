"""Lesson 11's panels: edges as thick as moves are probable, counts that are the data."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import numpy as np
import pytest

from em_core import HMM, Event, fit
from em_figures import wire
from em_lesson import prose
from lessons.hmm import tables
from lessons.hmm.lesson import lesson
from lessons.hmm.order import followers
from lessons.hmm.paths import every_path
from lessons.hmm.runs import FARTHEST, Weather, cones, diary, drawn, ends, start, weather
from lessons.hmm.settings import Settings
from lessons.hmm.starts import repeated
from lessons.hmm.sums import both, day_formula
from lessons.hmm.trellis import DAY, ROWS, THICK, WIDE, trellis
from lessons.hmm.words import event_sentence, sentence
from tests.lessons.largest import diary_of

PLAIN = Settings()


def run_of(**changes: Any) -> Weather:
    found: Weather = weather(PLAIN.with_(**changes))
    return found


def unpacked(values: Any) -> Any:
    return np.frombuffer(base64.b64decode(values["bdata"]), dtype="<u2").astype(float)


def test_an_edge_is_as_thick_as_its_move_is_probable() -> None:
    run = run_of()
    q, frame = run.trace[1].posterior, trellis(run).frames[1]
    rims = unpacked(frame[1]["y"]) - ROWS[1]  # hot to hot, along the upper rim and back along the lower one
    top = rims[:32]
    assert np.array_equal(rims[33:-1], -top[::-1]) and rims[32] == rims[-1] == 0
    assert len(rims) == len(trellis(run).base["data"][1]["x"]) == 66
    np.testing.assert_allclose(2 * top / THICK, q.xi[:, 1, 1], atol=1.01 / THICK)  # whole units of the axis
    corners = unpacked(frame[2]["x"]).reshape(-1, 4)
    wide = (corners[:, 3] - corners[:, 0]) / min(WIDE, 150 + 14 * 32)
    np.testing.assert_allclose(wide, q.xi[:, 0, 1], atol=2.01 / 590)
    assert corners.mean(axis=1) == pytest.approx(DAY * (np.arange(1, 33) + 0.5), abs=1)


@pytest.mark.parametrize("name", ["forward-backward", "counts", "hard", "one-path"])
def test_a_filmstrip_is_small(name: str) -> None:
    scene = lesson.scene(name)
    assert scene is not None
    run = scene.run(lesson.example(scene))
    for draw in scene.stage:
        strip = draw(run)
        assert strip is not None and len(json.dumps(wire.full(strip), ensure_ascii=False).encode()) < 200_000


def test_forward_and_backward_are_the_cores() -> None:
    s = PLAIN.with_(stop=False)
    at, q = both(diary(s).days, start(s)), run_of(stop=False).trace[1].posterior
    product = at.forward + at.backward
    whole = np.logaddexp.reduce(product, axis=1)
    np.testing.assert_allclose(whole, q.log_evidence, rtol=1e-12)  # the same sum on every day
    np.testing.assert_allclose(np.exp(product - whole[:, None]), q.gamma, atol=1e-12)


def test_a_days_formula_follows_from_the_numbers_in_it() -> None:
    strip = day_formula(run_of())
    assert strip is not None
    for row in strip.frames[1].rows:
        cold, hot, share = (float(row[i]) for i in (4, 5, 8))
        assert share == pytest.approx(hot / (cold + hot), abs=6e-4)  # four digits each
    eleven = strip.frames[1].rows[10]
    assert eleven[8] == "0.752" and re.fullmatch(r"\(.+ × 0\.1 \+ .+ × 0\.8\) × 0\.1 × 10\S+", eleven[9])
    assert day_formula(run_of(beta="inf")) is None


def test_counts_are_ticked_where_they_sum_to_the_data() -> None:
    run = run_of()
    for k in (1, 2, len(run) - 1):
        slots = tables.expected_counts(run).frames[k].slots
        assert list(slots[-8:]) == ["11 ✓", "11 ✓", "11 ✓", "33 ✓", "1 ✓", "32 ✓", "1 ✓", "33 ✓"]
    first = tables.expected_counts(run).frames[2].slots
    for printed in ("7.788", "15.850", "0.425", "0.865"):
        assert printed in first


def test_shuffling_keeps_the_histogram_and_changes_who_follows_whom() -> None:
    kinds = [np.array(cones(PLAIN.with_(data=name))) - 1 for name in ("eisner", "shuffled", "sorted")]
    assert len({tuple(np.bincount(days)) for days in kinds}) == 1
    assert len({followers(days).tobytes() for days in kinds}) == 3
    assert followers(kinds[2]).trace() == 30


def test_the_likeliest_path_is_not_that_of_the_likeliest_states() -> None:
    strip = every_path(run_of(data="short"))
    assert strip is not None
    assert "cold, cold, cold" in strip.captions[1] and "cold, cold, hot" in strip.captions[1]
    assert every_path(run_of()) is None


def test_the_first_days_of_a_made_diary_do_not_depend_on_its_length() -> None:
    long, short = (cones(PLAIN.with_(data="made", length=n)) for n in (60, 20))
    assert long[:20] == short


def test_a_diary_of_one_day_says_that_there_is_no_move() -> None:
    run = run_of(data="own", diary="3", stop=False)
    assert "nothing to divide by" in sentence(run.trace, 2, str)
    assert "除" in sentence(run.trace, 2, prose.translator("zh", "hmm"))
    assert trellis(run).frames[1] is not None


def test_a_repeated_diary_that_is_impossible_is_no_underflow() -> None:
    run = run_of(data="sorted", beta="inf")
    found = repeated(run.diary, run.trace[-1].params)
    assert len(found.logs) < 30 * 33 and np.isfinite(found.logs).all()
    assert repeated(diary(PLAIN), start(PLAIN)).zero == 631


def test_a_fall_of_the_objective_is_told() -> None:
    """It must not happen; if it does, nobody is silent about it."""
    assert "0.5" in event_sentence(Event("objective_fell", None, 0.5, False), str)


def test_of_a_long_diary_the_formula_is_shown_in_the_first_e_steps_and_the_last() -> None:
    """As many as there is room for; of Eisner's diary in every one."""
    strip = day_formula(run_of())
    assert strip is not None and {frame.name for frame in strip.frames} == {"start", "E", "M"}
    run = run_of(data="own", diary=diary_of(60))
    strip = day_formula(run)
    assert strip is not None
    names = [frame.name for frame, step in zip(strip.frames, run.trace, strict=True) if step.phase == "E"]
    shown = names.index("later")
    assert shown > 10 and names == ["E"] * shown + ["later"] * (len(names) - shown - 1) + ["E"]


@pytest.mark.parametrize("changes", [
    {}, {"stop": False}, {"data": "own", "diary": diary_of(60)}, {"data": "own", "diary": "2"},
    {"data": "own", "diary": "1 1"}, {"data": "sorted"},
], ids=str)  # fmt: skip
def test_starts_side_by_side_end_where_they_end_one_by_one(changes: dict[str, Any]) -> None:
    s = Settings(**changes)
    for end in ends(s)[::4]:
        alone = fit(HMM(), diary(s), drawn(end.seed, s.stop), max_iter=FARTHEST, tol=1e-8)
        # rounding may end a slow climb an iteration or two sooner
        assert end.log_likelihood == pytest.approx(alone.log_likelihood, abs=2e-6)
        assert abs(end.iterations - alone.iterations) <= 3
