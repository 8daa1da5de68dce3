"""Lesson 07's scenes: prose and picture agree on arrival, what is asked is settled, points are added."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest

from em_figures.filmstrip import Filmstrip
from em_figures.words import listed, sentences
from em_lesson import answers, prose
from em_lesson.answers import drawn, read
from em_lesson.rows import IN_LINK, Rows
from em_lesson.scene import Scene
from lessons.kmeans.facts_runs import simulated
from lessons.kmeans.lesson import lesson
from lessons.kmeans.runs import KMeansRun, SoftAndHard
from lessons.kmeans.soft import apart, undecided
from tests.lessons.files import facts

KNOWN = facts("kmeans")
SCENES = {scene.id: scene for scene in lesson.scenes}
zh = prose.translator("zh", "kmeans")


def shown(scene: Scene, **changes: Any) -> Any:
    return scene.run(lesson.example(scene).with_(**changes))


def caption(scene: Scene, k: int | None = None, **changes: Any) -> str:
    """The sentence of a half-step, at first that at which the scene opens."""
    run = shown(scene, **changes)
    found: str = run.frame(range(len(run))[scene.at if k is None else k], str).caption
    return found


def panels(scene: Scene, **changes: Any) -> dict[str, Filmstrip]:
    return {draw.__name__: strip for draw, strip in drawn(scene, shown(scene, **changes), str)}


def j(value: float) -> str:
    """J as a sentence says it, to six digits."""
    return f"J = {value:.6g}"


@pytest.mark.parametrize("scene", lesson.scenes, ids=list(SCENES))
def test_all_panels_of_a_scene_are_there_on_arrival(scene: Scene) -> None:
    found = list(panels(scene))
    if scene.id == "seen":  # one for each kind of view, and only one is chosen
        assert found == ["hard_plane"]
    else:
        assert found == [draw.__name__ for draw in scene.stage] and 1 <= len(found) <= 3


def test_scenes_open_with_what_their_prose_says() -> None:
    said = {id: caption(scene) for id, scene in SCENES.items()}
    counts = ", ".join(f"{name} {KNOWN[f'start_{name.lower()}']}" for name in "ABCD")
    assert said["play"].startswith("Start: centres A (3, 3)")
    assert counts in said["assign"] and j(KNOWN["start_e1"]) in said["assign"] == said["hard-em"]
    assert said["lines"].startswith("After M-step 1") and j(KNOWN["start_m1"]) in said["lines"]
    assert said["objective"].startswith("After M-step 2") and j(KNOWN["start_m2"]) in said["objective"]
    assert j(KNOWN["start_j"]) in said["strengths"] == said["seen"]
    assert j(KNOWN["local_j"]) in said["attempts"], "one of the starts that end badly"
    assert "D 0" in said["empty"]
    assert j(KNOWN["long_j"]) in said["long"] and j(KNOWN["out_alone"]) in said["outlier"]
    assert said["mitchell"].startswith("Soft: After E-step 1")
    assert "mean 4, variance 6.25" in said["one-gaussian"] == said["least-squares"]
    assert said["story"].startswith("Before the first point")


def test_words_lead_to_what_they_say() -> None:
    assert f"points that changed: {KNOWN['start_changed']};" in caption(SCENES["lines"], 3)
    assert "points that changed: 0;" in caption(SCENES["lines"], -2)
    assert j(KNOWN["best_j"]) in caption(SCENES["rest"], -1, m2x=0.0, m2y=0.0)
    assert j(KNOWN["start_j"]) in caption(SCENES["play"], -1)
    assert j(KNOWN["start_m1"]) in caption(SCENES["hard-em"], 2)
    assert j(KNOWN["empty_j"]) in caption(SCENES["empty"], -1)
    assert "D is empty" in caption(SCENES["empty"], 2)
    assert j(KNOWN["sizes_j"]) in caption(SCENES["sizes"], -1, c=3, rule="plusplus", seed=1)
    groups = sorted(np.bincount(simulated("long")[1]).tolist())
    found = re.findall(r"[AB] (\d+)", caption(SCENES["long"], -2, scaled=True))
    assert sorted(map(int, found)) == groups
    assert f"J = {KNOWN['out_three']:.4f}".rstrip("0") in caption(SCENES["outlier"], -1, c=3)
    assert j(KNOWN["out_groups"]) in caption(SCENES["outlier"], -1, rule="random")


def test_no_question_opens_with_its_answer_and_each_is_settled() -> None:
    for id, early, settled in (
        ("rest", j(KNOWN["local_j"]), [KNOWN["local_a"], KNOWN["local_b"], KNOWN["local_d"]]),
        ("sizes", j(KNOWN["sizes_stay"]), []),
    ):
        scene = SCENES[id]
        assert scene.at == 0 and "J" not in caption(scene)
        assert early in caption(scene, scene.settled_at, **scene.settled_by)
        frames = panels(scene, **scene.settled_by)["j_numbers"].frames
        assert frames[0].slots[0] == "–"
        assert [str(n) for n in settled if str(n) not in frames[-1].slots] == []
    labels = SCENES["sizes"].run(lesson.example(SCENES["sizes"]))
    assert isinstance(labels, KMeansRun) and labels.run.counts(len(labels) - 1)[0] < labels.run.counts(1)[0]


def test_soft_and_hard_are_together_at_first_and_apart_in_the_end() -> None:
    scene = SCENES["mitchell"]
    run = shown(scene)
    assert isinstance(run, SoftAndHard) and (apart(run.runs, scene.at) == 0).all()
    slots = panels(scene)["soft_and_hard"].frames[-1].slots
    assert [float(slots[3 + 3 * c]) for c in range(4)] == pytest.approx(
        [KNOWN[f"soft_{name}"] for name in "abcd"], abs=5e-5
    )
    assert slots[0] == str(KNOWN["soft_undecided"])


def test_sigma_s_scenes_end_as_the_table_says() -> None:
    for id, sigma, name in (("sigma", 1.0, "10"), ("sigma", 0.1, "1"), ("wide", 2.0, "20")):
        run = shown(SCENES[id], sigma=sigma)
        assert isinstance(run, SoftAndHard)
        end = len(run) - 1
        assert float(apart(run.runs, end)[0]) == pytest.approx(KNOWN[f"off_{name}"], abs=1e-12)
        assert undecided(run.runs.soft, len(run.runs.soft) - 1) == KNOWN[f"und_{name}"]
    wide = shown(SCENES["wide"]).runs
    gap = [float(np.linalg.norm(run.places[-1][0] - run.places[-1][1])) for run in wide]
    assert gap[0] < 1e-3 < 1 < gap[1], "together on the left, apart on the right"
    assert lesson.example(SCENES["wide"]).sigma == 2.0 and lesson.example(SCENES["sigma"]).sigma == 1.0


def test_seeds_and_rules_are_what_the_prose_asks_to_try() -> None:
    scene = SCENES["attempts"]
    for rule, hits in (("random", KNOWN["ten_hits"]), ("plusplus", None)):
        said = panels(scene, rule=rule)["ten_starts"].captions[0]
        found = int(re.findall(r"\d+", said)[0])
        assert hits is None or found == hits
        assert f"{KNOWN['best_j']:.6g}"[:6] in said and (rule == "random" or found > KNOWN["ten_hits"])


# ---- the learner's own points --------------------------------------------------------------------


def ask(**params: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answers.answer(read(lesson, params)))
    return found


def test_a_click_adds_a_point_and_the_link_has_it() -> None:
    first = ask(scene="own", add="2.5,4")
    assert first["notices"] == [] and first["document"]["settings"]["points"] == "2.5,4"
    more = ask(scene="own", points="2.5,4", c="2", add="-1,0.25")["document"]
    assert more["settings"]["points"] == "2.5,4;-1,0.25" and more["settings"]["c"] == "2"
    plane = next(panel for panel in more["panels"] if panel["id"] == "hard_plane")
    assert plane["strip"]["clicks"] == "add"
    far = Rows([[1e6 + 3.0, 5.0], [1e6 + 4.0, 7.0]])
    s = lesson.settings(rule="plusplus").with_rows(far)
    row = s.with_point("3.5,6").points.values[-1]  # where the picture counts from another zero
    assert row == pytest.approx([1e6 + 3.5, 6.0], abs=1) and 1e6 < row[0] < 1e6 + 10


@pytest.mark.parametrize("text", ["", "1", "1,2,3", "x,y", "nan,1", "1e300,1", "inf,0"])
def test_a_click_that_is_none_adds_nothing(text: str) -> None:
    assert ask(scene="own", points="1,2", add=text)["document"]["settings"]["points"] == "1,2"


def test_points_are_added_to_own_data_only() -> None:
    assert "points" not in ask(scene="play", add="1,2")["document"]["settings"]


def test_more_points_than_a_link_carries_go_by_message() -> None:
    rows = Rows(np.arange(2.0 * IN_LINK).reshape(-1, 2))
    full = {"scene": "own", "points": rows.text}
    assert answers.answer(read(lesson, {**full, "add": "1,1"})) == b'{"own":true}'
    question = read(lesson, {**full, "add": "1,1"}, {})
    assert len(question.settings.points) == IN_LINK + 1
    assert question.settings.held == question.settings.points.name != ""


# ---- sentences -----------------------------------------------------------------------------------


def test_lists_and_sentences_are_written_as_the_language_writes_them() -> None:
    assert listed(["A 1", "B 2", "C 3"], str) == "A 1, B 2, C 3" and listed(["A 1", "B 2"], zh) == "A 1、B 2"
    assert sentences(["One.", "Two."]) == "One. Two." and sentences(["一。", "二。"]) == "一。二。"
    run = shown(SCENES["empty"])
    said = [run.frame(k, zh).caption for k in range(len(run))]
    assert "。簇 D 是空的" in said[2] and not any("。 " in text or " 、" in text for text in said)
    assert "、B " in said[1] and ", B" not in said[1]
