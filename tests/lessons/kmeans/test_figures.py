"""Lesson 07: cells and borders, J, attempts, distances, soft beside hard, one Gaussian, the story."""

from __future__ import annotations

import base64
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from em_core import GaussianParams, Points, kmeans, single_gaussian
from em_core.gaussian_samples import draw
from em_core.protocol import Floats
from em_figures import notebook, wire
from em_figures.filmstrip import Filmstrip
from em_figures.mixtures.run import Plane
from em_figures.numbers import read
from lessons.kmeans import cells as plane
from lessons.kmeans import one_gaussian as kmeans_one
from lessons.kmeans.clusters import clusters_plane, inertia_curve
from lessons.kmeans.many import Attempt, Race, attempts_table, distances_curve, distances_table, is_best
from lessons.kmeans.record import Clusters, Pair, run
from lessons.kmeans.soft import apart, share_undecided, side_by_side, undecided
from lessons.kmeans.step_numbers import printed, step_numbers
from lessons.kmeans.story import Story, story_plane, story_table
from lessons.kmeans.words import captions, stop_sentence
from tests.figures.html import lines, shown, text, unit, value

BOX = ((-3.0, 11.0), (-4.0, 10.0))
ONE = np.ones(2)
MEANS = np.array([[0, 0.4], [3.4, 0], [2, 6.8], [8.2, 4.4]])
GOOD = np.array([[3.0, 3.0], [4.0, 3.0], [3.0, 4.0], [4.0, 4.0]])
FAR = np.array([[6.0, 7.0], [7.0, 7.0], [6.0, 8.0], [7.0, 8.0]])


@lru_cache
def points(n: int = 160) -> Plane:
    params = GaussianParams([0.25] * 4, MEANS, [0.64 * np.eye(2)] * 4)
    x = Points(draw(params, n, 2)[0])
    return Plane(x, x, ("x", "y"), BOX)


@lru_cache
def runs() -> dict[str, Clusters]:
    """By name: to the good end, with an empty cluster, in other units, one centre, a sample drawn."""
    few = points(400)
    sampled = Plane(few.points, Points(few.points.x[:50]), few.names, few.box)
    return {
        "good": run(points(), GOOD, ONE, 8.9),
        "empty": run(points(), FAR, ONE, 1.0),
        "units": run(points(), GOOD, np.array([0.5, 20.0]), 2.0),
        "one": run(points(), GOOD[:1], ONE, 1.0),
        "sampled": run(sampled, GOOD, ONE, 1.0),
        "none": run(points(), GOOD, ONE, 1.0, max_iter=0),
    }


def unpacked(value: Any) -> Floats:
    """An array as the wire packs it."""
    if not isinstance(value, dict):
        return np.array(value, dtype=float)
    return np.frombuffer(base64.b64decode(value["bdata"]), dtype=np.dtype(value["dtype"])).astype(float)


# ---- cells and borders -------------------------------------------------------------------------------

places = st.lists(
    st.tuples(st.integers(-6, 14), st.integers(-6, 12)).map(lambda p: (p[0] / 1.0, p[1] / 1.0)),
    min_size=1, max_size=6,
)  # fmt: skip


def area(corners: Floats) -> float:
    x, y = corners.T
    return float(abs(x @ np.roll(y, 1) - y @ np.roll(x, 1)) / 2) if len(corners) else 0.0


def contains(corners: Floats, p: Floats) -> bool:
    """Whether p lies in a convex polygon that goes round to the left."""
    ahead = np.roll(corners, -1, axis=0) - corners
    side = ahead[:, 0] * (p[1] - corners[:, 1]) - ahead[:, 1] * (p[0] - corners[:, 0])
    return len(corners) >= 3 and bool((side >= -1e-9).all())  # a side may be as short as rounding


@settings(max_examples=60, deadline=None)
@given(places, st.integers(0, 10**6))
def test_the_cells_share_out_the_box_by_the_nearest_centre(centres: list[Any], seed: int) -> None:
    at = np.array(centres)
    cells = [plane.cell(at, k, BOX) for k in range(len(at))]
    assert sum(map(area, cells)) == pytest.approx(14 * 14, rel=1e-9)  # they fill the box, without overlap
    random = np.random.default_rng(seed)
    for p in random.uniform([-3, -4], [11, 10], (20, 2)):
        far = np.sqrt(((at - p) ** 2).sum(axis=1))
        if np.ptp(np.sort(np.unique(far.round(9)))[:2]) > 1e-6 or len(set(centres)) == 1:
            assert contains(cells[int(far.argmin())], p)


