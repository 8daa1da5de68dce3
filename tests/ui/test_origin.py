"""Who may open a session, and what the app behind sees of the handshake (test_phoning: the server)."""

from __future__ import annotations

from typing import Any

import pytest

from em_ui import origin
from em_ui.origin import OwnPages, host_name, is_ours
from tests.ui.asgi import run as run_apart

DEFAULTS = {"server.enableCORS": True, "browser.serverAddress": "localhost", "server.corsAllowedOrigins": []}


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    wanted = dict(DEFAULTS)
    monkeypatch.setattr(origin.st, "get_option", wanted.__getitem__)
    return wanted


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://em.example.org", "em.example.org"),
        ("http://EM.example.org:8501", "em.example.org"),
        ("em.example.org:443", "em.example.org"),
        ("http://[::1]:8501", "::1"),
        ("[::1]:8501", "::1"),
        ("http://localhost@foreign.example", "foreign.example"),
        ("http://foreign.example/localhost", "foreign.example"),
        ("http://foreign.example#@localhost", "foreign.example"),
        ("http://[", None),
        ("file://", None),
        ("", None),
    ],
)
def test_the_name_of_a_host_is_read_as_a_browser_reads_it(address: str, name: str | None) -> None:
    assert host_name(address) == name


def test_a_page_of_the_name_that_was_asked_for_is_ours(options: dict[str, Any]) -> None:
    assert is_ours("http://teacher.local:8501", "teacher.local:8501")
    assert is_ours("https://em.example.org", "127.0.0.1:8501", "em.example.org, inner.proxy")
    assert not is_ours("https://em.example.org", "127.0.0.1:8501")
    assert not is_ours("https://inner.proxy", "127.0.0.1:8501", "em.example.org, inner.proxy")
    assert not is_ours("http://local", "teacher.local:8501")


@pytest.mark.parametrize("nowhere", ["null", "", "file://", "http://["])
@pytest.mark.parametrize("host", ["", "null", "127.0.0.1:8501", "["])
def test_a_page_without_an_address_is_never_ours(options: dict[str, Any], nowhere: str, host: str) -> None:
    assert not is_ours(nowhere, host)


def test_the_configuration_names_more_or_lets_everybody_in(options: dict[str, Any]) -> None:
    assert not is_ours("https://course.example", "em.example.org")
    options["server.corsAllowedOrigins"] = ["https://course.example"]
    assert is_ours("https://course.example", "em.example.org")
    assert not is_ours("https://other.example", "em.example.org")
    options["browser.serverAddress"] = "other.example"
    assert is_ours("https://other.example", "em.example.org")
    options["server.enableCORS"] = False
    assert is_ours("https://anybody.example", "em.example.org")


def run(kind: str, *headers: tuple[bytes, bytes]) -> tuple[list[Any], list[Any]]:
    """What the app behind is given, and what is sent by the guard itself."""
    given: list[Any] = []
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        given.append(scope)

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("the guard reads nothing")

    run_apart(OwnPages(app)({"type": kind, "headers": list(headers)}, receive, send))
    return given, sent


HOST = (b"host", b"em.example.org")


def test_a_foreign_websocket_is_closed_and_the_app_does_not_see_it(options: dict[str, Any]) -> None:
    assert run("websocket", HOST, (b"origin", b"https://foreign.example")) == (
        [],
        [{"type": "websocket.close", "code": 1008}],
    )


def test_the_first_of_two_origins_counts(options: dict[str, Any]) -> None:
    foreign, ours = (b"origin", b"https://foreign.example"), (b"origin", b"https://em.example.org")
    assert run("websocket", HOST, foreign, ours)[0] == []
    given, sent = run("websocket", HOST, ours, foreign)
    assert (len(given), sent) == (1, [])
    assert given[0]["headers"] == [HOST], "nothing is left to ask about"


def test_our_own_websocket_goes_on_without_its_origin(options: dict[str, Any]) -> None:
    cookie = (b"cookie", b"a=1")
    given, sent = run("websocket", (b"origin", b"https://em.example.org"), cookie, HOST)
    assert given == [{"type": "websocket", "headers": [cookie, HOST]}]
    assert sent == []


@pytest.mark.parametrize("kind", ["http", "lifespan", "websocket"])
def test_all_else_passes_as_it_is(options: dict[str, Any], kind: str) -> None:
    headers = [HOST] if kind == "websocket" else [HOST, (b"origin", b"https://foreign.example")]
    assert run(kind, *headers) == ([{"type": kind, "headers": headers}], [])
