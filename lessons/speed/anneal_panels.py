"""The fork over the temperature with the ball on it, all starts with and without a plan, and the stages."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from em_core.annealing import critical_beta
from em_figures import theme
from em_figures.coins.surface import likelihood_surface
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.numbers import power, sig, sigs
from em_figures.typed import packed
from em_figures.words import fixed
from lessons.speed.anneal import (
    AXIS,
    GRID,
    Annealing,
    captions,
    fork,
    kinds,
    lower,
    on_anneal,
    said,
    share,
    stages,
)

HUES = ("0,114,178", "213,94,0", "0,158,115")
SMALL = 0.02  # of the starts: an end with fewer has no words on the map


@on_anneal
def fork_over_beta(run: Annealing, *, tr: Translate = str) -> Filmstrip:
    """Where both coins rest at every beta; two rings are the coins now."""
    rest = fork(run.settings)
    critical = critical_beta(run.rounds)
    xs = sigs(GRID.tolist(), 4)
    second = lower(run.settings)
    there = ~np.isnan(second[:, 0])
    cold, low = sigs(GRID[there].tolist(), 4), np.round(second[there], 4)
    data: list[dict[str, Any]] = [
        theme.scatter("lines", tr("critical β"), meta="critical", x=[critical, critical], y=[0, 1],
                      hoverinfo="skip", line=theme.line("@kl", dash="dot")),
        theme.scatter("lines", tr("coin A at rest"), meta="fork-a", x=xs, y=sigs(rest[:, 0].tolist(), 4),
                      hoverinfo="skip", line=theme.line("@A", width=3)),
        theme.scatter("lines", tr("coin B at rest"), meta="fork-b", x=xs, y=sigs(rest[:, 1].tolist(), 4),
                      hoverinfo="skip", line=theme.line("@B", dash="dash", width=3)),
        theme.scatter("lines", tr("a lower peak"), meta="lower", hoverinfo="skip",
                      x=[*cold, None, *cold], y=[*low[:, 0].tolist(), None, *low[:, 1].tolist()],
                      line=theme.line("@muted", dash="dashdot", width=1.5)),
        theme.scatter("markers", tr("the coins now"), meta="ball", cliponaxis=False,
                      marker=theme.ring("@ink", size=17)),
        theme.scatter("markers", cliponaxis=False, hoverinfo="skip",
                      marker=theme.ring("@ink", square=True, size=15)),
    ]  # fmt: skip

    def frame(k: int) -> dict[int, Any]:
        a, b = run.coins(k)
        beta = sig(run.betas[k], 4)
        return {4: {"x": [beta], "y": [sig(a, 5)]}, 5: {"x": [beta], "y": [sig(b, 5)]}}

    shown = {"type": "log", "range": [-1.03, 0.72], "tickvals": [0.1, 0.2, 0.5, 1, 2, 5],
             "ticktext": ["0.1", "0.2", "0.5", "1", "2", "5"]}  # fmt: skip
    return Filmstrip(
        "plotly", tr("The fork: where the coins rest at each β"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("β (left: all rounds alike, right: hard)"), **shown),
            theme.axis("θ", range=[0, 1]), height=400,
        )},
        Lazy(len(run), frame), captions(run, tr),
    )  # fmt: skip


@on_anneal
def hill(run: Annealing, *, tr: Translate = str) -> Filmstrip:
    """The path on the log-likelihood surface; a drag sets the start."""
    return likelihood_surface(run.trace, tr=tr)


def _map(run: Annealing, plan: str, title: str, tr: Translate) -> Filmstrip:
    s = run.settings.with_(plan=plan)
    found = kinds(s)
    names = (tr("the higher peak"), tr("a lower peak"), tr("both coins alike"))
    n, step = len(AXIS), float(AXIS[1] - AXIS[0])
    unlike = ~np.eye(n, dtype=bool)
    scale, data = [], []
    for i, hue in enumerate(HUES):
        scale += [[i / 3, f"rgba({hue},0.42)"], [(i + 1) / 3, f"rgba({hue},0.42)"]]
    labels = []
    for i, name in enumerate(names):
        inside = np.argwhere((found == i) & unlike)
        if len(inside) < SMALL * n * n:
            continue
        if i == 1:  # two regions, mirror images: the words stand on the one above the diagonal
            inside = inside[inside[:, 0] > inside[:, 1]]
        middle = inside[np.abs(inside - inside.mean(axis=0)).sum(axis=1).argmin()]
        labels.append({
            "x": min(max(float(AXIS[middle[1]]), 0.22), 0.78), "y": float(AXIS[middle[0]]),
            "text": f"→ {name}",
            "showarrow": False, "font": {"color": "@ink", "size": 13}, "bgcolor": "@paper", "opacity": 0.92,
            "borderpad": 2,
        })  # fmt: skip
    data = [
        {"type": "heatmap", "z": packed(found, "u1"), "x0": float(AXIS[0]), "dx": step, "y0": float(AXIS[0]),
         "dy": step, "zmin": -0.5, "zmax": 2.5, "colorscale": scale, "showscale": False, "hoverinfo": "skip"},
        theme.scatter("markers", tr("this start"),
                      marker={"size": 13, "symbol": "x-thin", "line": {"width": 4, "color": "@ink"}}),
        theme.scatter("markers", tr("now"), marker=theme.ring("@ink")),
    ]
    top = fixed(share(found), 1)

    def frame(k: int) -> dict[int, Any]:
        a, b = run.coins(k)
        return {2: {"x": [round(a, 5)], "y": [round(b, 5)]}}

    a, b = run.coins(0)
    words = tr("{share} % of the starts reach the higher peak.").format(share=top)
    return Filmstrip(
        "plotly", tr("{title}: {words}").format(title=title, words=words.rstrip(".。")),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("start θ_A"), range=[0, 1], constrain="domain", showgrid=False, dtick=0.2),
            theme.axis(tr("start θ_B"), range=[0, 1], scaleanchor="x", constrain="domain", showgrid=False,
                       dtick=0.2),
            height=430, annotations=labels,
        )},
        Lazy(len(run), frame), Lazy(len(run), lambda k: f"{words} {said(run, k, tr)}"),
        opening={"data": {1: {"x": [a], "y": [b]}}}, clicks=("a", "b"),
    )  # fmt: skip


@on_anneal
def plain_map(run: Annealing, *, tr: Translate = str) -> Filmstrip:
    """Where plain EM ends from every start."""
    return _map(run, "hand", tr("Plain EM"), tr)


@on_anneal
def annealed_map(run: Annealing, *, tr: Translate = str) -> Filmstrip:
    """Where the plan ends from every start; of one beta set by hand, the short plan's map."""
    plan = "short" if run.settings.plan == "hand" else run.settings.plan
    title = tr("Annealed from 0.2") if plan == "short" else tr("Annealed from 0.1")
    return _map(run, plan, title, tr)


