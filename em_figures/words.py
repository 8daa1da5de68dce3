"""Words that every model's pictures share: numbers in running text, names, and why a run ended."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from math import isfinite

from em_figures import numbers
from em_figures.filmstrip import Translate
from em_figures.numbers import power, short
from em_figures.trace import Trace, stop

NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDE = "。！？；：）"  # marks that bring their own room
SEEN = 5e-4  # nats: a smaller change is not seen in three decimals


def fixed(value: float, digits: int = 3) -> str:
    """A number with a real minus sign, for running text."""
    return numbers.fixed(value, digits).replace("-", "\u2212")


def sentences(parts: Iterable[str]) -> str:
    """Sentences one after another: with a blank between two, with none after a full-width mark.

    Empty ones are left out.
    """
    said = ""
    for part in filter(None, parts):
        said += part if not said or said.endswith(tuple(WIDE)) else f" {part}"
    return said


def listed(items: Iterable[str], tr: Translate = str) -> str:
    """ "A, B, C", as the reader's language writes a list."""
    return reduce(lambda some, item: tr("{some}, {item}").format(some=some, item=item), items)


def fell(by: float, tr: Translate = str) -> str:
    """How far the objective fell in an M-step."""
    return tr("The objective fell by {value}.").format(value=short(by, 3) if isfinite(by) else "∞")


def likelihood_fell(before: float, after: float, tr: Translate = str) -> str:
    """How far the log-likelihood fell; nothing where no fall is seen."""
    by = before - after
    return tr("The log-likelihood fell by {value}.").format(value=fixed(by)) if by > SEEN else ""


def stop_sentence(trace: Trace, tr: Translate = str) -> str:
    """Why the run ended: "Converged after N iterations, because ..." or "Stopped at 100"."""
    end = stop(trace)
    if end.change is None or end.limit is None:
        text = tr("Stopped at {n} iterations, before the stopping rule could be tried.")
        return text.format(n=end.iterations)
    change, limit = _sizes(end.change, end.limit)
    values = {"n": end.iterations, "change": change, "limit": limit}
    if end.why == "converged":
        text = tr("Converged after {n} iterations, because the last one changed the objective by {change}, "
                  "which is not more than {limit}.")
    else:
        text = tr("Stopped at {n} iterations, before the stopping rule was met: the last one still changed "
                  "the objective by {change}, more than {limit}.")
    return text.format(**values)


def _sizes(*values: float) -> list[str]:
    """How large each is: 0, or m × 10ⁿ, with as many digits as tell them apart."""
    for digits in range(2, 8):
        said = ["0" if value == 0 else power(abs(value), digits) for value in values]
        if len(set(said)) == len({abs(value) for value in values}):
            break
    return said
