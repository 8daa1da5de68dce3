"""Simulated learners: real WebSocket sessions on loopback, each changing a start every two seconds."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from bench import servers
from bench.browser import p95
from bench.servers import Server

EVERY = 2.0  # seconds between two changes of one learner
LASTS = 20.0  # seconds of changes
LEARNERS = (50, 100)
AT_ONCE = 4  # pages opened at a time: opening is not what is measured here
PATIENCE = 30.0  # seconds, after which an answer counts as lost


@dataclass
class Learner:
    """One session: what a browser keeps of it, reduced to what its next message needs."""

    socket: ClientConnection
    component: str = ""
    fragment: str = ""
    page: str = ""
    pictures: int = 0
    have: list[str] = field(default_factory=list)
    cached: set[str] = field(default_factory=set)

    async def rerun(self, message: BackMsg) -> None:
        """Send a rerun and read until its script has finished. Raises RuntimeError when it failed."""
        message.rerun_script.cached_message_hashes.extend(self.cached)
        await self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await asyncio.wait_for(self.socket.recv(decode=False), PATIENCE))
            if answer.metadata.cacheable:
                self.cached.add(answer.hash)
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.page = answer.new_session.page_script_hash
            elif kind == "delta":
                self._note(answer)
            elif kind == "script_finished":
                if answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError("the page failed")
                if answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return

    def _note(self, answer: ForwardMsg) -> None:
        """Where the player is, its widget id and its fragment, and that it was sent again."""
        delta = answer.delta
        if delta.new_element.bidi_component.component_name == "em_player":
            self.component, self.fragment = delta.new_element.bidi_component.id, delta.fragment_id
            self.pictures += 1
            if not self.have:  # as the player does: what does not depend on the start is not asked for twice
                panels = json.loads(delta.new_element.bidi_component.json)["panels"]
                self.have = [panel["strip"]["base_id"] for panel in panels]

    async def open(self, page: str) -> None:
        """The page's first run."""
        message = BackMsg()
        message.rerun_script.page_name = page
        await self.rerun(message)
        if not self.component:
            raise RuntimeError(f"{page} shows no player")

    async def change(self, seq: int, a: float, b: float) -> float:
        """Another start, as a released slider sends it; milliseconds until the answer is complete."""
        message = BackMsg()
        wanted = message.rerun_script
        wanted.page_script_hash, wanted.fragment_id = self.page, self.fragment
        state = wanted.widget_states.widgets.add()
        state.id = self.component
        start = {"seq": seq, "values": {"a": a, "b": b}, "final": True, "k": 0, "have": self.have}
        state.json_value = json.dumps({"start": start})
        began, pictures = time.perf_counter(), self.pictures
        await self.rerun(message)
        if self.pictures == pictures:
            raise RuntimeError("the answer holds no new picture")
        return (time.perf_counter() - began) * 1000


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
        learner = Learner(await connect(address, subprotocols=["streamlit"], max_size=None))  # type: ignore[list-item]
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
                answers.append(await learner.change(turn, 0.55 + place / 1000, 0.30 + turn / 100))
            except (TimeoutError, OSError):
                lost += 1
                return

    try:
        await (await join()).change(1, 0.7, 0.4)  # imports, fonts, first pictures: once per process
        empty = server.memory()
        await _gently([enter] * count)
        cpu = server.cpu()
        await asyncio.gather(*(work(i, one, time.perf_counter()) for i, one in enumerate(learners[1:])))
        full, spent = server.memory(), server.cpu()
    finally:
        await asyncio.gather(*(learner.socket.close() for learner in learners))
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
