"""Links that were made before the lessons moved into rooms still give the screens that they gave.

old_links.json was recorded then: 72 links in both languages, with what each showed and what was written
back. What is drawn in a panel (texts, how many numbers of which size) was recorded again when the drawings
were mended; settings, half-steps, sentences, titles and frames are those of then.
Such a link opens everything at once; old_words.py lists what that says otherwise. A link without any settings
opens the first scene now: of it everything at once is compared.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from em_figures import words
from em_lesson import answers, prose
from em_lesson.lesson import Lesson
from em_lesson.scene import FREE
from tests.lessons.outline import outline, texts
from tests.lessons.stages import LESSONS, STAGED, difference, plain
from tests.ui.old_words import ALSO, ENDED, NEW, PANELS, SHARED, SINCE, UNREAD, WORDS, then

NAMED = {lesson.name: lesson for lesson in LESSONS}
THEN = ("home", "coin_mle", "hidden_coin", "hard_soft", "jensen", "lower_bound", "coordinate_ascent",
        "kmeans", "heights", "gmm")  # the lessons that there were  # fmt: skip
OLD = json.loads((Path(__file__).parent / "old_links.json").read_text("utf-8"))

every = pytest.mark.parametrize("old", [
    pytest.param(old, id=f"{old['lesson']}?{old['link']}&lang={old['lang']}",
                 marks=[pytest.mark.faults] if old["lang"] == "zh" and i % 8 != 1 else [])
    for i, old in enumerate(OLD)
])  # fmt: skip


NOW = prose.translator


@cache
def translator_then(lang: str, room: str = "") -> Callable[[str], str]:
    """The short strings as they were: those of a room, and those that all share."""
    now = NOW(lang, room)
    return now if lang == "en" else lambda english: SHARED.get(english) or now(english)


@pytest.fixture(autouse=True, scope="module")
def as_it_was_said() -> Iterator[None]:
    """With the shared strings of then, and with a blank between two sentences in Chinese too."""

    def forget() -> None:
        for kept in (answers._whole, answers._light):
            kept.cache_clear()

    forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prose, "translator", translator_then)
        patch.setattr(words, "WIDE", "")
        yield
    forget()


def on_a_stage(lesson: Lesson[Any], asked: dict[str, str], lang: str) -> dict[str, Any]:
    """What everything at once shows, its words put back and its panels under their old names."""
    question = answers.read(lesson, {**(asked or {"scene": FREE}), "lang": lang})
    assert question.scene is lesson.all
    answer = plain(answers.answer(question))
    document = then(answer["document"], lesson.name, lang)
    named = {new: old for old, new in PANELS.get(lesson.name, {}).items()} | ALSO.get(lesson.name, {})
    if document["settings"].get("view") == "zoo":
        named["ladder"] = "zoo-ladder"
    else:
        named.pop("ladder", None)
    settings = document["settings"].items() - SINCE.get(lesson.name, {}).items()
    return {
        "screen": outline({
            **document,
            "k": answer["k"],
            "caption": document["captions"][answer["k"]],
            "inputs": [
                {"id": name, **document["live"][name], "value": getattr(question.settings, name)}
                for name in document["knobs"]
            ],
            "panels": [
                {"id": named.get(panel["id"], panel["id"]), "strip": panel["strip"]}
                for panel in document["panels"] if panel["id"] not in NEW.get(lesson.name, ())
            ],
        }),
        "notices": len(answer["notices"]),
        "written": {"lang": lang, **dict(settings), "k": str(answer["k"])},
    }  # fmt: skip


def differences(old: dict[str, Any]) -> list[str]:
    """Where the link shows something else than it did."""
    lesson, lang = NAMED[old["lesson"]], old["lang"]
    asked = dict(parse_qsl(old["link"], keep_blank_values=True))
    found = json.loads(json.dumps(on_a_stage(lesson, asked, lang)))
    screen, before, written = found["screen"], copy.deepcopy(old["screen"]), dict(old["written"])
    for panel in before["panels"]:
        del panel["width"]  # a stage shares out its room by itself
    before["panels"].sort(key=lambda panel: str(panel["id"]))  # and the order is the scenes'
    screen["panels"].sort(key=lambda panel: str(panel["id"]))
    written = {n: text for n, text in written.items() if n not in UNREAD.get(written.get("view", ""), ())}
    out = [] if found["written"] == written else [f"written: {found['written']}"]
    out += [] if found["notices"] == len(old["notices"]) else [f"notices: {found['notices']}"]
    if [panel["id"] for panel in screen["panels"]] != [panel["id"] for panel in before["panels"]]:
        return [*out, f"panels: {[panel['id'] for panel in screen['panels']]}"]
    for panel, was in zip(screen.pop("panels"), before.pop("panels"), strict=True):
        # other machines' last bits
        same = panel.pop("size") == pytest.approx(was.pop("size"), rel=1e-4)
        out += [f"{panel['id']}: size"] * (not same)
        out += [f"{panel['id']}: {field}" for field in was if panel[field] != was[field]]
    if any(words in screen["stop"] for words in ENDED):
        screen["stop"] = before["stop"]
    return out + [f"{field}: {screen[field]}" for field in before if screen[field] != before[field]]


def test_there_are_five_links_to_a_lesson_in_both_languages() -> None:
    for name in THEN:
        for lang in ("en", "zh"):
            assert sum(old["lesson"] == name and old["lang"] == lang for old in OLD) >= 5


@every
def test_an_old_link_gives_the_same_screen(old: dict[str, Any]) -> None:
    assert differences(old) == []


@every
def test_what_the_browser_writes_back_of_an_old_link_opens_the_same_again(old: dict[str, Any]) -> None:
    lesson = NAMED[old["lesson"]]
    here = {"scene": FREE, "lang": old["lang"]}
    question = answers.read(lesson, {**dict(parse_qsl(old["link"])), **here})
    k = str(plain(answers.answer(question))["k"])
    again = answers.read(lesson, {**difference(lesson, lesson.all, question.settings), **here, "k": k})
    assert again.notices == () and answers.answer(again) == answers.answer(question._replace(notices=()))


@pytest.mark.parametrize("lesson", STAGED, ids=lambda lesson: lesson.name)
def test_a_link_without_settings_opens_the_first_scene(lesson: Lesson[Any]) -> None:
    assert lesson.opening({}).scene == lesson.opening({"lang": "zh"}).scene == lesson.scenes[0].id
    assert lesson.opening({"k": "1"}).scene == FREE


# ---- the rules, seen to fail ---------------------------------------------------------------------


def other(old: Any, way: list[str]) -> Any:
    """The record with something else at this place."""
    if not way:
        return old + (["more"] if isinstance(old, list) else "!" if isinstance(old, str) else 1)
    step = int(way[0]) if isinstance(old, list) else way[0]
    old[step] = other(old[step], way[1:])
    return old


@pytest.mark.parametrize("place", [
    "screen/k", "screen/n", "screen/first", "screen/caption", "screen/stop", "screen/labels",
    "screen/captions", "screen/phases", "screen/inputs/0/1", "screen/inputs/0/2", "screen/inputs/1/5",
    "screen/panels/0/title", "screen/panels/1/frames", "screen/panels/2/texts", "screen/panels/0/count",
    "screen/panels/1/size", "screen/panels/2/id", "written/k", "written/a", "notices",
])  # fmt: skip
@pytest.mark.parametrize("name", ["hard_soft", "lower_bound"])
def test_another_screen_is_found(name: str, place: str) -> None:
    olds = (old for old in OLD if old["lesson"] == name and old["lang"] == "zh" and "a=0." in old["link"])
    old = copy.deepcopy(next(olds))
    assert differences(old) == []
    assert len(differences(other(old, place.split("/")))) == 1


def test_every_shared_string_is_said_otherwise_now() -> None:
    now = NOW("zh", "")
    assert [text for text, before in SHARED.items() if now(text) in (before, text)] == []


@pytest.mark.parametrize(("lesson", "lang"), WORDS, ids="-".join)
def test_every_way_back_is_needed(lesson: str, lang: str) -> None:
    """A sentence that is no longer said, or said as before, has no place in the list."""
    heard = set()
    for old in OLD:
        if (old["lesson"], old["lang"]) == (lesson, lang):
            asked = dict(parse_qsl(old["link"])) or {"scene": FREE}
            answer = plain(answers.answer(answers.read(NAMED[lesson], {**asked, "lang": lang})))
            heard |= set(texts(answer["document"]))
    for now, before in WORDS[lesson, lang]:
        assert any(re.sub(now, before, text) != text for text in heard), now
    for old_name, new_name in PANELS[lesson].items():
        assert old_name != new_name in {draw.__name__ for draw in NAMED[lesson].all.stage}
