"""Coins whose θ is hidden too: all assignments beside the product, Betas, pairs of rounds, evidence."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from math import exp
from typing import Any, NamedTuple

import numpy as np
from scipy.special import betaln, logsumexp

from em_core.protocol import Floats, Ints
from em_core.variational_bayes.ascent import assignments
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import math, picker
from em_figures.numbers import sigs
from em_figures.words import fixed
from lessons.variational_em.beliefs import Beliefs, captions, of_kind

on_coins = of_kind("coins", "five")
GRID = np.linspace(0.005, 0.995, 100)


class Exact(NamedTuple):
    """Every z (32, N) with coin A = 0, ordered like a picture that is its own mirror image, and p(z | x)."""

    z: Ints
    p: Floats


@lru_cache(maxsize=32)
def _exact(heads: tuple[int, ...], flips: tuple[int, ...], a: float, b: float) -> Exact:
    z = assignments(len(heads), 2)
    assert z is not None
    h, n = np.array(heads), np.array(flips)
    logs = np.zeros(len(z))
    for k in (0, 1):
        of_k, of_n = (z == k) @ h, (z == k) @ n
        logs += betaln(a + of_k, b + of_n - of_k)
    p = np.exp(logs - logsumexp(logs))
    anchor = int(np.argmax(h / n))  # the round by which the two names are told apart
    left = [i for i in np.argsort(-p, kind="stable") if z[i, anchor] == 0]
    mirror = {tuple(row): i for i, row in enumerate(z.tolist())}
    right = [mirror[tuple(1 - v for v in z[i].tolist())] for i in reversed(left)]
    order = np.array(left + right)
    return Exact(z[order], p[order])


def exact(run: Beliefs) -> Exact:
    """All assignments of a run's rounds with their exact probabilities."""
    data = run.data
    return _exact(tuple(data.heads.tolist()), tuple(data.flips.tolist()), run.model.a, run.model.b)


def product(run: Beliefs, k: int, z: Ints) -> Floats:
    """q(z) = prod_n q_n(z_n) of these assignments (Z, N) at half-step k."""
    q = run.steps[k].q_z.probs
    return np.asarray(q[np.arange(len(q)), z].prod(axis=1))


def _outline(heights: Floats, left: float, right: float) -> dict[str, Any]:
    """Bars from 0 as one line with breaks: bar i stands on [i + left, i + right]."""
    x: list[Any] = []
    y: list[Any] = []
    for i, height in enumerate(heights.tolist()):
        x += [round(i + left, 2), round(i + left, 2), round(i + right, 2), round(i + right, 2), None]
        y += [0, float(f"{height:.4g}"), float(f"{height:.4g}"), 0, None]
    return {"x": x, "y": y}


