"""The numbers behind the coin panels: surface, climb, ledger, objectives, map."""

from __future__ import annotations

import base64
import math
import re

import numpy as np
import pytest

from em_core import coin_grid
from em_core.coin_grid import EndKind
from em_figures.coins.ledger import ledger, shares
from em_figures.coins.start_map import start_map, start_regions
from em_figures.coins.surface import likelihood_surface, surface
from em_figures.loglik import climb, log_likelihood_trace
from lessons.hard_soft.objectives import scores, two_objectives
from tests.figures.html import shown, text
from tests.figures.samples import DB, FIVE, traces, two_coins


@pytest.mark.parametrize("name", ["db", "five", "db learn", "odd", "many"])
def test_the_surface_is_the_model_s_log_likelihood(name: str) -> None:
    trace = traces()[name]
    at = surface(trace)
    assert at.log_likelihood.shape == (len(at.grid), len(at.grid)) and np.isfinite(at.log_likelihood).all()
    for i, j in ((0, 0), (10, 40), (40, 10), (80, 3), (60, 60)):
        params = type(trace[0].params)(trace[0].params.weights, (at.grid[i], at.grid[j]))
        expected = trace.model.log_likelihood(trace.data, params)
        # the same sum in another order: thousands of nats in the largest sample
        assert at.log_likelihood[j, i] == pytest.approx(expected, rel=1e-10)


def test_the_surface_has_two_mirrored_peaks() -> None:
    at = surface(traces()["db"])
    z = at.log_likelihood
    assert np.allclose(z, z.T, rtol=0, atol=1e-9)  # swapping the coins swaps two terms of each sum
    j, i = np.unravel_index(z.argmax(), z.shape)
    peak = sorted((at.grid[i], at.grid[j]))
    assert peak == pytest.approx([0.519583, 0.796789], abs=0.5 / 80 + 1e-3)  # the grid's step is 1/80
    # between the grid's best point and the peak itself there is less than a step's worth of slope
    assert at.top == pytest.approx(-31.570200, abs=0.01) and at.top <= -31.5702


def test_five_of_five_has_its_top_on_the_diagonal() -> None:
    at = surface(traces()["five"])
    j, i = np.unravel_index(at.log_likelihood.argmax(), at.log_likelihood.shape)
    assert at.grid[i] == at.grid[j] == pytest.approx(0.44, abs=0.5 / 80 + 1e-9)


@pytest.mark.parametrize("name", two_coins())
def test_the_path_ends_where_the_run_is(name: str) -> None:
    trace = traces()[name]
    strip = likelihood_surface(trace)
    assert len(strip.frames) == len(trace)
    for snapshot, frame in zip(trace, strip.frames, strict=True):
        updates = [update for update in frame.values() if "upto" in update]
        assert updates
        track, n = updates[0]["upto"]
        end = [strip.tracks[track][axis][n - 1] for axis in "xy"]
        assert end == pytest.approx(snapshot.params.p_heads.tolist(), rel=1e-5)  # six digits travel


def test_the_surface_has_square_fixed_axes_and_a_click_sets_the_start() -> None:
    strip = likelihood_surface(traces()["db"], hard=traces()["db hard"], truth=(0.8, 0.45))
    layout = strip.base["layout"]
    assert layout["xaxis"]["range"] == layout["yaxis"]["range"] == [0, 1]
    assert layout["yaxis"]["scaleanchor"] == "x"
    assert strip.clicks == ("a", "b") and strip.ghost
    stars = [trace for trace in strip.base["data"] if trace.get("marker", {}).get("symbol") == "star"]
    assert [(s["x"], s["y"]) for s in stars] == [([0.8], [0.45])]
    dashes = {trace["line"]["dash"] for trace in strip.base["data"] if trace.get("line", {}).get("dash")}
    assert {"solid", "dash", "dot"} <= dashes  # the second cue beside colour


def test_learned_weights_are_said_in_the_title() -> None:
    assert "weights" in likelihood_surface(traces()["db learn"]).title
    assert "weights" not in likelihood_surface(traces()["db"]).title


@pytest.mark.parametrize("name", sorted(traces()))
def test_the_climb(name: str) -> None:
    trace = traces()[name]
    at = climb(trace)
    assert len(at.log_likelihood) == len(at.elbo) == len(trace) and at.elbo[0] is None
    for ll, elbo in zip(at.log_likelihood[1:], at.elbo[1:], strict=True):
        assert elbo is not None and elbo <= ll + 1e-6 * abs(ll)  # eight digits travel
    for k in range(1, len(trace), 2):
        assert at.log_likelihood[k] == at.log_likelihood[k - 1]  # an E-step leaves it alone


def test_the_climb_s_published_numbers() -> None:
    ll = climb(traces()["db"]).log_likelihood
    assert [ll[0], ll[2], ll[4]] == pytest.approx([-33.093863, -31.859258, -31.723116], abs=5.1e-7)


def test_the_climb_s_axes_hold_everything_and_a_click_jumps() -> None:
    soft, hard = traces()["db"], traces()["db hard"]
    for strip in (log_likelihood_trace(soft), log_likelihood_trace(soft, hard, names=("soft", "hard"))):
        axes = strip.opening["layout"]
        low, high = axes["yaxis"]["range"]
        assert all(low < y < high for update in strip.opening["data"].values() for y in update.get("y", ()))
        assert axes["xaxis"]["range"][0] < 0 and axes["xaxis"]["range"][1] > len(soft) - 1
        assert len(axes["xaxis"]["tickvals"]) <= 8
        assert strip.clicks == "jump"
        for k, frame in enumerate(strip.frames):
            assert [update["x"] for update in frame.values()] == [[k]] * len(frame)


