"""On paper: every scene's text, the first picture of each scene that was on the stage, links for the others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.seat import DESKTOP

PAPER = """() => {
    dispatchEvent(new Event('beforeprint'));
    const seen = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getBoundingClientRect().height > 5;
    const sections = [...document.querySelectorAll('[class*=st-key-scene-]')].map(section => {
        const printed = [...section.querySelectorAll('.em-printed')].filter(seen);
        return { id: section.className.match(/st-key-scene-([\\w-]+)/)[1], heading: seen(section.querySelector('h2')),
                 text: [...section.querySelectorAll('[data-testid=stMarkdownContainer] p')].every(seen),
                 kinds: printed.map(e => e.tagName), words: printed.map(e => e.innerText).join(),
                 drawn: printed.some(e => e.querySelector('svg, table, math')) };
    });
    const raised = [...document.querySelectorAll('.st-key-scene-mixture .katex-display .vlist > span')].every(e => getComputedStyle(e).position === 'relative');
    const shown = q => [...document.querySelectorAll(q)].filter(seen).length;
    const sticky = [...document.querySelectorAll('body *')].filter(e => ['sticky', 'fixed'].includes(getComputedStyle(e).position) && seen(e)).map(e => e.className || e.dataset.testid);
    const ground = e => getComputedStyle(e).backgroundColor;
    return { raised, sections, stage: shown('[data-em-stage]'), sticky,
             colours: { text: getComputedStyle(document.querySelector('.st-key-scene-play p')).color, page: ground(document.querySelector('[data-testid=stApp]')),
                        figure: getComputedStyle(document.querySelector('.em-printed text') ?? document.body).fill } };
}"""


@pytest.mark.faults
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_lesson_prints_all_its_text_and_what_was_on_the_stage(make_seat: Any, theme: str) -> None:
    seat = make_seat(**DESKTOP, color_scheme=theme).open("heights?lang=en")
    while seat.state()["scene"] == "play":
        seat.wheel()
    seat.wheel(1, 20, 1000)  # on, before its pictures have come to rest
    assert seat.state()["scene"] == "histogram"
    seat.page.keyboard.press("n")
    seat.on("mixture").rest().pause(500)
    seat.page.emulate_media(media="print")
    paper = seat.page.evaluate(PAPER)
    assert paper["raised"], "what stands above and below in a formula"
    visited = {"play", "histogram", "mixture"}
    for section in paper["sections"]:
        assert section["heading"] and section["text"], section["id"]
        assert section["kinds"] == (["FIGURE"] if section["id"] in visited else ["P"]), section["id"]
        assert section["drawn"] == (section["id"] in visited)
        assert section["id"] in visited or f"?scene={section['id']}&lang=en" in section["words"]
    assert (paper["stage"], paper["sticky"]) == (0, [])

    def light(colour: str) -> float:
        return sum(float(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]) / 3

    assert light(paper["colours"]["page"]) > 240 and light(paper["colours"]["text"]) < 60
    assert light(paper["colours"]["figure"]) < 100  # the blue of a light page
    assert len(seat.page.pdf()) > 50_000
    seat.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert seat.page.locator(".em-printed").count() == 0
