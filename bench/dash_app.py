"""The same screen in Dash, one callback on the server per change: ``python -m bench.dash_app PORT``."""

from __future__ import annotations

import sys
from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html

from bench import screen


def table(half: screen.Half) -> list[Any]:
    """The responsibilities as table rows."""
    return [html.Tr([html.Td(cell) for cell in row]) for row in [screen.HEADER, *screen.rows(half)]]


def app() -> Dash:
    """The page and its one callback."""
    dash = Dash("bench")

    def slider(name: str, value: float) -> dcc.Slider:
        return dcc.Slider(0.001, 0.999, screen.STEP, value=value, id=name, marks=None, updatemode="drag")

    dash.layout = html.Div([
        slider("a", screen.START[0]), slider("b", screen.START[1]),
        html.Button("Start", id="first"), html.Button("Next", id="next"),
        html.Output(id="label", **{"data-bench": ""}), dcc.Store(id="k", data=0),
        html.Div([dcc.Graph(id="surface"), dcc.Graph(id="line"), html.Table(id="table")],
                 style={"display": "flex"}),
    ])

    @dash.callback(
        Output("surface", "figure"), Output("line", "figure"), Output("table", "children"),
        Output("label", "children"), Output("k", "data"),
        Input("a", "value"), Input("b", "value"), Input("next", "n_clicks"), Input("first", "n_clicks"),
        State("k", "data"),
    )
    def show(a: float, b: float, _next: int | None, _first: int | None, k: int) -> tuple[Any, ...]:
        halves = screen.trace(a, b)
        wanted = {"next": k + 1, "first": 0}.get(str(ctx.triggered_id), k)
        k = min(wanted, len(halves) - 1)
        surface, line = screen.figures(halves, k)
        return surface, line, table(halves[k]), screen.label(halves[k]), k

    return dash


if __name__ == "__main__":
    app().run(host="127.0.0.1", port=int(sys.argv[1]), debug=False)
