"""Answers leave at once: the server's connections do not wait for the browser's word."""

from __future__ import annotations

import asyncio
import gc
import socket
import weakref

from em_ui.at_once import lifespan, undelayed
from tests.ui import asgi


def test_connections_to_a_socket_whose_protocol_is_unsaid_are_not_delayed() -> None:
    """As Streamlit binds it: asyncio leaves such a connection delayed."""

    async def accepted(prepare: bool) -> int:
        listening = socket.socket(socket.AF_INET)
        listening.bind(("127.0.0.1", 0))
        found: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            inside = writer.get_extra_info("socket")
            found.set_result(inside.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async def serve() -> int:
            async with await asyncio.start_server(connected, sock=listening):
                _, writer = await asyncio.open_connection(*listening.getsockname())
                value = await found
                writer.close()
                return value

        if not prepare:
            return await serve()
        async with lifespan(None):
            return await serve()

    assert asgi.run(accepted(prepare=False)) == 0  # else this module is not needed any more
    assert asgi.run(accepted(prepare=True)) != 0


def test_a_closed_socket_is_passed_over() -> None:
    one = socket.socket(socket.AF_INET)
    one.close()
    assert undelayed() >= 0
    assert one in gc.get_objects()


def test_a_proxy_of_what_is_gone_is_passed_over() -> None:
    """Asked for its class it raises, and the server would not start."""

    class Thing:
        pass

    thing = Thing()
    proxy = weakref.proxy(thing)
    del thing
    assert any(one is proxy for one in gc.get_objects())
    assert undelayed() >= 0
