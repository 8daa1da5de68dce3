"""Lesson 05's figures against the core: curves, touching points, ladder, ratios, proof, routes, zoo."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import pytest

from em_core import (
    CoinMixture,
    CoinParams,
    Recipe,
    Responsibilities,
    Rounds,
    along,
    bound,
    datasets,
    given,
    hold,
)
from em_core.bugs import SPECIMENS
from em_figures.notebook import to_figure
from em_figures.numbers import read
from em_figures.trace import record
from lessons.lower_bound.enlarged import enlarged, shown_step, step
from lessons.lower_bound.ladder import ladder, rungs
from lessons.lower_bound.line import (
    Climb,
    bound_at,
    curves,
    entropy,
    known_b,
    log_likelihood_at,
    q_at,
    relative,
    slope,
    through,
)
from lessons.lower_bound.proof import four, holds, proof
from lessons.lower_bound.q_and_elbo import expected, q_and_elbo, shift
from lessons.lower_bound.ratios import ratio_bars, ratios, share_bars
from lessons.lower_bound.routes import routes, terms
from lessons.lower_bound.slice_map import slice_map
from lessons.lower_bound.staircase import heights, staircase, touch
from lessons.lower_bound.step_numbers import aside, beside_the_line, own_formula, step_formula
from lessons.lower_bound.words import captions, change, gap
from lessons.lower_bound.zoo import Program, check_table, checks, column_plot, credit, falls, printed
from tests.figures.html import lines, shown, text, tree, unit, value

DB, FIVE = datasets.DO_BATZOGLOU.rounds, datasets.FIVE_OF_FIVE.rounds
MODEL = CoinMixture(learn_weights=False)
HALF = (0.5, 0.5)
PEAK = (0.796789, 0.519583)  # of Do & Batzoglou's surface
SHARES = (0.2, 0.2, 0.001, 0.9, 0.5)  # a q that is nobody's posterior


def stairs(rounds: Rounds, a: float, b: float, shares: tuple[float, ...] | None = None) -> Climb:
    recipe = Recipe(m_step=hold(1))
    if shares is not None:
        q = Responsibilities(np.stack([shares, 1 - np.array(shares)], axis=1))
        recipe = Recipe(e_step=given(q), m_step=hold(1))
    run = record(MODEL, rounds, CoinParams(HALF, (a, b)), recipe)
    return Climb(run, known_b(b), chosen=shares is not None)


def sliced(rounds: Rounds, peak: tuple[float, float], u: float) -> Climb:
    line = through(peak)
    recipe = Recipe(m_step=along(line.params, line.low, line.high))
    return Climb(record(MODEL, rounds, line.params(u), recipe, max_iter=30), line)


@lru_cache
def climbs() -> dict[str, Climb]:
    many = datasets.simulate_rounds((0.7, 0.4), HALF, 60, 100, 3)[0]
    odd, far = Rounds([0, 3, 10, 0], [0, 3, 10, 4]), Rounds([0, 1000], [1000, 1000])
    return {
        "db": stairs(DB, 0.6, 0.5),
        "db far": stairs(DB, 0.2, 0.5),
        "db own": stairs(DB, 0.6, 0.5, SHARES),
        "five": stairs(FIVE, 0.7, 0.3),
        "many": stairs(many, 0.6, 0.5),
        "odd": stairs(odd, 0.9, 0.2),
        "edge": stairs(Rounds([1], [1]), 0.3, 0.999),
        "impossible": stairs(far, 0.001, 0.999, (0.2, 0.2)),
        "slice": sliced(DB, PEAK, 0.4),
        "slice five": sliced(FIVE, (0.74, 0.14), -0.1),
    }


NAMES = sorted(climbs())
EXACT = [name for name in NAMES if not climbs()[name].chosen]


def inside(climb: Climb, n: int = 23) -> np.ndarray:
    """Places on the line at which neither coin is at 0 or 1."""
    line = climb.line
    return np.linspace(max(line.low, 0.003) if line.input == "a" else line.low, min(line.high, 0.997)
                       if line.input == "a" else line.high, n)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_curves_are_the_cores(name: str) -> None:
    climb = climbs()[name]
    u = inside(climb)
    points = [climb.line.params(float(x)) for x in u]
    data, model = climb.trace.data, climb.trace.model
    for k in range(1, min(len(climb.trace), 6)):
        q = climb.trace[k].posterior
        # the same sums in another order; thousands of nats in the largest samples
        close = {"rtol": 1e-11, "atol": 1e-11}
        np.testing.assert_allclose(bound_at(climb, climb.probs(k), u),
                                   bound.bound_curve(model, data, q, points), **close)  # fmt: skip
        np.testing.assert_allclose(q_at(climb, climb.probs(k), u),
                                   bound.q_curve(model, data, q, points), **close)  # fmt: skip
        assert entropy(climb.probs(k)) == pytest.approx(q.entropy(), abs=1e-12)
    expected_curve = bound.log_likelihood_curve(model, data, points)
    np.testing.assert_allclose(log_likelihood_at(climb, u), expected_curve, rtol=1e-11, atol=1e-11)
    at = curves(data, climb.line)
    np.testing.assert_allclose(at.log_likelihood, log_likelihood_at(climb, at.u), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_no_bound_is_above_the_curve(name: str) -> None:
    climb = climbs()[name]
    u = inside(climb, 101)
    above = log_likelihood_at(climb, u)
    for k in range(1, len(climb.trace), 2):
        below = bound_at(climb, climb.probs(k), u)
        assert (below <= above + 1e-11 * (1 + abs(above))).all()  # rounding of sums of this size


@pytest.mark.parametrize("name", [n for n in EXACT if n != "edge"])
def test_after_an_e_step_the_bound_touches_with_the_curves_slope(name: str) -> None:
    climb = climbs()[name]
    for k in range(1, len(climb.trace), 2):
        at = touch(climb, k)
        assert at.built == at.u and at.gap is not None and at.elbo is not None and at.slope is not None
        assert at.gap < 1e-9
        assert at.elbo == pytest.approx(at.log_likelihood, abs=1e-9)
        if not climb.line.low + 1e-4 < at.u < climb.line.high - 1e-4:
            continue  # no room for a difference to either side
        found = bound.tangency(climb.trace.model, climb.trace.data, climb.trace[k].posterior,
                               climb.line.params, at.u)  # fmt: skip
        # central differences over 2e-5 of a curve with values of up to some thousand nats
        tolerance = 1e-5 * (1 + abs(at.log_likelihood))
        assert at.slope == pytest.approx(found.slope_bound, abs=tolerance)
        assert at.slope == pytest.approx(found.slope_log_likelihood, abs=tolerance)


@pytest.mark.parametrize("name", NAMES)
def test_the_m_step_goes_to_the_bounds_top_on_the_line(name: str) -> None:
    climb = climbs()[name]
    u = inside(climb, 501)
    for k in range(2, len(climb.trace), 2):
        at = touch(climb, k)
        assert at.elbo is not None
        top = bound_at(climb, climb.probs(k), u).max()
        assert at.elbo >= top - 1e-9 * (1 + abs(top))
        here = bound_at(climb, climb.probs(k), np.array([at.u]))[0]
        assert here == pytest.approx(at.elbo, abs=1e-9 * (1 + abs(at.elbo)))
        assert at.slope is None and at.built == climb.u(k - 1)


def test_the_stairs_of_do_and_batzoglou() -> None:
    climb = climbs()["db"]
    assert climb.trace[0].log_likelihood == pytest.approx(-33.093863, abs=5e-7)
    first = touch(climb, 2)
    # theta_A is 21.297... / 29.869..., the first step of the published run; theta_B stays
    assert first.u == pytest.approx(0.713012, abs=5e-7)
    assert climb.trace[2].params.p_heads[1] == 0.5
    assert first.elbo is not None and first.gap is not None
    assert first.log_likelihood - first.elbo == pytest.approx(first.gap, abs=1e-12) and first.gap > 0.3


def test_without_a_posterior_the_bound_sinks_by_the_kl() -> None:
    climb = climbs()["db own"]
    at = touch(climb, 1)
    assert at.slope is None and at.gap is not None and at.elbo is not None
    post = MODEL.infer(DB, climb.trace[0].params).probs[:, 0]
    kl = sum(q * math.log(q / p) + (1 - q) * math.log((1 - q) / (1 - p))
             for q, p in zip(SHARES, post, strict=True))  # fmt: skip
    assert at.gap == pytest.approx(kl, abs=1e-12)
    assert at.elbo + at.gap == pytest.approx(-33.093863, abs=5e-7)
    # this bound leads down: nothing promises a rise where it does not touch
    assert climb.trace[2].log_likelihood < climb.trace[1].log_likelihood - 0.5


@pytest.mark.parametrize("name", NAMES)
def test_relative_values_are_the_differences_and_keep_their_digits(name: str) -> None:
    climb = climbs()[name]
    u = inside(climb, 41)
    for k in range(2, len(climb.trace), 2):
        before = climb.trace[k - 1].params.p_heads
        if not 0 < before.min() <= before.max() < 1:
            continue
        rise, lift = relative(climb, k, u)
        base = climb.trace[k - 1].log_likelihood
        size = 1e-10 * (1 + abs(log_likelihood_at(climb, u)).max() + abs(lift).max())
        assert rise == pytest.approx(log_likelihood_at(climb, u) - base, abs=size)
        assert lift == pytest.approx(bound_at(climb, climb.probs(k), u) - base, abs=size)
        if climb.exact(k) and 1e-3 < before[0] < 1 - 1e-3:
            # a KL of some 1e-11 nats
            nearby = climb.before(k) + 1e-6
            rise, lift = relative(climb, k, np.array([climb.before(k), nearby]))
            q, params = climb.trace[k].posterior, climb.line.params(nearby)
            kl = bound.divergence(MODEL, climb.trace.data, q, params)
            assert rise - lift == pytest.approx([0, kl], abs=2e-14)


def test_the_last_steps_are_enlarged_like_the_first() -> None:
    """Long after rounding has eaten a difference of sums, a step's parts still stand in one ratio."""
    run = record(MODEL, DB, CoinParams(HALF, (0.2, 0.5)), Recipe(m_step=hold(1)), tol=0.0, max_iter=19)
    climb = Climb(run, known_b(0.5))
    late = [step(climb, k) for k in range(len(climb.trace) - 7, len(climb.trace), 2)]
    parts = [float(at.ends_elbo[1] / at.ends_log_likelihood[1]) for at in late]
    assert all(0 < at.ends_log_likelihood[1] < 1e-10 for at in late)
    assert late[-1].ends_log_likelihood[1] < 1e-13  # one unit in the last place of -31.58 is 3.6e-15
    # linear convergence: the ratio tends to a limit
    assert np.ptp(parts) < 1e-3
    for k in range(len(climb.trace)):
        assert climb.trace[shown_step(climb, k)].phase == "M"


