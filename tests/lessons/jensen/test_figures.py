"""Lesson 04's panels: the numbers in the pictures are those of the core, and the moves come in order."""

from __future__ import annotations

import json
import math
import re
from itertools import product

import numpy as np
import pytest

from em_core import bound, jensen
from em_figures import notebook, wire
from em_figures.filmstrip import Filmstrip, Handle
from lessons.jensen import (
    bars as jensen_bars,
)
from lessons.jensen import (
    divergence,
    divergence_curves,
)
from lessons.jensen import (
    divergence_numbers as divergence_text,
)
from lessons.jensen import (
    numbers as jensen_text,
)
from lessons.jensen import record as points
from lessons.jensen.curve import (
    BAND,
    CHORD,
    CURVE,
    DOTS,
    HULL,
    MOST_NAMES,
    NOTHING,
    ON,
    STEMS,
    UNDER,
    VALUE,
    Ends,
    chord,
    sides,
    twin,
)
from lessons.jensen.curve import MEAN as AXIS
from lessons.jensen.divergence import BACKWARD, FORWARD, LOGS, MEAN, RATIOS, SHAPES
from lessons.jensen.record import AVERAGE, GAP, ON_CHORD, ON_CURVE, POINTS, Corner, Picture, mirrored, picture
from lessons.jensen.sets import DOTS as SET_DOTS
from lessons.jensen.sets import HULL as SET_HULL
from lessons.jensen.sets import INSIDE, OUTSIDE, convex_sets, crossing
from lessons.jensen.sets import MEAN as SET_MEAN
from lessons.jensen.shapes import shapes
from tests.figures.html import lines, shown, text, unit, value

TWO = picture("log", [0.5, 3.5], [0.5, 0.5])
FIVE = picture("sqrt", [0.5, 3.5, 1.5, 2.5, 1.0], [0.5, 0.5, 0.1, 1.0, 0.5])
EIGHT = picture("exp", [0.1, 4, 0.3, 3.9, 2, 2, 1, 3], [0.01, 1, 0.5, 0.3, 0.7, 0.2, 0.1, 0.6])
TOGETHER = picture("log", [2, 2], [0.7, 0.3])
NEARLY = picture("log", [4.0, 3.999999], [0.01, 1.0])
PICTURES = [TWO, FIVE, EIGHT, TOGETHER, NEARLY, picture("square", [0.1, 4], [1, 0.01]),
            picture("xlogx", [0.1, 1, 4], [0.5, 0.5, 0.5]), mirrored(TWO), mirrored(EIGHT)]  # fmt: skip
SHAPES_DRAWN = [
    divergence.divergence([0.5, 0.4, 0.1], [0.05, 0.8, 0.15]),
    divergence.divergence([0.5, 0.5], [0.5, 0.5]),
    divergence.divergence([0.3, 0.1], [0.9, 0.3]),  # equal but for rounding
    divergence.divergence([0.05, 1, 1, 1], [1, 0.05, 0.05, 0.05]),
    divergence.divergence([0.05, 1], [1, 0.05]),  # mirrored: both directions agree
]
DB = SHAPES_DRAWN[0]


def name(one: Picture) -> str:
    return f"{one.f.name} {one.at.x.size} {one.at.x[0]}"


def point_strips(one: Picture) -> list[Filmstrip]:
    return [chord(one), jensen_bars.weights(one), convex_sets(one)]


def kl_strips(d: divergence.Divergence) -> list[Filmstrip]:
    return [shapes(d)] + [
        panel(d, backward=back)
        for panel in (divergence_curves.log_curve, divergence_curves.summands)
        for back in (False, True)
    ]


STRIPS = [strip for one in PICTURES for strip in point_strips(one)]
STRIPS += [strip for d in SHAPES_DRAWN for strip in kl_strips(d)]
TEXTS = [jensen_text.inequality(one) for one in PICTURES if not one.f.name.startswith("-")]
TEXTS += [divergence_text.formula(d) for d in SHAPES_DRAWN]


