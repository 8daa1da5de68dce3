"""The five boxes of lessons 03, 07, 08 and 09: the same picture, made of each lesson's own run."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from em_figures import wire
from em_figures.slots import Slots
from em_lesson import prose
from em_lesson.rows import Rows
from lessons.common.boxes import picked, shares
from tests.figures.html import tree
from tests.lessons.stages import LESSONS

ROOMS = ("hard_soft", "kmeans", "heights", "gmm")
LESSON = {lesson.name: lesson for lesson in LESSONS if lesson.name in ROOMS}
LARGEST = 200_000  # bytes of the scene's filmstrip


def run(name: str, **changes: Any) -> Any:
    scene = LESSON[name].scene("five-boxes")
    return scene.run(LESSON[name].example(scene).with_(**changes))


def strip(name: str, played: Any) -> Any:
    return import_module(f"lessons.{name}.slots").five_boxes(played, tr=str)


def slots(name: str, played: Any) -> list[Slots]:
    of = {"hard_soft": lambda: played.soft, "kmeans": lambda: played.run}.get(name, lambda: played)()
    return list(import_module(f"lessons.{name}.slots").slots(of))


CHANGED: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in ROOMS),
    ("hard_soft", {"learn": True, "w": 0.3}), ("hard_soft", {"data": "many", "many": "5000"}),
    ("hard_soft", {"data": "three", "learn": True}), ("hard_soft", {"a": 0.6, "b": 0.6}),
    ("kmeans", {"data": "faithful", "c": 6, "rule": "random", "scaled": True}), ("kmeans", {"c": 1}),
    ("heights", {"groups": 3, "variances": "free"}), ("heights", {"groups": 1, "unit": "cm"}),
    ("heights", {"data": "regions"}),
    ("gmm", {"c": 6, "rule": "plusplus", "shape": "spherical"}), ("gmm", {"shape": "tied", "prior": True}),
    ("gmm", {"open": True, "shape": "diag"}), ("gmm", {"data": "ring", "c": 1}),
]  # fmt: skip
every = pytest.mark.parametrize(("name", "changes"), CHANGED, ids=str)


@every
def test_every_half_step_fills_all_boxes_and_every_sum_is_the_data_s(name: str, changes: Any) -> None:
    played = run(name, **changes)
    drawn = strip(name, played)
    for markup in drawn.base["views"].values():
        tree(markup)  # well formed
    found = slots(name, played)
    for k, (frame, now) in enumerate(zip(drawn.frames, found, strict=True)):
        sums = frame.slots[-len(now.conserved) :]
        assert len(now.conserved) == len(now.counts.head) - 1
        assert all("–" in cell for cell in sums) if k == 0 else all(cell.endswith(" ✓") for cell in sums)
        assert not any(word in cell.lower() for cell in frame.slots for word in ("nan", "inf"))
        if k:
            for row in now.q.rows:
                assert round(sum(map(float, row[1:])), 9) == 1
        changed = [i for i, cell in enumerate(frame.slots) if cell[-1] in "↑↓•"]
        of_theta = sum(len(row) - 1 for row in now.theta.rows)
        by_m = [i < of_theta for i in changed]
        assert {"start": not changed, "E": not any(by_m), "M": all(by_m)}[frame.name]


@pytest.mark.parametrize("name", ROOMS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_filmstrip_of_the_scene_is_small(name: str, lang: str) -> None:
    played = run(name)
    assert len(json.dumps(wire.full(strip(name, played)), ensure_ascii=False).encode()) <= LARGEST


@every
def test_shown_rows_and_those_left_out_are_all_the_data(name: str, changes: Any) -> None:
    played = run(name, **changes)
    first = slots(name, played)[0]
    trace = getattr(played, "soft", None) or (played.run.trace if name == "kmeans" else played.trace)
    for table in (first.x, first.z, first.q):
        assert len(table.rows) + table.more == len(trace.data)
        assert [row[0] for row in table.rows] == [row[0] for row in first.x.rows]
    assert len(first.theta.rows) + first.theta.more == len(trace[0].params.weights)


def test_the_coins_have_the_ledger_s_numbers() -> None:
    one = slots("hard_soft", run("hard_soft"))[1]
    assert one.counts.rows == (("A", "21.297", "29.870"), ("B", "11.703", "20.130"))
    assert [row[1] for row in one.q.rows] == ["0.449", "0.805", "0.733", "0.352"]
    assert [(c.name, c.expected) for c in one.conserved] == [("heads", 33.0), ("flips", 50.0)]


def test_the_smallest_em_has_no_boxes_and_neither_has_what_is_not_k_means() -> None:
    assert strip("hard_soft", run("hard_soft", data="small")) is None
    assert strip("kmeans", run("kmeans", view="soft")) is None


@pytest.mark.parametrize("name", ["kmeans", "heights", "gmm"])
@pytest.mark.parametrize("n", [0, 6000], ids=["the example", "very many points"])
def test_the_shown_rows_are_those_of_the_whole_posterior(name: str, n: int) -> None:
    lesson, played = LESSON[name], run(name)
    if n:
        random = np.random.default_rng(1)
        wide = 1 if name == "heights" else 2
        x = np.concatenate([random.normal(size=(n - 2000, wide)), random.normal(size=(2000, wide)) + 2])
        example = lesson.example(lesson.scene("five-boxes")).with_(data="own", groups=2) if wide == 1 else \
            lesson.example(lesson.scene("five-boxes")).with_(data="own", c=2, rule="plusplus")
        played = lesson.scene("five-boxes").run(example.with_rows(Rows(x.tolist())).after("points"))
    trace = played.run.trace if name == "kmeans" else played.trace
    data = played.run.scaled if name == "kmeans" else played.trace.data.x
    assert len(data) > 5000 if n else True
    now, rows = slots(name, played), picked(len(data))
    for k in (1, 2, len(now) - 1):
        q = trace[k].posterior.probs[rows]
        made = trace[k - (trace[k].phase == "M")]
        np.testing.assert_allclose(shares(trace, made, data, rows), q, rtol=0, atol=1e-9)
        for row, i, expected in zip(now[k].q.rows, rows, q, strict=True):
            assert row[0] == f"{i + 1:,}"
            np.testing.assert_allclose([float(cell) for cell in row[1:]], expected, rtol=0, atol=1.1e-3)


@pytest.mark.parametrize("name", ROOMS + ("plsa", "hmm", "word_alignment"))
def test_the_boxes_of_a_lesson_lead_to_those_of_lessons_10_to_12(name: str) -> None:
    for lang in ("en", "zh"):
        section = prose.load(name, lang).sections["five-boxes"]
        for other in {"plsa", "hmm", "word-alignment"} - {name.replace("_", "-")}:
            assert f"(/{other}?lang={lang}&scene=five-boxes)" in section, (lang, other)


@pytest.mark.parametrize("name", LATE := ("map_em", "generalized_em", "variational_em", "online_em", "speed"))
def test_the_boxes_of_lessons_13_to_17_lead_to_each_other(name: str) -> None:
    for lang in ("en", "zh"):
        section = prose.load(name, lang).sections["five-boxes"]
        for other in set(LATE) - {name}:
            assert f"(/{other.replace('_', '-')}?lang={lang}&scene=five-boxes)" in section, (lang, other)


# where a hard E-step is met, and where one number leads to it
HARD = {"hard_soft": "objectives", "kmeans": "sigma", "hmm": "hard"}
OF_THE_FORK = (
    "/hard-soft?lang={}&scene=side-by-side", "/kmeans?lang={}&scene=hard-em", "/hmm?lang={}&scene=hard",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_annealing_and_hard_em_lead_to_each_other(lang: str) -> None:
    fork = prose.load("speed", lang).sections["fork"]
    assert all(f"({to.format(lang)})" in fork for to in OF_THE_FORK)
    for name, scene in HARD.items():
        assert f"(/speed?lang={lang}&scene=fork)" in prose.load(name, lang).sections[scene], name
