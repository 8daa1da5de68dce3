"""Which scene is on the stage: every way that enters one, and what must not."""

from __future__ import annotations

import pytest

from tests.browser.seat import Seat

# A wheel that turns in every frame for half a second, however busy the machine is.
FLING = """() => new Promise(done => { const main = document.querySelector('[data-testid=stMain]'); let n = 0;
    const turn = () => { main.dispatchEvent(new WheelEvent('wheel', { deltaY: 160, bubbles: true }));
        main.scrollBy({ top: 160, behavior: 'instant' }); n += 1; n < 30 ? requestAnimationFrame(turn) : done(); };
    turn(); })"""
LESSON = "lower-bound?lang=en"
FIRST = ["play", "touch", "slope", "maximum", "ladder"]


def test_the_stage_stays_where_it_is_while_the_story_scrolls(seat: Seat) -> None:
    """Streamlit's own boxes carry it: a guard for its next version."""
    seat.open("heights?lang=en")
    top = seat.state()["stageTop"]
    assert 0 < top < 100
    for place in (1, 137, 800, 1903, 4000, 6500):
        seat.page.evaluate("top => document.querySelector('[data-testid=stMain]').scrollTo(0, top)", place)
        seat.pause(60)
        now = seat.state()
        assert now["top"] == pytest.approx(place, abs=1)
        assert now["stageTop"] == pytest.approx(top, abs=0.5)


def test_a_wheel_brings_one_scene_after_the_other_and_marks_it_at_its_edge(seat: Seat) -> None:
    seat.open(LESSON)
    edge = "name => getComputedStyle(document.querySelector('.st-key-scene-' + name)).borderLeftColor"
    seen = [seat.state()["scene"]]
    for _ in range(14):
        seat.wheel()
        now = seat.state()["scene"]
        if now != seen[-1]:
            seen.append(now)
            colours = {name: seat.page.evaluate(edge, name) for name in FIRST}
            assert [name for name, colour in colours.items() if colour != "rgba(0, 0, 0, 0)"] == [now]
    assert seen == FIRST[: len(seen)] and len(seen) >= 4
    seat.wheel(14, -160)
    assert seat.state()["scene"] == "play"


def by_key(seat: Seat) -> None:
    seat.page.keyboard.press("n")


def by_capital(seat: Seat) -> None:
    seat.page.keyboard.press("N")  # as with CapsLock


def by_list(seat: Seat) -> None:
    seat.stage.locator(".em-b-list").click()
    seat.page.locator(".em-list button", has_text="Where the bound touches").click()


def by_list_with_keys(seat: Seat) -> None:
    seat.stage.locator(".em-b-list").focus()
    for key in ("Enter", "ArrowDown", "Enter"):
        seat.page.keyboard.press(key)


def by_the_next_link(seat: Seat) -> None:
    seat.section("play").get_by_text("Next scene: Where the bound touches").click()


def by_button(seat: Seat) -> None:
    seat.stage.get_by_role("button", name="Next scene").click()


def by_tab(seat: Seat) -> None:
    seat.section("play").get_by_text("Next scene: Where the bound touches").focus()
    seat.page.keyboard.press("Tab")


def by_click_in_its_text(seat: Seat) -> None:
    seat.wheel(1, 100, 600)
    assert seat.state()["scene"] == "play"
    seat.section("touch").locator("p").first.click(position={"x": 5, "y": 5})


WAYS = [by_key, by_capital, by_list, by_list_with_keys, by_the_next_link, by_button, by_tab, by_click_in_its_text]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_scene_is_entered(seat: Seat, way: object) -> None:
    """By whatever way it is entered, its text is in view then, the link says so, and P leads back."""
    if seat.page.url != f"{seat.learner.server.url}/lower-bound?scene=play&lang=en":
        seat.open(LESSON)
    assert seat.state()["scene"] == "play"
    way(seat)  # type: ignore[operator]
    seat.on("touch").rest()
    assert seat.params() == {"scene": "touch"}
    box = seat.section("touch").locator("h2").bounding_box()
    assert box is not None and 40 < box["y"] < 768 - box["height"]
    seat.page.evaluate("document.activeElement.blur()")
    seat.page.keyboard.press("p")
    seat.on("play").rest()
    assert seat.state()["title"] == "One coin to estimate"


