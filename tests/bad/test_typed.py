"""Bad texts in every field that takes a text: tidied or refused in words, and nothing else changes."""

from __future__ import annotations

import pytest

from em_lesson import answers
from em_lesson.fields import Typed
from em_lesson.lesson import Lesson
from em_lesson.typed_error import TypedError
from tests.bad.inputs import LANGS, parted, typed
from tests.bad.sound import unsound
from tests.lessons.stages import LESSONS, plain

COUNT, FEW = 2100, 5
FIELDS = [(lesson, name) for lesson in LESSONS for name,
    spec in lesson.settings.specs().items() if isinstance(spec, Typed)]
FIELDS += [(lesson, "lines") for lesson in LESSONS if "lines" in lesson.settings.names()]


def wrong(number: int) -> list[str]:
    """The text is sent as its field sends it; pages and pairs, which have none, stand in a link."""
    lesson, name = FIELDS[number % len(FIELDS)]
    text, lang = typed(number), LANGS[number // len(FIELDS) % 2]
    sent = {name: text, "data": "own", "lang": lang} | ({} if name == "lines" else {"changed": name})
    question = answers.read(lesson, sent)
    told = [*question.notices, *([question.refused] if question.refused else [])]
    content = answers.answer(question)
    found = unsound(content, told, lesson.name, lang)
    if name != "lines":
        found += tidied(lesson, name, text, plain(content))
    elif not (told or len(question.settings.lines) or not text.strip()):
        found.append("neither read nor told")
    return [f"{number}, {lesson.name}, {name}: {one}" for one in found]


def tidied(lesson: Lesson[object], name: str, text: str, found: dict[str, object]) -> list[str]:
    """Refused exactly when it cannot be read; what was read is the link's form, and stays so."""
    spec = lesson.settings.specs()[name]
    assert isinstance(spec, Typed)
    try:
        form = spec.form(text)
    except TypedError:
        return [] if set(found) == {"refused"} else ["it cannot be read, and is not refused"]
    document = found.get("document", {})
    assert isinstance(document, dict)
    kept = document.get("settings", {}).get(name)
    return ([] if spec.form(form) == form else ["tidied twice it is another text"]) + (
        [] if kept in (form, None) else [f"the answer has {kept[:80]!r}"])  # fmt: skip


def test_some_bad_texts_are_tidied_or_refused() -> None:
    assert [one for number in range(FEW) for one in wrong(number)] == []


@pytest.mark.faults
@pytest.mark.parametrize("numbers", parted(COUNT, 6), ids=lambda numbers: f"{len(numbers)} from {numbers[0]}")
def test_bad_texts_are_tidied_or_refused(numbers: list[int]) -> None:
    assert [one for number in numbers for one in wrong(number)] == []
