"""Scripts and styles, compressed once for all visitors.

Streamlit compresses the app's own files anew for every request, Plotly's script takes it .2 s of processor
time, and sends those of its page as they are, 3 MB. A file here never changes under its name (the name holds
a hash or a version), so browsers and proxies may keep it.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from typing import NamedTuple

from anyio import to_thread

from em_ui.folder import inside
from em_ui.origin import Message, Receive, Scope, Send, Server

ICON = r"^/media/[0-9a-f]{20,}\.png\Z"  # the page's; browsers ask for it at every change of the address
# Each file by one name: not by a/./b too. What else is in media/ is a visitor's own, and goes with the visit.
FILES = re.compile(rf"^(/app)?/static(/\w[\w.~+@-]*)+\Z|{ICON}", re.ASCII)
OWN = re.compile(rf"^/app/static/(em-[0-9a-f]+/|plotly-[\d.]+\.min\.js\Z)|{ICON}")  # em_ui/player/assets.py
TEXT = re.compile(rb"text/|application/(javascript|json|wasm)|image/svg")
PAGE = b"text/html"  # so Streamlit answers for a file that it has not
FOREVER = b"public, max-age=31536000, immutable"
SMALL, PICTURE, MOST = 500, 20_000, 40_000_000  # bytes: less is not compressed, an icon, all that is kept
MOST_FILES = 2000  # Streamlit has some 400
NOT_PASSED = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"if-range", b"range"}
NOT_KEPT = {b"content-length", b"content-encoding", b"vary", b"accept-ranges", b"date", b"etag"}
KNOWN = {b"cache-control", b"etag", b"vary"}  # what a browser is told that has the file


class File(NamedTuple):
    """A file as it is sent, and its headers."""

    headers: list[tuple[bytes, bytes]]
    body: bytes
    etag: bytes  # without W/


class Pressed:
    """ASGI middleware that answers for files, compressed; all else passes it."""

    def __init__(self, app: Server) -> None:
        self.app = app
        self.files: dict[str, File | None] = {}  # None: this one is passed through
        self.size = 0
        self.turn: asyncio.Lock | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = await self._file(scope, receive) if _wanted(scope) else None
        if file is None:
            await self.app(scope, receive, send)
            return
        if _has(scope, file.etag):
            start = {"status": 304, "headers": [pair for pair in file.headers if pair[0].lower() in KNOWN]}
            body = b""
        else:
            length = (b"content-length", str(len(file.body)).encode())
            start, body = {"status": 200, "headers": [*file.headers, length]}, file.body
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": body})

    async def _file(self, scope: Scope, receive: Receive) -> File | None:
        path = inside(scope["path"])
        if path in self.files:
            return self.files[path]
        if len(self.files) >= MOST_FILES:
            return None
        self.turn = self.turn or asyncio.Lock()  # made in the server's own loop
        async with self.turn:  # a class that arrives together waits for one compression
            if path not in self.files:
                status, headers, body = await self._asked(scope, receive)
                kind = dict(headers).get(b"content-type", b"")
                if status != 200 or kind.startswith(PAGE):
                    return None  # and asked again next time
                self.files[path] = await self._press(path, headers, body)
        return self.files[path]

    async def _asked(
        self, scope: Scope, receive: Receive
    ) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """The file as it is."""
        start: Message = {}
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                parts.append(bytes(message.get("body", b"")))

        plain = [pair for pair in scope["headers"] if pair[0] not in NOT_PASSED]
        await self.app({**scope, "headers": plain}, receive, collect)
        return int(start["status"]), list(start.get("headers", [])), b"".join(parts)

    async def _press(self, path: str, headers: list[tuple[bytes, bytes]], body: bytes) -> File | None:
        said = {name.lower(): value for name, value in headers}
        is_text = bool(TEXT.match(said.get(b"content-type", b"")))
        if not is_text and not (OWN.search(path) and len(body) < PICTURE):
            return None
        small = not is_text or len(body) < SMALL
        packed = body if small else await to_thread.run_sync(lambda: gzip.compress(body, 6, mtime=0))
        if self.size + len(packed) > MOST:
            return None
        self.size += len(packed)
        kept = [(name, value) for name, value in headers if name.lower() not in NOT_KEPT]
        if OWN.search(path):
            kept = [pair for pair in kept if pair[0].lower() != b"cache-control"]
            kept.append((b"cache-control", FOREVER))
        kept += [] if small else [(b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding")]
        etag = said.get(b"etag", b"").removeprefix(b"W/")
        kept += [(b"etag", etag if small else b"W/" + etag)] if etag else []  # two forms have this name
        return File(kept, packed, etag)


def takes_gzip(accept: str) -> bool:
    """Whether an Accept-Encoding header lets an answer be compressed so: "gzip;q=0" does not."""
    for part in accept.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if name == "gzip":
            return weight == "" or weight.strip("0.") != ""
    return False


def _has(scope: Scope, etag: bytes) -> bool:
    """Whether the browser says that it has the file of this name."""
    said = dict(scope["headers"]).get(b"if-none-match", b"").split(b",")
    return etag != b"" and etag in [one.strip().removeprefix(b"W/") for one in said]


def _wanted(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or not FILES.search(inside(scope["path"])):
        return False
    headers = dict(scope["headers"])
    return takes_gzip(headers.get(b"accept-encoding", b"").decode("latin-1")) and b"range" not in headers
