"""Links with very many parameters: what the page can read of them reaches it.

Streamlit takes a link of more than 1000 parameters for one of none and tells nobody. The first ones are let
through instead, and the page says of those what it does not know. And what no disk takes as a path is
not there: Streamlit would look for it and break.
"""

from __future__ import annotations

from em_ui.origin import Receive, Scope, Send, Server

MOST = 500  # parameters of a link, far more than any lesson has
LONGEST = 255  # bytes of a path, as many as a disk takes in one name


class LongLinks:
    """ASGI middleware that sends a visitor with too long a link on to the beginning of it, or says 404."""

    def __init__(self, app: Server) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope.get("query_string", b"").split(b"&")
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif len(scope["path"].encode(errors="replace")) > LONGEST:
            await _say(send, 404)
        elif len(query) > MOST:
            await _say(send, 307, (b"location", b"?" + b"&".join(query[:MOST])))
        else:
            await self.app(scope, receive, send)


async def _say(send: Send, status: int, *headers: tuple[bytes, bytes]) -> None:
    """An answer that is its head only."""
    said = [*headers, (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": said})
    await send({"type": "http.response.body", "body": b""})
