"""Forward and backward sums of a diary, day by day as they are taught, and the formula of a day."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from math import exp, floor, inf, log
from typing import NamedTuple

import numpy as np

from em_core import HMMParams
from em_core.protocol import Floats, Ints
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import math
from em_figures.numbers import fixed, plain
from lessons.hmm.runs import Weather

DIGITS = 4
ROOM, EACH = 150_000, 150  # bytes for the rows of all days, and for one of them
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Sums(NamedTuple):
    """log alpha_t(z) = log p(x_1..x_t, z_t) and log beta_t(z) = log p(x_(t+1)..x_T | z_t), (T, K) each."""

    forward: Floats
    backward: Floats


def both(days: Ints, p: HMMParams) -> Sums:
    """The two recursions, one day after the other."""
    n, states = len(days), p.start.size
    with np.errstate(divide="ignore"):  # log 0 is what it means
        first, moves, eats = np.log(p.start), np.log(p.moves), np.log(p.emissions)
        last = np.zeros(states) if p.stop is None else np.log(p.stop)
    forward, backward = np.empty((n, states)), np.empty((n, states))
    forward[0], backward[-1] = first + eats[:, days[0]], last
    for t in range(1, n):
        forward[t] = np.logaddexp.reduce(forward[t - 1][:, None] + moves, axis=0) + eats[:, days[t]]
    for t in range(n - 2, -1, -1):
        backward[t] = np.logaddexp.reduce(moves + eats[:, days[t + 1]] + backward[t + 1], axis=1)
    return Sums(forward, backward)


# Places of a day's row: alpha, beta and their product, cold before hot; the powers of ten of alpha and beta;
# P(hot); how alpha(hot) was made. The products of all days have one power of ten, slot 0; slot 1 is p(x).
@lru_cache(maxsize=8)
def _markup(days: int, tr: Translate) -> dict[str, str]:
    options = "".join(f"<option>{t}</option>" for t in range(1, days + 1))
    pick = f'<label class="em-pick">{escape(tr("Day"))} <select data-pick="">{options}</select></label>'
    cold, hot = escape(tr("cold")), escape(tr("hot"))
    rows = (
        (tr("forward"), r"\alpha_t", tr("all paths up to this day"), 0, 'data-r="6"'),
        (tr("backward"), r"\beta_t", tr("all that comes after it"), 2, 'data-r="7"'),
        (tr("product"), r"\alpha_t \beta_t", tr("all paths through this day"), 4, 'data-s="0"'),
    )
    body = "".join(
        f'<tr><th scope="row">{escape(name)} {math(symbol)}<br><span class="em-op">{escape(what)}</span></th>'
        f'<td data-r="{at}"></td><td data-r="{at + 1}"></td><td {unit}></td></tr>'
        for name, symbol, what, at, unit in rows
    )
    table = (f'<table class="em-table"><thead><tr><td></td>'
             f'<th scope="col"><span class="em-c0">{cold}</span></th>'
             f'<th scope="col"><span class="em-c1">{hot}</span></th><td></td></tr></thead>'
             f"<tbody>{body}</tbody></table>")
    symbols = math(r"\alpha_t(z) = p(x_t | z) \sum_{z^-} \alpha_{t-1}(z^-) \, p(z | z^-)")
    alpha, gamma = math(r"\alpha_t"), math(r"\gamma_t")
    made = (f'<p class="em-eq-symbols">{symbols}</p>'
            f'<p class="em-eq-line">{alpha}({hot}) = <span data-r="9"></span></p>')
    share = (f'<p class="em-eq-line">{gamma}({hot}) = <span data-r="5"></span> / '
             f'(<span data-r="4"></span> + <span data-r="5"></span>) = <b data-r="8"></b></p>'
             f'<p class="em-eq-line">{math("p(x) =")} <span data-s="1"></span> '
             f'<span class="em-op">{escape(tr("the same sum on every day"))}</span></p>')
    e = (f'{pick}<div class="em-routes"><div>{table}</div><div><div class="em-eq">{made}</div>'
         f'<div class="em-eq">{share}</div></div></div>')
    nothing = escape(tr("Press Next: the E-step goes forward and backward through the diary."))
    moved = escape(tr("The M-step has changed the probabilities; the next E-step goes through the diary "
                      "again."))  # fmt: skip
    later = escape(tr("Of so long a diary the sums are shown in the first E-steps and in the last one."))
    views = {"start": nothing, "M": moved, "later": later}
    return {"E": e} | {name: f'<p class="em-say">{text}</p>' for name, text in views.items()}


def order(logs: Floats) -> int:
    """The power of ten of the larger one."""
    return floor(float(logs.max()) / log(10))


def unit(power: int) -> str:
    """ "× 10⁻⁹" """
    return f"× 10{str(power).translate(_SUPERSCRIPT)}" if power else ""


def tens(value: float, power: int) -> str:
    """exp(value) in units of a power of ten."""
    return plain(exp(value - power * log(10)), DIGITS) if value > -inf else "0"


def day_formula(run: Weather, *, tr: Translate = str) -> Filmstrip | None:
    """Forward, backward and product of a day that is picked; only where q is the exact posterior."""
    if run.settings.beta != "1":
        return None
    days, n = run.diary.days, len(run.diary)

    def row(at: Sums, p: HMMParams, t: int, whole: float) -> list[str]:
        product = at.forward[t] + at.backward[t]
        powers = (order(at.forward[t]), order(at.backward[t]), floor(whole / log(10)))
        pairs = zip((at.forward[t], at.backward[t], product), powers, strict=True)
        said = [tens(float(value), power) for pair, power in pairs for value in pair]
        eats = plain(float(p.emissions[1, days[t]]), DIGITS)
        if t == 0:
            made = f"{plain(float(p.start[1]), DIGITS)} × {eats}"
        else:
            of = order(at.forward[t - 1])
            before = [tens(float(value), of) for value in at.forward[t - 1]]
            ways = [plain(float(value), DIGITS) for value in p.moves[:, 1]]
            made = f"({before[0]} × {ways[0]} + {before[1]} × {ways[1]}) × {eats} {unit(of)}".rstrip()
        return [*said, unit(powers[0]), unit(powers[1]), fixed(exp(float(product[1]) - whole)), made]

    first, last = ROOM // (EACH * n), max(step.iteration for step in run.trace)

    def frame(k: int) -> View:
        step = run.trace[k]
        if step.phase != "E":
            return View(step.phase, [], [()] * n)
        if first < step.iteration < last:
            return View("later", [], [()] * n)
        at = both(days, step.params)
        whole = float(np.logaddexp.reduce(at.forward[-1] + at.backward[-1]))
        power = floor(whole / log(10))
        slots = [unit(power), f"{tens(whole, power)} {unit(power)}".rstrip()]
        return View("E", slots, [row(at, step.params, t, whole) for t in range(n)])

    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    title = tr("One day: forward, backward and their product")
    return Filmstrip("html", title, {"views": _markup(n, tr)}, Lazy(len(run), frame), said)
