"""Every scene of every lesson: what it shows on arrival, what can be changed there, and its links."""

from __future__ import annotations

import copy
import math
import re
import subprocess
import sys
from typing import Any

import pytest

from em_figures import wire
from em_lesson import answers, prose, remembered
from em_lesson.fields import Choice, Flag, choice, number, rounds
from em_lesson.lesson import Lesson
from em_lesson.lines import Lines
from em_lesson.own_data import OwnData
from em_lesson.own_lines import OwnLines
from em_lesson.rows import Rows
from em_lesson.scene import Scene
from tests.lessons.files import source
from tests.lessons.guarded import Undeclared, guarded
from tests.lessons.outline import numbers
from tests.lessons.stages import (
    SINGLE,
    STAGED,
    Shown,
    ask,
    changes,
    difference,
    link,
    order,
    places,
    plain,
    shown_by,
    unfit,
    wrong,
)

LANGS = ("en", "zh")
SHOWN = [shown for lesson in (*SINGLE, *STAGED) for shown in shown_by(lesson)]
SCENES = [(lesson, scene) for lesson in STAGED for scene in (*lesson.scenes, lesson.all)]
SCENES += [(lesson, lesson.all) for lesson in SINGLE]

staged = pytest.mark.parametrize("lesson", STAGED, ids=lambda lesson: lesson.name)
all_of_them = pytest.mark.parametrize("lesson", [*SINGLE, *STAGED], ids=lambda lesson: lesson.name)
scenes = pytest.mark.parametrize(
    ("lesson", "scene"), SCENES, ids=lambda value: getattr(value, "id", "") or value.name
)
every = pytest.mark.parametrize("shown", SHOWN, ids=str)
# What is drawn twice: of every other one in `make test`, of all in `make faults`.
every_other = pytest.mark.parametrize("shown", [
    pytest.param(shown, id=str(shown), marks=[pytest.mark.faults] if i % 2 else [])
    for i, shown in enumerate(SHOWN)
])  # fmt: skip
# In two languages, and of the second one a third in `make test`.
in_both = pytest.mark.parametrize(("shown", "lang"), [
    pytest.param(shown, lang, id=f"{lang}-{shown}",
                 marks=[pytest.mark.faults] if lang == "zh" and i % 3 else [])
    for lang in LANGS for i, shown in enumerate(SHOWN)
])  # fmt: skip