@settings(max_examples=60, deadline=None)
@given(places)
def test_a_border_is_as_far_from_two_centres_and_no_third_is_nearer(centres: list[Any]) -> None:
    at = np.array(centres)
    for a, b in plane.borders(at, BOX):
        for share in (0.0, 0.3, 1.0):
            p = a + share * (b - a)
            far = np.sort(np.sqrt(((np.unique(at, axis=0) - p) ** 2).sum(axis=1)))
            assert far[1] - far[0] <= 1e-9 * (1 + far[0])
            assert BOX[0][0] - 1e-9 <= p[0] <= BOX[0][1] + 1e-9
            assert BOX[1][0] - 1e-9 <= p[1] <= BOX[1][1] + 1e-9


def test_two_centres_have_one_border_across_the_box_and_equal_centres_none() -> None:
    ((a, b),) = plane.borders(np.array([[0.0, 0.0], [4.0, 0.0]]), BOX)
    assert sorted([a.tolist(), b.tolist()]) == [[2, -4], [2, 10]]
    assert plane.borders(np.array([[1.0, 1.0], [1.0, 1.0]]), BOX) == []
    assert len(plane.cell(np.array([[1.0, 1.0], [1.0, 1.0]]), 1, BOX)) == 0  # the first one takes it all


def test_in_other_units_the_border_is_as_far_in_these_units() -> None:
    size = np.array([0.5, 20.0])
    line = plane.border_lines(GOOD[:2] + np.array([[0, 0], [1, 5]]), BOX, size)
    at = (GOOD[:2] + np.array([[0, 0], [1, 5]])) / size
    ends = np.column_stack([unpacked(line["x"]), unpacked(line["y"])])[:2] / size
    far = np.sqrt(((ends[:, None] - at[None]) ** 2).sum(axis=-1))
    assert far[:, 0] == pytest.approx(far[:, 1], rel=1e-5)  # they travel as 32-bit floats


# ---- the run -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["good", "empty", "units", "one"])
def test_the_run_is_lloyd_s_and_j_never_rises(name: str) -> None:
    now = runs()[name]
    end = kmeans.lloyd(now.scaled, now.trace[0].params.means)
    after_e = [v for v, s in zip(now.inertia, now.trace, strict=True) if s.phase == "E"]
    assert after_e == pytest.approx(end.inertia.tolist(), rel=1e-12)
    assert now.places[-1] / now.unit == pytest.approx(end.centers[-1], rel=1e-12, abs=1e-12)
    known = [v for v in now.inertia if v is not None]
    assert now.inertia[0] is None and all(
        b <= a * (1 + 1e-12) for a, b in zip(known, known[1:], strict=False)
    )
    assert (now.counts(len(now) - 1) == np.bincount(end.labels[-1], minlength=now.k)).all()
    assert now.changed(len(now) - 1) == 0 and now.changed(1) == 160


@pytest.mark.parametrize("name", ["good", "units", "sampled"])
def test_the_bound_of_hard_em_is_j_turned_over(name: str) -> None:
    now = runs()[name]
    n, k, v = len(now.scaled), now.k, now.variance
    for s, inertia in zip(now.trace, now.inertia, strict=True):
        if inertia is not None:
            assert s.elbo == pytest.approx(
                -n * np.log(k) - n * np.log(2 * np.pi * v) - inertia / (2 * v), rel=1e-12
            )


def test_an_empty_cluster_is_said_and_its_centre_stays() -> None:
    now = runs()["empty"]
    said = captions(now)
    assert "Cluster D is empty" in said[2] and "Cluster D is empty" in said[-1]
    assert (now.places[:, 3] == FAR[3]).all() and now.counts(len(now) - 1)[3] == 0
    assert "no point changes" in stop_sentence(now) and "Stopped at 0" in stop_sentence(runs()["none"])


@pytest.mark.parametrize("name", list(runs()))
def test_the_plane_shows_the_labels_the_centres_and_their_ways(name: str) -> None:
    now = runs()[name]
    strip = clusters_plane(now, square=True)
    k, drawn = now.k, len(now.plane.drawn)
    assert len(strip.frames) == len(now) and ("50 of 400" in strip.title) == (name == "sampled")
    for i, frame in enumerate(strip.frames):
        centres = frame[3 + 2 * k]
        assert np.column_stack([centres["x"], centres["y"]]) == pytest.approx(now.places[i], rel=1e-5)
        assert [frame[3 + k + c]["upto"].n for c in range(k)] == [i + 1] * k
        z = now.labels(i)
        if z is None:
            assert frame[0]["marker"]["symbol"] == 0
            continue
        numbers = np.array([0, 1, 2, 5, 3, 4])[z[:drawn]]  # Plotly's numbers of the shapes
        assert (unpacked(frame[0]["marker"]["symbol"]) == numbers).all()
    notebook.to_figure(strip)