@on_coins
def assignment_bars(run: Beliefs, *, tr: Translate = str) -> Filmstrip:
    """p(z | x) of every assignment, exactly, beside the product q(z)."""
    z, p = exact(run)
    names = ["".join("AB"[v] for v in row) for row in z.tolist()]
    anchor = int(np.argmax(run.data.heads / run.data.flips)) + 1
    n = len(z)
    high = max(float(p.max()), *(float(product(run, k, z).max()) for k in (1, len(run) - 1)), 0.08)
    data = [
        theme.scatter("lines", tr("exactly"), meta="exact", fill="toself", fillcolor="@s5", hoverinfo="skip",
                      line=theme.line("@ll", width=1.5), **_outline(p, -0.42, 0.42)),
        theme.scatter("lines", tr("product q"), meta="product", fill="toself", hoverinfo="skip",
                      fillcolor="rgba(0,0,0,0)", line=theme.line("@B", width=2),
                      fillpattern={"shape": "/", "fgcolor": "@B", "size": 5, "solidity": 0.45}),
        theme.scatter("lines", x=[n / 2 - 0.5] * 2, y=[0, 1.2 * high], hoverinfo="skip",
                      line=theme.line("@edge", width=1.5, dash="dot")),
        theme.scatter("markers", x=list(range(n)), y=sigs(p, 4), text=names, opacity=0,
                      hovertemplate="%{text}: %{y:.4f}<extra></extra>", marker={"size": 12}),
    ]  # fmt: skip

    def frame(k: int) -> dict[int, Any]:
        return {1: {"y": _outline(product(run, k, z), -0.25, 0.25)["y"]}}

    def caption(k: int) -> str:
        q = product(run, k, z)
        text = tr("The likeliest assignment is {z} with {p} exactly and {q} by the product. On the left half "
                  "lie {left} exactly, {mine} by the product.")
        top = int(np.argmax(p))
        return text.format(z=names[top], p=fixed(float(p[top])), q=fixed(float(q[top])), left=fixed(0.5),
                           mine=fixed(float(q[: n // 2].sum())))  # fmt: skip

    sides = [tr("round {n} is A’s").format(n=anchor), tr("round {n} is B’s").format(n=anchor)]
    layout = theme.layout(
        theme.axis(tr("all 32 assignments"), range=[-0.8, n - 0.2], tickvals=[n / 4 - 0.5, 3 * n / 4 - 0.5],
                   ticktext=sides, showgrid=False),
        theme.axis(tr("probability"), range=[0, float(f"{1.1 * high:.4g}")]), height=400,
    )  # fmt: skip
    opening = {"data": {1: {"x": _outline(p, -0.25, 0.25)["x"]}}}
    return Filmstrip("plotly", tr("Which coin made which round: all assignments"),
                     {"data": data, "layout": layout}, Lazy(len(run), frame), Lazy(len(run), caption),
                     opening=opening)  # fmt: skip


def density(a: Floats | float, b: Floats | float, x: Floats = GRID) -> Floats:
    """Beta(a, b) at x."""
    return np.asarray(np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - betaln(a, b)))


def marginal(run: Beliefs) -> Floats:
    """p(θ_A | x) on the grid, exactly; the names may be exchanged, so it is θ_B's as well."""
    z, p = exact(run)
    heads, flips = (z == 0) @ run.data.heads, (z == 0) @ run.data.flips
    out = np.zeros(GRID.size)
    for h, n, share in zip(heads.tolist(), flips.tolist(), p.tolist(), strict=True):
        out += share * density(run.model.a + h, run.model.b + n - h)
    return out


@on_coins
def betas(run: Beliefs, *, tr: Translate = str) -> Filmstrip:
    """q(θ_A) and q(θ_B), the prior, and the exact posterior of either."""
    both = marginal(run)
    x = sigs(GRID, 4)
    data = [
        theme.scatter("lines", tr("prior"), meta="prior", x=x, hoverinfo="skip",
                      y=sigs(density(run.model.a, run.model.b), 4),
                      line=theme.line("@edge", width=1.5, dash="dot")),
        theme.scatter("lines", tr("exactly, either coin"), meta="exact", x=x, y=sigs(both, 4),
                      hoverinfo="skip", line=theme.line("@ll", width=2.5)),
        theme.scatter("lines", "q(θ_A)".replace("_A", "<sub>A</sub>"), meta="q-a", hoverinfo="skip",
                      line=theme.line("@A", width=2.5, dash="dash")),
        theme.scatter("lines", "q(θ_B)".replace("_B", "<sub>B</sub>"), meta="q-b", hoverinfo="skip",
                      line=theme.line("@B", width=2.5, dash="dashdot")),
    ]  # fmt: skip
    last = run.theta(len(run) - 1).alpha
    high = 1.08 * max(float(both.max()), *(float(density(a, b).max()) for a, b in last.tolist()))

    def frame(k: int) -> dict[int, Any]:
        return {2 + i: {"y": sigs(density(a, b), 3)} for i, (a, b) in enumerate(run.theta(k).alpha.tolist())}

    def caption(k: int) -> str:
        alpha, mean = run.theta(k).alpha, run.theta(k).mean[:, 0]
        text = tr("q(θ_A) is Beta({a}, {b}) with mean {m}; q(θ_B) is Beta({c}, {d}) with mean {n}.")
        (a, b), (c, d) = alpha.tolist()
        return text.format(a=fixed(a), b=fixed(b), c=fixed(c), d=fixed(d), m=fixed(float(mean[0])),
                           n=fixed(float(mean[1])))  # fmt: skip

    layout = theme.layout(theme.axis("θ", range=[0, 1]),
                          theme.axis(tr("density"), range=[0, float(f"{high:.4g}")]), height=400)  # fmt: skip
    return Filmstrip("plotly", tr("What is believed of the coins"), {"data": data, "layout": layout},
                     Lazy(len(run), frame), Lazy(len(run), caption),
                     opening={"data": {2: {"x": x}, 3: {"x": x}}})  # fmt: skip


def same_coin(run: Beliefs, k: int, i: int, j: int) -> tuple[float, float]:
    """P(rounds i and j are the same coin's): exactly, and by the product."""
    z, p = exact(run)
    q = run.steps[k].q_z.probs
    return float(p[z[:, i] == z[:, j]].sum()), float(q[i] @ q[j])


@on_coins
def pairs(run: Beliefs, *, tr: Translate = str) -> Filmstrip:
    """Two rounds that are picked: by the same coin? Places of a row: exactly, by the product, ratio."""
    n = len(run.data)
    some = [(i, j) for i in range(n) for j in range(i + 1, n)]
    first = some.index((1, 3)) if (1, 3) in some else 0
    order = [some[first], *(pair for pair in some if pair != some[first])]
    said = [escape(tr("{i} and {j}").format(i=i + 1, j=j + 1)) for i, j in order]
    names = (tr("exactly, all assignments"), tr("by the product"))
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td><b data-r="{c}"></b></td>'
        f'<td data-r="{c + 2}"></td></tr>'
        for c, name in enumerate(names)
    )
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in
                   ("", tr("by the same coin"), tr("by different coins")))  # fmt: skip
    symbols = math(r"q(z_i = z_j) = q_{iA}\, q_{jA} + q_{iB}\, q_{jB}")
    markup = (f'{picker(tr("Which two"), said)}<p class="em-eq-symbols">{symbols}</p>'
              f'<p class="em-eq-line"><span data-r="4"></span></p>'
              f'<table class="em-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')

    def row(k: int, i: int, j: int) -> list[str]:
        p, q = same_coin(run, k, i, j)
        a, b = run.steps[k].q_z.probs[i], run.steps[k].q_z.probs[j]
        sums = " + ".join(f"{fixed(float(u))} × {fixed(float(v))}" for u, v in zip(a, b, strict=True))
        return [fixed(p, 4), fixed(q, 4), fixed(1 - p, 4), fixed(1 - q, 4), f"{sums} = {fixed(q)}"]

    def frame(k: int) -> View:
        return View("now", [], [row(k, i, j) for i, j in order])

    return Filmstrip("html", tr("Two rounds: by the same coin?"), {"views": {"now": markup}},
                     Lazy(len(run), frame), captions(run, tr))  # fmt: skip


@on_coins
def evidence(run: Beliefs, *, tr: Translate = str) -> Filmstrip | None:
    """Log evidence of two coins and of one. Slots: bound, gap; the rest does not change."""
    two, one = run.evidence, run.alone
    if two is None or one is None:
        return None
    ratio = exp(two - one)
    which = tr("Two coins explain the rounds {n} times better.") if ratio >= 1 else \
        tr("One coin explains the rounds {n} times better.")
    rows = ((tr("two coins, exactly"), fixed(two, 4)), (tr("one coin, exactly"), fixed(one, 4)))
    body = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{value}</td></tr>' for name, value in rows)
    body += (f'<tr><th scope="row">{escape(tr("two coins, the bound"))}</th><td data-s="0"></td></tr>'
             f'<tr><th scope="row">{escape(tr("its gap"))}</th><td data-s="1"></td></tr>')
    said = escape(which.format(n=fixed(max(ratio, 1 / ratio), 2)))
    markup = (f'<table class="em-table em-facts"><thead><tr><td></td><th scope="col">'
              f'{escape(tr("log p(flips), θ and z integrated out"))}</th></tr></thead><tbody>{body}</tbody>'
              f'</table><p class="em-say">{said}</p>')

    def frame(k: int) -> View:
        step = run.steps[k]
        if step.bound is None or step.gap is None:
            return View("now", ["–", "–"])
        return View("now", [fixed(step.bound, 4), fixed(step.gap, 4)])

    return Filmstrip("html", tr("How well are the flips explained?"), {"views": {"now": markup}},
                     Lazy(len(run), frame), captions(run, tr))  # fmt: skip
