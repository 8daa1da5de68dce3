"""One server process per contender: started on a free port, measured through /proc, killed at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv-bench"  # the peers' own environment: the app's stays as its users have it
REQUIREMENTS = ROOT / "bench" / "requirements.txt"
PROC = Path("/proc")
TICK = 1000 / os.sysconf("SC_CLK_TCK")  # milliseconds


def peers_python() -> str:
    """The interpreter of the environment that holds the peers, which is made on first use."""
    python, stamp = VENV / "bin" / "python", VENV / "installed"
    if not stamp.exists() or stamp.stat().st_mtime < REQUIREMENTS.stat().st_mtime:
        print("installing the peers into .venv-bench (once) ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        (VENV / ".gitignore").write_text("*\n")
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run([*pip, "-r", REQUIREMENTS], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the peers could not be installed:\n{done.stderr[-2000:]}")
        stamp.touch()
    return str(python)


@cache
def has_peers() -> bool:
    """Whether the peers are here or can be installed; says why not, once."""
    try:
        peers_python()
    except (OSError, subprocess.CalledProcessError, RuntimeError) as error:
        print(f"Dash and marimo are left out: {error}", flush=True)
        return False
    return True


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running server; leaving its ``with`` block kills it and what it started.

    command: its arguments, in which "PORT" stands for the port. Raises RuntimeError, with the end of
    its log, when it does not answer within 60 s.
    """

    def __init__(self, command: list[str], path: str = "/") -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}{path}"
        # not a pipe, which would fill up and stop the server
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - open as long as the server runs
        self.process = subprocess.Popen(
            [part.replace("PORT", str(self.port)) for part in command], cwd=ROOT,
            stdout=self.log, stderr=subprocess.STDOUT,
            start_new_session=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        try:
            self._wait()
        except BaseException:
            self.kill()
            raise

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.url, timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        self.log.seek(0)
        raise RuntimeError(f"{self.process.args} did not answer:\n{self.log.read()[-2000:]}")

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.kill()

    def kill(self) -> None:
        """End the process group, which is this server's alone."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def _pids(self) -> list[int]:
        """The process and its descendants."""
        pids = [self.process.pid]
        for pid in pids:
            for children in PROC.glob(f"{pid}/task/*/children"):
                pids += map(int, children.read_text().split())
        return pids

    def cpu(self) -> float | None:
        """User and system time so far, in milliseconds; None where there is no /proc."""
        return cpu_of(self._pids()) if PROC.is_dir() else None

    def memory(self) -> float | None:
        """Resident memory in megabytes; None where there is no /proc."""
        return memory_of(self._pids()) if PROC.is_dir() else None


def cpu_of(pids: list[int]) -> float:
    """User and system time of processes so far, in milliseconds."""
    ticks = 0
    for pid in pids:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks * TICK


def memory_of(pids: list[int]) -> float:
    """Resident memory of processes in megabytes."""
    pages = sum(int((PROC / str(pid) / "statm").read_text().split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _running() -> list[int]:
    """The app's processes on this machine, whoever started them."""
    found = []
    for path in PROC.glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_bytes().split(b"\0")
            if b"app.py" in words and any(word.endswith(b"streamlit") for word in words):
                found.append(int(path.parent.name))
    return found


def running_memory() -> float | None:
    """Megabytes of all the app's processes on this machine; None where none is seen."""
    pids = _running()
    return memory_of(pids) if pids else None


def running_cpu() -> float | None:
    """Milliseconds of all the app's processes on this machine; None where none is seen."""
    pids = _running()
    return cpu_of(pids) if pids else None


def app(path: str = "/hard-soft") -> Server:
    """This app, at a lesson."""
    return Server([sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "PORT",
                   "--server.address", "127.0.0.1"], path)


def static() -> Server:
    """The static page."""
    return Server([sys.executable, "-m", "bench.static_page", "PORT"])


def dash() -> Server:
    """Dash."""
    return Server([peers_python(), "-m", "bench.dash_app", "PORT"])


def marimo() -> Server:
    """marimo, as it serves an app to readers."""
    return Server([peers_python(), "-m", "marimo", "run", "bench/marimo_app.py", "--host", "127.0.0.1",
                   "--port", "PORT", "--headless", "--no-token"])


def stage_static(path: str) -> Server:
    """The static page that plays a lesson's scenes."""
    return Server([sys.executable, "-m", "bench.stage_static", "PORT", path])


def stage_dash(path: str) -> Server:
    """Dash, playing a lesson's scenes."""
    return Server([peers_python(), "-m", "bench.stage_dash", "PORT", path])
