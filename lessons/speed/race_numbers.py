"""The race in numbers: the rates, Aitken's guess, what a step did, and what each method cost."""

from __future__ import annotations

import math as m
from functools import lru_cache
from html import escape

import numpy as np

from em_core.protocol import Floats
from em_core.speed import aitken
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation, math
from em_figures.numbers import fixed as digits
from em_figures.words import fixed
from em_lesson.remembered import remembered
from lessons.speed.race import CALLED, Racing, captions, near, on_race, ran
from lessons.speed.settings import Settings

SMALLEST = 1e-9  # of a point's distance from its image: below, a step's length is rounding


def _facts(rows: list[tuple[str, str, int]]) -> str:
    body = "".join(
        f'<tr data-mark="{mark}"><th scope="row">{name}</th><td data-s="{at}"></td></tr>'
        for name, mark, at in rows
    )
    return f'<table class="em-table em-facts"><tbody>{body}</tbody></table>'


@on_race
def rates(run: Racing, *, tr: Translate = str) -> Filmstrip:
    """The eigenvalues of the map at the end, what each means, and how the error shrinks just now."""
    values = [max(float(v), 0.0) for v in run.rates.eigenvalues]
    head = (tr("direction"), tr("rate λ"), tr("iterations for a digit"))
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = ""
    for i, value in enumerate(values):
        tens = digits(m.log(0.1) / m.log(value), 1) if value > 1e-6 else tr("one step is enough")
        mark = ' data-mark="slowest"' if i == 0 else ""
        said = escape(tr("slowest")) if i == 0 and len(values) > 1 else str(i + 1)
        cells = f"<td>{digits(value, 4)}</td><td>{escape(tens)}</td>"
        body += f'<tr{mark}><th scope="row">{said}</th>{cells}</tr>'
    now = (f'<tr class="em-total"><th scope="row">{escape(tr("just now"))}</th>'
           '<td data-s="0"></td><td data-s="1"></td></tr>')  # fmt: skip
    table = (f'<table class="em-table"><thead><tr>{columns}</tr></thead><tbody>{body}</tbody>'
             f"<tfoot>{now}</tfoot></table>")  # fmt: skip
    note = math(r"e_{t+1} \approx \lambda \, e_t")
    left = run.left(run.settings.method)

    def frame(k: int) -> View:
        i = run.frames[k]
        if i == 0 or left[i] < 1e-11:
            return View("now", ["–", ""])
        ratio = float(left[i] / left[i - 1])
        return View("now", [digits(ratio, 4), tr("of the error before")])

    view = f'{table}<p class="em-note">{note}</p>'
    return Filmstrip("html", tr("What an iteration leaves of an error"), {"views": {"now": view}},
                     Lazy(len(run), frame), captions(run, tr))  # fmt: skip


@lru_cache(maxsize=8)
def _aitken_markup(tr: Translate) -> dict[str, str]:
    formula = equation(
        "aitken",
        r"\hat{\theta} = \theta_0 - (\theta_1 - \theta_0)^2 / (\theta_2 - 2 \theta_1 + \theta_0)",
        chunks(r"\text{S0} - (\text{S1})^2 / (\text{S2})", "=", r"\text{S3}"),
    )  # fmt: skip
    rows = [(escape(tr("error of the last iterate")), "plain", 4),
            (escape(tr("error of the guess")), "guess", 5)]  # fmt: skip
    said = escape(tr("Three iterates are needed for a guess: go on."))
    return {"start": f'<p class="em-say">{said}</p>', "now": formula + _facts(rows)}


@on_race
def aitken_numbers(run: Racing, *, tr: Translate = str) -> Filmstrip | None:
    """Aitken's guess from the last three iterates of EM; of a single number only."""
    if run.settings.race != "animals":
        return None
    path = run.runs["em"].path[:, 0]
    end = float(run.end[0])

    def frame(k: int) -> View:
        i = min(run.frames[k], len(path) - 1)
        if i < 2:
            return View("start", [])
        a, b, c = (float(v) for v in path[i - 2 : i + 1])
        guess = float(aitken([a], [b], [c])[0])
        slots = [digits(a, 6), fixed(b - a, 6), fixed(c - 2 * b + a, 6), digits(guess, 6),
                 near(abs(c - end)), near(abs(guess - end))]  # fmt: skip
        return View("now", slots)

    return Filmstrip("html", tr("Where three iterates are heading: Aitken’s guess"),
                     {"views": _aitken_markup(tr)}, Lazy(len(run), frame), captions(run, tr))  # fmt: skip


