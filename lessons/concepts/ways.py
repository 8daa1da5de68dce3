"""Heights and sexes: a model of both, which can be drawn from, beside one of the sex given the height."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any, NamedTuple

import numpy as np

from em_core import (
    FeatureCoinParams,
    FeatureCoins,
    FeatureRounds,
    GaussianMixture,
    GaussianParams,
    Responsibilities,
    datasets,
    fit,
    gaussian_samples,
)
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.numbers import sigs
from em_figures.words import fixed
from lessons.concepts.record import Run, of
from lessons.concepts.settings import Settings

COUNT = 12  # people that are drawn
LOW, HIGH = 56.0, 80.0
GRID = np.linspace(LOW, HIGH, 97)


class Both(NamedTuple):
    """The joint model; intercept and slope of the logistic regression; and of the joint model's log-odds; the
    log-likelihood of the sexes given the heights, of either; and how often the regression is right."""

    joint: GaussianParams
    alone: tuple[float, float]
    implied: tuple[float, float]
    given: tuple[float, float]
    right: float


@cache
def both() -> Both:
    """Both models of Galton's heights; component 0 are the men. The joint one takes one M-step: all labels
    are known."""
    x, sex = datasets.GALTON.x, datasets.GALTON.labels
    assert sex is not None
    known = Responsibilities.from_labels(sex, 2)
    model, any_two = GaussianMixture("tied"), GaussianParams([0.5, 0.5], [[64.0], [70.0]], [[[9.0]], [[9.0]]])
    joint = model.maximize(model.expected_stats(x, known), any_two)
    heads = (sex == 0).astype(int)
    alone = fit(
        FeatureCoins(), FeatureRounds(heads, 1, x[:, 0]), FeatureCoinParams([1.0], [0.0], [0.0]), max_iter=5
    ).params
    line = float(alone.intercepts[0]), float(alone.slopes[0])
    (man, woman), v = joint.means[:, 0].tolist(), float(joint.covariances[0, 0, 0])
    odds = float(np.log(joint.weights[0] / joint.weights[1]))
    implied = odds - (man**2 - woman**2) / (2 * v), (man - woman) / v

    def given(at: tuple[float, float]) -> float:
        z = at[0] + at[1] * x[:, 0]
        return float(-np.logaddexp(0, np.where(sex == 0, -z, z)).sum())

    right = float((((line[0] + line[1] * x[:, 0]) > 0) == (sex == 0)).mean())
    return Both(joint, line, implied, (given(implied), given(line)), right)


def man_given(at: tuple[float, float], height: Any) -> Any:
    """P(man | height) of a line of log-odds."""
    return 1 / (1 + np.exp(-(at[0] + at[1] * height)))


def people(s: Settings) -> tuple[list[float], list[int]]:
    """Heights and sexes drawn from the joint model; 0 is a man."""
    heights, sexes = gaussian_samples.draw(both().joint, COUNT, s.seed)
    return heights[:, 0].tolist(), sexes.tolist()


def ways_told(s: Settings, tr: Translate) -> list[str]:
    """Who has been drawn."""
    man, woman = tr("a man of {h} inches"), tr("a woman of {h} inches")
    first = tr(
        "Nobody has been drawn yet. P(man | {tall} inches) is {joint} by p(height, sex), "
        "{alone} by p(sex | height)."
    )
    b = both()
    said = [
        first.format(
            tall=s.tall,
            joint=fixed(float(man_given(b.implied, s.tall))),
            alone=fixed(float(man_given(b.alone, s.tall))),
        )
    ]
    for i, (h, sex) in enumerate(zip(*people(s), strict=True), 1):
        who = (woman if sex else man).format(h=fixed(h, 1))
        said.append(
            tr("Drawn from p(height, sex), person {n}: {who}. The other model cannot do that.").format(
                n=i, who=who
            )
        )
    return said


@of("ways")
def drawn_people(run: Run, *, tr: Translate = str) -> Filmstrip:
    """The joint model as two curves, and the people drawn from it below them."""
    b, s = both(), run.settings
    means, v = b.joint.means[:, 0], float(b.joint.covariances[0, 0, 0])
    x = sigs(GRID, 5)
    data: list[dict[str, Any]] = []
    opening: dict[int, Any] = {}
    for c, (name, dash) in enumerate(((tr("men"), "solid"), (tr("women"), "dash"))):
        density = b.joint.weights[c] * np.exp(-((GRID - means[c]) ** 2) / (2 * v)) / np.sqrt(2 * np.pi * v)
        data.append(
            theme.scatter(
                "lines",
                name,
                hoverinfo="skip",
                meta=("men", "women")[c],
                line=theme.line(theme.COINS[c], dash=dash),
            )
        )
        opening[c] = {"x": x, "y": sigs(density, 5)}
    for c, (name, symbol) in enumerate(((tr("a man drawn"), "circle"), (tr("a woman drawn"), "square"))):
        data.append(
            theme.scatter(
                "markers",
                name,
                meta=("drawn-man", "drawn-woman")[c],
                marker={"symbol": symbol, "size": 10, "color": theme.COINS[c]},
                hovertemplate="%{x:.1f}<extra></extra>",
            )
        )
    heights, sexes = people(s)

    def frame(k: int) -> dict[int, Any]:
        out = {}
        for c in (0, 1):
            mine = [h for h, z in zip(heights[:k], sexes[:k], strict=True) if z == c]
            out[2 + c] = {"x": sigs(mine, 5), "y": [-0.006 - 0.008 * c] * len(mine)}
        return out

    layout = theme.layout(
        theme.axis(tr("height, inches"), range=[LOW, HIGH], fixedrange=True),
        theme.axis(tr("p(height, sex)"), range=[-0.02, 0.1], fixedrange=True),
    )
    n = len(run)
    return Filmstrip(
        "plotly",
        tr("p(height, sex): it can draw people"),
        {"data": data, "layout": layout},
        Lazy(n, frame),
        Lazy(n, lambda k: run.frame(k, tr).caption),
        opening={"data": opening},
    )


@of("ways")
def given_height(run: Run, *, tr: Translate = str) -> Filmstrip:
    """P(man | height) of both models, and the height that is asked about."""
    b, s = both(), run.settings
    lines = (
        (tr("from p(height, sex)"), b.implied, "@E", "dash"),
        (tr("logistic regression"), b.alone, "@ink", "solid"),
    )
    data = [
        theme.scatter(
            "lines",
            name,
            meta=mark,
            hovertemplate="%{x}: %{y:.3f}<extra></extra>",
            line=theme.line(colour, dash=dash),
        )
        for mark, (name, _, colour, dash) in zip(("implied", "alone"), lines, strict=True)
    ]
    data.append(theme.scatter("markers", tr("your height"), hoverinfo="skip", marker=theme.ring("@B")))
    x = sigs(GRID, 5)
    opening: dict[int, Any] = {
        i: {"x": x, "y": sigs(man_given(at, GRID), 5)} for i, (_, at, _, _) in enumerate(lines)
    }
    opening[2] = {"x": [s.tall], "y": [round(float(man_given(b.alone, s.tall)), 5)]}
    layout = theme.layout(
        theme.axis(tr("height, inches"), range=[LOW, HIGH], fixedrange=True),
        theme.axis(tr("P(man | height)"), range=[-0.03, 1.03], fixedrange=True),
    )
    first = run.frame(0, tr).caption
    return Filmstrip(
        "plotly",
        tr("p(sex | height): it can only answer"),
        {"data": data, "layout": layout},
        [{}],
        [first],
        opening={"data": opening},
    )


@of("ways")
def two_ways(run: Run, *, tr: Translate = str) -> Filmstrip:
    """What either can do. Slots: the last person drawn."""
    b, s = both(), run.settings
    names = ("", tr("p(height, sex)"), tr("p(sex | height)"))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    classify = tr("P(man | {tall} inches)").format(tall=s.tall)
    answers = [fixed(float(man_given(at, s.tall))) for at in (b.implied, b.alone)]
    needs = escape(tr("Draw: it needs a height first"))
    dead = f'<button type="button" class="em-load" disabled="">{needs}</button>'
    by_next = escape(tr("draw a person (Next)"))
    markup = (
        f'<table class="em-table"><thead><tr>{head}</tr></thead><tbody>'
        f'<tr><th scope="row">{escape(classify)}</th><td>{answers[0]}</td><td>{answers[1]}</td></tr>'
        f'<tr><th scope="row">{by_next}</th><td data-s="0"></td><td>{dead}</td></tr>'
        "</tbody></table>"
    )
    heights, sexes = people(s)

    def frame(k: int) -> View:
        if not k:
            return View("all", [tr("press Next")])
        who = tr("a woman of {h} inches") if sexes[k - 1] else tr("a man of {h} inches")
        return View("all", [who.format(h=fixed(heights[k - 1], 1))])

    n = len(run)
    return Filmstrip(
        "html",
        tr("What each of them can do"),
        {"views": {"all": markup}},
        [frame(k) for k in range(n)],
        [run.frame(k, tr).caption for k in range(n)],
    )
