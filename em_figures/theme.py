"""The one place with colours: what "@A" and the other tokens are in the light and in the dark theme.

The hues are Okabe and Ito's (2008), which readers with any colour vision can tell apart; in the dark
theme they are lighter. A token that ends in "-text" is the same hue with a contrast of at least
4.5 to 1 for letters; the plain one reaches 3 to 1 and is for lines, marks and areas.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

TOKENS: dict[str, dict[str, str]] = {
    "light": {
        "@paper": "#ffffff", "@ink": "#1b1f24", "@muted": "#5b6470", "@grid": "#dfe3e8", "@edge": "#7d8692",
        "@A": "#0072b2", "@B": "#d55e00", "@C": "#009e73", "@D": "#c76a9d",
        "@A-text": "#0072b2", "@B-text": "#b04a00", "@C-text": "#007a58", "@D-text": "#a34a7d",
        "@K5": "#5e4fb3", "@K6": "#7d7400", "@K5-text": "#5e4fb3", "@K6-text": "#7d7400",
        "@ll": "#1b1f24", "@bound": "#7b3fa0", "@kl": "#8a6d00", "@E": "#00707a", "@M": "#a0522d",
        "@ghost": "#7d8692", "@star": "#7a5c00",
        "@s0": "#ffffff", "@s1": "#eff3f8", "@s2": "#dfe7f0", "@s3": "#cfdbe8",
        "@s4": "#bfcfe0", "@s5": "#afc3d8",
    },
    "dark": {
        "@paper": "#14181d", "@ink": "#eceff3", "@muted": "#a7b0bb", "@grid": "#313840", "@edge": "#7f8995",
        "@A": "#56a8e0", "@B": "#ff8a3d", "@C": "#2fc79b", "@D": "#e29cc4",
        "@A-text": "#6db8ec", "@B-text": "#ff9d5c", "@C-text": "#46d3a9", "@D-text": "#e8abce",
        "@K5": "#a99cf0", "@K6": "#cfc95a", "@K5-text": "#a99cf0", "@K6-text": "#cfc95a",
        "@ll": "#eceff3", "@bound": "#c79be6", "@kl": "#e0c04a", "@E": "#4fc3cf", "@M": "#e39a6f",
        "@ghost": "#8b95a1", "@star": "#f0d060",
        "@s0": "#14181d", "@s1": "#1a222b", "@s2": "#202c39", "@s3": "#263648",
        "@s4": "#2c4056", "@s5": "#324a64",
    },
}  # fmt: skip

# letters are set in these; every other token but @paper and @grid marks a thing on the paper
TEXT = ("@ink", "@muted", "@A-text", "@B-text", "@C-text", "@D-text", "@K5-text", "@K6-text",
        "@ll", "@bound", "@kl", "@E", "@M", "@star")
MARKS = ("@A", "@B", "@C", "@D", "@K5", "@K6", "@ghost", "@edge")
COINS = ("@A", "@B", "@C", "@D")
COMPONENTS = (*COINS, "@K5", "@K6")  # of a mixture, in order
# from far below the top (the paper) to the top; pale, so that a path drawn on it stays readable
HEIGHTS = [[i / 5, f"@s{i}"] for i in range(6)]

FONT = (
    "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'PingFang SC', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', system-ui, sans-serif"
)

Json = dict[str, Any]


def plain(text: str) -> str:
    """Somebody's own words for a figure: what Plotly would take for markup or a link stays text."""
    return escape(text, quote=False)


def axis(title: str = "", **more: Any) -> Json:
    """An axis in the house style; the range is the panel's, and fixed over the whole trace."""
    return {
        "title": {"text": title, "standoff": 8},
        "gridcolor": "@grid", "linecolor": "@edge", "tickcolor": "@edge",
        "zeroline": False, "showline": True, "ticks": "outside", "ticklen": 4, "automargin": False,
    } | more  # fmt: skip


def layout(xaxis: Mapping[str, Any], yaxis: Mapping[str, Any], **more: Any) -> Json:
    """A layout dict in the house style; titles are text of the page, not of the picture."""
    return {
        "font": {"family": FONT, "size": 14, "color": "@ink"},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 66, "r": 14, "t": 12, "b": 84},  # fixed: measuring them costs more than a step
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.22, "yanchor": "top",
                   "font": {"size": 13}, "itemclick": False, "itemdoubleclick": False},
        "hovermode": "closest", "dragmode": False,  # a drag sets the start; zoom has buttons
        "hoverlabel": {"bgcolor": "@paper", "bordercolor": "@edge", "font": {"color": "@ink"}},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": "@muted", "activecolor": "@ink"},
        "uirevision": "keep",  # the learner's zoom survives a new run
        "xaxis": dict(xaxis), "yaxis": dict(yaxis),
    } | more  # fmt: skip


def line(colour: str, *, dash: str = "solid", width: float = 2) -> Json:
    """A line's style."""
    return {"color": colour, "dash": dash, "width": width}


def ring(colour: str, *, square: bool = False, size: int = 18) -> Json:
    """The marker of the current iterate: a large ring (hard EM: a large square)."""
    return {"symbol": "square-open" if square else "circle-open", "size": size, "color": colour,
            "line": {"color": colour, "width": 3}}  # fmt: skip


def scatter(mode: str, name: str = "", **more: Any) -> Json:
    """A scatter trace, empty until the opening or a frame fills it; in the legend when it has a name."""
    base: Json = {"type": "scatter", "mode": mode, "x": [], "y": [], "name": name, "showlegend": bool(name)}
    return base | more
