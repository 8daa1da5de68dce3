"""The Containerfile copies all that the app needs, and asks after its health in a way that works.

Where container tools and a base image are, `podman build .` does the rest; here its parts are tried one by one.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.browser.server import ROOT, free_port

pytestmark = pytest.mark.faults
SAYS = (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", " ")


def test_what_is_copied_is_the_app_and_its_health_is_asked_after(tmp_path: Path) -> None:
    for line in re.findall(r"^COPY (.+)$", SAYS, re.M):
        *sources, target = line.split()
        for source in sources:
            place = tmp_path / target
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, place)
    (tmp_path / "static").mkdir()
    port = str(free_port())
    command = json.loads(re.findall(r"^CMD (\[.+\])$", SAYS, re.M)[-1])
    check = json.loads(re.findall(r"HEALTHCHECK .*?CMD (\[.+\])$", SAYS, re.M)[0])
    run = [sys.executable, *(part.replace("8501", port).replace("0.0.0.0", "127.0.0.1") for part in command[1:])]
    ask = [sys.executable, *(part.replace("8501", port) for part in check[1:])]
    assert subprocess.run(ask, stderr=subprocess.DEVNULL).returncode != 0, "nothing runs yet"
    server = subprocess.Popen(run, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 40
        while subprocess.run(ask, stderr=subprocess.DEVNULL).returncode != 0:
            assert time.monotonic() < deadline and server.poll() is None
            time.sleep(0.3)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/em/run/heights?scene=play&lang=zh") as answer:
            assert json.load(answer)["document"]["scene"] == "play"
        page = urllib.request.Request(f"http://127.0.0.1:{port}/heights", headers={"Accept": "text/html"})
        with urllib.request.urlopen(page) as answer:
            assert b"data-em=\"plotly\"" in answer.read()
        assert any((tmp_path / "static").glob("plotly-*.js"))
    finally:
        server.kill()
        server.wait()


def test_nobody_in_it_is_root() -> None:
    assert re.search(r"^USER (?!root)\w+$", SAYS, re.M)