@pytest.mark.parametrize("one", PICTURES, ids=name)
def test_the_gap_stands_between_the_curve_and_the_chord(one: Picture) -> None:
    frame = chord(one).frames[GAP]
    at = one.at
    # what travels has six digits
    assert frame[AXIS]["x"] == frame[ON]["x"] == frame[UNDER]["x"] == [pytest.approx(at.mean_x, rel=1e-5)]
    assert frame[ON]["y"] == [pytest.approx(float(one.f.value(np.float64(at.mean_x))), rel=1e-5, abs=1e-9)]
    assert frame[UNDER]["y"] == [pytest.approx(float(at.w @ one.f.value(at.x)), rel=1e-5, abs=1e-9)]
    assert sorted({*frame[BAND]["y"]}) == sorted({frame[ON]["y"][0], frame[UNDER]["y"][0]})
    assert min(frame[BAND]["x"]) < at.mean_x < max(frame[BAND]["x"])
    assert one.sign * (frame[ON]["y"][0] - frame[UNDER]["y"][0]) >= -1e-5 * max(1, abs(at.f_mean))


@pytest.mark.parametrize("one", PICTURES, ids=name)
def test_the_dots_are_on_the_curve_that_is_drawn(one: Picture) -> None:
    strip = chord(one)
    curve, dots = strip.base["data"][CURVE], strip.frames[0][DOTS]
    near = np.interp(dots["x"], curve["x"], curve["y"])
    # between two of the curve's 161 points the straight line is off by less than can be seen
    low, high = strip.base["layout"]["yaxis"]["range"]
    assert dots["y"] == pytest.approx(near.tolist(), abs=1e-3 * (high - low))
    sizes = dots["marker"]["size"]
    assert [int(i) for i in np.argsort(sizes, kind="stable")] == np.argsort(one.at.w, kind="stable").tolist()


def test_moves_come_one_after_the_other() -> None:
    frames = chord(FIVE).frames
    order = {AVERAGE: AXIS, ON_CURVE: ON, ON_CHORD: UNDER, GAP: VALUE}
    for k, (move, trace) in product(range(GAP + 1), order.items()):
        assert (frames[k][trace] == NOTHING) == (k < move), (k, trace)
    assert [frames[k][BAND] == NOTHING for k in range(5)] == [True] * 4 + [False]
    assert frames[POINTS][CHORD] == NOTHING and frames[POINTS][STEMS] == NOTHING
    assert len(FIVE) == len(frames) == GAP + 1


def test_the_polygon_has_every_point_in_order_and_two_points_have_a_chord() -> None:
    frame = chord(FIVE).frames[ON_CHORD]
    assert frame[HULL] == frame[CHORD]
    assert frame[CHORD]["x"] == [0.5, 1.0, 1.5, 2.5, 3.5, 0.5]
    two = chord(TWO).frames[ON_CHORD]
    assert two[HULL] == NOTHING and two[CHORD]["x"] == [0.5, 3.5, 0.5]


def test_the_twin_is_the_mirror_image() -> None:
    one, other = chord(FIVE), twin(FIVE)
    for k in range(GAP + 1):
        for trace in (CHORD, DOTS, ON, UNDER, HULL):
            ours, theirs = one.frames[k][trace], other.frames[k][trace]
            assert ours["x"] == theirs["x"]
            assert [y and -y for y in ours["y"]] == theirs["y"]
    low, high = one.base["layout"]["yaxis"]["range"]
    assert other.base["layout"]["yaxis"]["range"] == pytest.approx([-high, -low], rel=1e-5)  # six digits
    assert "cannot be negative" in one.captions[GAP] and "cannot be positive" in other.captions[GAP]


def test_names_of_close_points_stand_on_two_sides() -> None:
    ends = Ends((0, 4), (-2, 2))
    near = picture("log", [1.0, 1.1, 3.0], [1, 1, 1]).at
    free = Corner("top", "left")
    assert sides(near, ends, free) == ["top left", "bottom right", "top left"]
    apart = picture("log", [1.0, 2.0, 3.0], [1, 1, 1]).at
    assert set(sides(apart, ends, free)) == {"top left"}


def test_on_a_steep_curve_close_points_keep_their_names_apart_and_to_themselves() -> None:
    """q₂/p₂ and q₃/p₃ of the lesson's shapes: the second had no name, the first's stood at it."""
    d = divergence.divergence((0.5, 0.4, 0.1), (0.05, 0.8, 0.15))
    frame = divergence_curves.log_curve(d, backward=True).frames[BACKWARD]
    dots = frame[DOTS]
    assert dots["text"] == ["q₁/p₁", "q₂/p₂", "q₃/p₃"]
    assert dots["textposition"] == ["top left", "bottom left", "middle left"]
    assert frame[ON]["textposition"] == "top left"  # to its right the curve goes through the word


