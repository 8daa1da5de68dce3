"""Lesson 06's scenes: prose and picture agree on arrival, and no answer is there before its question."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from em_lesson import prose
from em_lesson.answers import answer, drawn, read
from em_lesson.scene import FREE
from lessons.coordinate_ascent.climbs import EM, GRADIENT, LBFGS, NEWTON
from lessons.coordinate_ascent.lesson import lesson
from tests.figures.html import shown, text
from tests.lessons.files import facts
from tests.lessons.stages import difference, plain

KNOWN = facts("coordinate_ascent")
SCENES = {scene.id: scene for scene in lesson.scenes}
LINK = re.compile(r"\[[^]]+\]\(\?([^)]+)\)")
EN = prose.load("coordinate_ascent", "en")


def run(id: str, **changes: Any) -> Any:
    """The run of a scene's example with these changes."""
    scene = SCENES[id]
    return scene.run(lesson.example(scene).with_(**changes))


def caption(id: str, at: int | None = None, **changes: Any) -> str:
    """The sentence of the half-step that the scene opens at, or of another one."""
    found = run(id, **changes)
    said: str = found.frame(range(len(found))[SCENES[id].at if at is None else at], str).caption
    return said


def panels(id: str, **changes: Any) -> dict[str, Any]:
    scene = SCENES[id]
    return {draw.__name__: strip for draw, strip in drawn(scene, run(id, **changes), str)}


def minus(value: float, places: int = 3) -> str:
    return f"{value:.{places}f}".replace("-", "\u2212")


def test_the_views_scenes_have_all_their_panels() -> None:
    ids = {id: list(panels(id)) for id in SCENES}
    assert ids["play"] == ["knob_map"] and ids["two-knobs"] == ["knob_map", "knob_panel"]
    assert ids["newton"] == ["newton_map", "paths"] and ids["promise"] == ["em_map", "paths"]
    assert list(panels("newton", method="em")) == ["em_map", "paths"]
    for view, panel in (("climbs", "paths"), ("conjugate", "paths"), ("linkage", "curve")):
        assert list(panels("seen", view=view)) == [panel]


def test_the_zigzag_s_scenes_open_where_the_prose_is() -> None:
    assert caption("two-knobs").startswith(f"E-step 1 turns q to {KNOWN['k_q1']:.3f}")
    assert caption("neal-hinton").startswith(f"M-step 1 turns θ_A to {KNOWN['k_a1']:.3f}")
    assert f"θ_A = {KNOWN['sp_a0']:.3f}, F = {minus(KNOWN['sp_f0'])}" in caption("part-way")
    # where the run comes to rest, and that the first turn forgets q
    assert f"q = {KNOWN['k_q']:.3f}" in caption("seen")
    for q in (0.0, 1.0):
        assert [caption("play", k, q=q) for k in range(1, 13)] == [caption("play", k) for k in range(1, 13)]
    assert caption("play", 1, a=0.6) != caption("play", 1)


def test_after_every_e_step_f_has_caught_up() -> None:
    turns = run("neal-hinton")
    for k in range(1, len(turns)):
        gap = turns.log_likelihood[k] - turns.f[k]
        assert (abs(gap) < 1e-9) == (turns.phases[k] == "E") or k > 8  # later the gap is rounding


def test_no_question_opens_with_its_answer_and_each_is_settled() -> None:
    """The panels beside a question show the current half-step only, the one that settles it its numbers."""
    small = panels("part-way")["knob_panel"]
    assert minus(KNOWN["sp_ll1"], 6) not in text(shown(small, 0))
    assert minus(KNOWN["sp_ll1"], 6) in text(shown(small, 1))
    said = caption("part-way", 1)
    assert minus(KNOWN["sp_f1"]) in said and minus(KNOWN["sp_ll1"]) in said and "falls by" in said
    # and from then on the log-likelihood rises
    after = run("part-way").log_likelihood[1:]
    assert after == sorted(after)

    assert not {"cost", "em_map", "heights"} & {*panels("saddle"), *panels("which-peak"), *panels("climbers")}
    for id in ("climbers", "saddle", "which-peak"):
        climbs = run(id)
        table = text(shown(panels(id)["now"], 0))
        assert minus(climbs.climbs[EM].values[-1], 4) not in table
        assert SCENES[id].at == 0 and SCENES[id].settled_at == -1


