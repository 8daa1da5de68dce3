"""Make sure there is a Chromium that starts, and Chinese glyphs for it; run by `make test`.

What is there is used. What is missing comes from Playwright's own download, or else from
Debian's packages, when we are root or may sudo without a password.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from chromium import FLAGS, find_chromium
from playwright.sync_api import Error, sync_playwright


def starts() -> str | None:
    """The version of a Chromium that opens a page, or None."""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            browser.new_page().goto("about:blank")
            version = browser.version
            browser.close()
            return str(version)
    except Error as reason:
        print(f"browser: {reason.message.splitlines()[0]}", flush=True)
        return None


def run(*command: str, **environment: str) -> bool:
    print("browser: " + " ".join(command), flush=True)
    return subprocess.run(command, stdin=subprocess.DEVNULL, env=os.environ | environment).returncode == 0


def download() -> bool:
    return run(sys.executable, "-m", "playwright", "install", "chromium")


def apt_install(*packages: str) -> bool:
    if not shutil.which("apt-get"):
        return False
    apt = ["apt-get"]
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            return False
        apt = ["sudo", "-n", *apt]  # -n: fail rather than wait for a password
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(*apt, "update", "-qq", **quiet)  # an index that is out of reach may still be good enough
    return run(*apt, "install", "-y", "-qq", "--no-install-recommends", *packages, **quiet)


def has_chinese() -> bool:
    if not shutil.which("fc-list"):
        return sys.platform != "linux"  # elsewhere the system brings them
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True)
    return bool(listed.stdout.strip())


def main() -> int:
    version = starts() or (download() and starts()) or (apt_install("chromium") and starts())
    if not version:
        print("browser: the tests need Chromium or Chrome; install one, or name it in CHROMIUM", flush=True)
        return 1
    if not has_chinese() and not apt_install("fonts-noto-cjk"):
        print("browser: no Chinese fonts found; pictures will show boxes instead", flush=True)
    print(f"browser: Chromium {version}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
