"""K means with one known variance, soft and hard side by side, and what sigma decides."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation, slot
from em_figures.mixtures.words import value
from em_figures.numbers import sigs
from em_figures.words import NAMES, fixed
from lessons.kmeans.record import Clusters, Pair
from lessons.kmeans.words import both

SURE = 0.99  # a point whose largest responsibility is below this is undecided
MOST = 2000  # points for the curve over sigma at most
GRID = 41


def undecided(run: Clusters, i: int) -> int:
    """How many drawn points have no responsibility of at least 0.99 at half-step i; 0 at the start."""
    probs = run.probs(i)
    return 0 if probs is None else int((probs.max(axis=1) < SURE).sum())


def apart(runs: Pair, i: int) -> Floats:
    """How far each soft mean is from the hard centre of the same letter (K,), in the runs' unit."""
    soft, hard = (run.trace.at(i).params.means for run in runs)
    return np.asarray(np.sqrt(((soft - hard) ** 2).sum(axis=1)))


def share_undecided(x: Floats, centres: Floats, sigmas: Floats) -> list[float]:
    """The share of the points (N, D) that are undecided between the centres (K, D), for every sigma.

    gamma_nk = exp(-|x_n - m_k|^2 / 2 sigma^2) / sum_j exp(-|x_n - m_j|^2 / 2 sigma^2)
    """
    squares = ((x[:, None] - centres[None]) ** 2).sum(axis=-1)
    more = np.sort(squares, axis=1)
    more -= more[:, :1]  # so that the largest responsibility is 1 / sum_j exp(-more / 2 sigma^2)
    sums = [np.exp(-more / (2 * sigma**2)).sum(axis=1) for sigma in sigmas]
    return [float((1 / total < SURE).mean()) for total in sums]


def sigma_curve(runs: Pair, sigma: float, low: float, high: float, *, tr: Translate = str) -> Filmstrip:
    """The share of undecided points between the centres that k-means ends with, over sigma.

    low, high: the range of sigma.
    """
    hard, n = runs.hard, len(runs)
    x = hard.scaled[:: max(1, len(hard.scaled) // MOST)]
    grid = np.geomspace(low, high, GRID)
    ends = hard.trace[-1].params.means
    shares = share_undecided(x, ends, grid)
    here = share_undecided(x, ends, np.array([sigma]))[0]
    data: list[dict[str, Any]] = [
        theme.scatter("lines", line=theme.line("@ll"), hoverinfo="skip", meta="undecided"),
        theme.scatter("markers", tr("σ now"), marker=theme.ring("@ll"), cliponaxis=False, hoverinfo="skip",
                      meta="now"),
    ]  # fmt: skip
    said = tr("With σ = {sigma}, {share} % of the points are undecided: no centre has 0.99 of them.").format(
        sigma=value(sigma, 3), share=fixed(100 * here, 1)
    )
    decades = np.log10([low, high])
    pad = 0.04 * (decades[1] - decades[0])
    return Filmstrip(
        "plotly", tr("The share of undecided points, over σ"),
        {"data": data, "layout": theme.layout(
            theme.axis("σ", type="log", range=[float(decades[0] - pad), float(decades[1] + pad)],
                       tickvals=_ticks(low, high)),
            theme.axis(tr("undecided points"), range=[-0.04, 1.04], tickformat=".0%"),
            height=380,
        )},
        Lazy(n, lambda _: {1: {"x": sigs([sigma], 4), "y": sigs([here], 4)}}), Lazy(n, lambda _: said),
        opening={"data": {0: {"x": sigs(grid, 4), "y": sigs(shares, 4)}}},
    )  # fmt: skip


def _ticks(low: float, high: float) -> list[float]:
    """1, 2 and 5 times the powers of ten between low and high."""
    first, last = int(np.floor(np.log10(low))), int(np.ceil(np.log10(high)))
    marks = [float(f"{m}e{e}") for e in range(first, last + 1) for m in (1, 2, 5)]
    return [m for m in marks if low <= m <= high]


FORMULA = r"\gamma_{nk} = \frac{e^{-|x_n - \mu_k|^2 / 2 \sigma^2}}{\sum_j e^{-|x_n - \mu_j|^2 / 2 \sigma^2}}"
MEAN = r"\mu_k \leftarrow \frac{\sum_n \gamma_{nk}\, x_n}{\sum_n \gamma_{nk}}"


def side_by_side(runs: Pair, sigma: float, *, tr: Translate = str) -> Filmstrip:
    """The centres' shares and places, soft and hard, and how far apart they are.

    Slots: undecided points; then per centre its share N_k, its points n_k, and the distance.
    """
    k, n = runs.hard.k, len(runs)
    rows = "".join(
        f'<tr><th scope="row"><span class="em-c{c}">{NAMES[c]}</span></th><td>{slot(1 + 3 * c)}</td>'
        f"<td>{slot(2 + 3 * c)}</td><td>{slot(3 + 3 * c)}</td></tr>"
        for c in range(k)
    )
    names = (
        tr("Centre"),
        tr("soft: its share of the points"),
        tr("hard: its points"),
        tr("distance soft to hard"),
    )
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    title = tr("Soft and hard, centre by centre")
    text = tr("Undecided, no responsibility of 0.99 or more: {some} of {n} points")
    says = escape(text).format(some=slot(0), n=len(runs.hard.plane.drawn))
    html = (
        '<div class="em-beside">'
        + equation("gamma", FORMULA, chunks(r"\sigma", "=", r"\text{S" + str(1 + 3 * k) + "}"))
        + equation("mean", MEAN)
        + f'</div><table class="em-table em-side"><caption class="em-sr">{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f'<p class="em-say">{says}</p>'
    )

    def frame(i: int) -> View:
        soft, hard = runs
        at, other = min(i, len(soft.trace) - 1), min(i, len(hard.trace) - 1)
        slots: list[str | float] = ["–" if at == 0 else str(undecided(soft, at))]
        shares, sizes, distances = soft.shares(at), hard.counts(other), apart(runs, i)
        for c in range(k):
            slots += ["–" if at == 0 else fixed(float(shares[c]), 2),
                      "–" if other == 0 else str(sizes[c]), value(float(distances[c]), 4)]  # fmt: skip
        return View("all", [*slots, value(sigma, 4)])

    return Filmstrip("html", title, {"views": {"all": html}}, Lazy(n, frame), both(runs, tr))
