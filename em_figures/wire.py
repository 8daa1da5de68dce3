"""Filmstrips as the player receives them, and as a Plotly figure that plays in a notebook.

``full`` is everything; ``light`` is the opening, the tracks and one frame, for the pictures in
between while a start is being dragged. Tracks are the thetas, so both stay small.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from em_figures.filmstrip import Filmstrip, Upto, View

Json = dict[str, Any]


def _plain(value: Any) -> Any:
    """numpy numbers and arrays, tuples and views as JSON knows them."""
    kind = type(value)
    if kind is str or kind is float or kind is int:  # nearly all of a strip
        return value
    if isinstance(value, Upto):
        return [value.track, value.n]
    if isinstance(value, View):
        return [value.name, list(value.slots), [list(row) for row in value.rows]]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    return value


def full(strip: Filmstrip) -> Json:
    """The whole strip: base, opening, tracks, every frame and caption."""
    return {
        "kind": strip.kind,
        "title": strip.title,
        "base": _plain(strip.base),
        "opening": _plain(strip.opening),
        "tracks": _plain(strip.tracks),
        "ghost": _plain(strip.ghost),
        "clicks": _plain(strip.clicks),
        "frames": [_plain(frame) for frame in strip.frames],
        # an html panel's own text is its alternative, a figure needs the sentences
        "captions": list(strip.captions) if strip.kind == "plotly" else [],
    }


def light(strip: Filmstrip, k: int) -> Json:
    """What frame k needs on top of a base the player already has; k past the end is the last."""
    k = min(k, len(strip.frames) - 1)
    return {
        "opening": _plain(strip.opening),
        "tracks": _plain(strip.tracks),
        "frame": _plain(strip.frames[k]),
        "caption": strip.captions[k] if strip.kind == "plotly" else "",
    }


def _expand(update: Mapping[str, Any], tracks: Mapping[str, Any]) -> Json:
    """A frame's update with its ``upto`` written out as x and y."""
    out = {key: value for key, value in update.items() if key != "upto"}
    if "upto" in update:
        track, n = update["upto"]
        out |= {axis: list(values[:n]) for axis, values in tracks[track].items()}
    return out


def mixed(text: str, tokens: Mapping[str, str]) -> str:
    """The colour of "@mix A 0.25 B 0.75": the tokens' colours in these shares."""
    parts = text.split()[1:]
    shares = [(tokens[f"@{name}"], float(share)) for name, share in zip(parts[::2], parts[1::2], strict=True)]
    rgb = [sum(share * int(colour[i : i + 2], 16) for colour, share in shares) for i in (1, 3, 5)]
    return f"rgb({','.join(str(round(part)) for part in rgb)})"


def _colour(value: Any, tokens: Mapping[str, str]) -> Any:
    """The tokens "@name" in ``value`` replaced by the theme's colours."""
    if isinstance(value, str) and value.startswith("@"):
        return mixed(value, tokens) if value.startswith("@mix ") else tokens[value]
    if isinstance(value, Mapping):
        return {key: _colour(item, tokens) for key, item in value.items()}
    if isinstance(value, list):
        return [_colour(item, tokens) for item in value]
    return value


def to_figure(strip: Filmstrip, theme: str = "light") -> Any:
    """A "plotly" strip as a ``plotly.graph_objects.Figure`` with the same frames.

    Raises ValueError for an "html" strip.
    """
    if strip.kind != "plotly":
        raise ValueError(f"only a plotly strip makes a figure, {strip.title!r} is {strip.kind!r}")
    import plotly.graph_objects as go  # 0.5 s to import, and only notebooks and tests come here

    from em_figures.theme import TOKENS

    wire = full(strip)
    base, opening, tracks = wire["base"], wire["opening"], wire["tracks"]
    data = [dict(trace) for trace in base["data"]]
    for index, update in opening.get("data", {}).items():
        data[int(index)] |= _expand(update, tracks)
    layout = dict(base["layout"])
    for name, part in opening.get("layout", {}).items():
        layout[name] = {**layout.get(name, {}), **part} if isinstance(part, dict) else part
    frames = [
        {
            "name": str(k),
            "traces": [int(index) for index in frame],
            "data": [_expand(update, tracks) for update in frame.values()],
        }
        for k, frame in enumerate(wire["frames"])
    ]
    tokens = TOKENS[theme]
    return go.Figure(_colour({"data": data, "layout": layout, "frames": frames}, tokens))
