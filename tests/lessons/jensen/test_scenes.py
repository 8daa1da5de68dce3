"""Lesson 04's scenes: prose and picture agree on arrival, and an answer shows what it says."""

from __future__ import annotations

import re
from typing import Any

import pytest

from em_figures.filmstrip import Filmstrip
from em_lesson import prose
from em_lesson.answers import drawn
from em_lesson.scene import Scene
from lessons.jensen import curve, sets
from lessons.jensen.divergence import BACKWARD, FORWARD
from lessons.jensen.lesson import lesson
from lessons.jensen.record import GAP
from tests.lessons.files import facts

KNOWN = facts("jensen")
SCENES = {scene.id: scene for scene in lesson.scenes}
TEXT = prose.load("jensen", "en")
every = pytest.mark.parametrize("scene", lesson.scenes, ids=list(SCENES))


def caption(id: str, **changes: Any) -> str:
    """The sentence of the half-step that the scene opens at, with these changes of its example."""
    scene = SCENES[id]
    run = scene.run(lesson.example(scene).with_(**changes))
    said: str = run.frame(range(len(run))[scene.at], str).caption
    return said


def strips(scene: Scene, **changes: Any) -> dict[str, Filmstrip]:
    run = scene.run(lesson.example(scene).with_(**changes))
    return {draw.__name__: strip for draw, strip in drawn(scene, run, str)}


def settled(id: str) -> tuple[str, dict[str, Filmstrip]]:
    """The sentence and the panels of the half-step that settles the scene's question."""
    scene = SCENES[id]
    run = scene.run(lesson.example(scene).with_(**scene.settled_by))
    return run.frame(range(len(run))[scene.settled_at], str).caption, strips(scene, **scene.settled_by)


def of(name: str, spec: str = ".3f") -> str:
    """A number as the pictures print it."""
    return format(KNOWN[name], spec).replace("-", "\u2212")


def test_scenes_open_with_what_their_prose_says() -> None:
    gap = f"The gap is {of('two_curve')} − {of('two_chord')} = {of('two_gap')}: "
    for id in ("chord", "twin", "seen"):
        assert caption(id).startswith(gap), id
    assert f"= {of('near_gap')}: " in caption("equality")
    assert caption("many").startswith(f"The gap is {of('three_curve')} − {of('three_chord')} = ")
    assert caption("sets") == caption("many")
    # divided by p(x) the average is 1 and the curve's height 0
    assert caption("em").startswith(f"The gap is 0 − (−{of('round_gap')}) = {of('round_gap')}: ")
    for id in ("kl", "kl-gap", "kl-directions"):
        assert f"KL(q‖p) = {of('kl_there')} nats" in caption(id), id
    assert f"KL(q‖p) = {of('round_gap')} nats" in caption("tight")
    assert f"KL(q‖p) = {of('kl_there')}, KL(p‖q) = {of('kl_back')} nats" in caption("draws")
    assert caption("detour").startswith(f"The direct way is KL(q‖p) = {of('kl_there', '.4f')} nats.")


def test_play_begins_with_the_points_alone() -> None:
    assert caption("play").startswith("Points on the curve log x: (0.5, ")
    frames = strips(SCENES["play"])["chord"].frames
    assert [frames[k][curve.VALUE] == curve.NOTHING for k in range(len(frames))] == [True] * GAP + [False]
    assert len(frames) == 5, "four times Next"


def test_the_lectures_weights_are_two_places_on_the_chord() -> None:
    for weights, name in ((("0.2", "0.8"), "other"), (("0.8", "0.2"), "flipped")):
        link = f"?w1={weights[0]}&w2={weights[1]}&k=4"
        assert link in TEXT.sections["weights"]
        said = caption("weights", w1=float(weights[0]), w2=float(weights[1]))
        assert f"= {of(f'{name}_gap')}: " in said
        run: Any = SCENES["weights"].run(lesson.settings(w1=float(weights[0]), w2=float(weights[1])))
        assert f"{run.at.mean_x:.1f}" == of(f"{name}_mean", ".1f")
    assert KNOWN["flipped_mean"] < KNOWN["two_mean"] < KNOWN["other_mean"]


