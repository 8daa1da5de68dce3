"""What a change on the stage costs the browser, counted in elements and not by the clock."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.faults

SCENES = ["heights?scene=play", "lower-bound?scene=maximum", "gmm?scene=play"]
STORY = 600  # elements: a story has 1400 and more, a table with its formulas up to 420


def styled(learner: Any, act: Any) -> int:
    """Of how many elements the style was computed anew, at most at once, while something is done."""
    events: list[Any] = []
    session = learner.page.context.new_cdp_session(learner.page)
    done: list[Any] = []
    session.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    session.on("Tracing.tracingComplete", lambda data: done.append(data))
    session.send("Tracing.start", {"transferMode": "ReportEvents", "categories": "devtools.timeline"})
    act()
    learner.page.wait_for_timeout(1200)
    session.send("Tracing.end")
    for _ in range(100):
        if done:
            break
        learner.page.wait_for_timeout(100)
    counts = [event["args"].get("elementCount", 0) for event in events if event["name"] == "UpdateLayoutTree"]
    assert counts, "nothing was drawn"
    return max(counts)


@pytest.mark.parametrize("link", SCENES)
def test_a_step_and_a_knob_style_the_stage_and_not_the_page(learner: Any, link: str) -> None:
    page = learner.open(f"{link}&lang=en")
    page.wait_for_timeout(1500)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(300)
    assert styled(learner, lambda: page.keyboard.press("ArrowRight")) < STORY
    knob = page.locator("[data-em-stage] input[type=range][data-input]").first
    if knob.count():
        knob.focus()
        assert styled(learner, lambda: page.keyboard.press("ArrowRight")) < STORY
