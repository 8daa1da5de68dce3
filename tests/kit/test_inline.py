"""Pieces of prose as HTML: what is markup becomes elements, everything else is text and stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_lesson.inline import html, paragraphs

ALLOWED = {"strong": set(), "em": set(), "code": set(), "a": {"href"}, "p": set(), "span": set()}


class Read(HTMLParser):
    """The elements outside formulas with their attributes, and the text outside formulas."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text, self.open, self.formula = "", [], 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.formula += tag == "math"
        if not self.formula:
            self.seen.append((tag, dict(attrs)))
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.formula:
            assert self.open.pop() == tag
        self.formula -= tag == "math"

    def handle_data(self, data: str) -> None:
        if not self.formula:
            self.text += data


@pytest.mark.parametrize(("text", "shown"), [
    ("plain", "plain"),
    ("**bold** and *slanted*", "<strong>bold</strong> and <em>slanted</em>"),
    ("**熵**（entropy）", "<strong>熵</strong>（entropy）"),
    ("`a < b` and `*x*`", "<code>a &lt; b</code> and <code>*x*</code>"),
    ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
    ("[the gap](#kl)", '<a href="#kl">the gap</a>'),
    ("[**on**](?k=1&a=0.2)", '<a href="?k=1&amp;a=0.2"><strong>on</strong></a>'),
    ("[06](/coordinate-ascent?lang=en)", '<a href="/coordinate-ascent?lang=en">06</a>'),
    ("2 * 3 = 6", "2 * 3 = 6"),
    ("5 < 6 & 7 > 6 \"so\" 'so'", "5 &lt; 6 &amp; 7 &gt; 6 &quot;so&quot; &#x27;so&#x27;"),
])  # fmt: skip
def test_markup_becomes_elements(text: str, shown: str) -> None:
    assert html(text) == shown


def test_a_formula_is_mathml_and_keeps_the_mark_after_it() -> None:
    assert html("$x$").startswith("<math") and html("$x$").endswith("</math>")
    assert html("$$\nx^2\n$$") == html("$x^2$")
    assert "<msub>" in html(r"so $\theta_A$ is") and html(r"so $\theta_A$ is").endswith("</math> is")
    for mark in (",", ".", "。", "，", "？", "）", "):"):
        made = html(f"$x$ and $y${mark} then")
        assert made.endswith(f"</math>{mark}</span> then") and made.count("em-keep") == 1
    assert html("$a$ and $b$").count("<math") == 2
    assert html("$a*b$ and $c*d$").count("<em>") == 0, "a star in a formula is the formula's"
    assert re.search(r"<mo>&(lt|#x0003C);</mo><mi>b</mi>", html("$a<b$"))


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "**<script>alert(1)</script>**", "`<script>alert(1)</script>`",
    "*<img src=x onerror=alert(1)>*", "[<b>x</b>](#kl)", '[x](#"onmouseover="alert(1))',
    "[x](?a=<script>)", "[x](?a='onclick='y)", "$<script>alert(1)</script>$", "$x$<script>", "&lt;script&gt;",
    "<!-- x -->", "</p><script>", "<script>alert(1)</script> and **x** <b> $y$", "<img src=x> `a` <b>",
])  # fmt: skip
def test_nothing_in_the_text_becomes_an_element_of_its_own(text: str) -> None:
    for made in (html(text), paragraphs(text)):
        assert not re.search(r"<(script|img|b|!)|javascript:alert\(1\)\"", made), made
        for tag, attributes in Read(made).seen:
            assert set(attributes) <= ALLOWED[tag], made


@pytest.mark.parametrize("formula", [
    r"\text{<script>alert(1)</script>}", r"\text{<b>}", r"\href{javascript:alert(1)}{x}",
    r"\mathrm{a}\text{</p>}", r"\text{<mi onclick=\"x\">}", r"\text{<!-- }",
])  # fmt: skip
def test_a_formula_with_markup_in_it_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match="no place for markup"):
        html(f"so **${formula}$** is")


@pytest.mark.parametrize("formula", [
    r"\sum_i \log\frac{p(x_i \mid \theta)}{q_i}", r"\begin{aligned} a &= b \\ &\ge \sqrt{c} \end{aligned}",
    r"\theta_{t+1}^2", r"\mathcal{N}(x \mid \mu)", r"\mathrm{KL}\big(q \,\|\, p\big)", r"\text{if } x < 1",
    r"\hat\theta \quad \overline{x}", r"\binom{n}{k}", r"10\%",
])  # fmt: skip
def test_formulas_of_the_kind_that_lessons_write_pass(formula: str) -> None:
    assert html(f"${formula}$").startswith("<math")


def test_what_looks_like_an_entity_is_shown_as_it_was_written() -> None:
    assert html("&lt;b&gt;") == "&amp;lt;b&amp;gt;" and Read(html("&lt;b&gt;")).text == "&lt;b&gt;"


@pytest.mark.parametrize("link", [
    "https://example.com", "http://example.com", "//example.com", "/\\example.com", "javascript:alert(1)",
    "mailto:a@b.c", "data:text/html,x", "heights", "./heights", "\\\\example.com",
])  # fmt: skip
def test_a_link_out_of_the_app_is_refused(link: str) -> None:
    with pytest.raises(ValueError, match="leads out of the app"):
        html(f"see [this]({link}) there")
    with pytest.raises(ValueError, match="leads out of the app"):
        html(f"**see [this]({link})**")


def test_paragraphs_stand_apart_and_empty_ones_are_none() -> None:
    assert paragraphs("one\ntwo\n\n  \n*three*\n") == "<p>one\ntwo</p><p><em>three</em></p>"
    assert paragraphs("") == paragraphs(" \n\n ") == ""


MARKUP = ["*", "**", "`", "$", "$$", "[", "](#kl)", "](?k=1)", "<", ">", "&", '"', "'", "<script>", "\n\n"]
PIECES = st.sampled_from(MARKUP)
SOUP = st.lists(PIECES | st.text("ab \\_^{}<>&\"'", max_size=4), max_size=12).map("".join)


@given(SOUP)
def test_whatever_is_written_only_our_elements_stand_outside_formulas(text: str) -> None:
    try:
        made = paragraphs(text)
    except Exception as error:
        # a formula that latex2mathml cannot read is found by the tests of the texts
        assert "latex2mathml" in type(error).__module__ or isinstance(error, (IndexError, ValueError)), error
        return
    read = Read(made)
    assert not read.open and not read.formula
    for tag, attributes in read.seen:
        assert set(attributes) <= ALLOWED[tag]
        assert tag != "a" or str(attributes["href"])[0] in "?#"
