"""Lesson 08's scenes: prose and picture agree on arrival, and what the prose points at is there."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

import pytest

from em_core import two_normals
from em_figures.filmstrip import Filmstrip
from em_lesson import prose
from em_lesson.answers import drawn, read
from em_lesson.scene import Scene
from lessons.heights import lesson as room
from lessons.heights.lesson import lesson
from lessons.heights.settings import PLACES
from tests.lessons.files import facts

KNOWN = facts("heights")
LINK = re.compile(r"\[[^]]+\]\(([?#][^)]+)\)")
SCENES = {scene.id: scene for scene in lesson.scenes}
every = pytest.mark.parametrize("scene", lesson.scenes, ids=list(SCENES))


def caption(scene: Scene, **changes: Any) -> str:
    """The sentence of the half-step that the scene opens at, with these changes of its example."""
    run = scene.run(lesson.example(scene).with_(**changes))
    return run.frame(range(len(run))[scene.at], str).caption


def marks(strips: list[tuple[Any, Filmstrip]]) -> set[str]:
    return {
        trace["meta"]
        for _, strip in strips
        if strip.kind == "plotly"
        for trace in strip.base["data"]
        if "meta" in trace
    }


@every
def test_words_of_the_prose_do_what_they_say(scene: Scene) -> None:
    run = scene.run(lesson.example(scene))
    there = marks(drawn(scene, run, str))
    for target in LINK.findall(prose.load("heights", "en").sections[scene.id]):
        asked = dict(parse_qsl(target.removeprefix("?")))
        if target.startswith("#"):
            assert target[1:] in there, target
        elif "scene" in asked:
            assert asked["scene"] in SCENES
        elif list(asked) == ["k"]:
            assert -1 <= int(asked["k"]) < len(run)
        else:
            wanted, notices = lesson.settings.from_link(asked, None, lesson.example(scene))
            assert notices == [] and asked.items() <= wanted.to_link().items()


def test_the_end_of_the_run_is_its_end() -> None:
    play = SCENES["play"]
    assert "?k=-1" in prose.load("heights", "en").sections["play"]
    assert len(play.run(lesson.example(play))) == 99


def test_scenes_open_with_what_their_prose_says() -> None:
    said = {id: caption(scene) for id, scene in SCENES.items()}
    assert said["mixture"].startswith("After M-step 1") and f"{KNOWN['ll_1']:.3f}"[1:] in said["mixture"]
    end = f"A {KNOWN['w_a']:.3f} · {KNOWN['m_a']:.2f} ± {KNOWN['sd']:.2f}, B {KNOWN['w_b']:.3f}"
    for id in ("names", "reveal", "valley", "choice", "lbfgs", "seen"):
        assert end in said[id], id
    assert f"{KNOWN['ll_fixed']:.3f}"[1:] in said["weights"] and "A 0.500" in said["weights"]
    free = said["variances"]
    assert f"± {KNOWN['sd_free_a']:.2f}," in free and f"± {KNOWN['sd_free_b']:.2f};" in free
    assert f"{KNOWN['r9_mean']:.2f}" in said["unequal"]


def test_a_person_is_asked_about_at_the_end_of_the_run_in_centimetres() -> None:
    scene = SCENES["person"]
    run = scene.run(lesson.example(scene))
    strips = {draw.__name__: strip for draw, strip in drawn(scene, run, str)}
    shares = f"A {KNOWN['g_a']:.3f}, B {KNOWN['g_b']:.3f}"
    assert strips["person"].captions[len(run) - 1] == f"At 175.0 cm the responsibilities are {shares}."
    for x, name in ((190.0, "g_190"), (155.0, "g_155")):
        other = scene.run(lesson.example(scene).with_(x=x))
        assert f"B {KNOWN[name]:.3f}" in {
            draw.__name__: strip for draw, strip in drawn(scene, other, str)
        }["person"].captions[-1]


def test_exchanged_starts_exchange_the_letters() -> None:
    scene = SCENES["names"]
    there, back = caption(scene), caption(scene, m1=69.0, m2=65.0)
    a, b = re.findall(r"[AB] (\S+ · \S+ ± [\d.]+)", there)
    assert f"A {b}, B {a}" in back


def test_no_question_opens_with_its_answer_and_each_is_settled() -> None:
    names = SCENES["names"]
    example = lesson.example(names)
    ids = [[draw.__name__ for draw, _ in drawn(names, names.run(s), str)]
           for s in (example, example.with_(**names.settled_by))]  # fmt: skip
    assert ids == [["mixture_histogram"], ["mixture_histogram", "beside_the_truth"]]
    humps = SCENES["humps"]
    apart, settled = (lesson.example(humps).with_(**way) for way in ({}, humps.settled_by))
    assert two_normals.two_humps(apart.distance / apart.spread, apart.share)
    # the ring is right of the dashed line, and still there is one hump
    ratio = settled.distance / settled.spread
    assert 2 < ratio < two_normals.humps_from(settled.share)
    assert ratio == pytest.approx(KNOWN["apart"], abs=0.01)
    given = room.GALTONS
    assert given["distance"] == round(KNOWN["gap_cm"], 1) and given["spread"] == round(KNOWN["pooled_cm"], 1)
    assert given["share"] == round(KNOWN["women_share"], 3)


@pytest.mark.parametrize("unit", ["in", "cm"])
def test_the_starts_follow_when_the_unit_is_changed_on_the_stage(unit: str) -> None:
    """The stage sends the new unit with the starts that it still has in the old one."""
    other = {"in": "cm", "cm": "in"}[unit]
    scene = SCENES["choice"]
    s = lesson.settings().with_(unit="cm").after("unit") if unit == "cm" else lesson.settings()
    s = s.with_(m1=round(s.m1 * 1.01, 3))
    asked = read(lesson, {**s.to_link(), "scene": scene.id, "unit": other, "changed": "unit"})
    back = read(lesson, {**asked.settings.to_link(), "scene": scene.id, "unit": unit, "changed": "unit"})
    assert asked.notices == back.notices == ()
    assert asked.settings.m2 == {"cm": 175.26, "in": 69.0}[other]
    assert (back.settings.m1, back.settings.m2, back.settings.x) == pytest.approx((s.m1, s.m2, s.x), abs=2e-3)


def test_own_rows_bring_their_own_starts_when_they_are_chosen_on_the_stage() -> None:
    link = lesson.settings().to_link() | {"data": "own", "points": "1;2;5;6"}
    asked = read(lesson, {**link, "scene": "own", "changed": "data"})
    assert asked.notices == () and (asked.settings.m1, asked.settings.m2) == pytest.approx((1.6, 5.4))


def test_heights_in_inches_keep_their_starts_whatever_unit_was_chosen_before() -> None:
    """With no rows of one's own Galton's heights are shown, in inches: "centimetres" is of other data."""
    link = {"scene": "all", "unit": "cm", "m1": "165.1", "m2": "175.26", "x": "175.006"}
    asked = read(lesson, {**link, "data": "own", "changed": "data"})
    default = lesson.settings()
    assert [getattr(asked.settings, at) for at in PLACES] == [getattr(default, at) for at in PLACES]
    back = read(lesson, {**asked.settings.to_link(), "scene": "all", "data": "galton", "changed": "data"})
    assert (back.settings.unit, back.settings.m1) == ("in", 65.0)


def test_a_list_is_written_as_the_language_writes_lists() -> None:
    scene = SCENES["mixture"]
    run = scene.run(lesson.example(scene))
    for k in (0, 1, 2):
        said = run.frame(k, prose.translator("zh", "heights")).caption
        assert "、B " in said and ", " not in said
        assert ", B " in run.frame(k, str).caption
