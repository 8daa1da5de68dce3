"""Scripts and styles are compressed once, and kept by browsers."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import pytest

from em_ui import pressed
from em_ui.pressed import Pressed
from tests.ui.asgi import fetch, get, run

SCRIPT = b"export const answer = 42; // " + b"again and again " * 200
FILES = {
    "/app/static/em-0a1b2c/stage.mjs": (b"text/javascript", SCRIPT),
    "/app/static/plotly-7.1.0.min.js": (b"text/javascript", SCRIPT * 2),
    "/app/static/other.js": (b"text/javascript", SCRIPT),
    "/static/js/index.Dorm.js": (b"application/javascript", SCRIPT),
    "/static/media/font.woff2": (b"font/woff2", b"\0" * 5000),
    "/em/run/hard-soft": (b"application/json", SCRIPT),
}
GZIP = {"accept_encoding": "gzip, br"}


class Folder:
    """An application that serves these files, and counts."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.files = dict(FILES)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(scope["path"])
        kind, body = self.files.get(scope["path"], (b"text/plain", b"none"))
        status = 200 if scope["path"] in self.files else 404
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"etag", b'"x"'),
                   (b"cache-control", b"max-age=7")]  # fmt: skip
        assert not {b"range", b"if-none-match"} & {name for name, _ in scope["headers"]} or status == 200
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await asyncio.sleep(0)
        await send({"type": "http.response.body", "body": body[:100], "more_body": True})
        await send({"type": "http.response.body", "body": body[100:]})


@pytest.fixture
def folder() -> Folder:
    return Folder()


@pytest.mark.parametrize("path", list(FILES)[:4])
def test_a_file_is_read_and_compressed_once(folder: Folder, path: str) -> None:
    app = Pressed(folder)
    answers = [fetch(app, path, **GZIP) for _ in range(3)]
    assert folder.asked == [path]
    for answer in answers:
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(answer.body) == FILES[path][1]
        assert int(answer.headers["content-length"]) == len(answer.body) < len(FILES[path][1]) / 5
        assert answer.headers["vary"] == "Accept-Encoding"


def test_what_has_its_version_in_its_name_is_kept_for_ever(folder: Folder) -> None:
    app = Pressed(folder)
    kept = {path: fetch(app, path, **GZIP).headers["cache-control"] for path in list(FILES)[:4]}
    assert list(kept.values()) == [*["public, max-age=31536000, immutable"] * 2, *["max-age=7"] * 2]


def test_the_icon_is_kept_and_no_other_picture(folder: Folder) -> None:
    """A browser asks for it at every half-step, as the address changes."""
    icon, large = f"/media/{'0a' * 28}.png", f"/media/{'1b' * 28}.png"
    folder.files |= {icon: (b"image/png", b"\0" * 1600), large: (b"image/png", b"\0" * 90_000)}
    app = Pressed(folder)
    answers = [fetch(app, path, **GZIP) for path in (icon, icon, large, large)]
    assert folder.asked == [icon, large, large, large], "read once to see that it is large"
    kept = ["immutable" in answer.headers["cache-control"] for answer in answers]
    assert kept == [True, True, False, False]
    assert [len(answer.body) for answer in answers] == [1600, 1600, 90_000, 90_000]


def test_a_small_file_is_kept_too_and_not_compressed(folder: Folder) -> None:
    app = Pressed(folder)
    folder.files["/app/static/em-0a1b2c/small.mjs"] = (b"text/javascript", b"1")
    for _ in range(2):
        answer = fetch(app, "/app/static/em-0a1b2c/small.mjs", **GZIP)
        assert answer.body == b"1" and "content-encoding" not in answer.headers
        assert "immutable" in answer.headers["cache-control"]
    assert len(folder.asked) == 1


@pytest.mark.parametrize("path", ["/static/media/font.woff2", "/em/run/hard-soft"])
def test_what_is_no_text_or_no_file_passes(folder: Folder, path: str) -> None:
    app = Pressed(folder)
    assert [fetch(app, path, **GZIP).body for _ in range(2)] == [FILES[path][1]] * 2


