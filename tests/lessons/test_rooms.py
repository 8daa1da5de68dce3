"""Every room of the house holds what a room holds, and its lesson does what a lesson does."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import pytest

from em_figures import wire
from em_lesson import prose, remembered
from em_lesson.fields import Choice, Flag, Number
from em_lesson.lesson import Lesson
from em_lesson.own_data import OwnData
from em_lesson.rows import Rows
from em_lesson.scene import Scene
from em_lesson.settings import Settings
from tests.lessons.guarded import Undeclared, guarded
from tests.lessons.outline import numbers
from tests.lessons.stages import LESSONS, PAGED
from tests.lessons.storyboards import Drawn

ROOT = prose.ROOT
NAMED = {lesson.name: lesson for lesson in LESSONS}
LANGS = ("en", "zh")
FILES = {"__init__.py", "lesson.py", "settings.py", "runs.py", "facts.py", "en.md", "zh.md"}

every = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
paged = pytest.mark.parametrize("lesson", PAGED, ids=lambda lesson: lesson.name)


def screens(lesson: Lesson[Any]) -> dict[str, Any]:
    """The settings that the lesson itself shows: its own start, and what it offers and asks."""
    start = lesson.settings()
    drawn = Drawn(lesson)
    shown = {f"{i}-{s.name}": start.with_(**s.changes) for i, s in enumerate(drawn.questions + drawn.offers)}
    return {"start": start, **shown}


SCREENS = [
    pytest.param(lesson, settings, id=f"{lesson.name}-{name}")
    for lesson in PAGED
    for name, settings in screens(lesson).items()
]


def folders(root: str) -> set[str]:
    return {path.name for path in (ROOT / root).iterdir() if path.is_dir() and path.name[0] not in "_."}


def test_every_room_is_in_the_list_and_has_its_mirror_among_the_tests() -> None:
    assert folders("lessons") == {*NAMED, "common"}
    assert len(NAMED) == len(LESSONS)
    assert folders("lessons") <= folders("tests/lessons")
    for name in NAMED:
        assert (ROOT / "tests" / "lessons" / name / "links.py").exists(), name


def misfits(files: set[str], lesson: Lesson[Any]) -> list[str]:
    """What a room lacks, or has beside its scenes that only one long page needs."""
    found = [f"{name} is missing" for name in sorted(FILES - files)]
    page = {"screen.py": "screen.py" in files, "screen=": lesson.screen, "draw=": lesson.draw}
    if lesson.scenes:
        return found + [f"{name} beside scenes" for name, there in page.items() if there]
    return found + [f"neither scenes nor {name}" for name, there in page.items() if not there]


@every
def test_a_room_has_the_same_files_as_the_others(lesson: Lesson[Any]) -> None:
    assert misfits({path.name for path in (ROOT / "lessons" / lesson.name).iterdir()}, lesson) == []


def test_a_missing_file_and_half_a_page_are_found() -> None:
    page, scene = {"screen": min, "draw": min}, {"scenes": [Scene("s", len, [len])]}
    for more, files in ((page, FILES | {"screen.py"}), (scene, FILES | {"curves.py"})):
        assert misfits(files, Lesson("x", Settings, **more)) == []
        assert len(misfits(files - {"facts.py"}, Lesson("x", Settings, **more))) == 1
    assert len(misfits(FILES | {"screen.py"}, Lesson("x", Settings, **scene))) == 1
    assert len(misfits(FILES, Lesson("x", Settings, **scene, draw=min))) == 1
    assert len(misfits(FILES, Lesson("x", Settings, **scene, screen=min))) == 1
    assert len(misfits(FILES, Lesson("x", Settings))) == 3


@every
def test_the_settings_have_the_same_name_in_every_room(lesson: Lesson[Any]) -> None:
    assert issubclass(lesson.settings, Settings)
    assert (lesson.settings.__name__, lesson.settings.__module__) == (
        "Settings", f"lessons.{lesson.name}.settings",
    )  # fmt: skip


@paged
@pytest.mark.parametrize("lang", LANGS)
def test_the_page_draws_every_section_and_question_in_order(lesson: Lesson[Any], lang: str) -> None:
    text = prose.load(lesson.name, lang)
    for settings in {str(vars(s)): s for s in screens(lesson).values()}.values():
        drawn = Drawn(lesson, settings, lang)
        assert drawn.players == 1
        assert [shown.name for shown in drawn.questions] == list(text.questions)
        others = [name for name in text.sections if not name.startswith("play")]
        assert [name for name in drawn.sections if not name.startswith("play")] == others
        assert set(drawn.sections) <= set(text.sections)


@paged
def test_buttons_and_questions_ask_for_settings_that_there_are(lesson: Lesson[Any]) -> None:
    drawn = Drawn(lesson)
    names = [shown.name for shown in drawn.offers]
    assert len(set(names)) == len(names)
    for shown in drawn.questions + drawn.offers:
        settings = lesson.settings().with_(**shown.changes)
        count = len(lesson.screen(settings, str).labels)
        assert -count <= shown.at < count, shown.name
    for act in drawn.acts:
        assert isinstance(act(drawn.settings), lesson.settings)


@paged
def test_what_can_be_chosen_has_a_name(lesson: Lesson[Any]) -> None:
    specs = lesson.settings.specs()
    for settings in screens(lesson).values():
        for name in Drawn(lesson, settings).widgets:
            assert specs[name].label, name
        for given in lesson.screen(settings, str).inputs:
            assert specs[given.id].live and given.label == specs[given.id].label, given.id


@every
def test_options_have_names_and_the_start_is_one_of_them(lesson: Lesson[Any]) -> None:
    for name, spec in lesson.settings.specs().items():
        if isinstance(spec, Choice):
            assert getattr(lesson.settings(), name) in spec.options and all(spec.options.values())
        elif not isinstance(spec, (Number, Flag)):
            assert name in ("rounds", "points", "held")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("lesson", "settings"), SCREENS)
def test_every_screen_draws_with_finite_numbers(lesson: Lesson[Any], settings: Any, lang: str) -> None:
    tr = prose.translator(lang, lesson.name)
    shown = lesson.screen(settings, tr)
    n = len(shown.labels)
    assert n == len(shown.captions) == len(shown.phases) > 1 and shown.stop
    assert shown.phases[0] == "start" and all(shown.phases)
    assert all(shown.captions) and all(shown.labels)
    assert len({panel.id for panel in shown.panels}) == len(shown.panels)
    for panel in shown.panels:
        sent = wire.full(panel.strip)
        assert sent["title"] and all(map(math.isfinite, numbers(sent))), panel.id
        assert len(panel.strip.frames) == len(panel.strip.captions) <= n, panel.id
    for given in shown.inputs:
        assert given.low <= getattr(settings, given.id) <= given.high
    if lesson.code:
        compile(lesson.code(settings).replace("...", "None"), "<shown>", "exec")


@pytest.mark.parametrize(("lesson", "settings"), SCREENS)
def test_every_link_round_trips(lesson: Lesson[Any], settings: Any) -> None:
    link = settings.to_link()
    assert list(link)[-1] == "k" and set(link) <= lesson.settings.names()
    back, notices = lesson.settings.from_link(link)
    assert notices == [] and back.to_link() == link
    for name in link:
        assert getattr(back, name) == getattr(settings, name), name


def drawn_screen(lesson: Lesson[Any], settings: Any) -> Any:
    shown = lesson.screen(settings, str)
    return [
        [wire.full(panel.strip) for panel in shown.panels],
        list(shown.labels), list(shown.captions), list(shown.phases), shown.stop, shown.inputs,
    ]  # fmt: skip


def asked(lesson: Lesson[Any]) -> list[Any]:
    """The lesson's screens, and what becomes of its start when each of its choices is made."""
    out = list(screens(lesson).values())
    for name, spec in lesson.settings.specs().items():
        if isinstance(spec, (Choice, Flag)):
            values = spec.options if isinstance(spec, Choice) else (False, True)
            out += [lesson.settings().with_(**{name: value}).after(name) for value in values]
    if issubclass(lesson.settings, OwnData):
        few = [[1.0, 2.0], [2.0, 1.5], [8.0, 9.0], [9.0, 8.5], [8.5, 8.0]]
        out += [lesson.settings().with_rows(Rows([row[:d] for row in few])) for d in (1, 2)]
    return list({repr(s): s for s in out}.values())


