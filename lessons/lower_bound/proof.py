"""Why the log-likelihood cannot fall, in four lines; each line lights up the two bars that it speaks of.

The lines are radio buttons and the light is CSS (``panels.css``), so hovering, focusing and choosing by
keyboard all work and no half-step forgets the choice.
"""

from __future__ import annotations

import math as maths
from html import escape
from typing import NamedTuple

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import math, slot
from em_figures.words import fixed
from lessons.lower_bound.line import Climb, on_a_line
from lessons.lower_bound.words import SEEN, change, gap, sentence, where

BARS = (r"\ell(\theta_t)", r"F(q_t, \theta_t)", r"F(q_t, \theta_{t+1})", r"\ell(\theta_{t+1})")
LINES = (
    (0, 1, r"\ell(\theta_t) = F(q_t, \theta_t)"),
    (1, 2, r"F(q_t, \theta_t) \le F(q_t, \theta_{t+1})"),
    (2, 3, r"F(q_t, \theta_{t+1}) \le \ell(\theta_{t+1})"),
    (0, 3, r"\ell(\theta_t) \le \ell(\theta_{t+1})"),
)
VALUES, WIDTHS, NUMBERS, VERDICTS, PLACE = 0, 4, 8, 12, 16  # where the slots begin


class Four(NamedTuple):
    """l(theta_t), F(q_t, theta_t), F(q_t, theta_{t+1}), l(theta_{t+1}); None while not yet known.

    kl_before, kl_after: KL(q_t || posterior) at theta_t and at theta_{t+1}, directly.
    """

    values: tuple[float | None, float | None, float | None, float | None]
    kl_before: float | None
    kl_after: float | None


def four(climb: Climb, k: int) -> Four:
    """The numbers that half-step k knows of its iteration."""
    s = climb.trace[k]
    if s.phase == "start":
        return Four((s.log_likelihood, None, None, None), None, None)
    if s.phase == "E":
        return Four((s.log_likelihood, s.elbo, None, None), climb.kl(k), None)
    before = climb.trace[k - 1]
    values = (before.log_likelihood, before.elbo, s.elbo, s.log_likelihood)
    return Four(values, climb.kl(k - 1), climb.kl(k))


def holds(at: Four) -> tuple[bool | None, bool | None, bool | None, bool | None]:
    """Whether each line is true of these numbers (up to rounding); None while one is not known."""
    a, b, c, d = at.values

    def below(x: float | None, y: float | None) -> bool | None:
        return None if x is None or y is None else x <= y + 1e-9 * (1 + abs(y))

    equal = None if at.kl_before is None else at.kl_before < 1e-9
    return equal, below(b, c), below(c, d), below(a, d)


def _markup(on_slice: bool, tr: Translate) -> str:
    reasons = (
        tr("E-step: q_t is the posterior at θ_t, so KL = 0"),
        tr("M-step: the bound is not lower at θ_{t+1}") if on_slice
        else tr("M-step: θ_{t+1} is where the bound is highest"),
        tr("a KL is never negative"),
        tr("from the three lines above"),
    )
    rows = ""
    for i, ((_, _, latex), reason) in enumerate(zip(LINES, reasons, strict=True)):
        checked = ' checked="checked"' if i == 0 else ""
        rows += (
            f'<li class="em-proof-line em-proof-{i}"><label><input type="radio" name="em-proof" '
            f'aria-label="({i + 1}) {escape(reason)}"{checked}/> '
            f'<span class="em-proof-text"><span class="em-proof-says">{math(latex)}</span> '
            f'<span class="em-proof-why">{escape(reason)}</span> '
            f'{slot(NUMBERS + i, "em-proof-numbers")} {slot(VERDICTS + i, "em-proof-verdict")}'
            "</span></label></li>"
        )
    bars = "".join(
        f'<li class="em-proof-bar em-proof-bar-{i}"><span class="em-proof-name">{math(latex)}</span>'
        f'<span class="em-proof-track" aria-hidden="true"><span data-w="{WIDTHS + i}"></span></span>'
        f'<b data-s="{VALUES + i}"></b></li>'
        for i, latex in enumerate(BARS)
    )
    legend = escape(tr("Choose a line: it lights up the two bars it speaks of."))
    note = escape(tr("The bars show the differences, enlarged; they do not begin at 0."))
    return (
        f'<div class="em-proof"><fieldset><legend>{legend}</legend><p class="em-say" data-s="{PLACE}"></p>'
        f'<p class="em-say" data-s="{PLACE + 1}"></p>'
        f'<ol class="em-proof-lines">{rows}</ol></fieldset>'
        f'<div class="em-proof-side"><ul class="em-proof-bars">{bars}</ul>'
        f'<p class="em-note">{note}</p></div></div>'
    )


def _widths(at: Four) -> list[float]:
    known = [v for v in at.values if v is not None and maths.isfinite(v)]
    low, high = min(known), max(known)
    span = high - low
    if span <= 1e-12 * (1 + abs(high)):  # rounding is not to be enlarged
        return [0.0 if v is None else 0.5 for v in at.values]
    return [0.0 if v is None else round(0.25 + 0.7 * (v - low) / span, 4) for v in at.values]


def _slots(climb: Climb, k: int, tr: Translate) -> list[str | float]:
    at, truth = four(climb, k), holds(four(climb, k))
    printed = ["?" if v is None else fixed(v, 6) for v in at.values]
    numbers, verdicts = [], []
    for (i, j, _), true in zip(LINES, truth, strict=True):
        a, b = at.values[i], at.values[j]
        sign = "=" if (i, j) == (0, 1) else "\u2264"
        if true is None or a is None or b is None:
            numbers.append(f"{printed[i]} {sign} ?")
            verdicts.append("")
            continue
        sign = sign if true else "\u2260" if sign == "=" else ">"
        numbers.append(f"{printed[i]} {sign} {printed[j]}")
        size = at.kl_before if (i, j) == (0, 1) else at.kl_after if (i, j) == (2, 3) else b - a
        assert size is not None
        told = f"KL = {gap(size)}" if j - i == 1 and i != 1 else change(size if abs(size) > SEEN else 0.0)
        verdicts.append(f"\u2713 {told}" if true else f"\u2717 {told}")
    s = climb.trace[k]
    built = where(climb, k - 1 if s.phase == "M" else k)
    new = where(climb, k) if s.phase == "M" else "?"
    place = tr("θ_t: {old}; θ_{{t+1}}: {new}").format(old=built, new=new)
    warning = ""
    if truth[0] is False:
        warning = tr("Your q is not the posterior, so line 1 fails, and line 4 is not promised.")
    return [*printed, *_widths(at), *numbers, *verdicts, place, warning]


@on_a_line
def proof(climb: Climb, *, tr: Translate = str) -> Filmstrip:
    """Four lines with the numbers of the current iteration, and four bars."""
    n = len(climb.trace)
    return Filmstrip("html", tr("Why it climbs, in four lines"), {"views": {"now": _markup(climb.slice, tr)}},
                     Lazy(n, lambda k: View("now", _slots(climb, k, tr))),
                     Lazy(n, lambda k: sentence(climb, k, tr)))
