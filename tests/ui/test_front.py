"""The page's own frame: its language before any script has run, and what its head announces."""

from __future__ import annotations

import errno
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import streamlit

import app as served
from em_ui import front
from em_ui.front import APP, Front, announced, language
from em_ui.player.assets import ROOT, NotWritable, install
from tests.ui.asgi import Answer, fetch, run

PAGE = b'<!DOCTYPE html><html lang="en"><head><title>EM</title></head><body>x</body></html>'
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
HEADERS = {
    b"content-type": b"text/html; charset=utf-8", b"etag": b'"1"', b"last-modified": b"Mon", b"x-own": b"1",
}  # fmt: skip


class Inner:
    """An application that answers always the same, and remembers what it was asked."""

    def __init__(self, body: bytes = PAGE, status: int = 200, parts: int = 1, **headers: bytes) -> None:
        self.body, self.status, self.parts = body, status, parts
        changes = {name.replace("_", "-").encode(): value for name, value in headers.items()}
        self.headers = HEADERS | {b"content-length": str(len(body)).encode()} | changes
        self.asked: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(scope)
        headers = list(self.headers.items())
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        size = -(-len(self.body) // self.parts)
        for i in range(self.parts):
            piece = self.body[i * size : (i + 1) * size]
            await send({"type": "http.response.body", "body": piece, "more_body": i + 1 < self.parts})


def open_(inner: Inner, address: str = "/heights", **headers: str) -> Answer:
    return fetch(Front(inner), address, accept=headers.pop("accept", HTML), **headers)


# ---- the language --------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "accept", "lang"), [
    ("", "", "en"), ("", "en-US,en;q=0.9", "en"), ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
    ("", "ZH", "zh-CN"), ("", "zh-TW", "zh-CN"), ("", "de,zh;q=0.5", "en"), ("lang=zh", "en", "zh-CN"),
    ("lang=en", "zh-CN", "en"), ("a=1&lang=zh&k=2", "", "zh-CN"), ("lang=xx", "zh", "zh-CN"),
    ("lang=", "en", "en"), ("slang=zh", "", "en"), ("lang=zh&lang=en", "zh", "en"),
    ('lang="><script>', "", "en"), ("%ff=%fe&lang=zh", "", "zh-CN"),
])  # fmt: skip
def test_the_page_says_the_links_language_else_the_browsers(query: str, accept: str, lang: str) -> None:
    assert language(query.encode(), accept.encode()) == lang
    page = open_(Inner(), f"/heights?{query}", accept_language=accept)
    assert page.body.startswith(f'<!DOCTYPE html><html lang="{lang}"><head>'.encode())
    assert page.body.endswith(b"</head><body>x</body></html>")
    assert f"<title>{APP[lang]}</title>".encode() in page.body


def test_only_the_pages_own_language_is_changed() -> None:
    inner = Inner(PAGE.replace(b"x</body>", b'<p>&lt;html lang="en"&gt;<html lang="en"></head></body>'))
    page = open_(inner, "/?lang=zh").body.decode()
    assert page.count('lang="zh-CN"') == 1
    assert page.count("modulepreload") == announced().count("modulepreload")


def test_streamlits_page_is_the_one_that_is_changed() -> None:
    """When this fails, Streamlit writes its page in another way, and so must Front."""
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    page = open_(Inner(index), "/?lang=zh").body
    assert "<title>EM 算法</title>".encode() in page and b"<title>Streamlit" not in page
    assert b'<html lang="zh-CN">' in page and b"modulepreload" in page.partition(b"</head>")[0]
    assert len(page) > len(index)


def test_a_page_has_no_script_in_its_html() -> None:
    """So a school may forbid such scripts by a Content-Security-Policy."""
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    scripts = re.findall(rb"<script[^>]*>", open_(Inner(index), "/").body)
    assert scripts and all(b" src=" in script for script in scripts)
    assert not re.search(rb"\son[a-z]+=", open_(Inner(index), "/").body.partition(b"-->")[2])


def test_the_server_has_the_frame() -> None:
    assert Front in [middleware.cls for middleware in served.app._user_middleware]


# ---- what is announced ---------------------------------------------------------------------------


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "script":
            assert "async" in found and found["data-em"] == "plotly"
            found |= {"rel": "script", "href": found["src"]}
        else:
            assert tag == "link"
        self.found.append(found)


