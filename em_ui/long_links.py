"""Links with very many parameters: what the page can read of them reaches it.

Streamlit takes a link of more than 1000 parameters for one of none and tells nobody. The first ones are let
through instead, and the page says of those what it does not know.
"""

from __future__ import annotations

from em_ui.origin import Receive, Scope, Send, Server

MOST = 500  # parameters of a link, far more than any lesson has


class LongLinks:
    """ASGI middleware that sends a visitor with too long a link on to the beginning of it."""

    def __init__(self, app: Server) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope.get("query_string", b"").split(b"&")
        if scope["type"] != "http" or len(query) <= MOST:
            await self.app(scope, receive, send)
            return
        shorter = b"?" + b"&".join(query[:MOST])
        await send({"type": "http.response.start", "status": 307, "headers": [(b"location", shorter)]})
        await send({"type": "http.response.body", "body": b""})
