"""For every test: hypothesis judges results, not speed, and repeats itself in CI."""

import os

from hypothesis import settings

# No deadline: how fast an example runs says nothing about whether it is right.
settings.register_profile("here", deadline=None)
# In CI a failure must repeat, so the examples are the same each time; locally each run draws new ones.
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
# `make faults` draws many times as much as an ordinary run; `--hypothesis-profile=thorough` says so.
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("ci" if os.environ.get("CI") else "here")
