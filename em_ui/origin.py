"""Whose pages may talk to this server: its own, and those that its configuration names.

Any web page can have its visitor's browser open a WebSocket to this server. When Streamlit does not know
the page, it asks an outside service for this machine's public address, and every learner waits meanwhile.
So nothing of that kind reaches Streamlit: what is not ours is refused here, without asking anybody.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

Scope = Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Server = Callable[[Scope, Receive, Send], Awaitable[None]]

# Streamlit lets these in on every port: a proxy or a development server on the same machine.
LOCAL = ("localhost", "127.0.0.1", "0.0.0.0")


def host_name(address: str) -> str | None:
    """The host in "https://em.example.org:8501" or "em.example.org:8501"; None where there is none."""
    try:
        return urlsplit(address if "://" in address else f"//{address}").hostname
    except ValueError:
        return None


def is_ours(origin: str, host: str, forwarded: str = "") -> bool:
    """Whether a page of this origin belongs to the server that was asked for under the name ``host``.

    ``forwarded`` is what a proxy says the visitor asked for. A page cannot set it on a WebSocket.
    """
    if not st.get_option("server.enableCORS"):  # the configuration lets everybody in
        return True
    known = [host, forwarded.partition(",")[0].strip(), st.get_option("browser.serverAddress")]
    known += [*LOCAL, *st.get_option("server.corsAllowedOrigins")]
    name = host_name(origin) if "://" in origin else None  # "null" is a page without an address
    return name is not None and name in map(host_name, known)


class OwnPages:
    """ASGI middleware that refuses the WebSockets of foreign pages with 403; all else passes it."""

    def __init__(self, app: Server) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            # of a header that comes twice the first counts, as it does for Streamlit
            headers = {name: value.decode("latin-1") for name, value in reversed(scope["headers"])}
            origin, host = headers.get(b"origin"), headers.get(b"host", "")
            if origin is not None and not is_ours(origin, host, headers.get(b"x-forwarded-host", "")):
                refused = "a WebSocket is refused: its page is at %r, this server was asked for as %r"
                logging.getLogger(__name__).warning(refused, origin, host)
                await send({"type": "websocket.close", "code": 1008})
                return
            # Streamlit would look again, and ask outside about a name other than the Host header's
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"origin"]}
        await self.app(scope, receive, send)
