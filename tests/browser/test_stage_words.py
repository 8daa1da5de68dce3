"""What stands on the stage and beside it acts: words, questions, fields, the voice, and the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.seat import INSPECT, Seat

DIMMED = """() => [...document.querySelectorAll('[data-em-stage] .trace')].map(node =>
    [node.__data__?.[0]?.trace?.meta ?? '', node.classList.contains('em-dim')])"""


def lit(seat: Seat) -> tuple[set[str], set[str]]:
    """Names of the traces that are as they were, and of those that are dimmed."""
    seat.pause(150)
    found = seat.page.evaluate(DIMMED)
    return {name for name, dim in found if not dim}, {name for name, dim in found if dim}


@pytest.mark.faults
def test_a_word_lights_up_its_mark_while_it_is_hovered_focused_or_tapped(seat: Seat) -> None:
    seat.open("lower-bound?scene=maximum&lang=en")
    everything, none = lit(seat)
    assert {"ll", "bound", "kl"} <= everything and not none
    link = seat.section("maximum").get_by_role("link", name="gap", exact=True)
    seat.page.mouse.move(5, 400)
    link.hover()
    shown, dim = lit(seat)
    assert "kl" in shown and not {"ll", "bound"} & shown and {"ll", "bound"} <= dim
    assert seat.stage.locator(".em-key.em-dim").count() > 0, "the legend too"
    seat.page.keyboard.press("ArrowRight")
    seat.pause(300)
    assert not {"ll", "bound"} & lit(seat)[0], "at the next half-step as well"
    seat.page.keyboard.press("ArrowLeft")
    seat.page.mouse.move(5, 400)
    assert not lit(seat)[1]
    link.focus()
    assert "kl" in lit(seat)[0] and "ll" in lit(seat)[1]
    link.blur()
    assert not lit(seat)[1]
    before = seat.params(), seat.state()["top"]
    link.click()
    seat.page.mouse.move(5, 400)
    assert "ll" in lit(seat)[1], "it was tapped, and stays"
    assert (seat.params(), seat.state()["top"]) == before
    for step, scene in ((160, "ladder"), (-160, "maximum")):
        for _ in range(12):
            if seat.state()["scene"] != scene:
                seat.wheel(step=step)
        seat.on(scene).rest()
    link.hover()
    seat.page.mouse.move(5, 400)
    assert not lit(seat)[1], "not when the scene has been left"


def test_a_word_whose_mark_is_not_drawn_yet_says_so_and_dims_nothing(seat: Seat) -> None:
    seat.open("lower-bound?scene=play&lang=en")
    link = seat.section("play").get_by_role("link", name="the hatched gap")
    link.click()
    assert not lit(seat)[1] and "not in the picture at this half-step" in seat.stage.inner_text()
    seat.stage.get_by_role("button", name="Next half-step").dblclick()
    link.hover()
    assert "kl" in lit(seat)[0] and "bound" in lit(seat)[1]


QUESTION = '[data-question="e-step-raises"]'


def test_a_question_is_committed_to_replied_to_and_shown_on_the_stage(seat: Seat) -> None:
    """The answer is kept after a reload and a switch of language; other settings retire it until they go back."""
    seat.open("lower-bound?scene=maximum&lang=en")
    box = seat.page.locator(QUESTION)
    commit = box.get_by_role("button", name="Commit to this answer")
    commit.click()
    assert "Choose an answer first." in box.inner_text()
    box.get_by_text("Nothing.", exact=True).click()
    assert "Right." not in box.inner_text()
    commit.click()
    assert box.get_by_role("img", name="✓ Right.").count() and "Its" not in box.locator(".em-reveal").inner_text()
    box.locator("label", has_text="It raises it by").click()
    assert "Right." not in box.inner_text(), "another answer, not committed to"
    commit.click()
    assert "✗ Not quite." in box.inner_text()
    box.get_by_role("button", name="Show it on the stage").click()
    seat.rest()
    assert seat.state()["label"] == "2E" and seat.state()["scene"] == "maximum"
    assert "E-\u2060step 2: the bound rises" in box.locator(".em-reveal").inner_text()
    seat.reload()
    assert "✗ Not quite." in box.inner_text() and "E-\u2060step 2" in box.inner_text()
    seat.page.get_by_text("中文", exact=True).click()
    seat.page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    seat.rest()
    assert "✗" in box.inner_text() and box.locator("input:checked").count() == 1
    assert seat.state()["label"] == "2E" and "E 步" in seat.state()["caption"]
    seat.page.get_by_text("English", exact=True).click()
    seat.page.wait_for_function("document.documentElement.lang === 'en'")
    seat.rest()
    seat.nudge("a", 2)
    assert "This question is about the lesson’s example" in box.inner_text()
    assert commit.is_disabled()
    for words, lang in (("中文", "zh-CN"), ("English", "en")):
        seat.page.get_by_text(words, exact=True).click()
        seat.page.wait_for_function("lang => document.documentElement.lang === lang", arg=lang)
        seat.rest()
        assert box.locator(".em-commit").first.is_disabled(), "in the other language too"
    box.get_by_role("button", name="The lesson’s example").click()
    seat.rest()
    assert seat.params()["scene"] == "maximum" and "a" not in seat.params()
    assert "This question is about" not in box.inner_text() and commit.is_enabled()


@pytest.mark.faults
def test_a_question_that_is_settled_elsewhere_shows_that_and_the_source_of_a_program(seat: Seat) -> None:
    seat.open("lower-bound?scene=prior&lang=en")
    box = seat.page.locator('[data-question="posterior-prior"]')
    box.locator("input").first.check()
    box.get_by_role("button", name="Commit").click()
    box.get_by_role("button", name="Show it").click()
    seat.page.wait_for_function("location.search.includes('q1=0.5')")
    seat.rest()
    assert "This question is about" not in box.inner_text(), "these settings are its own"
    seat.go("program-one")
    box = seat.page.locator('[data-question="zoo-1"]')
    assert box.locator("pre").count() == 0
    box.locator("input").first.check()
    box.get_by_role("button", name="Commit").click()
    box.locator("summary").click()
    assert "def " in box.locator("pre").inner_text()


@pytest.mark.parametrize(("lang", "letters", "bounds"), [
    ("en", "start θ_A: this is not a number.", "must be a number between 0.001 and 0.999, not 7"),
    pytest.param("zh", "不是数", "0.001", marks=pytest.mark.faults),
])  # fmt: skip
def test_a_field_says_what_it_cannot_read(seat: Seat, lang: str, letters: str, bounds: str) -> None:
    seat.open(f"lower-bound?lang={lang}")
    field = seat.number("a")
    before = seat.params()
    for text, said in (("abc", letters), ("7", bounds), ("", "0.999"), ("-1", "0.999"), ("1e999", "0.999")):
        field.fill(text)
        field.press("Enter")
        seat.pause(150)
        alert = seat.stage.locator(".em-alert")
        assert said.replace("_", "") in alert.inner_text().replace("\n", "").replace("_", ""), text
        assert field.get_attribute("aria-invalid") == "true"
        assert seat.params() == before, "the run stays"
    for text in ("0,7", "0.72"):
        field.fill(text)
        field.press("Enter")
        seat.page.wait_for_function("text => location.search.includes('a=' + text)", arg=text.replace(",", "."))
        assert seat.state()["alert"] == "" and field.get_attribute("aria-invalid") is None


def test_everything_at_once_has_no_raw_underscore(seat: Seat) -> None:
    seat.open("lower-bound?scene=free&lang=en")
    assert seat.page.evaluate(INSPECT)["raw"] == []


def test_a_legend_names_no_line_of_one_point(seat: Seat) -> None:
    assert seat.open("lower-bound?lang=en").page.evaluate(INSPECT)["nothing"] == []


@pytest.mark.parametrize("lang", [pytest.param("en", marks=pytest.mark.faults), "zh"])
def test_the_formulas_of_the_proof_keep_clear_of_its_reasons(seat: Seat, lang: str) -> None:
    seat.open(f"lower-bound?scene=proof&lang={lang}")
    parts = ".em-proof-line :is(.em-proof-says, .em-proof-why, .em-proof-numbers, .em-proof-verdict), .em-proof-bar > *"
    for width, height in ((1366, 768), (1280, 720), (1920, 1080)):
        seat.page.set_viewport_size({"width": width, "height": height})
        seat.pause(400)
        boxes = seat.page.evaluate("""parts => [...document.querySelectorAll(parts)].filter(e => e.textContent.trim()).map(e => {
            const inside = document.createRange(); inside.selectNodeContents(e);
            const r = (e.querySelector('math') ?? inside).getBoundingClientRect(); return [e.textContent, r.left, r.top, r.right, r.bottom]; })""", parts)
        assert len(boxes) > 12
        for i, (one, left, top, right, bottom) in enumerate(boxes):
            for other, l2, t2, r2, b2 in boxes[:i]:
                apart = right <= l2 + 1 or r2 <= left + 1 or bottom <= t2 + 1.5 or b2 <= top + 1.5
                assert apart, (one, other, width)
    seat.page.set_viewport_size({"width": 1366, "height": 768})


@pytest.mark.faults
def test_the_voice_speaks_of_the_learners_own_steps_and_not_of_scrolling(seat: Seat) -> None:
    seat.open("lower-bound?lang=en")
    hush = "() => { document.querySelector('[data-em-stage] .em-sr').textContent = 'hush'; }"

    def said() -> str:
        seat.rest().pause(300)
        return str(seat.state()["spoken"])

    seat.button("Next half-step").click()
    assert said().startswith("After E-step 1:")
    seat.page.evaluate(hush)
    seat.wheel(4)
    seat.on("touch")
    assert said() == "hush"
    seat.page.keyboard.press("n")
    assert said().startswith("Where is its top?. Start")
    seat.page.evaluate(hush)
    seat.button("Next scene").click()
    assert said().startswith("The bound's top is not on the curve. After M-step 1")
    seat.page.evaluate(hush)
    seat.section("ladder").get_by_role("link").first.focus()
    assert said().startswith("The ladder. After M-step 2")
    regions = seat.page.locator("[role=status]:visible, [role=alert]:visible, [aria-live]:visible")
    assert regions.filter(has_text="The ladder. After").count() == 1, "once"
    assert seat.stage.get_attribute("aria-label") == "Stage. Scene 5 of 24: The ladder"


def test_a_knob_keeps_the_focus_and_the_pointer_when_its_run_comes(seat: Seat) -> None:
    """A hand that rests for a moment goes on afterwards, on the keyboard and with the button held down."""
    seat.open("lower-bound?scene=touch&lang=en").nudge("a")
    focus = seat.page.evaluate("document.activeElement.dataset.input ?? ''")
    box = seat.knob("a").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2
    values = []
    seat.page.mouse.move(x, y)
    seat.page.mouse.down()
    for way in (20, 60):
        seat.page.mouse.move(x + way, y, steps=5)
        seat.pause(1200)
        values.append(float(seat.knob("a").input_value()))
    seat.page.mouse.up()
    assert values[1] > values[0] + 0.05, "the pointer still holds it"
    assert focus == "a"


REACHABLE = """() => [...document.querySelectorAll('[data-em-stage] :is(button, input, select, a[href]), .st-key-scene-play a[href]')]
    .filter(e => !e.disabled && e.checkVisibility() && !e.closest('[hidden]'))"""


def test_the_keyboard_alone_reaches_all_of_the_stage_and_the_text(seat: Seat) -> None:
    seat.open("lower-bound?lang=en")
    seat.page.evaluate(f"window.emLeft = new Set(({REACHABLE})())")
    total = seat.page.evaluate("emLeft.size")
    seat.page.locator('[data-em-stage]').focus()
    for key in ("Tab", "Shift+Tab"):
        for _ in range(60):
            seat.page.keyboard.press(key)
            if seat.page.evaluate("emLeft.delete(document.activeElement), emLeft.size") == 0:
                break
    left: Any = seat.page.evaluate("[...emLeft].map(e => e.outerHTML.slice(0, 120))")
    assert total > 15 and left == []


def test_each_section_leads_to_the_stage_and_the_stage_back_to_it(seat: Seat) -> None:
    seat.open("lower-bound?scene=touch&lang=en")
    for name in seat.scenes():
        assert seat.section(name).locator('a[href="#em-stage"]').count() == 1
    skip = seat.section("touch").locator('a[href="#em-stage"]')
    skip.focus()
    assert skip.bounding_box()["width"] > 20, "seen while it has the focus"  # type: ignore[index]
    top = seat.state()["top"]
    seat.page.keyboard.press("Enter")
    assert seat.page.evaluate("document.activeElement === document.querySelector('[data-em-stage]')")
    seat.page.keyboard.press("ArrowRight")
    seat.pause(200)
    assert seat.state()["k"] == 2
    seat.page.keyboard.press("Tab")
    assert seat.page.evaluate("document.activeElement.innerText") == "Back to the text"
    seat.page.keyboard.press("Enter")
    assert seat.page.evaluate("document.activeElement.className").count("st-key-scene-touch")
    assert abs(seat.state()["top"] - top) < 12 and seat.state()["scene"] == "touch"
