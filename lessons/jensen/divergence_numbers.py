"""KL divergence in symbols, both directions, with the numbers of the learner's distributions."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from em_core import jensen
from em_core.protocol import Floats
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation
from em_figures.numbers import short
from lessons.jensen.divergence import BACKWARD, FORWARD, LOGS, MEAN, RATIOS, SHAPES, Divergence, caption
from lessons.jensen.record import SAME, bracketed, difference, say


def _slot(i: int) -> str:
    return rf"\text{{S{i}}}"


def _sum(left: str, terms: list[str], *ending: str) -> str:
    return chunks(left, "=", *(f"{term} +" for term in terms[:-1]), terms[-1], *ending)


def _direction(m: int, start: int, over: str, under: str) -> tuple[str, ...]:
    """The equations of one direction, whose slots begin at ``start``.

    m weights, m probabilities over them, m ratios, m logs of the ratios, the average of the logs, the
    same behind a minus, KL.
    """
    w, v, r, logs = ([_slot(start + j * m + i) for i in range(m)] for j in range(4))
    average, behind, kl = (_slot(start + 4 * m + i) for i in range(3))
    ratio = rf"{over}_i/{under}_i"
    terms = [rf"{a} \times {b}" for a, b in zip(w, logs, strict=True)]
    lines = [chunks(rf"{over}_{i}/{under}_{i}", "=", rf"{b} \;/ {a}", "=", c)
             for i, (a, b, c) in enumerate(zip(w, v, r, strict=True), 1)]  # fmt: skip
    parts = [rf"{a} \times {c}" for a, c in zip(w, r, strict=True)]
    one = _sum(rf"\sum {under} \, ({over}/{under})", parts, "=", "1")
    kl_name = rf"\operatorname{{KL}}({under} \Vert {over})"
    symbols = rf"{kl_name} = \sum_i {under}_i \,\log ({under}_i/{over}_i)"
    return (
        equation(f"ratios {under}", rf"{ratio}", *lines),
        equation(f"mean {under}", rf"\sum_i {under}_i ({ratio}) = \sum_i {over}_i = 1, \;\; \log\, 1 = 0",
                 one),
        equation(f"logs {under}", rf"\sum_i {under}_i \,\log ({ratio})",
                 _sum(rf"\sum {under} \,\log ({over}/{under})", terms, "=", average)),
        equation(f"kl {under}", symbols,
                 chunks(kl_name, "=", f"0 - {behind}", "=", kl)),
    )  # fmt: skip


@lru_cache(maxsize=16)
def _views(m: int, tr: Translate) -> dict[str, str]:
    """The markup of every move; both directions have 4 m + 3 slots, the sentence comes last."""
    each = 4 * m + 3
    there, back = _direction(m, 0, "p", "q"), _direction(m, each, "q", "p")
    first = f'<p class="em-eq">{escape(tr("The moves come one at a time: press Next."))}</p>'
    end = f'<p class="em-say" data-s="{2 * each}"></p>'
    shown = {move: "".join(there[:move]) for move in (RATIOS, MEAN, LOGS, FORWARD)}
    last = "".join((*there[2:], *back[2:])) + end
    return {str(k): html for k, html in ({SHAPES: first, **shown, BACKWARD: last}).items()}


def _numbers(at: jensen.Jensen, over: Floats, equal: bool) -> list[str]:
    def number(value: float) -> str:
        return short(value).replace("-", "\u2212")

    logs = (bracketed(number(0.0 if abs(y) < SAME else y)) for y in at.y)
    average = say(at.mean_f, 4)
    ends = average, bracketed(average), difference(at.gap, equal)
    # one digit less than the two numbers that make it
    ratios = (short(x, 5) for x in at.x)
    return [*map(number, (*at.w, *over)), *ratios, *logs, *ends]


def slots(d: Divergence, tr: Translate = str) -> list[str]:
    """What goes into the places: inputs to six digits, ratios to five; results to 4 and 3 decimals."""
    text = (
        tr("KL is 0, because q = p.") if d.equal
        else tr("Single summands may be negative; their sum is not, and it is 0 only when q = p.")
    )  # fmt: skip
    return [*_numbers(d.forward, d.p, d.equal), *_numbers(d.backward, d.q, d.equal), text]


def formula(d: Divergence, *, tr: Translate = str) -> Filmstrip:
    """Ratios, their average, the average of their logs, KL; then the other direction beside it."""
    return Filmstrip(
        "html", tr("In symbols, with your numbers"), {"views": _views(d.q.size, tr)},
        Lazy(BACKWARD + 1, lambda k: View(str(k), slots(d, tr))),
        Lazy(BACKWARD + 1, lambda k: caption(d, k, tr)),
    )  # fmt: skip
