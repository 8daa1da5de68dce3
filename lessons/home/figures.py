"""The cook's two bowls: a frame per guess, the levels drawn to scale and the grams in figures."""

from __future__ import annotations

from html import escape

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.numbers import fixed
from lessons.home.runs import Corrections

# One bowl, 120 wide and 80 high; what is in it is a rectangle of the bowl's height, scaled from its
# foot to --w and cut to the bowl's outline.
_OUTLINE = "M4 6 H116 C116 50 92 78 60 78 C28 78 4 50 4 6 Z"


def _bowl(side: str, x: int, slot: int) -> str:
    return (
        f'<g transform="translate({x} 4)"><clipPath id="em-bowl-{side}"><path d="{_OUTLINE}"/></clipPath>'
        f'<g clip-path="url(#em-bowl-{side})"><rect class="em-food em-food-{side}" data-w="{slot}" '
        f'x="0" y="6" width="120" height="72"/></g><path class="em-bowl" d="{_OUTLINE}"/></g>'
    )


def bowls(run: Corrections, *, tr: Translate = str) -> Filmstrip:
    """Two bowls and what is in them.

    Slots: both levels (parts of the dish), and the grams on the left, on the right and between them.
    """
    picture = (
        f'<svg class="em-bowls" viewBox="0 0 300 90" role="img" aria-label="{escape(tr("Two bowls"))}">'
        f"{_bowl('left', 10, 0)}{_bowl('right', 170, 1)}</svg>"
    )
    sides = zip((tr("left bowl"), tr("right bowl"), tr("difference")), (2, 3, 4), strict=True)
    figures = "".join(
        f'<div><dt>{escape(name)}</dt><dd><span data-s="{i}"></span> g</dd></div>' for name, i in sides
    )

    sharing = run.sharing

    def frame(k: int) -> View:
        left, right = float(sharing.left[k]), float(sharing.right[k])
        levels = [round(left / sharing.total, 4), round(right / sharing.total, 4)]
        return View("bowls", [*levels, *(fixed(value, 1) for value in run.grams(k))])

    n = len(run)
    return Filmstrip(
        "html", tr("One dish, two bowls"),
        {"views": {"bowls": f'{picture}<dl class="em-grams">{figures}</dl>'}},
        Lazy(n, frame), Lazy(n, lambda k: run.frame(k, tr).caption),
    )  # fmt: skip
