"""The galaxies of lesson 17: sixty starts side by side are what each of them is alone."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

from em_core import datasets
from em_core.fit_many import fit_many
from lessons.speed import galaxies, galaxy_panels
from lessons.speed.runs import code
from lessons.speed.settings import STARTS, Settings

ANNEALED = Settings(view="galaxies", cooling="slow")
SOME = [0, 19, 23, 31, 43, 59]  # 20, 32 and 44 arrive by plain EM only; 24 ends lowest of all


def alone(start: int, cooling: str) -> None:
    run = galaxies.galaxies(ANNEALED.with_(start=start + 1, cooling=cooling))
    ends = galaxies.ends(cooling)
    assert run.trace[-1].log_likelihood == pytest.approx(ends.values[start], abs=1e-6)
    assert run.trace[-1].iteration == ends.iterations[start]


@pytest.mark.parametrize("cooling", list(galaxies.PLANS))
@pytest.mark.parametrize("start", [
    pytest.param(i, marks=[] if i in SOME else pytest.mark.faults) for i in range(STARTS)
])  # fmt: skip
def test_a_start_alone_ends_where_the_picture_of_all_has_it(start: int, cooling: str) -> None:
    alone(start, cooling)


@pytest.mark.parametrize("settings", [ANNEALED.with_(start=20), Settings(view="galaxies", start=20)],
                         ids=["annealed", "plain"])  # fmt: skip
def test_the_code_that_is_shown_ends_there_too(settings: Settings) -> None:
    made: dict[str, Any] = {}
    exec(code(settings), made)
    end = made.get("stages", made.get("steps"))[-1]
    assert end.log_likelihood == pytest.approx(galaxies.ends(settings.cooling).values[19], abs=1e-6)


def test_which_starts_arrive() -> None:
    plain, slow = (galaxies.arrives(cooling) for cooling in galaxies.PLANS)
    assert (np.flatnonzero(plain & ~slow) + 1).tolist() == [20, 32, 44]
    others = galaxies.ends("none").values[~plain]
    assert others == pytest.approx(others.max(), abs=1e-3)  # they are told as one
    ends = galaxies.ends("slow").values
    assert ends.argmin() == 23 and ends[23] < galaxies.ends("none").values.min() - 5
    one = galaxies.galaxies(Settings(view="galaxies"))  # the scene's own start: only annealing arrives
    assert one.trace[-1].log_likelihood < galaxies.best() - 5 and slow[0]


def test_the_copy_with_a_slip_has_another_best_end() -> None:
    x = datasets.GALAXIES.x.copy()
    x[x == 26.960] = 26.690
    found = fit_many(galaxies.MODEL, x, galaxies.starts(), max_iter=2000, tol=1e-9)
    assert max(end.log_likelihood for end in found) == pytest.approx(-203.1792, abs=1e-4)


def test_every_temperature_has_sixty_iterations_of_which_some_are_shown() -> None:
    run = galaxies.galaxies(ANNEALED)
    for stage, beta in enumerate(galaxies.PLANS["slow"]):
        its = [s.iteration for s, b in zip(run.trace, run.betas, strict=True) if b == beta and s.phase == "M"]
        assert its == [60 * stage + i for i in (*range(1, 11), 20, 30, 40, 50, 60)]
    said = [run.frame(k, str).caption for k in range(len(run))]
    after = next(k for k, s in enumerate(run.trace) if s.iteration == 20)
    assert run.trace[after].phase == "E" and "just before this one, as the run is long: 18." in said[after]
    moved = [s.iteration for s, words in zip(run.trace, said, strict=True) if "nudged" in words]
    assert moved == list(range(61, 362, 60))
    plain = galaxies.galaxies(Settings(view="galaxies"))
    assert len(plain) == 2 * plain.trace[-1].iteration + 1  # a run of plain EM is short enough to be whole
    assert not any("β" in plain.frame(k, str).caption for k in range(len(plain)))


def test_the_curves_are_the_components_of_the_half_step() -> None:
    run = galaxies.galaxies(ANNEALED)
    strip = galaxy_panels.velocities(run)
    assert strip is not None
    bars = strip.base["data"][0]["y"]
    assert sum(bars[1::3]) == sum(bars[2::3]) == len(galaxies.X)
    assert max(bars) < galaxy_panels.ROOM
    grid = np.linspace(*galaxy_panels.BOX, galaxy_panels.GRID)
    for k in (0, 50, len(run) - 1):
        whole, a, b, c = (unpacked(strip.frames[k][i]["y"]) for i in range(1, 5))
        np.testing.assert_allclose(a + b + c, whole, rtol=1e-5)
        weights = [np.trapezoid(y, grid) / len(galaxies.X) for y in (a, b, c)]
        np.testing.assert_allclose(weights, run.parts(k)[:, 0], atol=0.01)


def unpacked(values: Any) -> Any:
    return np.frombuffer(base64.b64decode(values["bdata"]), dtype="<f4")


def test_the_picture_of_all_ends_marks_the_start_and_its_value_now() -> None:
    run = galaxies.galaxies(ANNEALED.with_(start=24))
    strip = galaxy_panels.sixty_ends(run)
    assert strip is not None and strip.clicks == (("start", None),)
    assert strip.opening["data"][1]["x"] == [24, 24]
    last = strip.frames[len(run) - 1][4]
    assert last["x"] == [24] and last["y"] == [pytest.approx(strip.base["data"][3]["y"][23], abs=1e-3)]
    low = galaxy_panels.sixty_ends(galaxies.galaxies(Settings(view="galaxies", start=2)))
    assert low is not None and low.frames[0][4]["y"][0] >= galaxy_panels.LOW
    said = [trace["name"] for trace in strip.base["data"][2:4]]
    assert said == ["plain EM: 27 of 60 at the top", "annealed: 53 of 60 at the top"]
    plain, annealed = "plain EM ends at −212.136 after 78 iterations", "annealed at −220.359 after 387"
    assert run.stop(str) == f"Start 24: {plain}, {annealed}."
