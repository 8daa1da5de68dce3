"""Lesson 04's settings: points with weights on a curve, or the heights of two small distributions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from em_lesson import settings as base
from em_lesson.fields import choice, number, symbol, whole
from lessons.jensen.record import HIGH, LOW, subscript

POINTS, OUTCOMES = 8, 4
LEAST = 0.05  # of a distribution's heights: with 0 a ratio, or KL itself, would be infinite


def _live(letter: str, i: int, value: float, low: float, high: float, view: str) -> Any:
    label = subscript(letter, i)
    return number(value, low, high, label=symbol(label), step=0.01, live=True, when=("view", view))


def _x(i: int, value: float) -> Any:
    return _live("x", i, value, LOW, HIGH, "points")


def _w(i: int) -> Any:
    return _live("w", i, 0.5, 0, 1, "points")


def _q(i: int, value: float) -> Any:
    return _live("q", i, value, LEAST, 1, "kl")


def _p(i: int, value: float) -> Any:
    return _live("p", i, value, LEAST, 1, "kl")


@dataclass(frozen=True)
class Settings(base.Settings):
    """What is shown; a function and n points with weights; the heights of q and p over m outcomes."""

    view: str = choice(
        "points",
        {"points": "Points on a curve", "kl": "Two distributions: KL", "detour": "A detour over a third"},
        label="Show",
    )
    f: str = choice(
        "log",
        {
            "log": "log x, concave",
            "sqrt": "√x, concave",
            "square": "x², convex",
            "exp": "eˣ, convex",
            "xlogx": "x log x, convex",
        },
        label="Function",
        when=("view", "points"),
    )
    n: int = whole(2, 2, POINTS, label="Points", when=("view", "points"))
    x1: float = _x(1, 0.5)
    x2: float = _x(2, 3.5)
    x3: float = _x(3, 1.5)
    x4: float = _x(4, 2.5)
    x5: float = _x(5, 1)
    x6: float = _x(6, 3)
    x7: float = _x(7, 2)
    x8: float = _x(8, 0.25)
    w1: float = _w(1)
    w2: float = _w(2)
    w3: float = _w(3)
    w4: float = _w(4)
    w5: float = _w(5)
    w6: float = _w(6)
    w7: float = _w(7)
    w8: float = _w(8)
    m: int = whole(3, 2, OUTCOMES, label="Outcomes", when=("view", "kl"))
    q1: float = _q(1, 0.5)
    q2: float = _q(2, 0.4)
    q3: float = _q(3, 0.1)
    q4: float = _q(4, 0.2)
    p1: float = _p(1, 0.05)
    p2: float = _p(2, 0.8)
    p3: float = _p(3, 0.15)
    p4: float = _p(4, 0.4)
    t: float = number(0.5, 0, 1, label="where r stands", step=0.01, live=True, when=("view", "detour"))

    def row(self, letter: str) -> list[float]:
        """The shown values of x, w, q or p."""
        count = self.n if letter in "xw" else self.m
        return [getattr(self, f"{letter}{i}") for i in range(1, count + 1)]

    def to_link(self) -> dict[str, str]:
        """As every lesson's link, without the points and outcomes that are not shown.

        A detour is one between the same two distributions.
        """
        shown = {"x": self.n, "w": self.n, "q": self.m, "p": self.m}
        if self.view == "detour":
            said = replace(self, view="kl").to_link()
            k, t = said.pop("k"), self.specs()["t"].write(self.t)
            return said | {"view": self.view, "t": t, "k": k}
        return {
            name: text
            for name, text in super().to_link().items()
            if not (name[0] in shown and name[1:].isdigit() and int(name[1:]) > shown[name[0]])
        }
