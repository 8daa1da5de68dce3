"""Lesson 08's panels: Galton's numbers, formulas that can be recomputed, histograms that count everybody."""

from __future__ import annotations

import base64
import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_core import GaussianMixture, GaussianParams, datasets
from em_figures import notebook, wire
from em_figures.filmstrip import Filmstrip
from em_figures.trace import record
from em_lesson.answers import drawn
from em_lesson.rows import Rows
from lessons.heights import data as heights_data
from lessons.heights import numbers as heights_text
from lessons.heights import race as heights_race
from lessons.heights import regions as heights_regions
from lessons.heights import simulation
from lessons.heights import tables as heights_tables
from lessons.heights.curves import mixture_histogram
from lessons.heights.data import column as column_of
from lessons.heights.histogram import bars, histogram, peaks, steps, tidy
from lessons.heights.lesson import lesson
from lessons.heights.race import race, race_figure, race_table
from lessons.heights.record import Column, Heights, normals, sentence, shares
from lessons.heights.runs import candidates, direct, heights
from lessons.heights.settings import Settings
from lessons.heights.tables import beside_the_truth, score
from lessons.heights.who import responsibility_curves
from tests.figures.html import lines, shown, text, unit, value

PLAIN = Settings()
CM = Settings(unit="cm", m1=165.1, m2=175.26, x=175.0)
KINDS = [PLAIN, CM, Settings(variances="free"), Settings(groups=1), Settings(groups=3),
         Settings(weights="fixed", reveal=True), Settings(m1=68.0, m2=68.0)]  # fmt: skip


def made(s: Settings) -> Heights:
    return heights(s)


def strips(s: Settings) -> dict[str, Filmstrip]:
    """All panels that have something to draw at these settings, by id."""
    return {draw.__name__: strip for draw, strip in drawn(lesson.all, made(s), str)}


def strip_of(draw: Any, h: Heights) -> Filmstrip:
    """A panel that must be drawn."""
    strip = draw(h)
    assert isinstance(strip, Filmstrip)
    return strip


def column(x: Any) -> Column:
    values = np.asarray(x, dtype=float)
    return Column(values, histogram(values), (float(values.min()) - 1, float(values.max()) + 1), "value")


def unpacked(y: Any) -> Any:
    return np.frombuffer(base64.b64decode(y["bdata"]), dtype="<f4")


def finite(part: Any) -> None:
    """Every number in a strip is one; those that travel as bytes too."""
    if isinstance(part, dict) and "bdata" in part:
        assert np.isfinite(unpacked(part)).all()
    elif isinstance(part, dict):
        for item in part.values():
            finite(item)
    elif isinstance(part, list):
        for item in part:
            finite(item)
    elif isinstance(part, float):
        assert math.isfinite(part)
    elif isinstance(part, str):
        assert not re.search(r"\b(nan|inf)\b", part)


# ---- Galton's numbers ----------------------------------------------------------------------------


def test_the_end_of_the_run() -> None:
    end = made(PLAIN).trace[-1]
    now = normals(end.params)
    # the run stops when an iteration gains less than 2.5e-7 nats; what is printed has five digits
    assert end.log_likelihood == pytest.approx(-2499.15286, abs=1e-5)
    np.testing.assert_allclose(now.means, [64.29746, 69.69134], atol=5e-4)
    np.testing.assert_allclose(now.sds, 2.36338, atol=1e-4)
    np.testing.assert_allclose(now.weights, [0.54607, 0.45393], atol=5e-5)


def test_bic_prefers_two_groups_with_one_standard_deviation() -> None:
    printed = [round(c.bic or 0, 2) for c in candidates(PLAIN)]
    assert printed == [5045.24, 5025.66, 5032.50]
    assert [c.parameters for c in candidates(PLAIN)] == [2, 4, 5]
    assert (candidates(PLAIN)[0].log_likelihood or 0) == pytest.approx(-2515.78180, abs=5e-6)
    # in centimetres every BIC is larger by 2 N log 2.54; the fits agree to the stopping rule's 1e-6
    moved = [(b.bic or 0) - (a.bic or 0) for a, b in zip(candidates(PLAIN), candidates(CM), strict=True)]
    np.testing.assert_allclose(moved, 2 * 934 * np.log(2.54), atol=1e-4)