def test_a_run_that_stays_where_it_started_has_no_step() -> None:
    # each round fits both coins alike, and theta_A is at its own estimate already
    climb = stairs(Rounds([1, 1], [2, 2]), 0.5, 0.5)
    assert [shown_step(climb, k) for k in range(len(climb.trace))] == [0] * len(climb.trace)
    assert "no step" in enlarged(climb).captions[2]
    assert list(enlarged(climb).frames)


@pytest.mark.parametrize("name", NAMES)
def test_the_ladders_parts_add_up(name: str) -> None:
    climb = climbs()[name]
    steps = rungs(climb.trace)
    assert steps[0].elbo is None and steps[0].kl is None
    for k, at in enumerate(steps[1:], 1):
        assert at.elbo is not None and at.kl is not None
        assert at.elbo + at.kl == pytest.approx(at.log_likelihood, abs=1e-9 * (1 + abs(at.log_likelihood)))
        if climb.trace[k].phase == "E":
            assert at.log_likelihood == steps[k - 1].log_likelihood
            if climb.exact(k):
                assert at.kl < 1e-12
    strip = ladder(climb)
    low, high = strip.opening["layout"]["yaxis"]["range"]
    assert low < min(y for y in strip.tracks["total"]["y"] if y is not None) < high
    assert strip.clicks == "jump" and "0" in strip.base["layout"]["yaxis"]["title"]["text"]
    # before there is a q there is no part, and none in the legend
    assert {y for track in ("elbo", "kl") for y in strip.tracks[track]["y"][:6]} == {None}
    # a bar's two parts meet: the elbo's top is the kl's bottom, the kl's top the total
    for k in range(1, len(steps)):
        elbo, kl = (strip.tracks[track]["y"][6 * k : 6 * k + 5] for track in ("elbo", "kl"))
        assert max(elbo) == min(kl) and max(kl) == strip.tracks["total"]["y"][3 * k]
        assert max(elbo) == pytest.approx(max(low, steps[k].elbo), rel=1e-7)  # eight digits travel


