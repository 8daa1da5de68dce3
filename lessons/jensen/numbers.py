"""Jensen's inequality in symbols, with the learner's own numbers below them."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation
from em_figures.numbers import short
from lessons.jensen.record import (
    AVERAGE,
    GAP,
    ON_CHORD,
    ON_CURVE,
    POINTS,
    Picture,
    bracketed,
    caption,
    difference,
    given,
    say,
)

# f of S, a slot or x; what a reader recomputes is the sums
VALUE = {"log": r"\log\, {S}", "sqrt": r"\sqrt{{{S}}}", "square": r"{S}^2", "exp": r"e^{{{S}}}",
         "xlogx": r"{S} \,\log\, {S}"}  # fmt: skip


def _slot(i: int) -> str:
    return rf"\text{{S{i}}}"


def _sum(left: str, weights: list[str], values: list[str], total: str) -> str:
    """left = w1 × v1 + ... = total; ``values`` have brackets of their own."""
    terms = [rf"{w} \times {v}" for w, v in zip(weights, values, strict=True)]
    return chunks(left, "=", *(f"{term} +" for term in terms[:-1]), terms[-1], "=", total)


@lru_cache(maxsize=64)
def _views(name: str, concave: bool, n: int, tr: Translate) -> dict[str, str]:
    """The markup of every move.

    Slots: n weights, n points, n values, then the mean, the same with more digits, f of it, the mean of
    f, the same behind a minus, the gap, and the closing sentence.
    """
    w, x, y = ([_slot(start + i) for i in range(n)] for start in (0, n, 2 * n))
    mean, exact, on, under, behind, gap = (_slot(3 * n + i) for i in range(6))
    sign = r"\ge" if concave else r"\le"
    parts = {
        AVERAGE: equation("mean", r"\bar x = \sum_i w_i x_i", _sum(r"\bar x", w, x, mean)),
        ON_CURVE: equation("curve", rf"f(x) = {VALUE[name].format(S='x')}, \;\; f(\bar x) = "
                           + VALUE[name].format(S=r"{\bar x}"),
                           chunks(r"f(\bar x)", "=", VALUE[name].format(S=exact), "=", on)),
        ON_CHORD: equation("chord", r"\sum_i w_i f(x_i)",
                           _sum(r"\sum w f(x)", w, y, under)),
        GAP: equation("gap", rf"f(\bar x) \;{sign}\; \sum_i w_i f(x_i)",
                      chunks(r"f(\bar x) - \sum w f(x)", "=", rf"{on} - {behind}", "=", gap)),
    }  # fmt: skip
    first = f'<p class="em-eq">{escape(tr("The moves come one at a time: press Next."))}</p>'
    end = f'<p class="em-say" data-s="{3 * n + 6}"></p>'
    return {
        str(move): first if move == POINTS else
        "".join(parts[m] for m in range(AVERAGE, move + 1)) + (end if move == GAP else "")
        for move in range(GAP + 1)
    }  # fmt: skip


def equality(one: Picture, tr: Translate) -> str:
    """When the two sides are equal, and whether they are."""
    if one.together:
        return tr("Equality, because all points that have weight coincide.")
    return tr("The two sides are equal only when all points that have weight coincide; yours lie apart.")


def slots(one: Picture, tr: Translate = str) -> list[str]:
    """What goes into the places: inputs to six digits, averages to four decimals, the gap to three."""
    at = one.at
    digits = 6 if max(abs(at.y)) < 10 else 7

    def number(value: float) -> str:
        return short(value, digits).replace("-", "\u2212")

    return [
        *map(number, at.w), *map(number, at.x), *(bracketed(number(y)) for y in at.y),
        given(at.mean_x, 4), number(at.mean_x), say(at.f_mean, 4), say(at.mean_f, 4),
        bracketed(say(at.mean_f, 4)), difference(at.gap, one.together),
        equality(one, tr),
    ]  # fmt: skip


def inequality(one: Picture, *, tr: Translate = str) -> Filmstrip:
    """Each move's formula with its numbers; a line with numbers is "left = right = value"."""
    views = _views(one.f.name, one.f.concave, one.at.x.size, tr)
    return Filmstrip(
        "html", tr("In symbols, with your numbers"), {"views": views},
        Lazy(GAP + 1, lambda k: View(str(k), slots(one, tr))),
        Lazy(GAP + 1, lambda k: caption(one, k, tr)),
    )  # fmt: skip