@pytest.mark.faults
def test_keys_that_are_pressed_quickly_lead_as_far_as_they_say(seat: Seat) -> None:
    """On a computer that is four times slower, where a glide stands still for a while."""
    seat.open(LESSON)
    session = seat.page.context.new_cdp_session(seat.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    for _ in range(16):
        seat.page.keyboard.press("n")
        seat.pause(300)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    session.detach()
    seat.rest().pause(300)
    assert seat.state()["scene"] == seat.scenes()[16]


@pytest.mark.faults
def test_former_and_following_end_where_the_lesson_does(seat: Seat) -> None:
    seat.open(LESSON)
    assert seat.stage.get_by_role("button", name="Previous scene").is_disabled()
    seat.page.keyboard.press("p")
    seat.pause(300)
    assert seat.state()["scene"] == "play"
    seat.go("seen")
    seat.stage.get_by_role("button", name="Next scene").click()
    seat.on("free").rest()
    assert seat.stage.get_attribute("data-free") == ""
    seat.page.keyboard.press("n")
    seat.pause(300)
    assert seat.state()["scene"] == "free"
    assert seat.page.locator("[data-em-stage]").count() == 1


def stays(seat: Seat, scene: str) -> None:
    seat.pause(900)
    assert seat.state()["scene"] == scene
    assert seat.params()["scene"] == scene


@pytest.mark.faults
def test_a_layout_that_moves_enters_no_scene(seat: Seat) -> None:
    """Each of these moves a text across the line, and nobody has scrolled."""
    seat.open(LESSON).go("q-and-elbo")
    section = seat.section("q-and-elbo")
    seat.wheel(1, -110, 700)  # its heading just above the line
    assert seat.state()["scene"] == "q-and-elbo"
    place = "() => document.querySelector('.st-key-scene-q-and-elbo').getBoundingClientRect().top"
    before = seat.page.evaluate(place)
    seat.page.evaluate("""() => { const box = document.createElement('div'); box.id = 'grown'; box.style.height = '10px';
        document.querySelector('.st-key-scene-ladder').append(box); setTimeout(() => { box.style.height = '900px'; }, 700); }""")
    seat.pause(900)
    stays(seat, "q-and-elbo")
    seat.page.evaluate("document.querySelector('#grown').remove()")
    stays(seat, "q-and-elbo")
    assert abs(seat.page.evaluate(place) - before) < 2, "the browser itself holds the text in its place"
    seat.page.evaluate("document.querySelector('.st-key-scene-ladder').style.display = 'none'")
    stays(seat, "q-and-elbo")
    seat.page.evaluate("document.querySelector('.st-key-scene-ladder').style.display = ''")
    stays(seat, "q-and-elbo")
    seat.go("q-and-elbo")
    seat.wheel(1, -110, 700)
    before = seat.page.evaluate(place)
    for display in ("none", ""):  # above the screen
        seat.page.evaluate("display => { document.querySelector('.st-key-scene-maximum').style.display = display; }", display)
        stays(seat, "q-and-elbo")
        assert abs(seat.page.evaluate(place) - before) < 2, "the browser itself holds the text in its place"
    section.locator("summary").click()  # a fold
    stays(seat, "q-and-elbo")


@pytest.mark.faults
def test_a_reply_and_another_run_of_the_script_enter_no_scene(seat: Seat) -> None:
    seat.open("lower-bound?scene=maximum&lang=en")
    question = seat.page.locator('[data-question="e-step-raises"]')
    question.locator("input").first.check()
    question.get_by_role("button", name="Commit").click()
    stays(seat, "maximum")
    question.get_by_role("button", name="Show it").click()
    stays(seat, "maximum")
    for scheme in ("dark", "light"):
        seat.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        stays(seat, "maximum")
    for words in ("中文", "English"):
        seat.page.get_by_text(words, exact=True).click()
        seat.pause(800)
        seat.rest()
        stays(seat, "maximum")


def test_scenes_that_are_passed_over_cost_nothing(seat: Seat) -> None:
    seat.open(LESSON)
    seat.pause(1500)  # the second scene is fetched ahead
    seat.asked.clear()
    seat.page.evaluate(FLING)
    seat.page.wait_for_function("document.querySelector('[data-em-stage]').dataset.scene !== 'play'")
    seat.pause(700)
    landed = seat.state()["scene"]
    assert seat.scenes().index(landed) >= 6
    assert {asked["scene"] for asked in seat.asked} == {landed}


def test_the_next_scene_is_fetched_ahead_and_one_that_was_seen_asks_nobody(seat: Seat) -> None:
    seat.open(LESSON)
    seat.pause(1700)
    assert [asked["scene"] for asked in seat.asked[-1:]] == ["touch"]
    seat.asked.clear()
    for key, scene in (("n", "touch"), ("p", "play"), ("n", "touch")):
        seat.page.keyboard.press(key)
        seat.on(scene)
    assert seat.asked == []


@pytest.mark.parametrize("scene", [pytest.param("not-said", marks=pytest.mark.faults), "zoo-hints"])
def test_a_link_to_a_late_scene_brings_its_text_into_view_and_stays(seat: Seat, scene: str) -> None:
    """While formulas are laid out the place moves by thousands of pixels."""
    seat.asked.clear()
    seat.open(f"lower-bound?scene={scene}&lang=en")
    stays(seat, scene)
    box = seat.section(scene).locator("h2").bounding_box()
    assert box is not None and 40 < box["y"] < 250
    following = seat.scenes()[seat.scenes().index(scene) + 1]
    assert {asked["scene"] for asked in seat.asked} <= {following}, "the first comes with the page"
