"""The current half-step of a Gaussian mixture in formulas and numbers: the E-step's responsibilities for a
point to choose, the M-step's counts, means and covariances for every component.

A place in a table is recomputed from the other places of its row: "a / b" is what it looks like.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from em_core.models.gaussian.frame import Points
from em_core.models.gaussian.statistics import GaussianStatistics
from em_figures.coins.formula import _power
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, math, picker, slot
from em_figures.mixtures.run import Run
from em_figures.mixtures.words import captions, event_sentence
from em_figures.mixtures.words import value as printed
from em_figures.words import NAMES, fixed

PICKED = 12  # points to choose from
ASKED = (2.9, 63.0)  # the eruption that is least certain at the end of the first run: a question is about it
EACH = 14  # slots of a component after an M-step, see _numbers
GAMMA = (
    r"\gamma_{nk} = \frac{\pi_k\, \mathcal{N}(x_n \mid \mu_k, \Sigma_k)}"
    r"{\sum_j \pi_j\, \mathcal{N}(x_n \mid \mu_j, \Sigma_j)}"
)
START = (
    r"\log p(x \mid \theta) =",
    r"\sum_n \log \sum_k \pi_k\, \mathcal{N}(x_n \mid \mu_k, \Sigma_k)",
)
COUNT = r"N_k = \sum_n \gamma_{nk}"
LAGRANGE = (
    r"\sum_k N_k \log \pi_k + \lambda \Bigl(1 - \sum_k \pi_k\Bigr)",
    r"\frac{N_k}{\pi_k} - \lambda = 0",
    r"\lambda = \sum_k N_k = N",
)
SCATTER = r"S_k = \sum_n \gamma_{nk} (x_n - \mu_k)(x_n - \mu_k)^\top"


def picked(run: Run) -> Points:
    """The points to choose from: evenly spaced among the drawn ones, ordered by x; the one asked about."""
    x = run.plane.drawn.x
    order = np.lexsort((x[:, 1], x[:, 0]))
    at = np.unique(np.linspace(0, len(x) - 1, min(PICKED, len(x))).round().astype(int))
    asked = np.flatnonzero((x[order] == ASKED).all(axis=1))
    if len(asked):
        at[np.abs(at - asked[0]).argmin()] = asked[0]
    return Points(x[order[at]])


def value(x: float, digits: int = 6) -> str:
    """Counts and sums have one digit more than what follows from them."""
    return printed(x, digits)


def _head(*names: str) -> str:
    return "<thead><tr>" + "".join(f'<th scope="col">{name}</th>' for name in names) + "</tr></thead>"


def _table(caption: str, head: str, rows: Sequence[str], foot: str = "") -> str:
    return (
        f'<table class="em-table em-gmm"><caption class="em-sr">{escape(caption)}</caption>{head}'
        f"<tbody>{''.join(rows)}</tbody>{foot and f'<tfoot>{foot}</tfoot>'}</table>"
    )


def _row(c: int, *cells: str) -> str:
    inner = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row"><span class="em-c{c}">{NAMES[c]}</span></th>{inner}</tr>'


def _place(index: int) -> str:
    return f'<span data-r="{index}"></span>'


def _power_of_ten(at: int) -> str:
    return f"{_place(at)} × 10<sup>{_place(at + 1)}</sup>"


def _e_view(k: int, points: Points, tr: Translate) -> str:
    """Rows: x, y, then for each component mantissa and exponent of the joint, and gamma; then of the sum."""
    places = points.x.tolist()
    names = (f"({value(x)}, {value(y)})" for x, y in places)
    pick = picker(tr("Point"), names, places.index([*ASKED]) if [*ASKED] in places else 0)
    rows = [_row(c, _power_of_ten(2 + 3 * c), _place(4 + 3 * c)) for c in range(k)]
    foot = f'<tr><th scope="row">{escape(tr("sum"))}</th><td>{_power_of_ten(2 + 3 * k)}</td><td>1</td></tr>'
    head = _head("<i>k</i>", math(r"\pi_k\, \mathcal{N}(x_n \mid \mu_k, \Sigma_k)"), math(r"\gamma_{nk}"))
    table = _table(tr("Responsibilities of the point"), head, rows, foot)
    return f'<div class="em-part"><p class="em-eq-symbols">{math(GAMMA)}</p>{pick}{table}</div>'


def _pairs(tr: Translate, known: str, soft: str) -> str:
    """The estimate from known labels beside the M-step's, which has responsibilities in their place."""
    sides = ((tr("if the labels were known"), known), (tr("with responsibilities"), soft))
    return '<div class="em-routes">' + "".join(
        f'<div><p class="em-note">{escape(name)}</p><p class="em-eq-symbols">{math(latex)}</p></div>'
        for name, latex in sides
    ) + "</div>"  # fmt: skip


