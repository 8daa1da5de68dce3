"""The same model under other names: words in place of ice creams."""

from __future__ import annotations

from html import escape

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from lessons.hmm.runs import Weather


def other_names(run: Weather, *, tr: Translate = str) -> Filmstrip:
    """What is called what in the diary, in a sentence, and in this lesson's symbols."""
    rows = (
        ("x", tr("cones on a day"), tr("a word of the sentence: “can”")),
        ("z", tr("cold or hot"), tr("its part of speech: verb or noun")),
        ("p(x | z)", tr("the appetite"), tr("how often a noun is the word “can”")),
        ("p(z | z⁻)", tr("the weather of tomorrow"), tr("what follows an article: mostly a noun")),
        ("STOP", tr("the diary ends"), tr("the sentence ends")),
        ("γ, ξ", tr("days and moves in fractions"), tr("tags in fractions")),
        (tr("best path"), tr("the weather in one stroke"), tr("the tagged sentence")),
    )
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("", tr("the diary"), tr("a sentence")))
    body = "".join(
        f'<tr><th scope="row">{escape(symbol)}</th><td>{escape(one)}</td><td>{escape(two)}</td></tr>'
        for symbol, one, two in rows
    )
    markup = f'<table class="em-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    title = tr("The same model for a sentence")
    n = len(run)
    return Filmstrip("html", title, {"views": {"all": markup}}, Lazy(n, lambda _: View("all", [])),
                     Lazy(n, lambda _: title))  # fmt: skip
