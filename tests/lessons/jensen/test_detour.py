"""Lesson 04's detour: its legs are KL's own, the picture has their numbers, and the moves come in order."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from em_core import bound
from em_figures import notebook, wire
from em_figures.filmstrip import Handle
from lessons.jensen.curve import NOTHING, chord
from lessons.jensen.detour import (
    DIRECT,
    EVERY,
    FIRST,
    FIRST_BAR,
    GRID,
    LINE,
    RING,
    SECOND,
    SECOND_BAR,
    WORDS,
    Detour,
    detour,
    over,
    sentence,
)
from lessons.jensen.divergence import divergence
from lessons.jensen.divergence_curves import gap_there, sum_back
from lessons.jensen.record import picture
from lessons.jensen.shapes import shapes
from lessons.jensen.symbols import symbols

Q, P = [0.5, 0.4, 0.1], [0.05, 0.8, 0.15]
HALFWAY = over(Q, P, 0.5)
DETOURS = [
    HALFWAY, over(Q, P, 0), over(Q, P, 1), over([1, 1], [1, 1], 0.3), over([0.3, 0.1], [0.9, 0.3], 0.7),
    over([0.05, 1, 1, 1], [1, 0.05, 0.05, 0.05], 0.9),
]  # fmt: skip
every = pytest.mark.parametrize("d", DETOURS)


def strip(d: Detour, **more: Any) -> Any:
    return detour(d, **more)


def tops(update: dict[str, Any]) -> tuple[float, float]:
    return min(update["y"]), max(update["y"])


@every
def test_the_legs_are_kl_and_r_is_a_distribution(d: Detour) -> None:
    assert math.fsum(d.r) == pytest.approx(1, abs=1e-15)  # a few rounded terms
    legs = (bound.kl(d.ends.q, d.r), bound.kl(d.r, d.ends.p))
    assert (d.first, d.second) == pytest.approx(legs, abs=1e-14) and min(d.first, d.second) >= 0
    assert d.direct == pytest.approx(bound.kl(d.ends.q, d.ends.p), abs=1e-14)
    assert d.r == pytest.approx((1 - d.t) * d.ends.q + d.t * d.ends.p, abs=1e-15)


@every
def test_the_second_leg_stands_on_the_first_and_ends_on_the_curve(d: Detour) -> None:
    frame = strip(d).frames[SECOND]
    # what travels has six digits
    assert tops(frame[FIRST_BAR]) == (0, pytest.approx(d.first, rel=1e-5, abs=1e-9))
    assert tops(frame[SECOND_BAR]) == pytest.approx((d.first, d.first + d.second), rel=1e-5, abs=1e-9)
    assert frame[RING]["x"] == [d.t] and frame[RING]["y"] == [tops(frame[SECOND_BAR])[1]]
    assert frame[LINE]["y"] == pytest.approx([d.direct] * 2, rel=1e-5, abs=1e-9)
    curve = dict(zip(frame[EVERY]["x"], frame[EVERY]["y"], strict=True))
    assert len(curve) == len(GRID) and max(curve.values()) <= d.direct * (1 + 1e-5) + 1e-9
    assert (curve[0], curve[1]) == pytest.approx((d.direct, d.direct), rel=1e-5, abs=1e-9)
    if d.t in curve:
        assert curve[d.t] == pytest.approx(frame[RING]["y"][0], rel=1e-5, abs=1e-9)
    top = strip(d).opening["layout"]["yaxis"]["range"][1]
    assert top > 1.1 * d.direct


def test_the_answer_does_not_stand_there_before_the_second_leg() -> None:
    frames = strip(HALFWAY).frames
    order = {LINE: DIRECT, FIRST_BAR: FIRST, SECOND_BAR: SECOND, EVERY: SECOND, RING: SECOND}
    for trace, move in order.items():
        assert [frames[k][trace] == NOTHING for k in range(3)] == [k < move for k in range(3)], trace
    assert [len(frames[k][WORDS]["text"]) for k in range(3)] == [1, 2, 3]
    assert len(HALFWAY) == len(frames) == SECOND + 1


def test_the_sentences_have_the_numbers_of_the_picture() -> None:
    said = [sentence(HALFWAY, k) for k in range(3)]
    assert said == [
        "The direct way is KL(q‖p) = 0.8335 nats. The detour goes over r = (0.275, 0.6, 0.125).",
        "The first leg is KL(q‖r) = 0.1144 nats.",
        "Both legs: 0.1144 + 0.2734 = 0.3878 nats. The direct way is longer: 0.8335.",
    ]
    assert strip(HALFWAY).frames[SECOND][WORDS]["text"] == [
        "KL(q‖p) = 0.8335", "KL(q‖r) = 0.1144", "KL(r‖p) = 0.2734",
    ]  # fmt: skip
    assert HALFWAY.stop(str) == said[2] == HALFWAY.frame(SECOND, str).caption
    for there in (DETOURS[1], DETOURS[2], DETOURS[3]):
        assert "is as long" in sentence(there, SECOND)
    assert "0 + 0 = 0 nats" in sentence(DETOURS[3], SECOND) and "-" not in sentence(DETOURS[4], SECOND)


def test_words_stand_where_there_is_room() -> None:
    for t, side in ((0.0, "right"), (0.5, "right"), (0.7, "left"), (1.0, "left")):
        words = strip(over(Q, P, t)).frames[SECOND][WORDS]
        assert {where.split()[1] for where in words["textposition"][1:]} == {side}
        assert all((x > t) == (side == "right") for x in words["x"][1:])


def test_the_ring_is_dragged_along_the_way_and_the_shapes_have_r() -> None:
    assert strip(HALFWAY).clicks == (Handle("t"),)
    drawn: Any = shapes(HALFWAY)
    assert [trace["name"] for trace in drawn.base["data"]][-1] == "r"
    assert [y for y in drawn.frames[0][4]["y"] if y is not None][::2] == pytest.approx(HALFWAY.r.tolist())
    alone: Any = shapes(HALFWAY.ends)
    assert drawn.clicks == alone.clicks and len(drawn.frames) == len(HALFWAY)


def test_each_kind_of_run_has_its_own_panels() -> None:
    one, two = picture("log", [1, 2], [1, 1]), divergence(Q, P)
    panels = {chord: 0, gap_there: 1, sum_back: 1, detour: 2}
    for panel, at in panels.items():
        assert [panel(run) is not None for run in (one, two, HALFWAY)] == [i == at for i in range(3)]
    assert [shapes(run) is not None for run in (one, two, HALFWAY)] == [False, True, True]
    assert [symbols(run) is not None for run in (one, two, HALFWAY)] == [True, True, False]


@every
def test_what_travels_is_finite_and_a_drag_moves_no_axis(d: Detour) -> None:
    sent = wire.full(strip(d))
    assert json.dumps(sent, allow_nan=False) and all(sent["captions"])
    assert len({frozenset(frame) for frame in strip(d).frames}) == 1  # a jump leaves nothing behind
    notebook.to_figure(strip(d))
    assert sent["base"] == wire.full(strip(HALFWAY))["base"]
    moved = over(d.ends.q_heights, d.ends.p_heights, 0.123)
    assert strip(d).opening == strip(moved).opening


def test_every_word_goes_through_tr() -> None:
    drawn = strip(HALFWAY, tr=lambda english: f"«{english}»")
    assert drawn.title.startswith("«") and all(caption.startswith("«") for caption in drawn.captions)
    assert all("«" in trace["name"] for trace in drawn.base["data"] if trace["name"])
