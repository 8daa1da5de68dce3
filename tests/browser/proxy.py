"""nginx from the distribution, with the repository's file, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from tests.browser.server import ROOT, free_port

WANTED = "no nginx on this machine: `sudo apt install nginx-light` or `brew install nginx`, or name it in NGINX"
# What the distribution's own file says around a site, and every path inside the folder.
AROUND = """daemon off;
{user}worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log {folder}/access.log;
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/em.conf;
}}
"""


def find_nginx() -> str:
    """The program, also where an ordinary user's PATH does not lead."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    found = os.environ.get("NGINX") or shutil.which("nginx", path=path)
    if not found:
        raise RuntimeError(WANTED)
    return found


class Proxy:
    """nginx before the processes that listen on these two ports; ``changes`` are made in its file first."""

    def __init__(self, folder: Path, ports: tuple[int, int], changes: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        site = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
        places = {":8501": f":{ports[0]}", ":8502": f":{ports[1]}"}
        places |= {"listen 80;": f"listen 127.0.0.1:{self.port};", "/var/cache/em-nginx": f"{folder}/kept"}
        for old, new in (places | (changes or {})).items():
            assert old in site, f"deploy/nginx.conf says no more {old!r}"
            site = site.replace(old, new)
        (folder / "em.conf").write_text(site, "utf-8")
        user = "user root;\n" if os.geteuid() == 0 else ""  # workers must read a folder that only we may enter
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user), "utf-8")
        self.process = subprocess.Popen(
            [find_nginx(), "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")],
            stderr=subprocess.PIPE,
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.process.kill()
        assert self.process.stderr is not None
        raise RuntimeError(f"nginx did not start: {self.process.stderr.read().decode()}")

    def kill(self) -> None:
        self.process.terminate()
        self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()

    def complaints(self) -> list[str]:
        """What nginx wrote down as an error."""
        path = self.folder / "error.log"
        return [line for line in path.read_text("utf-8").splitlines() if "[warn]" in line or "[error]" in line
                or "[emerg]" in line or "[crit]" in line]  # fmt: skip
