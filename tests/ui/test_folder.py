"""An app below a folder of its site, by server.baseUrlPath: what stands before the pages stands there too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st
from starlette.applications import Starlette

from em_ui.folder import folder, inside
from em_ui.front import Front
from em_ui.pressed import Pressed
from em_ui.route import routes
from lessons import GROUPS
from tests.ui.asgi import fetch
from tests.ui.test_front import HTML, PAGE, Inner

SCRIPT = b"export const answer = 42; " * 100


@pytest.fixture(params=["em", "/em/", "a/b", ""])
def before(request: pytest.FixtureRequest) -> Iterator[str]:
    """The folder, as it stands before a path."""
    st.config.set_option("server.baseUrlPath", request.param)
    name = request.param.strip("/")
    yield f"/{name}" if name else ""
    st.config.set_option("server.baseUrlPath", "")


def test_a_path_is_known_by_what_follows_the_folder(before: str) -> None:
    assert folder() == before
    for path in ("/", "/em/run/heights", "/static/js/a.js"):
        assert inside(before + path) == path
    assert inside("/embers/x") == "/embers/x" and inside("/a/bx") == "/a/bx"


def test_the_route_is_there(before: str) -> None:
    app = Starlette(routes=routes(GROUPS))
    assert fetch(app, f"{before}/em/run/heights", accept_encoding="gzip").json["document"]["scene"] == "play"
    if before:
        assert fetch(app, "/em/run/heights").status == 404


def test_the_page_has_its_language(before: str) -> None:
    for path in ("/", "/heights"):
        assert b"zh-CN" in fetch(Front(Inner()), f"{before}{path}?lang=zh", accept=HTML).body
    assert fetch(Front(Inner()), f"{before}/em/run/heights?lang=zh", accept=HTML).body == PAGE


def test_files_are_compressed_and_kept(before: str) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"text/javascript")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": SCRIPT})

    answer = fetch(Pressed(app), f"{before}/app/static/em-0a1b2c/stage.mjs", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip" and "immutable" in answer.headers["cache-control"]