def test_the_gap_closes_where_the_prose_says() -> None:
    assert f"= {of('nearer_gap')}: " in caption("equality", x1=1.75, x2=2.25)
    for changes in ({"x1": 2.0, "x2": 2.0}, {"w2": 0.0}):
        assert "the gap is 0" in caption("equality", **changes)


def test_each_question_is_settled_by_what_its_reveal_says() -> None:
    said, _ = settled("play")
    assert of("two_curve") in said and of("two_chord") in said
    said, panels = settled("weights")
    assert "coincide" in said and "the gap is 0" in said
    scene = SCENES["weights"]
    run: Any = scene.run(lesson.example(scene).with_(**scene.settled_by))
    assert run.at.w.tolist() == pytest.approx([0.7, 0.3]) and run.at.x.tolist() == [2, 2]
    said, panels = settled("tight")
    assert "q and p are equal" in said
    assert panels["gap_there"].frames[FORWARD][curve.DOTS]["x"] == [1, 1]
    said, panels = settled("kl-directions")
    assert f"KL(p‖q) = {of('kl_back')}" in said
    assert of("kl_back") in panels["gap_back"].frames[BACKWARD][curve.VALUE]["text"][0]
    said, panels = settled("detour")
    assert f"= {of('kl_detour', '.4f')} nats. The direct way is longer" in said
    assert panels["detour"].frames[-1][5]["text"][1:] == [
        f"KL(q‖r) = {of('kl_first', '.4f')}", f"KL(r‖p) = {of('kl_second', '.4f')}",
    ]  # fmt: skip


def test_no_question_opens_with_its_answer() -> None:
    back = strips(SCENES["kl-directions"])["gap_back"].frames[SCENES["kl-directions"].at]
    assert back[curve.DOTS]["x"] == [None] and back[curve.VALUE] == curve.NOTHING
    assert strips(SCENES["detour"])["detour"].frames[0][3] == curve.NOTHING
    # in the others something has to be moved first
    for id in ("weights", "tight"):
        run: Any = SCENES[id].run(lesson.example(SCENES[id]))
        at = run.at if id == "weights" else run.forward
        assert at.gap > 0.2, id
    assert strips(SCENES["play"])["chord"].frames[0][curve.ON] == curve.NOTHING


def test_the_points_of_the_round_have_the_shares_as_weights_and_average_one() -> None:
    run: Any = SCENES["em"].run(lesson.example(SCENES["em"]))
    assert run.at.mean_x == pytest.approx(1, abs=1e-12)
    assert f"{run.at.gap:.3f}" == of("round_gap")
    # three digits in the link
    assert run.at.x.tolist() == pytest.approx([2 * KNOWN["round_q_a"], 2 * KNOWN["round_q_b"]], abs=1e-3)


@every
def test_what_a_word_lights_up_is_drawn_on_arrival(scene: Scene) -> None:
    found = strips(scene)
    at = range(len(scene.run(lesson.example(scene))))[scene.at]
    for mark in re.findall(r"\]\(#([a-z-]+)\)", TEXT.sections[scene.id]):
        seen = [
            strip.frames[at].get(i, trace).get("x") not in ([], [None], None)
            for strip in found.values() if strip.kind == "plotly"
            for i, trace in enumerate(strip.base["data"]) if trace.get("meta") == mark
        ]  # fmt: skip
        assert any(seen), mark


def test_the_sum_and_the_gap_are_the_same_number() -> None:
    scene = SCENES["kl"]
    total = strips(scene)["sum_there"].frames[scene.at][3]["text"]
    gap = strips(SCENES["kl-gap"])["gap_there"].frames[FORWARD][curve.VALUE]["text"]
    assert total == [of("kl_there")] and of("kl_there") in gap[0]


def test_the_segment_that_leaves_is_drawn_beside_the_triangle() -> None:
    frame = strips(SCENES["sets"])["convex_sets"].frames[GAP]
    assert len(frame[sets.HULL]["x"]) == 4 and frame[sets.OUTSIDE] != curve.NOTHING