@pytest.mark.parametrize("name", list(runs()))
def test_the_curve_of_j_has_the_run_s_numbers(name: str) -> None:
    now = runs()[name]
    strip = inertia_curve(now)
    y = strip.opening["data"][1]["y"]
    assert len(y) == len(now) == len(strip.frames) and y[0] is None
    assert y[1:] == pytest.approx(list(now.inertia[1:]), rel=1e-7)
    low, high = strip.opening["layout"]["yaxis"]["range"]
    assert all(low <= v <= high for v in y[1:])
    assert strip.frames[0][2]["x"] == [] and [f[2]["x"] for f in strip.frames[1:]] == [
        [i] for i in range(1, len(now))
    ]


@pytest.mark.parametrize("name", ["good", "empty", "units", "one", "sampled"])
def test_the_step_s_numbers_add_up_as_printed(name: str) -> None:
    now = runs()[name]
    strip = step_numbers(now)
    seen = 0
    for i in range(len(now)):
        root = shown(strip, i)
        for equation, line in lines(root):
            sides = [value(side) for side in line.split("=")]
            known = [v for v in sides if v is not None]
            if len(known) == 2:
                # a printed J and a printed constant, each half a unit off
                slack = 1e-9 if equation == "J" else 2 * unit(line.split("=")[-1]) + 1e-3
                assert known[0] == pytest.approx(known[1], abs=slack * max(1, abs(known[1]) * 1e-3)), line
                seen += 1
        if i:
            inertia = now.inertia[i] or 0.0
            assert float(strip.frames[i].slots[3 * now.k]) == pytest.approx(inertia, rel=5e-6)
    assert seen == 2 * (len(now) - 1)


@given(st.lists(st.floats(0, 1e12), min_size=1, max_size=6))
def test_parts_of_j_are_printed_so_that_they_add_up(parts: list[float]) -> None:
    shown_parts, total = printed(parts)
    assert read(total) == pytest.approx(sum(parts), rel=5e-6, abs=1e-290)  # six significant digits
    assert sum(map(read, shown_parts)) == pytest.approx(read(total), rel=1e-12)
    for part, printed_part in zip(parts, shown_parts, strict=True):
        assert read(printed_part) == pytest.approx(part, abs=1.01e-5 * sum(parts) + 1e-290)


# ---- many runs ---------------------------------------------------------------------------------------


def test_the_best_attempts_are_marked_and_seeds_can_be_loaded() -> None:
    tries = (Attempt(1, 195.0, 4, 0), Attempt(2, 390.0, 7, 1), Attempt(3, 195.0 * (1 + 1e-12), 5, 0))
    assert [is_best(a, tries) for a in tries] == [True, False, True]
    assert not is_best(Attempt(9, 2e-7, 1, 0), (Attempt(8, 1e-7, 1, 0),))  # small data are no tie
    strip = attempts_table(tries, 5, now=2)
    markup = strip.base["views"]["all"]
    assert [f'data-set="seed={n}"' in markup for n in (1, 2, 3)] == [True] * 3
    table = text(shown(strip, 0))
    assert "+100.0 %" in table and "empty clusters: 1" in table and "2 of 3 starts" in table
    assert strip.frames[3].slots == ["", "◀", ""]
    assert "data-set" not in attempts_table(tries, 5, now=None).base["views"]["all"]


def test_the_distances_are_those_that_were_counted() -> None:
    x, start = points(400).points, GOOD
    ends = [way(x, start) for way in (kmeans.lloyd, kmeans.hamerly, kmeans.filtering)]
    counts = tuple(tuple((e.of_points + e.of_others).tolist()) for e in ends)
    race = Race(400, None, counts, True)
    assert race.totals[0] == 400 * 4 * len(counts[0]) and max(race.totals[1:]) < race.totals[0]
    now = runs()["sampled"]
    assert len(now) == 2 * len(counts[0]) + 1  # the player's half-steps are these iterations
    curve, table = distances_curve(race, len(now)), distances_table(race, len(now))
    assert [trace["y"] for trace in curve.base["data"][:3]] == [list(c) for c in counts]
    low, high = (10**v for v in curve.base["layout"]["yaxis"]["range"])
    assert all(low <= d <= high for c in counts for d in c)
    for i in range(len(now)):
        t = (i + 1) // 2
        assert [curve.frames[i][3 + w]["y"] for w in range(3)] == [[c[t - 1]] if t else [] for c in counts]
        digits = [str(s).replace(",", "") for s in table.frames[i].slots]
        assert digits == [str(v) for c in counts for v in (c[t - 1] if t else "–", sum(c[:t]))]


