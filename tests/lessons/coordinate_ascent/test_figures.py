"""Lesson 06's panels: two knobs, four climbers on one hill, the linkage race."""

from __future__ import annotations

import base64
import json
import math
from functools import cache
from typing import Any

import numpy as np
import pytest

from em_core import CoinMixture, CoinParams, Recipe, Rounds, bound, coin_grid, datasets, given, hold, soft
from em_core.coin_grid import EndKind
from em_core.models.linkage import RAO
from em_figures import notebook, wire
from em_figures.coins.start_map import HUES, LOWER, start_regions
from em_figures.filmstrip import Filmstrip
from em_figures.trace import record
from lessons.coordinate_ascent import (
    climbs_map,
    climbs_paths,
    knobs,
    linkage,
    marks,
)
from lessons.coordinate_ascent import (
    climbs_numbers as climbs_text,
)
from lessons.coordinate_ascent import (
    knobs_numbers as knobs_text,
)
from lessons.coordinate_ascent import (
    linkage_numbers as linkage_text,
)
from lessons.coordinate_ascent.climbs import (
    EM,
    GRADIENT,
    LBFGS,
    NEWTON,
    SIGNS,
    Climbs,
    climbs,
    point_name,
    short_name,
)
from lessons.coordinate_ascent.facts import facts as coordinate_ascent
from tests.figures.html import lines, shown, text, unit, value

DB = datasets.DO_BATZOGLOU.rounds
EXAMPLE = Rounds(DB.heads, DB.flips, [1, 0, 0, 1, -1])
MODEL = CoinMixture(learn_weights=False)
TWO_PEAKS = Rounds([5, 9, 8, 1, 5], 10)


def turned(q: float = 0.5, a: float = 0.3, b: float = 0.45, *, theta_first: bool = False) -> knobs.Turns:
    e_step = given(knobs.chosen(EXAMPLE, q)) if theta_first else soft()
    trace = record(MODEL, EXAMPLE, CoinParams((0.5, 0.5), (a, b)), Recipe(e_step, hold(1)))
    return knobs.turns(trace, q, theta_first=theta_first)


@cache
def climbed(heads: tuple[int, ...], flips: int, a: float, b: float, step: float = 0.01) -> Climbs:
    return climbs(record(MODEL, Rounds(heads, flips), CoinParams((0.5, 0.5), (a, b))), step)


def db(a: float = 0.6, b: float = 0.5, step: float = 0.01) -> Climbs:
    return climbed(tuple(DB.heads.tolist()), 10, a, b, step)


def rows(strip: Filmstrip, k: int) -> list[list[str]]:
    return [[text(cell).strip() for cell in row] for row in shown(strip, k).iter("tr")]


# ---- two knobs ----


@pytest.mark.parametrize("theta_first", [False, True])
@pytest.mark.parametrize(("q", "a", "b"), [(0.5, 0.3, 0.45), (0.0, 0.81, 0.45), (1.0, 0.001, 0.9)])
def test_every_turn_raises_f_and_moves_one_knob(q: float, a: float, b: float, theta_first: bool) -> None:
    run = turned(q, a, b, theta_first=theta_first)
    assert (run.q[0], run.theta[0], run.phases[0]) == (q, a, "start")
    assert run.phases[1] == ("M" if theta_first else "E")
    for k in range(1, len(run.q)):
        assert run.phases[k] != run.phases[k - 1]
        assert run.f[k] >= run.f[k - 1] - 1e-9  # sums of some 30 logarithms
        held, moved = (run.theta, run.q) if run.phases[k] == "E" else (run.q, run.theta)
        assert held[k] == held[k - 1]
        if run.phases[k] == "E":
            assert moved[k] == pytest.approx(knobs.best_q(run.sums, run.theta[k], b), rel=1e-9)
            assert run.f[k] == pytest.approx(run.log_likelihood[k], rel=1e-12)
        else:
            assert moved[k] == pytest.approx(knobs.best_theta(run.sums, run.q[k]), rel=1e-12)
    # both rules of the best place hold at once where they cross
    assert run.theta[-1] == pytest.approx(knobs.best_theta(run.sums, run.q[-1]), abs=1e-5)
    assert run.f[-1] == pytest.approx(run.log_likelihood[-1], abs=1e-8)


