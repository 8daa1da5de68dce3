"""Lesson 07's settings: what every preset is there for, other data, links, degenerate own points."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from em_figures import wire
from em_figures.filmstrip import Filmstrip
from em_lesson.answers import drawn
from em_lesson.rows import Rows
from lessons.kmeans import presets
from lessons.kmeans.calls import code
from lessons.kmeans.data import TRUTHS, prepared, simulated, unit
from lessons.kmeans.lesson import lesson
from lessons.kmeans.runs import attempts, run, within
from lessons.kmeans.settings import Settings
from tests.lessons.outline import numbers

PRESETS = {
    name: value
    for name, value in vars(presets).items()
    if name.isupper() and isinstance(value, dict) and "view" in value
}


def panels(s: Settings) -> dict[str, Filmstrip]:
    """All that can be drawn at these settings."""
    return {draw.__name__: strip for draw, strip in drawn(lesson.all, run(s), str)}


def captions(preset: dict[str, Any]) -> list[str]:
    shown = run(Settings(**preset))
    return [shown.frame(k, str).caption for k in range(len(shown))]


def inertia(preset: dict[str, Any]) -> float:
    """The J that a preset ends with, read from its panel."""
    last: float = panels(Settings(**preset))["j_curve"].opening["data"][1]["y"][-1]
    return last


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_plays_and_its_code_runs(name: str) -> None:
    s = Settings(**PRESETS[name])
    back, notices = Settings.from_link(s.to_link())
    assert notices == [] and back == s.with_(**{n: getattr(back, n) for n in vars(s) if n not in s.to_link()})
    shown = panels(s)
    assert {len(strip.frames) for strip in shown.values()} == {len(run(s))}
    for given, ends in within(s).items():
        assert ends is None or ends[0] <= getattr(s, given) <= ends[1]
    x, scope = prepared(s, s.view == "count").points.x, dict[str, Any]()
    exec(code(s), scope)
    if "centres" in scope:
        assert scope["x"] * unit(s, x) == pytest.approx(x, rel=1e-12)
    if "half_steps" in scope:
        strip = shown["soft_plane" if s.view == "soft" else "hard_plane"]
        means = scope["half_steps"][-1].params.means * unit(s, x)
        centres = strip.frames[-1][3 + 2 * s.c]
        # the code prints centres to six decimals
        assert np.column_stack([centres["x"], centres["y"]]) == pytest.approx(means, abs=2e-4)


def test_the_presets_show_what_they_promise() -> None:
    assert inertia(presets.LOCAL) > 2 * inertia(presets.START)
    assert all("Cluster D is empty" in text for text in captions(presets.EMPTY)[2::2])
    ends = attempts(Settings(c=4, rule="random"))
    best = min(a.inertia for a in ends)
    assert 0 < sum(a.inertia > 1.5 * best for a in ends) < len(ends)  # some of the ten starts end badly
    assert inertia(presets.TEN) > 1.5 * best
    x = simulated("outlier", TRUTHS["outlier"][3])
    assert len(x) == 51 and "A 50, B 1;" in captions(presets.OUTLIER)[-2]
    rest = x[:50]
    alone = ((rest - rest.mean(axis=0)) ** 2).sum()  # one cluster for both groups, one for the point
    ends = attempts(Settings(data="outlier", c=2, rule="plusplus"))
    assert inertia(presets.OUTLIER) == pytest.approx(alone, rel=1e-7)
    assert min(a.inertia for a in ends) == pytest.approx(alone, rel=1e-12)
    assert alone < max(a.inertia for a in ends)


def test_other_data_bring_their_own_centres_and_sigma() -> None:
    s = Settings().with_(data="faithful").after("data")
    assert s.c == 2 and 40 < s.m1y < 100 and s.sigma > 2
    assert s.with_(scaled=True).after("scaled").sigma < 1
    back = s.with_(data="blobs").after("data")
    assert back == Settings()
    assert s.with_(view="story").after("view").sigma == 1.5
    settings, (notice,) = Settings.from_link({"view": "soft", "sigma": "50"})
    assert settings.sigma == notice.values["used"] == 3.0 and notice.values["given"] == 50


OWN = {
    "one": [[1, 2]],
    "equal": [[3, 3]] * 5,
    "line": [[i, 0] for i in range(7)],
    "twice": [[0, 0]] * 6 + [[5, 5]] * 6,
    "huge": [[i * 1e90, i**2 * 1e90] for i in range(9)],
    "tiny": [[i * 1e-90, i**2 * 1e-90] for i in range(9)],
    "mixed": [[i * 1e6, i % 3 * 1e-3] for i in range(12)],
    "far": [[1e9 + i * 1e-3, i % 2] for i in range(10)],
}


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("view", ["lloyd", "count", "soft"])
def test_any_points_of_one_s_own_give_finite_pictures(name: str, view: str) -> None:
    points = Rows(np.array(OWN[name], dtype=float))
    for rule, c, scaled in (
        ("hand", 2, False),
        ("random", 6, True),
        ("plusplus", 3, False),
        ("farthest", 1, True),
    ):
        s = (
            Settings(data="own", points=points)
            .after("data")
            .with_(view=view, c=c, rule=rule, scaled=scaled)
        )
        for name_of, strip in panels(s.after("scaled")).items():
            sent = wire.full(strip)
            assert all(map(math.isfinite, numbers(sent))), name_of
            json.dumps(sent, allow_nan=False)
