"""One Gaussian before the mixture: its mean and its variance, and the same with a line as the mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from em_core import single_gaussian
from em_core.protocol import Floats
from em_core.single_gaussian import Line, Normal
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate, View
from em_figures.markup import chunks, equation, math
from em_figures.mixtures.words import value
from em_figures.numbers import sigs
from em_figures.words import fixed
from em_lesson.runs import Frame

T = np.arange(1.0, 10.0)
Y = np.array([2.2, 3.9, 2.6, 4.4, 4.9, 4.2, 6.9, 5.6, 7.6])
FRAMES = ("start", "mean", "variance")
CURVE = 161


@dataclass(frozen=True)
class Guess:
    """Where the learner puts the Gaussian (mean, sd), and the line (its heights at t = 0 and t = 10)."""

    mean: float
    sd: float
    left: float
    right: float

    def __len__(self) -> int:
        return len(FRAMES)

    def frame(self, k: int, tr: Translate) -> Frame:
        """ "start", "mean", "variance"."""
        name = (tr("start"), tr("mean"), tr("variance"))[k]
        return Frame(name, "M" if k else "start", sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """Why there is no more to do."""
        return tr("Both are closed forms: one step each, and no iteration.")

    @cached_property
    def normals(self) -> tuple[Normal, Normal, Normal]:
        """The Gaussian of every frame: as guessed; with the best mean; with the best variance too."""
        best = single_gaussian.mle(Y)
        return Normal(self.mean, self.sd**2), Normal(best.mean, self.sd**2), best

    @cached_property
    def lines(self) -> tuple[Line, Line, Line]:
        """The line of every frame: as guessed; least squares; with the errors' variance too."""
        best = single_gaussian.least_squares(T, Y)
        guess = Line(self.left, (self.right - self.left) / 10, self.sd**2)
        return guess, best._replace(variance=self.sd**2), best


def squares(at: Normal | Line) -> float:
    """sum e_n^2 around the mean or around the line."""
    return float((errors(at) ** 2).sum())


def errors(at: Normal | Line) -> Floats:
    """y_n minus the mean, or minus the line."""
    return np.asarray(Y - (at.mean if isinstance(at, Normal) else at.at(T)))


def log_likelihood(at: Normal | Line) -> float:
    """Of all data, in nats."""
    return single_gaussian.log_likelihood(errors(at), at.variance)


def sentence(guess: Guess, i: int, tr: Translate) -> str:
    """What frame i did, with both log-likelihoods."""
    normal, line = guess.normals[i], guess.lines[i]
    text = (
        tr("Your guess: mean {mean}, variance {variance}, log-likelihood {value}; line {line}, "
           "log-likelihood {other}."),
        tr("The best mean: {mean}, log-likelihood {value}; the best line: {line}, log-likelihood {other}."),
        tr("The best variance too: {variance}, log-likelihood {value}; around the line {around}, "
           "log-likelihood {other}."),
    )[i]  # fmt: skip
    sign = "−" if line.slope < 0 else "+"
    return text.format(
        mean=value(normal.mean), variance=value(normal.variance), value=fixed(log_likelihood(normal)),
        line=f"{value(line.level)} {sign} {value(abs(line.slope))} t", around=value(line.variance),
        other=fixed(log_likelihood(line)),
    )  # fmt: skip


def captions(guess: Guess, tr: Translate = str) -> Lazy[str]:
    """The sentence of every frame."""
    return Lazy(len(FRAMES), lambda i: sentence(guess, i, tr))


def density(x: Floats, at: Normal) -> Floats:
    """N(x | mean, variance)."""
    return np.asarray(np.exp(-((x - at.mean) ** 2) / (2 * at.variance)) / np.sqrt(2 * np.pi * at.variance))


