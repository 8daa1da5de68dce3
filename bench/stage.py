"""The stage: Next, a change of scene, a moved knob and the first load, for the app, a static page and Dash.

All three play the same documents (``bench.strips``). They take turns, each visit in a profile of its own.
"""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from bench import servers, strips
from bench.browser import Traffic, p95
from bench.probe import STAGE_PROBE
from bench.servers import Server
from tests.browser.chromium import FLAGS, find_chromium

TURNS = 2  # visits of each contender to each lesson, after one that warms the server
PAUSE = 250  # ms between Nexts, after the picture has been still for 300
FETCHED = 2500  # ms in which the next scene is fetched ahead: it is asked for after one second without input
REST = 1000  # ms after a moved knob: the whole run comes when it rests
WINDOW = {"width": 1366, "height": 768}
LIGHTS, WHOLES, CACHED = 60, 20, 300  # questions to the server: its clock has steps of 10 ms

APP = "this app"


@dataclass(frozen=True)
class Contender:
    """How one implementation is started for a lesson, and where its controls are."""

    name: str
    start: Callable[[strips.Part], Server]
    next: str = "#next"
    following: str = "#following"
    knob: str = "#knob"


CONTENDERS = (
    Contender("static page", lambda part: servers.stage_static(part.path)),
    Contender(APP, lambda part: servers.app(f"/{part.path}?lang=en&scene={part.scenes[0]}"),
              "[data-em-stage] .em-b-next", "[data-em-stage] .em-b-down",
              "[data-em-stage] input[type=range][data-input={knob}]"),
    Contender("Dash", lambda part: servers.stage_dash(part.path), knob="[role=slider] >> nth=0"),
)  # fmt: skip


@dataclass
class Figures:
    """Of one contender: milliseconds by what was done, and what it cost."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    costs: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # per thing done
    moves: int = 0
    peeks: int = 0  # light pictures that were shown after them


class Visit:
    """One visit to a lesson, in a profile of its own."""

    def __init__(
        self, browser: Browser, contender: Contender, server: Server, part: strips.Part, figures: Figures
    ) -> None:
        self.contender, self.server, self.part, self.figures = contender, server, part, figures
        self.context = browser.new_context(viewport=WINDOW, locale="en-US")
        self.page: Page = self.context.new_page()
        self.scene = part.scenes[0]
        self.asked = 0  # requests and messages of the page
        self.page.on("request", lambda _: self._ask())
        self.page.on("websocket", lambda socket: socket.on("framesent", lambda _: self._ask()))

    def _ask(self) -> None:
        self.asked += 1

    @property
    def knob(self) -> Locator:
        """The first scene's knob."""
        return self.page.locator(self.contender.knob.format(knob=self.part.knob)).first

    def load(self, figures: int) -> None:
        """From the navigation to the first pictures, all of the scene's; then the server at rest."""
        traffic = Traffic(self.context.new_cdp_session(self.page))
        self.page.add_init_script(f"window.benchFigures = {figures}; {STAGE_PROBE}")
        self.page.goto(self.server.url, wait_until="commit")
        self.figures.times["first load"].append(float(self.page.evaluate("bench.firstPicture()")))
        self.page.wait_for_timeout(700)
        self.figures.costs["kB, first load"].append(traffic.total / 1e3)
        self.knob.wait_for()
        self.page.wait_for_timeout(FETCHED)
        self.at_rest = 0.0
        self._costing("server's ms, a second at rest", 2, lambda: self.page.wait_for_timeout(2000))
        self.at_rest = (self.figures.costs["server's ms, a second at rest"] or [0.0])[-1]

    def _costing(self, name: str, count: int, act: Callable[[], None]) -> None:
        """Processor time of the server for each of ``count`` things, beyond what it takes at rest."""
        before, began = self.server.cpu(), time.monotonic()
        act()
        after, took = self.server.cpu(), time.monotonic() - began
        if before is not None and after is not None:
            self.figures.costs[name].append((after - before - self.at_rest * took) / count)

    def _input(self, event: str, wanted: dict[str, str], act: Callable[[], None]) -> dict[str, float]:
        self.page.evaluate("([event, wanted]) => bench.watch(event, wanted)", [event, wanted])
        act()
        step: dict[str, float] = self.page.evaluate("bench.step")
        return step

    def _mark(self, name: str) -> str:
        at = "(name) => document.querySelector('[data-em-stage]').dataset[name] ?? ''"
        return str(self.page.evaluate(at, name))

    def steps(self) -> None:
        """Next, a few times, from where the scene opens."""
        target, asked = self.page.locator(self.contender.next), self.asked

        def steps() -> None:
            for _ in range(strips.STEPS):
                step = self._input("pointerup", {"label": self._mark("label")}, target.click)
                self.figures.times[f"Next, {self.part.path} {self.scene}"].append(step["complete"])
                self.page.wait_for_timeout(PAUSE)

        self._costing("server's ms, Next", strips.STEPS, steps)
        self.figures.costs["requests, Next"].append((self.asked - asked) / strips.STEPS)

    def moves(self, key: str) -> None:
        """The first scene's knob, a step by key: until the first new picture."""

        def moves() -> None:
            for _ in range(strips.MOVES):
                self.knob.focus()
                before = self._stands()
                step = self._input("keydown", {}, lambda: self.page.keyboard.press(key))
                if self._stands() == before:
                    raise RuntimeError(f"{self.contender.name}: the knob {self.part.knob} did not move")
                self.figures.times[f"knob, {self.part.path} {self.scene}"].append(step["first"])
                self.page.wait_for_timeout(REST)

        peeks = self._peeks()
        self.page.wait_for_timeout(PAUSE)
        self._costing("server's ms, a moved knob", strips.MOVES, moves)
        self.figures.moves += strips.MOVES
        self.figures.peeks += self._peeks() - peeks

    def _stands(self) -> str:
        return str(self.knob.evaluate("(node) => node.value ?? node.ariaValueNow"))

    def _peeks(self) -> int:
        return int(self._mark("peeks") or 0)

    def change(self, scene: str, ahead: bool) -> None:
        """The next scene, fetched ahead or at once after the last change."""
        if ahead:
            self.page.wait_for_timeout(FETCHED)
        target = self.page.locator(self.contender.following)
        step = self._input("pointerup", {"scene": scene}, target.click)
        name = "scene, fetched ahead" if ahead else "scene, not fetched"
        self.figures.times[name].append(step["complete"])
        self.scene = scene

    def play(self, turn: int, figures: int) -> None:
        """All of it; of turn -1, which warms the server, the load alone."""
        self.load(figures)
        if turn < 0:
            return
        self.steps()
        self.moves("ArrowLeft" if turn % 2 else "ArrowRight")  # each start once: not from the server's memory
        for i, scene in enumerate(self.part.scenes[1:]):
            self.change(scene, ahead=i % 2 == 0)
            if scene in self.part.played:
                self.page.wait_for_timeout(PAUSE)
                self.steps()


