"""Short pieces of the prose as HTML, for what the browser draws itself: questions, answers, replies.

Bold, italics, code, links and formulas, as the prose writes them; everything else is text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from em_figures.markup import math

_PIECES = re.compile(
    r"\$\$(?P<block>.+?)\$\$|\$(?P<math>.+?)\$|`(?P<code>[^`]+)`|\*\*(?P<bold>.+?)\*\*|\*(?P<it>[^*]+?)\*"
    r"|\[(?P<text>[^\]]+)\]\((?P<link>[^)\s]+)\)",
    re.DOTALL,
)
_MATHML = re.compile(
    r"</?m(?:ath|row|i|o|n|text|space|style|padded|phantom|frac|sqrt|root|sub|sup|subsup|over|under|underover"
    r"|table|tr|td)\b(?:\s+(?!href|on)[\w:-]+=\"[^\"<]*\")*\s*/?>"
)
_BEFORE = re.compile(r"<math\b(?:(?!</math>).)*</math>[,.;:!?，。；：！？、）)]+", re.DOTALL)


@lru_cache(maxsize=2048)
def html(text: str) -> str:
    """A piece of prose as HTML; raises ValueError for a link that leads out of the app and for a formula with
    markup in it."""
    out, end = [], 0
    for found in _PIECES.finditer(text):
        out += [escape(text[end : found.start()]), _piece(found)]
        end = found.end()
    whole = "".join([*out, escape(text[end:])])
    # a mark stays with the formula before it
    return _BEFORE.sub(r'<span class="em-keep">\g<0></span>', whole)


def _piece(found: re.Match[str]) -> str:
    if found["block"] or found["math"]:
        return _formula((found["block"] or found["math"]).strip())
    if found["code"]:
        return f"<code>{escape(found['code'])}</code>"
    if found["bold"]:
        return f"<strong>{html(found['bold'])}</strong>"
    if found["it"]:
        return f"<em>{html(found['it'])}</em>"
    link = found["link"]
    if not re.match(r"[/?#](?![/\\])", link):
        raise ValueError(f"a link to {link!r} leads out of the app")
    return f'<a href="{escape(link)}">{html(found["text"])}</a>'


def _formula(latex: str) -> str:
    """MathML and nothing else: \\text and its kind would pass on what is written in them as it stands."""
    made = math(latex)
    if "<" in _MATHML.sub("", made):
        raise ValueError(f"a formula is no place for markup, got {latex!r}")
    return made


def paragraphs(text: str) -> str:
    """Paragraphs, each as HTML."""
    return "".join(f"<p>{html(part.strip())}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())