def one_curve(guess: Guess, *, tr: Translate = str) -> Filmstrip:
    """The numbers on a line under a Gaussian; the sticks are their densities, the likelihood's factors."""
    x = np.linspace(0, 10, CURVE)
    top = max(float(density(np.array([n.mean]), n)[0]) for n in guess.normals)
    data: list[dict[str, Any]] = [
        theme.scatter("lines", tr("density of each number"), meta="sticks",
                      line=theme.line("@muted", width=1.5), hoverinfo="skip"),
        theme.scatter("lines", tr("the Gaussian"), line=theme.line("@A", width=2.5), hoverinfo="skip",
                      meta="gaussian"),
        theme.scatter("markers", tr("the numbers"), x=Y.tolist(), y=[0] * len(Y), cliponaxis=False,
                      hoverinfo="x", marker={"size": 9, "color": "@ink"}),
        theme.scatter("lines", tr("mean"), line=theme.line("@A", dash="dash", width=1.5), hoverinfo="skip"),
    ]  # fmt: skip

    def frame(i: int) -> dict[int, Any]:
        at = guess.normals[i]
        heights = density(Y, at)
        sticks = [[v, v, None] for v in Y.tolist()]
        tall = [[0, h, None] for h in sigs(heights, 4)]
        return {
            0: {"x": sum(sticks, []), "y": sum(tall, [])},
            1: {"x": sigs(x, 4), "y": sigs(density(x, at), 4)},
            3: {"x": [at.mean] * 2, "y": [0, float(density(np.array([at.mean]), at)[0])]},
        }

    return Filmstrip(
        "plotly", tr("One Gaussian for nine numbers (drag its mean)"),
        {"data": data, "layout": theme.layout(
            theme.axis("y", range=[0, 10]), theme.axis(tr("density")), height=440,
        )},
        Lazy(len(FRAMES), frame), captions(guess, tr),
        opening={"layout": {"yaxis": {"range": [-0.03 * top, 1.08 * top]}}}, clicks=(Handle("mu", None),),
    )  # fmt: skip


def one_line(guess: Guess, *, tr: Translate = str) -> Filmstrip:
    """The same numbers over t with a line; its errors are drawn with their squares."""
    data: list[dict[str, Any]] = [
        theme.scatter("lines", tr("squared errors"), meta="squares", fill="toself", fillcolor="@s4",
                      opacity=0.9, hoverinfo="skip", line=theme.line("@muted", width=1)),
        theme.scatter("lines", tr("line ± σ"), meta="band", line=theme.line("@A", dash="dot", width=1.5),
                      hoverinfo="skip"),
        theme.scatter("lines", tr("the line"), line=theme.line("@A", width=2.5), hoverinfo="skip",
                      meta="line"),
        theme.scatter("markers", tr("the numbers"), x=T.tolist(), y=Y.tolist(), hoverinfo="x+y",
                      marker={"size": 9, "color": "@ink"}),
    ]  # fmt: skip
    ends = np.array([0.0, 10.0])

    def frame(i: int) -> dict[int, Any]:
        line = guess.lines[i]
        xs: list[float | None] = []
        ys: list[float | None] = []
        for t, y, e in zip(T.tolist(), Y.tolist(), errors(line).tolist(), strict=True):
            side = t - abs(e) if t > 5 else t + abs(e)
            xs += [t, side, side, t, t, None]
            ys += [y, y, y - e, y - e, y, None]
        sd = line.variance**0.5
        heights = line.at(ends)
        return {
            0: {"x": xs, "y": ys},
            1: {"x": [0, 10, None, 0, 10], "y": [*sigs(heights + sd, 5), None, *sigs(heights - sd, 5)]},
            2: {"x": [0, 10], "y": sigs(heights, 5)},
        }

    return Filmstrip(
        "plotly", tr("A line as the mean: squared errors (drag its ends)"),
        {"data": data, "layout": theme.layout(
            theme.axis("t", range=[0, 10], constrain="domain", dtick=2),
            theme.axis("y", range=[0, 10], constrain="domain", scaleanchor="x", dtick=2), height=440,
        )},
        Lazy(len(FRAMES), frame), captions(guess, tr), clicks=(Handle(0.0, "left"), Handle(10.0, "right")),
    )  # fmt: skip


