"""Presenter mode: what a room sees, what a clicker does, and that the rest of a lecture needs no network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Learner
from tests.browser.seat import Seat
from tests.browser.server import Server
from tests.lessons.stages import STAGED

# What is cut or too small. Subscripts and exponents are smaller than their letters by nature.
SEEN = """() => {
    const shown = e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && e.getClientRects().length;
    const board = document.querySelector('.em-presenter .em-board'), wrong = [];
    const size = e => parseFloat(getComputedStyle(e).fontSize);
    const inside = (e, what) => {
        const r = e.getBoundingClientRect();
        if (r.height && (r.top < -1 || r.left < -1 || r.bottom > innerHeight + 1 || r.right > innerWidth + 1)) wrong.push([what, 'leaves the screen', Math.round(r.bottom)]);
    };
    for (const [name, least] of [['.em-title', 24], ['.em-sentence p', 24], ['.em-caption', 24], ['.em-slide :is(p, li)', 24], ['figcaption', 18], ['.em-legend', 18]])
        for (const e of board.querySelectorAll(name)) if (shown(e) && e.textContent.trim()) { inside(e, name); if (size(e) < least - 0.01) wrong.push([name, 'letters', size(e)]); }
    for (const figure of board.querySelectorAll('figure[data-panel]')) {
        if (!shown(figure)) continue;
        const id = figure.dataset.panel, body = figure.querySelector('.em-stage'), box = body.getBoundingClientRect();
        inside(figure, id);
        let least = 99;
        const texts = [...figure.querySelectorAll('svg.main-svg text')].map(e => [e, e]);
        const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) if (walker.currentNode.data.trim()) texts.push([walker.currentNode.parentElement, walker.currentNode]);
        for (const [e, node] of texts) {
            if (!shown(e) || !e.textContent.trim() || e.closest('sub, sup, msub, msup, msubsup, .modebar, annotation, .em-sr, tspan[font-size], tspan[style*=font-size]')) continue;
            least = Math.min(least, size(e));
            const range = document.createRange(); range.selectNodeContents(node);
            const r = range.getBoundingClientRect();
            if (r.width && (r.bottom > box.bottom + 3 || r.right > box.right + 3 || r.left < box.left - 3)) wrong.push([id, 'cut', node.textContent.slice(0, 30)]);
        }
        if (least < 17.9) wrong.push([id, 'letters', Math.round(least * 10) / 10]);
        for (const e of [body, body.firstElementChild]) if (e.scrollHeight > body.clientHeight + 2 && body.clientHeight > 20) wrong.push([id, 'is cut', e.scrollHeight - body.clientHeight]);
    }
    if (!board.querySelector('.em-sentence p')) wrong.push(['.em-sentence', 'is empty']);
    if (board.scrollHeight > board.clientHeight + 2) wrong.push(['board', 'is cut', board.scrollHeight - board.clientHeight]);
    return wrong;
}"""
LOOK = """() => { const s = document.querySelector('[data-em-stage]'), slide = document.querySelector('.em-slide');
    return [s.dataset.scene, slide && !slide.hidden ? (slide.querySelector('ol') ? 'answers' : 'reveal') : '']; }"""


def look(seat: Seat) -> tuple[str, str]:
    scene, slide = seat.page.evaluate(LOOK)
    return str(scene), str(slide)


def press(seat: Seat, key: str, ms: int = 500) -> None:
    seat.page.keyboard.press(key)
    seat.pause(ms)


def present(seat: Seat, path: str) -> None:
    seat.open(path)
    seat.page.wait_for_selector(".em-presenter:not([hidden]) .em-board")
    seat.page.wait_for_selector(".em-ready[data-ready]", timeout=90_000)


WALKS = [
    ("hidden-coin", (1024, 768), "en"),
    *[pytest.param(lesson, size, lang, marks=[pytest.mark.faults])
      for i, lesson in enumerate(staged.path for staged in STAGED) for j, size in enumerate([(1024, 768), (1280, 720)])
      if (lang := ("en", "zh")[(i + j) % 2]) and (lesson, size, lang) != ("hidden-coin", (1024, 768), "en")],
]  # fmt: skip


@pytest.mark.parametrize(("lesson", "size", "lang"), WALKS)
def test_a_clicker_walks_all_scenes_and_questions_and_a_room_can_read_them(
    make_seat: Any, lesson: str, size: tuple[int, int], lang: str
) -> None:
    """The network is gone after the first minute: all scenes and slides still come, and play."""
    seat = make_seat(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    seat.open(f"{lesson}?lang={lang}").page.keyboard.press("f")
    seat.page.wait_for_selector(".em-ready[data-ready]", timeout=90_000)
    order = seat.scenes()
    asked = dict.fromkeys(order, "") | {
        e["scene"]: e["id"] for e in seat.page.evaluate("""() => [...document.querySelectorAll('[data-question]')].map(e => ({
            id: e.dataset.question, scene: e.closest('[class*=st-key-scene-]').className.match(/st-key-scene-([\\w-]+)/)[1] }))""")
    }  # fmt: skip
    wanted = [(scene, slide) for scene in order for slide in (("", "answers", "reveal") if asked[scene] else ("",))]
    seat.page.context.set_offline(True)
    seat.asked.clear()
    seen, wrong, silent = [look(seat)], {}, []
    for coming in [*wanted[1:], wanted[-1]]:
        found = [fault for fault in seat.page.evaluate(SEEN) if fault[1] != "letters"]  # known, see below
        if found:
            wrong[" ".join(seen[-1]).strip()] = found
        if not seat.page.evaluate("document.querySelector('[data-em-stage] .em-caption').innerText.trim()") and seen[-1][1] != "answers":
            silent.append(seen[-1])
        press(seat, "PageDown", 250)
        for _ in range(20):  # a reveal of several pictures takes a while
            if look(seat) != coming:
                seat.pause(200)
        if look(seat) != seen[-1]:
            seen.append(look(seat))
    assert seen == wanted
    for _ in range(3):
        press(seat, "PageUp")
    back = look(seat)[0]
    assert order.index(back) < len(order) - 1
    seat.page.context.set_offline(False)
    assert (seat.asked, silent) == ([], [])
    assert wrong == {}


LINKS = """() => [...document.querySelectorAll('.em-presenter :is(.em-slide, .em-sentence) a')].map(a =>
    getComputedStyle(a).color === getComputedStyle(document.querySelector('.em-onward a')).color ? "as the text's links" : a.textContent)"""


@pytest.mark.faults
def test_letters_are_as_large_as_a_room_needs(make_seat: Any) -> None:
    seat = make_seat(viewport={"width": 1024, "height": 768}, reduced_motion="reduce", color_scheme="dark")
    small = {}
    for scene, keys in (("names", ("PageDown", "PageDown")), ("mixture", ()), ("lbfgs", ())):
        present(seat, f"heights?scene={scene}&lang=en&present=1")
        for key in ("", *keys):
            if key:
                press(seat, key, 800)
            assert set(seat.page.evaluate(LINKS)) <= {"as the text's links"}
            small[scene, look(seat)[1]] = [fault for fault in seat.page.evaluate(SEEN) if fault[1] == "letters"]
    assert len(small) == 5 and not any(small.values()), small


LATE = 'if (data.role === "question") '


@pytest.mark.faults
def test_the_mark_promises_the_reveals_too(make_seat: Any) -> None:
    """Opened by its link on a busy server: the stage is there before the last sections of the story are."""
    seat = make_seat(reduced_motion="reduce")

    def late(route: Any) -> None:
        answer = route.fetch()
        assert LATE in answer.text()
        wait = LATE + "await new Promise((done) => setTimeout(done, 3000));\n  " + LATE
        route.fulfill(response=answer, body=answer.text().replace(LATE, wait))

    seat.page.route("**/lesson.mjs", late)
    present(seat, "heights?scene=names&lang=en&present=1")
    seat.page.wait_for_selector('[data-question="men-women"]', state="attached")
    seat.pause(1500)
    seat.page.context.set_offline(True)
    for _ in range(2):
        press(seat, "PageDown", 1500)
    assert look(seat) == ("names", "reveal")


def test_a_story_that_comes_after_the_stage_still_has_its_sentence_on_the_slide(make_seat: Any) -> None:
    seat = make_seat(reduced_motion="reduce").open("heights?scene=names&lang=en")
    seat.page.evaluate("""() => {
        const section = document.querySelector('.st-key-scene-names'), parts = [...section.childNodes];
        section.replaceChildren();
        window.told = () => section.replaceChildren(...parts);
    }""")
    press(seat, "f")
    slide = seat.page.locator(".em-presenter .em-sentence p")
    expect(slide).to_have_count(0)
    seat.page.evaluate("window.told()")
    expect(slide).to_have_count(1)


@pytest.mark.faults
def test_a_clicker_pressed_twice_goes_on_from_the_answers(make_seat: Any) -> None:
    seat = make_seat(reduced_motion="reduce")
    present(seat, "heights?scene=names&lang=en&present=1")
    press(seat, "PageDown", 800)
    assert look(seat) == ("names", "answers")
    seat.page.evaluate("""() => { for (let i = 0; i < 2; i += 1) document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'PageDown', bubbles: true, cancelable: true })); }""")
    seat.pause(1200)
    assert look(seat) == ("reveal", "")


@pytest.mark.faults
def test_the_page_behind_is_out_of_reach_and_a_reveal_ends_with_the_lecture(make_seat: Any) -> None:
    seat = make_seat(reduced_motion="reduce").open("heights?scene=names&lang=en")
    press(seat, "f")
    inside = "() => Boolean(document.activeElement.closest('.em-presenter')) || document.activeElement === document.body"
    seat.stage.locator("button:visible").last.focus()
    for _ in range(4):
        press(seat, "Tab", 50)
        assert seat.page.evaluate(inside)
    assert look(seat) == ("names", "")
    seat.stage.focus()
    for _ in range(2):
        press(seat, "PageDown")
    seat.page.wait_for_function("location.search.includes('reveal=1')")
    press(seat, "Escape")
    assert seat.rest().params() == {"scene": "names"}
    seat.nudge("m1")
    assert set(seat.params()) == {"scene", "m1"}, "from the scene's settings, not from the reveal's"
    assert seat.learner.errors == []


@pytest.fixture(scope="module")
def stage(browser: Browser, server: Server) -> Iterator[Seat]:
    """A lecture at 1024x768, under way."""
    context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="en-US")
    seat = Seat(Learner(context, server))
    present(seat, "lower-bound?scene=ratios&lang=en&present=1")
    yield seat
    context.close()
    assert seat.learner.errors == []


def test_its_keys_step_play_blank_and_tell(stage: Seat) -> None:
    press(stage, "Home")
    press(stage, "ArrowRight")
    assert stage.state()["k"] == 1
    press(stage, "ArrowLeft")
    assert stage.state()["k"] == 0
    press(stage, " ", 2300)
    assert stage.state()["k"] >= 2, "it plays"
    press(stage, " ", 200)
    stopped = stage.state()["k"]
    stage.pause(1200)
    assert stage.state()["k"] == stopped
    blank, keys = stage.page.locator(".em-blank"), stage.page.locator(".em-keys")
    for key in ("b", "B", "."):
        press(stage, key, 100)
        assert blank.is_visible() and blank.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(0, 0, 0)"
        press(stage, key, 100)
        assert not blank.is_visible()
    press(stage, "?", 100)
    assert keys.is_visible() and "PageDown" in keys.inner_text()
    press(stage, "?", 100)
    assert not keys.is_visible()


@pytest.mark.faults
def test_one_picture_at_a_time_is_chosen_by_its_number(make_seat: Any) -> None:
    stage = make_seat(viewport={"width": 1920, "height": 1080})
    present(stage, "lower-bound?scene=program-four&lang=en&present=1")
    panels = stage.stage.locator("figure[data-panel]:visible")
    expect(panels).to_have_count(3)
    stage.page.set_viewport_size({"width": 1024, "height": 768})
    expect(panels).to_have_count(1)  # three do not fit at this size
    shown = []
    for key in "123":
        press(stage, key, 250)
        shown.append(panels.get_attribute("data-panel"))
    assert shown == ["column_plot", "check_table", "credit"]


@pytest.mark.faults
def test_an_answer_stands_at_the_panel_that_shows_it(make_seat: Any) -> None:
    stage = make_seat(viewport={"width": 1024, "height": 640})
    present(stage, "kmeans?scene=mitchell&lang=en&present=1")
    panels, seen = stage.stage.locator("figure[data-panel]:visible"), []
    for key in ("PageDown", "PageDown", "PageUp", "PageUp"):
        press(stage, key, 900)
        seen.append((look(stage)[1], panels.evaluate_all("found => found.map(e => e.dataset.panel)")))
    assert seen == [("answers", []), ("reveal", ["soft_and_hard"]), ("answers", []), ("", ["soft_plane"])]


def test_keys_are_left_alone_while_somebody_types(stage: Seat) -> None:
    field = stage.number("a")
    field.click()
    before = stage.state()["k"]
    for key in ("b", "f", "2", "?", " ", "ArrowRight"):
        press(stage, key, 60)
    assert stage.page.locator(".em-presenter").is_visible() and not stage.page.locator(".em-blank").is_visible()
    assert stage.state()["k"] == before and "2" in field.input_value()
    field.fill("0.6")
    field.blur()
    stage.page.locator("[data-em-stage]").focus()


@pytest.mark.faults
@pytest.mark.parametrize("way", ["leaving full screen", "Escape", "f"])
def test_it_ends(make_seat: Any, way: str) -> None:
    """In full screen Escape never reaches the page: the browser leaves it, and the page hears of that."""
    seat = make_seat().open("lower-bound?scene=touch&lang=en")
    before = seat.state()
    press(seat, "f", 900)
    assert "present=1" in seat.page.url and seat.page.evaluate("Boolean(document.fullscreenElement)")
    if way == "leaving full screen":
        seat.page.evaluate("document.exitFullscreen()")
    else:
        seat.page.keyboard.press(way)
    seat.page.wait_for_function("!location.search.includes('present=1')")
    assert "present=1" not in seat.page.url and not seat.page.evaluate("Boolean(document.fullscreenElement)")
    assert not seat.page.locator(".em-presenter").is_visible()
    seat.rest()
    after = seat.state()
    assert {key: after[key] for key in ("scene", "k", "stageTop")} == {key: before[key] for key in ("scene", "k", "stageTop")}
    box = seat.section("touch").locator("h2").bounding_box()
    assert box is not None and 0 < box["y"] < 400
    assert seat.learner.errors == []
