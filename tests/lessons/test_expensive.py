"""No link and no own data that a lesson accepts makes others wait: processor time and bytes of one answer.

expensive.json has, of some hundred thousand links that were tried, with all choices and all ends of ranges,
the dearest of each scene.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from em_lesson import thinned
from em_lesson.rows import Rows
from tests.lessons.coldly import NAMED, least
from tests.lessons.stages import LESSONS

TIME, ROOM = 1.0, thinned.MOST_BYTES + 20_000  # seconds; bytes with what stands around the document
SLACK = 1.25  # what is left over of other programs' noise when the machine's pace is taken out
LINKS = json.loads((Path(__file__).parent / "expensive.json").read_text(encoding="utf-8"))
USUAL = {("gmm", "bic"), ("gmm", "own")}


def judged(lesson: str, link: dict[str, str], held: Any = None) -> None:
    found = least(NAMED[lesson], link, held, TIME)
    assert found.size <= ROOM, f"{found.size} bytes"
    assert found.seconds <= SLACK * TIME, f"{found.seconds:.2f} s"


@pytest.mark.parametrize(("lesson", "scene", "link"), [
    pytest.param(*one, id=f"{one[0]}-{one[1]}", marks=[] if (one[0], one[1]) in USUAL else pytest.mark.faults)
    for one in LINKS
])  # fmt: skip
def test_the_dearest_link_of_each_scene(lesson: str, scene: str, link: dict[str, str]) -> None:
    judged(lesson, {"scene": scene, **link})


@pytest.mark.faults
@pytest.mark.parametrize("name", [lesson.name for lesson in LESSONS])
def test_every_scene_as_it_opens(name: str) -> None:
    for scene in (*NAMED[name].scenes, NAMED[name].all):
        judged(name, {"scene": scene.id})


OWN = [
    ("kmeans", 200_000, {"c": "6", "rule": "plusplus"}),
    ("kmeans", 200_000, {"c": "6", "rule": "random", "view": "soft"}),
    ("kmeans", 20_000, {"c": "6", "rule": "random", "view": "soft"}),
    ("gmm", 200_000, {"c": "6", "rule": "plusplus"}),
    ("gmm", 4_999, {"c": "6", "rule": "plusplus"}),
    ("gmm", 1_000, {"c": "6", "rule": "plusplus", "shape": "tied"}),
    ("heights", 200_000, {"groups": "3", "variances": "free"}),
    ("heights", 4_999, {"groups": "3", "variances": "free"}),
]


@pytest.mark.faults
@pytest.mark.parametrize(("name", "count", "more"), OWN)
def test_many_rows_of_ones_own(name: str, count: int, more: dict[str, str]) -> None:
    rows = Rows(np.random.default_rng(3).normal(0, 1, (count, 1 if name == "heights" else 2)))
    for scene in ("play", "own", "free"):
        judged(name, {"scene": scene, "data": "own", "held": rows.name, **more}, {rows.name: rows})
