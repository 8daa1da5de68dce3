"""Is the picture in view while its text is read? On desktops, phones, phones held sideways, and zoomed; and axe."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.seat import DESKTOP, PHONE, Seat
from tests.browser.test_visits import WIDER, serious
from tests.lessons.stages import STAGED

LESSONS = [lesson.path for lesson in STAGED]
DESKTOPS = [(1280, 720), (1366, 768), (1440, 900), (1920, 1080)]
PHONES = [(390, 844), (360, 640), (768, 1024)]
USUAL = [("hidden-coin", (390, 844), "zh")]  # the others are for `make faults`
# every size in one lesson; a desktop and a phone in every one, each in another language
MORE = [("lower-bound", size, ("en", "zh")[i % 2]) for i, size in enumerate(DESKTOPS + PHONES)] + [
    (lesson, size, ("en", "zh")[(i + j) % 2])
    for i, lesson in enumerate(LESSONS) for j, size in enumerate([(1280, 720), (390, 844)])
]
ALL = [*USUAL, *(pytest.param(*case, marks=pytest.mark.faults) for case in dict.fromkeys(MORE) if case not in USUAL)]

PROSE = """least => {
    const all = [...document.querySelectorAll('.st-key-lesson [data-testid=stMarkdownContainer] :is(p, li)')]
        .filter(e => !e.closest('label, button') && e.textContent.trim().length > least);
    window.emProse = all.filter(e => !e.closest('.em-player, details'));
    window.emScenes = emProse.map(e => e.closest('[class*=st-key-scene-]')?.className.match(/st-key-scene-([\\w-]+)/)[1] ?? '');
    const letters = list => list.reduce((n, e) => n + e.textContent.length, 0);
    return { lengths: emProse.map(e => e.innerText.length), folded: letters(all.filter(e => e.closest('details'))) / letters(all) };
}"""
LOOK = """() => {
    const stage = document.querySelector('[data-em-stage]'), box = stage.getBoundingClientRect();
    const panels = [...document.querySelectorAll('figure[data-panel]')].map(f => [f, f.getBoundingClientRect()])
        .filter(([f, r]) => r.height > 20 && f.checkVisibility({ opacityProperty: true, visibilityProperty: true }));
    const shares = panels.map(([, r]) => Math.max(0, Math.min(r.bottom, innerHeight) - Math.max(r.top, 0)) / Math.min(r.height, innerHeight));
    const scrolls = [...stage.querySelectorAll('*')].filter(e => e.scrollHeight > e.clientHeight + 2 && e.clientHeight > 20
        && ['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowY)).map(e => e.className);
    const cut = [...stage.querySelectorAll('.em-html')].filter(e => e.checkVisibility() && e.scrollHeight > e.parentElement.clientHeight + 2)
        .map(e => e.closest('figure').dataset.panel);
    return { scene: stage.dataset.scene, free: 'free' in stage.dataset, shares, bottom: box.bottom / innerHeight, scrolls: [...scrolls, ...cut] };
}"""
# The paragraphs that can be read now, where a reader holds them, with their own scene and a whole panel in view.
READ = """() => { const look = (LOOK)();
    return emProse.map((e, i) => i).filter(i => {
        const r = emProse[i].getBoundingClientRect(), y = r.top + Math.min(r.height, innerHeight * 0.3) / 2;
        if (y < innerHeight * 0.15 || y > innerHeight * 0.92 || Math.max(0, ...look.shares) < 0.8) return false;
        const top = document.elementFromPoint(r.left + Math.min(r.width / 2, 120), y);
        return top && (emProse[i].contains(top) || top.contains(emProse[i])) && ['', look.scene].includes(emScenes[i]);
    }); }""".replace("LOOK", LOOK)
# What is marked at its edge is painted, however long the answer took.
ARRIVED = """() => { const lit = [...document.querySelectorAll('[class*=st-key-scene-]')].find(e => getComputedStyle(e).borderLeftColor !== 'rgba(0, 0, 0, 0)');
    const { scene } = document.querySelector('[data-em-stage]').dataset;
    return lit ? lit.classList.contains('st-key-scene-' + scene) : scene === 'free'; }"""


def window(make_seat: Any, size: tuple[int, int]) -> Seat:
    options = {} if size[0] >= 1000 else {"has_touch": True, "is_mobile": True}
    seat: Seat = make_seat(viewport={"width": size[0], "height": size[1]}, **options)
    return seat


@pytest.mark.parametrize(("lesson", "size", "lang"), ALL)
def test_a_text_is_read_with_its_picture_in_view(make_seat: Any, lesson: str, size: tuple[int, int], lang: str) -> None:
    seat = window(make_seat, size)
    seat.open(f"{lesson}?lang={lang}")
    first = seat.page.evaluate(LOOK)
    assert min(first["shares"]) > 0.99, "on arrival"
    assert seat.page.evaluate(WIDER) <= 0
    prose = seat.page.evaluate(PROSE, 16 if lang == "zh" else 40)
    order, seen, faults, read = seat.scenes(), [], [], set()
    for _ in range(250):
        look = seat.page.evaluate(LOOK)
        if look["free"]:
            break
        seen += [look["scene"]] if [look["scene"]] != seen[-1:] else []
        lowest = 1.005 if size[0] >= 1000 else 0.56
        if look["bottom"] > lowest or sum(share > 0.05 for share in look["shares"]) > 3 or look["scrolls"]:
            faults.append((look["scene"], round(look["bottom"], 3), look["scrolls"]))
        read |= set(seat.page.evaluate(READ))
        seat.wheel(1, 160, 260)
        seat.page.wait_for_function(ARRIVED)
    assert seen == order, "each by the wheel, in the order of the text"
    assert faults == []
    assert sum(prose["lengths"][i] for i in read) / sum(prose["lengths"]) >= 0.95
    assert prose["folded"] <= 0.25
    assert seat.learner.errors == []


@pytest.mark.parametrize("size", [
    pytest.param((844, 390), marks=pytest.mark.faults),
    pytest.param((683, 384), marks=pytest.mark.faults),
    pytest.param((320, 640), marks=pytest.mark.faults),
], ids=str)
def test_where_it_is_low_or_narrow_nothing_sticks_or_it_leaves_room(make_seat: Any, size: tuple[int, int]) -> None:
    seat = window(make_seat, size)
    seat.open("heights?scene=mixture&lang=en")
    assert seat.page.evaluate(WIDER) <= 0
    stuck = """() => [...document.querySelectorAll('*')].filter(e => getComputedStyle(e).position === 'sticky' && !e.closest('[data-testid=stSidebar]')
        && e.getBoundingClientRect().height > 60 && !e.closest('.st-key-everything')).map(e => e.className.slice(0, 60))"""
    stage, section = seat.page.evaluate("""() => ['[data-em-stage]', '.st-key-scene-mixture'].map(q => {
        const r = document.querySelector(q).getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; })""")
    if size[1] < 480:
        assert seat.page.evaluate(stuck) == []
        if size[0] >= 700:
            assert stage[0] > section[0] + 100, "side by side"
        else:
            heading = seat.section("mixture").locator("h2").bounding_box()
            assert heading and stage[1] >= heading["y"] + heading["height"] - 2, "under the heading of its scene"
            assert stage[3] <= section[3] + 1
    else:
        assert stage[3] <= 0.56 * size[1], "at most half"
    seat.page.keyboard.press("n")
    seat.on("person").rest()
    if size[1] < 480 and size[0] < 700:
        assert seat.section("person").locator("[data-em-stage]").count() == 1
    assert seat.page.evaluate(WIDER) <= 0
    assert seat.learner.errors == []


@pytest.mark.faults
def test_a_panels_name_stays_on_one_line_though_a_part_of_it_is_kept_together(make_seat: Any) -> None:
    seat = make_seat(**PHONE).open("plsa?scene=e-step&lang=en")
    assert seat.stage.locator(".em-dot .em-keep").count()
    tall = seat.page.evaluate("[...document.querySelectorAll('[data-em-stage] .em-dot')].map(e => e.offsetHeight)")
    assert len(tall) == 3 and max(tall) < 32


def test_a_phone_has_one_picture_dots_and_its_settings_behind_a_button(make_seat: Any) -> None:
    seat = make_seat(**PHONE).open("heights?scene=mixture&lang=en")
    panels = seat.stage.locator("figure[data-panel]:visible")
    top = seat.state()["stageTop"]
    assert panels.count() == 1 and not seat.knob("m1").is_visible()
    first = panels.get_attribute("data-panel")
    seat.stage.locator(".em-dot").nth(1).tap()
    seat.pause(300)
    assert panels.count() == 1 and panels.get_attribute("data-panel") != first
    seat.stage.get_by_role("button", name="More settings").tap()
    assert seat.knob("m1").is_visible()
    seat.nudge("m1")
    seat.stage.locator(".em-drawer").get_by_role("button", name="Close").tap()
    assert not seat.knob("m1").is_visible() and "m1" in seat.params()
    assert seat.page.evaluate("document.activeElement.className").count("em-b-tune"), "what had the focus is hidden"
    for place in (3000, 3400, 6000):
        seat.page.evaluate("top => document.querySelector('[data-testid=stMain]').scrollTo(0, top)", place)
        seat.pause(100)
        assert seat.state()["stageTop"] == pytest.approx(top, abs=0.5)
    seat.rest().stage.locator(".em-b-back").tap()  # what is said at the end stands below the picture
    heights = set()
    for _ in range(5):
        seat.stage.locator(".em-b-back").tap()
        heights.add(seat.page.evaluate("document.querySelector('[data-em-stage] .em-panels').clientHeight"))
    assert len(heights) == 1, "a longer sentence moves no picture"
    seat.go("reveal").stage.locator(".em-dot").nth(1).tap()
    seat.stage.get_by_role("button", name="More settings").tap()
    seat.stage.locator("input[data-control=reveal]").tap()
    seat.page.wait_for_function("location.search.includes('reveal=')")
    assert seat.rest().stage.locator("figure[data-panel]:visible").count() == 1, "the one that was chosen is gone"


@pytest.mark.faults
@pytest.mark.parametrize(("theme", "lang"), [("light", "en"), ("dark", "zh")])
@pytest.mark.parametrize("lesson", LESSONS)
def test_axe_finds_nothing_serious_anywhere(make_seat: Any, lesson: str, theme: str, lang: str) -> None:
    """Where test_visits.py has not been: the list of scenes, everything at once, a question in sight."""
    seat = make_seat(**DESKTOP, color_scheme=theme).open(f"{lesson}?lang={lang}")
    seat.stage.locator(".em-b-list").click()
    assert serious(seat.page) == {}, "the list"
    seat.page.keyboard.press("Escape")
    seat.go("free")
    assert serious(seat.page) == {}, "everything at once"
    assert seat.learner.errors == [] and seat.learner.outside == set()