def test_the_winners_label_is_right_for_775_of_934() -> None:
    h = made(PLAIN.with_(reveal=True))
    assert h.component_of == (1, 0)  # men are B, women are A
    found = score(h.column, h.trace[-1].params, h.component_of)
    assert (found.right, round(found.right / found.all, 3)) == (775, 0.830)
    seen = text(shown(strip_of(beside_the_truth, h), len(h.trace) - 1))
    for printed in ("64.104", "69.234", "64.297", "69.691", "775 of 934", "0.830"):
        assert printed in seen


def test_starts_in_the_other_order_swap_the_names_and_nothing_else() -> None:
    h = made(PLAIN.with_(reveal=True, m1=69.0, m2=65.0))
    assert h.component_of == (0, 1)
    assert score(h.column, h.trace[-1].params, h.component_of).right == 775


def test_a_height_of_175_cm() -> None:
    h = made(CM)
    assert shares(h, h.trace[-1], 175.0) == "A 0.161, B 0.839"  # without names until the labels are revealed
    told = made(CM.with_(reveal=True)).told(str)
    assert shares(told, told.trace[-1], 175.0) == "A (women) 0.161, B (men) 0.839"


# ---- the pictures --------------------------------------------------------------------------------


def test_the_bars_hold_everybody_and_the_groups_are_their_parts() -> None:
    h = made(PLAIN.with_(reveal=True))
    drawn = [np.array(part["y"]) for i, part in mixture_histogram(h).opening["data"].items() if i < 3]
    # a bar's outline has its height twice; of the 934 children 481 were men
    assert [y.sum() / 2 for y in drawn] == [934, 481, 453]


def test_the_curves_are_the_weighted_densities_and_their_sum() -> None:
    h = made(PLAIN)
    strip = mixture_histogram(h)
    names = [trace["name"] for trace in strip.base["data"]]
    a, b, total = (names.index(name) for name in ("A", "B", "their sum"))
    x = np.array(strip.base["data"][a]["x"])
    for i in (0, 7, len(h.trace) - 1):
        frame = strip.frames[i]
        ys = [unpacked(frame[j]["y"]) for j in (a, b, total)]
        np.testing.assert_allclose(ys[0] + ys[1], ys[2], rtol=1e-5)  # single precision
        now = normals(h.trace[i].params)
        np.testing.assert_allclose(ys[0], 934 * now.densities(x)[0], rtol=1e-3)  # x is rounded to six digits
        # N times the density times the bin's width, here 1: the area is the expected count
        assert ys[2].sum() * (x[1] - x[0]) == pytest.approx(934, rel=0.02)  # the axis ends at 54 and 81
    assert notebook.to_figure(strip).layout.title.text is None


def test_responsibilities_add_up_to_one_also_where_no_density_is_a_float() -> None:
    far = np.array([-1e6, 0.0, 1e6])
    gamma = normals(made(PLAIN).trace[-1].params).responsibilities(far)
    np.testing.assert_allclose(gamma.sum(axis=0), 1, rtol=1e-12)
    np.testing.assert_allclose(gamma[:, 0], [1, 0], atol=1e-12)
    assert strip_of(responsibility_curves, made(PLAIN)).captions[0].startswith("At 68.9 in")


@pytest.mark.parametrize("s", KINDS)
def test_every_frame_can_be_drawn_and_has_a_sentence(s: Settings) -> None:
    h = made(s)
    n = len(h)
    for strip in strips(s).values():
        whole = wire.full(strip)
        assert len(whole["frames"]) == n == len(strip.captions)
        finite(whole)
        for k in {0, 1, 2, n - 1}:
            assert strip.captions[k].endswith((".", ")", "SD each", "SD"))
            if strip.kind == "html":
                shown(strip, k)
    assert h.stop(str) and sentence(h, n - 1, str) == h.frame(n - 1, str).caption


