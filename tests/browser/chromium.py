"""Which browser the browser tests start, and with which switches."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Chromium's own errands stay off, so that every request a test counts is the page's.
# No sandbox: root, who runs tests in a container, cannot have one.
FLAGS = [
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """The program that CHROMIUM names, or one that is installed, or None for Playwright's own download.

    Playwright's ``launch(executable_path=None)`` takes its own download and fails when there is none:
    a browser test without a browser has failed, it is not skipped. Raises FileNotFoundError when
    CHROMIUM names no file.
    """
    named = os.environ.get("CHROMIUM")
    if named and not Path(named).is_file():
        raise FileNotFoundError(f"CHROMIUM must name a browser's program, got {named!r}")
    return named or next(filter(None, map(shutil.which, NAMES)), None)
