"""Lesson 15's pictures: how large they are, the five boxes, numbers that are printed."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from em_core import Witness, WitnessParams
from em_figures import wire
from lessons.variational_em.gap import BAND, BOUND, gap_steps, rungs
from lessons.variational_em.geyser import holdings
from lessons.variational_em.hill import iterations, report_sums
from lessons.variational_em.lesson import lesson
from lessons.variational_em.runs import REPORTS, played
from lessons.variational_em.settings import Settings
from lessons.variational_em.slots import five_boxes, slots
from lessons.variational_em.tables import corners
from lessons.variational_em.updates import beta_update, share_update
from tests.figures.html import tree

LARGEST = 200_000  # bytes of a filmstrip
CHANGED: list[dict[str, Any]] = [
    {}, {"r": 1.0, "s1": 0.5, "s2": 0.5}, {"data": "ten"}, {"data": "ten", "family": "exact"},
    {"data": "ten", "r": 1.0}, {"data": "coins"}, {"data": "five"}, {"data": "geyser", "a0": "10"},
    {"data": "pages"},
]  # fmt: skip


def run(**changes: Any) -> Any:
    return played(Settings(**changes))


@pytest.mark.parametrize("changes", CHANGED, ids=str)
def test_a_filmstrip_is_small(changes: Any) -> None:
    now = run(**changes)
    for draw in lesson.all.stage:
        strip = draw(now, tr=str)
        if strip is not None:
            assert len(json.dumps(wire.full(strip), ensure_ascii=False).encode()) <= LARGEST, draw.__name__
            for markup in strip.base.get("views", {}).values():
                tree(markup)  # well formed


@pytest.mark.parametrize("family", ["exact", "product"])
def test_every_column_of_the_boxes_sums_to_the_data(family: str) -> None:
    now = run(data="ten", family=family)
    drawn = five_boxes(now)
    for k, (frame, one) in enumerate(zip(drawn.frames, slots(now), strict=True)):
        sums = frame.slots[-len(one.conserved) :]
        assert all("–" in cell for cell in sums) if k == 0 else all(cell.endswith(" ✓") for cell in sums)
        if k:
            for row in one.q.rows:
                assert round(sum(map(float, row[1:])), 9) == 1


def test_both_tables_of_the_corners_sum_to_one() -> None:
    for frame in corners(run()).frames:
        for first in (0, 8):
            cells = [float(text) for text in frame.slots[first : first + 8]]
            assert sum(cells[:4]) == pytest.approx(1, abs=2e-3)
            assert cells[4] + cells[5] == pytest.approx(1, abs=2e-3)


def test_the_arrows_of_the_table_tell_the_fall() -> None:
    shown = iterations(run(data="ten")).frames[-1].slots
    ll, bounds = shown[1::4], shown[2::4]
    assert any(cell.endswith("↓") for cell in ll) and not any(cell.endswith("↓") for cell in bounds)
    exact = iterations(run(data="ten", family="exact")).frames[-1].slots
    assert not any(cell.endswith("↓") for cell in exact)


def test_expected_heads_make_theta() -> None:
    now = run(data="ten")
    said = report_sums(now).frames[2].slots
    assert 8 * float(said[4]) + 2 * float(said[9]) == pytest.approx(float(said[10]), abs=6e-3)
    assert float(said[10]) / 20 == pytest.approx(float(said[11]), abs=1e-3)


def test_the_gap_is_never_negative() -> None:
    for changes in CHANGED:
        assert all(s.top >= s.bound - 1e-9 for s in rungs(run(**changes)) if None not in s)


def test_the_arrow_of_the_e_step_says_which_q_is_taken() -> None:
    for family, said in (("exact", "q = p(z | x, θ)"), ("product", "q = q₁ q₂")):
        views = five_boxes(run(data="ten", family=family)).base["views"].values()
        assert all(said in markup for markup in views)
        assert all(("q = p(z" in markup) == (family == "exact") for markup in views)


def test_both_updates_are_the_run_s() -> None:
    now = run(data="coins")
    for k in range(2, 20, 2):  # after q(z); of later iterations some are left out
        step = now.steps[k]
        for n, row in enumerate(share_update(now).frames[k].rows):
            assert float(row[10]) == pytest.approx(step.q_z.probs[n, 0], abs=5e-4)
        heads = now.steps[k - 1].q_z.probs[:, 0] @ now.data.heads
        assert float(beta_update(now).frames[k].slots[0]) == pytest.approx(heads, abs=5e-4)


@pytest.mark.parametrize("r", [0.9, 0.99, 1.0])
def test_the_product_from_a_start_below_one_half_is_the_mirror_image(r: float) -> None:
    """Heads and tails are names, so 0.4 must not end where 0.6 ends, as it did at r = 1."""
    low, high = run(data="ten", r=r, p=0.4).product, run(data="ten", r=r, p=0.6).product
    assert len(low) == len(high)
    for one, other in zip(low, high, strict=True):
        assert one.params.p_heads + other.params.p_heads == pytest.approx(1, abs=1e-9)
        assert one.elbo == pytest.approx(other.elbo, abs=1e-9)


@pytest.mark.parametrize("r", [0.9, 0.99, 1.0])
@pytest.mark.parametrize("p", [0.02, 0.4, 0.98])
def test_the_first_product_is_the_best_one(r: float, p: float) -> None:
    """Against every product of a fine grid, and the corners, for each report by itself."""
    step = run(data="ten", r=r, p=p).product[1]
    grid = np.linspace(0, 1, 201)
    q1, q2 = np.meshgrid(grid, grid)
    cells = np.stack([q1 * q2, q1 * (1 - q2), (1 - q1) * q2, (1 - q1) * (1 - q2)])
    table = Witness(r).log_joint(REPORTS, WitnessParams(p))
    with np.errstate(divide="ignore", invalid="ignore"):
        best = sum(
            times * np.where(cells > 0, cells * (row[:, None, None] - np.log(cells)), 0).sum(axis=0).max()
            for row, times in zip(table, REPORTS.times, strict=True)
        )
    assert step.elbo >= best - 0.02  # what 150 sweeps leave; the wrong corner is nats away


def test_no_prior_brings_two_coins_far_ahead_in_the_rounds_of_five() -> None:
    values = [0.1, 1.0, 3.0, 6.0, 10.0, 14.0, 18.0, 20.0]
    runs = [run(data="five", ta=0.7, tb=0.3, ba=a, bb=b) for a in values for b in values]
    ahead = [math.exp(one.evidence - one.alone) for one in runs]
    assert 1.0 < max(ahead) < 1.05


def test_how_it_ends_is_not_drawn_before_it_is_reached() -> None:
    """Two questions ask what comes: whether the gap closes, and how many components are left."""
    for changes, draw, moving in (({}, gap_steps, [BOUND]), ({"data": "geyser"}, holdings, range(6))):
        strip = draw(run(**changes), tr=str)
        assert strip is not None
        whole = wire.full(strip)
        for i in moving:
            still = [whole["base"]["data"][i], strip.opening.get("data", {}).get(i, {})]
            assert all(not some.get("y") for some in still), draw.__name__
            assert strip.frames[2][i]["upto"].n == 3
    seen = gap_steps(run(), tr=str).frames[2][BAND]["x"]
    assert max(seen) == 2