@pytest.mark.parametrize("f", jensen.FUNCTIONS)
def test_a_name_stands_where_the_curve_does_not_go(f: str) -> None:
    for one in (picture(f, [1.0, 3.0], [1, 1]), mirrored(picture(f, [1.0, 3.0], [1, 1]))):
        side = -0.2 if one.free.side == "left" else 0.2
        there = float(one.f.value(np.float64(2 + side))) - float(one.f.value(np.float64(2)))
        # on that side the curve runs away from the name's height
        assert (there < 0) == (one.free.height == "top")
        assert one.free.opposite.opposite == one.free


def test_many_points_lose_their_names_when_the_averages_get_theirs() -> None:
    assert FIVE.at.x.size > MOST_NAMES >= TWO.at.x.size
    for strip, dots in ((chord(FIVE), DOTS), (convex_sets(FIVE), SET_DOTS)):
        assert all(strip.frames[0][dots]["text"])
        assert not "".join(strip.frames[GAP][dots]["text"]).strip()
    assert chord(TWO).frames[GAP][DOTS]["text"] == ["x₁", "x₂"]


@pytest.mark.parametrize(("x", "side"), [(0.3, "right"), (2.0, "left"), (3.9, "left")])
def test_words_keep_off_the_edges(x: float, side: str) -> None:
    frame = chord(picture("log", [x, x], [1, 1])).frames[GAP]
    assert frame[ON]["textposition"] == f"top {side}"
    assert frame[UNDER]["textposition"].endswith("left" if x > 3 else "right")
    left, _ = points.X_AXIS
    assert (frame[VALUE]["x"][0] > x) == frame[VALUE]["textposition"].endswith("right") and x > left


@pytest.mark.parametrize("one", PICTURES, ids=name)
def test_one_side_of_the_curve_is_convex_and_the_other_is_left(one: Picture) -> None:
    found, strip = crossing(one), convex_sets(one)
    low, high = one.at.x.min(), one.at.x.max()
    # every point of every chord lies on the convex side (up to rounding)
    for t in np.linspace(0, 1, 11):
        for i, j in product(range(one.at.x.size), repeat=2):
            x, y = (t * row[i] + (1 - t) * row[j] for row in (one.at.x, one.at.y))
            assert one.sign * (float(one.f.value(np.float64(x))) - y) >= -1e-12 * max(1, abs(y))
    if np.ptp(one.at.x) < 1e-5:  # too close for a segment that could be seen
        assert found is None and strip.frames[GAP][OUTSIDE] == NOTHING
        return
    assert found is not None
    assert (found.x[0], found.x[-1]) == (low, high)
    assert not found.leaves[0] and not found.leaves[-1] and found.leaves.any()  # from the region into it
    changes = int(np.abs(np.diff(found.leaves.astype(int))).sum())
    assert changes == 2
    out = strip.frames[GAP][OUTSIDE]
    assert strip.frames[ON_CHORD][OUTSIDE] == strip.frames[ON_CHORD][INSIDE] == NOTHING
    ends = strip.frames[GAP][INSIDE]["x"]
    assert (out["x"][0], out["x"][1]) == (ends[1], ends[3])
    middle = np.mean(out["x"]), np.mean(out["y"])
    # six digits travel
    assert one.sign * (float(one.f.value(middle[0])) - middle[1]) > -1e-4 * max(1, abs(middle[1]))


def test_the_average_lies_in_the_hull() -> None:
    frame = convex_sets(FIVE).frames[GAP]
    x, y = frame[SET_MEAN]["x"][0], frame[SET_MEAN]["y"][0]
    hull = list(zip(frame[SET_HULL]["x"], frame[SET_HULL]["y"], strict=True))
    # clockwise along the concave curve and back: the inside is to the right of every edge
    turns = [(bx - ax) * (y - ay) - (by - ay) * (x - ax)
             for (ax, ay), (bx, by) in zip(hull, hull[1:], strict=False)]  # fmt: skip
    assert max(turns) < 0


@pytest.mark.parametrize("f", jensen.FUNCTIONS)
def test_the_regions_are_named_by_their_kind(f: str) -> None:
    one = picture(f, [0.5, 3.5], [1, 1])
    above, below = (word["text"] for word in convex_sets(one).base["layout"]["annotations"])
    assert (above, below) == (("not convex", "convex") if one.f.concave else ("convex", "not convex"))


