"""Make sure there is an nginx for the tests of deploy/nginx.conf; run by `make faults`."""

from __future__ import annotations

import os
import shutil
import sys

from get_browser import apt_install

PATH = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"


def main() -> int:
    def found() -> str | None:
        return os.environ.get("NGINX") or shutil.which("nginx", path=PATH)

    if not found() and not (apt_install("nginx-light") and found()):
        print("nginx: these tests need nginx; install it, or name it in NGINX", flush=True)
        return 1
    print(f"nginx: {found()}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
