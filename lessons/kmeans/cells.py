"""Points in the plane, the centres that claim them, and the borders between the centres' cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Translate
from em_figures.mixtures import blend
from em_figures.mixtures.run import Plane, Range
from em_figures.numbers import sigs
from em_figures.typed import packed
from em_figures.words import NAMES
from lessons.common.plane import titles

Box = tuple[Range, Range]
SPOT = 0.02  # of an axis: letters that are nearer than this would be one blot


def _halves(centres: Floats, k: int) -> tuple[Floats, Floats]:
    """Where centre k is at least as near as each other one: normals @ x <= offsets, one row per other."""
    others = np.delete(centres, k, axis=0)
    others = others[(others != centres[k]).any(axis=1)]
    return 2 * (others - centres[k]), (others**2).sum(axis=1) - (centres[k] ** 2).sum()


def cell(centres: Floats, k: int, box: Box) -> Floats:
    """The corners (C, 2) of the part of the box where centre k is nearest; none if there is none."""
    (left, right), (low, high) = box
    corners = [np.array(p) for p in ((left, low), (right, low), (right, high), (left, high))]
    if any((centres[j] == centres[k]).all() for j in range(k)):
        return np.empty((0, 2))  # the first of two equal centres takes it all
    for normal, offset in zip(*_halves(centres, k), strict=True):
        room = [float(offset - normal @ p) for p in corners]
        kept: list[Floats] = []
        for i, p in enumerate(corners):
            before = corners[i - 1]
            if (room[i] >= 0) != (room[i - 1] >= 0):
                kept.append(before + room[i - 1] / (room[i - 1] - room[i]) * (p - before))
            if room[i] >= 0:
                kept.append(p)
        corners = kept
        if not corners:
            break
    return np.array(corners).reshape(-1, 2)


def borders(centres: Floats, box: Box) -> list[tuple[Floats, Floats]]:
    """The ends of every piece of the perpendicular bisectors on which no third centre is nearer.

    A point x is on that of centres i and j when |x - c_i| = |x - c_j|; x = middle + t direction.
    """
    out: list[tuple[Floats, Floats]] = []
    (left, right), (low, high) = box
    walls = np.array([[-1.0, 0.0], [1.0, 0.0], [0.0, -1.0], [0.0, 1.0]])
    room = np.array([-left, right, -low, high])
    seen = [k for k in range(len(centres)) if not any((centres[j] == centres[k]).all() for j in range(k))]
    for at, i in enumerate(seen):
        normals, offsets = _halves(centres, i)
        normals, offsets = np.vstack([normals, walls]), np.concatenate([offsets, room])
        for j in seen[at + 1 :]:
            middle = (centres[i] + centres[j]) / 2
            across = centres[j] - centres[i]
            along = np.array([-across[1], across[0]])
            slope, slack = normals @ along, offsets - normals @ middle
            size = np.abs(normals).sum(axis=1) * np.abs(along).sum()
            flat = np.abs(slope) <= 1e-12 * size  # its own bisector, and those parallel to it
            tiny = 1e-9 * (np.abs(offsets) + np.abs(normals @ middle))
            if (slack[flat] < -tiny[flat]).any():
                continue
            ends = slack[~flat] / slope[~flat]
            up = slope[~flat] > 0
            first, last = ends[~up].max(initial=-np.inf), ends[up].min(initial=np.inf)
            if first < last:
                out.append((middle + first * along, middle + last * along))
    return out


def border_lines(centres: Floats, box: Box, unit: Floats) -> dict[str, Any]:
    """x and y of the borders, with gaps between them; distances count in ``unit`` (2,) along the axes."""
    inner = _scaled(box, unit)
    rows: list[Floats] = []
    for a, b in borders(centres / unit, inner):
        rows += [a * unit, b * unit, np.full(2, np.nan)]
    table = np.array(rows).reshape(-1, 2)
    return {axis: packed(table[:, i], "f4") for i, axis in enumerate("xy")}


def cell_area(centres: Floats, k: int, box: Box, unit: Floats) -> dict[str, Any]:
    """x and y of the corners of centre k's cell."""
    corners = cell(centres / unit, k, _scaled(box, unit)) * unit
    return {axis: packed(corners[:, i], "f4") for i, axis in enumerate("xy")}