def _weights(k: int, opened: bool, tr: Translate) -> str:
    rows = [_row(c, f"{slot(EACH * c)} / {slot(EACH * k)}", slot(EACH * c + 1)) for c in range(k)]
    lagrange = ""
    if opened:
        counts = " + ".join(slot(EACH * c) for c in range(k))
        parts = "".join(f'<p class="em-eq-symbols">{math(part)}</p>' for part in LAGRANGE)
        why = tr("The weights must add up to 1, so a multiplier λ joins what is raised:")
        lagrange = (
            f'<p class="em-say">{escape(why)}</p>{parts}'
            f'<p class="em-eq-line">λ = {counts} = {slot(EACH * k)}</p>'
        )
    head = _head("<i>k</i>", math("N_k / N"), math(r"\pi_k"))
    pairs = _pairs(tr, r"\pi_k = \frac{\#\{n: z_n = k\}}{N}", r"\pi_k = \frac{N_k}{N}")
    count = f'<p class="em-eq-symbols">{math(COUNT)}</p>'
    return _move(tr("Weights"), pairs + count + lagrange + _table(tr("Weights"), head, rows))


def _means(k: int, prior: bool, tr: Translate) -> str:
    known = r"\mu_k = \frac{\sum_{n: z_n = k} x_n}{\#\{n: z_n = k\}}"
    soft = r"\mu_k = \frac{\sum_n \gamma_{nk}\, x_n}{N_k}"
    if prior:
        soft = r"\mu_k = \frac{\sum_n \gamma_{nk}\, x_n + \kappa_0 m_0}{N_k + \kappa_0}"
    rows = []
    for c in range(k):
        at = EACH * c
        sums = f"({slot(at + 2)}, {slot(at + 3)}) / {slot(at + 4)}"
        rows.append(_row(c, sums, f"({slot(at + 5)}, {slot(at + 6)})"))
    head = _head("<i>k</i>", escape(tr("sum / count")), math(r"\mu_k"))
    return _move(tr("Means"), _pairs(tr, known, soft) + _table(tr("Means"), head, rows))


def _covariances(k: int, shape: str, prior: bool, tr: Translate) -> str:
    tied = shape == "tied"
    known = r"\Sigma_k = \frac{\sum_{n: z_n = k} (x_n - \mu_k)(x_n - \mu_k)^\top}{\#\{n: z_n = k\}}"
    scatters = [SCATTER]
    if prior:
        scatters.append(r"T_k = S_k + \kappa_0 (\mu_k - m_0)(\mu_k - m_0)^\top")
    if tied:
        known = r"\Sigma = \frac{1}{N} \sum_n (x_n - \mu_{z_n})(x_n - \mu_{z_n})^\top"
        soft = r"\Sigma = \frac{1}{N} \sum_k S_k"
        if prior:
            soft = r"\Sigma = \frac{\Psi + \sum_k T_k}{N + \nu_0 + 3 + K}"
    else:
        soft = r"\Sigma_k = \frac{\Psi + T_k}{N_k + \nu_0 + 4}" if prior else r"\Sigma_k = \frac{S_k}{N_k}"
    says = {
        "diag": tr("Of every matrix only the diagonal is kept."),
        "spherical": tr("Of every matrix only the mean of its diagonal is kept."),
    }.get(shape, "")
    rows = []
    for c in range(1 if tied else k):
        at = EACH * c
        row = _row(c, f"[{slot(at + 7)}, {slot(at + 8)}, {slot(at + 9)}] / {slot(at + 10)}",
                   f"[{slot(at + 11)}, {slot(at + 12)}, {slot(at + 13)}]")  # fmt: skip
        everyone = row.replace('<span class="em-c0">A</span>', escape(tr("all")))
        rows.append(everyone if tied else row)
    head = _head("<i>k</i>", "[xx, xy, yy] / " + escape(tr("count")), math(r"\Sigma_k"))
    note = f'<p class="em-note">{escape(says)}</p>' if says else ""
    scatter = "".join(f'<p class="em-eq-symbols">{math(latex)}</p>' for latex in scatters)
    table = _table(tr("Covariances"), head, rows)
    return _move(tr("Covariances"), _pairs(tr, known, soft) + scatter + note + table)