# ---- the numbers in the formulas -----------------------------------------------------------------


@pytest.mark.parametrize("s", KINDS)
def test_every_line_follows_from_the_numbers_in_it(s: Settings) -> None:
    h, checked = made(s), 0
    for strip in (strip_of(heights_text.person, h), heights_text.m_step_numbers(h)):
        for k in {0, 1, 2, 3, 8, 9, len(h.trace) - 1} & set(range(len(h.trace))):
            for _, line in lines(shown(strip, k)):
                sides = line.split("=")
                result = sides[-1]
                for side in sides[:-1]:
                    number = value(side)
                    if number is not None:
                        # its inputs are rounded too, to at least two digits more than the result's last
                        assert number == pytest.approx(float(result), abs=1.01 * unit(result), rel=2e-5), line
                        checked += 1
    assert checked > 10


def test_the_m_step_says_what_the_run_has() -> None:
    h = made(PLAIN)
    seen = text(shown(heights_text.m_step_numbers(h), len(h.trace) - 1))
    for printed in ("934", "0.54604", "64.2973", "2.3634"):
        assert printed in seen.replace("2.36338", "2.3634").replace("64.29735", "64.2973"), seen


# ---- EM beside L-BFGS ----------------------------------------------------------------------------


def test_the_race_ends_in_the_same_place() -> None:
    h, end = made(PLAIN), direct(PLAIN)
    found = race(h, end)
    assert found.em.passes[0] == 1 and found.em.passes[-1] == h.trace.fit.iterations + 1
    assert found.direct.passes[-1] == end.evaluations
    assert found.top == pytest.approx(-2499.15286, abs=1e-5)
    assert max(found.em.missing[-1], found.direct.missing[-1]) < 1e-5
    seen = text(shown(strip_of(race_table, h), 0))
    assert "Both end at the same log-likelihood" in seen and str(end.evaluations) in seen


def test_a_race_with_two_ends_says_so() -> None:
    s = PLAIN.with_(m1=58.0, m2=60.0)  # EM rests near the saddle for more than 250 iterations
    seen = text(shown(strip_of(race_table, made(s)), 0))
    assert "one of them had not finished" in seen


def test_there_is_no_race_on_very_many_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heights_data, "RACED", 900)
    assert race_table(made(PLAIN)) is None and race_figure(made(PLAIN)) is None


# ---- which panels there are ----------------------------------------------------------------------

ALWAYS = {"mixture_histogram", "climb", "m_step_numbers", "five_boxes"}
GALTON = {"responsibility_curves", "person", "choice_table", "race_figure", "race_table"}


@pytest.mark.parametrize(
    ("s", "more"),
    [
        (PLAIN, GALTON),
        (PLAIN.with_(reveal=True), GALTON | {"beside_the_truth"}),
        (PLAIN.with_(reveal=True, groups=3), GALTON),
        (Settings(data="regions", reveal=True), {"humps_map", "accuracy_curve", "regions_table"}),
        (Settings(data="regions", groups=3), {"humps_map"}),
        (Settings(data="own"), GALTON),
    ],
)
def test_a_panel_is_drawn_where_it_has_something_to_show(s: Settings, more: set[str]) -> None:
    assert set(strips(s)) == ALWAYS | more


