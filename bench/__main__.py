"""``python -m bench``: everything, or ``--only browser``, ``sessions`` or ``grid``."""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable
from importlib.metadata import version

from bench import browser, sessions

SLOWER = "x times the static page's median"


def table(rows: list[list[str]]) -> str:
    """Columns as wide as their widest cell, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) if i else cell.ljust(width) for i, (cell, width) in enumerate(
            zip(row, widths, strict=True)))
        for row in rows
    )


def in_browser() -> str:
    """The contenders beside each other."""
    return (f"From input to painted picture, median / 95 % ({SLOWER}); "
            f"bytes and server time are means per input.\n{table(browser.report(browser.measure()))}")


def in_class() -> str:
    """Simulated learners."""
    return (f"Learners, each with a new start every {sessions.EVERY:.0f} s for {sessions.LASTS:.0f} s, "
            f"until the answer is complete:\n{table(sessions.report(sessions.measure()))}")


def on_grid() -> str:
    """``coin_grid`` beside the plain broadcast."""
    from bench import coin_grid

    return str(coin_grid.measure())


PARTS: dict[str, Callable[[], str]] = {"grid": on_grid, "browser": in_browser, "sessions": in_class}


def main() -> None:
    """Run the parts and print their tables."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one part")
    only = parser.parse_args().only
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"streamlit {version('streamlit')}, plotly {version('plotly')}", flush=True)
    began = time.monotonic()
    for name in [only] if only else PARTS:
        print(f"\n{PARTS[name]()}", flush=True)
    print(f"\n{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