@paged
def test_what_is_remembered_reads_no_setting_that_it_does_not_name(
    lesson: Lesson[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under guard nothing else can be read, and the screen is the one from memory."""
    for settings in asked(lesson):
        kept = drawn_screen(lesson, settings)
        with monkeypatch.context() as patch:
            patch.setattr(remembered, "GUARD", guarded)
            assert drawn_screen(lesson, settings) == kept, settings


def test_the_guard_sees_what_is_not_named() -> None:
    s = guarded(NAMED["hard_soft"].settings(a=0.2), ("a", "data"))
    assert (s.a, s.data) == (0.2, "db") and s.with_(b=0.9).b == 0.9
    with pytest.raises(Undeclared, match="b is read"):
        _ = s.b
    with pytest.raises(Undeclared, match="data is read"):
        _ = guarded(s, ("a", "b")).data
    with pytest.raises(Undeclared):
        _ = guarded(s, ("a", "b")).b  # the function around it would not be called with it


def test_no_settings_and_no_screen_need_streamlit() -> None:
    code = (
        "import sys\n"
        "from lessons import GROUPS\n"
        "for group in GROUPS.values():\n"
        "    for lesson in (lesson for lesson in group if not lesson.scenes):\n"
        "        s, _ = lesson.settings.from_link({'data': 'own', 'points': '1,2;3,4;5,7', 'k': '1'})\n"
        "        for settings in (lesson.settings(), s):\n"
        "            assert lesson.screen(settings, str).panels\n"
        "assert not {name for name in sys.modules if name.split('.')[0] in ('streamlit', 'em_ui')}\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
