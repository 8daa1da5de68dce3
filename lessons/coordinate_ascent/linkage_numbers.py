"""The linkage race in figures: a table of iterates, errors and ratios, and EM's step with its numbers."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation
from em_figures.numbers import plain
from em_figures.words import fixed
from lessons.coordinate_ascent.linkage import Race, at, captions, error

ROWS = 7  # iterations shown at a time
COLUMNS = 6
SEEN = 1e-12  # a smaller error has too few digits left for a ratio
NONE = "\u2013"


@lru_cache(maxsize=8)
def _table(title: str, tr: Translate) -> str:
    methods = ((tr("EM"), 3), (tr("Newton"), 2))
    spans = "".join(f'<th scope="colgroup" colspan="{n}">{escape(name)}</th>' for name, n in methods)
    names = (tr("iteration"), "θ", tr("error"), tr("ratio"), "θ", tr("error"))
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(
        f'<tr><th scope="row" data-s="{COLUMNS * r}"></th>'
        + "".join(f'<td data-s="{COLUMNS * r + c}"></td>' for c in range(1, COLUMNS))
        + "</tr>"
        for r in range(ROWS)
    )
    return (
        f'<table class="em-table em-race"><caption class="em-sr">{escape(title)}</caption>'
        f"<thead><tr><td></td>{spans}</tr><tr>{columns}</tr></thead><tbody>{body}</tbody></table>"
    )


def ratio(run: Race, k: int) -> float | None:
    """error_k / error_(k-1) of EM, where both have digits enough to tell."""
    if not 0 < k < len(run.em_errors) or min(run.em_errors[k], run.em_errors[k - 1]) < SEEN:
        return None
    return float(run.em_errors[k] / run.em_errors[k - 1])


def iterates(run: Race, *, tr: Translate = str) -> Filmstrip:
    """The last iterations of both, their errors, and EM's error ratio, which settles at the missing share."""
    title = tr("Both, digit by digit")

    def row(k: int) -> list[str]:
        r = ratio(run, k)
        em = [fixed(float(run.em[k]), 9), error(float(run.em_errors[k])), NONE if r is None else f"{r:.4f}"]
        theta = run.newton.path[:, 0]
        over = k >= len(theta)
        newton = [NONE, NONE] if over else [fixed(float(theta[k]), 9), error(float(run.newton_errors[k]))]
        return [str(k), *(em if k < len(run.em) else [NONE] * 3), *newton]

    def frame(k: int) -> View:
        first = max(0, k - ROWS + 1)
        slots = []
        for i in range(first, first + ROWS):
            # a row to come is not ruled: its first cell is empty
            slots += row(i) if i <= k else ["", *["\u00a0"] * (COLUMNS - 1)]
        return View("rows", slots)

    views = {"rows": _table(title, tr)}
    return Filmstrip("html", title, {"views": views}, Lazy(len(run), frame), captions(run, tr))


@lru_cache(maxsize=8)
def _views(counts: tuple[int, ...], tr: Translate) -> dict[str, str]:
    """The markup of ``steps``, before and after the first step."""
    y1, y2, y3, y4 = counts
    others = y2 + y3 + y4
    share = equation(
        "x", rf"x = {y1}\,\frac{{\theta}}{{2 + \theta}}",
        chunks("x", "=", rf"{y1} \times \text{{S0}} \;/", r"( 2 + \text{S0} )", "=", r"\text{S1}"),
    )
    step = equation(
        "theta", rf"\theta \leftarrow \frac{{x + {y4}}}{{x + {others}}}",
        chunks(r"\theta", "=", rf"( \text{{S1}} + {y4} ) \;/", rf"( \text{{S1}} + {others} )", "=",
               r"\text{S2}"),
    )
    missing = equation(
        "missing", r"1 - \frac{I_{\text{observed}}}{I_{\text{complete}}}",
        chunks(r"1 - \text{S3} \;/", r"\text{S4}", "=", r"\text{S5}"),
    )
    says = tr("Near the top, each iteration multiplies EM’s error by the share of missing information:")
    note = f'<p class="em-say">{escape(says)}</p>'
    begin = f'<p class="em-say">{escape(tr("No step is made yet."))}</p>'
    return {"start": begin + note + missing, "step": share + step + note + missing}


def steps(run: Race, *, tr: Translate = str) -> Filmstrip:
    """EM's iteration with its numbers, and the factor by which its error is multiplied.

    Slots: the theta before, the animals of the first class credited to theta / 4, the theta after;
    observed information, complete information, 1 - their quotient.
    """
    counts = tuple(int(c) for c in run.data.counts)

    def frame(k: int) -> View:
        i = min(k, len(run.em) - 1)
        before = at(run.em, max(i - 1, 0))
        x = counts[0] * before / (2 + before)
        informations = [plain(run.observed, 7), plain(run.complete, 7), fixed(run.missing, 4)]
        slots = [plain(before, 9), plain(x, 8), fixed(at(run.em, i), 6), *informations]
        return View("step" if i else "start", slots)

    return Filmstrip("html", tr("EM’s step with the current numbers"), {"views": _views(counts, tr)},
                     Lazy(len(run), frame), captions(run, tr))