def measure() -> tuple[dict[str, Figures], dict[str, float]]:
    """Every contender's figures, from one run in which they alternate; and what the app's answers cost."""
    contenders = [one for one in CONTENDERS if one.name != "Dash" or servers.has_peers()]
    results = {contender.name: Figures() for contender in contenders}
    answers: dict[str, float] = {}
    for part in strips.PARTS:
        first = strips.ask(part.path, scene=part.scenes[0])
        figures = sum(panel["strip"]["kind"] == "plotly" for panel in first["panels"])
        with ExitStack() as stack:
            running = [(one, stack.enter_context(one.start(part))) for one in contenders]
            browser = stack.enter_context(sync_playwright()).chromium.launch(
                executable_path=find_chromium(), args=FLAGS)
            stack.callback(browser.close)
            for turn in range(-1, TURNS):
                for contender, server in running:
                    kept = Figures() if turn < 0 else results[contender.name]
                    visit = Visit(browser, contender, server, part, kept)
                    visit.play(turn, figures)
                    visit.context.close()
            mine = next(server for contender, server in running if contender.name == APP)
            answers |= costs(mine, part, first)
    return results, answers


def costs(server: Server, part: strips.Part, first: strips.Json) -> dict[str, float]:
    """Processor milliseconds of the server per answer: light, whole, whole from memory."""

    def asked(count: int, question: Callable[[int], dict[str, str]]) -> float:
        before = server.cpu()
        for i in range(count):
            query = urlencode({"lang": "en", "scene": part.scenes[0], **question(i)})
            address = f"http://127.0.0.1:{server.port}/em/run/{part.path}?{query}"
            with urlopen(Request(address, headers={"Accept-Encoding": "gzip"})) as got:
                got.read()
        after = server.cpu()
        return float("nan") if before is None or after is None else (after - before) / count

    def start(i: int) -> dict[str, str]:
        return {part.knob: strips.moved(part, first, i)}

    name = f"{part.path} {part.scenes[0]}"
    asked(1, lambda i: {})  # so that nothing is imported while it is timed
    return {
        f"light answer, {name}": asked(LIGHTS, lambda i: {"light": "1", "k": "6", **start(20 + i)}),
        f"whole answer, {name}": asked(WHOLES, lambda i: start(120 + i)),
        f"whole answer from memory, {name}": asked(CACHED, lambda i: start(120 + WHOLES - 1 - i % 5)),
    }


def report(results: dict[str, Figures]) -> list[list[str]]:
    """The table: p50 / p95 of everybody, and the app's median over the others'."""
    mine = results[APP]

    def times(values: list[float] | None) -> str:
        return f"{statistics.median(values):.0f} / {p95(values):.0f}" if values else "-"

    def ratio(name: str, other: str) -> str:
        base = results[other].times.get(name) if other in results else None
        return f"{statistics.median(mine.times[name]) / statistics.median(base):.2f} x" if base else "-"

    table = [["ms: median / 95 %", *results, "app/static", "app/Dash", "n"]]
    for name, values in sorted(mine.times.items()):
        cells = [times(one.times.get(name)) for one in results.values()]
        table.append([name, *cells, ratio(name, "static page"), ratio(name, "Dash"), str(len(values))])
    for name in sorted(mine.costs):
        cells = [f"{statistics.fmean(one.costs[name]):.1f}" for one in results.values()]
        table.append([name, *cells, "", "", ""])
    shares = [f"{one.peeks / max(1, one.moves):.1f}" for one in results.values()]
    table.append(["light pictures, a moved knob", *shares, "", "", ""])
    return table