def heads(name: str, lang: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = re.findall(r"<!-- (section|predict): (\S+) -->", source(name, lang))
    return found


@staged
@pytest.mark.parametrize("lang", LANGS)
def test_the_scenes_are_the_sections_and_questions_stand_after_them(lesson: Lesson[Any], lang: str) -> None:
    assert order(f"{lesson.name}/{lang}.md", lesson.scenes, heads(lesson.name, lang)) == []
    sections = prose.load(lesson.name, lang).sections
    for scene in lesson.scenes:
        assert sections[scene.id].startswith("## ") and prose.heading(sections[scene.id]), scene.id
        assert len(re.findall("^#", sections[scene.id], re.MULTILINE)) == 1, scene.id


@scenes
def test_knobs_can_be_dragged_and_controls_chosen(lesson: Lesson[Any], scene: Scene) -> None:
    assert unfit(lesson.settings.specs(), scene) == []


@scenes
def test_a_scene_opens_as_its_own_link(lesson: Lesson[Any], scene: Scene) -> None:
    example = lesson.example(scene)
    for settings in ({}, example.to_link()):
        opened = lesson.opening({"scene": scene.id, **settings})
        assert opened.notices == [] and opened.scene == scene.id and opened.settings == example


@all_of_them
def test_all_scenes_have_one_run(lesson: Lesson[Any]) -> None:
    """Everything at once plays all panels together."""
    assert {scene.run for scene in lesson.scenes} == {lesson.all.run}
    assert {draw for scene in lesson.scenes for draw in scene.stage} == set(lesson.all.stage)
    assert len({draw.__name__ for draw in lesson.all.stage}) == len(lesson.all.stage)


@all_of_them
def test_everything_at_once_has_a_way_to_change_every_setting(lesson: Lesson[Any]) -> None:
    chosen = set(lesson.settings.names()) - {"k", "points", "lines", "held"}
    assert {*lesson.all.knobs, *lesson.all.controls} == chosen


@all_of_them
def test_scenes_open_within_their_run_and_before_the_answer(lesson: Lesson[Any]) -> None:
    for scene in lesson.scenes:
        example = lesson.example(scene)
        settles = example.with_(**scene.settled_by)
        same = link(example) == link(settles)
        assert places(scene, len(scene.run(example)), len(scene.run(settles)), same) == []
        at = ask(lesson, {"scene": scene.id})["document"]["at"]
        assert at == range(len(scene.run(example)))[scene.at], scene.id


@in_both
def test_every_scene_draws_with_finite_numbers(shown: Shown, lang: str) -> None:
    lesson, scene, _, settings = shown
    answer = ask(lesson, {"scene": scene.id, **difference(lesson, scene, settings)}, lang=lang)
    assert answer["notices"] == []
    document = answer["document"]
    assert wrong(document) == []
    assert (document["scene"], document["lang"]) == (scene.id, lang)
    assert document["settings"] == link(settings)
    assert document["knobs"] == [name for name in scene.knobs if name in document["live"]]
    assert [control["id"] for control in document["controls"]] == [
        name for name in scene.controls if name in link(settings)
    ]
    if lesson.code:
        compile(document["code"].replace("...", "None"), "<shown>", "exec")


@every_other
def test_a_picture_in_between_is_the_one_of_the_whole_run(shown: Shown) -> None:
    lesson, scene, _, settings = shown
    params = {"scene": scene.id, **difference(lesson, scene, settings)}
    document = ask(lesson, params)["document"]
    n = len(document["labels"])
    for k in {0, document["at"], n - 1, n}:
        light, last = ask(lesson, params, light="1", k=str(k))["document"], min(k, n - 1)
        said = [light["n"], light["k"], light["label"], light["phase"], light["caption"]]
        assert said == [n, last, *(document[of][last] for of in ("labels", "phases", "captions"))]
        assert light["settings"] == document["settings"]
        for panel, whole in zip(light["panels"], document["panels"], strict=True):
            strip = whole["strip"]
            at = min(k, len(strip["frames"]) - 1)
            assert (panel["id"], panel["frame"]) == (whole["id"], strip["frames"][at])
            assert (panel["tracks"], panel["opening"]) == (strip["tracks"], strip["opening"])
            assert panel["caption"] == (strip["captions"][at] if strip["kind"] == "plotly" else "")


@every
def test_what_the_browser_writes_is_read_back(shown: Shown) -> None:
    lesson, scene, _, settings = shown
    written = {"scene": scene.id, **difference(lesson, scene, settings)}
    opened = lesson.opening({**written, "k": "1", "lang": "zh"})
    assert opened.notices == [] and opened.scene == scene.id
    assert opened.settings.to_link() == settings.with_(k=1).to_link()
    for name in link(settings):
        assert getattr(opened.settings, name) == getattr(settings, name), name


@scenes
@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.faults)])
def test_whatever_is_chosen_on_the_stage_is_drawn_and_is_a_link(
    lesson: Lesson[Any], scene: Scene, every: int
) -> None:
    """From the example one choice or one knob at a time, as the browser asks about it."""
    asked = list(changes(lesson, scene, lesson.example(scene)))
    assert asked or not (scene.knobs or scene.controls)
    first = SCENES.index((lesson, scene)) % every  # of each scene other ones
    for name, value in asked[first::every]:
        read = answers.read(lesson, {"scene": scene.id, name: value, "changed": name})
        assert read.notices == () and read.refused is None, (name, value)
        written = {"scene": scene.id, **difference(lesson, scene, read.settings)}
        opened = lesson.opening(written)
        assert opened.notices == [], (name, value)
        assert link(opened.settings) == link(read.settings), (name, value)
        if name in scene.knobs:  # it is moving still: the picture in between
            light = ask(lesson, written, light="1")["document"]
            assert light["panels"] and all(map(math.isfinite, numbers(light))), (name, value)
        else:
            answer = ask(lesson, written)
            assert answer["notices"] == [] and wrong(answer["document"]) == [], (name, value)


