"""Simulated learners: each has a page's session and moves a knob every two seconds.

A moved knob asks twice, as the stage does: for the light picture at once, for the whole run when it rests.
A server is started for each class, or (``measure_at``) one is asked that runs already.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bench import servers
from bench.browser import p95
from bench.line import Line
from tests.browser.proxy import Proxy, find_nginx

EVERY = 2.0  # seconds between two changes of one learner
RESTS = 0.25  # seconds after which a moved knob asks for the whole run
LASTS = 20.0  # seconds of changes
LEARNERS = (50, 100)
MANY = 200  # with two processes behind nginx
PAGE, SCENE = "hard-soft", "side-by-side"
AT_ONCE = 4  # pages opened at a time: opening is not what is measured here
PATIENCE = 30.0  # seconds, after which an answer counts as lost
LOST = (TimeoutError, OSError, WebSocketException, asyncio.IncompleteReadError)


@dataclass
class Learner:
    """One visitor: the page's session, which stays open, and the connection by which the stage asks."""

    socket: ClientConnection
    line: Line

    async def open(self, page: str) -> None:
        """The page's first run. Raises RuntimeError when it failed."""
        message = BackMsg()
        message.rerun_script.page_name = page
        await self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await asyncio.wait_for(self.socket.recv(decode=False), PATIENCE))
            if answer.WhichOneof("type") == "script_finished":
                if answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise RuntimeError("the page failed")
                return

    async def ask(self, page: str, scene: str = SCENE, **params: str) -> float:
        """One question by the route; milliseconds until the answer is complete. Raises RuntimeError when
        it is refused, one of LOST when it does not come."""
        query = urlencode({"scene": scene, "lang": "en", **params})
        began = time.perf_counter()
        await asyncio.wait_for(self.line.get(f"/em/run/{page}?{query}", "2"), PATIENCE)
        return (time.perf_counter() - began) * 1000

    async def close(self) -> None:
        """Leave."""
        self.line.close()
        await self.socket.close()


@dataclass
class Load:
    """A class of learners: milliseconds per answer, and what the server spent."""

    learners: int
    processes: int = 1
    lights: list[float] = field(default_factory=list)
    wholes: list[float] = field(default_factory=list)
    lost: int = 0
    memory: float | None = None  # megabytes per session
    resident: float | None = None  # megabytes of the server at the end
    cpu: float | None = None  # milliseconds per change


@dataclass(frozen=True)
class Gauge:
    """How a server's memory (MB) and processor time (ms) are read; None where they cannot be."""

    memory: Callable[[], float | None]
    cpu: Callable[[], float | None]