@pytest.mark.parametrize("headers", [
    {}, {"accept_encoding": "br"}, {"accept_encoding": "br, gzip; q=0"}, {**GZIP, "range": "bytes=0-9"},
])  # fmt: skip
def test_who_takes_no_gzip_or_wants_a_part_gets_the_file_as_it_is(folder: Folder, headers: Any) -> None:
    answer = fetch(Pressed(folder), "/static/js/index.Dorm.js", **headers)
    assert answer.body == SCRIPT and "content-encoding" not in answer.headers


def test_a_browser_that_has_it_is_told_so(folder: Folder) -> None:
    app, path = Pressed(folder), "/static/js/index.Dorm.js"
    first = fetch(app, path, **GZIP)
    again = fetch(app, path, if_none_match=first.headers["etag"], **GZIP)
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("said", ['"x"', 'W/"x"', '"y", W/"x"'])
def test_of_that_it_is_told_no_length_and_no_packing(folder: Folder, said: str) -> None:
    """Proxies that pack write W/; a length would be that of the file."""
    answer = fetch(Pressed(folder), "/static/js/index.Dorm.js", if_none_match=said, **GZIP)
    assert answer.status == 304
    assert answer.headers == {"cache-control": "max-age=7", "etag": 'W/"x"', "vary": "Accept-Encoding"}


@pytest.mark.parametrize("said", ['"y"', "*", "", 'x"'])
def test_who_has_another_gets_it(folder: Folder, said: str) -> None:
    assert fetch(Pressed(folder), "/static/js/index.Dorm.js", if_none_match=said, **GZIP).status == 200


@pytest.mark.parametrize("path", [
    "/static/js/./index.Dorm.js", "/app/static/em-0a1b2c/./stage.mjs", "/app/static/em-0a1b2c//stage.mjs",
    "/app/static/em-0a1b2c/x/../stage.mjs", "/app/static/em-0a1b2c\\stage.mjs", "/static/js/Index.Dorm.js~ ",
])  # fmt: skip
def test_a_file_is_not_kept_by_its_other_names(folder: Folder, path: str) -> None:
    """There are any number of them."""
    folder.files[path] = FILES["/static/js/index.Dorm.js"]
    app = Pressed(folder)
    assert [fetch(app, path, **GZIP).body for _ in range(2)] == [SCRIPT] * 2
    assert app.files == {} and len(folder.asked) == 2


def test_the_page_that_stands_for_a_missing_file_is_not_kept(folder: Folder) -> None:
    app = Pressed(folder)
    for i in range(20):
        folder.files[f"/static/js/old{i}.js"] = (b"text/html; charset=utf-8", SCRIPT)
        assert fetch(app, f"/static/js/old{i}.js", **GZIP).body == SCRIPT
    assert app.files == {} and app.size == 0


@pytest.mark.parametrize("kind", [b"text/csv", b"text/plain", b"text/plain; charset=utf-8"])
def test_what_a_visitor_downloads_is_not_kept(folder: Folder, kind: bytes) -> None:
    """Own data stay in the session."""
    path = f"/media/{'0a' * 28}.csv"
    folder.files[path] = (kind, SCRIPT)
    app = Pressed(folder)
    assert fetch(app, path, **GZIP).body == SCRIPT and app.files == {}


def test_of_very_many_files_some_are_kept(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pressed, "MOST_FILES", 3)
    folder.files |= {f"/static/media/{i}.woff2": (b"font/woff2", b"\0" * 600) for i in range(9)}
    app = Pressed(folder)
    for i in range(9):
        assert len(fetch(app, f"/static/media/{i}.woff2", **GZIP).body) == 600
    assert len(app.files) == 3 and len(folder.asked) == 9 + 3


def test_what_is_not_there_is_asked_again(folder: Folder) -> None:
    app, path = Pressed(folder), "/app/static/em-1/new.mjs"
    assert fetch(app, path, **GZIP).status == 404
    folder.files[path] = FILES["/app/static/em-0a1b2c/stage.mjs"]
    assert fetch(app, path, **GZIP).status == 200


def test_a_class_that_arrives_together_waits_for_one(folder: Folder) -> None:
    async def arrive() -> list[Any]:
        app = Pressed(folder)
        return await asyncio.gather(*(get(app, "/app/static/plotly-7.1.0.min.js", **GZIP) for _ in range(30)))

    answers = run(arrive())
    assert len(folder.asked) == 1 and {answer.status for answer in answers} == {200}
