"""The best path beside the best states, and hard EM beside soft EM."""

from __future__ import annotations

from html import escape
from itertools import product
from typing import NamedTuple

import numpy as np

from em_core import Diary, HMMParams
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import math
from em_figures.trace import Half
from em_figures.words import fixed, listed
from lessons.hmm.runs import MODEL, Weather
from lessons.hmm.trellis import stretches

MOST = 4  # days whose paths can all be listed


def log_joint(diary: Diary, p: HMMParams, path: tuple[int, ...]) -> float:
    """log p(x, z) of one path."""
    with np.errstate(divide="ignore"):
        value = np.log(p.start[path[0]])
        value += sum(np.log(p.emissions[z, x]) for z, x in zip(path, diary.days, strict=True))
        value += sum(np.log(p.moves[a, b]) for a, b in zip(path, path[1:], strict=False))
        return float(value if p.stop is None else value + np.log(p.stop[path[-1]]))


def every_path(run: Weather, *, tr: Translate = str) -> Filmstrip | None:
    """All paths of a diary of a few days with their probabilities, and the sums over them day by day."""
    n = len(run.diary)
    if n > MOST:
        return None
    paths = list(product((0, 1), repeat=n))
    names = (tr("cold"), tr("hot"))
    body = "".join(
        f'<tr><th scope="row">{escape(" · ".join(names[z] for z in path))}</th>'
        f'<td data-s="{3 * i}"></td><td data-s="{3 * i + 1}"></td><td data-s="{3 * i + 2}"></td></tr>'
        for i, path in enumerate(paths)
    )
    at = 3 * len(paths)
    head = "".join(f'<th scope="col">{part}</th>' for part in
                   (escape(tr("path")), math(r"\log p(x, z)"), math(r"p(z | x)"), ""))  # fmt: skip
    foot = (f'<p class="em-say">{escape(tr("P(hot), day by day:"))} <b data-s="{at}"></b></p>'
            f'<p class="em-say" data-s="{at + 1}"></p>')
    markup = f'<table class="em-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{foot}'

    def values(k: int) -> tuple[list[float], list[float]]:
        made = run.trace[max(0, k - (run.trace[k].phase == "M"))]
        logs = [log_joint(run.diary, made.params, path) for path in paths]
        return logs, MODEL.infer(run.diary, made.params).gamma[:, 1].tolist()

    def said(k: int) -> str:
        logs, hot = values(k)
        best = paths[int(np.argmax(logs))]
        by_day = tuple(int(p > 0.5) for p in hot)
        text = tr("The likeliest path: {path}. The likeliest state of each day: {states}.")
        one, two = (listed((names[z] for z in states), tr) for states in (best, by_day))
        return text.format(path=one, states=two)

    def frame(k: int) -> View:
        logs, hot = values(k)
        whole, top = float(np.logaddexp.reduce(logs)), int(np.argmax(logs))
        cells: list[str] = []
        for i, value in enumerate(logs):
            much = "\u2212\u221e" if value == -np.inf else fixed(value)
            cells += [much, fixed(float(np.exp(value - whole))), "◀" if i == top else ""]
        return View("all", [*cells, listed(map(fixed, hot), tr), said(k)])

    return Filmstrip("html", tr("Every path of these days"), {"views": {"all": markup}},
                     Lazy(len(run), frame), Lazy(len(run), said))  # fmt: skip


class Scores(NamedTuple):
    """Of some parameters: log p(x), log p(x, best path), and that path."""

    log_likelihood: float
    best: float
    path: list[int]


def best_path(diary: Diary, p: HMMParams) -> float:
    """log p(x, z) of the most probable path."""
    return log_joint(diary, p, viterbi(diary, p))


def viterbi(diary: Diary, p: HMMParams) -> tuple[int, ...]:
    """The most probable path."""
    path = MODEL.infer(diary, p, np.inf).path
    assert path is not None
    return tuple(path.tolist())


def scores(diary: Diary, step: Half) -> Scores:
    """Both scores of a half-step's parameters."""
    path = viterbi(diary, step.params)
    return Scores(step.log_likelihood, log_joint(diary, step.params, path), list(path))


def two_scores(run: Weather, *, tr: Translate = str) -> Filmstrip:
    """Soft and hard EM from one start: the log-likelihood of each, and its best path's log-probability."""
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td data-s="{3 * i}"></td><td data-s="{3 * i + 1}"></td>'
        f'<td data-s="{3 * i + 2}"></td></tr>'
        for i, name in enumerate((tr("soft EM"), tr("hard EM")))
    )
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in (
        "", tr("all paths: log-likelihood"), tr("the best path alone"), tr("which path")))  # fmt: skip
    note = escape(tr("Each at its own parameters of this half-step; a run that has ended stays where it is."))
    markup = (f'<table class="em-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
              f'<p class="em-note">{note}</p>')

    def now(k: int) -> list[Scores]:
        return [scores(run.diary, trace.at(k)) for trace in (run.soft, run.hard)]

    def frame(k: int) -> View:
        parts = ((fixed(one.log_likelihood), fixed(one.best), stretches(one.path, tr)) for one in now(k))
        return View("all", [part for row in parts for part in row])

    def said(k: int) -> str:
        soft, hard = now(k)
        text = tr("Log-likelihood: soft {soft}, hard {hard}. Best path: soft {best}, hard {own}.")
        return text.format(soft=fixed(soft.log_likelihood), hard=fixed(hard.log_likelihood),
                           best=fixed(soft.best), own=fixed(hard.best))  # fmt: skip

    return Filmstrip("html", tr("Two methods, two scores"), {"views": {"all": markup}},
                     Lazy(len(run), frame), Lazy(len(run), said))  # fmt: skip