async def _gently(jobs: list[Callable[[], Awaitable[None]]]) -> None:
    """A few at a time."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(job: Callable[[], Awaitable[None]]) -> None:
        async with gate:
            await job()

    await asyncio.gather(*map(one, jobs))


async def join(base: str, page: str = PAGE) -> Learner:
    """A visitor whose page has been drawn."""
    address = f"{base.replace('http', 'ws', 1).rstrip('/')}/_stcore/stream"
    socket = await connect(address, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
    learner = Learner(socket, await Line.to(base))
    await learner.open(page)
    return learner


async def teach(
    base: str, count: int, gauge: Gauge, lasts: float = LASTS,
    told: Callable[[float, float | None], None] = lambda minute, memory: None,
) -> Load:  # fmt: skip
    """A class of ``count`` for ``lasts`` seconds. ``told`` hears the server's memory every minute."""
    learners: list[Learner] = []
    load = Load(count)
    steps = int(lasts / EVERY) + 1

    async def enter() -> None:
        learners.append(await join(base))

    async def work(place: int, learner: Learner, began: float) -> None:
        for turn in range(steps):
            await asyncio.sleep(max(0.0, began + EVERY * (turn + place / count) - time.perf_counter()))
            # no two starts in the class are the same, so that nothing is answered from a cache
            start = {"a": f"{0.01 + 0.98 * (turn % 980) / 980:.3f}", "b": f"{0.02 + 0.9 * place / count:.3f}"}
            try:
                load.lights.append(await learner.ask(PAGE, light="1", k="4", **start))
                await asyncio.sleep(RESTS)
                load.wholes.append(await learner.ask(PAGE, **start))
            except LOST:
                load.lost += 1
                return

    async def minutes(began: float) -> None:
        while True:
            await asyncio.sleep(60)
            told((time.perf_counter() - began) / 60, gauge.memory())

    try:
        await enter()
        await learners[0].ask(PAGE, a="0.7", b="0.4")  # imports, first pictures: once per process
        empty = gauge.memory()
        await _gently([enter] * count)
        cpu, began = gauge.cpu(), time.perf_counter()
        clock = asyncio.create_task(minutes(began))
        await asyncio.gather(*(work(i, one, began) for i, one in enumerate(learners[1:])))
        clock.cancel()
        load.resident, spent = gauge.memory(), gauge.cpu()
        if empty is not None and load.resident is not None:
            load.memory = (load.resident - empty) / count
        if cpu is not None and spent is not None:
            load.cpu = (spent - cpu) / max(1, len(load.wholes))
    finally:
        await asyncio.gather(*(learner.close() for learner in learners), return_exceptions=True)
    return load


def measure(sizes: tuple[int, ...] = LEARNERS, lasts: float = LASTS) -> list[Load]:
    """One fresh server per class size."""
    loads = []
    for count in sizes:
        with servers.app() as server:
            gauge = Gauge(server.memory, server.cpu)
            loads.append(asyncio.run(teach(f"http://127.0.0.1:{server.port}", count, gauge, lasts)))
    return loads


def measure_two(count: int = MANY, lasts: float = LASTS) -> list[Load]:
    """Two processes behind deploy/nginx.conf; nothing where there is no nginx."""
    try:
        find_nginx()
    except RuntimeError as missing:
        print(f"two processes are left out: {missing}", flush=True)
        return []
    with servers.app() as one, servers.app() as two, TemporaryDirectory() as folder:
        proxy = Proxy(Path(folder), (one.port, two.port))

        def both(values: list[float | None]) -> float | None:
            known = [value for value in values if value is not None]
            return sum(known) if len(known) == 2 else None

        gauge = Gauge(lambda: both([one.memory(), two.memory()]), lambda: both([one.cpu(), two.cpu()]))
        try:
            load = asyncio.run(teach(proxy.url, count, gauge, lasts))
        finally:
            proxy.kill()
    load.processes = 2
    return [load]


def measure_at(base: str, count: int, minutes: float = LASTS / 60) -> Load:
    """A server that runs already. Its memory is that of all the app's processes on this machine."""
    def told(minute: float, memory: float | None) -> None:
        print(f"minute {minute:.0f}: {'-' if memory is None else f'{memory:.0f} MB'}", flush=True)

    gauge = Gauge(servers.running_memory, servers.running_cpu)
    return asyncio.run(teach(base, count, gauge, 60 * minutes, told))


def report(loads: list[Load]) -> list[list[str]]:
    """The table: p50 / p95 until the answer is complete, and the server's share."""
    def times(values: list[float]) -> str:
        return f"{statistics.median(values):.0f} / {p95(values):.0f}" if values else "-"

    def one(value: float | None, digits: int) -> str:
        return "-" if value is None else f"{value:.{digits}f}"

    table = [["learners", "processes", "changes", "light ms", "whole ms", "lost", "server ms/change",
              "MB/session", "MB"]]  # fmt: skip
    for load in loads:
        table.append([
            str(load.learners), str(load.processes), str(len(load.wholes)), times(load.lights),
            times(load.wholes), str(load.lost), one(load.cpu, 1), one(load.memory, 2), one(load.resident, 0),
        ])
    return table
