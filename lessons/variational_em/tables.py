"""What one report says of two tosses: exactly and as a product, and one turn in numbers."""

from __future__ import annotations

from html import escape

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation, math
from em_figures.words import fixed
from lessons.variational_em.one_report import Turns, captions, exact, nats, odds, one_report, product

BARS = "em-bar-0", "em-bar-1"


def _bar(slot: int, kind: str) -> str:
    return f'<span class="em-share"><i class="{kind}" data-w="{slot}"></i></span>'


def _square(first: int, kind: str, tr: Translate) -> str:
    """A 2 x 2 table of probabilities: slots first, ... are HH, HT, TH, TT, then the row and column sums."""
    heads, tails = escape(tr("heads")), escape(tr("tails"))

    def cell(at: int) -> str:
        return f'<td>{_bar(at, kind)}<span data-s="{at}"></span></td>'

    rows = "".join(
        f'<tr><th scope="row">{name}</th>{cell(first + 2 * i)}{cell(first + 2 * i + 1)}'
        f'<td><b data-s="{first + 4 + i}"></b></td></tr>'
        for i, name in enumerate((heads, tails))
    )
    foot = (f'<tfoot><tr><th scope="row">{escape(tr("sum"))}</th><td><b data-s="{first + 6}"></b></td>'
            f'<td><b data-s="{first + 7}"></b></td><td>1</td></tr></tfoot>')  # fmt: skip
    head = (f'<thead><tr><th scope="col">{escape(tr("1st ↓ 2nd →"))}</th><th scope="col">{heads}</th>'
            f'<th scope="col">{tails}</th><th scope="col">{escape(tr("sum"))}</th></tr></thead>')  # fmt: skip
    return f'<table class="em-table" data-mark="alike">{head}<tbody>{rows}</tbody>{foot}</table>'


def _sums(cells: list[float]) -> list[str]:
    """The four cells and the sums of rows and columns, as printed."""
    hh, ht, th, tt = cells
    return [fixed(p) for p in (hh, ht, th, tt, hh + ht, th + tt, hh + th, ht + tt)]


@one_report
def corners(run: Turns, *, tr: Translate = str) -> Filmstrip:
    """The posterior of both tosses beside the product. Slots: eight of each, then what alike is worth."""
    first = escape(tr("The posterior, exactly"))
    second = escape(tr("The product q₁ q₂"))
    markup = (
        f'<div class="em-routes"><div><p class="em-move">{first}</p>{_square(0, BARS[0], tr)}</div>'
        f'<div><p class="em-move">{second}</p>{_square(8, BARS[1], tr)}</div></div>'
        '<p class="em-say" data-s="16"></p>'
    )
    post = _sums(exact(run.r))

    def frame(k: int) -> View:
        cells = product(run.turns[k])
        text = tr("Both alike: exactly {a}, by the product {b}.")
        alike = text.format(a=fixed(run.r), b=fixed(cells[0] + cells[3]))
        return View("now", [*post, *_sums(cells), alike])

    return Filmstrip("html", tr("What “same” says about the two tosses"), {"views": {"now": markup}},
                     Lazy(len(run), frame), captions(run, tr))  # fmt: skip


def _view(part: int, tr: Translate) -> str:
    one, other = (part, 3 - part)
    says = tr("The first toss is renewed:") if part == 1 else tr("The second toss is renewed:")
    logs = equation(
        "logs", rf"\log q_{one}(z_{one}) = \sum_{{z_{other}}} q_{other}(z_{other}) \log p(x, z_1, z_2) + c",
    )  # fmt: skip
    lean = equation(
        "odds", rf"\log \frac{{q_{one}}}{{1 - q_{one}}} = (2 q_{other} - 1) \log \frac{{r}}{{1 - r}}",
        chunks(r"(2 \times \text{S0} - 1)", r"\times \text{S1}", "=", r"\text{S2}"),
    )
    back = equation("back", rf"q_{one} = 1 / (1 + e^{{-\text{{S2}}}})", chunks(f"q_{one}", "=", r"\text{S3}"))
    return f'<p class="em-move">{escape(says)}</p>{logs}{lean}{back}<p class="em-say" data-s="4"></p>'


@one_report
def turn(run: Turns, *, tr: Translate = str) -> Filmstrip:
    """One turn in numbers. Slots: the other q, log-odds of r, their product, the new q, the bound's rise."""
    nothing = escape(tr("Press Next: the first toss is renewed while q₂ is held."))
    fixed_part = math(r"\log p = \log 0.5 = -0.693")
    views = {"start": f'<p class="em-say">{nothing}</p><p class="em-say">{fixed_part}</p>',
             "first": _view(1, tr), "second": _view(2, tr)}  # fmt: skip

    def frame(k: int) -> View:
        at = run.turns[k]
        if k == 0:
            return View("start", [])
        other, new = (run.turns[k - 1].q2, at.q1) if at.part == 1 else (at.q1, at.q2)
        weight = odds(run.r)
        lean = 0.0 if other == 0.5 else (2 * other - 1) * weight
        rise = run.bound(k) - run.bound(k - 1)
        said = tr("The bound is now {bound}; it has risen by {by}.").format(
            bound=nats(run.bound(k)), by=nats(max(rise, 0.0), 5) if rise == rise else fixed(0.0))
        return View("first" if at.part == 1 else "second",
                    [fixed(other), nats(weight), nats(lean), fixed(new), said])

    return Filmstrip("html", tr("One turn with its numbers"), {"views": views}, Lazy(len(run), frame),
                     captions(run, tr))  # fmt: skip
