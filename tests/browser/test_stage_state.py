"""What each scene was left at, and where that is kept: on the way through the lesson, in the link, in the tab."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.seat import INSPECT, Seat

LESSON = "lower-bound?lang=en"
EXAMPLE, MINE = "The lesson’s example", re.compile("^Use my start here")
BACK = re.compile("^Back to: ")


@pytest.mark.parametrize("walked", [5, pytest.param(None, marks=pytest.mark.faults)])
def test_each_scene_keeps_what_was_changed_in_it_and_the_others_open_with_their_example(
    seat: Seat, walked: int | None
) -> None:
    """Start, option and half-step are changed in one scene; the others are walked through, and back."""
    seat.open(LESSON)
    order = [*seat.scenes(), "free"]
    seat.stage.locator("select[data-control=data]").select_option("five")
    seat.page.wait_for_function("location.search.includes('data=five')")
    seat.nudge("a", 2)
    seat.page.get_by_role("button", name="Next half-step").first.click()
    seat.rest()
    left = seat.params()
    assert left["scene"] == "play" and left["data"] == "five" and left["k"] == "1" and "a" in left
    caption = seat.state()["caption"]
    seat.page.evaluate("document.activeElement.blur()")
    seat.page.emulate_media(reduced_motion="reduce")  # the text does not glide: quicker
    wrong: dict[str, Any] = {}
    for scene in order[1:-1][:walked]:
        seat.page.keyboard.press("n")
        seat.on(scene).pause(420)
        assert seat.params() == {"scene": scene}, "its example"
        assert not seat.button(EXAMPLE).count()
        wrong |= {scene: found} if any((found := seat.page.evaluate(INSPECT)).values()) else {}
    seat.stage.locator(".em-b-list").click()
    assert ["changed by you" in text for text in seat.page.locator(".em-list > button").all_inner_texts()] == [True] + [False] * 24
    seat.page.keyboard.press("Escape")
    seat.go("touch").page.keyboard.press("p")
    seat.on("play").rest()
    seat.page.emulate_media(reduced_motion="no-preference")
    assert seat.params() == left
    assert seat.state()["caption"] == caption and seat.knob("a").input_value() == left["a"]
    assert "not the settings of the lesson’s example" in seat.state()["note"]
    seat.button(EXAMPLE).click()
    seat.rest()
    assert seat.params() == {"scene": "play"} and seat.state()["k"] == 0
    assert "not the settings of the lesson’s example" not in seat.state()["note"]
    assert [scene for scene in wrong if wrong[scene]["raw"]] == []
    # "the stairs" are named while they are one point, of which a line draws nothing: known (test_stage_words.py)
    assert {scene: found["nothing"] for scene, found in wrong.items() if found["nothing"] != ["the stairs"]} == {}


@pytest.mark.faults
def test_a_start_of_another_scene_is_used_when_it_is_asked_for(seat: Seat) -> None:
    seat.open("lower-bound?scene=touch&lang=en")
    seat.nudge("a", 3)
    assert seat.params() == {"scene": "touch", "a": "0.603"}
    seat.go("maximum")
    assert seat.params() == {"scene": "maximum"} and seat.state()["k"] == 2
    seat.button(MINE).click()
    seat.page.wait_for_function("location.search.includes('a=0.603')")
    seat.rest()
    assert seat.state()["k"] == 2, "it stays at its half-step"
    assert seat.knob("a").input_value() == "0.603"
    assert not seat.button(MINE).count() and seat.button(EXAMPLE).count()
    seat.go("slice")
    assert not seat.button(MINE).count(), "its run does not read them"


@pytest.mark.faults
def test_everything_at_once_opens_with_the_latest_start(seat: Seat) -> None:
    seat.open("lower-bound?scene=touch&lang=en")
    seat.nudge("a", 3)
    seat.go("free")
    assert seat.params()["a"] == "0.603"
    assert seat.stage.locator("figure[data-panel]:visible").count() == len(seat.learner.look())
    seat.button(EXAMPLE).click()
    seat.page.wait_for_function("!location.search.includes('a=')")
    assert not seat.rest().button(EXAMPLE).count() and seat.button(MINE).count()


def test_a_page_that_is_loaded_again_stands_where_it_was(seat: Seat) -> None:
    """The scene in view by its link, the others by the tab's memory."""
    seat.open("lower-bound?scene=touch&lang=en")
    seat.nudge("a", 3)
    seat.go("q-falls").page.keyboard.press("ArrowRight")
    seat.pause(300)
    before, caption = seat.params(), seat.state()["caption"]
    assert before == {"scene": "q-falls", "k": "3"}
    seat.reload()
    assert (seat.params(), seat.state()["caption"]) == (before, caption)
    box = seat.section("q-falls").locator("h2").bounding_box()
    assert box is not None and 0 < box["y"] < 400
    seat.go("touch")
    assert seat.params() == {"scene": "touch", "a": "0.603"}


