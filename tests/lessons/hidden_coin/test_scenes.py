"""Lesson 02's scenes: prose and picture agree on arrival, and what settles a question is what it says."""

from __future__ import annotations

from typing import Any

import pytest

from em_figures.filmstrip import Filmstrip
from em_lesson.answers import drawn
from em_lesson.scene import Scene
from lessons.hidden_coin.labelled import estimates, totals
from lessons.hidden_coin.lesson import lesson
from lessons.hidden_coin.settings import Settings
from tests.figures.html import shown, text
from tests.lessons.files import facts

KNOWN = facts("hidden_coin")
SCENES = {scene.id: scene for scene in lesson.scenes}


def strips(scene: Scene, **changes: Any) -> dict[str, Filmstrip]:
    run = scene.run(lesson.example(scene).with_(**changes))
    return {draw.__name__: strip for draw, strip in drawn(scene, run, str)}


def caption(scene: Scene, at: int | None = None, **changes: Any) -> str:
    """The sentence of the half-step that the scene opens at (or of another), with these changes."""
    run = scene.run(lesson.example(scene).with_(**changes))
    return run.frame(range(len(run))[scene.at if at is None else at], str).caption


def mark(strip: Filmstrip, name: str) -> list[tuple[float, float]]:
    """Where the trace of this name is."""
    return [(trace["x"][0], trace["y"][0]) for trace in strip.base["data"] if trace.get("meta") == name]


def pair(a: float, b: float) -> str:
    return f"θ_A = {a:.3f}, θ_B = {b:.3f}, log-likelihood −"


def test_scenes_open_with_what_their_prose_says() -> None:
    peak = pair(KNOWN["peak_a"], KNOWN["peak_b"]) + f"{-KNOWN['peak_ll']:.3f}."
    for id in ("surface", "sources", "seen"):
        assert caption(SCENES[id]).endswith(peak), id
    start = pair(KNOWN["start_a"], KNOWN["start_b"])
    for id in ("play", "labels-shown", "labels-hidden", "blanks"):
        assert caption(SCENES[id]).startswith("Start: " + start), id
    assert caption(SCENES["surface"], 0).startswith("Start: " + start)
    assert caption(SCENES["knot"]).startswith("After E-step 1: " + start)
    assert "θ_B = 0.300" in caption(SCENES["log-of-sum"])


def test_labels_are_shown_where_they_are_spoken_of() -> None:
    assert "24 / 30 = 0.800" in text(shown(strips(SCENES["labels-shown"])["rounds"], 0))
    assert "24 / 30" not in text(shown(strips(SCENES["labels-shown"], shown=False)["rounds"], 0))
    assert mark(strips(SCENES["labels-shown"])["surface"], "labels") == [(KNOWN["db_a"], KNOWN["db_b"])]
    assert mark(strips(SCENES["labels-shown"], shown=False)["surface"], "labels") == []
    assert "need z to get" in text(shown(strips(SCENES["labels-hidden"])["rounds"], 0))
    seen = strips(SCENES["seen"])["surface"]
    assert mark(seen, "labels") == [(0.8, 0.45)] and mark(seen, "truth") == []


def test_the_chosen_labels_put_the_cross_on_the_star() -> None:
    there = strips(SCENES["five-labels"])["surface"]
    assert mark(there, "truth") == mark(there, "labels") == [(KNOWN["five_a"], KNOWN["five_b"])]
    hidden = strips(SCENES["five-labels"], shown=False)["surface"]
    assert mark(hidden, "labels") == []
    for name in ("x", "y", "z"):  # and the surface is the same
        assert hidden.base["data"][0][name] == there.base["data"][0][name]


def test_exchanged_starts_end_on_the_mirrored_peak() -> None:
    scene = SCENES["surface"]
    settled = caption(scene, scene.settled_at, **scene.settled_by)
    assert settled.endswith(pair(KNOWN["peak_b"], KNOWN["peak_a"]) + f"{-KNOWN['peak_ll']:.3f}.")
    assert scene.settled_by == {"a": KNOWN["start_b"], "b": KNOWN["start_a"]}


def test_blanks_are_weighed_only_once_the_question_is_settled() -> None:
    scene = SCENES["blanks"]
    ledger = strips(scene)["ledger"]
    rows = [list(row) for row in shown(ledger, 0).iter("tr")][1:6]
    assert [text(row[1]) for row in rows] == ["?"] * 5
    assert [text(row[2]) + text(row[3]) for row in rows][4] == "73"
    slots = ledger.frames[scene.settled_at].slots
    assert (slots[6], slots[24]) == (f"{KNOWN['round2_a']:.3f}", f"{KNOWN['round5_a']:.3f}")


@pytest.mark.parametrize(("b", "name"), [(0.5, "weight_05"), (0.9, "weight_09")])
def test_the_weights_of_coin_a_depend_on_coin_b(b: float, name: str) -> None:
    assert strips(SCENES["knot"], b=b)["ledger"].frames[1].slots[6] == f"{KNOWN[name]:.3f}"


def test_labels_that_are_known_keep_coin_a_where_it_is_whatever_coin_b_is() -> None:
    rounds, labels = SCENES["play"].run(Settings()).trace.data, [1, 0, 0, 1, 0]
    assert estimates(rounds, labels) == (KNOWN["db_a"], KNOWN["db_b"])
    assert totals(rounds, labels)[0].heads == KNOWN["db_heads_a"]


def test_own_coins_are_tossed_and_the_star_is_theirs() -> None:
    scene = SCENES["own"]
    assert mark(strips(scene)["surface"], "truth") == [(0.8, 0.45)]
    assert len(scene.run(lesson.example(scene)).trace.data) == 10
    assert mark(strips(scene, data="own")["surface"], "truth") == []
