"""What a stage shows, short enough to be kept: texts by their digest, pictures by their numbers."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from typing import Any


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]


def numbers(value: Any) -> Iterator[float]:
    """Every number in a JSON value, in its order."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield float(value)


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, in its order."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def panel(sent: dict[str, Any]) -> dict[str, Any]:
    """A panel: id, title, frames, its texts' digest, and how many numbers of which size it has."""
    strip = {k: v for k, v in sent["strip"].items() if k != "base_id"}
    values = list(numbers(strip))
    return {
        "id": sent["id"],
        "title": strip["title"],
        "frames": len(strip["frames"]),
        "texts": _digest(list(texts(strip))),
        "count": len(values),
        "size": float(f"{math.fsum(math.asinh(abs(v)) for v in values):.6g}"),
    }


def outline(data: dict[str, Any]) -> dict[str, Any]:
    """A document, with the half-step and the inputs, as a short record."""
    return {
        "k": data["k"],
        "n": len(data["labels"]),
        "first": data["captions"][0],
        "caption": data["caption"],
        "stop": data["stop"],
        "labels": _digest(data["labels"]),
        "captions": _digest(data["captions"]),
        "phases": "".join(phase[0] for phase in data["phases"]),
        "inputs": [[i["id"], i["label"], i["min"], i["max"], i["step"], i["value"]] for i in data["inputs"]],
        "panels": [panel(p) for p in data["panels"]],
    }