@pytest.mark.parametrize("name", sorted(traces()))
def test_every_row_of_the_ledger_sums_to_the_real_row(name: str) -> None:
    trace = traces()[name]
    strip, coins = ledger(trace), len(trace[0].params.p_heads)
    for k, snapshot in enumerate(trace):
        root = shown(strip, k)
        rows = [[text(cell) for cell in row] for row in root.iter("tr")][1:]
        assert len([row for row in rows if len(row) == 4]) == len(trace.data)
        if snapshot.phase == "start":
            continue
        for row in rows[: len(trace.data)]:
            gammas = [float(g) for g in re.findall(r"\d\.\d{3}", row[1])]
            assert len(gammas) == coins and sum(gammas) == pytest.approx(1, abs=1e-9)  # decimal thousandths
        sums = [cell for row in rows for cell in row if "+" in cell]
        assert len(sums) == 2 * (len(trace.data) + 1) if coins > 1 else True
        for cell in sums:
            left, right = cell.split("=")
            assert sum(map(float, left.split("+"))) == pytest.approx(float(right), abs=1e-9)


def test_the_ledger_s_published_fractions() -> None:
    at = shares(traces()["five"], traces()["five"][1])
    assert at.probs[:, 0] == pytest.approx([0.7, 0.3, 0.072973, 0.7, 0.3], abs=5.1e-7)
    assert at.totals[0, 0] == pytest.approx(405 / 74, rel=1e-12)
    assert at.totals[0].sum() == pytest.approx(767 / 74, rel=1e-12)
    assert "θA = 0.5280" in text(shown(ledger(traces()["five"]), 2))


def test_a_long_ledger_scrolls_and_can_be_reached_by_keyboard() -> None:
    strip = ledger(traces()["many"], title="A & B")
    for k in range(2):
        box = next(iter(shown(strip, k)))
        assert (box.get("tabindex"), box.get("role"), box.get("aria-label")) == ("0", "region", "A & B")
    assert next(iter(shown(ledger(traces()["db"]), 1))).tag == "table"


def test_each_method_wins_on_its_own_objective() -> None:
    soft, hard = traces()["db"], traces()["db hard"]
    # the printed digits
    assert scores(hard, hard[0]).best_labels == pytest.approx(-35.086239, abs=5.1e-7)
    assert scores(hard, hard[-1]) == pytest.approx((-31.707113, -32.240585), abs=5.1e-7)
    strip = two_objectives(soft, hard)
    last = strip.frames[len(soft) - 1].slots
    assert ["higher" in sign for sign in last[1::2]] == [True, False, False, True]
    assert strip.frames[0].slots[1] == "equal"
    assert len(strip.frames) == max(len(soft), len(hard))


def test_five_of_five_objectives() -> None:
    hard = traces()["five hard"]
    assert scores(hard, hard[0]).best_labels == pytest.approx(-20.008290, abs=5.1e-7)
    assert scores(hard, hard[-1]) == pytest.approx((-17.693743, -19.743565), abs=5.1e-7)


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("data", [DB, FIVE], ids=["db", "five"])
def test_the_map_covers_the_square(data: object, hard: bool) -> None:
    grid = coin_grid(data.rounds, size=41, hard=hard)
    at = start_regions(grid)
    assert sum(region.share for region in at.regions) == pytest.approx(1, abs=1e-12)
    assert all(0 < x < 1 for region in at.regions for x in region.at)
    assert sorted(at.edges) == list(at.edges)
    for region in at.regions:
        i, j = (int(np.argmin(np.abs(grid.starts - x))) for x in region.at)
        assert grid.kind[i, j] == region.kind  # the words stand inside of what they name


def test_the_map_s_rows_are_theta_b() -> None:
    grid = coin_grid(DB.rounds, size=41, hard=True)
    cells = start_regions(grid).cells
    table = np.frombuffer(base64.b64decode(cells["bdata"]), dtype=np.uint8).reshape(41, 41)
    assert (table[5, 30] // 4, table[30, 5] // 4) == (grid.kind[30, 5], grid.kind[5, 30])
    assert (table // 4 == grid.kind.T).all() and not (grid.kind == grid.kind.T).all()


def test_the_maps_tell_the_two_stories() -> None:
    ends = start_regions(coin_grid(DB.rounds, size=41)).regions
    points = {tuple(round(x, 3) for x in r.point) for r in ends if r.point and r.share > 0.1}
    assert points == {(0.797, 0.52), (0.52, 0.797)}
    (only,) = [r for r in start_regions(coin_grid(FIVE.rounds, size=41)).regions if r.share > 0.5]
    assert only.kind == EndKind.DIAGONAL and only.point == pytest.approx((0.44, 0.44), abs=1e-6)


def test_a_click_on_the_map_starts_there() -> None:
    trace = traces()["db hard"]
    strip = start_map(coin_grid(DB.rounds, size=21, hard=True), trace, title="map")
    assert strip.clicks == ("a", "b") and len(strip.frames) == len(trace)
    assert "one coin unused" in strip.captions[0] and math.isclose(strip.opening["data"][1]["x"][0], 0.6)
    words = {annotation["text"] for annotation in strip.base["layout"]["annotations"]}
    assert words >= {"→ (0.800, 0.450)", "→ one coin unused"}
