"""Sentence pairs with a thread from every target word to the source words across from it, as thick as q."""

from __future__ import annotations

from html import escape

from em_core.models.sentence_pairs import NULL
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from lessons.word_alignment.record import Alignment, captions

ROWS = 12  # words below one another that a picture of all pairs may have, three pairs side by side
TOGETHER = 6  # pairs
FEW, MOST = 150, 240  # links whose q has three decimals; that are drawn: a frame has a number for each


def fine(run: Alignment) -> bool:
    """Whether q is told in three decimals; of many links in percent."""
    return int(run.pairs.positions.sum()) <= FEW


def drawn(run: Alignment) -> list[int]:
    """The pairs that are drawn: all of them, or as many of the first as there is room for."""
    out, room = [], MOST
    for i, (f, e) in enumerate(run.pairs.pairs):
        size = (len(f) + run.pairs.null) * len(e)
        if size <= room:
            out.append(i)
            room -= size
    return out


def _height(place: int, count: int) -> float:
    """Where word ``place`` of ``count`` stands, in percent from the top."""
    return round(100 * (place + 0.5) / count, 2)


def _pair(number: int, sources: list[str], targets: list[str], at: int, unit: str) -> str:
    """One pair; q of a thread is slot ``at`` and those after it, target word by target word.

    unit: what stands behind a number.
    """
    left = "".join(f'<li class="em-word">{escape(word)}</li>' for word in sources)
    right = []
    for j, word in enumerate(targets):
        lines, shares, end = "", "", _height(j, len(targets))
        for i, source in enumerate(sources):
            slot, y = at + j * len(sources) + i, _height(i, len(sources))
            lines += f'<path data-w="{slot}" d="M0 {y}L100 {end}"/>'
            said = f'<b>{escape(source)}</b> <i data-s="{slot}"></i>{unit}'
            shares += f'<span style="top:{y}%">{said}</span>'
        fan = f'<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">{lines}</svg>'
        right.append(f'<li class="em-word" tabindex="0"><u>{escape(word)}</u>{fan}{shares}</li>')
    rows = max(len(sources), len(targets))
    chosen = " checked" * (not at)
    return (
        f'<div class="em-pair-choice"><label><input type="radio" name="em-pair"{chosen}/>{number}</label>'
        f'<div class="em-pair" style="--rows:{rows}"><ol>{left}</ol><ol>{"".join(right)}</ol></div></div>'
    )


def markup(run: Alignment, tr: Translate) -> str:
    """All pairs, and where they do not fit beside one another a choice of one."""
    pairs, shown, parts, at = run.pairs, drawn(run), [], 0
    across = [([NULL, *f] if pairs.null else list(f), list(e)) for f, e in (pairs.pairs[i] for i in shown)]
    percent = "" if fine(run) else "%"
    for i, (sources, targets) in zip(shown, across, strict=True):
        parts.append(_pair(i + 1, sources, targets, at, percent))
        at += len(sources) * len(targets)
    heights = [max(len(f), len(e)) for f, e in across]
    rows = sum(max(heights[i : i + 3]) for i in range(0, len(heights), 3))
    one = " em-one-pair" * (rows > ROWS or len(across) > TOGETHER)
    few = " em-few-pairs" * (len(across) <= 3 and not one)
    note = tr("The thicker a thread, the larger q. Point at a target word, or tap it, for its numbers.")
    if len(shown) < len(pairs.pairs):
        note += " " + tr("Drawn are {n} of {all} pairs.").format(n=len(shown), all=len(pairs.pairs))
    legend, row = escape(tr("Pair")), f'<div class="em-pair-row">{"".join(parts)}</div>'
    return (
        f'<div class="em-pairs{one}{few}{" em-percent" * bool(percent)}"><fieldset>'
        f'<legend>{legend}</legend>{row}</fieldset><p class="em-note">{escape(note)}</p></div>'
    )


def threads(run: Alignment, *, tr: Translate = str) -> Filmstrip:
    """Every pair with its threads; before the first E-step there are only the faint lines of what may be.

    Slots: q, pair by pair, target word by target word, source word by source word.
    """
    digits, scale, shown = (3, 1, drawn(run)) if fine(run) else (0, 100, drawn(run))
    size = sum((len(f) + run.pairs.null) * len(e) for f, e in (run.pairs.pairs[i] for i in shown))

    def frame(k: int) -> View:
        shares = run.shares(k, shown)
        if shares is None:
            return View("now", [0] * size)
        each = (q for share in shares for q in share.T.ravel().tolist())
        return View("now", [round(q * scale, digits or None) for q in each])

    return Filmstrip(
        "html", tr("Sentence pairs, with threads as thick as q"), {"views": {"now": markup(run, tr)}},
        Lazy(len(run), frame), captions(run, tr),
    )  # fmt: skip
