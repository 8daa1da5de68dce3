"""Two tabs, two visitors, a class: nobody sees what another brought, and nobody waits for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.seat import Seat

pytestmark = pytest.mark.faults


class Ears:
    """All that reaches a window: messages, answers by the route, and what stands on its page."""

    def __init__(self, seat: Seat) -> None:
        self.seat, self.heard = seat, bytearray()
        seat.page.on("websocket", lambda socket: socket.on("framereceived", self._frame))
        seat.page.on("response", self._response)

    def _frame(self, content: Any) -> None:
        self.heard += content.encode() if isinstance(content, str) else content

    def _response(self, response: Any) -> None:
        if "/em/run/" in response.url:
            self.heard += response.body()

    def hears(self, word: str) -> bool:
        shown = self.seat.page.content() + self.seat.page.url
        return word.encode() in self.heard or word in shown


def load(seat: Seat, folder: Path, word: str) -> None:
    """More rows than a link carries, under a heading that nobody else has."""
    path = folder / f"{word}.csv"
    path.write_text(f"{word},other\n" + "".join(f"{i % 7},{i % 5 + len(word)}\n" for i in range(100)))
    seat.page.locator("input[type=file]").set_input_files(path)


def settled(seat: Seat) -> Seat:
    seat.page.wait_for_function("location.search.includes('held=100x2-')", timeout=30_000)
    return seat.rest()


def test_two_visitors_load_at_once_and_neither_sees_the_others_rows(make_seat: Any, tmp_path: Path) -> None:
    one, two = make_seat(), make_seat()
    ears = {"heronwing": Ears(one), "badgerpaw": Ears(two)}
    for seat in (one, two):
        seat.open("gmm?lang=en&scene=own")
    load(one, tmp_path, "heronwing")
    load(two, tmp_path, "badgerpaw")
    for seat in (one, two):
        settled(seat)
    for word, there in ears.items():
        (other,) = set(ears) - {word}
        assert there.hears(word), "its own"
        assert not there.hears(other)
    # the other's link, and the other's name for the rows in a question: told, and never answered with them
    link = two.page.url
    one.open(link.removeprefix(one.learner.server.url + "/"))
    assert "its author's own 100 rows" in one.page.locator("[data-testid=stMain]").inner_text()
    query = link.partition("?")[2]
    said = one.page.evaluate("q => fetch(`em/run/gmm?${q}`).then(r => r.json())", query)
    assert said == {"own": True} and not ears["heronwing"].hears("badgerpaw,")
    two.nudge("seed") if two.knob("seed").count() else None
    assert ears["badgerpaw"].hears("badgerpaw") and not ears["badgerpaw"].hears("heronwing")
    for seat in (one, two):
        assert seat.learner.errors == []


def test_two_tabs_of_one_visitor_do_not_disturb_each_other(make_seat: Any, tmp_path: Path) -> None:
    one = make_seat().open("gmm?lang=en&scene=own")
    learner = type(one.learner)(one.page.context, one.learner.server)
    two = Seat(learner).open("gmm?lang=zh&scene=own")
    ears = Ears(two)
    load(one, tmp_path, "heronwing")
    settled(one)
    two.go("play").page.keyboard.press("ArrowRight")
    two.pause(300)
    assert two.state()["k"] == 1 and not ears.hears("heronwing")
    two.page.get_by_text("English", exact=True).click()
    two.page.wait_for_function("document.documentElement.lang === 'en'", timeout=15_000)
    two.rest()
    one.page.get_by_text("中文", exact=True).click()
    one.page.wait_for_function("document.documentElement.lang === 'zh-CN'", timeout=15_000)
    settled(one)
    assert "采用了 100 行" in one.page.locator("[data-testid=stMain]").inner_text()
    assert two.page.evaluate("document.documentElement.lang") == "en" and not ears.hears("heronwing")
    one.page.get_by_role("button", name="移除").click()
    one.page.wait_for_function("!location.search.includes('held=')", timeout=15_000)
    assert one.learner.errors == learner.errors == []
