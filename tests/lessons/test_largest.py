"""Lessons 10 to 12 with the largest data of their own: short filmstrips, and no long run."""

from __future__ import annotations

import json
from time import process_time

import pytest

from em_figures import wire
from em_lesson import answers
from tests.lessons.largest import LESSON, Mine, largest

LARGEST = 200_000  # bytes of a filmstrip as it is sent, before it is compressed
LONGEST = 2.5  # seconds of processor time of a whole answer: three times what was measured


# Each kind's heaviest in `make test`.
USUAL = ("word_alignment-16 words", "plsa-50 x 500, 3, inf", "hmm-60 days")
EVERY = [
    pytest.param(mine, id=str(mine), marks=[] if str(mine) in USUAL else [pytest.mark.faults])
    for mine in largest()
]


@pytest.mark.parametrize("mine", EVERY)
def test_every_scene_is_small_and_soon_there(mine: Mine) -> None:
    lesson = LESSON[mine.lesson]
    for scene in (*lesson.scenes, lesson.all):
        settings = lesson.example(scene).with_(**mine.changes)
        began = process_time()
        run = scene.run(settings)
        strips = [(draw.__name__, wire.full(strip)) for draw, strip in answers.drawn(scene, run, str)]
        spent = process_time() - began
        sizes = {}
        for name, strip in strips:
            sent = strip | {"frames": wire.folded(strip["frames"])}
            sizes[name] = len(json.dumps(sent, separators=(",", ":"), ensure_ascii=False).encode())
        assert max(sizes.values(), default=0) <= LARGEST, (scene.id, sizes)
        assert spent < LONGEST, (scene.id, spent)
