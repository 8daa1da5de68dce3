"""The stage's scenes in Dash, a callback on the server per step: ``python -m bench.stage_dash PORT heights``.

Documents are computed once, so a Next costs a lookup; a moved knob is answered with the run's one picture, as
in the app. Dash has nothing that fetches ahead.
"""

from __future__ import annotations

import sys
from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html, no_update

from bench import strips
from bench.stage_static import FILL

MARKS = ("scene", "k", "label")  # of the stage, as the app has them


def shown(panels: list[strips.Json], k: int) -> list[Any]:
    """Figures and visibility of every place, and the markup of those that hold html."""
    figures: list[Any] = []
    styles: list[strips.Json] = []
    markup: list[Any] = []
    for i in range(strips.PLACES):
        strip = panels[i]["strip"] if i < len(panels) else None
        drawn = strip is not None and strip["kind"] == "plotly"
        figures.append(strips.figure(strip, k, len(panels)) if strip is not None and drawn else no_update)
        styles.append({} if drawn else {"display": "none"})
        if strip is None or drawn:
            markup.append(None)
        else:
            view, slots, rows = strip["frames"][min(k, len(strip["frames"]) - 1)]
            markup.append([strip["base"]["views"][view], slots, rows])
    return [*figures, *styles, markup]


def app(part: strips.Part) -> Dash:
    """The page and its callback."""
    documents = {scene: strips.ask(part.path, scene=scene) for scene in part.scenes}
    first = documents[part.scenes[0]]
    live, value = first["live"][part.knob], float(first["settings"][part.knob])
    dash = Dash("bench")
    places = range(strips.PLACES)
    dash.layout = html.Div([
        html.Div([
            html.Button("Next", id="next"), html.Button("Next scene", id="following"),
            dcc.Slider(live["min"], live["max"], live["step"], value=value, id="knob", marks=None,
                       updatemode="drag"),
            html.P(id="caption"), dcc.Store(id="where", data=None), dcc.Store(id="markup"), html.I(id="done"),
        ], style={"width": "500px"}),
        html.Div(
            [html.Div([dcc.Graph(id=f"figure-{i}"), html.Div(id=f"html-{i}", **{"data-panel": ""})])
             for i in places],
            id="stage", **{"data-em-stage": ""},
        ),
    ], style={"display": "flex"})  # fmt: skip

    @dash.callback(
        *[Output(f"figure-{i}", "figure") for i in places], *[Output(f"figure-{i}", "style") for i in places],
        Output("markup", "data"), *[Output("stage", f"data-{mark}") for mark in MARKS],
        Output("caption", "children"), Output("where", "data"),
        Input("next", "n_clicks"), Input("following", "n_clicks"), Input("knob", "value"),
        State("where", "data"),
    )  # fmt: skip
    def show(_next: int | None, _following: int | None, value: float, where: list[Any] | None) -> list[Any]:
        scene, k = where or [part.scenes[0], first["at"]]
        document = documents[scene]
        if ctx.triggered_id == "following":
            scene = part.scenes[part.scenes.index(scene) + 1]
            document = documents[scene]
            k = document["at"]
        elif ctx.triggered_id == "next":
            k = min(k + 1, len(document["labels"]) - 1)
        elif where:
            moved = {part.knob: f"{value:.12g}"}
            light = strips.ask(part.path, scene=scene, light="1", k=str(k), **moved)
            panels = strips.laid_light(document, light)["panels"]
            return [*shown(panels, 0), scene, str(k), light["label"], light["caption"], [scene, k]]
        said = [scene, str(k), document["labels"][k], document["captions"][k]]
        return [*shown(document["panels"], k), *said, [scene, k]]

    dash.clientside_callback(
        "(all) => {" + FILL + """
          (all ?? []).forEach((given, i) => {
            const box = document.getElementById("html-" + i);
            if (given) fill(box, ...given);
            else { box.replaceChildren(); box.markup = null; }
          });
          return ""; }""",
        Output("done", "children"), Input("markup", "data"),
    )  # fmt: skip
    return dash


if __name__ == "__main__":
    chosen = next(part for part in strips.PARTS if part.path == sys.argv[2])
    app(chosen).run(host="127.0.0.1", port=int(sys.argv[1]), debug=False)