def test_the_first_turns_by_hand() -> None:
    run = turned()
    joint = [p**7 * (1 - p) ** 3 for p in (0.3, 0.45)]
    q = joint[0] / sum(joint)
    assert run.q[:4] == pytest.approx([0.5, q, q, run.q[3]], rel=1e-12)
    assert run.theta[2] == pytest.approx((17 + 7 * q) / (20 + 10 * q), rel=1e-12)
    assert [run.frame(k, str).label for k in range(4)] == ["start", "1E", "1M", "2E"]


def test_from_a_q_that_is_no_posterior_the_log_likelihood_may_fall() -> None:
    run = turned(0.0, 0.81, theta_first=True)
    assert run.f[1] > run.f[0] and run.log_likelihood[1] < run.log_likelihood[0] - 0.1
    assert run.theta[1] == pytest.approx(0.85, rel=1e-12)  # 17 of 20 heads
    assert [run.frame(k, str).label for k in range(3)] == ["start", "1M", "2E"]


def test_the_map_is_f_up_to_a_constant() -> None:
    run = turned()
    qs, thetas = (0.0, 0.2, 0.716, 1.0), (0.1, 0.45, 0.81)
    grid = knobs.objective(run.sums, 0.45, qs, thetas)
    at = [CoinParams((0.5, 0.5), (t, 0.45)) for t in thetas]
    known = [[bound.elbo(MODEL, EXAMPLE, knobs.chosen(EXAMPLE, q), params) for q in qs] for params in at]
    gaps = np.array(known) - grid
    assert gaps == pytest.approx(np.full_like(gaps, gaps[0, 0]), abs=1e-10)  # 30 terms of size 30


@pytest.mark.parametrize("near", [False, True])
def test_the_contours_are_highest_where_the_knobs_come_to_rest(near: bool) -> None:
    run = turned()
    strip = knobs.knob_map(run, near=near)
    view = knobs.window(run.sums, near=near)
    packed = strip.opening["data"][knobs.CONTOUR]["z"]
    z = np.frombuffer(base64.b64decode(packed["bdata"]), dtype="<u2").reshape(len(view.theta), len(view.q))
    j, i = np.unravel_index(z.argmax(), z.shape)
    steps = view.theta[1] - view.theta[0], view.q[1] - view.q[0]
    assert abs(view.theta[j] - run.theta[-1]) <= steps[0] and abs(view.q[i] - run.q[-1]) <= 2 * steps[1]
    low, high = strip.base["layout"]["yaxis"]["range"]
    assert all(low < y < high for y in run.theta[2:])  # after an M-step theta is in the strip
    other = knobs.knob_map(turned(b=0.6), near=near)
    assert other.opening["data"][knobs.CONTOUR]["z"] != packed and other.base == strip.base


