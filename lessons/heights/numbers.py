"""Lesson 08 in symbols with the current numbers: a person's responsibilities, and the M-step's ratios.

Every ``.em-eq-line`` is "left = right = value" as in ``em_figures.formula``.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation
from em_figures.mixtures.words import event_sentence
from em_figures.numbers import bracketed, parts, short, sig
from em_figures.words import NAMES, fixed, sentences
from lessons.heights.record import Heights, captions, normals, shares

TINY = 1e-12  # of a joint: below it the products are no numbers to read
Slots = list[str]


def _slots(start: int, n: int) -> Slots:
    return [rf"\text{{S{i}}}" for i in range(start, start + n)]


def _variance(tied: bool) -> str:
    return r"\sigma^2" if tied else r"\sigma_k^2"


# ---- a person ------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _person(k: int, far: bool, tied: bool) -> str:
    """Slots: a sentence, K responsibilities; then for each component x, m, s, w, N(x | m, s^2), w N."""
    bar = "".join(f'<span class="em-bar-{c}" data-w="{1 + c}"></span>' for c in range(k))
    head = (
        f'<p class="em-say" data-s="0"></p><span class="em-stack em-person" aria-hidden="true">{bar}</span>'
    )
    if far:
        return head
    products = [_slots(1 + k + 6 * c, 6) for c in range(k)]
    lines = [
        chunks(
            rf"p(x, z\!=\!{NAMES[c]})",
            "=",
            rf"{w} \times",
            rf"\mathcal{{N}}({x} \mid {m}, {sd}^2)",
            "=",
            rf"{w} \times {density}",
            "=",
            joint,
        )
        for c, (x, m, sd, w, density, joint) in enumerate(products)
    ]
    total = " + ".join(joint for *_, joint in products)
    gammas = [
        chunks(rf"\gamma_{NAMES[c]}", "=", rf"{joint} \;/", f"( {total} )", "=", rf"\text{{S{1 + c}}}")
        for c, (*_, joint) in enumerate(products)
    ]
    joint = r"p(x, z\!=\!k) = \pi_k\, \mathcal{N}(x \mid \mu_k, " + _variance(tied) + ")"
    gamma = r"\gamma_k = \frac{p(x, z=k)}{\sum_j p(x, z=j)}"
    return head + equation("joint", joint, *lines) + equation("gamma", gamma, *gammas)


def person(h: Heights, *, tr: Translate = str) -> Filmstrip | None:
    """The responsibilities at the value that the learner asks about, under the current parameters."""
    if h.simulated:
        return None
    h = h.told(tr)
    views = {name: _person(h.k, name == "far", h.tied) for name in ("near", "far")}

    def said(i: int) -> str:
        text = tr("At {x} the responsibilities are {shares}.")
        return text.format(x=h.column.said(h.at), shares=shares(h, h.trace[i], h.at, tr))

    def frame(i: int) -> View:
        now, x = normals(h.trace[i].params), np.array([h.at])
        joint = now.densities(x)[:, 0]
        gamma = now.responsibilities(x)[:, 0]
        slots: Slots = [said(i), *parts(1, gamma.tolist(), 4)]
        if joint.min() < TINY or now.weights.min() < TINY:
            return View("far", slots)
        for w, m, sd, product in zip(*(part.tolist() for part in now), joint.tolist(), strict=True):
            slots += [short(h.at), short(m, 5), bracketed(sd, 4)]
            slots += [short(w, 6), short(product / sig(w, 6), 6), short(product, 5)]
        return View("near", slots)

    return Filmstrip(
        "html",
        tr("One height: whose is it?"),
        {"views": views},
        Lazy(len(h), frame),
        Lazy(len(h), said),
    )


# ---- the half-step -------------------------------------------------------------------------------

PER = (
    7  # slots of a component in an M-step: n, N, weight, sum x, mean, sum of squares, variance, in that order
)
N_K = r"N_k = \sum_i \gamma_{ik}"
LOG = r"\log p(x \mid \theta) ="


def _e_view(k: int) -> str:
    lines = [chunks(f"N_{NAMES[c]}", "=", rf"\text{{S{c}}}") for c in range(k)]
    total = " + ".join(_slots(0, k))
    return equation("counts", N_K, *lines, chunks(r"\sum_k N_k", "=", total, "=", rf"\text{{S{k}}}"))


def _m_view(k: int, tied: bool, learn: bool) -> str:
    out = []
    each = [_slots(PER * c, PER) for c in range(k)]
    n_all = each[0][1]
    for c, (n, _, w, sum_x, mean, squares, variance) in enumerate(each):
        name = NAMES[c]
        gamma = rf"\gamma_{{i{name}}}"
        lines = [chunks(rf"\pi_{name}", "=", rf"{n} \;/ {n_all}", "=", w)] if learn else []
        lines.append(chunks(rf"\mu_{name}", "=", rf"{sum_x} \;/ {n}", "=", mean))
        symbols = rf"\mu_{name} = \frac{{1}}{{N_{name}}} \sum_i {gamma}\, x_i"
        if learn:
            symbols = rf"\pi_{name} = \frac{{N_{name}}}{{N}}, \quad " + symbols
        if not tied:
            lines.append(chunks(rf"\sigma_{name}^2", "=", rf"{squares} \;/ {n}", "=", variance))
        out.append(equation(f"component_{name}", symbols, *lines))
    away = r"\gamma_{ik} (x_i - \mu_k)^2"
    sd = [_slots(PER * k + c, 1)[0] for c in range(k)]
    if tied:
        total = " + ".join(squares for *_, squares, _ in each)
        symbols = rf"\sigma^2 = \frac{{1}}{{N}} \sum_{{ik}} {away}"
        line = chunks(r"\sigma^2", "=", rf"( {total} ) \;/", n_all, "=", each[0][-1])
        out.append(equation("sigma", symbols, line, chunks(r"\sigma", "=", sd[0])))
    else:
        symbols = rf"\sigma_k^2 = \frac{{1}}{{N_k}} \sum_i {away}"
        out.append(equation("sigma", symbols, *(chunks(rf"\sigma_{NAMES[c]}", "=", sd[c]) for c in range(k))))
    return "".join(out)


@lru_cache(maxsize=32)
def _views(k: int, tied: bool, learn: bool) -> dict[str, str]:
    mixture = rf"\sum_i \log \sum_k \pi_k\, \mathcal{{N}}(x_i \mid \mu_k, {_variance(tied)})"
    start = (
        f'<p class="em-eq-symbols">{chunks(LOG, mixture)}</p>'
        f'<p class="em-eq-line">{chunks("=", _slots(0, 1)[0])}</p>'
    )
    return {
        "start": start,
        "E": _e_view(k),
        "M": _m_view(k, tied, learn),
        "told": '<p class="em-say" data-s="0"></p>',
    }


def m_step_numbers(h: Heights, *, tr: Translate = str) -> Filmstrip:
    """The E-step's fractional counts, and the M-step's ratios of them."""
    n, trace = len(h.column.x), h.trace

    def told(i: int) -> View:
        return View("told", [sentences(event_sentence(event, tr) for event in trace[i].events)])

    def frame(i: int) -> View:
        s = trace[i]
        if s.phase == "start":
            return View("start", [fixed(s.log_likelihood, 5)])
        assert s.stats is not None
        counts = s.stats.weight_n
        if s.phase == "E":
            return View("E", [*parts(n, (counts / counts.sum()).tolist(), 4), str(n)])
        if s.events and (s.events[-1].stops or counts.min() <= 0):
            return told(i)
        now = normals(s.params)
        slots: Slots = []
        for c in range(h.k):
            count, sum_x, xx = float(counts[c]), float(s.stats.x[c, 0]), float(s.stats.xx[c, 0, 0])
            squares = max(xx - sum_x**2 / count, 0.0)
            variance = float(now.sds[c]) ** 2
            slots += [
                bracketed(count, 9),
                str(n),
                f"{now.weights[c]:.5f}",
                short(sum_x, 9),
                short(float(now.means[c]), 7),
                short(squares, 8),
                short(variance, 6),
            ]
        return View("M", slots + [short(sd, 6) for sd in now.sds.tolist()])

    views = _views(h.k, h.tied, bool(h.model.learn_weights))
    return Filmstrip(
        "html",
        tr("The formula with the current numbers"),
        {"views": views},
        Lazy(len(h), frame),
        captions(h, tr),
    )
