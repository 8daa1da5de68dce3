"""EM beside L-BFGS on the same likelihood from the same start: passes over the data, and the end."""

from __future__ import annotations

import math
from html import escape
from typing import Any, NamedTuple

from em_core.mixture_direct import Direct
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.numbers import power, short, sigs
from em_figures.words import fixed, listed
from lessons.heights.data import races
from lessons.heights.record import Heights, value_text
from lessons.heights.runs import direct
from lessons.heights.tables import table

FLOOR = 1e-8  # nats: below it the distance to the top is rounding


class Way(NamedTuple):
    """passes over the data after every iteration, and the log-likelihood still missing there (nats)."""

    passes: list[int]
    missing: list[float]


class Race(NamedTuple):
    """Both ways, and the highest log-likelihood that either reached."""

    em: Way
    direct: Way
    top: float


def raced(h: Heights) -> bool:
    """Whether L-BFGS runs beside EM on these data."""
    return not h.simulated and races(h.settings)


def race(h: Heights, other: Direct) -> Race:
    """An EM iteration is one pass, and knowing its log-likelihood takes the next one's E-step."""
    ends = [s for s in h.trace if s.phase != "E"]
    top = max(max(s.log_likelihood for s in ends), max(look.log_likelihood for look in other.path))
    em = Way([s.iteration + 1 for s in ends], [max(top - s.log_likelihood, FLOOR) for s in ends])
    theirs = Way(
        [look.evaluations for look in other.path],
        [max(top - look.log_likelihood, FLOOR) for look in other.path],
    )
    return Race(em, theirs, top)


def race_figure(h: Heights, *, tr: Translate = str) -> Filmstrip | None:
    """What is still missing to the top, against passes over the data; the ring is EM at this half-step."""
    if not raced(h):
        return None
    found = race(h, direct(h.settings))
    logs = [[math.log10(v) for v in way.missing] for way in (found.em, found.direct)]
    low, high = math.floor(min(map(min, logs))), math.ceil(max(map(max, logs)))
    data = [
        theme.scatter(
            "lines+markers",
            "EM",
            meta="em",
            line=theme.line("@ll"),
            marker={"size": 5, "color": "@ll"},
        ),
        theme.scatter(
            "lines+markers",
            "L-BFGS",
            meta="lbfgs",
            line=theme.line("@star", dash="dash"),
            marker={"size": 7, "color": "@star", "symbol": "square"},
        ),
        theme.scatter("markers", cliponaxis=False, marker=theme.ring("@ll", size=17)),
    ]
    exponents = list(range(low, high + 1, max(1, -(-(high - low) // 6))))
    layout = theme.layout(
        theme.axis(tr("passes over the data"), rangemode="tozero"),
        theme.axis(
            tr("log-likelihood still missing (nats)"),
            tickvals=exponents,
            ticktext=[f"10<sup>{e}</sup>" for e in exponents],
        ),
        height=400,
    )
    widest = max(found.em.passes[-1], found.direct.passes[-1])

    def frame(i: int) -> dict[int, Any]:
        at = _iteration(h, i)
        return {2: {"x": [found.em.passes[at]], "y": sigs([logs[0][at]])}}

    def caption(i: int) -> str:
        at = _iteration(h, i)
        text = tr("After {n} passes EM is {missing} nats below the highest log-likelihood that was reached.")
        return text.format(n=found.em.passes[at], missing=_size(found.em.missing[at]))

    opening = {
        "data": {
            0: {"x": found.em.passes, "y": sigs(logs[0], 5)},
            1: {"x": found.direct.passes, "y": sigs(logs[1], 5)},
        },
        "layout": {"xaxis": {"range": [0, 1.04 * widest + 1]}, "yaxis": {"range": [low - 0.3, high + 0.3]}},
    }
    return Filmstrip(
        "plotly",
        tr("EM and L-BFGS from the same start"),
        {"data": data, "layout": layout},
        Lazy(len(h), frame),
        Lazy(len(h), caption),
        opening=opening,
    )


def _iteration(h: Heights, i: int) -> int:
    s = h.trace[i]
    return s.iteration - (s.phase == "E")


def _size(missing: float) -> str:
    return "< 10⁻⁸" if missing <= FLOOR else power(missing, 2)


def race_table(h: Heights, *, tr: Translate = str) -> Filmstrip | None:
    """Both ends in numbers, and what one has to write for each."""
    if not raced(h):
        return None
    end, other, names = h.trace.fit, direct(h.settings), ("EM", "L-BFGS")
    rows = (
        (tr("iterations"), end.iterations, other.iterations),
        (tr("passes over the data"), end.iterations + 1, other.evaluations),
        (tr("log-likelihood at the end"), fixed(end.log_likelihood, 5), fixed(other.log_likelihood, 5)),
        (tr("means at the end"), _means(end.params, tr), _means(other.params, tr)),
        (tr("step length"), tr("none"), tr("searched on a line")),
        (tr("slopes to derive and write"), tr("none"), str(_unknowns(h))),
        (tr("0 ≤ π ≤ 1 and σ > 0"), tr("by themselves"), tr("by logarithms")),
    )
    slots = [str(value) for _, *values in rows for value in values]
    markup = table(
        tr("EM and L-BFGS from the same start"),
        ("", *names),
        [(escape(name), (2 * i, 2 * i + 1)) for i, (name, *_) in enumerate(rows)],
        "em-spares",
    )
    at = len(slots)
    said = _verdict(h, other, tr)
    markup += f'<p class="em-say" data-s="{at}"></p>'
    return Filmstrip(
        "html",
        tr("What EM spares you"),
        {"views": {"now": markup}},
        Lazy(len(h), lambda _: View("now", [*slots, said])),
        Lazy(len(h), lambda _: said),
    )


def _means(params: Any, tr: Translate) -> str:
    return listed((value_text(m, 3) for m in params.means[:, 0].tolist()), tr)


def _unknowns(h: Heights) -> int:
    """How many numbers L-BFGS moves."""
    return h.k + (1 if h.tied else h.k) + (h.k - 1 if h.model.learn_weights else 0)


def _verdict(h: Heights, other: Direct, tr: Translate) -> str:
    apart = abs(h.trace.fit.log_likelihood - other.log_likelihood)
    if other.collapsed:
        return tr("L-BFGS ran into a collapse: it shrank one standard deviation to its limit.")
    if apart < 1e-3:
        return tr("Both end at the same log-likelihood, to within {apart} nats.").format(
            apart=power(apart or 1e-12, 2)
        )
    if not (h.trace.fit.converged and other.converged):
        return tr("They end {apart} nats apart; one of them had not finished.").format(apart=short(apart, 2))
    return tr("They end at different places, {apart} nats apart.").format(apart=short(apart, 2))
