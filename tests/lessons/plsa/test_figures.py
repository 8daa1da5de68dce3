"""Lesson 10's pictures: the five boxes, what the tables hold, where they stay away, how large they are."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from em_figures import wire
from lessons.plsa import runs
from lessons.plsa.corners import word_triangle
from lessons.plsa.ends import many_ends
from lessons.plsa.factors import two_names
from lessons.plsa.lesson import lesson
from lessons.plsa.numbers import cell_formula, quotients
from lessons.plsa.places import page_places
from lessons.plsa.settings import Settings
from lessons.plsa.slots import five_boxes, slots
from lessons.plsa.tables import count_table, top_words, topic_bars
from tests.figures.html import tree

LARGEST = 200_000  # bytes of a filmstrip
CHANGED: list[dict[str, Any]] = [
    {}, {"topics": 1}, {"topics": 3, "start": "random"}, {"data": "mixed", "start": "far"}, {"beta": "inf"},
    {"data": "books"}, {"data": "books", "topics": 3, "start": "random"}, {"data": "own"}, {"data": "new"},
    {"c11": 0, "c12": 0},
]  # fmt: skip
every = pytest.mark.parametrize("changes", CHANGED, ids=str)


def run(**changes: Any) -> runs.Topics:
    return runs.topics(Settings(**changes))


@every
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_filmstrip_is_small(changes: Any, lang: str) -> None:
    played = run(**changes)
    for draw in lesson.all.stage:
        strip = draw(played, tr=str)
        if strip is not None:
            size = len(json.dumps(wire.full(strip), ensure_ascii=False).encode())
            assert size <= LARGEST, draw.__name__
            for markup in strip.base.get("views", {}).values():
                tree(markup)  # well formed


@every
def test_every_column_of_the_boxes_sums_to_the_data(changes: Any) -> None:
    played = run(**changes)
    drawn, found = five_boxes(played), list(slots(played))
    for k, (frame, now) in enumerate(zip(drawn.frames, found, strict=True)):
        sums = frame.slots[-len(now.conserved) :]
        assert all("–" in cell for cell in sums) if k == 0 else all(cell.endswith(" ✓") for cell in sums)
        if k:
            for row in now.q.rows:
                assert round(sum(map(float, row[1:])), 9) == 1
    cells = len(played.counts)
    assert all(len(t.rows) + t.more == cells for t in (found[0].z, found[0].q))
    assert len(found[0].x.rows) + found[0].x.more == len(played.counts.counts)


@every
def test_the_table_of_counts_has_q_of_every_cell(changes: Any) -> None:
    played = run(**changes)
    strip = count_table(played)
    for k in (1, len(played) - 1):
        q = played.shares(k)
        assert q is not None
        # two or three decimals are printed
        said = np.array([float(text) for text in strip.frames[k].slots]).reshape(len(q), -1)
        np.testing.assert_allclose(said, q[:, :-1], rtol=0, atol=0.0051)


def test_the_topics_table_has_twelve_words_at_most_and_a_list_the_largest() -> None:
    books = run(data="books")
    assert topic_bars(books).base["views"]["now"].count("<tr>") == 13
    last = top_words(books).frames[-1].slots
    assert [last[0], last[16]] == [["知", "know"][0], "胜"]


def test_what_needs_few_cells_or_learned_topics_stays_away_elsewhere() -> None:
    books, new = run(data="books"), run(data="new")
    assert cell_formula(books) is None and quotients(books) is None and word_triangle(books) is None
    assert quotients(new) is None and two_names(new) is None and many_ends(new) is None
    assert cell_formula(new) is not None and word_triangle(new) is not None


def test_a_picked_cell_s_numbers_are_those_of_its_e_step() -> None:
    strip = cell_formula(run())
    assert strip is not None
    first = strip.frames[1].rows[0]  # mixed: win
    assert list(first) == [
        "0.500", "0.300", "0.1500", "0.474", "1.895",
        "0.500", "0.333", "0.1667", "0.526", "2.105", "0.3167", "4",
    ]  # fmt: skip
    assert list(strip.frames[2].rows[0]) == list(first)  # the M-step shows the q that it was made from


def test_revealed_books_have_marks_of_their_own() -> None:
    assert len(page_places(run(data="books")).base["data"]) == 2
    marks = page_places(run(data="books", reveal=True)).base["data"][1:]
    assert [trace["marker"]["symbol"] for trace in marks] == ["circle", "square"]
    assert all(trace["name"] for trace in marks)


def test_other_ends_are_drawn_where_they_are_asked_for() -> None:
    strips = [word_triangle(run(data="mixed", compare=shown)) for shown in (False, True)]
    for strip, many in zip(strips, (0, 40), strict=True):
        assert strip is not None
        (found,) = [trace for trace in strip.base["data"] if trace.get("meta") == "others"]
        assert len(found["x"]) == many