def test_what_is_announced_is_there() -> None:
    links = Links(announced()).found
    kinds = [(link["rel"], link.get("as")) for link in links]
    assert kinds.count(("preload", "style")) == kinds.count(("script", None)) == 1
    assert kinds.count(("modulepreload", None)) == len(kinds) - 2 > 10
    for link in links:
        address = str(link["href"])
        assert address.startswith("./app/static/"), "below any folder a proxy puts the app into"
        assert (ROOT / "static" / address.removeprefix("./app/static/")).resolve().is_file(), address
    assert len({link["href"] for link in links}) == len(links)


def test_what_a_stage_imports_is_announced_and_nothing_else() -> None:
    """All modules that lesson.mjs reaches, and there are no others."""
    folder = ROOT / "static" / install().folder.removeprefix("app/static/")
    reached: set[Path] = set()
    ahead = [folder / "lesson.mjs"]
    while ahead:
        path = ahead.pop().resolve()
        if path not in reached:
            reached.add(path)
            ahead += [path.parent / name for name in re.findall(r'from "(\.[^"]+)"', path.read_text("utf-8"))]
    said = {str(link["href"]) for link in Links(announced()).found if link["rel"] == "modulepreload"}
    wanted = {f"./{install().folder}/{path.relative_to(folder.resolve()).as_posix()}" for path in reached}
    assert wanted == said


def test_where_nothing_can_be_served_nothing_is_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Any:
        raise NotWritable("static/", errno.EROFS)

    monkeypatch.setattr(front, "install", fail)
    assert announced() == ""
    assert open_(Inner()).body == PAGE


# ---- headers, pieces, and other answers ----------------------------------------------------------


@pytest.mark.parametrize("parts", [1, 2, 7])
def test_the_changed_page_has_its_own_length_and_no_name_in_a_cache(parts: int) -> None:
    page = open_(Inner(parts=parts))
    assert int(page.headers["content-length"]) == len(page.body) > len(PAGE)
    assert "etag" not in page.headers and "last-modified" not in page.headers
    assert page.headers["x-own"] == "1" and page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.body == open_(Inner()).body


def test_a_changed_page_is_asked_for_whole_and_as_it_is() -> None:
    inner = Inner()
    cached = {"if_none_match": '"1"', "if_modified_since": "Mon"}
    open_(inner, **cached, accept_encoding="gzip", range="bytes=0-9", cookie="a=1")
    assert {name for name, _ in inner.asked[0]["headers"]} == {b"accept", b"cookie"}


@pytest.mark.parametrize("inner", [
    Inner(status=404), Inner(status=500), Inner(status=304, body=b""),
    Inner(content_type=b"application/json"), Inner(content_type=b"text/plain"),
    Inner(b"\x00\xff" * 500, content_type=b"image/png", parts=3),
], ids=lambda inner: f"{inner.status} {inner.headers[b'content-type'].decode()}")  # fmt: skip
def test_what_is_no_page_is_left_as_it_is(inner: Inner) -> None:
    answer = open_(inner, "/?lang=zh")
    assert (answer.status, answer.body) == (inner.status, inner.body)
    assert answer.headers == {name.decode(): value.decode() for name, value in inner.headers.items()}


@pytest.mark.parametrize(("address", "headers"), [
    ("/heights", {"accept": "*/*"}), ("/heights", {"accept": "application/json"}), ("/app/static/x", {}),
    ("/_stcore/health", {}), ("/em/run/heights", {}), ("/media/x", {}),
])  # fmt: skip
def test_who_asks_for_no_page_is_answered_untouched(address: str, headers: dict[str, str]) -> None:
    inner = Inner()
    answer = open_(inner, address, accept_encoding="gzip", if_none_match='"1"', **headers)
    assert answer.body == PAGE and answer.headers["etag"] == '"1"'
    assert {b"accept-encoding", b"if-none-match"} <= {name for name, _ in inner.asked[0]["headers"]}


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_only_get_is_changed(method: str) -> None:
    assert fetch(Front(Inner()), "/", method, accept=HTML).body == PAGE


def test_websockets_and_the_servers_own_start_pass() -> None:
    seen: list[Any] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    for kind in ("websocket", "lifespan"):
        scope = {"type": kind, "path": "/", "headers": [(b"accept", HTML.encode())], "method": "GET"}
        run(Front(inner)(scope, None, None))  # type: ignore[arg-type]
        assert seen[-1] is scope
