"""What draws a filmstrip, by itself on an empty page: sizes, letters, legends, marks, symbols, copies for paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from em_figures import theme, wire
from em_figures.filmstrip import Filmstrip, View, upto
from em_figures.markup import picker
from em_ui.player import parts
from em_ui.player.assets import install
from tests.browser.server import Server

BOX = """<div style="display: grid; grid-template-rows: auto 1fr; width: 600px; height: 400px" id="outer">
  <div id="keys"></div><div style="position: relative; min-height: 0"><div class="em-plot" id="box"></div></div></div>
  <div class="em-player"><div class="em-html" id="table" style="width: 320px"></div></div>"""


def english(text: str) -> str:
    return text


def figure() -> Filmstrip:
    """A path on a surface that grows with the half-step, a line that appears at the last, a hatch."""
    ridge = {"type": "contour", "x": [0, 1], "y": [0, 1], "z": [[0, 1], [1, 2]], "name": "height",
             "colorscale": theme.HEIGHTS, "showscale": False, "meta": "height"}  # fmt: skip
    data = [
        ridge,
        theme.scatter("lines+markers", "θ_A by half-step", line=theme.line("@A", dash="dash"), meta="path"),
        theme.scatter("markers", "θ_{t+1}", marker=theme.ring("@B", square=True), meta="next"),
        theme.scatter("lines", "gap", fill="toself", x=[0, 1, 1], y=[0, 0, 0.5], line={"width": 0},
                      fillpattern={"shape": "/", "fgcolor": "@kl"}, fillcolor="rgba(0,0,0,0)"),
    ]  # fmt: skip
    layout = theme.layout(theme.axis("θ_A", range=[0, 1]), theme.axis("q_1(A)", range=[0, 1]), height=300)
    end = {"x": [0.5], "y": [0.5]}
    frames = [{1: upto("path", n + 1), 2: end if n == 2 else {"x": [None], "y": [None]}} for n in range(3)]
    return Filmstrip("plotly", "A path", {"data": data, "layout": layout}, frames, ["one.", "two.", "three."],
                     tracks={"path": {"x": [0.1, 0.2, 0.4], "y": [0.1, 0.3, 0.4]}})  # fmt: skip


def table() -> Filmstrip:
    rows = "".join(f'<p class="em-say">row {i}: <span data-s="0"></span></p>' for i in range(20))
    view = f'<p>θ_A <code>θ_A</code> of snake_case</p><svg><text>γ_{{ik}}!</text></svg>{rows}'
    frames = [View("all", ["q_1(A) = 0.5"]), View("all", ["plain"])]
    return Filmstrip("html", "A table", {"views": {"all": view}}, frames, ["", ""])


def sent(strip: Filmstrip) -> dict[str, Any]:
    whole = wire.full(strip)
    return {**whole, "frames": wire.folded(whole["frames"]), "base_id": strip.title}


OPEN = """async ([folder, plotly, figure, table, tokens, words]) => {
  await new Promise(done => { const tag = document.createElement('script'); tag.src = plotly; tag.onload = done; document.head.append(tag); });
  await new Promise(done => { const tag = document.createElement('link'); tag.rel = 'stylesheet'; tag.href = folder + '/style.css'; tag.onload = done; document.head.append(tag); });
  for (const [name, value] of Object.entries(tokens)) document.body.style.setProperty('--em-' + name.slice(1), value);
  const { PlotlyStrip } = await import(folder + '/strips/plotly.mjs');
  const { HtmlStrip } = await import(folder + '/strips/html.mjs');
  window.symbols = await import(folder + '/symbols.mjs');
  const legend = document.querySelector('#keys');
  window.strip = new PlotlyStrip(document.querySelector('#box'), { words, values: () => ({}), legend });
  await window.strip.open(figure, tokens, 0, null);
  window.table = new HtmlStrip(document.querySelector('#table'), {});
  window.table.open(table, tokens, 0);
}"""


@pytest.fixture
def blank(browser: Browser, server: Server) -> Iterator[Any]:
    """Pages with one figure and one table."""
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    errors: list[str] = []

    def make() -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{server.url}/_stcore/health")
        page.set_content(BOX)
        assets = install()
        folder = f"{server.url}/{assets.folder}"
        words = parts.words(english)["plotly"]
        page.evaluate(OPEN, [folder, f"{folder}/{assets.plotly}", sent(figure()), sent(table()),
                             theme.TOKENS["light"], words])  # fmt: skip
        return page

    yield make
    context.close()
    assert errors == []


def test_the_row_of_the_markup_stands_there_until_the_learner_chooses(blank: Any) -> None:
    """And what was chosen stays, over a view without a list and over a new run."""
    page = blank()
    one = f'{picker("Point", ["p", "q", "r"], 1)}<b data-r="0"></b>'
    rows = [["is p"], ["is q"], ["is r"]]
    frames = [View("none", [], [()] * 3), View("one", [], rows), View("none", [], [()] * 3), View("one", [], rows)]
    strip = Filmstrip("html", "Rows", {"views": {"none": "nothing", "one": one}}, frames, [""] * 4)
    shown = "k => { table.show(k); return document.querySelector('#table b').textContent; }"
    page.evaluate("([strip]) => table.open(strip, {}, 0)", [sent(strip)])
    assert [page.evaluate(shown, k) for k in (1, 3)] == ["is q", "is q"]
    page.locator("#table select").select_option("r")
    page.evaluate("table.show(2)")
    page.evaluate("([strip]) => table.open(strip, {}, 0)", [sent(strip)])
    assert page.evaluate(shown, 1) == "is r" and page.locator("#table select").input_value() == "r"


SIZES = """() => { const box = document.querySelector('#box'), sheet = document.querySelector('.em-backdrop');
    const of = ({ width, height, _size: s, xaxis, yaxis }) => [width, height, s.l, s.r, s.t, s.b, xaxis._length, yaxis._length];
    return { box: [box.clientWidth, box.clientHeight], figure: of(box._fullLayout), sheet: of(sheet._fullLayout) }; }"""


def test_a_figure_fills_its_box_and_its_sheet_follows(blank: Any) -> None:
    page = blank()
    for width, height in ((600, 400), (420, 250), (800, 560)):
        page.evaluate("([w, h]) => Object.assign(document.querySelector('#outer').style, { width: w + 'px', height: h + 'px' })", [width, height])
        changed = page.evaluate("strip.resize()")
        sizes = page.evaluate(SIZES)
        assert sizes["figure"][:2] == sizes["box"]
        assert sizes["sheet"] == pytest.approx(sizes["figure"])
        assert sizes["box"][0] == width and changed is (width != 600)
    assert page.evaluate("strip.resize()") is False, "the same size costs nothing"


def test_larger_letters_have_larger_margins(blank: Any) -> None:
    page = blank()
    read = """() => { const box = document.querySelector('#box'); return [box._fullLayout._size.l,
        ...['.xtitle', '.xtick text'].map(part => parseFloat(getComputedStyle(box.querySelector(part)).fontSize))]; }"""
    small = page.evaluate(read)
    assert page.evaluate("strip.setFont(21)") is True
    assert page.evaluate(read) == pytest.approx([1.5 * size for size in small], abs=1)  # whole pixels
    assert page.evaluate(SIZES)["sheet"] == pytest.approx(page.evaluate(SIZES)["figure"])


def test_the_legend_names_what_is_drawn_at_this_half_step(blank: Any) -> None:
    page = blank()
    keys = "() => [...document.querySelectorAll('.em-key')].map(key => [key.innerText, key.dataset.mark || ''])"
    first = [["height", "height"], ["θA by half-step", "path"], ["gap", ""]]
    assert page.evaluate(keys) == first
    page.evaluate("() => { window.kept = document.querySelector('.em-key'); strip.show(1); }")
    assert page.evaluate("kept.isConnected"), "a legend that stays is left alone"
    page.evaluate("strip.show(2)")
    assert page.evaluate(keys) == [*first[:2], ["θt+1", "next"], first[2]]
    assert page.locator(".em-key [stroke-dasharray]").count() == 1
    assert page.locator(".em-key pattern").count() == 1
    assert page.locator("#box .legend").count() == 0


def test_one_point_alone_has_no_line_in_the_legend(blank: Any) -> None:
    page = blank()
    lines = "k => { strip.show(k); return document.querySelectorAll('#keys .em-key svg :is(line, path[stroke-dasharray])').length; }"
    assert [page.evaluate(lines, k) for k in (0, 1)] == [0, 1]


def test_a_word_lights_up_its_mark_and_the_others_fade(blank: Any) -> None:
    page = blank()
    faded = """() => [...document.querySelectorAll('.em-dim')].map(node => node.dataset.mark ?? node.textContent.slice(0, 9) ?? '').length"""
    seen = """() => [...document.querySelectorAll('.trace, .contour')].map(node => [node.__data__[0].trace.name, getComputedStyle(node).opacity])"""
    assert page.evaluate("strip.light('nobody')") is False
    assert page.evaluate(faded) == 0
    assert page.evaluate("strip.light('path')") is True
    page.evaluate("strip.show(2)")
    page.wait_for_timeout(100)
    opacities = dict(page.evaluate(seen))
    assert opacities.pop("θ<sub>A</sub> by half-step") == "1"
    assert len(opacities) == 3 and set(opacities.values()) == {"0.25"}
    assert page.locator(".em-key.em-dim").count() == 3
    page.evaluate("strip.light(null)")
    assert page.evaluate(faded) == 0


SYMBOLS = {
    "θ_A": ["θ", {"sub": "A"}],
    "θ_A = 0.6，θ_B": ["θ", {"sub": "A"}, " = 0.6，θ", {"sub": "B"}],
    "起点θ_A的值": ["起点θ", {"sub": "A"}, "的值"],
    "q_1(A)": ["q", {"sub": "1"}, "(A)"],
    "γ_{ik}": ["γ", {"sub": "ik"}],
    "at θ_{t+1}.": ["at θ", {"sub": "t+1"}, "."],
    "at θ_t+1": ["at θ", {"sub": "t+1"}],
    "θ_old": ["θ", {"sub": "old"}],
    "log p(x_n | θ_t)": ["log p(x", {"sub": "n"}, " | θ", {"sub": "t"}, ")"],
    "Σ_k N_k": ["Σ", {"sub": "k"}, " N", {"sub": "k"}],
    "θ\u0302_A": ["θ\u0302", {"sub": "A"}],
    **{plain: [plain] for plain in ("snake_case", "sim_a", "n_rounds", "m_step(x)", "_x", "a_b_c", "", "x_")},
}


def test_symbols_get_their_subscripts_and_names_in_code_stay(blank: Any) -> None:
    assert blank().evaluate("texts => texts.map(symbols.subscripted)", list(SYMBOLS)) == list(SYMBOLS.values())


WHOLE = ["KL = 0", "KL(q‖p) = 0.833", "H(q) = 3.2", "r = (0.275,", "D / (8.179", "64.30 ± 2.5", "E-step", "L-BFGS",
         "θ_A = 0.6", "2.2 × 10⁻⁶"]  # fmt: skip


def test_a_formula_of_a_caption_stays_in_one_line(blank: Any) -> None:
    kept = """texts => texts.map(text => symbols.asHtmlNodes(`x ${text} y`).filter(node => node.className === 'em-keep')
        .map(node => node.innerHTML.replace('<sub>', '_').replace('</sub>', '')))"""
    assert blank().evaluate(kept, WHOLE) == [[text] for text in WHOLE]


def test_symbols_in_a_table_and_in_a_figure(blank: Any) -> None:
    page = blank()
    assert page.locator("#table > p").first.evaluate("node => node.innerHTML") == (
        "θ<sub>A</sub> <code>θ_A</code> of snake_case"
    )
    assert page.locator("#table tspan").all_text_contents() == ["γ", "ik", "!"]
    place = page.locator("#table [data-s]").first
    assert place.inner_html() == "q<sub>1</sub>(A) = 0.5"
    page.evaluate("table.show(1)")
    assert place.inner_html() == "plain"
    assert page.locator("#box .ytitle tspan").count() == 2


def test_a_table_shrinks_until_it_fits(blank: Any) -> None:
    page = blank()
    whole = page.evaluate("document.querySelector('#table').scrollHeight")

    def factor(height: float) -> float:
        page.evaluate(f"table.fit({height})")
        return float(page.evaluate("document.querySelector('#table').style.getPropertyValue('--em-fit')"))

    assert factor(whole) == 1
    assert 0.6 < factor(0.8 * whole) < 1
    assert page.evaluate("document.querySelector('#table').scrollHeight") <= 0.8 * whole
    assert factor(10) == 0.6
    assert factor(whole) == 1


def test_a_copy_for_paper_scales_and_shares_no_names(blank: Any) -> None:
    page = blank()
    page.evaluate("document.body.append(strip.snapshot(), table.snapshot())")
    copy = page.locator("svg.em-snapshot")
    assert copy.get_attribute("aria-label").startswith("A path")
    assert copy.locator(".contour").count() == 1 and copy.locator(".scatterlayer .trace").count() >= 2
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(node => node.id)")
    assert len(ids) == len(set(ids)) or [i for i in ids if i.endswith("copy1") and ids.count(i) > 1] == []
    box = copy.bounding_box()
    assert box["width"] > 900 and box["height"] == pytest.approx(box["width"] * 2 / 3, rel=0.2)
    dark = page.evaluate("tokens => strip.snapshot(tokens).outerHTML", theme.TOKENS["dark"])
    assert "236, 239, 243" in dark and "27, 31, 36" not in dark
