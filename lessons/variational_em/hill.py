"""Ten reports: the log-likelihood of θ as a hill, both ways up it, and the iterations in a table."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

import numpy as np

from em_core.models.witness import HEADS
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import math
from em_figures.numbers import sigs
from em_figures.trace import Trace
from em_figures.words import SEEN, fixed, listed
from lessons.variational_em.learning import Learning, captions, gap, ten_reports

ROWS = 8  # iterations of the table, the start among them
BELOW = 1.9  # nats below the top that are drawn
NOTHING = "–"
Json = dict[str, Any]


@lru_cache(maxsize=64)
def curve(r: float, same: int, different: int) -> tuple[Floats, Floats]:
    """θ (G,) and the log-likelihood there (G,)."""
    theta = np.linspace(0.001, 0.999, 251)
    alike = theta * theta + (1 - theta) ** 2
    with np.errstate(divide="ignore"):
        said = np.log(np.stack([r * alike + (1 - r) * (1 - alike), (1 - r) * alike + r * (1 - alike)]))
    return theta, np.array([same, different]) @ said


def thetas(trace: Trace) -> list[float]:
    """θ at the start and after every M-step."""
    return [float(s.params.p_heads) for s in trace if s.phase != "E"]


def at_iteration(trace: Trace, k: int) -> int:
    """How many M-steps have been made at half-step k of this run, or at its end."""
    step = trace.at(k)
    return step.iteration - (step.phase == "E")


@ten_reports
def hill(run: Learning, *, tr: Translate = str) -> Filmstrip:
    """Exact EM goes to the top; EM with a product goes over it."""
    data_of: Any = run.product.data
    theta, values = curve(run.product.model.reliability, *data_of.times.tolist())
    starts = thetas(run.product)
    low, high = (0.45, 1.01) if starts[0] >= 0.5 else (-0.01, 0.55)
    top = float(values.max())
    least = min(top - BELOW, float(min(t[0].log_likelihood for t in (run.product, run.exact))) - 0.1)
    inside = (theta >= low) & (theta <= high)
    names = {"exact": tr("exact EM"), "product": tr("EM with a product")}
    kept = 4 if run.family == "product" else 3
    data: list[Json] = [
        theme.scatter("lines", tr("log-likelihood"), meta="hill", hoverinfo="skip",
                      line=theme.line("@ll", width=2.5)),
        theme.scatter("markers", names["exact"], meta="exact", hoverinfo="skip",
                      marker={"size": 8, "color": "@A"}),
        theme.scatter("markers", names["product"], meta="product", hoverinfo="skip",
                      marker={"size": 9, "symbol": "square", "color": "@B"}),
        theme.scatter("markers", marker=theme.ring("@A", size=17), hoverinfo="skip", cliponaxis=False),
        theme.scatter("markers", marker=theme.ring("@B", square=True, size=17), hoverinfo="skip",
                      cliponaxis=False),
    ]  # fmt: skip
    data[kept]["marker"] = data[kept]["marker"] | {"size": 22}  # the run that is walked through
    traces = (run.exact, run.product)
    places = [[(float(s.params.p_heads), s.log_likelihood) for s in t if s.phase != "E"] for t in traces]

    def frame(k: int) -> dict[int, Json]:
        out: dict[int, Json] = {}
        for i, (trace, place) in enumerate(zip(traces, places, strict=True)):
            n = at_iteration(trace, k)
            x, y = zip(*place[: n + 1], strict=True)
            out[1 + i] = {"x": sigs(x), "y": sigs(y, 7)}
            out[3 + i] = {"x": sigs(x[-1:]), "y": sigs(y[-1:], 7)}
        return out

    def caption(k: int) -> str:
        each = []
        for key, trace in zip(names, traces, strict=True):
            step = trace.at(k)
            text = tr("{name}: θ = {theta}, log-likelihood {ll}")
            each.append(text.format(name=names[key], theta=fixed(step.params.p_heads),
                                    ll=fixed(step.log_likelihood)))  # fmt: skip
        return tr("{both}.").format(both=listed(each, tr))

    layout = theme.layout(theme.axis("θ", range=[low, high]), theme.axis(tr("log-likelihood (nats)")),
                          height=400, margin={"l": 80, "r": 14, "t": 12, "b": 84})  # fmt: skip
    return Filmstrip(
        "plotly", tr("The log-likelihood of θ, and two ways up"), {"data": data, "layout": layout},
        Lazy(len(run), frame), Lazy(len(run), caption),
        opening={"data": {0: {"x": sigs(theta[inside], 5), "y": sigs(values[inside], 6)}},
                 "layout": {"yaxis": {"range": sigs([least, top + 0.15], 6)}}},
    )  # fmt: skip


@ten_reports
def iterations(run: Learning, *, tr: Translate = str) -> Filmstrip:
    """θ, bound after the E-step, log-likelihood and gap of the iterations. Slots: four cells a row."""
    trace = run.trace
    e_steps = [k for k, s in enumerate(trace) if s.phase == "E"]
    shown = [*range(min(ROWS, len(e_steps)))]
    if len(e_steps) > ROWS:
        shown[-1] = len(e_steps) - 1
    heads = (tr("E-step"), "θ", tr("log-likelihood"), tr("bound"), tr("gap"))
    mark = ("", "", ' data-mark="columns"', ' data-mark="columns"', "")
    head = "".join(f'<th scope="col"{m}>{escape(name)}</th>' for name, m in zip(heads, mark, strict=True))
    body = "".join(
        f'<tr><th scope="row">{i + 1}</th>' + "".join(f'<td data-s="{4 * j + c}"></td>' for c in range(4))
        + "</tr>"
        for j, i in enumerate(shown)
    )
    note = escape(tr("↑ risen, ↓ fallen since the row above; between the last two rows some are left out.")
                  if len(e_steps) > ROWS else tr("↑ risen, ↓ fallen since the row above."))
    markup = (f'<table class="em-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
              f'<p class="em-note">{note}</p>')

    def row(j: int) -> list[str]:
        step = trace[e_steps[shown[j]]]
        assert step.elbo is not None
        before = trace[e_steps[shown[j - 1]]] if j else None
        cells = [fixed(step.params.p_heads)]
        for name in ("log_likelihood", "elbo"):
            now = getattr(step, name)
            change = 0.0 if before is None else now - getattr(before, name)
            cells.append(f"{fixed(now)} {'↑' if change > SEEN else '↓' if change < -SEEN else ''}".rstrip())
        return [*cells, fixed(gap(step))]

    rows = [row(j) for j in range(len(shown))]

    def frame(k: int) -> View:
        return View("now", [cell for j, cells in enumerate(rows)
                            for cell in (cells if e_steps[shown[j]] <= k else [NOTHING] * 4)])

    title = tr("E-step by E-step: exact EM") if run.family == "exact" else tr("E-step by E-step: a product")
    return Filmstrip("html", title, {"views": {"now": markup}}, Lazy(len(run), frame), captions(run, tr))


@ten_reports
def report_sums(run: Learning, *, tr: Translate = str) -> Filmstrip:
    """q of both reports, the heads it expects, and θ. Slots: six of each report, then the M-step's."""
    names = (tr("“same”"), tr("“different”"))
    times = run.trace.data.times.tolist()
    heads = ("", "HH", "HT", "TH", "TT", tr("heads"), tr("times"))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f'<td data-s="{5 * i + c}"></td>' for c in range(5)) + f"<td>{n}</td></tr>"
        for i, (name, n) in enumerate(zip(names, times, strict=True))
    )
    table = f'<table class="em-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    total = 2 * sum(times)
    sums = math(rf"{times[0]} \times \text{{S0}} + {times[1]} \times \text{{S5}} = \text{{S10}}".replace(
        "S0", "S4").replace("S5", "S9"))
    theta = math(rf"\theta = \frac{{\text{{S10}}}}{{{total}}} = \text{{S11}}")
    first, second = escape(tr("Expected heads:")), escape(tr("M-step:"))
    e = f'<p class="em-eq-line">{first} {sums}</p>'
    views = {
        "start": f'{table}<p class="em-note">{escape(tr("No q yet: press Next."))}</p>',
        "E": f'{table}<div class="em-eq">{e}</div>',
        "M": f'{table}<div class="em-eq">{e}<p class="em-eq-line">{second} {theta}</p></div>',
    }

    def frame(k: int) -> View:
        q, step = run.q(k), run.trace[k]
        if q is None:
            return View("start", [NOTHING] * 12)
        cells = [part for row in q for part in (*map(fixed, row.tolist()), fixed(float(row @ HEADS[0])))]
        assert step.stats is not None
        said = [fixed(step.stats.heads), fixed(step.params.p_heads)]
        return View(step.phase, [*cells, *said])

    return Filmstrip("html", tr("The two reports, shared out by q"), {"views": views}, Lazy(len(run), frame),
                     captions(run, tr))  # fmt: skip