def test_the_four_end_where_their_scenes_say() -> None:
    four = run("climbers")
    names = [None if end is None else end.kind for end in four.ends]
    assert names == ["peak", "peak", "saddle", "peak"]
    for m in (EM, GRADIENT, LBFGS):
        assert four.climbs[m].values[-1] == pytest.approx(KNOWN["db_ll"], abs=1e-6)
    assert [end.kind for end in run("saddle").ends] == ["saddle"] * 4
    off = run("saddle", a=0.61)
    assert off.ends[EM] is not None and off.ends[EM].kind == "peak"  # beside the diagonal it gets away

    low = run("which-peak")
    assert low.climbs[EM].path[-1] == pytest.approx((KNOWN["low_a"], KNOWN["low_b"]), abs=1e-4)
    assert np.abs(low.climbs[EM].path[0] - low.climbs[EM].path[-1]).max() > 0.1  # it has a way to go
    high = run("which-peak", a=0.6, b=0.5).climbs[EM]
    assert high.path[-1] == pytest.approx((KNOWN["high_a"], KNOWN["high_b"]), abs=1e-4)
    all_low = run("promise")
    assert {end.number for end in all_low.ends} == {2}
    for start, higher in (((0.6, 0.1), True), ((0.4, 0.2), False)):
        both = run("promise", a=start[0], b=start[1]).climbs
        assert (both[LBFGS].values[-1] > both[EM].values[-1] + 0.1) == higher


def test_steps_that_are_too_small_and_too_large() -> None:
    slow = run("choose-step")
    assert SCENES["choose-step"].at == 10
    there = f"gradient ascent at ({KNOWN['ga_slow_a']:.3f}, {KNOWN['ga_slow_b']:.3f})"
    assert there in caption("choose-step")
    assert slow.climbs[EM].reached(KNOWN["db_ll"]) <= 10
    assert slow.climbs[GRADIENT].reached(KNOWN["db_ll"]) == KNOWN["ga_slow_n"]
    assert "gradient ascent has left the square" in caption("choose-step", 1, step=0.03)
    edge = run("step-size").climbs[GRADIENT]
    assert edge.reached(KNOWN["db_ll"]) == KNOWN["ga_edge_n"]
    beyond = edge.path[1:8, 0] - run("step-size").points[0].at[0]
    assert (beyond[:-1] * beyond[1:] < 0).sum() >= 4  # across the top and back


def test_newton_s_scene() -> None:
    four = run("newton")
    assert four.climbs[NEWTON].iterations == KNOWN["nt_n"]
    assert "Newton has left the square" in caption("newton", 1, a=0.5, b=0.2)
    near = run("count", a=0.8, b=0.5)
    reached = [climb.reached(KNOWN["db_ll"]) for climb in near.climbs]
    assert (reached[EM], reached[NEWTON]) == (KNOWN["em_near"], KNOWN["nt_near"])


def test_conjugate_gradients_have_a_view_of_their_own() -> None:
    ways = run("conjugate")
    assert [climb.method for climb in ways.climbs] == ["EM", "gradient ascent", "conjugate gradients"]
    table = text(shown(panels("conjugate")["cost"], 0))
    assert "Newton" not in table and "conjugate" in table
    assert ways.climbs[2].reached(KNOWN["db_ll"]) == KNOWN["cg_n"]
    assert str(KNOWN["cg_calls"]) in table
    assert "conjugate gradients has left the square" in caption("conjugate", 1, a=0.8, b=0.9)
    assert "conjugate_gradients(hill" in lesson.code(lesson.example(SCENES["conjugate"]))  # type: ignore[misc]


def test_the_race_s_scenes() -> None:
    assert f"EM θ = {KNOWN['lk_em1']:.9f}" in caption("linkage")
    assert f"EM θ = {KNOWN['lk_em4']:.9f}" in caption("rate")
    table = text(shown(panels("rate")["iterates"], 4))
    assert f"{KNOWN['lk_r4']:.4f}" in table
    assert KNOWN["lk_r4"] == pytest.approx(KNOWN["lk_ratio"], abs=5e-4)  # it has settled, in three decimals


@pytest.mark.parametrize("view", ["knobs", "climbs", "conjugate", "linkage"])
def test_a_view_says_only_what_it_reads(view: str) -> None:
    settings = lesson.settings(view=view).after("view")
    asked = {"scene": FREE, **difference(lesson, lesson.all, settings)}
    document = plain(answer(read(lesson, asked)))["document"]
    expected = {
        "knobs": ["q", "a", "b"], "climbs": ["a", "b", "step"], "conjugate": ["a", "b", "step"],
        "linkage": ["theta"],
    }  # fmt: skip
    assert document["knobs"] == expected[view]
    controls = [control["id"] for control in document["controls"]]
    assert ("data" in controls) == (view in ("climbs", "conjugate"))
    assert ("method" in controls) == (view == "climbs")
    assert ("first" in controls) == (view == "knobs")


def test_links_in_the_prose_go_where_their_words_say() -> None:
    asked = {id: LINK.findall(EN.sections[id]) for id in SCENES}
    assert asked["promise"] == ["a=0.6&b=0.1&k=-1", "a=0.4&b=0.2&k=-1"]
    assert asked["rate"] == ["theta=0.01"]
    assert asked["count"] == ["a=0.8&b=0.5&k=-1"]
