"""Lesson 18: the quoted numbers against what was worked out elsewhere, and where its links lead."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest

from em_figures import wire
from lessons.concepts.bayes import parts
from lessons.concepts.boxes import ROW_OF, run_boxes
from lessons.concepts.boxes import slots as row_slots
from lessons.concepts.deal import ORDERS, deal_cards, six
from lessons.concepts.hands import PATHS as MODEL_PATHS
from lessons.concepts.hands import link, models
from lessons.concepts.labels import ALL, ends, label_ends, labelled, slots
from lessons.concepts.lesson import lesson
from lessons.concepts.runs import run
from lessons.concepts.settings import Settings
from lessons.concepts.sorting import EITHER
from lessons.concepts.sorts import FIRST, em_cards, name_cards, part_cards, side_cards, there_cards
from lessons.concepts.sources import source_cards
from lessons.concepts.timeline import COUNT, entries, timeline
from lessons.concepts.timeline import PATHS as YEAR_PATHS
from lessons.concepts.ways import both, people
from tests.lessons.files import facts, source
from tests.lessons.test_pairs import PATHS, misread

# From another program, each as exactly as it is printed.
PUBLISHED = {
    "end5_a": ".80", "end5_b": ".45", "end2_a": ".804740", "end2_b": ".507921", "end1_a": ".799078",
    "end1_b": ".508766", "end0_a": ".796789", "end0_b": ".519583", "stuck": ".66", "first_a": ".7",
    "first_b": ".6", "parted_a": ".799078", "parted_b": ".508766", "likelihood_a": ".004031",
    "likelihood_b": ".000977", "joint_a": ".002016", "joint_b": ".000488", "posterior_a": ".804986",
    "posterior_b": ".195014", "intercept": "-53.322174", "slope": ".801800", "implied_slope": ".824288",
    "implied_intercept": "-54.894540", "given_alone": "-323.573760", "right": ".849036",
}  # fmt: skip
KNOWN = facts("concepts")


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_number_is_computed(name: str) -> None:
    digits = len(PUBLISHED[name].partition(".")[2])
    assert KNOWN[name] == pytest.approx(float(PUBLISHED[name]), abs=0.51 * 10.0**-digits)


def test_every_published_number_is_told() -> None:
    for lang in ("en", "zh"):
        assert set(PUBLISHED) - set(re.findall(r"\{\{([a-z0-9_]+)", source("concepts", lang))) == set()


def test_the_ends_under_the_pointer_are_those_of_the_text() -> None:
    found = ends(Settings(task="labels"))
    for n in (0, 1, 2, 5):
        assert found[n] == pytest.approx((KNOWN[f"end{n}_a"], KNOWN[f"end{n}_b"]), abs=1e-7)


@pytest.mark.parametrize("draw", next(scene for scene in lesson.scenes if scene.id == "alike").stage)
def test_what_one_label_does_is_not_seen_before_it_is_answered(draw: Any) -> None:
    scene = next(scene for scene in lesson.scenes if scene.id == "alike")
    example = lesson.example(scene)
    for settings, seen in ((example, False), (example.with_(**scene.settled_by), True)):
        strip = draw(run(settings))
        said = json.dumps(wire.full(strip))
        assert (f"{KNOWN['parted_a']:.3f}"[1:] in said) == seen


@pytest.mark.parametrize(("a", "b"), [(0.01, 0.99), (0.99, 0.01)])
def test_no_start_lies_outside_the_picture(a: float, b: float) -> None:
    strip = label_ends(run(Settings(task="labels", labels=0, a=a, b=b)))
    assert strip is not None
    low, high = strip.base["layout"]["yaxis"]["range"]
    shown = [y for frame in strip.frames for at in frame.values() for y in at["y"]]
    assert low < min(shown) and max(shown) < high and {a, b} <= set(shown)


def test_both_coins_are_stuck_at_the_same_place() -> None:
    stuck = run(Settings(task="labels", labels=0, a=0.6, b=0.6)).trace[-1]  # type: ignore[union-attr]
    assert stuck.params.p_heads.tolist() == [0.66, 0.66]


def test_what_a_model_was_made_for_it_does_best() -> None:
    assert KNOWN["given_joint"] < KNOWN["given_alone"]


def test_bayes_written_out() -> None:
    p = parts(0.3)
    a, b = 0.3 * 0.6**9 * 0.4, 0.7 * 0.5**10
    assert p.posterior == pytest.approx([a / (a + b), b / (a + b)], rel=1e-12)
    assert p.total == pytest.approx(a + b, rel=1e-12)


@pytest.mark.parametrize("n", range(6))
def test_a_label_settles_its_row_and_the_sums_stay(n: int) -> None:
    known = run(Settings(task="labels", labels=n))
    noted = labelled(n).labels
    assert noted is not None and sorted(noted.tolist()).count(-1) == 5 - n
    q = known.trace[1].posterior.probs  # type: ignore[union-attr]
    for i, z in enumerate(noted.tolist()):
        assert z < 0 or (z == ALL[i] and q[i, z] == 1)
    for box in slots(known):  # type: ignore[arg-type]
        assert all(math.isclose(one.value, one.expected, rel_tol=1e-9) for one in box.conserved)


def test_a_hand_has_one_card_of_each_kind_and_every_answer_its_place() -> None:
    ten = models(str)
    for i, model in enumerate(ten):
        cards = six(model, ten[(i + 3) % 10], str)
        assert [kind for _, kind in cards] == ["x", "z", "theta", "q", "counts", "other"]
        assert [card.place for card, _ in cards] == [0, 1, 2, 3, 3, 3]
        assert len({card.says for card, _ in cards}) == 6
    assert all(sorted(order) == list(range(6)) for order in ORDERS)


@pytest.mark.parametrize("task", FIRST)
def test_what_is_sorted_has_a_place_for_every_card_and_a_card_for_every_place(task: str) -> None:
    count, make = FIRST[task]
    sort = make(str)
    assert len(sort.cards) == count
    assert {card.place for card in sort.cards} - {EITHER} == set(range(len(sort.places)))


@pytest.mark.parametrize("path", sorted({*MODEL_PATHS, *YEAR_PATHS}))
def test_links_on_the_stage_lead_to_scenes(path: str) -> None:
    for lang in ("en", "zh"):
        to = link(path, {"lang=en": f"lang={lang}"}.__getitem__)
        assert to.startswith(f"/{path.partition('/')[0]}?lang={lang}")
        assert path.partition("/")[0] in PATHS and misread(to) == []


def test_years_go_on() -> None:
    years = [int(e.year[:4]) for e in entries(str)]
    assert years == sorted(years) and len(years) == COUNT


def test_the_same_seed_draws_the_same_people() -> None:
    heights, sexes = people(Settings(task="ways", seed=3))
    assert (heights, sexes) == people(Settings(task="ways", seed=3))
    assert heights != people(Settings(task="ways", seed=4))[0]
    assert len(heights) == 12 and set(sexes) == {0, 1} and both().right > 0.8


@pytest.mark.parametrize("task", ["deal", *FIRST])
def test_what_opens_by_a_choice_names_choices_that_there_are(task: str) -> None:
    made = run(Settings(task=task))
    draw = {"deal": deal_cards, "there": there_cards, "sides": side_cards, "parts": part_cards,
            "name": name_cards, "not": em_cards, "sources": source_cards}[task]  # fmt: skip
    markup = draw(made).base["views"]["cards"]
    choices = set(re.findall(r'name="([\w-]+)" value="(\d+)"', markup))
    for condition in re.findall(r'data-if="([^"]+)"', markup):
        for one in condition.split():
            name, values = one.split("=")
            assert {(name, value) for value in values.split("|")} <= choices
    cards = re.findall(r'class="em-card" data-if="([\w-]+=\d+)"', markup)
    assert len(cards) == len(set(cards)) == markup.count('class="em-card"')


def test_a_small_stage_shows_four_entries_with_the_one_that_is_told() -> None:
    strip = timeline(run(Settings(task="time")))
    for k, frame in enumerate(strip.frames):
        marks, near = frame.slots[:COUNT], frame.slots[COUNT:]
        assert sum(map(bool, near)) == 4 and (not k or near[marks.index("◆")])


@pytest.mark.parametrize("model", ROW_OF)
def test_a_row_s_boxes_are_full_and_their_sums_are_the_data_s(model: str) -> None:
    found = list(row_slots(run_boxes(Settings(task="row", model=model))))
    assert all("–" in row for table in (found[0].q, found[0].counts) for row in table.rows)
    for now in found[1:]:
        assert len(now.conserved) == len(now.counts.head) - 1
        assert all(math.isclose(one.value, one.expected, rel_tol=1e-9) for one in now.conserved)
        for row in now.q.rows:
            assert sum(map(float, row[1:])) == pytest.approx(1, abs=1e-9)
    assert found[1].theta == found[0].theta != found[2].theta and found[1].counts != found[0].counts
    name = models(str)[ROW_OF[model]].name
    assert {"mixture": "Gaussian mixture", "alignment": "word alignment", "witness": "the witness"}.get(
        model, model
    ) == name
    assert f"model={model}" in deal_cards(run(Settings())).base["views"]["cards"]  # type: ignore[arg-type]
