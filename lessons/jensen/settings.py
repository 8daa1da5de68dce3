"""Lesson 04's settings: points with weights on a curve, or the heights of two small distributions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from em_core import jensen as core
from em_lesson.settings import Settings, choice, number, whole
from em_lesson.storyboard import Page
from em_ui import controls
from em_ui.player import Input
from lessons.jensen import divergence as kl
from lessons.jensen import record as points

POINTS, OUTCOMES = 8, 4
LEAST = 0.05  # of a distribution's heights: with 0 a ratio, or KL itself, would be infinite


def _x(value: float) -> Any:
    return number(value, points.LOW, points.HIGH, step=0.01, live=True, when=("view", "points"))


def _w() -> Any:
    return number(0.5, 0, 1, step=0.01, live=True, when=("view", "points"))


def _height(value: float) -> Any:
    return number(value, LEAST, 1, step=0.01, live=True, when=("view", "kl"))


@dataclass(frozen=True)
class JensenSettings(Settings):
    """What is shown; a function and n points with weights; the heights of q and p over m outcomes."""

    view: str = choice("points", "points", "kl")
    f: str = choice("log", *core.FUNCTIONS, when=("view", "points"))
    n: int = whole(2, 2, POINTS, when=("view", "points"))
    x1: float = _x(0.5)
    x2: float = _x(3.5)
    x3: float = _x(1.5)
    x4: float = _x(2.5)
    x5: float = _x(1)
    x6: float = _x(3)
    x7: float = _x(2)
    x8: float = _x(0.25)
    w1: float = _w()
    w2: float = _w()
    w3: float = _w()
    w4: float = _w()
    w5: float = _w()
    w6: float = _w()
    w7: float = _w()
    w8: float = _w()
    m: int = whole(3, 2, OUTCOMES, when=("view", "kl"))
    q1: float = _height(0.5)
    q2: float = _height(0.4)
    q3: float = _height(0.1)
    q4: float = _height(0.2)
    p1: float = _height(0.05)
    p2: float = _height(0.8)
    p3: float = _height(0.15)
    p4: float = _height(0.4)

    def row(self, letter: str) -> list[float]:
        """The shown values of x, w, q or p."""
        count = self.n if letter in "xw" else self.m
        return [getattr(self, f"{letter}{i}") for i in range(1, count + 1)]

    def to_link(self) -> dict[str, str]:
        """As every lesson's link, without the points and outcomes that are not shown."""
        shown = {"x": self.n, "w": self.n, "q": self.m, "p": self.m}
        return {
            name: text
            for name, text in super().to_link().items()
            if not (name[0] in shown and name[1:].isdigit() and int(name[1:]) > shown[name[0]])
        }


def picture(s: JensenSettings) -> points.Picture:
    """The points on the chosen curve."""
    return points.picture(s.f, s.row("x"), s.row("w"))


def shapes(s: JensenSettings) -> kl.Divergence:
    """The two distributions."""
    return kl.divergence(s.row("q"), s.row("p"))


def inputs(s: JensenSettings) -> list[Input]:
    """The live sliders: one for every point and weight, or for every height."""
    specs = s.specs()
    letters, count = ("xw", s.n) if s.view == "points" else ("qp", s.m)
    names = [(letter, i) for letter in letters for i in range(1, count + 1)]
    out = []
    for letter, i in names:
        spec: Any = specs[f"{letter}{i}"]
        out.append(Input(f"{letter}{i}", points.subscript(letter, i), spec.low, spec.high, spec.step))
    return out


def call(s: JensenSettings) -> str:
    """The calls that make this screen's numbers, to be copied."""
    if s.view == "points":
        return "\n".join([
            "from em_core import jensen",
            "",
            f"weights = jensen.shares('w', {points.counted(s.row('w'))})",
            f"jensen.jensen(jensen.FUNCTIONS['{s.f}'], {s.row('x')}, weights)",
        ])  # fmt: skip
    return "\n".join([
        "from em_core import bound, jensen",
        "",
        f"q = jensen.shares('q', {s.row('q')})",
        f"p = jensen.shares('p', {s.row('p')})",
        "bound.kl(q, p), bound.kl(p, q)",
        "jensen.summands(q, p), jensen.kl_gap(q, p)",
    ])  # fmt: skip


def choose(page: Page[Any]) -> None:
    """Points or distributions, and how many."""
    tr, s = page.tr, page.settings
    controls.choice(
        page, "view", tr("Show"),
        {"points": tr("Points on a curve"), "kl": tr("Two distributions: KL")},
    )  # fmt: skip
    if s.view == "kl":
        controls.numbers(page, {"m": tr("Outcomes")})
        return
    kinds = {True: tr("{f}, concave"), False: tr("{f}, convex")}
    functions = {name: kinds[f.concave].format(f=points.NAMES[name]) for name, f in core.FUNCTIONS.items()}
    controls.choice(page, "f", tr("Function"), functions)
    controls.numbers(page, {"n": tr("Points")})