def drawn(scene: Scene, settings: Any) -> Any:
    run = scene.run(settings)
    frames = [run.frame(k, str) for k in range(len(run))]
    return frames, run.stop(str), [wire.full(strip) for _, strip in answers.drawn(scene, run, str)]


def asked(lesson: Lesson[Any]) -> list[Any]:
    """What becomes of the lesson's start when each of its choices is made, and the learner's own rows."""
    out = []
    for name, spec in lesson.settings.specs().items():
        if isinstance(spec, (Choice, Flag)):
            values = spec.options if isinstance(spec, Choice) else (False, True)
            out += [lesson.settings().with_(**{name: value}).after(name) for value in values]
    if issubclass(lesson.settings, OwnData):
        few = [[1.0, 2.0], [2.0, 1.0], [8.0, 9.0], [9.0, 8.0], [7.0, 8.0]]
        sets = [Rows([row[:d] for row in few]) for d in (1, 2)]
        out += [lesson.settings().with_rows(rows) for rows in sets if lesson.settings.takes(rows)]
    if issubclass(lesson.settings, OwnLines):
        several = [Lines(["a b / c d", "b / d"]), Lines(["p,q", "1,0", "2,3"])]
        out += [lesson.settings().with_own(lines) for lines in several if lesson.settings.takes(lines)]
    return out


