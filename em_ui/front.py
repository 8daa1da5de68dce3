"""The page's own frame: Streamlit's one index.html, in the visitor's language, announcing what comes next.

It says ``lang="en"`` to everybody until a script has run in the browser; a screen reader or a translator
reads it before that. And the browser learns of Plotly and the stage's modules only after the first script
run, unless the page's head says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs

from em_ui.folder import inside
from em_ui.origin import Receive, Scope, Send, Server
from em_ui.player.assets import NotWritable, install

LANGUAGES = {"zh": "zh-CN", "en": "en"}
# The page's only script inside its HTML, for a service that is not asked here. Without it the page runs where
# a Content-Security-Policy forbids such scripts.
INLINE = rb"<script>\s*window\.prerenderReady = false;?\s*</script>"
APP = {"zh-CN": "EM 算法", "en": "EM"}  # on the tab, until the script has said the lesson


class Front:
    """ASGI middleware that puts the language and the announcements into every page of HTML."""

    def __init__(self, app: Server) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not _wants_html(scope):
            await self.app(scope, receive, send)
            return
        # a page that has been changed here cannot be answered with "as before" or with a part of it
        plain = [(name, value) for name, value in scope["headers"] if name not in ASKED]
        await self.app({**scope, "headers": plain}, receive, _Changed(send, _change(scope)))


ASKED = {b"if-none-match", b"if-modified-since", b"accept-encoding", b"range"}
NO_PAGES = ("/_stcore", "/app/", "/em/", "/media")
OWN = {b"content-length", b"etag", b"last-modified"}


class _Changed:
    """Sends an answer on, its HTML changed."""

    def __init__(self, send: Send, change: Callable[[bytes], bytes]) -> None:
        self.send, self.change = send, change
        self.start: dict[str, object] | None = None
        self.body = b""

    async def __call__(self, message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            headers = dict(message["headers"])  # type: ignore[call-overload]
            if headers.get(b"content-type", b"").startswith(b"text/html") and message["status"] == 200:
                self.start = message
                return
        if self.start is None or message["type"] != "http.response.body":
            await self.send(message)
            return
        self.body += bytes(message.get("body", b""))  # type: ignore[arg-type]
        if message.get("more_body"):
            return
        body = self.change(self.body)
        kept = [(name, value) for name, value in self.start["headers"] if name not in OWN]  # type: ignore[attr-defined]
        headers = [*kept, (b"content-length", str(len(body)).encode())]
        await self.send({**self.start, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


def _wants_html(scope: Scope) -> bool:
    accept = dict(scope["headers"]).get(b"accept", b"")
    return b"text/html" in accept and not inside(scope["path"]).startswith(NO_PAGES)


def language(query: bytes, accept: bytes) -> str:
    """The page's language: the link's, else the browser's first."""
    asked = parse_qs(query.decode("latin-1")).get("lang", [""])[-1]  # of two the last counts, as for the app
    if asked in LANGUAGES:
        return LANGUAGES[asked]
    return LANGUAGES["zh" if accept.decode("latin-1").lower().startswith("zh") else "en"]


def _change(scope: Scope) -> Callable[[bytes], bytes]:
    lang = language(scope.get("query_string", b""), dict(scope["headers"]).get(b"accept-language", b""))

    def change(html: bytes) -> bytes:
        html = html.replace(b'<html lang="en">', f'<html lang="{lang}">'.encode(), 1)
        html = re.sub(b"<title>[^<]*</title>", f"<title>{APP[lang]}</title>".encode(), html, count=1)
        html = re.sub(INLINE, b"", html, count=1)
        return html.replace(b"</head>", announced().encode() + b"</head>", 1)

    return change


def announced() -> str:
    """What the head announces: the stage's modules, its style, and Plotly."""
    try:
        assets = install()
    except NotWritable:
        return ""
    folder = f"./{assets.folder}"
    modules = "".join(f'<link rel="modulepreload" href="{folder}/{name}">' for name in assets.modules)
    style = f'<link rel="preload" as="style" href="{folder}/style.css">'
    # it runs while the page waits for its first words, not when its first figure waits for it
    script = f'<script async data-em="plotly" src="{folder}/{assets.plotly}"></script>'
    return modules + style + script
