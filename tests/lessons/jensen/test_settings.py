"""Lesson 04's settings: what the link carries, and which sliders there are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from em_core import bound, jensen
from lessons.jensen.lesson import lesson
from lessons.jensen.record import NAMES
from lessons.jensen.runs import code, run
from lessons.jensen.settings import LEAST, Settings
from tests.lessons.stages import ask

EXTREMES = [
    Settings(),
    Settings(n=8, f="exp"),
    Settings(f="log", x1=0.1, x2=4, w1=0.01, w2=1),
    Settings(n=3, f="xlogx", x1=2, x2=2, x3=2),
    Settings(n=3, w1=0, w2=0, w3=1),
    Settings(n=8, **{f"w{i}": 0 for i in range(1, 9)}),
    Settings(view="kl"),
    Settings(view="kl", m=4, q1=LEAST, q2=1, q3=1, q4=1, p1=1, p2=LEAST, p3=LEAST, p4=LEAST),
    Settings(view="kl", m=2, q1=0.3, q2=0.1, p1=0.9, p2=0.3),
    Settings(view="detour"),
    Settings(view="detour", m=4, t=0, q4=1),
    Settings(view="detour", m=2, t=1, q1=0.3, q2=0.1, p1=0.9, p2=0.3),
]


@pytest.mark.parametrize("s", EXTREMES)
def test_a_link_brings_back_the_screen(s: Settings) -> None:
    back, notices = Settings.from_link(s.to_link())
    assert notices == [] and back.to_link() == s.to_link()
    for letter in "xw" if s.view == "points" else "qp":
        assert back.row(letter) == s.row(letter)


def test_a_link_has_only_what_is_shown() -> None:
    assert list(Settings().to_link()) == ["view", "f", "n", "x1", "x2", "w1", "w2", "k"]
    kl = Settings(view="kl", m=2).to_link()
    assert list(kl) == ["view", "m", "q1", "q2", "p1", "p2", "k"]
    over = Settings(view="detour", m=2, t=0.3).to_link()
    assert list(over) == ["view", "m", "q1", "q2", "p1", "p2", "t", "k"]
    assert (over["view"], over["t"]) == ("detour", "0.3")


@pytest.mark.parametrize("s", EXTREMES)
def test_every_shown_number_has_a_slider(s: Settings) -> None:
    document = ask(lesson, {"scene": "free", **s.to_link()})["document"]
    shown = [name for name in s.to_link() if (name[0] in "xwqp" and name[1:].isdigit()) or name == "t"]
    assert document["knobs"] == shown and set(document["live"]) == set(shown)
    for name, knob in document["live"].items():
        assert knob["min"] <= getattr(s, name) <= knob["max"]


@pytest.mark.parametrize("s", EXTREMES)
def test_the_numbers_are_finite_and_the_code_that_is_shown_makes_them(s: Settings) -> None:
    *setup, last = code(s).splitlines()
    names: dict[str, object] = {}
    exec("\n".join(setup), names)
    made = eval(last, names)
    d: Any = run(s)
    if s.view == "points":
        assert made.gap == d.at.gap and np.isfinite(made.gap)
        return
    if s.view == "detour":
        assert made == pytest.approx((d.direct, d.first + d.second), abs=1e-14)  # a few rounded terms
        return
    assert made[1].gap == d.forward.gap and made[0].tolist() == jensen.summands(d.q, d.p).tolist()
    assert np.isfinite([d.forward.gap, d.backward.gap]).all()
    assert bound.kl(d.q, d.p) == pytest.approx(d.forward.gap, abs=1e-14)  # a few rounded terms


def test_every_function_can_be_chosen_by_its_name_and_kind() -> None:
    kinds = {True: "concave", False: "convex"}
    names = {name: f"{NAMES[name]}, {kinds[f.concave]}" for name, f in jensen.FUNCTIONS.items()}
    assert Settings.specs()["f"].options == names


BAD = [{"q1": "0"}, {"p4": "-1"}, {"x1": "0"}, {"w8": "-0.1"}, {"n": "9"}, {"m": "1"}]


@pytest.mark.parametrize("link", BAD, ids=str)
def test_a_link_cannot_bring_an_infinity(link: dict[str, str]) -> None:
    s, notices = Settings.from_link({"view": "kl", **link})
    assert len(notices) == 1 and min(s.row("q") + s.row("p")) >= LEAST
    points: Any = run(replace(s, view="points", n=8))
    assert np.isfinite(points.at.gap)
