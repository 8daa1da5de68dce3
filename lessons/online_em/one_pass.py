"""One pass over the waiting times: how far from the maximum it ends, by the size of a piece and by alpha."""

from __future__ import annotations

from html import escape

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.words import fixed
from lessons.online_em.climb import pass_ends
from lessons.online_em.record import Online
from lessons.online_em.runs import fading, in_one_piece

SIZES, ALPHAS = ((1, 20), (34, 1), (136, 1)), (0.6, 0.8, 1.0)  # sizes with their warm-up


def gap_of(run: Online, size: int, alpha: float, warm: int) -> float | None:
    """Nats below the maximum after one pass; None where a component collapsed."""
    s = run.settings.with_(method="step", rate="decay", size=size, alpha=alpha, warm=warm)
    walk = fading(s)
    return None if walk.why == "collapse" else pass_ends(run, walk)[-1]


def one_pass(run: Online, *, tr: Translate = str) -> Filmstrip | None:
    """A table of nine stepwise runs, each of which a button loads."""
    if run.coins:
        return None
    heads = "".join(f'<th scope="col"><i>α</i> = {alpha:g}</th>' for alpha in ALPHAS)
    said = []
    body = ""
    for size, warm in SIZES:
        name = tr("one by one") if size == 1 else tr("{n} at a time").format(n=size)
        row = ""
        for alpha in ALPHAS:
            gap = gap_of(run, size, alpha, warm)
            text = "∞" if gap is None else fixed(gap, 3)
            if (size, alpha) in ((1, 0.6), (1, 1.0), (34, 0.8)):
                said.append(f"{name}, α = {alpha:g}: {text}")
            label = escape(tr("load {name}, α = {alpha}").format(name=name, alpha=f"{alpha:g}"))
            row += (f'<td><button type="button" class="em-load" '
                    f'data-set="size={size}&amp;alpha={alpha:g}&amp;warm={warm}" '
                    f'aria-label="{label}: {text}">'
                    f"{text}</button></td>")
        body += f'<tr><th scope="row">{escape(name)}</th>{row}</tr>'
    batch = fixed(pass_ends(run, in_one_piece(run.settings))[1], 3)
    body += (f'<tr><th scope="row">{escape(tr("batch EM, one pass"))}</th>'
             f'<td colspan="3">{batch}</td></tr>')
    table = (f'<table class="em-table"><thead><tr><td></td>{heads}</tr></thead><tbody>{body}</tbody></table>')
    note = escape(tr("Nats below the maximum after one pass; press a number to load that run."))
    caption = tr("Nats below the maximum after one pass: {some}; batch EM {batch}.")
    text = caption.format(some="; ".join(said), batch=batch)
    views = {"now": f'{table}<p class="em-note">{note}</p>'}
    frames = Lazy(len(run), lambda _: View("now", []))
    title = tr("One pass: pieces and rates")
    return Filmstrip("html", title, {"views": views}, frames, Lazy(len(run), lambda _: text))
