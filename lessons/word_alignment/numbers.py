"""Lesson 12's two steps with their numbers, at first in fractions: a target word, a source word's row."""

from __future__ import annotations

from fractions import Fraction
from html import escape

from em_core.models.sentence_pairs import NULL
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import math
from em_figures.words import fixed
from lessons.word_alignment.record import Alignment, captions

LONG = 6  # digits of a fraction that can still be read


def _short(value: float | Fraction) -> bool:
    return isinstance(value, Fraction) and len(str(value.denominator)) <= LONG


def _part(value: Fraction) -> str:
    """A part of a quotient, in brackets where it is one itself."""
    return f"({value})" if value.denominator > 1 else str(value)


def over(above: float | Fraction, below: float | Fraction) -> str:
    """The quotient and what it is: "(1/2) / (3/4) = 2/3"; in decimals where a fraction would be too long."""
    if isinstance(above, Fraction) and isinstance(below, Fraction):
        result = above / below
        if all(map(_short, (above, below, result))):
            return f"{_part(above)} / {_part(below)} = {result}"
    return f"{float(above):.4f} / {float(below):.4f} = {fixed(float(above / below))}"


def _table(symbols: str, heads: tuple[str, str], names: list[str], lines: int, pick: str, note: str) -> str:
    options = "".join(f"<option>{escape(name)}</option>" for name in names)
    picker = f'<label class="em-pick">{escape(pick)} <select data-pick="">{options}</select></label>'
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row" data-r="{2 * i}"></th><td data-r="{2 * i + 1}"></td></tr>' for i in range(lines)
    )
    return (
        f'{picker}<div class="em-eq"><p class="em-eq-symbols">{math(symbols)}</p></div>'
        f'<table class="em-table em-quotients"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        f'<p class="em-note">{escape(note)}</p>'
    )


def e_step_numbers(run: Alignment, *, tr: Translate = str) -> Filmstrip | None:
    """How one target word is shared out, to be picked; none where there are too many links to print, and
    for another beta than 1."""
    if not run.small or run.settings.beta != "1":
        return None
    pairs, exactly = run.pairs, run.exactly
    tokens = [(n, j) for n, (_, e) in enumerate(pairs.pairs) for j in range(len(e))]
    names = [tr("pair {n}: {word}").format(n=n + 1, word=pairs.pairs[n][1][j]) for n, j in tokens]
    lines = int(pairs.positions.max())
    f_ids = {word: i for i, word in enumerate(pairs.source)}
    e_ids = {word: i for i, word in enumerate(pairs.target)}
    symbols = r"q(f) = \frac{t(e \mid f)}{\sum_{f'} t(e \mid f')}"
    note = tr("The sum runs over the source words of the same pair; the shares add up to 1.")
    markup = _table(symbols, (math("f"), math("q(f)")), names, lines, tr("Target word"), note)

    def row(k: int, n: int, j: int) -> list[str]:
        sources, targets = pairs.pairs[n]
        sources = (NULL, *sources) if pairs.null else sources
        step = run.trace[k]
        turn = step.iteration - 1
        values: list[float | Fraction]
        if turn < len(exactly):
            values = [exactly[turn].before[f, targets[j]] for f in sources]
        else:
            table = run.trace[k - (step.phase == "M")].params.table
            values = [float(table[f_ids[f], e_ids[targets[j]]]) for f in sources]
        below = sum(values[1:], values[0])
        return [text for f, value in zip(sources, values, strict=True) for text in (f, over(value, below))]

    def frame(k: int) -> View:
        if run.trace[k].phase == "start":
            return View("start", [], [()] * len(tokens))
        return View("now", [], [row(k, n, j) for n, j in tokens])

    begin = f'<p class="em-say">{escape(tr("No E-step yet: press Next."))}</p>'
    title = tr("The E-step: one target word, shared out")
    return Filmstrip("html", title, {"views": {"start": begin, "now": markup}}, Lazy(len(run), frame),
                     captions(run, tr))  # fmt: skip


def m_step_numbers(run: Alignment, *, tr: Translate = str) -> Filmstrip | None:
    """The row of one source word, to be picked: its links over their sum; none where there are too many."""
    if not run.small:
        return None
    pairs, exactly = run.pairs, run.exactly
    met = [sorted({e for sources, targets in pairs.pairs if f == NULL or f in sources for e in targets},
                  key=pairs.target.index) for f in pairs.source]  # fmt: skip
    f_ids = {word: i for i, word in enumerate(pairs.source)}
    e_ids = {word: i for i, word in enumerate(pairs.target)}
    symbols = r"t(e \mid f) = \frac{\mathrm{links}(f, e)}{\mathrm{links}(f, \cdot)}"
    note = tr("Links of this source word with each target word, over all its links.")
    markup = _table(symbols, (math("e"), math(r"t(e \mid f)")), list(pairs.source), max(map(len, met)),
                    tr("Source word"), note)  # fmt: skip

    def row(k: int, f: str) -> list[str]:
        turn = run.trace[k].iteration - 1
        targets = met[f_ids[f]]
        values: list[float | Fraction]
        below: float | Fraction
        if turn < len(exactly):
            values = [exactly[turn].links[f, e] for e in targets]
            below = exactly[turn].total(f)
        else:
            found = run.links(k, [f_ids[f]])
            assert found is not None
            values = [float(found[0, e_ids[e]]) for e in targets]
            below = float(found.sum())
        if below == 0:
            return [text for e in targets for text in (e, "0 / 0")]
        return [text for e, value in zip(targets, values, strict=True) for text in (e, over(value, below))]

    def frame(k: int) -> View:
        if run.trace[k].phase == "start":
            return View("start", [], [()] * len(pairs.source))
        return View("now", [], [row(k, f) for f in pairs.source])

    begin = f'<p class="em-say">{escape(tr("No links yet: press Next."))}</p>'
    title = tr("The M-step: links over all links of the word")
    return Filmstrip("html", title, {"views": {"start": begin, "now": markup}}, Lazy(len(run), frame),
                     captions(run, tr))  # fmt: skip
