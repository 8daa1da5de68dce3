"""Links that were made before the lessons moved into rooms still give the screens that they gave.

old_links.json was recorded then: 72 links in both languages, with what each showed and what was written back.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from em_lesson import prose
from em_ui import player
from lessons import GROUPS
from tests.lessons.outline import outline

LESSONS = {lesson.name: lesson for group in GROUPS.values() for lesson in group}
THEN = ("home", "coin_mle", "hidden_coin", "hard_soft", "jensen", "lower_bound", "coordinate_ascent",
        "kmeans", "heights", "gmm")  # the lessons that there were  # fmt: skip
OLD = json.loads((Path(__file__).parent / "old_links.json").read_text("utf-8"))


def test_there_are_five_links_to_a_lesson_in_both_languages() -> None:
    for name in THEN:
        for lang in ("en", "zh"):
            assert sum(old["lesson"] == name and old["lang"] == lang for old in OLD) >= 5


@pytest.mark.parametrize("old", OLD, ids=lambda old: f"{old['lesson']}?{old['link']}&lang={old['lang']}")
def test_an_old_link_gives_the_same_screen(old: dict[str, Any]) -> None:
    lesson, tr = LESSONS[old["lesson"]], prose.translator(old["lang"], old["lesson"])
    asked = dict(parse_qsl(old["link"], keep_blank_values=True))
    settings, notices = lesson.settings.from_link(asked)
    shown = lesson.screen(settings, tr)
    k = min(settings.k, len(shown.labels) - 1)
    assert len(notices) + (k < settings.k) == len(old["notices"])
    live = {name: getattr(settings, name) for name, spec in settings.specs().items() if spec.live}
    data = player.whole(shown, live, k=k, lang=old["lang"], tr=tr)
    now = json.loads(json.dumps(outline(data)))
    for panel, before in zip(now["panels"], old["screen"]["panels"], strict=True):
        # other machines' last bits
        assert panel.pop("size") == pytest.approx(before.pop("size"), rel=1e-4), panel["id"]
        assert panel == before
    assert now == old["screen"]
    assert {"lang": old["lang"], **settings.with_(k=k).to_link()} == old["written"]