@on_anneal
def stage_table(run: Annealing, *, tr: Translate = str) -> Filmstrip:
    """Each temperature with the coins and the log-likelihood at its end, as far as the run has come."""
    plan = stages(run.settings)
    ends, at = [], 0
    for i, (beta, _) in enumerate(plan):
        while at + 1 < len(run) and (run.betas[at + 1] == beta or at == 0):
            at += 1
        ends.append(at)
        if i + 1 < len(plan) and at + 1 >= len(run):
            break
    head = (tr("β"), "θ_A", tr("apart by"), tr("log-likelihood"))
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = ""
    for i, (beta, _) in enumerate(plan[: len(ends)]):
        cells = "".join(f'<td data-s="{3 * i + c}"></td>' for c in range(3))
        body += f'<tr><th scope="row">{beta:g}</th>{cells}</tr>'
    table = f'<table class="em-table"><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>'

    def frame(k: int) -> View:
        slots: list[str] = []
        for i, end in enumerate(ends):
            if i and k <= ends[i - 1]:
                slots += ["–"] * 3
                continue
            now = min(k, end)
            a, b = run.coins(now)
            slots += [fixed(a), fixed(abs(a - b), 3) if abs(a - b) >= 1e-3 else tiny(abs(a - b)),
                      fixed(run.trace[now].log_likelihood)]  # fmt: skip
        return View("now", slots)

    return Filmstrip("html", tr("Temperature by temperature"), {"views": {"now": table}},
                     Lazy(len(run), frame), captions(run, tr))  # fmt: skip


def tiny(value: float) -> str:
    """A small gap: 0, or 3 × 10⁻⁷."""
    return "0" if value == 0 else power(value, 2)