@pytest.mark.faults
def test_a_copied_link_opens_the_same_elsewhere(seat: Seat, make_seat: Any) -> None:
    seat.open("heights?scene=mixture&lang=en")
    seat.nudge("m1", 2)
    seat.button("Next half-step").click()
    seat.pause(200)
    seat.stage.locator(".em-b-link").click()
    seat.stage.get_by_text("Copied.").wait_for()
    link = seat.page.evaluate("navigator.clipboard.readText()")
    assert link == seat.page.url
    other = make_seat().open(link.removeprefix(seat.learner.server.url + "/"))
    assert other.params() == seat.params() and other.params()["k"] == "3"
    for name in ("scene", "k", "label", "caption"):
        assert other.state()[name] == seat.state()[name]
    # (an animation may draw the traces in another order)
    here, there = ({panel: sorted(drawn.split(";")) for panel, drawn in at.learner.look().items()} for at in (seat, other))
    assert there == here
    assert other.learner.errors == []


@pytest.mark.faults
def test_back_leaves_the_lesson_and_returns_to_the_scene_that_was_left(seat: Seat) -> None:
    seat.open("heights?lang=en").page.goto(f"{seat.learner.server.url}/{LESSON}")
    seat.rest()
    length = seat.page.evaluate("history.length")
    seat.page.keyboard.press("n")
    seat.on("touch").rest()
    seat.nudge("a", 3)
    seat.section("touch").get_by_text("Next scene:").click()
    seat.on("slope").rest()
    seat.wheel(3)
    seat.go("touch")
    assert seat.page.evaluate("history.length") == length, "nothing inside a lesson makes an entry"
    seat.page.go_back()
    seat.page.wait_for_url("**/heights**")
    seat.rest()
    seat.page.go_forward()
    seat.page.wait_for_url("**/lower-bound**")
    at_touch(seat.rest())


def at_touch(seat: Seat) -> None:
    assert seat.params() == {"scene": "touch", "a": "0.603"}
    box = seat.section("touch").locator("h2").bounding_box()
    assert box is not None and 0 < box["y"] < 400

BACK = re.compile("^Back to: ")


@pytest.mark.parametrize("way", [pytest.param("link", marks=pytest.mark.faults), "list of lessons"])
def test_from_another_lesson_back_leads_to_the_scene_that_was_left(seat: Seat, way: str) -> None:
    """A link in the text loads a page, the list of lessons changes it in place."""
    seat.open("lower-bound?scene=touch&lang=en").nudge("a", 3)
    seat.mark("kept")
    if way == "link":
        seat.section("touch").get_by_role("link", name="lesson 04").click()
    else:
        seat.page.get_by_test_id("stExpandSidebarButton").click()
        seat.page.get_by_test_id("stSidebar").get_by_role("link", name="04").click()
    seat.page.wait_for_url("**/jensen**")
    seat.page.wait_for_selector("[data-em-stage] [data-panel=chord] .main-svg")
    assert seat.marked() == (None if way == "link" else "kept")
    assert seat.rest().state()["scene"] == "play"
    seat.page.go_back()
    seat.page.wait_for_url("**/lower-bound**")
    at_touch(seat.rest())