@pytest.mark.parametrize("name", NAMES)
def test_q_and_the_bound_are_one_curve(name: str) -> None:
    climb = climbs()[name]
    for k in range(1, len(climb.trace)):
        at = shift(climb, k)
        assert at.elbo - at.q == pytest.approx(at.entropy, abs=1e-9 * (1 + abs(at.q)))
        assert 0 <= at.entropy <= len(climb.trace.data) * math.log(2) + 1e-12
        shown_rows = text(shown(expected(climb), k))
        assert f"H(q) = {at.entropy:.4f}" in shown_rows
    assert len(q_and_elbo(climb).frames) == len(climb.trace)


@pytest.mark.parametrize("name", NAMES)
def test_the_ratios_are_equal_exactly_when_the_bound_is_tight(name: str) -> None:
    climb = climbs()[name]
    for k in range(1, len(climb.trace)):
        at, total = ratios(climb, k), climb.kl(k)
        assert at.kl.sum() == pytest.approx(total, rel=1e-9, abs=1e-11)
        q = climb.probs(k)
        with np.errstate(invalid="ignore"):
            mean = np.where(q > 0, q * at.ratios, 0.0).sum(axis=1)
        assert (mean <= 1 + 1e-9).all()  # 1 where q covers every possible coin: sum_z p(x, z) = p(x)
        spread = np.where((q > 1e-6).all(axis=1), at.ratios[:, 0] - at.ratios[:, 1], 0.0)
        if climb.trace[k].phase == "E" and climb.exact(k):
            assert abs(spread).max() < 1e-9 and total < 1e-12
        elif total > 1e-6 and (q > 1e-6).all():
            assert abs(spread).max() > 1e-4
    strip = ratio_bars(climb)
    if climb.slice:
        assert strip is None  # it is a panel of the stairs
        return
    assert len(strip.frames) == len(climb.trace) and strip.base["layout"]["yaxis"]["range"] == [-3, 3]


