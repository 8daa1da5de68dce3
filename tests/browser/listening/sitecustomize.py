"""On a server's PYTHONPATH: writes down every host outside this machine that it turns to, and refuses it.

Python imports this file at its start by its name. An audit hook hears what any library does with a socket.
"""

import os
import sys
from ipaddress import ip_address
from typing import Any

CONNECTING = ("socket.connect", "socket.sendto", "socket.sendmsg")
NAMING = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


def here(host: str) -> bool:
    """Whether a host is this machine: a loopback address, or the address that stands for all its own."""
    try:
        address = ip_address(host)
    except ValueError:
        return host in ("", "localhost")
    return address.is_loopback or address.is_unspecified


def hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event in CONNECTING and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event in NAMING:
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if not here(name):
        with open(os.environ["OUTSIDE_LOG"], "a") as log:
            log.write(f"{event} {name}\n")
        raise OSError(f"{event}: {name} is outside this machine")


sys.addaudithook(hear)
