"""Q from iteration to iteration, beside the bound: the one may fall, the other may not."""

from __future__ import annotations

from typing import Any, NamedTuple

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, upto
from em_figures.numbers import sigs
from em_figures.words import fixed
from lessons.generalized_em.runs import Climb, of_coins

SHOWN = 25  # iterations


class Qs(NamedTuple):
    """After each M-step: Q(theta_t | theta_(t-1)), the bound, the log-likelihood, and H(q)."""

    q: list[float]
    bound: list[float]
    log_likelihood: list[float]
    entropy: list[float]


def qs(run: Climb) -> Qs:
    """Of the whole run."""
    found = Qs([], [], [], [])
    for s in run.trace:
        if s.phase == "M" and s.posterior is not None and s.elbo is not None:
            h = s.posterior.entropy()
            for values, value in zip(found, (s.elbo - h, s.elbo, s.log_likelihood, h), strict=True):
                values.append(value)
    return found


@of_coins
def q_and_bound(run: Climb, *, tr: Translate = str) -> Filmstrip:
    """Changes since the first M-step of Q, the bound and the log-likelihood."""
    at = qs(run)
    n = min(SHOWN, len(at.q))
    x = list(range(1, n + 1))
    styles = ((tr("log-likelihood"), "ll", "@ll", "solid", "circle", at.log_likelihood),
              (tr("lower bound"), "bound", "@bound", "dash", "square", at.bound),
              (tr("Q = bound − entropy of q"), "q", "@M", "dot", "diamond", at.q))  # fmt: skip
    base = at.log_likelihood[0], at.bound[0], at.q[0]
    data: list[dict[str, Any]] = [
        theme.scatter("lines", x=[0, n + 1], y=[0, 0], line=theme.line("@edge", width=1), hoverinfo="skip")
    ]
    changes: list[list[float]] = []
    for i, (name, mark, colour, dash, symbol, values) in enumerate(styles):
        data.append(theme.scatter("lines+markers", name, meta=mark, line=theme.line(colour, dash=dash),
                                  marker={"size": 7, "symbol": symbol, "color": colour}))
        changes.append(sigs((v - base[i] for v in values[:n]), 5))
    for colour in ("@ll", "@bound", "@M"):
        data.append(theme.scatter("markers", marker=theme.ring(colour, size=15), hoverinfo="skip"))
    low, high = min(map(min, changes)), max(map(max, changes))
    pad = 0.08 * (high - low) or 0.1

    def now(k: int) -> int:
        s = run.trace[k]
        return s.iteration - (s.phase == "E")

    def frame(k: int) -> dict[int, Any]:
        t = min(now(k), n)
        out: dict[int, Any] = {}
        for i, (_, mark, *_) in enumerate(styles):
            out[1 + i] = upto(mark, t) if t else {"x": [None], "y": [None]}  # its name stays in the legend
            out[4 + i] = {"x": [t], "y": [changes[i][t - 1]]} if t else {"x": [], "y": []}
        return out

    def caption(k: int) -> str:
        t = now(k)
        if not t:
            return tr("No M-step yet, so there is no Q to compare.")
        text = tr("After M-step {t}: Q {q}, entropy of q {h}, bound {bound}, log-likelihood {ll}.")
        q, bound, log_l, h = (fixed(values[t - 1]) for values in at)
        return text.format(t=t, q=q, h=h, bound=bound, ll=log_l)

    return Filmstrip(
        "plotly", tr("Since M-step 1: what rises, and what may fall"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("M-step")), theme.axis(tr("change (nats)")), height=460)},
        Lazy(len(run), frame), Lazy(len(run), caption),
        opening={"layout": {"xaxis": {"range": [0.4, n + 0.6]},
                            "yaxis": {"range": sigs([low - pad, high + pad])}}},
        tracks={mark: {"x": x, "y": changes[i]} for i, (_, mark, *_) in enumerate(styles)},
    )  # fmt: skip