def _move(name: str, body: str) -> str:
    return f'<div class="em-part"><p class="em-move">{escape(name)}</p>{body}</div>'


def numbers(run: Run, i: int) -> list[str]:
    """The slots after an M-step: EACH of every component, then N.

    N_k, pi_k; sum of x (2), count, mean (2); scatter xx xy yy, count, covariance xx xy yy.
    A component without mass keeps what it had, so its sums and counts are dashes.
    """
    s = run.trace[i]
    assert s.stats is not None
    prior = run.trace.recipe.prior
    stats: GaussianStatistics = s.stats if prior is None else s.stats + prior
    params: Any = s.params
    cov_n = stats.cov_n
    if run.model.covariance == "tied":
        again = 0.0 if stats.once is None else (run.k - 1) * stats.once.n
        cov_n = np.full(run.k, stats.cov_n.sum() - again)
    out: list[str] = []
    for c in range(run.k):
        count = [value(float(s.stats.weight_n[c])), value(float(params.weights[c]), 5)]
        empty = stats.mean_n[c] < 1e-290
        sums = [*stats.x[c], stats.mean_n[c]]
        cov = params.covariances[c][[0, 0, 1], [0, 1, 1]]
        scatter = [*(cov * cov_n[c]), cov_n[c]]
        out += count
        out += ["–"] * 3 if empty else [value(float(v)) for v in sums]
        out += [value(float(v), 5) for v in params.means[c]]
        out += ["–"] * 4 if empty else [value(float(v)) for v in scatter]
        out += [value(float(v), 5) for v in cov]
    return [*out, value(float(s.stats.weight_n.sum()))]


def _views(run: Run, points: Points, tr: Translate) -> dict[str, str]:
    k, shape, prior = run.k, run.model.covariance, run.trace.recipe.prior is not None
    parts = {
        "weights": _weights(k, True, tr),
        "means": _means(k, prior, tr),
        "covariances": _covariances(k, shape, prior, tr),
    }
    return {
        "start": f'<p class="em-eq-symbols">{chunks(*START)}</p><p class="em-eq-line">= {slot(0)}</p>',
        "E": _e_view(k, points, tr),
        "M": f'<div class="em-steps">{_weights(k, False, tr)}{parts["means"]}{parts["covariances"]}</div>',
        "stop": f'<p class="em-say">{slot(0)}</p>',
        **parts,
    }


def step(run: Run, *, tr: Translate = str) -> Filmstrip:
    """What the half-step computes: symbols, and below them the same with the current numbers."""
    points = picked(run)
    nothing: list[Sequence[str]] = [()] * len(points)

    def rows(i: int) -> list[Sequence[str]]:
        s = run.trace[i]
        joint = run.model.log_joint(points, s.params)
        top = joint.max(axis=1, keepdims=True)
        total = top + np.log(np.exp(joint - top).sum(axis=1, keepdims=True))
        out: list[Sequence[str]] = []
        for point, logs, all_logs in zip(
            points.x.tolist(), joint.tolist(), total[:, 0].tolist(), strict=True
        ):
            row = [value(v) for v in point]
            for log_p in logs:
                row += [*_power(log_p), fixed(float(np.exp(log_p - all_logs)), 4)]
            out.append([*row, *_power(all_logs)])
        return out

    def frame(i: int) -> View:
        s, part = run.trace[i], run.parts[i]
        if part == "start":
            return View("start", [fixed(s.log_likelihood, 6)], nothing)
        if part == "E":
            return View("E", [], rows(i))
        stops = [event for event in s.events if event.stops]
        if stops:
            return View("stop", [" ".join(event_sentence(event, tr) for event in s.events)], nothing)
        return View(part, numbers(run, i), nothing)

    return Filmstrip("html", tr("The formula with the current numbers"), {"views": _views(run, points, tr)},
                     Lazy(len(run), frame), captions(run, tr))  # fmt: skip
