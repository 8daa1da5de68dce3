"""Lesson 13's pictures: what is hatched, what stands in the formulas, what must not be seen too early."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest

from em_figures import wire
from em_figures.filmstrip import View
from em_figures.numbers import read
from lessons.map_em import runs
from lessons.map_em.eruptions import spreads
from lessons.map_em.fork import fork, merge_rule
from lessons.map_em.formulas import map_formula
from lessons.map_em.hill import beliefs, density, hill, map_surface, two_traces
from lessons.map_em.ledger import map_ledger
from lessons.map_em.lesson import lesson
from lessons.map_em.scales import over_log_odds, over_p
from lessons.map_em.settings import Settings
from lessons.map_em.slots import five_boxes, slots
from lessons.map_em.variance import variance_numbers

START = runs.coins(Settings())


def number(text: str | float) -> float:
    return read(str(text).replace("\u2212", "-"))


@pytest.mark.parametrize("scene", lesson.scenes, ids=lambda scene: scene.id)
def test_a_scene_is_at_most_200_kilobytes(scene: object) -> None:
    example = lesson.example(scene)  # type: ignore[arg-type]
    for settings in (example, example.with_(**scene.settled_by)):  # type: ignore[attr-defined]
        run = scene.run(settings)  # type: ignore[attr-defined]
        drawn = [draw(run) for draw in scene.stage]  # type: ignore[attr-defined]
        size = [len(json.dumps(wire.full(strip), ensure_ascii=False).encode()) for strip in drawn if strip]
        assert size and sum(size) < 200_000


def test_the_ledgers_last_rows_are_sums_of_the_rows_above() -> None:
    strip = map_ledger(START)
    assert strip is not None
    for view in strip.base["views"].values():
        assert view.count('class="em-invented"') == 2
    for k in (1, 2, 9):
        slots = [number(text) for text in strip.frames[k].slots]
        top, rounds, sums = slots[:4], np.reshape(slots[4:34], (5, 3, 2)), np.reshape(slots[34:38], (2, 2))
        assert top == [2, 2, 2, 2]
        # heads of A and B, tails of A and B; each part is rounded in its third digit
        assert sums == pytest.approx(rounds[:, 1:, :].sum(axis=0) + 2, abs=5e-3)
        if k % 2 == 0:
            assert slots[38:] == pytest.approx(sums[0] / sums.sum(axis=0), abs=1e-3)


def test_the_formula_of_the_m_step_gives_what_it_says() -> None:
    for settings in (Settings(), Settings(kind="different", qa=5, qb=1.5), Settings(scale="logit")):
        strip = map_formula(runs.coins(settings))
        assert strip is not None
        for c in (0, 1):
            h, more, n, all_more, theta = map(number, strip.frames[2].slots[5 * c : 5 * c + 5])
            assert (h + more) / (n + all_more) == pytest.approx(theta, abs=1e-4)


def test_the_five_boxes_hatch_what_is_invented_and_count_it() -> None:
    strip = five_boxes(START)
    assert strip is not None
    for view in strip.base["views"].values():
        assert view.count("em-invented") == 2
    for at in slots(START):
        heads, flips = at.conserved
        assert (heads.expected, flips.expected) == (33 + 4, 50 + 8)
        assert (heads.value, flips.value) == pytest.approx((37, 58))
    last = slots(START)[-1]
    assert [row[0] for row in last.counts.rows] == ["A", "B", "A invented", "B invented"]
    assert sum(number(row[1]) for row in last.counts.rows) == pytest.approx(37)


def test_the_hill_is_highest_where_the_run_ends() -> None:
    grid = np.linspace(0, 1, 81)
    values = hill(START)
    b, a = np.unravel_index(values.argmax(), values.shape)
    end = START.trace[-1].params.p_heads
    assert sorted([grid[a], grid[b]]) == pytest.approx(sorted(end), abs=0.0125)


def test_densities_have_area_one_and_thetas_stand_on_them() -> None:
    grid = (np.arange(161) + 0.5) / 161
    for counts in ((2, 2), (0, 0), (19, 4), (-0.5, -0.5)):
        assert density(counts, grid).mean() == pytest.approx(1)
    strip = beliefs(START)
    assert strip is not None and strip.frames[0][2]["x"] == [0.6, 0.6]


def test_of_two_traces_the_upper_never_falls() -> None:
    strip = two_traces(runs.coins(Settings(begin="mle")))
    assert strip is not None
    upper, lower = (strip.opening["data"][i]["y"] for i in (0, 1))
    assert min(np.diff(upper)) >= 0 and lower[2] < lower[0]
    assert strip.base["data"][1]["yaxis"] == "y2"


@pytest.mark.parametrize("c", [0, 2, 7.5, 20])
def test_the_branches_are_drawn_up_to_c(c: float) -> None:
    strip = fork(runs.coins(Settings(kind="even", c=c)))
    assert strip is not None
    assert strip.opening["data"][2]["x"][-1] == c and len(strip.opening["data"][3]["y"]) == 2 * c + 1


def test_the_factor_is_what_a_late_iteration_does() -> None:
    run = runs.coins(Settings(kind="even", c=8, a=0.8, b=0.5))
    strip = merge_rule(run)
    assert strip is not None
    last = strip.frames[-1]
    assert isinstance(last, View) and number(last.slots[10]) == pytest.approx(0.971, abs=2e-3)
    assert number(last.slots[7]) == pytest.approx(0.971, abs=1e-3)


def test_the_other_top_is_not_seen_before_it_is_asked_for() -> None:
    nine = runs.coins(Settings(data="nine"))
    before, after = over_log_odds(nine), over_log_odds(runs.coins(Settings(data="nine", scale="logit")))
    assert before is not None and after is not None
    assert "0.750" not in json.dumps(wire.full(before))
    assert after.opening["data"][3]["text"][1] == "12/16 = 0.750"
    shown = over_p(nine)
    assert shown is not None and shown.opening["data"][3]["text"][1] == "11/14 = 0.786"


def test_the_variances_can_be_recomputed() -> None:
    for changes in ({"nu": 4.0}, {"nu": 1.5, "s2": 0.1}, {"eps": "0.05", "begin": "mle"}):
        strip = variance_numbers(runs.geyser(Settings(data="geyser").with_(**changes)))
        assert strip is not None
        for c in (0, 1):
            squares, points, more, invented, eps, made = map(number, strip.frames[2].slots[6 * c : 6 * c + 6])
            if "eps" in changes:
                assert squares / points + eps == pytest.approx(made, abs=2e-5)
            else:
                assert (squares + more) / (points + invented) == pytest.approx(made, abs=2e-5 + 5e-4 * made)


@pytest.mark.parametrize(("changes", "view", "made"), [({}, "none", 0), ({"eps": "0.05"}, "none", 0.05),
                                                       ({"nu": 4.0}, "M", 0.25)])  # fmt: skip
def test_a_component_without_an_eruption_has_nothing_to_divide(
    changes: dict[str, Any], view: str, made: float
) -> None:
    run = runs.geyser(Settings(data="geyser", spot=3.25).with_(**changes))
    strip = variance_numbers(run)
    assert strip is not None
    now = strip.frames[2]
    assert isinstance(now, View) and now.name == view
    assert [number(text) for text in now.slots[6:8]] == [0, 0]
    assert number(now.slots[11]) == pytest.approx(made)
    assert "credited with no eruption" in run.frame(2, str).caption


def test_the_collapse_is_told_where_it_happens() -> None:
    strip = spreads(runs.geyser(Settings(data="geyser")))
    assert strip is not None
    assert strip.frames[1][4]["text"] == [] and re.search("10⁻¹¹⁹", strip.frames[2][4]["text"][0])


def test_a_start_that_is_computed_cannot_be_dragged() -> None:
    dragged, fixed = map_surface(START), map_surface(runs.coins(Settings(begin="mle")))
    assert dragged is not None and fixed is not None
    assert dragged.clicks == ("a", "b") and fixed.clicks is None


def test_a_fall_of_the_log_likelihood_is_told_where_it_is_seen() -> None:
    def said(k: int, **changes: Any) -> str:
        return runs.run(Settings(**changes)).frame(k, str).caption

    assert said(2, begin="mle").endswith("The log-likelihood fell by 0.074; with the log prior it rose.")
    assert "fell" not in said(1, begin="mle") + said(2)
    library = said(2, data="geyser", begin="mle", eps="0.05")
    assert library.endswith("The log-likelihood fell by 9.230: this M-step raises something else.")
    assert "with the log prior it rose" in said(2, data="geyser", begin="mle", nu=4.0)


def test_what_is_added_to_the_variances_has_no_objective() -> None:
    """The scene says so, so the reason to stop may not name one."""
    added = runs.run(Settings(data="geyser", begin="mle", eps="0.05")).stop(str)
    assert "bound" in added and "objective" not in added
    assert "objective" in runs.run(Settings(data="geyser", begin="mle", nu=4.0)).stop(str)


def test_a_prior_that_is_refused_has_no_log_prior_in_the_sentence() -> None:
    start = runs.run(Settings(pa=0.5, pb=20.0)).frame(0, str).caption
    assert "−33.094" in start and "prior" not in start
    assert "with the log prior" in runs.run(Settings()).frame(0, str).caption
