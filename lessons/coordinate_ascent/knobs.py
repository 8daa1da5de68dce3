"""Two knobs, q and theta_A: the objective F over both, and EM's zigzag on it.

Some rounds are labelled, one is not, and coin B is known; q is the share of the one round that coin A is
credited with. F(q, theta_A) = E_q log p(x, z | theta_A) + H(q), Neal & Hinton (1998).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from scipy.special import entr, xlog1py, xlogy

from em_core import Responsibilities, Rounds, bound
from em_core.protocol import Floats, Phase
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, upto
from em_figures.numbers import sigs
from em_figures.trace import Half, Trace, label
from em_figures.typed import packed
from em_figures.words import fixed, stop_sentence
from em_lesson.runs import Frame

CONTOUR, BEST_Q, BEST_THETA, GHOST, START, E_MOVES, M_MOVES, CORNERS, RING = range(9)  # the traces, in order
DEPTH, NEAR_DEPTH = 18.0, 1.2  # nats below the top that are told apart, on the whole map and near the top
ROOM = 0.045  # beside the plane, so that a mark on its edge covers no number
SEEN = 5e-4  # nats: a smaller fall is not seen in three decimals
LEVELS = 14000  # of the contour's z: a line every thousand
Json = dict[str, Any]


class Sums(NamedTuple):
    """The example: heads and tails of the rounds labelled A, and of the round without a label; its index."""

    heads: int
    tails: int
    hidden_heads: int
    hidden_tails: int
    hidden: int


def sums(data: Rounds) -> Sums:
    """The example's counts; raises ValueError unless exactly one round is without a label."""
    labels = [] if data.labels is None else data.labels.tolist()
    if labels.count(-1) != 1:
        raise ValueError(f"exactly one round must be without a label, got labels {labels}")
    of_a, hidden = np.array(labels) == 0, labels.index(-1)
    tails = data.flips - data.heads
    return Sums(int(data.heads[of_a].sum()), int(tails[of_a].sum()),
                int(data.heads[hidden]), int(tails[hidden]), hidden)


