"""The formula of the half-step with its numbers: the E-step as without a prior, the M-step with one."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from em_figures.coins.formula import formula
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation
from em_figures.numbers import fixed
from em_figures.words import NAMES
from lessons.map_em.runs import Coins, Run, on_coins
from lessons.map_em.words import count

SLOTS = 5  # of a coin: heads seen, heads invented, flips seen, tosses invented, theta


def _coin(c: int, logit: bool) -> str:
    name = NAMES[c]
    h, more, n, all_more, theta = (rf"\text{{S{SLOTS * c + i}}}" for i in range(SLOTS))
    above, below = ("a", "a + b") if logit else ("(a - 1)", "(a - 1) + (b - 1)")
    gamma = rf"\gamma_{{i{name}}}"
    symbols = (
        rf"\theta_{name} = \dfrac{{\sum_i {gamma}\, h_i + {above}}}"
        rf"{{\sum_i {gamma}\, n_i + {below}}}"
    )
    line = chunks(rf"\theta_{name}", "=", rf"( {h} + {more} ) \;/", rf"( {n} + {all_more} )", "=", theta)
    return equation(f"theta_{name}", symbols, line)


def map_formula(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """Both half-steps of EM with a prior."""
    if not on_coins(run):
        return None
    assert isinstance(run, Coins)
    trace, plain = run.trace, formula(run.trace, tr=tr)
    logit = run.settings.scale == "logit"
    note = escape(
        tr("The prior stands in the M-step only: counts that were seen + counts that were invented.")
    )
    views = {
        "start": plain.base["views"]["start"],
        "E": plain.base["views"]["E"],
        "M": "".join(_coin(c, logit) for c in (0, 1)) + f'<p class="em-note">{note}</p>',
    }

    def frame(k: int) -> View:
        step = trace[k]
        if step.phase != "M":
            found: View = plain.frames[k]
            return found
        assert step.stats is not None
        slots: list[str] = []
        for c in (0, 1):
            heads, tails = step.stats.counts[c].tolist()
            more, less = run.invented[c].tolist()
            slots += [
                fixed(heads, 4),
                count(more),
                fixed(heads + tails, 4),
                count(more + less),
                fixed(float(step.params.p_heads[c]), 4),
            ]
        return View("M", slots, [()] * len(trace.data))

    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    title = tr("The formula with the prior")
    return replace(plain, title=title, base={"views": views}, frames=Lazy(len(run), frame), captions=said)
