"""Lesson 10's two steps with their numbers: one cell that the learner picks, and both tables of quotients."""

from __future__ import annotations

from html import escape

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import math
from em_figures.slot_numbers import NOTHING, column
from em_figures.words import NAMES, fixed
from lessons.plsa.runs import Topics, captions
from lessons.plsa.tables import word_head

COLUMNS = 5  # of a picked cell's table, per topic
ROOM, EACH = 170_000, 9  # bytes for all numbers that can be picked, and for one of them


def cell_formula(run: Topics, *, tr: Translate = str) -> Filmstrip | None:
    """q(z | d, w) of a picked cell, factor by factor; none where there are too many cells.

    Places of a row: per topic P(z | d), P(w | z), their product, q, the tokens; then the products' sum and
    how many tokens the cell has. The numbers are those of the E-step.
    """
    if not run.pile.small:
        return None
    k, counts = run.k, run.counts
    pages, words = run.pile.page_names(tr), [word for word, _ in run.pile.word_names(tr)]
    cells = list(zip(counts.docs.tolist(), counts.words.tolist(), counts.times.tolist(), strict=True))
    # the most mixed page first: the last one with all words
    full = [d for d in range(len(pages)) if (counts.counts[d] > 0).all()]
    order = sorted(range(len(cells)), key=lambda c: (cells[c][0] not in full, cells[c][0], -cells[c][2]))
    order = order[: max(1, ROOM // (EACH * len(run) * (COLUMNS * k + 2)))]  # of long runs not every cell
    options = "".join(
        f"<option>{escape(tr('{page}: {word}').format(page=pages[d], word=words[w]))}</option>"
        for d, w, _ in (cells[c] for c in order)
    )
    picker = f'<label class="em-pick">{escape(tr("Cell"))} <select data-pick="">{options}</select></label>'
    heads = ("", math(r"P(z \mid d)"), math(r"P(w \mid z)"), tr("product"), "q", tr("tokens"))
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row"><b class="em-c{z}">{NAMES[z]}</b></th>'
        + "".join(f'<td data-r="{COLUMNS * z + j}"></td>' for j in range(COLUMNS))
        + "</tr>"
        for z in range(k)
    )
    at = COLUMNS * k
    foot = (
        f'<tfoot><tr><th scope="row" colspan="3">{escape(tr("sum"))}</th><td data-r="{at}"></td><td>1</td>'
        f'<td data-r="{at + 1}"></td></tr></tfoot>'
    )
    symbols = r"q(z \mid d, w) = \frac{P(z \mid d)\, P(w \mid z)}{\sum_{z'} P(z' \mid d)\, P(w \mid z')}"
    markup = (
        f'{picker}<p class="em-eq-symbols">{math(symbols)}</p>'
        f'<table class="em-table em-cell"><thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table>'
        f'<p class="em-note" data-s="0"></p>'
    )

    def row(i: int, c: int) -> list[str]:
        d, w, times = cells[c]
        made = run.made(i)
        params = (made or run.trace[i]).params
        products = (params.doc_topics[d] * params.topic_words[:, w]).tolist()
        out: list[str] = []
        q = run.shares(i)
        tokens = column((q[c] * times).tolist(), times) if q is not None else []
        shares = column(q[c].tolist(), 1) if q is not None else []
        for z in range(k):
            out += [fixed(float(params.doc_topics[d, z])), fixed(float(params.topic_words[z, w])),
                    fixed(products[z], 4)]  # fmt: skip
            out += [NOTHING, NOTHING] if q is None else [shares[z], tokens[z]]
        return [*out, fixed(sum(products), 4), str(times)]

    def frame(i: int) -> View:
        s = run.trace[i]
        beta = run.trace.recipe.e_step.beta
        said = tr("The products are made from the tables before E-step {t}.").format(t=max(s.iteration, 1))
        if beta != 1:
            said = tr("With this β the shares are not proportional to the products, but to their powers.")
        return View("now", [said], [row(i, c) for c in order])

    title = tr("The E-step for the tokens of one cell")
    return Filmstrip("html", title, {"views": {"now": markup}}, Lazy(len(run), frame), captions(run, tr))


def quotients(run: Topics, *, tr: Translate = str) -> Filmstrip | None:
    """Both tables of expected tokens and what the M-step makes of them.

    None where there are many cells, or the topics are held.

    Slots: per page its tokens by topic and P(z | d); per topic its tokens by word, their sum, P(w | z).
    """
    if not run.pile.small or run.held:
        return None
    k, (pages, words) = run.k, run.counts.counts.shape
    names = run.pile.page_names(tr)
    topics = [f'<b class="em-c{z}">{NAMES[z]}</b>' for z in range(k)]
    totals = run.counts.counts.sum(axis=1).tolist()

    def cell(at: int) -> str:
        return f'<td data-s="{at}"></td>'

    at, first = 0, ""
    for d in range(pages):
        first += f'<tr><th scope="row">{escape(names[d])}</th>'
        first += "".join(cell(at + j) for j in range(k)) + f"<td>{totals[d]}</td>"
        first += "".join(cell(at + k + j) for j in range(k)) + "</tr>"
        at += 2 * k
    sums = "".join(cell(at + j) for j in range(k))
    at += k
    rest = f'<td>{run.counts.tokens} ✓</td><td colspan="{k}"></td>'
    head = "".join(f'<th scope="col">{name}</th>' for name in ("", *topics, tr("all")))
    head += "".join(f'<th scope="col">P({name})</th>' for name in topics)
    one = (
        f'<table class="em-table em-sums"><thead><tr>{head}</tr></thead><tbody>{first}</tbody>'
        f'<tfoot><tr><th scope="row">{escape(tr("sum"))}</th>{sums}{rest}</tr></tfoot></table>'
    )
    second, given = "", math(r"P(w \mid z)")
    for z in range(k):
        tokens = "".join(cell(at + j) for j in range(words + 1))
        shares = "".join(cell(at + words + 1 + j) for j in range(words))
        second += f'<tr><th scope="row">{topics[z]}</th>{tokens}</tr>'
        second += f'<tr class="em-made"><th scope="row">{given}</th>{shares}<td>1</td></tr>'
        at += 2 * words + 1
    head = "".join(f'<th scope="col">{name}</th>' for name in ("", *word_head(run, tr), tr("all")))
    two = f'<table class="em-table em-sums"><thead><tr>{head}</tr></thead><tbody>{second}</tbody></table>'
    says = (tr("Tokens of each page and topic, and the page’s shares"),
            tr("Tokens of each topic and word, and the topic’s words"))  # fmt: skip
    views = {
        "now": "".join(
            f'<p class="em-move">{escape(s)}</p>{t}' for s, t in zip(says, (one, two), strict=True)
        )
    }

    def frame(i: int) -> View:
        s = run.trace[i]
        if s.stats is None:
            return View("now", [NOTHING] * at)
        done = s.phase == "M"
        out: list[str] = []
        for d in range(pages):
            out += column(s.stats.doc_topics[d].tolist(), totals[d])
            out += [fixed(p) for p in s.params.doc_topics[d].tolist()] if done else [NOTHING] * k
        out += column(s.stats.doc_topics.sum(axis=0).tolist(), run.counts.tokens)
        for z in range(k):
            total = float(s.stats.topic_words[z].sum())
            out += [*column(s.stats.topic_words[z].tolist(), total), fixed(total)]
            out += [fixed(p) for p in s.params.topic_words[z].tolist()] if done else [NOTHING] * words
        return View("now", out)

    title = tr("The M-step: tokens over all tokens of the row")
    return Filmstrip("html", title, {"views": views}, Lazy(len(run), frame), captions(run, tr))