def _scaled(box: Box, unit: Floats) -> Box:
    (left, right), (low, high) = box
    u, v = unit.tolist()
    return (left / u, right / u), (low / v, high / v)


# ---- traces ----------------------------------------------------------------------------------------


def point_trace(plane: Plane, k: int) -> dict[str, Any]:
    """The drawn points, not yet anybody's; ``blend.marker`` colours and shapes them."""
    x = plane.drawn.x
    return theme.scatter("markers", x=packed(x[:, 0], "f4"), y=packed(x[:, 1], "f4"), hoverinfo="skip",
                         meta="points", marker=blend.marker(None, len(x), k))  # fmt: skip


def cell_traces(k: int) -> list[dict[str, Any]]:
    """A faint area for every centre's cell, still empty."""
    return [
        theme.scatter("lines", fill="toself", fillcolor=theme.COMPONENTS[c], opacity=0.09, hoverinfo="skip",
                      meta="cells", line={"width": 0})
        for c in range(k)
    ]  # fmt: skip


def border_trace(name: str) -> dict[str, Any]:
    """The borders between the cells, still empty."""
    return theme.scatter("lines", name, meta="borders", hoverinfo="skip",
                         line=theme.line("@muted", width=1.5))  # fmt: skip


def path_traces(k: int) -> list[dict[str, Any]]:
    """The ways of the centres, still empty: thin lines with dots."""
    return [
        theme.scatter("lines+markers", hoverinfo="skip", line=theme.line(colour, width=1), meta="ways",
                      marker={"size": 4, "color": colour})
        for colour in theme.COMPONENTS[:k]
    ]  # fmt: skip


def centre_trace(k: int, **more: Any) -> dict[str, Any]:
    """The centres as lettered rings, still nowhere."""
    ring = {"size": 24, "color": "@paper", "line": {"width": 3, "color": list(theme.COMPONENTS[:k])}}
    return theme.scatter("markers+text", text=list(NAMES[:k]), textposition="middle center",
                         hoverinfo="skip", textfont={"size": 13, "color": "@ink"}, cliponaxis=False,
                         meta="centres", marker=ring, **more)  # fmt: skip


def letters(centres: Floats, box: Box) -> list[str]:
    """The letter of every centre; of those on one spot, or nearly, the last has the letters of all."""
    wide = np.array([high - low for low, high in box])
    spots: list[list[int]] = []
    for c, centre in enumerate(centres):
        near = (spot for spot in spots if (np.abs(centres[spot[0]] - centre) < SPOT * wide).all())
        spot = next(near, None)
        if spot is None:
            spots.append([c])
        else:
            spot.append(c)
    said = {spot[-1]: "".join(NAMES[c] for c in spot) for spot in spots}
    return [said.get(c, "") for c in range(len(centres))]


def at(points: Floats) -> dict[str, Any]:
    """x and y of points (K, 2)."""
    return {"x": sigs(points[:, 0], 6), "y": sigs(points[:, 1], 6)}


def axes(plane: Plane, *, square: bool, height: int = 460, tr: Translate = str) -> dict[str, Any]:
    """The layout of a picture of the plane; ``square``: a unit is as long on both axes."""
    names = titles(plane.names, tr)
    x = theme.axis(names[0], range=list(plane.box[0]), showgrid=False)
    y = theme.axis(names[1], range=list(plane.box[1]), showgrid=False)
    if square:
        x |= {"constrain": "domain"}
        y |= {"constrain": "domain", "scaleanchor": "x"}
    return theme.layout(x, y, height=height)


def tracks(names: Sequence[str], places: Floats) -> dict[str, dict[str, list[float]]]:
    """The ways of the centres (T, K, 2), by name."""
    return {
        name: {axis: sigs(places[:, c, i], 5) for i, axis in enumerate("xy")} for c, name in enumerate(names)
    }
