"""Pieces of the html panels: tables, and formulas whose numbers are places to fill."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from latex2mathml.converter import convert

_PLACE = re.compile(r"<mtext>([SR])(\d+)</mtext>")


@lru_cache(maxsize=512)
def math(latex: str) -> str:
    r"""LaTeX as inline MathML; ``\text{S3}`` becomes the place for slot 3, ``\text{R2}`` for row 2."""
    found = convert(latex)
    return _PLACE.sub(lambda m: f'<mn data-{m[1].lower()}="{m[2]}"></mn>', found)


def chunks(*latex: str) -> str:
    """Formula parts that may wrap between one another on a narrow screen; "= result" stays together."""
    if latex[-2:-1] != ("=",):
        return " ".join(math(part) for part in latex)
    result = math(f"= {latex[-1]}").replace("</mo>", "</mo> ", 1)  # the blank is for those who read the text
    return " ".join([*(math(part) for part in latex[:-2]), result])


def equation(name: str, symbols: str, *lines: str) -> str:
    """One equation: its symbols, and below them the same with the current numbers.

    ``lines`` are made by :func:`chunks`: "left = right" each, whose right side can be recomputed
    from the numbers that are shown.
    """
    rows = "".join(f'<p class="em-eq-line">{line}</p>' for line in lines)
    shown = f'<p class="em-eq-symbols">{math(symbols)}</p>{rows}'
    return f'<div class="em-eq" data-eq="{escape(name)}">{shown}</div>'


def slot(index: int, classes: str = "") -> str:
    """A place that takes slot ``index`` as text."""
    return f'<span data-s="{index}"{f" class={chr(34)}{classes}{chr(34)}" if classes else ""}></span>'


def picker(label: str, options: Iterable[str], first: int = 0) -> str:
    """A list to choose the row from; ``first``: the one that stands there until the learner chooses."""
    chosen = ' selected=""'
    said = "".join(f"<option{chosen * (i == first)}>{option}</option>" for i, option in enumerate(options))
    return f'<label class="em-pick">{escape(label)} <select data-pick="">{said}</select></label>'
