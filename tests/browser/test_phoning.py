"""The server asks no other machine for anything, whoever knocks; and it lets in who belongs here.

Streamlit asks an outside service for its own public address when a WebSocket comes from a page that it
does not know, twice, while every learner waits (em_ui/origin.py).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.browser.server import Server

LISTENING = str(Path(__file__).parent / "listening")
STREAM = "/_stcore/stream"
UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "streamlit",
}
FOREIGN = (
    "https://foreign.example",
    "http://192.0.2.7:8501",
    "http://localhost.foreign.example",
    "http://foreign.example/localhost",
    "http://localhost@foreign.example",
    "http://127.0.0.1.foreign.example:{port}",
    "null",
    "",
    "http://[",
    "file://",
)


class Listened(Server):
    """The app, with a list of the hosts outside this machine that it has turned to."""

    def __init__(self, log: Path, address: str) -> None:
        self.log = log
        super().__init__(address, {"PYTHONPATH": LISTENING, "OUTSIDE_LOG": str(log)})
        self.asked_at_start = self.asked()

    def asked(self) -> list[str]:
        """Whom the server has turned to since the last call."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return lines

    def request(self, method: str, path: str, headers: dict[str, str], host: str = "") -> int:
        """The status of the answer; ``host`` is what the visitor's address bar says."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.putrequest(method, path, skip_host=True)
            for name, value in {"Host": host or f"127.0.0.1:{self.port}", **headers}.items():
                connection.putheader(name, value)
            connection.endheaders()
            return connection.getresponse().status
        finally:
            connection.close()

    def shake(self, origin: str, host: str = "", **more: str) -> int:
        """The status of a WebSocket's handshake: 101 is in, 403 is out."""
        more = {name.replace("_", "-"): value for name, value in more.items()}
        origin = origin.format(port=self.port)
        return self.request("GET", STREAM, {**UPGRADE, "Origin": origin, **more}, host.format(port=self.port))


@pytest.fixture(scope="module", params=["127.0.0.1", "0.0.0.0"])
def listened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listened]:
    running = Listened(tmp_path_factory.mktemp("outside") / "asked", request.param)
    yield running
    running.kill()


def test_what_a_server_asks_outside_is_heard(tmp_path: Path) -> None:
    log = tmp_path / "asked"
    code = "import socket\ntry: socket.create_connection(('192.0.2.7', 80))\nexcept OSError: pass\n"
    code += "with socket.socket(type=socket.SOCK_DGRAM) as s: s.connect(('8.8.8.8', 1))"
    env = {**os.environ, "PYTHONPATH": LISTENING, "OUTSIDE_LOG": str(log)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert "socket.connect: 8.8.8.8 is outside this machine" in done.stderr
    heard = log.read_text().splitlines()
    assert {line.split()[-1] for line in heard} == {"192.0.2.7", "8.8.8.8"}


def test_nothing_is_asked_at_the_start(listened: Listened) -> None:
    assert listened.asked_at_start == []


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_pages_websocket_is_refused_at_once_and_asks_nobody(listened: Listened, origin: str) -> None:
    began = time.perf_counter()
    assert listened.shake(origin) == 403
    assert time.perf_counter() - began < 1
    assert listened.asked() == []


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://127.0.0.1:{port}", ""),
        ("http://localhost:{port}", "localhost:{port}"),
        ("http://[::1]:{port}", "[::1]:{port}"),
        ("http://192.168.7.20:{port}", "192.168.7.20:{port}"),  # in the classroom's network
        ("http://teacher-laptop.local:{port}", "teacher-laptop.local:{port}"),
        ("https://em.example.org", "em.example.org"),  # behind a proxy that passes the name on
        ("https://em.example.org", "em.example.org:443"),
        ("http://localhost:8080", "127.0.0.1:{port}"),  # behind a proxy on this machine
    ],
)
def test_this_servers_own_pages_are_let_in_and_nobody_is_asked(
    listened: Listened, origin: str, host: str
) -> None:
    assert listened.shake(origin, host) == 101
    assert listened.asked() == []


def test_a_proxy_that_says_which_name_was_asked_for_is_believed(listened: Listened) -> None:
    said = {"X_Forwarded_Host": "em.example.org"}
    assert listened.shake("https://em.example.org", **said) == 101
    assert listened.shake("https://foreign.example", **said) == 403
    assert listened.asked() == []


def test_a_host_that_is_no_host_asks_nobody(listened: Listened) -> None:
    for host in ("foreign.example/path", "foreign.example?", "a@foreign.example", "["):
        listened.shake("http://foreign.example", host)
        listened.shake(f"http://{host}", host)
        assert listened.asked() == [], host


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/hard-soft"),
        ("GET", "/_stcore/health"),
        ("GET", "/_stcore/host-config"),
        ("GET", "/_stcore/metrics"),
        ("OPTIONS", "/_stcore/upload_file/session/file"),
        ("PUT", "/_stcore/upload_file/session/file"),
        ("DELETE", "/_stcore/upload_file/session/file"),
        ("GET", "/media/none.png"),
        ("GET", "/app/static/none.mjs"),
        ("GET", "/component/none/index.html"),
        ("GET", "/_stcore/bidi-components/none/index.js"),
        ("POST", "/_stcore/agent"),
    ],
)
def test_a_foreign_pages_request_asks_nobody(listened: Listened, method: str, path: str) -> None:
    status = listened.request(method, path, {"Origin": "https://foreign.example", "Content-Length": "0"})
    assert status < 500
    assert listened.asked() == []


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_visitor_is_served_a_whole_lesson(listened: Listened, name: str) -> None:
    place = f"{name}:{listened.port}"
    with connect(f"ws://{place}{STREAM}", origin=f"http://{place}", subprotocols=["streamlit"], max_size=None) as ws:
        wanted = BackMsg()
        wanted.rerun_script.page_name = "hard-soft"
        ws.send(wanted.SerializeToString())
        kinds = []
        while "script_finished" not in kinds:
            answer = ForwardMsg.FromString(ws.recv(timeout=60, decode=False))
            kinds.append(answer.WhichOneof("type"))
    assert answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
    assert kinds.count("delta") > 10
    assert listened.asked() == []
