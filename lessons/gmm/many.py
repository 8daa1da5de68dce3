"""Many runs side by side: what different starts end in, and BIC over the number of components."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import slot
from em_figures.numbers import sigs
from em_figures.words import fixed
from lessons.common.plane import DRAWN, points_used
from lessons.gmm.record import MixtureRun, Restart, Size
from lessons.gmm.runs import LONGEST, TRIES, tried
from lessons.gmm.runs import restarts as ends
from lessons.gmm.runs import sizes as by_size

SAME = 1e-3  # nats within which two ends count as one


def best(restarts: Sequence[Restart]) -> float | None:
    """The largest log-likelihood among the runs without a collapse; None when all collapsed."""
    return max((r.log_likelihood for r in restarts if not r.collapsed), default=None)


def smallest(sizes: Sequence[Size]) -> Size | None:
    """The size with the smallest BIC."""
    return min((s for s in sizes if s.bic is not None), key=lambda s: s.bic or 0.0, default=None)


def restarts_table(run: MixtureRun, *, tr: Translate = str) -> Filmstrip:
    """Where the first seeds of the start's rule end."""
    s, (_, sample) = run.settings, points_used(run.plane, DRAWN)
    now = None if s.rule == "hand" else s.seed
    return starts_table(ends(s), len(run), now=now, sample=sample, tr=tr)


def bic_curve(run: MixtureRun, *, tr: Translate = str) -> Filmstrip:
    """BIC over the number of components."""
    _, sample = points_used(run.plane, DRAWN)
    return sizes_curve(_sizes(run), len(run), now=run.k, sample=sample, tr=tr)


def bic_table(run: MixtureRun, *, tr: Translate = str) -> Filmstrip:
    """What BIC is made of, for every number of components."""
    by = tried(run.settings)
    return sizes_table(_sizes(run), len(run), tried=None if by == (TRIES, LONGEST) else by, tr=tr)


def _sizes(run: MixtureRun) -> tuple[Size, ...]:
    if "found" not in run.sizes:
        run.sizes["found"] = by_size(run.settings)
    return run.sizes["found"]


