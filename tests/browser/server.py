"""The app as a process of its own, that can be stopped, continued, killed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port that nothing listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """``streamlit run app.py`` on a free port; ``env`` is added to its environment.

    ``script``: main.py runs the app by itself, without the routes that app.py puts around it.

    EM_SERVER names another Python to run it with: that of an environment with older packages.
    """

    def __init__(
        self, address: str = "127.0.0.1", env: dict[str, str] | None = None, script: str = "app.py"
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.address, self.env, self.script = address, env or {}, script
        self.start()

    def start(self) -> None:
        options = {"port": str(self.port), "address": self.address, "headless": "true", "fileWatcherType": "none"}
        flags = [part for name, value in options.items() for part in (f"--server.{name}", value)]
        self.process = subprocess.Popen(
            [os.environ.get("EM_SERVER", sys.executable), "-m", "streamlit", "run", self.script, *flags],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "NO_COLOR": "1", **self.env},
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        self.kill()
        raise RuntimeError("the app did not start within 60 s")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
