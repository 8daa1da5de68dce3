"""Both updates of the coins with their numbers: the Betas from q(z), and q(z) of a round from the Betas."""

from __future__ import annotations

from html import escape
from math import exp

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation, picker
from em_figures.words import fixed
from lessons.variational_em.beliefs import Beliefs, captions, of_kind


def _beta(name: str, first: int) -> str:
    """Slots first, ...: heads and tails credited, then the Beta's two numbers."""
    heads, tails, alpha, beta = (rf"\text{{S{first + i}}}" for i in range(4))
    q = f"q_{{n{name}}}"
    symbols = rf"q(\theta_{name}) = \mathrm{{Beta}}(a + \sum_n {q} h_n,\; b + \sum_n {q} t_n)"
    numbers = chunks(rf"(\text{{S8}} + {heads},", rf"\text{{S9}} + {tails})", "=", rf"({alpha}, {beta})")
    return equation(f"theta_{name}", symbols, numbers)


def _score(name: str, first: int) -> str:
    """Places of a row: heads, E log θ, tails, E log(1 - θ), the sum."""
    h, log_p, t, log_q, total = (rf"\text{{R{first + i}}}" for i in range(5))
    symbols = rf"s_{name} = h_n\, E \log \theta_{name} + t_n\, E \log (1 - \theta_{name})"
    return equation(f"gamma_{name}", symbols,
                    chunks(rf"{h} \times ({log_p})", rf"+ {t} \times ({log_q})", "=", total))  # fmt: skip


@of_kind("coins", "five")
def beta_update(run: Beliefs, *, tr: Translate = str) -> Filmstrip:
    """q(θ) from the flips that q(z) credits."""
    says = escape(tr("Credited flips are added to the prior:"))
    markup = f'<p class="em-move">{says}</p>{_beta("A", 0)}{_beta("B", 4)}'
    prior = run.model.a, run.model.b

    def frame(k: int) -> View:
        slots = [fixed(v) for row in run.theta(k).alpha.tolist()
                 for v in (row[0] - prior[0], row[1] - prior[1], *row)]  # fmt: skip
        return View("now", [*slots, f"{prior[0]:g}", f"{prior[1]:g}"])

    return Filmstrip("html", tr("q(θ) from q(z)"), {"views": {"now": markup}},
                     Lazy(len(run), frame), captions(run, tr))  # fmt: skip


@of_kind("coins", "five")
def share_update(run: Beliefs, *, tr: Translate = str) -> Filmstrip:
    """q(z) of a picked round from E log θ."""
    rounds = [f"{n}" for n in range(1, len(run.data) + 1)]
    says = escape(tr("Every log θ is replaced by its mean:"))
    share = equation("share", r"q_{nA} = e^{s_A} / (e^{s_A} + e^{s_B})",
                     chunks(r"q_{nA}", "=", r"\text{R10}"))  # fmt: skip
    markup = (f'<p class="em-move">{says}</p>{picker(tr("Round"), rounds, 1)}'
              f'{_score("A", 0)}{_score("B", 5)}{share}')

    def frame(k: int) -> View:
        logs, rows = run.theta(k).expected_logs().tolist(), []
        for h, t in run.data.counts.tolist():
            sums = [h * p + t * q for p, q in logs]
            cells = [part for (p, q), s in zip(logs, sums, strict=True)
                     for part in (f"{h:.0f}", fixed(p), f"{t:.0f}", fixed(q), fixed(s))]  # fmt: skip
            rows.append([*cells, fixed(1 / (1 + exp(min(sums[1] - sums[0], 700.0))))])
        return View("now", [], rows)

    return Filmstrip("html", tr("q(z) from q(θ)"), {"views": {"now": markup}},
                     Lazy(len(run), frame), captions(run, tr))  # fmt: skip
