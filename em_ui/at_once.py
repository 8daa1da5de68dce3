"""Answers leave at once: without this each waits some 40 ms for the word that the former packet has come.

Streamlit binds its socket itself and leaves the socket's protocol unsaid; asyncio switches Nagle's algorithm
off only where it is said to be TCP (https://github.com/Kludex/uvicorn/issues/3149). An answer goes out as two
packets, its head and its body, and the second would wait until the first has been acknowledged, which
browsers put off. A connection takes the option over from the socket that listens.
"""

from __future__ import annotations

import gc
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

TCP = (socket.AF_INET, socket.AF_INET6)


def undelayed() -> int:
    """Switch the delay off for every TCP socket of this process that is bound; how many there are."""
    found = 0
    for one in gc.get_objects():
        if not issubclass(type(one), socket.socket):  # isinstance would ask a proxy whose object is gone
            continue
        if one.family not in TCP or one.type != socket.SOCK_STREAM:
            continue
        try:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            found += 1
        except OSError:  # closed meanwhile
            continue
    return found


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncGenerator[dict[str, Any], None]:
    """What is done as the server starts: its socket is bound by then, and nobody has connected."""
    undelayed()
    yield {}