def test_the_learners_bars_can_be_dragged() -> None:
    strip = share_bars(climbs()["db own"])
    assert [(handle.x, handle.y) for handle in strip.clicks] == [(i, f"q{i}") for i in range(1, 6)]
    assert strip.opening["data"][2]["y"] == list(SHARES)
    ticks = [y for y in strip.opening["data"][1]["y"] if y is not None][::2]
    published = [0.449149, 0.804986, 0.733467, 0.352156, 0.647215]
    assert ticks == pytest.approx(published, abs=6e-6)  # five digits travel


@pytest.mark.parametrize("name", NAMES)
def test_the_proofs_four_lines_hold_where_q_is_the_posterior(name: str) -> None:
    climb = climbs()[name]
    strip = proof(climb)
    for k, s in enumerate(climb.trace):
        at, truth = four(climb, k), holds(four(climb, k))
        known = sum(v is not None for v in at.values)
        assert known == {"start": 1, "E": 2, "M": 4}[s.phase]
        if s.phase == "M" and climb.exact(k):
            assert truth == (True,) * 4
        if s.phase == "M" and not climb.exact(k):
            assert truth[:3] == (False, True, True)
        root = shown(strip, k)
        bars = list(root.iter("b"))
        for node, v in zip(bars, at.values, strict=True):
            printed_value = (node.text or "").replace("\u2212", "-")
            assert printed_value == "?" if v is None else float(printed_value) == pytest.approx(v, abs=6e-7)


