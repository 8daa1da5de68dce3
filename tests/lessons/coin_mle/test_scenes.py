"""Lesson 01's scenes: prose and picture agree on arrival, and what settles a question is what it says."""

from __future__ import annotations

from typing import Any

import pytest

from em_figures.filmstrip import Filmstrip
from em_lesson.answers import drawn
from em_lesson.scene import Scene
from lessons.coin_mle.curves import BAND, BEST, MAP, TANGENT
from lessons.coin_mle.lesson import lesson
from lessons.coin_mle.numbers import reading
from lessons.coin_mle.record import read
from lessons.coin_mle.runs import coin, hidden_bias
from tests.figures.html import shown, text
from tests.lessons.files import facts

KNOWN = facts("coin_mle")
SCENES = {scene.id: scene for scene in lesson.scenes}


def opened(id: str, at: int | None = None, **changes: Any) -> tuple[dict[str, Filmstrip], int, str]:
    """A scene's panels with these changes of its example, the half-step, and its sentence."""
    scene: Scene = SCENES[id]
    run = scene.run(lesson.example(scene).with_(**changes))
    k = range(len(run))[scene.at if at is None else at]
    return {draw.__name__: strip for draw, strip in drawn(scene, run, str)}, k, run.frame(k, str).caption


def test_scenes_open_with_what_their_prose_says() -> None:
    assert f"probability {KNOWN['count_p6']:.4f}." in opened("play")[2]
    for p, name in ((0.5, "count_p5"), (0.7, "count_p7")):
        assert f"probability {KNOWN[name]:.4f}." in opened("play", p=p)[2]
    assert "exactly this sequence of 5 heads and 5 tails" in opened("write")[2]
    assert "The log turns the product into a sum" in opened("log")[2]
    assert "the slope of the log-likelihood is \u22124.167." in opened("slope")[2]
    assert f"{KNOWN['slope_p6']:.2f}" == "-4.17"
    for n in (10, 100):
        band = f"from {KNOWN[f'low_{n}']:.3f} to {KNOWN[f'high_{n}']:.3f} "
        assert band in opened("interval", heads=n // 2, tails=n // 2)[2]
    assert f"{KNOWN['count_p5']:.4f}" in opened("area")[2]
    assert f"MAP estimate {KNOWN['map_three']:.1f}." in opened("prior")[2]
    assert f"MAP estimate {KNOWN['map_thirty']:.4f}." in opened("prior", heads=30)[2]
    assert "climbs to the edge, p = 1;" in opened("edges")[2]
    assert "climbs to the edge, p = 0;" in opened("edges", heads=0, tails=10)[2]
    assert "no best p" in opened("edges", heads=0, tails=0)[2]
    assert "highest at p = 0.7;" in opened("own")[2]


@pytest.mark.parametrize("k", [10, 30, 200])
def test_tosses_are_as_the_prose_tells_them(k: int) -> None:
    said = opened("toss", k, tosses=max(k, 30))[2]
    assert f"{KNOWN[f'toss_heads_{k}']} heads in {k}." in said
    assert f"from {KNOWN[f'toss_low_{k}']:.3f} to {KNOWN[f'toss_high_{k}']:.3f} " in said


def test_more_tosses_narrow_the_band_though_not_each_of_them_does() -> None:
    """The prose asks whether the band narrows with every toss."""
    run = coin(lesson.example(SCENES["toss"]).with_(tosses=200))
    widths = [high - low for low, high in (read(run, k).interval for k in range(1, 201))]
    assert any(later > before for before, later in zip(widths, widths[1:], strict=False))
    assert widths[9] > widths[29] > widths[199]


def test_the_hidden_bias_is_told_only_when_it_is_asked_for() -> None:
    example = lesson.example(SCENES["toss"])
    for told in (False, True):
        strips, k, said = opened("toss", reveal=told)
        strips["reading"] = reading(coin(example.with_(reveal=told)))
        stars = [trace for trace in strips["likelihood_curve"].base["data"] if trace["meta"] == "truth"]
        assert [star["x"] for star in stars] == [[hidden_bias(example.seed)]] * told
        for sentence in (said, str(strips["reading"].frames[k])):
            assert ("The hidden bias is p = 0.35." in sentence) == told
        assert SCENES["toss"].run(example.with_(reveal=told)).stop(str).endswith("p = 0.35.") == told
    for tosses in (10, 30, 200):  # it is inside the band
        low, high = read(coin(example.with_(tosses=tosses)), tosses).interval
        assert low < hidden_bias(example.seed) < high


def test_the_band_is_there_only_once_the_question_is_settled() -> None:
    scene = SCENES["play"]
    curve = opened("play")[0]["likelihood_curve"]
    assert curve.frames[scene.at][BAND]["x"] == [None]
    band = curve.frames[scene.settled_at][BAND]["x"]
    assert (band[0], band[2]) == pytest.approx((KNOWN["low_10"], KNOWN["high_10"]), rel=1e-5)
    assert curve.frames[scene.settled_at][BEST]["x"] == [0.5]


def test_the_question_about_the_height_is_settled_on_another_scale() -> None:
    scene = SCENES["area"]
    before, after = (
        opened("area", **changes)[0]["likelihood_curve"].base["layout"]["yaxis"]["range"][1]
        for changes in ({}, scene.settled_by)
    )
    assert before / after == pytest.approx(KNOWN["ways"], rel=1e-5)  # of six significant digits


def test_the_coefficient_stands_in_the_formula_where_the_count_is_asked_for() -> None:
    for count in (True, False):
        strips, k, _ = opened("count", count=count)
        assert ("252×" in text(shown(strips["three_moves"], k))) == count


def test_marks_that_the_prose_points_at_are_drawn_on_arrival() -> None:
    for id, panel, trace in (
        ("slope", "log_likelihood_curve", TANGENT), ("interval", "likelihood_curve", BAND),
        ("toss", "likelihood_curve", BAND), ("prior", "likelihood_curve", MAP),
        ("prior", "likelihood_curve", BEST),
    ):  # fmt: skip
        strips, k, _ = opened(id)
        assert None not in strips[panel].frames[k][trace]["x"], id