def test_the_zigzag_grows_one_turn_at_a_time() -> None:
    run = turned()
    strip = knobs.knob_map(run)
    assert strip.clicks == ("q", "a") and len(strip.frames) == len(run.q)
    for k, frame in enumerate(strip.frames):
        assert frame[knobs.CORNERS]["upto"].n == k + 1
        pieces = [frame[at]["upto"].n for at in (knobs.E_MOVES, knobs.M_MOVES)]
        assert pieces == [3 * math.ceil(k / 2), 3 * (k // 2)]
        assert frame[knobs.RING]["x"] == pytest.approx([run.q[k]], rel=1e-5)  # six digits travel
    e, m = strip.tracks["E"], strip.tracks["M"]
    assert e["y"][0] == e["y"][1] and m["x"][0] == m["x"][1] and e["x"][2] is None
    dashes = [strip.base["data"][at]["line"]["dash"] for at in (knobs.E_MOVES, knobs.M_MOVES)]
    assert dashes[0] != dashes[1]  # the second cue beside colour


def test_f_below_the_axis_is_marked_at_its_foot_with_its_value() -> None:
    run = turned()
    strip = knobs_text.rise(run)
    low, high = strip.opening["layout"]["yaxis"]["range"]
    drawn = strip.opening["data"][knobs_text.OBJECTIVE]
    assert all(low < y < high for y in drawn["y"])
    assert min(drawn["y"]) - low > 0.15 * (high - low)  # room for its number above the axis
    deep = [k for k, f in enumerate(run.f) if f < low]
    assert deep == [0, 1]
    assert [drawn["text"][k].strip() for k in deep] == ["\u221246.5", "\u221246.0"]
    assert {drawn["marker"]["symbol"][k] for k in deep} == {"triangle-down"}
    assert all(drawn["text"][k] == "" for k in range(2, len(run.f)))
    assert drawn["y"][2:] == pytest.approx(run.f[2:], rel=1e-7)  # eight digits travel
    edge = strip.opening["data"][knobs_text.EDGE]
    assert drawn["y"][1] < edge["y"][0] < drawn["y"][2] and edge["text"][-1] == "off the scale"
    ticks = strip.opening["layout"]["yaxis"]["tickvals"]
    assert len(ticks) > 3 and all(edge["y"][0] <= tick < high for tick in ticks)  # below it no number holds
    # F rises in the picture too, and the log-likelihood is never drawn below it
    assert drawn["y"] == sorted(drawn["y"]) and drawn["y"][1] - drawn["y"][0] > 0.05 * (high - low)
    above = strip.opening["data"][knobs_text.LOG_LIKELIHOOD]["y"]
    assert all(ll >= f for ll, f in zip(above, drawn["y"], strict=True))


def test_without_anything_off_the_scale_there_is_no_strip_for_it() -> None:
    run = turned(0.7, 0.8)
    strip = knobs_text.rise(run)
    assert strip.opening["data"][knobs_text.EDGE]["x"] == [None]
    assert strip.opening["data"][knobs_text.OBJECTIVE]["y"] == pytest.approx(run.f, rel=1e-7)


def test_a_fall_of_the_log_likelihood_is_said() -> None:
    run = turned(0.0, 0.81, theta_first=True)
    rise, fall = run.f[1] - run.f[0], run.log_likelihood[0] - run.log_likelihood[1]
    assert knobs.sentence(run, 1, str).endswith(
        f"F rises by {rise:.3f}, the log-likelihood falls by {fall:.3f}."
    )
    assert not any("falls" in knobs.sentence(run, k, str) for k in range(2, len(run.q)))
    assert not any("falls" in knobs.sentence(turned(), k, str) for k in range(len(turned().q)))


@pytest.mark.parametrize("strip", [knobs.knob_map(turned()), knobs_text.rise(turned())], ids=["map", "rise"])
def test_the_legend_has_the_run_before_only_where_there_is_one(strip: Filmstrip) -> None:
    ((index, track),) = strip.ghost.items()
    ghost = strip.base["data"][index]
    assert ghost["name"] == "the run before" and not ghost["showlegend"]
    assert strip.tracks[track]["showlegend"] is True  # the player lays the track over the trace
    used = {u["upto"].track for frame in strip.frames for u in frame.values() if "upto" in u}
    assert track not in used  # where parts of a track are drawn, all of it must be numbers


def test_marks_on_the_plane_s_edge_cover_no_number() -> None:
    for near in (False, True):
        axes = knobs.knob_map(turned(0.0, 0.81), near=near).base["layout"]
        low, high = axes["xaxis"]["range"]
        # the ring's 10 px on the 286 px of a phone
        assert -low / (high - low) * 286 > 10 and (high - 1) / (high - low) * 286 > 10


@pytest.mark.parametrize("theta_first", [False, True])
@pytest.mark.parametrize(("q", "a", "b"), [(0.5, 0.3, 0.45), (0.0, 0.81, 0.45), (1.0, 0.001, 0.999)])
def test_the_knobs_formulas_follow_from_their_numbers(
    q: float, a: float, b: float, theta_first: bool
) -> None:
    run = turned(q, a, b, theta_first=theta_first)
    strip, count = knobs_text.knob_panel(run), 0
    assert max(len(str(slot)) for frame in strip.frames for slot in frame.slots) <= 18  # at a knob's end, too
    for k in range(len(run.q)):
        for name, line in lines(shown(strip, k)):
            before, printed = line.split("=")[-2:]
            expected, result = value(before), value(printed)
            if expected is None or result is None:
                continue
            if "10**" in printed.replace(" ", "").replace("(10)", "10"):
                # six digits of the mantissa, from nine of a number to the seventh
                assert math.isclose(expected, result, rel_tol=1e-5), (k, name, line)
            else:
                # half a unit of rounding in the result, and a little from the rounded inputs
                assert abs(expected - result) <= 0.6 * unit(printed), (k, name, line)
            count += 1
        assert f"q = {run.q[k]:.4f}" in text(shown(strip, k))
    assert count >= 3.5 * (len(run.q) - 1)  # E: two joints, q, F, gap; M: theta, F, gap


def test_exactly_one_round_must_be_without_a_label() -> None:
    for labels in (None, [0, 0, 1, 1, 1], [0, -1, -1, 1, 1]):
        with pytest.raises(ValueError, match="exactly one round"):
            knobs.sums(Rounds(DB.heads, DB.flips, labels))


# ---- four climbers ----


def test_every_path_ends_where_the_climb_does() -> None:
    run = db()
    strip = climbs_paths.paths(run)
    assert strip.clicks == ("a", "b") and len(strip.frames) == len(run) == len(strip.captions)
    for k in (0, 1, len(run) - 1):
        for i, climb in enumerate(run.climbs):
            at = min(k, climb.iterations)
            track, n = strip.frames[k][4 + i]["upto"]
            end = [strip.tracks[track][axis][n - 1] for axis in "xy"]
            assert n == at + 1 and end == pytest.approx(climb.path[at].tolist(), rel=1e-5)
            ring = strip.frames[k][8 + i]
            assert [ring["x"][0], ring["y"][0]] == end
    styles = [(t["line"]["dash"], t["marker"]["symbol"]) for t in strip.base["data"][4:8]]
    assert len({dash for dash, _ in styles}) == len({symbol for _, symbol in styles}) == 4


def test_a_step_out_of_the_square_is_drawn_to_its_edge() -> None:
    run = db(step=0.03)
    climb = run.climbs[GRADIENT]
    assert climb.ending == "left the box" and climb.outside is not None
    strip = climbs_paths.paths(run)
    assert "upto" in strip.frames[0][4 + GRADIENT]
    x, y = (strip.frames[1][4 + GRADIENT][axis] for axis in "xy")
    assert len(x) == climb.iterations + 2 and x[-1] == 1.0  # theta_A leaves first
    slope = (climb.outside[1] - 0.5) / (climb.outside[0] - 0.6)
    assert y[-1] == pytest.approx(0.5 + slope * 0.4, abs=1e-5)
    assert strip.frames[0][12] == {"x": [], "y": []}
    assert strip.frames[1][12] == {"x": [x[-1]], "y": [y[-1]]}  # marked where it left,
    assert strip.frames[1][8 + GRADIENT]["x"] == [None]  # and no longer where it started
    assert "gradient ascent has left the square" in strip.captions[1]
    assert "left" not in strip.captions[0]
    assert strip.opening["data"][12]["showlegend"]
    assert not climbs_paths.paths(db()).opening["data"][12]["showlegend"]
    cost = rows(climbs_text.cost(run), 0)
    assert (
        cost[-2][1 + GRADIENT] == "left the square, to (1.022, 0.696)" and cost[-1][1 + GRADIENT] == "\u2013"
    )


def test_the_heights_lie_inside_of_the_axes_or_end_there() -> None:
    run = db()
    strip = climbs_paths.heights(run)
    axes = strip.opening["layout"]
    low, high = axes["yaxis"]["range"]
    for i, climb in enumerate(run.climbs):
        assert strip.opening["data"][i]["y"] == pytest.approx(climb.values.tolist(), rel=1e-7)
        assert low < climb.values[-1] < high
    assert axes["xaxis"]["range"][0] < 0 and axes["xaxis"]["range"][1] > len(run) - 1
    assert strip.clicks == "jump"
    assert [ring["x"][0] for ring in strip.frames[3].values()] == [3, 3, 3, 3]


def test_the_costs_are_what_the_climbs_asked_for() -> None:
    run = db()
    table = {row[0]: row[1:] for row in rows(climbs_text.cost(run), 0)[1:]}
    assert table["iterations in all"] == [str(climb.iterations) for climb in run.climbs]
    assert table["E-steps"] == [str(run.climbs[EM].iterations), *["\u2013"] * 3]
    assert table["gradients"][NEWTON] == str(run.climbs[NEWTON].iterations + 1)
    assert table["matrices H"][NEWTON] == str(run.climbs[NEWTON].iterations)
    assert table["values"][LBFGS] == table["gradients"][LBFGS] == str(run.climbs[LBFGS].evaluations.values)
    reached = table["until within 10⁻⁶ of the highest peak"]
    assert reached[NEWTON] == "\u2013"
    for cell, climb in zip(reached, run.climbs, strict=True):
        if cell != "\u2013":
            assert climb.values[int(cell)] >= -31.5702012 > climb.values[int(cell) - 1]
    # the numbers that the text compares: values with gradients for L-BFGS, else one look an iteration
    until = table["evaluations until then"]
    assert [until[EM], until[GRADIENT], until[NEWTON]] == [reached[EM], reached[GRADIENT], "\u2013"]
    facts = coordinate_ascent()
    assert [int(reached[m]) for m in (EM, GRADIENT, LBFGS)] == [facts["em_n"], facts["ga_n"], facts["lb_n"]]
    assert int(until[LBFGS]) == facts["lb_calls"]
    assert table["steps that went down"] == ["0", "0", str(run.climbs[NEWTON].falls), "0"]
    assert table["what is there"] == ["peak 1", "peak 1", "saddle", "peak 1"]
    assert table["how it ended"] == ["came to rest"] * 4


def test_where_the_four_are_now() -> None:
    run = db()
    for k in (0, 4, len(run) - 1):
        table = rows(climbs_text.now(run), k)[1:]
        for m, climb in enumerate(run.climbs):
            at = min(k, climb.iterations)
            column = [row[1 + m] for row in table]
            assert column[0] == (f"{at} (ended)" if k >= climb.iterations else str(at))
            numbers = [float(cell.replace("\u2212", "-")) for cell in column[1:]]
            assert numbers == pytest.approx([*climb.path[at], climb.values[at]], abs=5.01e-5)  # four decimals


def test_level_points_have_names() -> None:
    run = climbed((5, 9, 8, 1, 5), 10, 0.7, 0.1)
    names = [point_name(q, run.points, str) for q in run.points]
    assert names[:4] == ["peak 1", "peak 1′ (mirrored)", "peak 2", "peak 2′ (mirrored)"]
    assert names[-1] == "saddle 2"
    assert [short_name(q, run.points, str) for q in run.points[:2]] == ["peak 1", "peak 1′"]
    assert {point_name(q, run.points, str) for q in run.ends if q} == {"peak 2"}  # all four stay below
    alone = [point_name(q, db().points, str) for q in db().points]
    assert alone == ["peak 1", "peak 1′ (mirrored)", "saddle", "plateau", "plateau′ (mirrored)"]


def test_a_ridge_has_marks_without_names() -> None:
    run = climbed((1, 0, 1), 1, 0.3, 0.45)
    marks = climbs_paths.paths(run).base["data"][2]
    assert len(marks["x"]) > 12 and set(marks["text"]) == {""}
    cost = rows(climbs_text.cost(run), 0)
    assert cost[-2][1 + NEWTON] == "no step: level in one direction"
    assert cost[-1][1 + EM] == "a whole ridge"


def test_the_map_of_em_names_the_peaks_and_follows_the_run() -> None:
    run = climbed((5, 9, 8, 1, 5), 10, 0.7, 0.1)
    strip = climbs_map.em_map(run, coin_grid(TWO_PEAKS, size=61))
    words = [note["text"] for note in strip.base["layout"]["annotations"]]
    assert sorted(words) == ["→ peak 1", "→ peak 1′", "→ peak 2", "→ peak 2′"]
    grid = coin_grid(TWO_PEAKS, size=61)
    heat = strip.base["data"][0]
    z = np.frombuffer(base64.b64decode(heat["z"]["bdata"]), dtype=np.uint8).reshape(61, 61)
    for note in strip.base["layout"]["annotations"]:
        j, i = (int(np.argmin(np.abs(grid.starts - note[axis]))) for axis in "xy")
        name = {short_name(q, run.points, str): q for q in run.points}[note["text"].removeprefix("→ ")]
        # the words stand inside of what they name, in a hue of its own, and on no other point's name
        hues = HUES if name.number == 1 else LOWER
        kind = EndKind.MIRROR if name.mirror else EndKind.OPTIMUM
        assert hues[kind] in heat["colorscale"][2 * int(z[i, j])][1]
        for q in run.points:
            if q.kind == "saddle":
                middle = q.at[0] + (0.135 if q.at[0] < 0.75 else -0.135)
                assert abs(note["x"] - middle) > 0.25 or abs(note["y"] - q.at[1]) > 0.08
    plain = start_regions(grid)
    assert len(plain.hues) == len(EndKind) == len(start_regions(grid, lower=True).hues) - 2
    assert len(strip.frames) == len(run) == len(strip.captions)
    for k in (0, 2, len(run) - 1):
        climb = run.climbs[EM]
        now = climb.path[min(k, climb.iterations)]
        assert [strip.frames[k][2][axis][0] for axis in "xy"] == pytest.approx(now.tolist(), abs=5.01e-6)


def test_the_map_of_newton_is_newton_from_every_start() -> None:
    run = db()
    at = climbs_map.ends_of(DB)
    assert sum(at.shares.values()) == pytest.approx(1, abs=1e-12)
    strip = climbs_map.newton_map(run)
    heat = strip.base["data"][0]
    size = len(at.grid.starts)
    z = np.frombuffer(base64.b64decode(heat["z"]["bdata"]), dtype=np.uint8).reshape(size, size)
    groups: dict[int, set[int]] = {}
    for i in range(0, size, 5):  # rows are theta_B
        for j in range(0, size, 7):
            groups.setdefault(int(z[i, j]) // 4, set()).add(int(at.which[j, i]))
    assert len(groups) > 4 and all(len(group) == 1 for group in groups.values())
    assert at.which[int(0.6 * size), int(0.5 * size)] == 2  # the saddle
    # peak 1 has theta_A > theta_B, and its start (0.8, 0.5) the hue of an optimum
    i, j = (int(np.argmin(np.abs(at.grid.starts - x))) for x in (0.5, 0.8))
    assert HUES[EndKind.OPTIMUM] in heat["colorscale"][2 * int(z[i, j])][1]
    assert at.shares[climbs_map.LEFT] > 0.05
    assert "out of the square" in strip.captions[0]
    words = {note["text"] for note in strip.base["layout"]["annotations"]}
    assert words == {"→ peak 1", "→ peak 1′", "→ saddle", "→ plateau", "→ plateau′"}
    for note in strip.base["layout"]["annotations"]:
        j, i = (int(np.argmin(np.abs(at.grid.starts - note[axis]))) for axis in "xy")
        name = short_name(run.points[at.which[j, i]], run.points, str)
        assert note["text"] == f"→ {name}"  # the words stand inside of what they name


# ---- linkage ----


def test_the_race_has_the_published_numbers() -> None:
    run = linkage.race(RAO, 0.5)
    assert run.em[:5] == pytest.approx([0.5, 0.608247, 0.624321, 0.626489, 0.626777], abs=5.01e-7)
    assert run.em[-1] == pytest.approx(0.626821498, abs=5.01e-10)
    assert run.missing == pytest.approx(0.1328, abs=5.01e-5)
    settled = [linkage_text.ratio(run, k) for k in range(5, 10)]
    assert settled == pytest.approx([run.missing] * 5, abs=1e-4)
    assert run.newton.iterations <= 5 < len(run.em) - 1
    assert linkage_text.ratio(run, 0) is None and linkage_text.ratio(run, len(run.em) - 1) is None


@pytest.mark.parametrize("start", [0.001, 0.5, 0.6268215, 0.999])
def test_both_arrive_from_everywhere_and_the_figures_say_so(start: float) -> None:
    run = linkage.race(RAO, start)
    # the last bits of a float
    assert run.em[-1] == pytest.approx(run.best, abs=1e-14)
    assert run.newton.path[-1, 0] == pytest.approx(run.best, abs=1e-12)
    strips = [linkage.curve(run), linkage.errors(run), linkage_text.iterates(run), linkage_text.steps(run)]
    for strip in strips:
        assert len(strip.frames) == len(strip.captions) == len(run)
    low, high = strips[1].base["layout"]["yaxis"]["range"]
    for line in strips[1].opening["data"].values():
        assert all(low < y < high for y in line["y"])
    assert "error is rounding" in run.stop(str)


def test_what_is_off_the_scale_is_said_and_not_drawn_on_the_edge() -> None:
    run = linkage.race(RAO, 0.01)
    strip = linkage.curve(run)
    low, _ = strip.base["layout"]["yaxis"]["range"]
    value = strip.tracks["em"]["y"][0]
    assert value < low  # the true height, which the frame cuts off
    first = strip.frames[0]
    assert first[linkage.EM_RING]["x"] == first[linkage.NEWTON_RING]["x"] == [None]
    off = first[linkage.OFF]
    assert off["x"] == [0.01] and low < off["y"][0] < low + 5
    assert off["text"][0].strip() == f"off the scale: {value:.1f}".replace("-", "\u2212")
    assert strip.frames[1][linkage.OFF]["text"][0].strip().startswith("Newton: off the scale: ")
    assert strip.frames[-1][linkage.OFF]["x"] == []
    assert strip.frames[-1][linkage.EM_RING]["x"] == pytest.approx([run.best], rel=1e-5)
    near = linkage.curve(linkage.race(RAO, 0.5))
    assert all(frame[linkage.OFF]["x"] == [] for frame in near.frames)


def test_the_table_shows_the_last_iterations() -> None:
    run = linkage.race(RAO, 0.5)
    table = rows(linkage_text.iterates(run), 2)[2:]
    assert [row[0] for row in table] == ["0", "1", "2", "", "", "", ""]
    assert table[1][1:] == ["0.608247423", "0.019", "0.1465", "0.636363636", "0.0095"]
    late = rows(linkage_text.iterates(run), 9)[2:]
    assert [row[0] for row in late] == [str(k) for k in range(3, 10)]
    assert late[-1][4:] == ["\u2013", "\u2013"]  # Newton has ended
    for row in late:
        k = int(row[0])
        assert float(row[1]) == pytest.approx(run.em[k], abs=5.01e-10)


def test_em_s_step_follows_from_the_numbers_shown() -> None:
    run = linkage.race(RAO, 0.5)
    strip, count = linkage_text.steps(run), 0
    for k in range(len(run)):
        for name, line in lines(shown(strip, k)):
            *_, before, printed = line.split("=")
            expected, result = value(before), value(printed)
            assert expected is not None and result is not None
            # half a unit of rounding in the result, and a little from the rounded inputs
            assert abs(expected - result) <= 0.6 * unit(printed), (k, name, line)
            count += 1
    assert count == 3 * len(run) - 2


ROUNDS = [(5, 9, 8, 4, 7), (5, 9, 8, 1, 5), (1, 2, 9, 8, 3)]


@pytest.mark.parametrize("heads", ROUNDS)
def test_the_level_points_names_stand_beside_them_and_cover_nothing(heads: tuple[int, ...]) -> None:
    """At the size of a phone: no name on another, on a mark, or on an axis."""
    run = climbed(heads, 10, 0.6, 0.5, 0.02)
    boxes, count = marks.covered(run, tuple(SIGNS)), len(marks.shown(run, ())[0])
    names = boxes[count:]
    assert len(names) == count > 2
    for i, box in enumerate(names):
        assert box.inside, i
        met = [j for j, other in enumerate(boxes) if j != count + i and box.meets(other)]
        assert not met, (i, met)


def test_a_peak_s_name_stands_in_the_middle_under_its_triangle() -> None:
    """To its left it stood at the climbers."""
    run = climbed((5, 9, 8, 4, 7), 10, 0.6, 0.5, 0.02)
    level = marks.marks(run, str)
    assert dict(zip(level["text"], level["textposition"], strict=True)) | {
        "peak 1": "bottom center", "peak 1\u2032": "top center"} == dict(
        zip(level["text"], level["textposition"], strict=True))  # fmt: skip


@pytest.mark.parametrize("heads", ROUNDS)
def test_a_map_s_notes_cover_no_mark(heads: tuple[int, ...]) -> None:
    run = climbed(heads, 10, 0.6, 0.5, 0.02)
    strip = climbs_map.em_map(run, coin_grid(Rounds(heads, [10] * len(heads)), size=41))
    wide, high = climbs_map.NOTE / 2, marks.LINE / 2
    for note in strip.base["layout"]["annotations"]:
        box = marks.Box(note["x"] - wide, note["x"] + wide, note["y"] - high, note["y"] + high)
        assert not [other for other in marks.covered(run, climbs_map.NAMED) if box.meets(other)], note["text"]


# ---- all of them ----


def strips() -> list[Filmstrip]:
    run, many, last = turned(), climbed((5, 9, 8, 1, 5), 10, 0.7, 0.1, 0.02), linkage.race(RAO, 0.01)
    return [
        knobs.knob_map(run),
        knobs.knob_map(run, near=True),
        knobs_text.rise(run),
        knobs_text.knob_panel(run),
        climbs_paths.paths(many),
        climbs_paths.heights(many),
        climbs_text.now(many),
        climbs_text.cost(many),
        climbs_map.em_map(many, coin_grid(TWO_PEAKS, size=21)),
        climbs_map.newton_map(many),
        linkage.curve(last),
        linkage.errors(last),
        linkage_text.iterates(last),
        linkage_text.steps(last),
    ]


@pytest.mark.parametrize("i", range(14))
def test_every_strip_travels_and_has_words(i: int) -> None:
    strip = strips()[i]
    sent: Any = json.dumps(wire.full(strip), allow_nan=False)
    assert len(sent) < 300_000
    assert all(caption and "nan" not in caption and "None" not in caption for caption in strip.captions)
    if strip.kind == "plotly":
        notebook.to_figure(strip, "dark")
    else:
        for k in range(len(strip.frames)):
            assert "None" not in text(shown(strip, k))
