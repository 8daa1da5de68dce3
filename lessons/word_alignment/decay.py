"""How slowly a wrong entry of the dictionary goes away: not by a factor per step, but like 1 / (2 n)."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core import Recipe, driver
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sig, sigs
from em_figures.words import fixed
from em_lesson.remembered import remembered
from lessons.word_alignment.data import DATA, pairs
from lessons.word_alignment.record import Alignment
from lessons.word_alignment.runs import MODEL, START, e_step, start
from lessons.word_alignment.settings import Settings

LONG = 1000  # iterations
FLOOR = 1e-5  # of the picture
HALVES = 0.5  # the factor of the line that is drawn for comparison


@remembered(*DATA, *START, "beta", most=8)
def wrong_entries(s: Settings) -> Floats:
    """t(the | Haus) after 0, 1, ..., 1000 iterations, or t(Haus | the) in the other direction."""
    data = pairs(s)
    source, target = ("the", "Haus") if s.swap else ("Haus", "the")
    at = data.source.index(source), data.target.index(target)
    steps = driver.run(MODEL, data, start(s), Recipe(e_step(s)), max_iter=LONG, tol=0.0)
    found = [float(step.params.table[at]) for step in steps if step.phase != "E"]
    return np.array(found + [found[-1]] * (LONG + 1 - len(found)))


def decay(run: Alignment, *, tr: Translate = str) -> Filmstrip | None:
    """The wrong entry over 1000 iterations, both axes with logarithms; of other pairs there is none."""
    if run.settings.data != "haus":
        return None
    values = wrong_entries(run.settings)
    n = np.arange(1, LONG + 1)
    name = "t(Haus | the)" if run.settings.swap else "t(the | Haus)"
    seen = np.maximum(values[1:], FLOOR / 10)
    few = np.unique(np.round(np.logspace(0, 3, 120)).astype(int))
    steps = np.arange(1, 18)
    data: list[dict[str, Any]] = [
        theme.scatter("lines", tr("1 / (2 n)"), meta="half", x=sigs(n[few - 1].tolist(), 4),
                      y=sigs((1 / (2 * n[few - 1])).tolist(), 4), line=theme.line("@bound", dash="dash")),
        theme.scatter("lines", tr("halved in every step"), meta="halved", x=steps.tolist(),
                      y=sigs((HALVES**steps).tolist(), 4), line=theme.line("@ghost", dash="dot")),
        theme.scatter("lines", name, meta="wrong", line=theme.line("@ll")),
        theme.scatter("markers", marker=theme.ring("@ll", size=16), hoverinfo="skip", cliponaxis=False),
    ]


    def frame(k: int) -> dict[int, Any]:
        at = run.trace[k].iteration - (run.trace[k].phase == "E")
        if at < 1 or values[at] < FLOOR:
            return {3: {"x": [], "y": []}}
        return {3: {"x": [at], "y": [sig(float(values[at]), 5)]}}

    def caption(k: int) -> str:
        at = run.trace[k].iteration - (run.trace[k].phase == "E")
        if not at:
            text = tr("The wrong entry {name} starts at {value}.")
            return text.format(name=name, value=fixed(float(values[0])))
        text = tr("After {n} iterations the wrong entry {name} is {value}; half of 1/{n} is {half}.")
        return text.format(n=at, name=name, value=fixed(float(values[at]), 5), half=fixed(1 / (2 * at), 5))

    decades = {"type": "log", "range": [-0.05, 3.05], "tickvals": [1, 10, 100, 1000]}
    share = {"type": "log", "range": [-4.4, 0.1], "tickvals": [1, 0.1, 0.01, 0.001, 0.0001],
             "ticktext": ["1", "0.1", "0.01", "0.001", "0.0001"]}  # fmt: skip
    layout = theme.layout(theme.axis(tr("iterations n"), **decades), theme.axis(name, **share), height=400)
    return Filmstrip(
        "plotly", tr("How the wrong entry goes away (both axes by factors of ten)"),
        {"data": data, "layout": layout}, Lazy(len(run), frame), Lazy(len(run), caption),
        opening={"data": {2: {"x": few.tolist(), "y": sigs(seen[few - 1].tolist(), 5)}}},
    )  # fmt: skip
