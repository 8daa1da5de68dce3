"""``make bench`` fits the app: its modules load, the scenes that it plays are there. Nothing is timed."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from bench import strips

BENCH = Path(__file__).resolve().parents[1] / "bench"
PEERS = {"dash_app", "stage_dash", "marimo_app"}  # need what only .venv-bench has


@pytest.mark.parametrize("name", sorted({path.stem for path in BENCH.glob("*.py")} - PEERS))
def test_modules(name: str) -> None:
    import_module(f"bench.{name}")


@pytest.mark.parametrize("part", strips.PARTS, ids=lambda part: part.path)
def test_scenes(part: strips.Part) -> None:
    documents = [strips.ask(part.path, scene=scene) for scene in part.scenes]
    assert [document["scene"] for document in documents] == list(part.scenes)
    assert part.knob in documents[0]["knobs"]
    assert set(part.played) <= set(part.scenes)
    for document in documents:
        panels = document["panels"]
        assert len(panels) <= strips.PLACES
        if document["scene"] in part.played:
            assert document["at"] + strips.STEPS < len(document["labels"])
        for panel in panels:
            if panel["strip"]["kind"] == "plotly":
                figure = strips.figure(panel["strip"], document["at"], len(panels))
                assert len(figure["data"]) == len(panel["strip"]["base"]["data"])


@pytest.mark.parametrize("part", strips.PARTS, ids=lambda part: part.path)
def test_lights(part: strips.Part) -> None:
    scene = strips.ask(part.path, scene=part.scenes[0])
    lights = strips.lights(part, scene)
    assert len(lights) == 2 * strips.MOVES + 1
    for value, light in lights.items():
        assert light["settings"][part.knob] == value
        assert [panel["id"] for panel in light["panels"]] == [panel["id"] for panel in scene["panels"]]