def test_bars_are_shares_and_grips_are_heights() -> None:
    one = picture("log", [1, 2], [0.2, 0.6])
    frame = jensen_bars.weights(one).frames[0]
    assert [y for y in frame[0]["y"] if y] == [0.25, 0.25, 0.75, 0.75]
    assert frame[1]["y"] == [0.2, 0.6] and frame[2]["text"] == ["0.25", "0.75"]
    both = shapes(divergence.divergence([0.1, 0.3], [1, 1])).frames[0]
    assert [y for y in both[0]["y"] if y] == [0.25, 0.25, 0.75, 0.75]
    assert {y for y in both[1]["y"] if y} == {0.5}
    assert both[2]["y"] == [0.1, 0.3, 1, 1]


def test_handles_name_what_a_drag_sets() -> None:
    assert chord(TWO).clicks == convex_sets(TWO).clicks == (Handle("x1"), Handle("x2"))
    assert jensen_bars.weights(TWO).clicks == (Handle(1, "w1"), Handle(2, "w2"))
    handles = shapes(DB).clicks
    assert isinstance(handles, tuple) and [y for _, y in handles] == ["q1", "q2", "q3", "p1", "p2", "p3"]
    places = shapes(DB).frames[0][2]["x"]
    assert [x for x, _ in handles] == pytest.approx(places, rel=1e-5)  # where the marks are; six digits


@pytest.mark.parametrize("d", SHAPES_DRAWN)
def test_kl_is_the_gap_that_is_drawn(d: divergence.Divergence) -> None:
    for back, (one, other) in ((False, (d.q, d.p)), (True, (d.p, d.q))):
        frame = divergence_curves.log_curve(d, backward=back).frames[BACKWARD]
        assert frame[DOTS]["x"] == pytest.approx((other / one).tolist(), rel=1e-5)  # six digits
        assert frame[ON] | {"textposition": ""} == {"x": [1.0], "y": [pytest.approx(0, abs=1e-15)],
                                                    "text": ["log 1 = 0"], "textposition": ""}  # fmt: skip
        kl = bound.kl(one, other)
        assert frame[UNDER]["y"][0] == pytest.approx(-kl, rel=1e-5, abs=1e-12)
        sums = divergence_curves.summands(d, backward=back).frames[BACKWARD]
        tops = [y for x, y in zip(sums[0]["x"], sums[0]["y"], strict=True) if x is not None][1::5]
        assert math.fsum(tops) == pytest.approx(kl, abs=1e-4)  # six digits each
        assert max(y for y in sums[2]["y"] if y is not None) == pytest.approx(kl, rel=1e-5, abs=1e-12)
        assert frame[VALUE]["text"][0].strip().endswith(sums[3]["text"][0])


def test_the_other_direction_comes_last() -> None:
    there, back = (divergence_curves.log_curve(DB, backward=b).frames for b in (False, True))
    assert [frame[DOTS]["x"] != [None] for frame in there] == [k >= RATIOS for k in range(6)]
    assert [frame[ON]["x"] != [None] for frame in there] == [k >= MEAN for k in range(6)]
    assert [frame[UNDER]["x"] != [None] for frame in there] == [k >= LOGS for k in range(6)]
    assert [frame[BAND]["x"] != [None] for frame in there] == [k >= FORWARD for k in range(6)]
    assert [frame[BAND]["x"] != [None] for frame in back] == [k >= BACKWARD for k in range(6)]
    sums = [divergence_curves.summands(DB, backward=b).frames for b in (False, True)]
    assert [f[0]["x"] != [None] for f in sums[0]] == [k >= LOGS for k in range(6)]
    assert [f[2]["x"] != [None] for f in sums[0]] == [k >= FORWARD for k in range(6)]
    assert [f[2]["x"] != [None] for f in sums[1]] == [k >= BACKWARD for k in range(6)]
    assert len(DB) == BACKWARD + 1 and SHAPES == 0


def test_both_directions_share_one_axis() -> None:
    ranges = [divergence_curves.summands(DB, backward=b).opening["layout"]["yaxis"]["range"] for b in (0, 1)]
    assert ranges[0] == ranges[1]
    for back in (False, True):
        axes = divergence_curves.log_curve(DB, backward=back).opening["layout"]
        at = DB.backward if back else DB.forward
        for axis, seen in (("xaxis", [*at.x, 1]), ("yaxis", [*at.y, at.mean_f])):
            low, high = axes[axis]["range"]
            assert low < min(seen) and max(seen) < high