def test_a_chosen_q_breaks_the_first_and_the_last_line() -> None:
    climb = climbs()["db own"]
    assert holds(four(climb, 2)) == (False, True, True, False)
    root = text(shown(proof(climb), 2))
    assert "\u2717 KL = 3.004" in root and "line 1 fails" in root and " > " in root


def test_the_proofs_lines_are_radio_buttons_with_one_name() -> None:
    root = tree(proof(climbs()["db"]).base["views"]["now"])
    radios = [node for node in root.iter("input") if node.get("type") == "radio"]
    assert len(radios) == 4 and {node.get("name") for node in radios} == {"em-proof"}
    assert [node.get("checked") for node in radios].count("checked") == 1


@pytest.mark.parametrize("name", NAMES)
def test_both_routes_arrive_at_log_p(name: str) -> None:
    climb = climbs()[name]
    strip = routes(climb)
    assert max(len(cell) for frame in strip.frames for row in frame.rows for cell in row) <= 18
    for k in range(1, min(len(climb.trace), 8)):
        at = terms(climb, k)
        finite = np.isfinite(at.log_joint) & np.isfinite(at.log_posterior)
        logs = (np.where(finite, table, 0.0) for table in (at.log_joint, at.log_posterior))
        first, second = logs
        difference = (first - second - at.log_evidence[:, None])[finite]
        assert abs(difference).max() < 1e-9 * (1 + abs(at.log_evidence).max())
        for row in range(min(len(climb.trace.data), 5)):
            for equation, line in lines(shown(strip, k, row)):
                sides = [side for side in line.split("=") if side.strip()]
                if equation not in ("mean-of-log", "split"):
                    continue
                values = [value(side) for side in sides]
                if None in values:  # an infinite log
                    continue
                # four decimals each, times a q below 1, and the sum of two such
                assert values[0] == pytest.approx(values[-1], abs=3 * unit(sides[-1]))


def test_the_formula_moves_coin_a_only_and_calls_no_own_q_a_posterior() -> None:
    strip = step_formula(climbs()["db"])
    m = shown(strip, 2)
    assert {name for name, _ in lines(m)} == {"theta_A"} and "Coin B is known" in text(m)
    # the question is about round 2
    assert strip.base["views"]["E"].count("selected") == 1
    assert '<option selected="">2</option>' in strip.base["views"]["E"]
    for _, line in lines(m):
        left, right = line.split("=")[-2:]
        found = value(left)
        if found is not None:
            assert found == pytest.approx(float(right), abs=unit(right.strip()))
    assert step_formula(climbs()["db own"]) is None
    own = own_formula(climbs()["db own"])
    assert "yours" in text(shown(own, 1)) and {n for n, _ in lines(shown(own, 3))} == {"gamma_A"}


def test_the_slice_leaves_the_exact_m_step_beside_the_line() -> None:
    climb = climbs()["slice"]
    assert climb.slice and not climbs()["db"].slice
    for k in range(2, len(climb.trace), 2):
        at = aside(climb, k)
        assert at.elbo_exact >= at.elbo_on_line - 1e-12
        base, step_ = np.array(climb.line.base), np.array(climb.line.step)
        away = at.exact.p_heads - base
        off = abs(away[0] * step_[1] - away[1] * step_[0]) / np.hypot(*step_)
        assert at.distance == pytest.approx(off, abs=1e-12)
    assert aside(climb, 2).distance > 1e-3
    assert climb.u(len(climb.trace) - 1) == pytest.approx(0.0, abs=1e-3)  # the nearer peak
    assert "0.0024 off the line" in text(shown(beside_the_line(climb), 2))