@dataclass(frozen=True, eq=False)
class Turns:
    """Both knobs turn by turn, the start first: the half-step, q, theta_A, F and log-likelihood (nats)."""

    trace: Trace
    halves: list[Half]
    sums: Sums
    theta_b: float
    q: list[float]
    theta: list[float]
    f: list[float]
    log_likelihood: list[float]

    @property
    def phases(self) -> list[Phase]:
        """What each turn is: "start", "E" or "M"."""
        return [half.phase for half in self.halves]

    def __len__(self) -> int:
        return len(self.halves)

    def frame(self, k: int, tr: Translate) -> Frame:
        half = self.halves[k]
        return Frame(label(half, tr), half.phase, sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        return stop_sentence(self.trace, tr)


def chosen(data: Rounds, q: float) -> Responsibilities:
    """The posterior of the labelled rounds, and (q, 1 - q) for the round without a label."""
    at = sums(data)
    assert data.labels is not None
    probs = np.eye(2)[np.where(data.labels < 0, 0, data.labels)]
    probs[at.hidden] = q, 1 - q
    return Responsibilities(probs)


def turns(trace: Trace, q: float, *, theta_first: bool = False) -> Turns:
    """The turns of a run that starts at q; theta_first: its first E-step was given q, and is no turn."""
    at = sums(trace.data)
    shown = [s for k, s in enumerate(trace) if not (theta_first and k == 1)]
    start = bound.elbo(trace.model, trace.data, chosen(trace.data, q), trace[0].params)
    qs = [q] + [float(s.posterior.probs[at.hidden, 0]) for s in shown[1:] if s.posterior is not None]
    return Turns(
        trace, shown, at, float(trace[0].params.p_heads[1]), qs, [float(s.params.p_heads[0]) for s in shown],
        [start] + [s.elbo for s in shown[1:] if s.elbo is not None], [s.log_likelihood for s in shown],
    )


def best_theta(at: Sums, q: Any) -> Any:
    """argmax over theta_A of F(q, theta_A): heads credited to A over flips credited."""
    heads, tails = at.heads + q * at.hidden_heads, at.tails + q * at.hidden_tails
    return heads / (heads + tails)


def best_q(at: Sums, theta: Any, theta_b: float) -> Any:
    """argmax over q of F(q, theta_A): the posterior of the round without a label (both weights alike)."""
    a, b = (xlogy(at.hidden_heads, p) + xlog1py(at.hidden_tails, -p) for p in (theta, theta_b))
    return np.exp(a - np.logaddexp(a, b))


@lru_cache(maxsize=256)
def objective(at: Sums, theta_b: float, q: tuple[float, ...], theta: tuple[float, ...]) -> Floats:
    """F - const over a grid, rows theta and columns q, in nats; const does not depend on either."""
    x, y = np.array(q)[None, :], np.array(theta)[:, None]
    share = xlogy(at.hidden_heads, y) + xlog1py(at.hidden_tails, -y)
    other = float(xlogy(at.hidden_heads, theta_b) + xlog1py(at.hidden_tails, -theta_b))
    own = xlogy(at.heads, y) + xlog1py(at.tails, -y)
    return np.asarray(own + x * share + (1 - x) * other + entr(x) + entr(1 - x))


class Window(NamedTuple):
    """The part of the plane that is drawn: q (G,), theta_A (G,), and how many nats below the top."""

    q: tuple[float, ...]
    theta: tuple[float, ...]
    depth: float


def window(at: Sums, *, near: bool) -> Window:
    """The whole plane, or the strip in which theta_A lies after every M-step."""
    low, high = sorted((best_theta(at, 0.0), best_theta(at, 1.0)))
    room = 0.12 * (high - low) or 0.01
    first, last = (max(low - room, 1e-3), min(high + room, 1 - 1e-3)) if near else (1e-3, 1 - 1e-3)
    theta = np.linspace(first, last, 41 if near else 61)
    return Window(tuple(np.linspace(0, 1, 41).tolist()), tuple(theta.tolist()), NEAR_DEPTH if near else DEPTH)


def heights(run: Turns, view: Window) -> Json:
    """The contour's z: LEVELS at F's top, less by the root of the depth, so that lines are dense there."""
    values = objective(run.sums, run.theta_b, view.q, view.theta)
    theta = np.linspace(1e-3, 1 - 1e-3, 999)
    top = objective(run.sums, run.theta_b, view.q, tuple(theta.tolist())).max()
    sunk = np.sqrt(np.clip((top - values) / view.depth, 0.0, 1.0))
    return packed(np.round(LEVELS * (1 - sunk)), "u2")  # small, for it travels while theta_B is dragged


def _subscript(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _moves(run: Turns, phase: str, low: float, high: float) -> Json:
    """The turns of one knob, one after the other with breaks: three points each, nothing outside the axis."""
    x: list[float | None] = []
    y: list[float | None] = []
    for k in range(1, len(run)):
        if run.halves[k].phase == phase:
            seen = max(run.theta[k - 1 : k + 1]) >= low and min(run.theta[k - 1 : k + 1]) <= high
            x += [*sigs(run.q[k - 1 : k + 1]), None] if seen else [None] * 3
            y += [*sigs(run.theta[k - 1 : k + 1]), None] if seen else [None] * 3
    return {"x": x, "y": y}


def sentence(run: Turns, k: int, tr: Translate) -> str:
    """What half-step k turned, and what came of it."""
    half = run.halves[k]
    values = {"t": half.iteration, "q": fixed(run.q[k]), "theta": fixed(run.theta[k]), "f": fixed(run.f[k]),
              "value": fixed(run.log_likelihood[k])}
    text = {
        "start": tr("Start: q = {q}, θ_A = {theta}, F = {f}, log-likelihood {value}."),
        "E": tr("E-step {t} turns q to {q}; θ_A = {theta} is held. F = {f}, log-likelihood {value}."),
        "M": tr("M-step {t} turns θ_A to {theta}; q = {q} is held. F = {f}, log-likelihood {value}."),
    }[half.phase]
    said = text.format(**values)
    fall = run.log_likelihood[k - 1] - run.log_likelihood[k] if k else 0.0
    if fall < SEEN:
        return said
    both = tr("F rises by {rise}, the log-likelihood falls by {fall}.")
    return f"{said} {both.format(rise=fixed(run.f[k] - run.f[k - 1]), fall=fixed(fall))}"


def captions(run: Turns, tr: Translate = str) -> Lazy[str]:
    """The sentence of every half-step."""
    return Lazy(len(run), lambda k: sentence(run, k, tr))


def knob_map(run: Turns, *, near: bool = False, tr: Translate = str) -> Filmstrip:
    """F as contours over (q, theta_A), the lines of best places, and the zigzag; a drag sets the start."""
    view = window(run.sums, near=near)
    low, high = (view.theta[0], view.theta[-1]) if near else (-ROOM, 1 + ROOM)
    thetas = np.linspace(view.theta[0], view.theta[-1], 81 if near else 201)
    qs = np.linspace(0, 1, 81)
    data: list[Json] = [
        {"type": "contour", "x": sigs(view.q), "y": sigs(view.theta), "colorscale": theme.HEIGHTS,
         "showscale": False, "zmin": 0, "zmax": LEVELS, "hoverinfo": "skip",
         "contours": {"start": 1000, "end": 13000, "size": 1000, "coloring": "fill"},
         "line": {"width": 0.7, "color": "@muted"}},
        theme.scatter("lines", tr("best q for each θ_A"), meta="best-q", line=theme.line("@E", dash="dot"),
                      hoverinfo="skip"),
        theme.scatter("lines", tr("best θ_A for each q"), line=theme.line("@M", dash="dashdot"),
                      meta="best-theta", hoverinfo="skip", x=sigs(qs, 4), y=sigs(best_theta(run.sums, qs))),
        theme.scatter("lines", tr("the run before"), x=[None], y=[None],
                      line=theme.line("@ghost", width=1.5), showlegend=False),
        theme.scatter("markers", tr("start"), cliponaxis=False,
                      marker={"size": 12, "symbol": "x-thin", "line": {"width": 3, "color": "@ink"}}),
        theme.scatter("lines", tr("E-step: q is turned"), line=theme.line("@E", width=3.5), hoverinfo="skip",
                      meta="e-moves"),
        theme.scatter("lines", tr("M-step: θ_A is turned"), line=theme.line("@M", dash="dash", width=3.5),
                      meta="m-moves", hoverinfo="skip"),
        theme.scatter("markers", marker={"size": 6, "color": "@ink"}),
        theme.scatter("markers", marker=theme.ring("@ink", size=17), cliponaxis=False),
    ]
    path: Json = {"x": sigs(run.q), "y": sigs(run.theta)}
    # the legend has the run before only where there is one
    tracks = {"path": path, "before": path | {"showlegend": True},
              "E": _moves(run, "E", low, high), "M": _moves(run, "M", low, high)}
    phases = run.phases
    counts = [[phases[1 : k + 1].count(phase) for k in range(len(run))] for phase in ("E", "M")]

    def frame(k: int) -> dict[int, Json]:
        return {
            E_MOVES: upto("E", 3 * counts[0][k]), M_MOVES: upto("M", 3 * counts[1][k]),
            CORNERS: upto("path", k + 1),
            RING: {"x": [tracks["path"]["x"][k]], "y": [tracks["path"]["y"][k]]},
        }

    ridge = best_q(run.sums, thetas, run.theta_b)
    title = tr("The strip of the last turns, enlarged") if near else tr("F over both knobs: the zigzag")
    return Filmstrip(
        "plotly", title,
        {"data": data, "layout": theme.layout(
            theme.axis(f"q = P(z{_subscript(run.sums.hidden + 1)} = A)", range=[-ROOM, 1 + ROOM],
                       showgrid=False, dtick=0.2),
            theme.axis("θ_A", range=[low, high], showgrid=False),
            height=400 if near else 480, showlegend=not near,
        )},
        Lazy(len(run), frame), captions(run, tr),
        opening={"data": {
            CONTOUR: {"z": heights(run, view)},
            BEST_Q: {"x": sigs(ridge, 4), "y": sigs(thetas)},
            START: {"x": [run.q[0]], "y": [run.theta[0] if low <= run.theta[0] <= high else None]},
        }},
        tracks=tracks, ghost={GHOST: "before"}, clicks=("q", "a"),
    )