# ---- soft beside hard --------------------------------------------------------------------------------


def pair(sigma: float) -> Pair:
    return Pair(run(points(), GOOD, ONE, sigma**2, soft=True), run(points(), GOOD, ONE, 8.9))


def test_as_sigma_shrinks_soft_becomes_hard() -> None:
    far = [apart(pair(sigma), 10**6).max() for sigma in (1.5, 0.5, 0.1)]
    assert far[0] > 0.2 > far[1] > far[2]
    # at the border between two groups the nearest point's shares differ from 0 and 1 by exp(-20)
    assert far[2] < 1e-6
    at = pair(0.1)
    assert undecided(at.soft, len(at.soft) - 1) == 0 and undecided(pair(1.5).soft, 21) > 20


def test_the_share_of_undecided_points_is_counted_from_the_responsibilities() -> None:
    at = pair(1.5)
    for i in (1, 5, len(at.soft) - 2):
        i -= (i + 1) % 2  # an E-step
        found = share_undecided(points().points.x, at.soft.trace[i].params.means, np.array([1.5]))[0]
        assert found == undecided(at.soft, i) / 160
    x, two = np.array([[0.0], [1.0]]), np.array([[0.0], [2.0]])
    assert share_undecided(x, two, np.array([1e-4, 1e4])) == [0.5, 1.0]  # one of them is in the middle


def test_soft_and_hard_stand_side_by_side_and_the_shorter_waits() -> None:
    at = pair(1.5)
    assert len(at) == max(len(at.soft), len(at.hard)) and len(at.soft) != len(at.hard)
    strip = side_by_side(at, 1.5)
    assert len(strip.frames) == len(at)
    last = strip.frames[-1].slots
    posterior = at.soft.trace[-1].posterior
    assert [float(last[1 + 3 * c]) for c in range(4)] == pytest.approx(posterior.probs.sum(axis=0), abs=0.005)
    assert [int(last[2 + 3 * c]) for c in range(4)] == at.hard.counts(len(at.hard) - 1).tolist()
    assert strip.frames[0].slots[:3] == ["–", "–", "–"]


# ---- one Gaussian, a line ----------------------------------------------------------------------------


def test_one_gaussian_and_a_line_are_at_their_best() -> None:
    t, y = kmeans_one.T, kmeans_one.Y
    mean, variance = single_gaussian.mle(y)
    assert (mean, variance) == pytest.approx((np.mean(y), np.var(y)), rel=1e-12)
    line = single_gaussian.least_squares(t, y)
    slope, level = np.polyfit(t, y, 1)
    assert (line.level, line.slope) == pytest.approx((level, slope), rel=1e-9)
    best = single_gaussian.log_likelihood(y - mean, variance)
    for moved in (mean - 0.01, mean + 0.01):
        assert single_gaussian.log_likelihood(y - moved, variance) < best
    for other in (variance * 0.99, variance * 1.01, np.var(y, ddof=1)):
        assert single_gaussian.log_likelihood(y - mean, other) < best
    x = np.linspace(-30, 30, 6001)  # the density of one number adds up to 1
    at = np.exp([single_gaussian.log_likelihood([v], 2.5) for v in x])
    assert at.sum() * 0.01 == pytest.approx(1, abs=1e-9)


