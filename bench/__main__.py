"""``python -m bench``: everything, or ``--only`` one part, such as stage, gaussian, tables or hmm."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
import time
from collections.abc import Callable
from importlib.metadata import version

from bench import browser, drag, neighbours, sessions, stage, start


def table(rows: list[list[str]]) -> str:
    """Columns as wide as their widest cell, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) if i else cell.ljust(width) for i, (cell, width) in enumerate(
            zip(row, widths, strict=True)))
        for row in rows
    )


def in_browser() -> None:
    """The contenders beside each other."""
    results = browser.measure()
    print("From input to painted picture, median / 95 %, and as a ratio of medians to the static page;\n"
          "bytes and server time are means per input.")
    print(table(browser.report(results)))


def on_stage() -> None:
    """Scenes on the stage."""
    results, answers = stage.measure()
    print("The same scenes on a static page, on the app's stage and in Dash: from input to the complete\n"
          "picture; of a moved knob, to the first new one.")
    print(table(stage.report(results)))
    print("What an answer costs the app's server:")
    print(table([["", "processor ms"], *([name, f"{cost:.1f}"] for name, cost in answers.items())]))


def while_dragging() -> None:
    """Pictures a second while a pointer moves."""
    print("While something is dragged for a second and a half; a picture every 16 ms would be 62 a second.")
    print(table(drag.report(drag.measure())))


def in_class() -> None:
    """Simulated learners."""
    loads = sessions.measure() + sessions.measure_two()
    print(f"Learners, each with a new start every {sessions.EVERY:.0f} s for {sessions.LASTS:.0f} s: "
          "median / 95 % until the answer is complete.")
    print(table(sessions.report(loads)))


def at_start(base: str = "", count: int = 0) -> None:
    """A class that arrives."""
    print("Browsers that come for the first time, all at once: until each has its files and its page.")
    print(table(start.report([start.measure_at(base, count)] if base else start.measure())))


def in_class_at(base: str, count: int, minutes: float) -> None:
    """Simulated learners of a server that runs already."""
    load = sessions.measure_at(base, count, minutes)
    print(f"Learners at {base}, each with a new start every {sessions.EVERY:.0f} s: median / 95 % until the "
          "answer is complete; memory is that of the app's processes on this machine.")
    print(table(sessions.report([load])))


def beside_each_other() -> None:
    """A learner beside one who asks for the dearest."""
    print("A knob moved every half second while another learner asks the dearest links one after the other.")
    print(table(neighbours.report(neighbours.measure())))


def on_grid() -> None:
    """``coin_grid`` beside the plain broadcast."""
    from bench import coin_grid

    coin_grid.measure()


def in_mixtures() -> None:
    """Gaussian mixtures and k-means beside scikit-learn, many starts beside one by one."""
    from bench import gaussian

    gaussian.measure()


def in_tables() -> None:
    """Topics beside NMF, word alignment beside NLTK."""
    from bench import tables

    tables.measure()


def in_diaries() -> None:
    """Hidden Markov models beside hmmlearn."""
    from bench import hmm

    hmm.measure()


PARTS: dict[str, Callable[[], None]] = {
    "browser": in_browser, "stage": on_stage, "drag": while_dragging, "sessions": in_class,
    "neighbours": beside_each_other, "start": at_start, "grid": on_grid, "gaussian": in_mixtures,
    "tables": in_tables, "hmm": in_diaries,
}


def main() -> None:
    """Run the parts and print their tables."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one part")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is ended then too
    parser.add_argument("--base", help="with --only sessions or start: a server that runs already")
    parser.add_argument("--n", type=int, default=200, help="with --base: how many learners")
    parser.add_argument("--minutes", type=float, default=sessions.LASTS / 60, help="with --base: how long")
    asked = parser.parse_args()
    if asked.base:
        if asked.only not in ("sessions", "start"):
            parser.error("--base goes with --only sessions and --only start")
        if asked.only == "start":
            at_start(asked.base.rstrip("/"), asked.n)
        else:
            in_class_at(asked.base.rstrip("/"), asked.n, asked.minutes)
        return
    only = asked.only
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python "
          f"{platform.python_version()}, streamlit {version('streamlit')}, plotly {version('plotly')}")
    began = time.monotonic()
    for name in [only] if only else PARTS:
        print(flush=True)
        PARTS[name]()
    print(f"\n{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
