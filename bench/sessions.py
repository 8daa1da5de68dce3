"""Simulated learners on loopback: each has a session, and asks for a start every two seconds by the route."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from bench import servers
from bench.browser import p95
from bench.servers import Server

EVERY = 2.0  # seconds between two changes of one learner
LASTS = 20.0  # seconds of changes
LEARNERS = (50, 100)
SCENE = "side-by-side"
AT_ONCE = 4  # pages opened at a time: opening is not what is measured here
PATIENCE = 30.0  # seconds, after which an answer counts as lost


@dataclass
class Learner:
    """One visitor: the page's session, which stays open, and the connection by which the stage asks."""

    socket: ClientConnection
    route: HTTPConnection

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

    async def change(self, page: str, a: float, b: float) -> float:
        """Another start, as a knob that rests sends it; milliseconds until the answer is complete."""
        query = urlencode({"scene": SCENE, "lang": "en", "a": f"{a:.3f}", "b": f"{b:.3f}"})
        began = time.perf_counter()
        status = await asyncio.to_thread(self._ask, f"/em/run/{page}?{query}")
        if status != 200:
            raise RuntimeError(f"the answer's status is {status}")
        return (time.perf_counter() - began) * 1000

    def _ask(self, address: str) -> int:
        self.route.request("GET", address, headers={"Accept-Encoding": "gzip"})
        answer = self.route.getresponse()
        answer.read()
        return answer.status


@dataclass(frozen=True)
class Load:
    """A class of learners: milliseconds per answer, and what the server spent."""

    learners: int
    answers: list[float]
    lost: int
    memory: float | None  # megabytes per session
    cpu: float | None  # milliseconds per answer


async def _gently(jobs: list[Callable[[], Awaitable[None]]]) -> None:
    """A few at a time."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(job: Callable[[], Awaitable[None]]) -> None:
        async with gate:
            await job()

    await asyncio.gather(*map(one, jobs))


async def _class(server: Server, count: int, page: str) -> Load:
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    learners: list[Learner] = []
    answers: list[float] = []
    lost = 0

    async def join() -> Learner:
        socket = await connect(address, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
        learner = Learner(socket, HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE))
        learners.append(learner)
        await learner.open(page)
        return learner

    async def enter() -> None:
        await join()

    async def work(place: int, learner: Learner, began: float) -> None:
        nonlocal lost
        turn = 0
        while True:
            due = began + EVERY * (turn + place / count)
            if due > began + LASTS:
                return
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            turn += 1
            try:
                # no two starts in the class are the same, so that nothing is answered from a cache
                answers.append(await learner.change(page, 0.55 + place / 1000, 0.30 + turn / 100))
            except (TimeoutError, OSError, HTTPException):
                lost += 1
                return

    try:
        await (await join()).change(page, 0.7, 0.4)  # imports, first pictures: once per process
        empty = server.memory()
        await _gently([enter] * count)
        cpu = server.cpu()
        await asyncio.gather(*(work(i, one, time.perf_counter()) for i, one in enumerate(learners[1:])))
        full, spent = server.memory(), server.cpu()
    finally:
        await asyncio.gather(*(learner.socket.close() for learner in learners))
        for learner in learners:
            learner.route.close()
    return Load(
        count, answers, lost,
        None if empty is None or full is None else (full - empty) / count,
        None if cpu is None or spent is None else (spent - cpu) / max(1, len(answers)),
    )


def measure(sizes: tuple[int, ...] = LEARNERS, page: str = "hard-soft") -> list[Load]:
    """One fresh server per class size."""
    loads = []
    for count in sizes:
        with servers.app() as server:
            loads.append(asyncio.run(_class(server, count, page)))
    return loads


def report(loads: list[Load]) -> list[list[str]]:
    """The table: p50 and p95 until the answer is complete, and the server's share."""
    table = [["learners", "answers", "p50 ms", "p95 ms", "lost", "server ms/answer", "MB/session"]]
    for load in loads:
        table.append([
            str(load.learners), str(len(load.answers)),
            f"{statistics.median(load.answers):.0f}", f"{p95(load.answers):.0f}", str(load.lost),
            "-" if load.cpu is None else f"{load.cpu:.1f}",
            "-" if load.memory is None else f"{load.memory:.2f}",
        ])
    return table
