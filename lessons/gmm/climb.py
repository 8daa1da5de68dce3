"""The climb of the log-likelihood, and what is raised where that is something else."""

from __future__ import annotations

from html import escape

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.loglik import log_likelihood_trace
from em_figures.markup import math, slot
from em_figures.mixtures.words import captions
from em_figures.words import fixed
from lessons.gmm.record import BY, MixtureRun

ONE = rf"-\frac{{{BY:g}}}{{2}} N\, \mathrm{{tr}}\, \Sigma^{{-1}}"
EACH = rf"-\frac{{{BY:g}}}{{2}} \sum_k N_k\, \mathrm{{tr}}\, \Sigma_k^{{-1}}"
DIGITS = 4


def climb(run: MixtureRun, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood of every half-step, and the lower bound."""
    return log_likelihood_trace(run.trace, tr=tr)


def raised(run: MixtureRun, *, tr: Translate = str) -> Filmstrip | None:
    """The log-likelihood, what the addition to the covariances takes off it, and their sum: what each is
    after the last M-step, and by how much the iteration changed it."""
    if not run.added:
        return None
    tied, prior = run.model.covariance == "tied", run.trace.recipe.prior is not None
    penalty = math(ONE if tied else EACH) + (f" + {escape(tr('log prior'))}" if prior else "")
    rows = ((escape(tr("log-likelihood")), "ll"), (penalty, "penalty"), (escape(tr("sum")), "sum"))
    body = "".join(
        f'<tr data-mark="{mark}"><th scope="row">{name}</th>'
        f"<td>{slot(2 * i)}</td><td>{slot(2 * i + 1)}</td></tr>"
        for i, (name, mark) in enumerate(rows)
    )
    names = ("", tr("after the M-step"), tr("change"))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    says = (
        tr("One matrix for all: the M-step finds the largest sum, which never falls.") if tied
        else tr("A matrix each: the E-step knows nothing of the second row, and so the sum may fall too.")
    )  # fmt: skip
    title = tr("What rises, and what may fall")
    table = (
        f'<table class="em-table em-raised"><caption class="em-sr">{escape(title)}</caption>'
        f'<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p class="em-say">{escape(says)}</p>'
    )
    return Filmstrip("html", title, {"views": {"all": table}},
                     Lazy(len(run), lambda i: View("all", slots(run, i))), captions(run, tr))  # fmt: skip


def sums(run: MixtureRun, i: int) -> tuple[float, float, float] | None:
    """Log-likelihood, penalty and sum at the end of the iteration before frame i, or with it where frame i
    is that end; None before the first M-step."""
    at = next((j for j in range(i, -1, -1) if run.parts[j] in ("M", "covariances")), None)
    if at is None:
        return None
    s = run.trace[at]
    return s.log_likelihood, s.log_prior, s.log_likelihood + s.log_prior


def slots(run: MixtureRun, i: int) -> list[str]:
    """Each value and its change."""
    now = sums(run, i)
    if now is None:
        return ["–"] * 6
    ends = [j for j in range(i + 1) if run.parts[j] in ("M", "covariances")]
    before = sums(run, ends[-2]) if len(ends) > 1 else None
    out = []
    for k, value in enumerate(now):
        change = "–" if before is None else signed(value - before[k])
        out += [fixed(value, DIGITS), change]
    return out


def signed(change: float) -> str:
    """A change with its sign, and an arrow where it is no rounding."""
    text = fixed(abs(change), DIGITS)
    if float(text) == 0:
        return text
    return f"▲ +{text}" if change > 0 else f"▼ \u2212{text}"