def test_a_scene_computes_only_what_its_panels_need(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError("not needed here")

    monkeypatch.setattr(heights_tables, "candidates", never)
    monkeypatch.setattr(heights_race, "direct", never)
    costly = {"choice": "candidates", "own": "candidates", "lbfgs": "direct"}
    for scene in lesson.scenes:
        if scene.id not in costly:
            assert drawn(scene, scene.run(lesson.example(scene)), str)


def test_names_are_said_in_the_readers_language_but_a_learners_own_are_not() -> None:
    def loud(text: str) -> str:
        return text.upper()

    told = made(PLAIN).told(loud).column
    assert (told.name, told.groups) == ("HEIGHT", ("MEN", "WOMEN"))
    assert made(Settings(data="regions")).told(loud).column.groups == ("REGION 1", "REGION 2")
    for name, said in (("height", "height"), ("value", "VALUE")):
        own = Settings().with_rows(Rows([[1.0], [2.0], [9.0]], (name,)))
        assert column_of(own).name == name and made(own).told(loud).column.name == said


# ---- the regions ---------------------------------------------------------------------------------


def test_two_groups_without_two_humps() -> None:
    s = Settings(data="regions")
    at = simulation.Regions(s.distance, s.spread, s.share)
    assert not at.two_humps and not at._replace(distance=12.0).two_humps
    assert at._replace(distance=12.1).two_humps
    assert not at._replace(distance=15.0, share=0.9).two_humps
    assert "one hump, although there are two groups" in heights_regions.humps_sentence(at, str)
    assert at.best == pytest.approx(0.7977, abs=5e-5)  # Phi(10 / 12)


def test_em_tells_the_regions_apart_as_well_as_anyone_when_they_are_far_apart() -> None:
    s = Settings(data="regions", distance=20.0, n=2000)
    h = made(s)
    at = simulation.Regions(s.distance, s.spread, s.share)
    # three standard errors of a share of 2000
    assert heights_regions.accuracy(h, len(h.trace) - 1) == pytest.approx(at.best, abs=0.015)


def test_panels_stay_the_same_while_a_region_is_dragged() -> None:
    kinds = [strips(Settings(data="regions", distance=d, share=p, n=n, spread=2.0))
             for d, p, n in ((0.0, 0.05, 20), (30.0, 0.95, 20), (10.0, 0.5, 400))]  # fmt: skip
    assert len({tuple(one) for one in kinds}) == 1
    for one in kinds:
        for strip in one.values():
            finite(wire.light(strip, 10**6))


# ---- odd data ------------------------------------------------------------------------------------


def test_a_collapse_ends_in_a_sentence() -> None:
    data = column([0.0, 1.0, 2.0, 3.0, 50.0])
    start = GaussianParams([0.5, 0.5], [[1.5], [50.0]], [[[4.0]], [[0.25]]])
    h = Heights(record(GaussianMixture("full"), data.data, start), data, 2.0, ("m1", "m2"))
    last = len(h.trace) - 1
    assert "collapses" in h.stop(str) and "collapses" in sentence(h, last, str)
    assert "collapses" in text(shown(heights_text.m_step_numbers(h), last))
    finite(wire.full(mixture_histogram(h)))


@given(st.lists(st.integers(-(10**6), 10**6), min_size=2, max_size=60).filter(lambda v: len(set(v)) > 1),
       st.sampled_from([1e-9, 0.1, 1.0, 1e9]))  # fmt: skip
def test_a_histogram_counts_every_datum_once(values: list[int], scale: float) -> None:
    x = np.array(values) * scale
    h = histogram(x)
    assert h.counts.sum() == len(x) and 1 <= len(h.counts) <= 402
    # a datum on an edge may lie a rounding error beside it
    assert h.edges[0] <= x.min() + 1e-9 * np.ptp(x) and x.max() <= h.edges[-1] + 1e-9 * np.ptp(x)
    assert len(bars(h)["x"]) == len(bars(h)["y"]) and len(steps(h)["x"]) == len(steps(h)["y"])


def test_small_helpers() -> None:
    assert [tidy(v) for v in (0.011, 0.2, 1.0, 3.0, 7.0)] == pytest.approx([0.02, 0.2, 1.0, 5.0, 10.0])
    assert peaks([0, 1, 1, 0, 2, 1]) == [1, 4] and peaks([1, 2, 3]) == []
    with pytest.raises(ValueError, match="two different values"):
        histogram([3.0, 3.0])
    assert datasets.GALTON.groups == ("male", "female")
