"""The current half-step of k-means in formulas and numbers, and what J has to do with the lower bound."""

from __future__ import annotations

import math as maths
from html import escape

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation, slot
from em_figures.mixtures.words import pair, value
from em_figures.numbers import parts as apportioned
from em_figures.words import NAMES
from lessons.kmeans.record import Clusters
from lessons.kmeans.words import captions

ASSIGN = r"z_n = \mathrm{argmin}_k\; |x_n - \mu_k|^2"
UPDATE = r"\mu_k = \frac{1}{n_k} \sum_{n :\, z_n = k} x_n"
TOTAL = r"J = \sum_n |x_n - \mu_{z_n}|^2 = \sum_k J_k"
BOUND = r"\mathrm{ELBO} = c - \frac{J}{2 \sigma^2}"
CONST = r"c = -N \log K - N \log 2 \pi \sigma^2"
EACH = 3  # slots of a cluster


def constant(run: Clusters) -> float:
    """c = -N log K - N log(2 pi v): what the lower bound of hard EM is when J = 0, in the plane, in nats."""
    n = len(run.plane.points)
    return -n * maths.log(run.k) - n * maths.log(2 * maths.pi * run.variance)


def _views(run: Clusters, tr: Translate) -> dict[str, str]:
    k = run.k
    rows = "".join(
        f'<tr><th scope="row"><span class="em-c{c}">{NAMES[c]}</span></th>'
        + "".join(f"<td>{slot(EACH * c + i)}</td>" for i in range(EACH)) + "</tr>"
        for c in range(k)
    )  # fmt: skip
    names = escape(tr("Cluster")), "n<sub>k</sub>", "μ<sub>k</sub>", "J<sub>k</sub>"
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    table = (
        f'<table class="em-table em-clusters"><caption class="em-sr">{escape(_title(tr))}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    first = EACH * k

    def s(i: int) -> str:
        return rf"\text{{S{first + i}}}"

    parts = [rf"\text{{S{EACH * c + 2}}}" + (" +" if c + 1 < k else "") for c in range(k)]
    total = equation("J", TOTAL, chunks("J", "=", *parts, "=", s(0)))
    bound = equation(
        "elbo", BOUND, chunks(CONST),
        chunks(r"\mathrm{ELBO}", "=", f"{s(1)} -", rf"{s(0)} \;/", rf"(2 \times {s(2)})", "=", s(3)),
    )  # fmt: skip
    step = {"start": "", "E": equation("assign", ASSIGN), "M": equation("update", UPDATE)}
    return {phase: step[phase] + table + ("" if phase == "start" else total + bound) for phase in step}


def _title(tr: Translate) -> str:
    return tr("J and the lower bound in numbers")


def step_numbers(run: Clusters, *, tr: Translate = str) -> Filmstrip:
    """The clusters' points, centres and parts of J; J as their sum; the lower bound from J.

    Slots: n_k, mu_k, J_k per cluster; then J, c, sigma^2, ELBO.
    """

    def frame(i: int) -> View:
        s, parts = run.trace[i], run.parts[i]
        sizes = run.counts(i).tolist()
        shown, total = (["–"] * run.k, "–") if parts is None else printed(parts.tolist())
        slots: list[str | float] = []
        for c in range(run.k):
            slots += ["–" if parts is None else str(sizes[c]), pair(run.places[i, c]), shown[c]]
        if parts is not None:
            assert s.elbo is not None
            slots += [total, value(constant(run), 7), value(run.variance), value(s.elbo, 6)]
        return View(s.phase, slots)

    return Filmstrip("html", _title(tr), {"views": _views(run, tr)}, Lazy(len(run), frame), captions(run, tr))


def printed(parts: list[float]) -> tuple[list[str], str]:
    """The parts of J and J, which has six significant digits; the parts add up to it as they are printed."""
    total = sum(parts)
    if not total > 1e-290:  # less cannot be scaled to whole numbers
        return ["0"] * len(parts), "0"
    places = 5 - maths.floor(maths.log10(total))
    units = round(total * 10.0**places)
    shares = apportioned(units, [part / total for part in parts], 0)
    return [_decimal(int(n), places) for n in shares], _decimal(units, places)


def _decimal(units: int, places: int) -> str:
    """units / 10^places, exactly."""
    if places <= 0:
        return value(units * 10.0**-places, 9)
    return value(units / 10.0**places, max(len(str(units)), 1))
