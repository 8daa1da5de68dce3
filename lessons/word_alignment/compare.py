"""Two runs side by side: with the empty word and without; and a slip, with repeated words counted once."""

from __future__ import annotations

from html import escape

from em_core import Recipe, SentencePairs
from em_core.models.sentence_pairs import NULL
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.slot_numbers import NOTHING
from em_figures.trace import Trace, record
from em_figures.words import fixed
from em_lesson.remembered import remembered
from lessons.word_alignment.data import DATA, pairs
from lessons.word_alignment.record import Alignment
from lessons.word_alignment.runs import MODEL, START, e_step, longest, start, trace
from lessons.word_alignment.settings import Settings

WORDS = 6  # source words, or target words, that are compared


def _markup(heads: tuple[str, ...], names: list[str], columns: int, note: str) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("", *heads))
    body = ""
    for i, name in enumerate(names):
        cells = "".join(f'<td data-s="{columns * i + j}"></td>' for j in range(columns))
        body += f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'
    return (
        f'<table class="em-table em-side"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        f'<p class="em-note">{note}</p>'
    )


# ---- with NULL and without -----------------------------------------------------------------------


def entry(run: Alignment, k: int, f: int, e: int) -> float:
    """t(e | f) at half-step k, of source word f without NULL."""
    return float(run.rows(k, [f + run.pairs.null])[0, e])


def null_beside(run: Alignment, *, tr: Translate = str) -> Filmstrip:
    """The same entries with NULL and without, after as many half-steps."""
    both = [run.settings.with_(null=null) for null in (False, True)]
    runs = plain, other = [Alignment(trace(s), s) for s in both]
    words = plain.pairs
    last = plain.rows(len(plain) - 1, range(min(WORDS, len(words.source)))).round(9)
    entries = [(f, int(row.argmax())) for f, row in enumerate(last)]
    names = [*(f"t({words.target[e]} | {words.source[f]})" for f, e in entries), tr("log-likelihood")]
    heads = (tr("without NULL"), tr("with NULL"))
    said = escape(tr("Links that NULL has taken:"))
    note = f'{said} <span data-s="{2 * len(names)}"></span>'

    def frame(k: int) -> View:
        slots: list[str] = []
        at = [min(k, len(one) - 1) for one in runs]
        for f, e in entries:
            slots += [fixed(entry(one, j, f, e)) for one, j in zip(runs, at, strict=True)]
        slots += [fixed(one.trace[j].log_likelihood) for one, j in zip(runs, at, strict=True)]
        links = other.links(at[1], [0])
        took = NOTHING if links is None else fixed(float(links[0].sum()))
        return View("now", [*slots, tr("{links} of {n}").format(links=took, n=len(other.pairs))])

    def caption(k: int) -> str:
        f, e = entries[0]
        values = [fixed(entry(one, min(k, len(one) - 1), f, e)) for one in runs]
        text = tr("{entry}: {plain} without NULL, {other} with it.")
        return text.format(entry=names[0], plain=values[0], other=values[1])

    return Filmstrip(
        "html", tr("With the empty word, and without"), {"views": {"now": _markup(heads, names, 2, note)}},
        Lazy(len(run), frame), Lazy(len(run), caption),
    )  # fmt: skip


# ---- a repeated word, counted once ---------------------------------------------------------------


def once(data: SentencePairs) -> SentencePairs:
    """The pairs with every target word once, as a program sees them that forgets repetitions."""
    return SentencePairs([(f, tuple(dict.fromkeys(e))) for f, e in data.pairs], data.null)


def repeated(data: SentencePairs) -> tuple[str, str] | None:
    """A source word across from a target word that its sentence has twice; None if there is none.

    The source word is of the fewest pairs.
    """
    for f, e in data.pairs:
        for word in e:
            if e.count(word) > 1:
                fewest = min(f, key=lambda w: sum(w in sources for sources, _ in data.pairs))
                return (NULL if fewest == NULL else fewest), word
    return None


@remembered(*DATA, *START, "beta", most=8)
def slip(s: Settings) -> Trace:
    """The same run by a program that counts a repeated word once."""
    data = once(pairs(s))
    return record(MODEL, data, start(s), Recipe(e_step(s)), max_iter=longest(data))


def repeats(run: Alignment, *, tr: Translate = str) -> Filmstrip | None:
    """A row of the dictionary by the right count and by the slip; none where no word is repeated."""
    found = repeated(run.pairs)
    if found is None:
        return None
    source, word = found
    wrong = Alignment(slip(run.settings), run.settings)
    f = run.pairs.source.index(source)
    last = run.rows(len(run) - 1, [f])[0].round(9)
    order = sorted(range(len(run.pairs.target)), key=lambda e: -last[e])[:WORDS]
    at = run.pairs.target.index(word)
    targets = sorted({*order, at}, key=lambda e: (-last[e], e))[:WORDS]
    names = [run.pairs.target[e] for e in targets]
    of_source = tr("links of {word}").format(word=source)
    heads = (of_source, f"t(e | {source})", tr("slip: links"), tr("slip: t"))
    note = escape(tr("The slip counts “{word}” once in a sentence that has it twice.").format(word=word))

    def frame(k: int) -> View:
        slots: list[str] = []
        j = min(k, len(wrong) - 1)
        for e in targets:
            for one, i in ((run, k), (wrong, j)):
                links = one.links(i, [f])
                slots.append(NOTHING if links is None else fixed(float(links[0, e])))
                slots.append(fixed(float(one.rows(i, [f])[0, e])))
        return View("now", slots)

    def caption(k: int) -> str:
        text = tr("t({word} | {source}) is {right}; by the slip it would be {wrong}.")
        j = min(k, len(wrong) - 1)
        right, other = float(run.rows(k, [f])[0, at]), float(wrong.rows(j, [f])[0, at])
        return text.format(word=word, source=source, right=fixed(right), wrong=fixed(other))

    return Filmstrip(
        "html", tr("A repeated word, counted twice and counted once"),
        {"views": {"now": _markup(heads, names, 4, note)}}, Lazy(len(run), frame), Lazy(len(run), caption),
    )  # fmt: skip
