"""Asking an ASGI application for a page, without a server."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit


class Answer(NamedTuple):
    """What came back; a header's name is lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        packed = self.headers.get("content-encoding") == "gzip"
        return json.loads(gzip.decompress(self.body) if packed else self.body)


async def get(app: Any, address: str, method: str = "GET", **headers: str) -> Answer:
    """GET an address; headers are written accept_encoding="gzip"."""
    parts = urlsplit(address)
    said = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": parts.path, "raw_path": quote(parts.path).encode(), "root_path": "",
        "query_string": parts.query.encode("latin-1", "replace"), "headers": said, "server": ("test", 80),
        "client": ("test", 1),
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = next(message for message in sent if message["type"] == "http.response.start")
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    found = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], found, body)


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own: the browser's tests leave a loop running in theirs."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, coroutine).result()


def fetch(app: Any, address: str, method: str = "GET", **headers: str) -> Answer:
    answer: Answer = run(get(app, address, method, **headers))
    return answer