def test_one_gaussian_refuses_what_it_cannot_do() -> None:
    with pytest.raises(ValueError, match="variance must be above 0"):
        single_gaussian.log_likelihood([1.0], 0.0)
    with pytest.raises(ValueError, match="t must vary"):
        single_gaussian.least_squares([1.0, 1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="one value for each of 3"):
        single_gaussian.least_squares([1.0, 2.0], [1.0, 2.0, 3.0])


@pytest.mark.parametrize("guess", [kmeans_one.Guess(4, 2.5, 5, 4), kmeans_one.Guess(0, 0.2, 10, 0)])
def test_both_log_likelihoods_rise_with_each_move(guess: kmeans_one.Guess) -> None:
    for at in (guess.normals, guess.lines):
        values = [kmeans_one.log_likelihood(part) for part in at]
        assert values == sorted(values) and values[0] < values[2]
    curve, line = kmeans_one.one_curve(guess), kmeans_one.one_line(guess)
    top = curve.opening["layout"]["yaxis"]["range"][1]
    for i in range(3):
        heights = [v for v in curve.frames[i][0]["y"] if v]
        product = float(np.log(kmeans_one.density(kmeans_one.Y, guess.normals[i])).sum())
        assert product == pytest.approx(kmeans_one.log_likelihood(guess.normals[i]), rel=1e-12)
        assert max(curve.frames[i][1]["y"]) <= top and all(h <= top for h in heights)
        x, y = line.frames[i][0]["x"], line.frames[i][0]["y"]
        sides = [(abs(x[j] - x[j + 1]), abs(y[j + 1] - y[j + 2])) for j in range(0, len(x), 6)]
        assert all(a == pytest.approx(b) for a, b in sides)  # they are squares
        assert sum(a * b for a, b in sides) == pytest.approx(kmeans_one.squares(guess.lines[i]))


def test_the_formulas_hold_as_printed() -> None:
    strip = kmeans_one.one_formula(kmeans_one.Guess(4, 2.5, 5, 4))
    seen = set()
    for i in range(3):
        for name, line in lines(shown(strip, i)):
            sides = line.split("=")
            known = [v for v in map(value, sides) if v is not None]
            if len(known) == 2:
                assert known[0] == pytest.approx(known[1], abs=unit(sides[-1])), line
                seen.add(name)
    assert seen == {"log_l_one", "log_l_line", "mean", "slope", "level", "variance_one", "variance_line"}


# ---- the story ---------------------------------------------------------------------------------------


def story() -> Story:
    params = GaussianParams([0.1, 0.2, 0.3, 0.4], MEANS, [0.64 * np.eye(2)] * 4)
    x, z = draw(params, 30, 1)
    return Story(params, x, z, points())


def test_points_are_drawn_from_the_mixture() -> None:
    params = GaussianParams([0.2, 0.8], [[0.0, 0.0], [50.0, 10.0]], [np.eye(2), [[4.0, 1.0], [1.0, 2.0]]])
    x, z = draw(params, 40_000, 3)
    # 40 000 draws: five standard errors of a share (0.01), of a mean (0.06) and of a variance (0.2)
    assert (z == 1).mean() == pytest.approx(0.8, abs=0.01)
    assert x[z == 1].mean(axis=0) == pytest.approx([50, 10], abs=0.06)
    assert np.cov(x[z == 1].T).ravel() == pytest.approx([4, 1, 1, 2], abs=0.2)
    few, first = draw(params, 10, 3)
    assert (few == x[:10]).all() and (first == z[:10]).all()
    with pytest.raises(ValueError, match="n must be at least 1"):
        draw(params, 0, 3)


def test_the_story_picks_then_draws_then_forgets() -> None:
    told = story()
    strip, table = story_plane(told), story_table(told)
    names = [told.frame(i, str).label for i in range(len(told))]
    assert len(told) == 62 == len(set(names)) == len(strip.frames)
    assert names[:4] == ["start", "1 z", "1 x", "2 z"]
    for i in range(1, 61):
        n, picked = told.state(i)
        frame = strip.frames[i]
        drawn = [len(frame[4 + c]["x"]) for c in range(4)]
        assert drawn == np.bincount(told.labels[:n], minlength=4).tolist() and n == i // 2
        assert (picked is None) == (i % 2 == 0) and (picked is None or picked == told.labels[n])
        assert [int(table.frames[i].slots[4 + 4 * c]) for c in range(4)] == drawn
        assert len(frame[10]["x"]) == (picked is not None)
    end = strip.frames[61]
    assert [end[c]["x"] for c in range(8)] == [[]] * 8 and len(end[8]["x"]) == 30 and end[11]["x"] == []
    assert table.frames[61].slots[4] == "?"


# ---- all of them -------------------------------------------------------------------------------------


def strips() -> list[Filmstrip]:
    good, guess, told, at = runs()["good"], kmeans_one.Guess(4, 2.5, 5, 4), story(), pair(1.0)
    return [
        clusters_plane(good, square=True), inertia_curve(good), step_numbers(good), side_by_side(at, 1.0),
        kmeans_one.one_curve(guess), kmeans_one.one_line(guess), kmeans_one.one_formula(guess),
        story_plane(told), story_table(told),
    ]  # fmt: skip


@pytest.mark.parametrize("strip", strips(), ids=lambda strip: strip.title)
def test_every_frame_has_a_sentence_of_its_own_and_finite_numbers(strip: Filmstrip) -> None:
    said = list(strip.captions)
    assert all(said) and len(set(said)) >= len(said) - 1  # the last M-step may repeat the one before
    text_of = str(wire.full(replace(strip, base={"views": {}} if strip.kind == "html" else strip.base)))
    assert "inf" not in text_of.replace("info", "") and "nan" not in text_of