def test_the_default_shapes_tell_the_directions_apart() -> None:
    assert divergence.outcome(DB) == (
        "The other way round the same two shapes give another number: KL(q‖p) = 0.833, KL(p‖q) = 0.500 nats."
    )
    assert "both directions agree" in divergence.outcome(SHAPES_DRAWN[-1])
    for same in SHAPES_DRAWN[1:3]:
        assert same.equal and "q and p are equal" in divergence.outcome(same)


def test_the_sentence_says_why_there_is_no_gap() -> None:
    assert TOGETHER.together and not NEARLY.together
    assert "All points that have weight coincide" in points.caption(TOGETHER, GAP)
    assert "= 0:" not in points.caption(NEARLY, GAP)  # small, and not nothing
    assert "Equality" in text(shown(jensen_text.inequality(TOGETHER), GAP))
    assert "yours lie apart" in text(shown(jensen_text.inequality(TWO), GAP))
    assert points.caption(TWO, GAP).startswith("The gap is 0.693 − 0.280 = 0.413")
    low = picture("log", [0.5, 1.0], [1, 1])
    assert points.caption(low, GAP).startswith("The gap is −0.288 − (−0.347) = 0.059")


@pytest.mark.parametrize(("number", "said"), [
    (0.0, "0"), (-1e-16, "0"), (0.28, "0.280"), (-2, "−2.000"), (0.0004, "0.0004"), (3.14e-8, "3.1 × 10⁻⁸"),
])  # fmt: skip
def test_results_keep_their_decimals(number: float, said: str) -> None:
    assert points.say(number) == said
    assert points.given(number) == (said.rstrip("0").rstrip(".") if number in (0.28, -2) else said)


@pytest.mark.parametrize("strip", TEXTS, ids=lambda strip: strip.title)
def test_the_numbers_in_the_formulas_can_be_recomputed(strip: Filmstrip) -> None:
    seen = set()
    for k in range(len(strip.frames)):
        for equation, line in lines(shown(strip, k)):
            if equation == "curve":  # roots and exponents: below
                continue
            *_, left, right = line.split("=")
            expected, result = value(left), value(right)
            if expected is None or result is None:  # a function's sign, or a power of ten in small print
                continue
            assert expected == pytest.approx(result, abs=unit(right.strip())), line
            seen.add(equation.split()[0])
    assert {"mean"} < seen


@pytest.mark.parametrize("one", [one for one in PICTURES if one.f.name in jensen.FUNCTIONS], ids=name)
def test_the_height_of_the_curve_follows_from_the_printed_average(one: Picture) -> None:
    n, slots = one.at.x.size, jensen_text.slots(one)
    expected = float(one.f.value(np.float64(slots[3 * n + 1])))
    assert expected == pytest.approx(value(slots[3 * n + 2]), abs=1e-4)  # one unit
    assert slots[3 * n + 1] in text(shown(jensen_text.inequality(one), ON_CURVE))


@pytest.mark.parametrize("strip", STRIPS + TEXTS, ids=lambda strip: strip.title)
def test_what_travels_is_finite_and_complete(strip: Filmstrip) -> None:
    sent = wire.full(strip)
    flat = json.dumps(sent, allow_nan=False)
    assert not re.search(r"\b(nan|inf)\b|\{[a-z]", " ".join([*strip.captions, strip.title]))
    assert len(sent["frames"]) == len(strip.captions) and all(strip.captions) and flat
    if strip.kind == "plotly":
        assert len({frozenset(frame) for frame in strip.frames}) == 1  # a jump leaves nothing behind
        notebook.to_figure(strip)
        for axis in ("xaxis", "yaxis"):
            known = {**strip.base["layout"][axis], **strip.opening.get("layout", {}).get(axis, {})}
            assert known["range"][0] < known["range"][1]
    else:
        for k in range(len(strip.frames)):
            assert text(shown(strip, k)).strip()


