"""The code that a page shows runs, and makes the run that the page shows."""

from __future__ import annotations

from typing import Any

import pytest

from lessons.gmm import screen as gmm
from lessons.gmm.screen import Gmm
from lessons.heights import screen as heights_screen
from lessons.heights.settings import HeightsSettings


def made_by(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(code, names)
    return names


@pytest.mark.parametrize("s", [Gmm(), Gmm(shape="tied", rule="plusplus"), Gmm(prior=True)], ids=str)
def test_the_plane(s: Gmm) -> None:
    steps = made_by(gmm.call(s))["half_steps"]
    shown = gmm.run(s).trace
    values = [step.log_likelihood for step in steps]
    assert values == pytest.approx([step.log_likelihood for step in shown], rel=1e-9)


@pytest.mark.parametrize(
    "s", [HeightsSettings(), HeightsSettings(variances="free", weights="fixed")], ids=str
)
def test_the_heights(s: HeightsSettings) -> None:
    made = made_by(heights_screen.call(s))
    steps = next(v for v in made.values() if isinstance(v, list) and hasattr(v[0], "log_likelihood"))
    assert len(steps) > 3 and steps[-1].log_likelihood > steps[0].log_likelihood
