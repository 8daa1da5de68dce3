"""A line between a browser and a server that can be cut: what was connected is lost, and nobody can connect."""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress
from typing import Any

from tests.browser.server import Server


class Line:
    """Listens on a port of its own and hands on to the server's; ``url`` is what the browser opens."""

    def __init__(self, server: Server) -> None:
        self.server, self.up, self.pairs = server, True, dict[socket.socket, socket.socket]()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.ended = False
        self.watch = selectors.DefaultSelector()
        self.watch.register(self.listening, selectors.EVENT_READ)
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def cut(self) -> None:
        """As when a network goes: nothing arrives any more, and nobody is told."""
        self.up = False

    def mend(self) -> None:
        """What hung on the old line is lost; new connections are made."""
        for one in list(self.pairs):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self.up = True

    def end(self) -> None:
        self.ended = True
        self.thread.join()

    def _run(self) -> None:
        while not self.ended:
            for key, _ in self.watch.select(0.2):
                with suppress(OSError):
                    self._join() if key.fileobj is self.listening else self._pass(key.fileobj)
        self.watch.close()
        for one in [self.listening, *self.pairs]:
            one.close()

    def _join(self) -> None:
        near, _ = self.listening.accept()
        try:
            if not self.up:
                raise ConnectionError
            far = socket.create_connection(("127.0.0.1", self.server.port), timeout=20)
        except OSError:
            near.close()
            return
        for one, other in ((near, far), (far, near)):
            one.settimeout(20)
            self.pairs[one] = other
            self.watch.register(one, selectors.EVENT_READ)

    def _pass(self, one: Any) -> None:
        if one not in self.pairs:  # closed with its other end
            return
        try:
            content = one.recv(2**16)
            if content and self.up:
                self.pairs[one].sendall(content)
        except OSError:
            content = b""
        if not content:
            other = self.pairs[one]
            for end in (one, other):
                self.watch.unregister(end)
                del self.pairs[end]
                end.close()