def test_a_base_does_not_change_while_a_point_is_dragged() -> None:
    """So that a drag moves points only: see PlotlyStrip.open in strips/plotly.mjs."""
    other = picture("log", [0.7, 2.9], [0.2, 0.9])
    for one, two in zip(point_strips(TWO), point_strips(other), strict=True):
        assert wire.full(one)["base"] == wire.full(two)["base"]
    shape = divergence.divergence([0.2, 0.3, 0.9], [0.3, 0.9, 0.3])
    for one, two in zip(kl_strips(DB), kl_strips(shape), strict=True):
        assert wire.full(one)["base"] == wire.full(two)["base"]
    assert jensen_text.inequality(TWO).base == jensen_text.inequality(other).base


def test_every_word_goes_through_tr() -> None:
    def marked(english: str) -> str:
        return f"«{english}»"

    strips = [chord(FIVE, tr=marked), twin(FIVE, tr=marked), jensen_bars.weights(FIVE, tr=marked),
              convex_sets(FIVE, tr=marked), jensen_text.inequality(FIVE, tr=marked),
              shapes(DB, tr=marked), divergence_text.formula(DB, tr=marked)]  # fmt: skip
    strips += [panel(DB, backward=b, tr=marked) for b in (False, True)
               for panel in (divergence_curves.log_curve, divergence_curves.summands)]  # fmt: skip
    symbols = {"√x", "−√x", "log", "q", "p", "q log(q/p)", "p log(p/q)"}
    for strip in strips:
        assert strip.title.startswith("«") and all("«" in caption for caption in strip.captions), strip.title
        for trace in strip.base.get("data", ()):
            assert not trace["name"] or "«" in trace["name"] or trace["name"] in symbols


def test_wrong_heights_are_refused() -> None:
    with pytest.raises(ValueError, match="p must be above 0 for every outcome"):
        divergence.divergence([0.5, 0.5], [1, 0])
    with pytest.raises(ValueError, match="w of outcome 1 must be at least 0"):
        picture("log", [1, 2], [-1, 2])


def test_weights_of_nothing_count_alike_and_say_so() -> None:
    one = picture("log", [1, 2, 4], [0, 0, 0])
    assert one.alike and one.at.w == pytest.approx([1 / 3] * 3, abs=1e-15)
    captions = [points.caption(p, k) for p in (one, mirrored(one)) for k in range(GAP + 1)]
    assert all("All weights are 0" in said for said in captions)
    assert not picture("log", [1, 2], [0, 0.01]).alike
    assert "All weights" not in points.caption(picture("log", [1, 2], [0, 0.01]), GAP)


def test_one_point_with_all_the_weight_closes_the_gap() -> None:
    one = picture("log", [0.5, 3.5, 1.3], [0, 0.3, 0])
    assert one.together and one.at.gap == 0 and one.at.mean_x == 3.5
    assert "points that have weight coincide" in points.caption(one, GAP)
    # the regions do not ask for weights
    found = crossing(one)
    assert found is not None and (found.x[0], found.x[-1]) == (0.5, 3.5)
    # two points with weight, apart: a gap, whatever has none
    assert not picture("log", [0.5, 3.5, 1.3], [0.1, 0.3, 0]).together


@pytest.mark.parametrize(("share", "height"), [
    (0.125, 0.5), (0.5, 0.01), (0.5, 0.5), (0.5, 0.55), (0.5, 0.65), (0.3, 0.29), (1.0, 1.0), (0.5, 0.0),
])  # fmt: skip
def test_a_share_stands_on_its_bar_unless_the_mark_is_there(share: float, height: float) -> None:
    at = jensen_bars.above(share, height)
    text = at, at + 0.08  # a line of text is 20 px of the axis' 1.2 on 324 px
    assert at >= share and at - share <= 0.25
    mark = height - 0.03, height + 0.03  # 15 px
    assert text[1] < mark[0] or mark[1] < text[0]


@pytest.mark.parametrize(("share", "n", "said"), [
    (0.125, 5, "0.125"), (0.125, 6, "0.12"), (0.0014, 8, "< 0.01"), (0.0, 8, "0"), (0.0, 2, "0"),
])  # fmt: skip
def test_many_bars_have_short_numbers(share: float, n: int, said: str) -> None:
    assert jensen_bars.brief(share, n) == said


def test_a_name_at_the_left_edge_stays_in_the_plot() -> None:
    frame = chord(picture("log", [0.1, 3.0], [1, 1])).frames[POINTS]
    assert frame[DOTS]["textposition"] == ["bottom right", "top left"]
