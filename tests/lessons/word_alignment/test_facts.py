"""Lesson 12: the quoted numbers against fractions, loops over links and over all alignments."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from em_core import datasets
from lessons.word_alignment.data import TWICE
from lessons.word_alignment.road import road
from lessons.word_alignment.runs import alignment, other_end
from lessons.word_alignment.settings import Settings
from tests.lessons.files import facts, places, source

KNOWN = facts("word_alignment")
PRINTED: dict[str, set[str]] = {}
for _name, _spec in places(source("word_alignment", "en")):
    PRINTED.setdefault(_name, set()).add(format(KNOWN[_name], _spec))

Table = dict[tuple[str, str], Any]
HAUS, BUSH, SIX = (data.sentences for data in (
    datasets.DAS_HAUS, datasets.BUSH_AND_SHARON, datasets.BUSH_LEFT_WITH_SHARON))  # fmt: skip
LINES, CUT = datasets.ANALECTS.sentences, datasets.ANALECTS_CUT.sentences

# Worked out in separate programs: exact fractions, a loop over links, and a widely used toolkit.
PUBLISHED = """
    0.896 0.993 -8.3177661667 -5.3096113732 -5.0011216461 -4.7447345756 -4.1842486433 -4.1588830834
    0.747897 0.0828 0.005216 0.000502 0.551 0.75 0.550510 0.449490 0.750000
    -43.94449155 -36.46047316 -34.84490897 -31.3742736 0.25 0.600 0.343 0.433 0.372
    0.1905 0.4576 0.6912 0.9764 0.333
    -201.49589054 -139.69993092 -136.32474282 -130.57811
    0.564 0.165 0.784 0.650 0.861"""


def split(sentences: Any, null: bool = False) -> list[tuple[list[str], list[str]]]:
    return [((["NULL"] if null else []) + f.split(), e.split()) for f, e in sentences]


def em(sentences: Any, n: int, *, null: bool = False, exact: bool = False, start: Table | None = None,
       swap: bool = False) -> tuple[Table, float]:  # fmt: skip
    """n iterations of Model 1, link by link, from all alike or ``start``; the dictionary and its height."""
    pairs = split([(e, f) for f, e in sentences] if swap else sentences, null)
    targets = {e for _, es in pairs for e in es}
    one = Fraction(1, len(targets)) if exact else 1 / len(targets)
    t: Table = start or defaultdict(lambda: one)
    for _ in range(n):
        links: Table = defaultdict(Fraction if exact else float)
        total: Any = defaultdict(Fraction if exact else float)
        for fs, es in pairs:
            for e in es:
                column = sum(t[f, e] for f in fs)
                for f in fs:
                    links[f, e] += t[f, e] / column
                    total[f] += t[f, e] / column
        t = defaultdict(int, {(f, e): count / total[f] for (f, e), count in links.items()})
    height = sum(math.log(sum(t[f, e] for f in fs) / len(fs)) for fs, es in pairs for e in es)
    return t, height


def number(name: str) -> float:
    return float(KNOWN[name])


def quoted(name: str) -> Fraction:
    return Fraction(KNOWN[f"{name}_top"], KNOWN[f"{name}_bottom"])


def test_published_numbers_are_quoted() -> None:
    printed = set.union(*PRINTED.values())
    assert set(PUBLISHED.split()) - printed == set()


def test_the_fractions_of_the_first_iterations() -> None:
    tables = [em(HAUS, n, exact=True)[0] for n in range(4)]
    for n, of_the, of_a in ((1, "1/2", "1/2"), (2, "7/11", "4/7"), (3, "29435/39357", "164/251")):
        assert quoted(f"the{n}") == tables[n]["das", "the"] == Fraction(of_the)
        assert quoted(f"a{n}") == tables[n]["ein", "a"] == Fraction(of_a)
        assert tables[n]["Haus", "house"] == tables[n]["ein", "a"]
    second = tables[2]
    rows = ("das 7/11 2/11 2/11 0", "Haus 3/7 4/7 0 0", "Buch 2/11 0 7/11 2/11", "ein 0 0 3/7 4/7")
    for f, _, row in (line.partition(" ") for line in rows):
        assert [second[f, e] for e in ("the", "house", "book", "a")] == [Fraction(p) for p in row.split()]
    assert quoted("haus2") == Fraction(4, 7) and quoted("haus2_the") == Fraction(3, 7)
    first = tables[1]
    assert quoted("share") == first["das", "the"] / (first["das", "the"] + first["Buch", "the"])
    assert quoted("rest") == 1 - quoted("share")
    assert quoted("house") == first["Haus", "house"] / (first["das", "house"] + first["Haus", "house"])
    assert quoted("links") == Fraction(1, 2) + quoted("share") and quoted("minor") == 1 - quoted("house")
    assert quoted("all") == quoted("links") + 2 * quoted("minor")
    assert quoted("links") / quoted("all") == quoted("the2")


def test_the_climb_of_das_haus() -> None:
    for n in (0, 1, 2, 3, 10):
        assert em(HAUS, n)[1] == pytest.approx(number(f"ll{n}"), abs=1e-12)
    assert number("ll_limit") == -6 * math.log(2)
    for n in (3, 5, 10):
        assert em(HAUS, n)[0]["das", "the"] == pytest.approx(number(f"the{n}"), abs=1e-12)


def test_a_column_of_q_is_the_sum_over_all_alignments() -> None:
    """Given the dictionary the target words are independent: pair 1 with every alignment written out."""
    t = em(HAUS, 2)[0]
    fs, es = split(HAUS)[0]
    weights = {a: math.prod(t[fs[i], e] for i, e in zip(a, es, strict=True)) / 4
               for a in itertools.product((0, 1), repeat=2)}  # fmt: skip
    for j, e in enumerate(es):
        share = sum(w for a, w in weights.items() if a[j] == 0) / sum(weights.values())
        assert share == pytest.approx(t["das", e] / (t["das", e] + t["Haus", e]), abs=1e-12)
    both = math.prod((t["das", e] + t["Haus", e]) / 2 for e in es)
    assert sum(weights.values()) == pytest.approx(both, abs=1e-12)


def test_the_wrong_entry_falls_like_one_over_twice_the_iterations() -> None:
    for n in (10, 20, 100, 1000):
        assert em(HAUS, n)[0]["Haus", "the"] == pytest.approx(number(f"wrong{n}"), rel=1e-9)
    for n in (100, 1000):
        assert number(f"inverse{n}") == pytest.approx(1 / number(f"wrong{n}"))
        assert number(f"inverse{n}") == pytest.approx(2 * n, rel=0.05)
    for n in (10, 20):
        assert em(HAUS, n, null=True)[0]["Haus", "the"] == pytest.approx(number(f"wrong_null{n}"), rel=1e-9)
    assert em(HAUS, 100, null=True)[0]["Haus", "the"] < 1e-9
    x = 0.01  # what the prose derives: near the end x becomes x / (1 + 2 x)
    assert (x / (1 + x)) / (x / (1 + x) + 1) == pytest.approx(x / (1 + 2 * x))


@pytest.mark.parametrize(("name", "p", "end"), [("six", 0.6, 0.550510), ("nine", 0.9, 0.75)])
def test_one_pair_ends_where_the_start_leads_it(name: str, p: float, end: float) -> None:
    start = {("ein", "a"): p, ("ein", "book"): 1 - p, ("Buch", "a"): 0.5, ("Buch", "book"): 0.5}
    t, height = em(HAUS[2:], 2000, start=start)
    assert t["ein", "a"] == pytest.approx(number(f"{name}_a"), abs=1e-7) == pytest.approx(end, abs=5e-7)
    assert t["ein", "book"] == pytest.approx(number(f"{name}_book"), abs=1e-7)
    assert t["ein", "a"] + t["Buch", "a"] == pytest.approx(1, abs=1e-7)  # "Buch takes what is left"
    assert height == pytest.approx(number("ll_one"), abs=1e-9) == pytest.approx(-2 * math.log(2), abs=1e-9)
    assert em(HAUS[2:], 1)[0]["ein", "a"] == 0.5  # "from all alike nothing moves"


def test_repeated_words() -> None:
    t = em(TWICE, 1, exact=True)[0]
    assert quoted("twice") == t["x", "a"] == Fraction(2, 3)
    assert quoted("single") == t["x", "b"] == Fraction(1, 3)
    assert quoted("slip") == Fraction(1, 2)
    assert quoted("what") == em(LINES, 1, null=True, exact=True)[0]["七", "what"] == Fraction(1, 7)
    once = [(f, " ".join(dict.fromkeys(e.split()))) for f, e in LINES]
    assert quoted("what_slip") == em(once, 1, null=True, exact=True)[0]["七", "what"] == Fraction(1, 13)


def test_bush_and_sharon() -> None:
    for n in (0, 1, 2):
        assert em(BUSH, n)[1] == pytest.approx(number(f"bush_ll{n}"), abs=1e-9)
    t, height = em(BUSH, 1000)
    assert height == pytest.approx(number("bush_ll"), abs=1e-7)
    for f in ("与", "举行", "会谈"):
        for e in ("held", "a", "meeting", "with"):
            assert t[f, e] == pytest.approx(0.25, abs=1e-6) == pytest.approx(number("with_quarter"), abs=1e-6)
    assert [t["了", e] for e in ("Bush", "Sharon")] == pytest.approx([number("le_bush"), number("le_sharon")])
    for n in (1, 5, 10, 100):
        assert em(SIX, n)[0]["与", "with"] == pytest.approx(number(f"with{n}"), abs=1e-9)
    last = em(SIX, 1000)[0]
    assert last["举行", "held"] == last["会谈", "meeting"] == pytest.approx(number("held_third"), abs=1e-6)
    assert last["与", "with"] > 0.99  # "in the limit 1"


def test_null_takes_its_part() -> None:
    for n in (1, 7, 50):
        t = em(BUSH, n, null=True)[0]
        words = {e for f, e in t if f == "NULL"}
        assert [t["NULL", e] for e in words] == pytest.approx([t["了", e] for e in words], abs=1e-12)
    t = em(BUSH, 1000, null=True)[0]
    assert t["了", "Bush"] == pytest.approx(number("null_bush"), abs=1e-6)
    assert t["NULL", "Sharon"] == pytest.approx(number("null_sharon"), abs=1e-6)
    three = em(HAUS, 3, null=True)[0]["das", "the"]
    assert three == pytest.approx(number("the3_null"), abs=1e-12) and three < number("the3")
    end = em(HAUS, 300, null=True)[0]
    assert end["NULL", "the"] == end["NULL", "book"] == pytest.approx(number("null_the"), abs=1e-9)
    assert number("tokens") == sum(len(e.split()) for _, e in HAUS)


def test_the_other_direction() -> None:
    t = em(BUSH, 100, swap=True)[0]
    assert t["Bush", "布什"] == pytest.approx(number("swap_bush"), abs=1e-9)
    assert t["Bush", "了"] == pytest.approx(number("swap_le"), abs=1e-9)
    assert t["met", "了"] == pytest.approx(number("swap_met_le"), abs=1e-9)
    assert em(BUSH, 100)[0]["布什", "Bush"] == pytest.approx(number("straight_bush"), abs=1e-9)


def test_hard_em_by_hand() -> None:
    """All four words across from das are its own: the twice, house and book once; ein has a and book."""
    assert (number("hard_the"), number("hard_house")) == (2 / 4, 1 / 4)
    across = defaultdict(lambda: 0.25)  # Haus and Buch keep their rows
    across.update({("das", "the"): 0.5, ("ein", "a"): 0.5, ("ein", "book"): 0.5})
    height = sum(math.log(sum(across[f, e] for f in fs) / 2) for fs, es in split(HAUS) for e in es)
    assert height == pytest.approx(number("hard_ll"), abs=1e-12)
    for fs, es in split(HAUS):
        assert all(across[fs[0], e] >= across[fs[1], e] for e in es)  # and there it stays


def test_the_analects() -> None:
    for n in (0, 1, 2):
        assert em(LINES, n)[1] == pytest.approx(number(f"an_ll{n}"), abs=1e-9)
    for where, n in (("", 100), ("_limit", 1000)):
        t, height = em(LINES, n)
        for name, cell in (("shi_at", "十 at"), ("shi_my", "十 my"), ("shi_i", "十 i"), ("wu_i", "五 i")):
            f, e = cell.split()
            assert t[f, e] == pytest.approx(number(name + where), abs=1e-9), name
        words = {e for f, e in t if f == "十"}
        assert [t["十", e] for e in words] == pytest.approx([t["而", e] for e in words], abs=1e-12)
        for e in ("thirty", "stood", "firm"):
            assert t["三", e] == pytest.approx(t["立", e], abs=1e-12)
            assert where or t["三", e] == pytest.approx(number("san"), abs=1e-9)
        cut, null = em(CUT, n)[0], em(CUT, n, null=True)[0]
        found = [cut["五", "fif"], cut["五", "i"], null["五", "fif"]]
        assert found == pytest.approx([number(name + where) for name in ("wu_fif", "wu_cut_i", "wu_null")])
    assert height == pytest.approx(number("an_ll"), abs=1e-6)
    limits = [round(number(f"{name}_limit"), 3) for name in ("shi_at", "shi_my", "shi_i")]
    assert limits == pytest.approx([0.564, 0.208, 0.165], abs=1e-3)


def test_the_road_is_never_below_its_chord_and_level_at_the_end() -> None:
    for settings in (Settings(), Settings(data="one", start="hand", p=0.9), Settings(data="bush", other=3)):
        run, there = alignment(settings), other_end(settings)
        for k in (0, 3, len(run) - 1):
            heights = road(run, k, there).heights
            chord = np.linspace(heights[0], heights[-1], len(heights))
            assert (heights >= chord - 1e-9).all()
        # all ends are on one height, as far as a hundred iterations lead
        assert np.ptp(road(run, len(run) - 1, there).heights) < 1e-3
    run = alignment(Settings(data="one", start="hand", p=0.9))
    assert road(run, len(run) - 1, other_end(run.settings)).apart > 0.1  # and two dictionaries