@all_of_them
@pytest.mark.parametrize("every", [24, pytest.param(1, marks=pytest.mark.faults)])
def test_what_is_remembered_reads_no_setting_that_it_does_not_name(
    lesson: Lesson[Any], every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under guard nothing else can be read, and the stage is the one from memory."""
    # everything at once has the run and the panels of every scene
    everything = [shown.settings for shown in shown_by(lesson)] + asked(lesson)
    for settings in list({repr(settings): settings for settings in everything}.values())[::every]:
        kept = drawn(lesson.all, settings)
        ranges = lesson.within(settings) if lesson.within else None
        with monkeypatch.context() as patch:
            patch.setattr(remembered, "GUARD", guarded)
            assert drawn(lesson.all, settings) == kept, settings
            assert (lesson.within(settings) if lesson.within else None) == ranges


def test_no_answer_needs_streamlit_or_a_server() -> None:
    code = (
        "import json, sys\n"
        "from em_lesson import answers\n"
        "from lessons import GROUPS\n"
        "for group in GROUPS.values():\n"
        "    for lesson in group:\n"
        "        for scene in lesson.scenes[:1]:\n"
        "            for more in ({'lang': 'zh'}, {'light': '1', 'k': '1'}):\n"
        "                question = answers.read(lesson, {'scene': scene.id, **more})\n"
        "                assert json.loads(answers.answer(question))['document']['panels']\n"
        "                assert answers.packed(question)\n"
        "        own = {'scene': 'free', 'data': 'own', 'points': '1,2;3,4;5,7', 'k': '1'}\n"
        "        assert json.loads(answers.answer(answers.read(lesson, own)))['document']['panels']\n"
        "barred = {'streamlit', 'em_ui', 'starlette', 'anyio'}\n"
        "assert not {name.split('.')[0] for name in sys.modules} & barred\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=prose.ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


# ---- each rule, seen to fail ---------------------------------------------------------------------

PLAY = Scene("play", len, [len], question="why")
ON = Scene("on", len, [len])


@pytest.mark.parametrize("found", [
    [("section", "question"), ("section", "on"), ("section", "play"), ("predict", "why")],
    [("section", "question"), ("section", "play"), ("section", "on"), ("predict", "why")],
    [("section", "question"), ("section", "play"), ("predict", "other"), ("section", "on")],
    [("section", "question"), ("section", "play"), ("predict", "why")],
    [("section", "question"), ("section", "play"), ("predict", "why"), ("section", "on"), ("section", "x")],
    [("section", "play"), ("predict", "why"), ("section", "on")],
])  # fmt: skip
def test_a_text_in_another_order_is_found(found: list[tuple[str, str]]) -> None:
    right = [("section", "question"), ("section", "play"), ("predict", "why"), ("section", "on")]
    assert order("x", [PLAY, ON], right) == []
    assert len(order("x", [PLAY, ON], found)) == 1


SPECS = {
    name: field.metadata["spec"]
    for name, field in {
        "still": number(0, 0, 1, label="x"), "live": number(0, 0, 1, label="x", live=True),
        "dumb": number(0, 0, 1, live=True), "one": choice("a", {"a": "A"}, label="x"),
        "typed": rounds("1/2", label="x"),
    }.items()
} | {"points": OwnData.specs()["points"]}  # fmt: skip


@pytest.mark.parametrize("more", [
    {"knobs": ["still"]}, {"knobs": ["one"]}, {"knobs": ["dumb"]}, {"controls": ["typed"]},
    {"knobs": ["live"], "controls": ["live"]},
])  # fmt: skip
def test_an_unfit_knob_or_control_is_found(more: dict[str, Any]) -> None:
    assert unfit(SPECS, Scene("s", len, [len], knobs=["live"], controls=["one", "still"])) == []
    assert len(unfit(SPECS, Scene("s", len, [len], **more))) == 1


def test_a_control_that_cannot_be_drawn_is_found() -> None:
    assert any("neither" in said for said in unfit(SPECS, Scene("s", len, [len], controls=["points"])))


@pytest.mark.parametrize("more", [
    {"at": 5}, {"at": -6}, {"question": "q", "settled_at": 7}, {"question": "q", "at": -1},
    {"question": "q", "at": 2, "settled_at": -3}, {"settled_by": {"a": 1}},
])  # fmt: skip
def test_a_half_step_outside_the_run_and_an_early_answer_are_found(more: dict[str, Any]) -> None:
    assert len(places(Scene("s", len, [len], **more), 5, 5, True)) == 1
    assert places(Scene("s", len, [len], at=-1, question="q", settled_by={"a": 1}), 5, 7, False) == []


@pytest.mark.parametrize("broken", [
    lambda d: d["labels"].pop(), lambda d: d["captions"].append("more"), lambda d: d["phases"].pop(),
    lambda d: d.update(stop=""), lambda d: d["captions"].__setitem__(1, ""),
    lambda d: d["captions"].__setitem__(1, "the log-likelihood is NaN"),
    lambda d: d["phases"].__setitem__(0, "E"), lambda d: d.update(at=99), lambda d: d.update(at=-1),
    lambda d: d.update(panels=[]), lambda d: d.update(panels=d["panels"] * 2),
    lambda d: d["panels"][0]["strip"].update(title=""), lambda d: d["panels"][0]["strip"].update(frames=[]),
    lambda d: d["panels"][0]["strip"]["captions"].pop(),
    lambda d: d["panels"][0]["strip"]["captions"].__setitem__(0, ""),
    lambda d: d["panels"][0]["strip"]["base"].update(x=float("inf")),
    lambda d: d["settings"].update(m1="1e6"), lambda d: d["live"]["m1"].update(label=""),
    lambda d: d["live"].pop("m2"),
])  # fmt: skip
def test_an_answer_that_cannot_be_played_is_found(broken: Any) -> None:
    lesson = next(lesson for lesson in STAGED if lesson.name == "heights")
    document = copy.deepcopy(ask(lesson, {"scene": "play"})["document"])
    assert wrong(document) == []
    broken(document)
    assert wrong(document)


def test_four_panels_are_found() -> None:
    document = copy.deepcopy(ask(STAGED[0], {"scene": "free"})["document"])
    assert len(document["panels"]) > 3 and wrong(document) == []
    assert wrong(document | {"scene": "play"})


def test_no_number_is_no_json() -> None:
    with pytest.raises(ValueError, match="NaN"):
        plain(b"{\"document\": NaN}")


def test_a_setting_that_is_read_and_not_named_is_found_on_a_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that forgets to name what it reads ends in Undeclared under guard."""
    lesson = next(lesson for lesson in STAGED if lesson.name == "heights")

    @remembered.remembered("data")
    def forgets(settings: Any) -> Any:
        return lesson.scenes[0].run(settings)

    scene = Scene("s", forgets, lesson.scenes[0].stage)
    assert drawn(scene, lesson.settings())
    monkeypatch.setattr(remembered, "GUARD", guarded)
    with pytest.raises(Undeclared):
        drawn(scene, lesson.settings())
