"""What a class and a term of settings leave behind in one server's memory."""

from __future__ import annotations

import gzip
import json
import os
import random
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bench import sessions
from tests.browser.server import Server
from tests.lessons.stages import STAGED

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells a process's memory so"),
]
SETTINGS, FILLED = 5000, 3500  # of these the caches are full
LEVEL = 60  # MB that the rest may add; at the pace of the first it would be 170
LEARNERS, LASTS = 30, 180.0  # of a class, and seconds
EACH = 5.0  # MB that a learner may cost, all of it


def resident(pid: int) -> float:
    """MB of a process's memory."""
    pages = int((Path("/proc") / str(pid) / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def test_five_thousand_settings_level_off() -> None:
    """Different ones, of every lesson in turn, in both languages, through the route as a browser asks."""
    server = Server()
    try:
        line, draw = HTTPConnection("127.0.0.1", server.port, timeout=60), random.Random(1)
        seen = []
        for number in range(SETTINGS):
            lesson = STAGED[number % len(STAGED)]
            scene = lesson.scenes[number // len(STAGED) % len(lesson.scenes)]
            live = {name: spec for name, spec in lesson.settings.specs().items() if spec.live and name in scene.knobs}
            params = {name: f"{draw.uniform(max(spec.low, -9), min(spec.high, 9)):.3f}" for name, spec in live.items()}
            params |= {"scene": scene.id, "lang": "en" if number % 2 else "zh"} | ({"light": "1"} if number % 4 else {})
            line.request("GET", f"/em/run/{lesson.path}?{urlencode(params)}", headers={"Accept-Encoding": "gzip"})
            answer = line.getresponse()
            content = answer.read()
            assert answer.status == 200
            if number % 500 == 0:
                assert "document" in json.loads(gzip.decompress(content))
                seen.append(round(resident(server.process.pid)))
            if number == FILLED:
                before = resident(server.process.pid)
        grown = resident(server.process.pid) - before
        print(seen, f"{grown:.0f} MB")
        assert grown < LEVEL, seen
        line.close()
    finally:
        server.kill()


def test_thirty_learners_for_three_minutes_lose_no_answer() -> None:
    with ThreadPoolExecutor(1) as apart:  # the browser's tests leave a loop running in this thread
        (load,) = apart.submit(sessions.measure, (LEARNERS,), LASTS).result()
    print(f"{len(load.wholes)} changes, {load.lost} lost, {load.memory} MB each, {load.cpu} ms each")
    assert load.lost == 0 and len(load.wholes) >= 0.9 * LEARNERS * LASTS / sessions.EVERY
    assert load.memory is not None and load.memory < EACH