def test_the_line_joins_the_mirrored_peaks_and_stays_in_the_square() -> None:
    for peak in (PEAK, (0.95, 0.1), (1.0, 0.0), (0.3, 0.2)):
        line = through(peak)
        ends = line.thetas(np.array([line.low, line.high, 0.0, 1.0]))
        assert ends[:2].min() >= 0.001 - 1e-12 and ends[:2].max() <= 0.999 + 1e-12
        assert -0.5 <= line.low < line.high <= 1.5
        assert ends[2] == pytest.approx(peak) and ends[3] == pytest.approx(peak[::-1])
        assert line.at(line.params((line.low + line.high) / 3)) == pytest.approx((line.low + line.high) / 3)


@pytest.mark.parametrize("name", NAMES)
def test_every_panel_has_a_frame_and_a_caption_for_every_half_step(name: str) -> None:
    climb = climbs()[name]
    panels = [staircase(climb), enlarged(climb), ladder(climb), q_and_elbo(climb), expected(climb),
              proof(climb), routes(climb)]  # fmt: skip
    panels += [slice_map(climb), beside_the_line(climb)] if climb.slice else [
        own_formula(climb) if climb.chosen else step_formula(climb), ratio_bars(climb)]  # fmt: skip
    for strip in panels:
        assert len(strip.frames) == len(strip.captions) == len(climb.trace)
        for caption in strip.captions:
            assert caption.strip() and "nan" not in caption and "inf" not in caption
        if strip.kind == "plotly":
            to_figure(strip)  # plotly knows every attribute, in the base and in all frames
        else:
            for k in range(len(climb.trace)):
                assert "nan" not in text(shown(strip, k))


def test_the_staircases_axes_do_not_follow_the_start_sideways() -> None:
    one, two = (staircase(climbs()[name]) for name in ("db", "db far"))
    assert one.base["layout"]["xaxis"]["range"] == two.base["layout"]["xaxis"]["range"] == [0, 1]
    assert one.base == two.base  # so that a drag sends no base
    assert one.clicks is not None and one.clicks[0].x == "a" and one.clicks[0].y is None
    for name in NAMES:
        low, high = heights(climbs()[name])
        assert math.isfinite(low) and low < climbs()[name].trace[-1].log_likelihood < high
        visited = [s.log_likelihood for s in climbs()[name].trace]
        assert low < min(visited) and max(visited) < high


def test_the_stairs_are_walked_step_by_step() -> None:
    climb = climbs()["db far"]
    strip = staircase(climb)
    for k, frame in enumerate(strip.frames):
        (track, n), = [u["upto"] for u in frame.values() if "upto" in u and u["upto"].track == "path"]
        end = [strip.tracks[track][axis][n - 1] for axis in "xy"]
        s = climb.trace[k]
        below = s.log_likelihood if s.elbo is None else s.elbo
        assert end == pytest.approx([climb.u(k), below], rel=1e-5)


def test_the_words() -> None:
    climb = climbs()["db"]
    said = captions(climb, str)
    assert said[0] == "Start: θ_A = 0.600, log-likelihood −33.094."
    assert "touches the log-likelihood at θ_A = 0.600" in said[1] and "KL = 0." in said[1]
    assert "θ_A = 0.713" in said[2] and "KL = 0.377" in said[2]
    assert "ELBO" not in said[2] and "on the line" in captions(climbs()["slice"], str)[2]
    assert "your q" in captions(climbs()["db own"], str)[1]
    assert [gap(x) for x in (0.0, 1e-15, 0.3767, 3.2e-8)] == ["0", "0", "0.377", "3.2 × 10⁻⁸"]
    assert [change(x) for x in (1.5, -0.25, 0.0)] == ["+1.500", "\u22120.250", "0"]
    assert read(gap(3.2e-8)) == 3.2e-8


def test_the_slope_is_of_the_moving_coins_only() -> None:
    climb = climbs()["db"]
    # heads / theta - tails / (1 - theta) of coin A's credit; theta_B does not move
    q, (h, t) = climb.probs(1)[:, 0], DB.counts.T
    by_hand = (q @ h) / 0.6 - (q @ t) / 0.4
    assert slope(climb, climb.probs(1), 0.6) == pytest.approx(by_hand, abs=1e-12)


# ---- the zoo -------------------------------------------------------------------------------------


@lru_cache
def specimen_run(name: str):  # type: ignore[no-untyped-def]
    at = SPECIMENS[name]
    return record(at.model, at.data, at.start, at.recipe, max_iter=10), at.column


