"""A seat in front of a lesson of scenes: what stands on the stage, and every way onto it."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page

# Painted, the script has stopped, the last section is there, and nothing has moved for half a second.
REST = """() => new Promise(done => {
    const main = document.querySelector('[data-testid=stMain]'), began = performance.now();
    let last = '', since = performance.now();
    const look = () => {
        const stage = document.querySelector('[data-em-stage]');
        const now = [main.scrollTop, main.scrollHeight, stage?.dataset.scene, stage?.dataset.k].join();
        const busy = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'running'
            || !document.querySelector('.st-key-everything') || !stage?.dataset.scene;
        if (now !== last || busy) { last = now; since = performance.now(); }
        if (performance.now() - since > 500 || performance.now() - began > 30000) done(performance.now() - began < 30000);
        else setTimeout(look, 40);
    };
    look();
})"""
STATE = """() => {
    const stage = document.querySelector('[data-em-stage]'), main = document.querySelector('[data-testid=stMain]');
    return { scene: stage.dataset.scene, k: +stage.dataset.k, label: stage.dataset.label, url: location.search,
             top: main.scrollTop, stageTop: stage.getBoundingClientRect().top,
             title: stage.querySelector('.em-title').innerText, note: stage.querySelector('.em-note-line').innerText,
             spoken: stage.querySelector('.em-sr').textContent,
             caption: stage.querySelector('.em-caption').innerText, alert: stage.querySelector('.em-alert').innerText };
}"""
# What may not stand on a stage: a raw underscore in visible text, a name in a legend of nothing that is drawn.
INSPECT = """() => {
    const stage = document.querySelector('[data-em-stage]'), raw = [];
    const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { parentElement: box, data } = walker.currentNode;
        if (/\\w_|_\\w|_{/.test(data) && !box.closest('.em-sr, code, pre, annotation') && box.getClientRects().length) raw.push(data);
    }
    const numbers = list => [...(list ?? [])].filter(v => typeof v === 'string' || Number.isFinite(v)).length;
    const drawn = trace => {
        if (trace.visible === false || trace.visible === 'legendonly') return false;
        if (!['scatter', 'scattergl', 'bar'].includes(trace.type)) return true;
        const n = Math.min(numbers(trace.x), numbers(trace.y));
        return trace.type === 'bar' || trace.mode?.includes('markers') || trace.mode?.includes('text') ? n > 0 : n > 1;
    };
    const bare = name => (name ?? '').replace(/<.?sub>/g, '');
    const nothing = [...stage.querySelectorAll('figure.em-kind-plotly')].flatMap(figure => {
        const boxes = [...figure.querySelectorAll('.js-plotly-plot')];
        const shown = boxes.flatMap(box => box._fullData ?? []).filter(drawn).map(trace => bare(trace.name));
        return [...figure.querySelectorAll('.em-key')].map(key => key.textContent).filter(name => !shown.includes(name));
    });
    return { raw, nothing };
}"""
DESKTOP = {"viewport": {"width": 1366, "height": 768}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


class Seat:
    """One browser window at a lesson of scenes."""

    def __init__(self, learner: Any) -> None:
        self.learner = learner
        self.page: Page = learner.page
        self.page.set_default_timeout(8000)
        self.asked: list[dict[str, str]] = []  # what was asked by the route
        self.page.on("request", self._request)

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if "/em/run/" in parts.path:
            self.asked.append(dict(parse_qsl(parts.query)))

    # ---- the page --------------------------------------------------------------------------------

    def open(self, path: str) -> Seat:
        """A lesson as somebody meets it who was never there."""
        if self.page.url.startswith("http"):
            self.page.evaluate("sessionStorage.clear(), localStorage.clear()")  # an unfolded list of lessons too
        self.page.goto(f"{self.learner.server.url}/{path}", wait_until="commit", timeout=60_000)
        return self.rest()

    def reload(self) -> Seat:
        self.page.reload(wait_until="commit")
        return self.rest()

    def rest(self) -> Seat:
        """Until the scene is painted and nothing moves any more."""
        self.page.wait_for_selector("[data-em-stage][data-scene]", timeout=60_000)
        assert self.page.evaluate(REST), "the page does not come to rest"
        return self

    def pause(self, ms: int) -> None:
        self.page.wait_for_timeout(ms)

    # ---- the stage -------------------------------------------------------------------------------

    @property
    def stage(self) -> Locator:
        return self.page.locator("[data-em-stage]")

    def state(self) -> dict[str, Any]:
        return dict(self.page.evaluate(STATE))

    def params(self) -> dict[str, str]:
        """The link's parameters but for the language."""
        asked = dict(parse_qsl(urlsplit(self.page.url).query))
        asked.pop("lang", None)
        return asked

    def on(self, scene: str, timeout: float = 8000) -> Seat:
        """Wait until this scene's pictures are painted."""
        self.page.wait_for_selector(f'[data-em-stage][data-scene="{scene}"]', timeout=timeout)
        return self

    def scenes(self) -> list[str]:
        """The scenes in the order of the text."""
        return list(self.page.evaluate(
            "() => [...document.querySelectorAll('[class*=st-key-scene-]')].map(e => e.className.match(/st-key-scene-([\\w-]+)/)[1])"
        ))  # fmt: skip

    def section(self, scene: str) -> Locator:
        return self.page.locator(f".st-key-scene-{scene}")

    def knob(self, name: str) -> Locator:
        return self.stage.locator(f"input[type=range][data-input={name}]")

    def number(self, name: str) -> Locator:
        return self.stage.locator(f"input[data-number={name}]")

    def nudge_only(self, name: str) -> None:
        """Move a knob by keyboard, whoever answers."""
        self.knob(name).focus()
        self.page.keyboard.press("ArrowRight")

    def nudge(self, name: str, presses: int = 1) -> None:
        """Move a knob by keyboard, and wait for the whole run."""
        self.knob(name).focus()
        for _ in range(presses):
            self.page.keyboard.press("ArrowRight")
        self.page.wait_for_function(
            "name => location.search.includes(`${name}=${document.querySelector(`[data-em-stage] [data-input=${name}]`).value}`)",
            arg=name,
        )
        self.rest()

    def value(self, name: str) -> float:
        """What a knob's field says."""
        return float(self.number(name).input_value())

    def spot(self, panel: str, x: float, y: float) -> tuple[float, float]:
        """Where (x, y), in a figure's own units, is on the screen."""
        at = self.page.evaluate(
            """([panel, x, y]) => {
                const plot = document.querySelector(`[data-em-stage] [data-panel=${panel}] .em-plot`);
                if (!plot.closest('.st-key-stage')) plot.scrollIntoView({ block: 'center' });
                const box = plot.getBoundingClientRect(), { xaxis, yaxis } = plot._fullLayout;
                return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)];
            }""",
            [panel, x, y],
        )
        return float(at[0]), float(at[1])

    def hold(self, panel: str, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag in a figure, in its own units; the button stays down."""
        self.page.mouse.move(*self.spot(panel, *start))
        self.page.mouse.down()
        self.page.mouse.move(*self.spot(panel, *end), steps=10)
        self.pause(200)  # a sentence that takes another line moves the picture under the pointer: a hand follows
        self.page.mouse.move(*self.spot(panel, *end))

    def drop(self) -> Seat:
        """Let go; the whole run comes."""
        self.page.mouse.up()
        self.pause(300)
        return self.rest()

    def button(self, words: str | re.Pattern[str]) -> Locator:
        return self.stage.get_by_role("button", name=words, exact=isinstance(words, str))

    # ---- ways onto it ----------------------------------------------------------------------------

    def wheel(self, notches: int = 1, step: int = 160, rest: int = 230) -> None:
        """A reader's wheel over the text."""
        size = self.page.viewport_size
        assert size is not None
        self.page.mouse.move(size["width"] * 0.2, size["height"] * 0.8)
        for _ in range(notches):
            self.page.mouse.wheel(0, step)
            self.pause(rest)

    def go(self, scene: str) -> Seat:
        """By the list of scenes."""
        if self.state()["scene"] != scene:
            place = [*self.scenes(), "free"].index(scene)
            self.stage.locator(".em-b-list").click()
            self.page.locator(".em-list > button").nth(place).click()
            self.on(scene).rest()
        return self

    def mark(self, name: str) -> None:
        """Something of this visit that a reload would lose."""
        self.page.evaluate(f"window.emMark = {json.dumps(name)}")

    def marked(self) -> Any:
        return self.page.evaluate("window.emMark ?? null")
