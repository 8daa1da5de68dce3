"""Filmstrips as Plotly figures that play in a notebook.

The app does without: importing plotly.graph_objects takes half a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from em_figures.filmstrip import Filmstrip
from em_figures.theme import TOKENS
from em_figures.wire import Json, full


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
