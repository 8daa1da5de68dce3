"""A link with more parameters than Streamlit reads is shortened to what it reads."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.runtime.state import query_params

from em_ui.long_links import MOST, LongLinks
from tests.ui.asgi import run


def answer(query: bytes, kind: str = "http", path: str = "/") -> tuple[list[Any], list[Any]]:
    """What reached the app, and what was answered without it."""
    reached: list[Any] = []
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nothing is read")

    run(LongLinks(app)({"type": kind, "path": path, "query_string": query}, receive, send))
    return reached, sent


@pytest.mark.parametrize("query", [b"", b"lang=en", b"&".join([b"x=1"] * MOST)])
def test_a_link_that_can_be_read_passes(query: bytes) -> None:
    reached, sent = answer(query)
    assert len(reached) == 1 and reached[0]["query_string"] == query and sent == []


def test_a_longer_one_is_sent_on_to_its_beginning() -> None:
    reached, sent = answer(b"lang=en&" + b"&".join(b"x%d=1" % i for i in range(2000)))
    assert reached == [] and sent[0]["status"] == 307
    location = dict(sent[0]["headers"])[b"location"]
    assert location.startswith(b"?lang=en&x0=1&") and location.count(b"&") == MOST - 1
    assert query_params._parse_query_string(location.decode()[1:])["lang"] == ["en"]


@pytest.mark.parametrize("path", [
    "/app/static/" + "a" * 300, "/app/static/" + "a/" * 3000, "/heights" + "\u4e2d" * 83,
    "/" + "\ud800" * 256,
])  # fmt: skip
def test_a_path_that_no_disk_takes_is_not_there(path: str) -> None:
    reached, sent = answer(b"lang=en", path=path)
    assert reached == [] and sent[0]["status"] == 404
    assert len(answer(b"lang=en", path=path[:85])[0]) == 1


def test_a_websocket_is_left_alone() -> None:
    assert len(answer(b"&".join([b"x=1"] * 2000), "websocket")[0]) == 1


def test_streamlit_still_drops_what_is_longer() -> None:
    """When this fails, Streamlit says something itself and LongLinks can go."""
    assert query_params._parse_query_string("&".join(["lang=en"] * 2000)) == {}