LOG_L = r"\log L = -\tfrac{N}{2} \log 2 \pi \sigma^2 - \frac{1}{2 \sigma^2} \sum_n e_n^2"


def one_formula(guess: Guess, *, tr: Translate = str) -> Filmstrip:
    """The mean's and the variance's equations for both, with their numbers.

    Slots of either: N/2, log(2 pi v), sum of squares, v, log L; of the mean: sum y, N, mean; of the line:
    S_ty, S_tt, slope, mean y, mean t, level.
    """
    around = T - T.mean()
    top, below = float(around @ (Y - Y.mean())), float(around @ around)
    fixed_numbers = [value(float(Y.sum()), 6), str(len(Y)), value(float(Y.mean()), 6), value(top, 6),
                     value(below, 6), value(top / below, 6), value(float(T.mean()), 6)]  # fmt: skip

    def s(i: int) -> str:
        return rf"\text{{S{i}}}"

    def log_l(name: str, at: int, errors_are: str) -> str:
        """Slots from ``at``: log(2 pi v), sum of squares, v, log L."""
        line = chunks(r"\log L", "=", rf"- {s(18)} \times", f"({s(at)})", "-",
                      rf"{s(at + 1)} \;/", rf"(2 \times {s(at + 2)})", "=", s(at + 3))  # fmt: skip
        return equation(name, LOG_L, math(errors_are), line)

    def variance(name: str, at: int) -> str:
        symbols = r"\sigma^2 = \frac{1}{N} \sum_n e_n^2"
        return equation(name, symbols, chunks(r"\sigma^2", "=", rf"{s(at + 1)} \;/ {s(11)}", "=", s(at + 2)))

    mean = equation(
        "mean", r"\frac{1}{\sigma^2} \sum_n (y_n - \mu) = 0 \;\Rightarrow\; \mu = \frac{1}{N} \sum_n y_n",
        chunks(r"\mu", "=", rf"{s(10)} \;/ {s(11)}", "=", s(12)),
    )  # fmt: skip
    slope = equation(
        "slope", r"b = \frac{\sum_n (t_n - \bar t)(y_n - \bar y)}{\sum_n (t_n - \bar t)^2}",
        chunks("b", "=", rf"{s(13)} \;/ {s(14)}", "=", s(15)),
    ) + equation(
        "level", r"a = \bar y - b\, \bar t",
        chunks("a", "=", f"{s(12)} -", rf"{s(15)} \times {s(16)}", "=", s(17)),
    )  # fmt: skip

    def half(name: str, best: str, at: int, errors_are: str, upto: int) -> str:
        parts = [log_l(f"log_l_{name}", at, errors_are), best, variance(f"variance_{name}", at)]
        return f'<div class="em-part">{"".join(parts[: upto + 1])}</div>'

    of_mean, of_line = r"e_n = y_n - \mu", r"e_n = y_n - a - b\, t_n"
    views = {
        name: f'<div class="em-routes">{half("one", mean, 0, of_mean, i)}'
        f"{half('line', slope, 5, of_line, i)}</div>"
        for i, name in enumerate(FRAMES)
    }

    def frame(i: int) -> View:
        slots: list[str | float] = []
        for at in (guess.normals[i], guess.lines[i]):
            total, v = squares(at), at.variance
            slots += [
                value(float(np.log(2 * np.pi * v)), 7),
                value(total, 7),
                value(v, 7),
                fixed(log_likelihood(at), 4),
                "",
            ]
        slots += [*fixed_numbers, value(guess.lines[2].level, 6), value(len(Y) / 2, 4)]
        return View(FRAMES[i], slots)

    return Filmstrip("html", tr("The mean first, then the variance"), {"views": views},
                     Lazy(len(FRAMES), frame), captions(guess, tr))  # fmt: skip