BROKEN = ("weightless", "hard-labels", "half-updated", "monitor")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_program_falls_by_more_than_a_twentieth(name: str) -> None:
    trace, column = specimen_run(name)
    down = falls(printed(trace, column))
    worst = max(down, key=lambda fall: fall.size)
    assert worst.size > 0.05
    phase = "E" if name == "weightless" else "M"
    assert {trace[fall.k].phase for fall in down if fall.size > 1e-6} == {phase}
    strip = column_plot(Program(trace, column))
    assert "a fall by" in strip.captions[worst.k] and gap(worst.size) in strip.captions[worst.k]
    sizes = [u["text"][0] for u in strip.frames[worst.k].values() if u.get("text")]
    assert change(-worst.size) in sizes


def test_the_healthy_program_never_falls() -> None:
    trace, column = specimen_run("healthy")
    assert falls(printed(trace, column)) == []
    for k in range(2, len(trace), 2):
        at = checks(trace, column, k)
        assert at.exact is not None and at.exact.p_heads == pytest.approx(trace[k].params.p_heads, abs=1e-12)


def test_falls_skips_what_is_not_printed_and_what_is_rounding() -> None:
    assert falls([None, -1.0, -1.0 - 1e-12, -0.5, -0.75, None, -0.8]) == [(4, 0.25), (6, pytest.approx(0.05))]


def test_each_check_catches_its_mistake() -> None:
    found = {}
    for name in SPECIMENS:
        trace, column = specimen_run(name)
        each = [checks(trace, column, k) for k in range(1, len(trace))]
        m = [(at, trace[k]) for k, at in enumerate(each, 1) if trace[k].phase == "M"]
        found[name] = (
            all(at.kl_after_e < 1e-12 for at in each),
            all(abs(at.exact.p_heads - s.params.p_heads).max() < 1e-9 for at, s in m),
            all(abs(at.whole.p_heads - s.params.p_heads).max() < 1e-9 for at, s in m),
            all(at.objective_change >= -1e-9 for at in each if at.objective_change is not None),
        )
    # KL 0 after the E-step, exact M-step, M-step of whole rounds, objective never falls
    assert found == {
        "weightless": (False, True, False, False),
        "hard-labels": (True, False, True, False),
        "half-updated": (True, False, False, False),
        "monitor": (True, True, False, True),
        "healthy": (True, True, False, True),
    }


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_the_zoos_panels_name_no_specimen(name: str) -> None:
    trace, column = specimen_run(name)
    run = Program(trace, column)
    panels = [column_plot(run), check_table(run), credit(run), ladder(run)]
    for strip in panels:
        assert len(strip.frames) == len(strip.captions) == len(trace)
        said = strip.title + " ".join(strip.captions) + str(strip.base)
        assert not any(other in said for other in SPECIMENS)
        if strip.kind == "plotly":
            to_figure(strip)
    rows = text(shown(check_table(run), 2))
    assert ("log prior" in rows) == (name == "monitor")
    # the ledger says whose credit it is and nothing of what the program makes of it
    assert "θ" not in text(shown(credit(run), 2))


def test_rounding_is_not_enlarged_into_bars() -> None:
    for name in NAMES:
        climb = climbs()[name]
        strip = proof(climb)
        for k in range(1, len(climb.trace), 2):
            if climb.exact(k):
                assert strip.frames[k].slots[4] == strip.frames[k].slots[5]


def test_the_learner_stands_on_the_ring() -> None:
    """The ring of the staircase is at the current place, that of the enlarged step at the end we stand on."""
    climb = climbs()["db"]
    for k, (frame, near) in enumerate(zip(staircase(climb).frames, enlarged(climb).frames, strict=True)):
        ring = frame[max(frame)]
        assert ring["x"] == [pytest.approx(climb.u(k), rel=1e-5)]
        assert ring["y"] == [pytest.approx(climb.trace[k].log_likelihood, rel=1e-7)]
        assert near[max(near)]["x"] == [1.0 if climb.trace[k].phase == "M" else 0.0]