@pytest.mark.faults
def test_after_a_jump_there_is_a_way_back_until_the_next_scroll(seat: Seat) -> None:
    seat.open("heights?scene=lbfgs&lang=en")
    seat.wheel(1, 120, 700)
    assert seat.state()["scene"] == "lbfgs"
    top = seat.state()["top"]
    for jump in ("link", "list"):
        if jump == "link":
            seat.section("lbfgs").get_by_role("link", name="above").click()
            seat.on("mixture").rest()
        else:
            seat.go("mixture")
        seat.button(BACK).click()
        seat.on("lbfgs").rest()
        assert abs(seat.state()["top"] - top) < 3
        assert not seat.button(BACK).count()
    seat.go("mixture")
    assert seat.button(BACK).count()
    for _ in range(8):  # while the page still glides to the scene nobody's scroll counts
        if seat.button(BACK).count():
            seat.wheel(1, 20, 500)
    assert not seat.button(BACK).count()
    assert seat.state()["scene"] == "mixture"


def test_links_to_the_lesson_are_done_in_place(seat: Seat) -> None:
    """A half-step, settings, a scene: on the stage, without a reload, and the text stays where it is."""
    seat.open("lower-bound?scene=ladder&lang=en")
    seat.mark("here")
    seat.section("ladder").get_by_role("link", name="M 1", exact=True).click()
    seat.pause(500)
    assert seat.params() == {"scene": "ladder", "k": "2"} and seat.state()["label"] == "1M"
    seat.go("choose-q")
    top = seat.state()["top"]
    seat.section("choose-q").get_by_role("link", name="one half for every round").click()
    seat.page.wait_for_function("location.search.includes('q1=0.5')")
    seat.rest()
    assert seat.knob("q2").input_value() == "0.5" and seat.state()["top"] == top
    assert seat.state()["k"] == 1
    seat.section("choose-q").get_by_role("link", name="round 2 alone").click()
    seat.rest()
    assert seat.params()["q2"] == "0.5" and "q1" not in seat.params(), "each link is from the example"
    seat.section("choose-q").get_by_text("Next scene:").click()
    seat.on("ratios").rest()
    assert seat.marked() == "here"


@pytest.mark.faults
def test_a_link_of_another_scene_s_text_acts_in_its_own_scene(seat: Seat) -> None:
    seat.open("lower-bound?scene=ladder&lang=en")
    seat.wheel(1, 60, 600)
    link = seat.section("q-and-elbo").get_by_role("link", name="M-\u2060step 1")
    link.evaluate("e => e.click()")
    seat.on("q-and-elbo").rest()
    assert seat.params() == {"scene": "q-and-elbo", "k": "2"}


@pytest.mark.faults
def test_bad_values_in_a_link_are_put_right_and_said(seat: Seat) -> None:
    seat.open("lower-bound?scene=touch&a=7&k=400&lang=en")
    assert seat.state()["scene"] == "touch"
    note = seat.state()["note"]
    assert "400" in note and "7" in note
    seat.go("slope")
    assert "400" not in seat.state()["note"]
    seat.open("lower-bound?scene=nowhere&lang=en")
    assert seat.state()["scene"] == "play" and "nowhere" in seat.state()["note"]
    seat.open("lower-bound?a=0.7&k=2&lang=en")
    assert seat.state()["scene"] == "free", "a link from before there were scenes"


LATE = 'if (data.role === "free") {'


@pytest.mark.faults
def test_everything_at_once_is_drawn_when_its_place_comes_late(seat: Seat) -> None:
    """It stands at the end of the page: on a busy server it comes after the first answer."""

    def late(route: Any) -> None:
        answer = route.fetch()
        assert LATE in answer.text()
        wait = " await new Promise((done) => setTimeout(done, 3000));"
        route.fulfill(response=answer, body=answer.text().replace(LATE, LATE + wait))

    seat.page.route("**/lesson.mjs", late)
    try:
        seat.open("lower-bound?a=0.7&k=2&lang=en")
        seat.pause(500)
        assert seat.state()["label"] == "1M"
        assert seat.stage.locator("[data-panel=staircase] .main-svg").count() > 0
    finally:
        seat.page.unroute("**/lesson.mjs")
