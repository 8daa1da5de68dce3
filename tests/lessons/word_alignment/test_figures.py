"""Lesson 12's panels: shares that add up, quotients that can be recomputed, tables and strips that fit."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from em_figures import wire
from lessons.word_alignment.compare import null_beside, once, repeated, repeats
from lessons.word_alignment.data import pairs
from lessons.word_alignment.decay import decay
from lessons.word_alignment.dictionary import SOURCES, Layout, alike, dictionary, links
from lessons.word_alignment.dictionary import shown as shown_rows
from lessons.word_alignment.lesson import lesson
from lessons.word_alignment.numbers import e_step_numbers, m_step_numbers
from lessons.word_alignment.record import Alignment
from lessons.word_alignment.runs import alignment
from lessons.word_alignment.settings import Settings
from lessons.word_alignment.slots import slots
from lessons.word_alignment.threads import drawn, fine, threads

LARGEST = 200_000  # bytes of a strip
ALL = [
    Settings(data=data, null=null, sixth=True, cut=True)
    for data in ("haus", "one", "twice", "bush", "analects", "own") for null in (False, True)
]  # fmt: skip


def now(run: Alignment, k: int) -> Any:
    return run.rows(k, shown_rows(run))


def run(**more: Any) -> Alignment:
    return alignment(Settings(**more))


@pytest.mark.parametrize("settings", ALL, ids=lambda s: f"{s.data}-{s.null}")
def test_a_strip_is_short(settings: Settings) -> None:
    shown = alignment(settings)
    for draw in lesson.all.stage:
        strip = draw(shown)
        if strip is not None:
            text = json.dumps(wire.full(strip), ensure_ascii=False, separators=(",", ":"))
            assert len(text.encode()) <= LARGEST, draw.__name__


@pytest.mark.parametrize("settings", ALL, ids=lambda s: f"{s.data}-{s.null}")
def test_every_target_word_is_shared_out_whole(settings: Settings) -> None:
    shown = alignment(settings)
    places = [(len(f) + settings.null, len(e)) for f, e in (shown.pairs.pairs[i] for i in drawn(shown))]
    view = threads(shown).frames[min(5, len(shown) - 1)]
    assert len(view.slots) == sum(f * e for f, e in places)
    at, whole = 0, 1 if fine(shown) else 100
    for sources, targets in places:
        for _ in range(targets):
            column = [float(q) for q in view.slots[at : at + sources]]
            unit = 0.001 if whole == 1 else 1  # each is rounded
            assert sum(column) == pytest.approx(whole, abs=0.6 * sources * unit)
            at += sources
    assert set(threads(shown).frames[0].slots) == {0}  # nothing is shared before the first E-step


@pytest.mark.parametrize("settings", ALL, ids=lambda s: f"{s.data}-{s.null}")
def test_the_tables_places_are_filled(settings: Settings) -> None:
    shown = alignment(settings)
    for draw, total in ((dictionary, ""), (links, "sum")):
        strip, layout = draw(shown), Layout.of(shown, total)
        wanted = {int(place) for place in re.findall(r'data-[sw]="(\d+)"', strip.base["views"]["now"])}
        for k in (0, 1, 2, len(shown) - 1):
            slots = strip.frames[k].slots
            assert wanted == set(range(len(slots))), (draw.__name__, k)
            assert all(slots)
        assert len(layout.rows) <= SOURCES and all(1 <= len(picked) <= 8 for _, picked in layout.rows)


def test_a_row_of_the_dictionary_sums_to_one_as_printed() -> None:
    for data in ("bush", "analects"):
        shown = run(data=data)
        layout = Layout.of(shown, "")
        slots = layout.slots(now(shown, 7), shown.sums(7))
        for _, picked in layout.rows:
            row, slots = slots[: len(picked) + 1], slots[len(picked) + 1 :]
            assert sum(map(float, row)) == pytest.approx(1, abs=0.0005 * len(row))
        assert slots == []


def test_rows_that_are_alike_are_named() -> None:
    bush, lines, null = run(data="bush"), run(data="analects"), run(data="bush", null=True)
    assert alike(bush, now(bush, 0), str) == "All rows are alike."
    assert alike(bush, now(bush, 20), str) == "Rows that are alike: 与 = 举行 = 会谈."
    assert "十 = 而" in alike(lines, now(lines, 20), str) and "三 = 立" in alike(lines, now(lines, 20), str)
    assert "NULL = 了" in alike(null, now(null, 20), str)
    haus = run()
    assert alike(haus, now(haus, 4), str) == "No two rows are alike."


@pytest.mark.parametrize("null", [False, True])
@pytest.mark.parametrize("draw", [e_step_numbers, m_step_numbers])
def test_every_printed_quotient_is_right(draw: Any, null: bool) -> None:
    strip = draw(run(null=null))
    assert strip.frames[0].name == "start"
    for view in (*strip.frames[1:8], strip.frames[-1]):
        for row in view.rows:
            values = []
            for text in row[1::2]:
                left, right = text.split(" = ")
                above, below = (Fraction(part.strip("() ")) for part in re.split(r"(?<=[\d)]) / ", left))
                value = float(above / below)
                values.append(value)
                # a fraction is exact, a decimal is rounded and so are the two it comes from
                exact = "/" in right or float(right).is_integer()
                assert value == pytest.approx(float(Fraction(right)), abs=1e-12 if exact else 1.2e-3), text
            assert sum(values) == pytest.approx(1, abs=1e-3)


def test_the_numbers_are_left_out_where_there_are_too_many() -> None:
    for draw in (e_step_numbers, m_step_numbers):
        assert draw(run(data="analects")) is None
    assert e_step_numbers(run(beta="2")) is None  # q is then another quotient
    assert decay(run(data="bush")) is None


def test_the_wrong_entrys_ring_lies_on_its_line() -> None:
    strip = decay(run())
    assert strip is not None
    assert strip.frames[20][3] == {"x": [10], "y": [pytest.approx(0.0827641, abs=1e-6)]}
    assert strip.frames[0][3]["x"] == []


def test_null_stands_beside_none() -> None:
    for null in (False, True):
        strip = null_beside(run(null=null))
        assert strip.frames[6].slots[:2] == ["0.748", "0.726"]
    assert strip.frames[1].slots[-1] == "2.000 of 6"


def test_the_slip_counts_a_repeated_word_once() -> None:
    strip = repeats(run(data="twice"))
    assert strip is not None
    assert " ".join(strip.frames[2].slots) == "2.000 0.667 1.000 0.500 1.000 0.333 1.000 0.500"
    assert repeats(run()) is None and repeated(pairs(Settings())) is None
    real = Settings(data="analects", null=True)
    assert repeated(pairs(real)) == ("七", "what")
    assert [len(e) for _, e in once(pairs(real)).pairs][-1] == len(pairs(real).pairs[-1][1]) - 1


@pytest.mark.parametrize("settings", ALL, ids=lambda s: f"{s.data}-{s.null}")
def test_the_five_boxes_keep_every_word(settings: Settings) -> None:
    shown = alignment(settings)
    for k in range(min(len(shown), 12)):
        for one in slots(shown)[k].conserved:
            assert abs(one.value - one.expected) <= 1e-9 * (1 + one.expected)


def test_hard_em_is_stuck_at_once() -> None:
    shown = run(beta="inf")
    assert now(shown, 2)[0].tolist() == [0.5, 0.25, 0.25, 0]
    assert np.array_equal(now(shown, 2), now(shown, len(shown) - 1))
    assert "equally well: 6" in shown.frame(1, str).caption
    assert "Haus has no links" in shown.frame(2, str).caption
