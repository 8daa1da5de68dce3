"""deploy/nginx.conf before two processes, asked by HTTP: what it passes on, keeps, packs and refuses."""

from __future__ import annotations

import gzip
import http.client
import re
from pathlib import Path
from typing import Any

import pytest

from em_ui.pressed import SMALL
from tests.browser.proxy import Proxy
from tests.browser.server import ROOT, Server

pytestmark = pytest.mark.faults
HTML = {"Accept": "text/html"}
UPGRADE = {
    "Connection": "Upgrade", "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}  # fmt: skip
KNOB = "/em/run/hard-soft?scene=side-by-side&a={}"


class Answer:
    def __init__(self, got: http.client.HTTPResponse, body: bytes) -> None:
        self.status, self.headers, self.body = got.status, got.headers, body

    def __getattr__(self, name: str) -> str:
        """``cache_control`` is the header Cache-Control, or ""."""
        return str(self.headers.get(name.replace("_", "-"), ""))


def ask(at: Any, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    line = http.client.HTTPConnection("127.0.0.1", at.port, timeout=30)
    line.request(method, path, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})
    got = line.getresponse()
    answer = Answer(got, b"" if got.status == 101 else got.read())
    line.close()
    return answer


def seat(answer: Answer) -> str:
    """The letter that the answer gives to its visitor, or "" where there is none to give."""
    ours = [cookie for cookie in answer.headers.get_all("Set-Cookie", []) if cookie.startswith("em_")]
    found = [re.fullmatch(r"em_seat=([ab]); Path=/; HttpOnly; SameSite=Lax", cookie) for cookie in ours]
    assert len(ours) <= 1 and all(found), ours
    return found[0][1] if found and found[0] else ""


def test_visitors_are_dealt_to_both_and_stay_where_they_were(proxy: Proxy) -> None:
    dealt = [seat(ask(proxy, "/", **HTML)) for _ in range(24)]
    assert set(dealt) == {"a", "b"}, "all from one address, as in a school"
    for letter in "ab":
        for path in ("/", "/_stcore/health", "/hard-soft"):
            assert seat(ask(proxy, path, Cookie=f"em_seat={letter}", **HTML)) == ""
    assert seat(ask(proxy, "/", Cookie="em_seat=zz", **HTML)) in ("a", "b")


def test_a_socket_says_who_answered_it(proxy: Proxy) -> None:
    origin = f"http://127.0.0.1:{proxy.port}"
    assert ask(proxy, "/_stcore/stream", Origin=origin, **UPGRADE).status == 101
    assert seat(ask(proxy, "/_stcore/stream", Origin=origin, **UPGRADE)) in ("a", "b")


def test_foreign_pages_are_refused_by_the_name_that_was_typed(proxy: Proxy) -> None:
    for host, origin, status in [
        ("em.school.example", "https://em.school.example", 101),
        ("em.school.example", "https://elsewhere.example", 403),
        ("em.school.example", "null", 403),
    ]:
        answer = ask(proxy, "/_stcore/stream", Host=host, Origin=origin, **UPGRADE)
        assert answer.status == status, (host, origin)
    claimed = {"X_Forwarded_Host": "elsewhere.example", "Origin": "https://elsewhere.example"}
    assert ask(proxy, "/_stcore/stream", Host="em.school.example", **claimed, **UPGRADE).status == 403


@pytest.mark.parametrize("path", ["metrics", "metrics/", "agent/mcp", "agent/openapi.json", "../_stcore//metrics"])
def test_what_is_for_machines_is_closed(proxy: Proxy, path: str) -> None:
    assert ask(proxy, f"/_stcore/{path}").status == 404


def test_a_page_says_what_it_may_load_and_who_may_frame_it(proxy: Proxy) -> None:
    policy = ask(proxy, "/heights?lang=zh", **HTML).content_security_policy
    assert "frame-ancestors 'self'" in policy and "'unsafe-eval'" not in policy
    assert re.search(r"script-src 'self' [^;]*;", policy)[0].count("unsafe-inline") == 0  # type: ignore[index]
    assert ask(proxy, "/_stcore/health").content_security_policy == ""


def test_schools_that_embed_are_named_in_one_place(pair: list[Server], tmp_path: Path) -> None:
    named = {"frame-ancestors 'self'\";": "frame-ancestors 'self' https://moodle.example\";"}
    other = Proxy(tmp_path, (pair[0].port, pair[1].port), named)
    policy = ask(other, "/", **HTML).content_security_policy
    other.kill()
    assert policy.endswith("frame-ancestors 'self' https://moodle.example")


def files(page: Answer) -> list[str]:
    """What a page announces: Plotly and the stage's modules, Streamlit's own script and style."""
    found = re.findall(rb'(?:href|src)="\./((?:app/)?static/[^"]+\.(?:m?js|css))"', page.body)
    return sorted({"/" + str(Path(path.decode()).as_posix()) for path in found})


def test_files_are_packed_once_and_kept_for_ever(proxy: Proxy, pair: list[Server]) -> None:
    paths = [re.sub(r"/[^/]+/\.\./", "/", path) for path in files(ask(proxy, "/", **HTML))]
    assert any("plotly-" in path for path in paths) and any("/static/js/" in path for path in paths)
    assert any(path.endswith(".css") for path in paths) and any(path.endswith(".mjs") for path in paths)
    sizes = [0, 0]
    for path in paths:
        plain = ask(proxy, path)
        packed = [ask(proxy, path, Accept_Encoding=asked) for asked in ("gzip", "br, gzip;q=0.8", "gzip")]
        assert plain.status == 200 and plain.content_encoding == "", path
        assert plain.body == ask(pair[0], path).body, path
        for answer in packed:
            is_packed = answer.content_encoding == "gzip"
            assert is_packed or len(plain.body) < SMALL, path
            assert (gzip.decompress(answer.body) if is_packed else answer.body) == plain.body, path
            kept = {"public", "immutable", "max-age=31536000"}
            assert kept == set(answer.cache_control.split(", ")), path
        sizes = [sizes[0] + len(plain.body), sizes[1] + len(packed[0].body)]
        assert packed[-1].x_cache == "HIT" and packed[-1].set_cookie == "", path
        assert ask(proxy, path, Accept_Encoding="gzip;q=0").content_encoding == "", path
    assert sizes[1] < 0.35 * sizes[0], sizes


def test_a_file_that_is_not_there_is_not_kept(proxy: Proxy) -> None:
    for path in ("/app/static/em-0000000000/stage.mjs", "/static/js/none.js"):
        for _ in range(2):
            answer = ask(proxy, path)
            assert "immutable" not in answer.cache_control and answer.x_cache != "HIT", path


def test_a_class_that_asks_the_same_asks_the_app_once(proxy: Proxy) -> None:
    first, again = (ask(proxy, KNOB.format(0.61), Accept_Encoding="gzip") for _ in range(2))
    assert (first.x_cache, again.x_cache) == ("MISS", "HIT")
    assert first.body == again.body and again.content_encoding == "gzip"
    assert again.cache_control == "public, max-age=120" and again.set_cookie == ""
    plain = ask(proxy, KNOB.format(0.61))
    assert plain.content_encoding == "" and plain.body == gzip.decompress(again.body)
    assert ask(proxy, KNOB.format(0.62), Accept_Encoding="gzip").x_cache == "MISS"
    assert ask(proxy, "/em/run/nothing").status == 404


def test_long_links_arrive(proxy: Proxy) -> None:
    rows = "x=" + "1.25_" * 1600
    assert len(rows) > 8000
    page = ask(proxy, f"/heights?{rows}", Referer=f"{proxy.url}/heights?{rows}", **HTML)
    assert page.status == 200
    assert ask(proxy, f"/em/run/heights?scene=play&{rows}", Referer=f"{proxy.url}/?{rows}").status in (200, 404)
    many = "&".join(f"parameter{i:04d}=1" for i in range(700))
    answer = ask(proxy, f"/heights?{many}", **HTML)
    assert answer.status == 307 and len(answer.location) >= 8000, "the beginning of too long a link"


def test_what_the_app_refuses_itself_reaches_it(proxy: Proxy) -> None:
    path = "/_stcore/upload_file/none/none"
    answers = {size: ask(proxy, path, "PUT", b"0" * size * 2**20).status for size in (12, 14)}
    assert answers[12] != 413 and answers[14] == 413


def test_with_one_of_the_two_gone_nothing_is_refused(tmp_path: Path) -> None:
    left, gone = Server(), Server()
    proxy = Proxy(tmp_path, (left.port, gone.port))
    gone.kill()
    try:
        for _ in range(6):
            answer = ask(proxy, "/", Cookie="em_seat=b", **HTML)
            assert answer.status == 200 and seat(answer) == "a"
        for i in range(6):
            assert ask(proxy, KNOB.format(f"0.7{i}")).status == 200
        gone.start()
        assert seat(ask(proxy, "/", Cookie="em_seat=a", **HTML)) == "", "who moved stays"
    finally:
        for running in (proxy, left, gone):
            running.kill()


def test_the_file_is_what_the_words_say() -> None:
    site = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    idle = re.search(r"location = /_stcore/stream \{[^}]*proxy_read_timeout (\d+)d;", site)
    assert idle and int(idle[1]) >= 1, "a lecture of hours in which nobody touches anything"
