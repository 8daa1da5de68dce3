"""The five boxes: what is lit and marked at a half-step, sums as printed, and what a box refuses."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from em_core import Conserved
from em_figures.filmstrip import Filmstrip
from em_figures.slot_numbers import NOTHING, column, marked, sum_text, text
from em_figures.slots import Slots, Table, five_slots
from tests.figures.html import shown, tree
from tests.figures.html import text as read

PHASES = ["start", "E", "M", "E"]
SAYS = [f"half-step {k}" for k in range(4)]


def table(*rows: str, more: int = 0) -> Table:
    return Table("What it is.", ("", "one"), tuple((name, cell) for name, cell in map(str.split, rows)), more)


X, Z = table("1 5", "2 9", "3 8", "4 4", more=1), table("1 A/B?", "2 A/B?", "3 A/B?", "4 A/B?", more=1)
THETA, Q, COUNTS = table("A 0.6", "B 0.5"), table("1 0.449", "2 0.805"), table("A 21.297", "B 11.703")
SUMS = (Conserved("heads", 33.0, 33.0),)
FRAMES = [
    Slots(X, Z, THETA, Q.empty(), COUNTS.empty(), SUMS),
    Slots(X, Z, THETA, Q, COUNTS, SUMS),
    Slots(X, Z, table("A 0.713", "B 0.5"), Q, COUNTS, SUMS),
    Slots(X, Z, table("A 0.713", "B 0.5"), table("1 0.3", "2 0.805"), table("A 20", "B 13"), SUMS),
]


def strip(frames: list[Slots] = FRAMES) -> Filmstrip:
    return five_slots(frames, PHASES[: len(frames)], SAYS[: len(frames)], m_step="θ = heads / flips")


def boxes(k: int, frames: list[Slots] = FRAMES) -> dict[str, str]:
    root = shown(strip(frames), k)
    return {node.attrib["data-box"]: read(node) for node in root.iter() if "data-box" in node.attrib}


def lit(k: int) -> set[str]:
    root = shown(strip(), k)
    found = [node for node in root.iter("div") if "data-box" in node.attrib]
    return {node.attrib["data-box"] for node in found if "em-lit" in node.attrib["class"]}


def test_five_boxes_stand_in_a_fixed_order_with_name_sentence_and_table() -> None:
    assert list(boxes(0)) == ["x", "z", "theta", "q", "counts"]
    assert all("What it is." in said for said in boxes(0).values())
    assert "… and 1 more" in boxes(0)["x"] and "more" not in boxes(0)["theta"]


def test_an_e_step_lights_q_and_counts_an_m_step_theta_and_the_words_say_so_too() -> None:
    assert [lit(k) for k in range(4)] == [set(), {"q", "counts"}, {"theta"}, {"q", "counts"}]
    for k in range(4):
        assert {name for name, said in boxes(k).items() if "new" in said} == lit(k)
    halves = {}
    for name, view in strip().base["views"].items():
        arrows = [n for n in tree(view).iter("p") if n.get("class", "").startswith("em-half")]
        halves[name] = [read(n).strip() for n in arrows if n.attrib["class"].endswith("em-lit")]
    assert halves == {"start": [], "E": ["↓ E-step: q = p(z | x, θ)"], "M": ["↑ M-step: θ = heads / flips"]}


def test_cells_that_changed_are_marked_and_no_others() -> None:
    assert [list(strip().frames[k].slots) for k in range(4)] == [
        ["0.6", "0.5", NOTHING, NOTHING, NOTHING, NOTHING, NOTHING],
        ["0.6", "0.5", "0.449 •", "0.805 •", "21.297 •", "11.703 •", "33 ✓"],
        ["0.713 ↑", "0.5", "0.449", "0.805", "21.297", "11.703", "33 ✓"],
        ["0.713", "0.5", "0.3 ↓", "0.805", "20 ↓", "13 ↑", "33 ✓"],
    ]


@pytest.mark.parametrize(("before", "now", "said"), [
    ("0.6", "0.7", "0.7 ↑"), ("0.6", "0.5", "0.5 ↓"), ("0.6", "0.6", "0.6"),
    ("\u22120.2", "\u22120.1", "\u22120.1 ↑"),
    (NOTHING, "3", "3 •"), ("3", NOTHING, NOTHING), ("2 × 10⁻⁷", "0.1", "0.1 ↑"), ("A", "B", "B •"),
])  # fmt: skip
def test_a_mark_says_which_way(before: str, now: str, said: str) -> None:
    assert marked(now, before) == said


def test_a_sum_that_is_not_the_data_s_has_no_tick() -> None:
    assert sum_text(Conserved("heads", 33.0 + 1e-12, 33.0)) == "33 ✓"
    assert sum_text(Conserved("heads", 32.9999, 33.0)) == "32.9999 ≠ 33"
    assert sum_text(Conserved("x", -4.25, -4.25)) == "\u22124.250 ✓"
    assert sum_text(Conserved("x", 3e12, 3e12)) == "3 × 10¹² ✓"


def test_where_nothing_is_conserved_the_box_says_so() -> None:
    bare = [replace(slots, conserved=()) for slots in FRAMES]
    assert "No sum is conserved here." in boxes(1, bare)["counts"]
    assert "sum = the data" in boxes(1)["counts"] and "sum = the data" not in boxes(1, bare)["counts"]


def test_a_box_has_at_most_four_rows_as_long_as_its_head() -> None:
    with pytest.raises(ValueError, match="at most 4 rows, got 5"):
        table("1 1", "2 2", "3 3", "4 4", "5 5")
    with pytest.raises(ValueError, match="row 2 must have 2 entries, got 3"):
        Table("", ("", "one"), (("A", "1"), ("B", "1", "2")))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6))
@example([0.5, 0.5, 0.5, 0.5])
@example([1 / 3, 1 / 3, 1 / 3])
@example([0.0])
def test_parts_sum_to_their_total_as_printed(values: list[float]) -> None:
    total = math.fsum(values)
    printed = [cell.replace("\u2212", "-") for cell in column(values, total)]
    if any("10" in cell and "×" in cell for cell in printed) or max(map(abs, [*values, total])) < 1e-3:
        return
    places = {len(cell.partition(".")[2]) for cell in printed}
    assert len(places) == 1, "all with as many decimals"
    unit = Decimal(1).scaleb(-places.pop())
    assert abs(sum(map(Decimal, printed)) - Decimal(total)) <= unit * Decimal("0.5001")
    assert all(abs(Decimal(a) - Decimal(b)) <= unit for a, b in zip(printed, values, strict=True))


def test_numbers_of_any_size_are_short() -> None:
    assert column([3.0, 4.0], 7.0) == ["3", "4"]
    assert column([1 / 3, 2 / 3], 1.0) == ["0.333", "0.667"]
    assert column([2e12, 1e12], 3e12) == ["2 × 10¹²", "1 × 10¹²"]
    assert column([2e-9, 1e-9], 3e-9) == ["2 × 10⁻⁹", "1 × 10⁻⁹"]
    assert text(-0.08339) == "\u22120.08339"
