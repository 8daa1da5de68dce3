"""The smallest EM: its log-likelihood over the one unknown, and its two half-steps with their numbers."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate, View, upto
from em_figures.markup import math
from em_figures.numbers import sig, sigs
from em_figures.words import fixed
from lessons.hard_soft.runs import Run, Smallest, told

LOW, HIGH = -2.6, -1.25  # of the axis: the top is 2 log(1/2)
FOOT = LOW + 0.08
TOP = 0.6  # where the log-likelihood is highest
EXPECTED = r"\log\theta_A + \text{S8}\log(1-\theta_A) + \text{S10}\log(1-\tfrac{\theta_A}{2})"
QUADRATIC, ROOT = r"2\,\theta_A^2 - (4+\text{S8})\,\theta_A + 2 = 0", r"\theta_A = \text{S9}"  # of the M-step


def value(t: float) -> float:
    """log p(H) p(T) at theta_A = t: each toss shows heads with probability 5 t / 6."""
    return float(np.log(5 * t / 6) + np.log1p(-5 * t / 6))


def small_curve(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """The log-likelihood over theta_A, and the run on it; a drag sets the start."""
    if not isinstance(run, Smallest):
        return None
    grid = np.linspace(0.02, 0.999, 120)
    path = [float(step.params.p_heads[0]) for step in run.soft]
    track = {"x": sigs(path), "y": sigs(map(value, path), 7)}
    data: list[dict[str, Any]] = [
        theme.scatter("lines", tr("log-likelihood"), x=sigs(grid), y=sigs(map(value, grid.tolist())),
                      meta="ll", line=theme.line("@ll", width=3), hoverinfo="skip"),
        theme.scatter("markers", tr("start"), meta="start", hoverinfo="skip",
                      marker={"size": 13, "symbol": "x-thin", "line": {"width": 4, "color": "@ink"}}),
        theme.scatter("lines+markers", tr("EM"), meta="path", line=theme.line("@M", width=2),
                      marker={"size": 7, "color": "@M"}),
        theme.scatter("markers+text", marker=theme.ring("@ink"), hoverinfo="skip",
                      textfont={"color": "@ink", "size": 14}),
    ]  # fmt: skip

    def frame(k: int) -> dict[int, Any]:
        t, at = path[k], max(value(path[k]), FOOT)
        side = "bottom right" if t < TOP else "bottom left"  # under the curve
        ring = {"x": [sig(t)], "y": [sig(at)], "text": [f"θ_A = {fixed(t)}"], "textposition": side}
        return {2: upto("path", k + 1), 3: ring}

    return Filmstrip(
        "plotly", tr("Log-likelihood of the two tosses for every θ_A"),
        {"data": data, "layout": theme.layout(
            theme.axis("θ_A", range=[0, 1], dtick=0.2),
            theme.axis(tr("log-likelihood (nats)"), range=[LOW, HIGH]), height=380,
        )},
        Lazy(len(run), frame), Lazy(len(run), lambda k: told(run.soft[k], tr)),
        opening={"data": {1: {"x": [sig(path[0])], "y": [sig(max(value(path[0]), FOOT))]}}},
        tracks={"path": track}, clicks=(Handle("a"),),
    )  # fmt: skip


# Slots: for heads and for tails the joints with A and B and the shares of A and B; then A's share of the
# tails, the new theta_A, B's share of the tails; the E-step's theta_A.
def _row(name: str, at: int, joints: tuple[str, str]) -> str:
    cells = [f'{math(joint)} <b data-s="{at + i}"></b>' for i, joint in enumerate(joints)]
    share = (
        f'<span class="em-c0" data-s="{at + 2}"></span> <span class="em-op">+</span> '
        f'<span class="em-c1" data-s="{at + 3}"></span>'
    )
    return f'<tr><th scope="row">{name}</th><td>{cells[0]}</td><td>{cells[1]}</td><td>{share}</td></tr>'


def _table(tr: Translate) -> str:
    heads = r"\tfrac{2}{3}\,\theta_A =", r"\tfrac{1}{3}\,\theta_B ="
    tails = r"\tfrac{2}{3}\,(1-\theta_A) =", r"\tfrac{1}{3}\,(1-\theta_B) ="
    columns = (tr("toss"), tr("coin A and this toss"), tr("coin B and this toss"), tr("shares of A and B"))
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    rows = _row(tr("heads"), 0, heads) + _row(tr("tails"), 4, tails)
    whose = escape(tr("The table is the E-step’s, at θ_A ="))
    return (
        f'<table class="em-table em-tosses"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        f'<p class="em-note">{whose} <span data-s="11"></span></p>'
    )


def small_numbers(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """The E-step's four joint probabilities and the shares, the M-step's quadratic equation."""
    if not isinstance(run, Smallest):
        return None
    where = escape(tr("is largest where"))
    m_step = f'<p class="em-eq-line">{math(EXPECTED)} {where} {math(QUADRATIC)}: {math(ROOT)}</p>'
    views = {view: _table(tr) + (m_step if view == "M" else "") for view in ("start", "E", "M")}

    def frame(k: int) -> View:
        step = run.soft[k]
        made = run.soft[max(k - 1, 0)] if step.phase == "M" else step  # the E-step's coins
        joint = np.exp(run.soft.model.log_joint(run.soft.data, made.params))
        slots: list[str] = []
        for row in joint:
            shares = ["?", "?"] if step.phase == "start" else [fixed(p) for p in row / row.sum()]
            slots += [*(fixed(p) for p in row), *shares]
        tails = [fixed(p) for p in joint[1] / joint[1].sum()]
        return View(step.phase, [*slots, tails[0], fixed(step.params.p_heads[0]), tails[1],
                                 fixed(made.params.p_heads[0])])

    return Filmstrip(
        "html", tr("Two tosses with their numbers"), {"views": views},
        Lazy(len(run), frame), Lazy(len(run), lambda k: told(run.soft[k], tr)),
    )  # fmt: skip
