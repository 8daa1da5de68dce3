"""The lesson's page keeps of refused pastes what Streamlit keeps of any text field: the last one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# In a process of its own: what other tests have taken and freed before would hide what is kept here.
VISIT = """
import gc, os, resource, sys
from tests.ui.test_pages import open_page

def resident():  # MB; where /proc is missing, the most there was so far
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (2**20 if sys.platform == "darwin" else 2**10)

app = open_page("gmm", lang="en", data="own")
before = resident()
for number in range(10):
    line = "".join(f"word{number}{i}\\n" for i in range(997))
    app.text_area(key="gmm/pasted").set_value((line * (9 * 2**20 // len(line) + 1))[: 9 * 2**20]).run()
    assert "rows; at most" in app.error[0].value, app.error
    gc.collect()  # the trees in which AppTest shows a page are cycles
print(resident() - before)
"""


def test_ten_refused_pastes_on_a_page_leave_little() -> None:
    done = subprocess.run(
        [sys.executable, "-c", VISIT], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    # of which Streamlit holds 27: the last text as the field's value, as it came, and as a message to AppTest
    assert float(done.stdout) < 50