def starts_table(
    restarts: Sequence[Restart],
    n: int,
    *,
    now: int | None,
    sample: tuple[int, int] | None = None,
    tr: Translate = str,
) -> Filmstrip:
    """A row per seed, the best marked; a button loads a seed where ``now``, the seed on the screen, is one.

    n: how many frames the player has. sample: (points used, all points) where not all were used.
    """
    top, rows = best(restarts), []
    for i, r in enumerate(restarts):
        good = top is not None and not r.collapsed and top - r.log_likelihood <= SAME
        note = tr("collapsed") if r.collapsed else tr("best") if good else ""
        first = _load(r.seed, tr) if now is not None else str(r.seed)
        kind = ' class="em-best"' if good else ""
        rows.append(
            f'<tr{kind}><th scope="row">{first} {slot(i)}</th>'
            f"<td>{fixed(r.log_likelihood)}</td><td>{r.iterations}</td><td>{escape(note)}</td></tr>"
        )
    head = "".join(f'<th scope="col">{escape(name)}</th>'
                   for name in (tr("Seed"), tr("log-likelihood"), tr("iterations"), ""))  # fmt: skip
    title = tr("Every start: where it ends")
    says = (tr("Press a seed to load its run.") if now is not None
            else tr("Starts by k-means++. Choose it above instead of the start by hand, "
                    "and a seed can be loaded."))  # fmt: skip
    table = (
        f'<p class="em-note">{escape(says)}{escape(_sampled(sample, tr))}</p>'
        f'<table class="em-table em-restarts"><caption class="em-sr">{escape(title)}</caption>'
        f'<thead><tr>{head}</tr><tr class="em-again" aria-hidden="true">{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
    marks = ["◀" if r.seed == now else "" for r in restarts]
    said = title if top is None else f"{title}: {fixed(top)}"
    return Filmstrip("html", title, {"views": {"all": table}}, Lazy(n, lambda _: View("all", marks)),
                     Lazy(n, lambda _: said))  # fmt: skip


def _load(seed: int, tr: Translate) -> str:
    label = f"{escape(tr('Load seed'))} {seed}"
    button = '<button type="button" class="em-load"'
    return f'{button} data-set="seed={seed}" aria-label="{label}">{seed}</button>'


def _sampled(sample: tuple[int, int] | None, tr: Translate) -> str:
    if sample is None:
        return ""
    text = tr("Computed on the {drawn} points that are drawn, not on all {n}.")
    return " " + text.format(drawn=sample[0], n=sample[1])


def sizes_curve(
    sizes: Sequence[Size], n: int, *, now: int, sample: tuple[int, int] | None = None, tr: Translate = str
) -> Filmstrip:
    """BIC over the number of components, the smallest marked, the one on the screen ringed."""
    known = [s for s in sizes if s.bic is not None]
    values = [s.bic or 0.0 for s in known]
    least = smallest(sizes)
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    pad = 0.12 * (high - low) or 1.0
    here = [s for s in known if s.k == now]
    data: list[dict[str, Any]] = [
        theme.scatter("lines+markers", x=[s.k for s in known], y=sigs(values, 7), line=theme.line("@ll"),
                      marker={"size": 7, "color": "@ll"}, hoverinfo="y"),
        theme.scatter("markers", tr("smallest"), x=[least.k] if least else [],
                      y=sigs([least.bic or 0.0], 7) if least else [], hoverinfo="skip",
                      marker={"size": 14, "symbol": "star", "color": "@star",
                              "line": {"width": 1, "color": "@ink"}}),
        theme.scatter("markers", tr("now"), x=[s.k for s in here], y=sigs((s.bic or 0.0 for s in here), 7),
                      marker=theme.ring("@ink", size=24), hoverinfo="skip"),
    ]  # fmt: skip
    said = _said(sizes, tr)
    return Filmstrip(
        "plotly", tr("BIC: which number of components pays?") + _sampled(sample, tr),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("components K"), range=[0.5, len(sizes) + 0.5], dtick=1),
            theme.axis("BIC", range=[low - pad, high + pad]), height=380,
        )},
        Lazy(n, lambda _: {}), Lazy(n, lambda _: said),
    )  # fmt: skip


def _said(sizes: Sequence[Size], tr: Translate) -> str:
    least = smallest(sizes)
    if least is None or least.bic is None:
        return tr("In every run a component collapsed, so there is no BIC to compare.")
    return tr("BIC is smallest, {bic}, with K = {k}.").format(bic=fixed(least.bic, 2), k=least.k)


def sizes_table(
    sizes: Sequence[Size], n: int, *, tried: tuple[int, int] | None = None, tr: Translate = str
) -> Filmstrip:
    """-2 log L + p log N and what it is made of, for every number of components; ``tried``: of fewer and
    shorter runs than usual, how many starts and iterations."""
    least, rows = smallest(sizes), []
    for s in sizes:
        mark: Callable[[str], str] = (lambda text: f"<b>{text}</b>") if s is least else str
        shown = [str(s.k), "–" if s.log_likelihood is None else fixed(s.log_likelihood, 2), str(s.parameters),
                 tr("collapsed") if s.bic is None else fixed(s.bic, 2)]  # fmt: skip
        cells = "".join(f"<td>{mark(escape(cell))}</td>" for cell in shown[1:])
        rows.append(f'<tr><th scope="row">{mark(shown[0])}</th>{cells}</tr>')
    head = "".join(f'<th scope="col">{escape(name)}</th>'
                   for name in ("K", tr("log-likelihood"), tr("free parameters"), "BIC"))  # fmt: skip
    said = _said(sizes, tr)
    if tried:
        few = tr("Here only {starts} starts of each size are tried, for at most {iterations} iterations.")
        said = f"{said} {few.format(starts=tried[0], iterations=tried[1])}"
    table = (
        f'<table class="em-table"><caption class="em-sr">BIC</caption><thead><tr>{head}</tr></thead>'
        f'<tbody>{"".join(rows)}</tbody></table><p class="em-say">{escape(said)}</p>'
    )
    return Filmstrip("html", tr("BIC = −2 log L + p log N"), {"views": {"all": table}},
                     Lazy(n, lambda _: View("all", [])), Lazy(n, lambda _: said))  # fmt: skip