@remembered("view", "race", "twice", "method", most=32)
def stretches(s: Settings) -> tuple[Floats, Floats]:
    """Of every step of the chosen run: its length in plain steps, and the height that the plain step has."""
    em, runs, _, _ = ran(s)
    path = runs[s.method].path
    long, plain = [1.0], [runs[s.method].values[0]]
    for x, y in zip(path[:-1], path[1:], strict=True):
        if s.method == "em":
            long.append(1.0)
            continue
        after = em.look(x).after
        size = 0.0 if after is None else float(np.linalg.norm(after - x))
        long.append(float(np.linalg.norm(y - x)) / size if size > SMALLEST else 1.0)
        plain.append(em.height(x if after is None else after))
    return np.array(long), runs[s.method].values if s.method == "em" else np.array(plain)


@on_race
def step_numbers(run: Racing, *, tr: Translate = str) -> Filmstrip:
    """What kind of step led here, how long it was, and that it is not lower than the plain step."""
    long, plain = stretches(run.settings)
    rows = [
        (escape(tr("this step")), "kind", 0),
        (escape(tr("its length, in plain steps")), "length", 1),
        (escape(tr("log-likelihood before")), "before", 2),
        (escape(tr("after the plain step")), "plain", 3),
        (escape(tr("after this step")), "after", 4),
        (escape(tr("jumps refused in the whole run")), "refused", 5),
    ]
    values = run.chosen.values

    def frame(k: int) -> View:
        i = run.frames[k]
        if i == 0:
            return View("now", [tr("the start"), "–", "–", "–", fixed(float(values[0]), 6),
                                str(run.chosen.refused)])  # fmt: skip
        jump = abs(long[i] - 1) > 1e-6
        kind = tr("a jump") if jump else tr("a plain step of EM")
        higher = values[i] >= plain[i] - 1e-9
        slots = [kind, digits(float(long[i]), 2), fixed(float(values[i - 1]), 6), fixed(float(plain[i]), 6),
                 fixed(float(values[i]), 6) + (" ✓" if higher else ""), str(run.chosen.refused)]  # fmt: skip
        return View("now", slots)

    return Filmstrip("html", tr("This step: a jump, or a plain one"), {"views": {"now": _facts(rows)}},
                     Lazy(len(run), frame), captions(run, tr))  # fmt: skip


@on_race
def counts(run: Racing, *, tr: Translate = str) -> Filmstrip:
    """What each method cost, and where it ended."""
    head = ("", tr("evaluations"), tr("E-steps besides"), tr("jumps refused"), tr("log-likelihood"))
    columns = "".join(f'<th scope="col">{escape(name)}</th>' if name else "<td></td>" for name in head)
    body = ""
    for name, found in run.runs.items():
        mark = " class=\"em-total\"" if name == run.settings.method else ""
        cells = (str(found.evaluations), str(found.likelihoods), str(found.refused),
                 fixed(float(found.values[-1]), 6))  # fmt: skip
        row = "".join(f"<td>{cell}</td>" for cell in cells)
        body += f'<tr data-mark="row-{name}"{mark}><th scope="row">{CALLED[name]}</th>{row}</tr>'
    table = f'<table class="em-table"><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>'
    note = escape(tr("An evaluation is an E-step and an M-step. Heights asked for besides cost an E-step "
                     "each."))  # fmt: skip
    return Filmstrip("html", tr("What each method cost"),
                     {"views": {"now": f'{table}<p class="em-note">{note}</p>'}},
                     Lazy(len(run), lambda k: View("now", [])), captions(run, tr))  # fmt: skip
