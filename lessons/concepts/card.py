"""The whole algorithm on one card: the step that is being made is lit, and stands in numbers below it."""

from __future__ import annotations

from html import escape

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import math
from em_figures.words import fixed
from lessons.concepts.record import Coins, Run, of


@of("labels")
def one_card(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """Start, E-step, M-step, stop, each in symbols. Slots: F, the log-likelihood, and what became of them."""
    assert isinstance(run, Coins)
    lines = (
        ("start", tr("Start"), r"\theta = \theta_0", tr("any, but not all alike")),
        ("E", tr("E-step"), r"q(z) = p(z \mid x, \theta)", tr("then F touches the log-likelihood")),
        (
            "M",
            tr("M-step"),
            r"\theta = \operatorname{argmax}_\theta\, \mathbb{E}_q[\log p(x, z \mid \theta)]",
            tr("F rises, and the log-likelihood at least as much"),
        ),
        (
            "stop",
            tr("Stop"),
            r"|\Delta| \le \varepsilon\,(1 + |\ell|)",
            tr("at a stationary point, as a rule a peak"),
        ),
    )

    def view(phase: str) -> str:
        rows = "".join(
            f'<li class="em-step{" em-lit" * (key == phase)}" data-mark="{key}"><b>{escape(name)}</b> '
            f"<span>{math(latex)}</span> <em>{escape(why)}</em></li>"
            for key, name, latex, why in lines
        )
        return (
            f'<ol class="em-one-card">{rows}</ol><p class="em-eq"><i>F</i>(q, θ) = '
            f'<span data-s="0"></span> ≤ '
            f'<span data-s="1"></span> = log p(x | θ); KL = <span data-s="2"></span></p>'
        )

    def frame(k: int) -> View:
        s = run.trace[k]
        last = k == len(run) - 1 and run.trace.fit.converged
        lower = s.log_likelihood if s.elbo is None else s.elbo
        said = [
            "–" if s.elbo is None else fixed(lower),
            fixed(s.log_likelihood),
            "–" if s.elbo is None else fixed(max(0.0, s.log_likelihood - lower)),
        ]
        return View("stop" if last else s.phase, said)

    n = len(run)
    return Filmstrip(
        "html",
        tr("The whole algorithm"),
        {"views": {p: view(p) for p, *_ in lines}},
        Lazy(n, frame),
        Lazy(n, lambda k: run.frame(k, tr).caption),
    )
