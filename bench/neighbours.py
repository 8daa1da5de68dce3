"""Two learners on one server: one asks the dearest links one after the other, one moves a knob in lesson 03.

The links are those that the tests record. Rows that are too many for a link are a session's and not here.
"""

from __future__ import annotations

import json
import statistics
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from bench import servers
from bench.browser import p95
from bench.servers import Server

LINKS = Path(__file__).resolve().parents[1] / "tests" / "lessons" / "expensive.json"
EVERY, LASTS = 0.5, 40.0  # seconds between two moves of the knob, and of all of it
PATIENCE = 60.0


@dataclass(frozen=True)
class Waits:
    """Milliseconds until the knob's picture was there, and until each dear answer was."""

    knob: list[float]
    dear: list[float]


def _asked(line: HTTPConnection, lesson: str, params: dict[str, str]) -> float:
    """Milliseconds until the answer is complete. Raises RuntimeError for any status but 200."""
    began = time.perf_counter()
    path = f"/em/run/{lesson.replace('_', '-')}?{urlencode(params)}"
    line.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = line.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{lesson}: the answer's status is {answer.status}")
    return (time.perf_counter() - began) * 1000


def _knob(line: HTTPConnection, turns: int) -> list[float]:
    """A picture in between for every move, none of them asked before."""
    found, began = [], time.perf_counter()
    for i in range(turns):
        time.sleep(max(0.0, began + EVERY * i - time.perf_counter()))
        params = {"scene": "play", "lang": "en", "a": f"{0.55 + i / 1000:.3f}", "b": "0.4", "light": "1"}
        found.append(_asked(line, "hard_soft", params))
    return found


def _beside(server: Server, links: list[list[str]]) -> Waits:
    """The knob while the links are asked; without links it is alone."""
    over, dear = threading.Event(), []

    def work() -> None:
        line = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        for lang in ("en", "zh"):  # each twice at most: nothing is answered from memory
            for lesson, scene, link in links:
                if over.is_set():
                    return
                dear.append(_asked(line, lesson, {"scene": scene, "lang": lang, **dict(link)}))

    line = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    _asked(line, "hard_soft", {"scene": "play", "a": "0.31"})  # imports, first pictures: once per process
    other = threading.Thread(target=work)
    other.start()
    knob = _knob(line, round((LASTS if links else LASTS / 4) / EVERY))
    over.set()
    other.join()
    return Waits(knob, dear)


def measure() -> dict[str, Waits]:
    """A server for each: the knob alone, and beside somebody who asks the dearest links."""
    links = json.loads(LINKS.read_text(encoding="utf-8"))
    found = {}
    for name, asked in (("alone", []), ("beside the dearest links", links)):
        with servers.app() as server:
            found[name] = _beside(server, asked)
    return found


def report(found: dict[str, Waits]) -> list[list[str]]:
    """The table."""
    table = [["knob in lesson 03", "moves", "p50 ms", "p95 ms", "most ms", "dear answers", "their p95 ms"]]
    for name, waits in found.items():
        table.append([
            name, str(len(waits.knob)), f"{statistics.median(waits.knob):.0f}", f"{p95(waits.knob):.0f}",
            f"{max(waits.knob):.0f}", str(len(waits.dear)), f"{p95(waits.dear):.0f}" if waits.dear else "-",
        ])
    return table
