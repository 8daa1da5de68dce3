"""The M-step's variances with their numbers: what was seen, what was invented, what was added."""

from __future__ import annotations

from html import escape

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation
from em_figures.numbers import fixed
from em_figures.words import NAMES
from lessons.map_em.runs import Geyser, Run, eruptions, on_geyser


# Slots of a component: sum of squares, its points, invented squares and points, what is added, the variance
def _variance(c: int, added: bool) -> str:
    s = [rf"\text{{S{6 * c + i}}}" for i in range(6)]
    name = NAMES[c]
    squares = rf"\sum_i \gamma_{{i{name}}} (x_i - \mu_{name})^2"
    if added:
        symbols = rf"\sigma_{name}^2 = \dfrac{{{squares}}}{{N_{name}}} + \varepsilon"
        line = chunks(rf"\sigma_{name}^2", "=", rf"{s[0]} \;/ {s[1]} +", s[4], "=", s[5])
    else:
        symbols = rf"\sigma_{name}^2 = \dfrac{{{squares} + \nu s^2}}{{N_{name} + \nu}}"
        line = chunks(
            rf"\sigma_{name}^2", "=", rf"( {s[0]} + {s[2]} ) \;/", rf"( {s[1]} + {s[3]} )", "=", s[5]
        )
    return equation(f"theta_{name}", symbols, line)


def variance_numbers(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """The variances of an M-step, seen and invented squares apart."""
    if not on_geyser(run):
        return None
    assert isinstance(run, Geyser)
    s, x = run.settings, eruptions().x[:, 0]
    added = s.eps != "0"
    wait = escape(tr("Press Next: the M-step divides the squared distances by the number of points."))
    note = escape(
        tr("Added after every M-step, so N ε of invented squares, more the more data there are.")
        if added
        else tr("ν invented points, all at distance s from the mean.")
    )
    both = _variance(0, added) + _variance(1, added)
    fallen = escape(tr("Component B holds one eruption alone: no distance, no variance."))
    left = escape(tr("Component B holds no eruption: there is nothing to divide, its old variance is taken."))
    views = {
        "wait": f'<p class="em-say">{wait}</p>',
        "M": both + f'<p class="em-note">{note}</p>',
        "fell": both + f'<p class="em-move">{fallen}</p>',
        "none": both + f'<p class="em-move">{left}</p>',
    }

    def frame(k: int) -> View:
        step = run.trace[k]
        if step.phase != "M":
            return View("wait", [])
        assert step.posterior is not None
        last = run.collapsed and k == len(run) - 1
        slots: list[str] = []
        for c in (0, 1):
            q = step.posterior.probs[:, c]
            points = float(q.sum())
            m = float((q * x).sum() / points) if points else 0.0
            squares = 0.0 if last and c == 1 else float((q * (x - m) ** 2).sum())
            made = squares / points if last else float(step.params.covariances[c, 0, 0])
            slots += [
                fixed(squares, 4),
                fixed(points, 3),
                f"{s.nu * s.s2:.4g}",
                f"{s.nu:g}",
                s.eps,
                fixed(made, 5),
            ]
        nothing = not step.posterior.probs[:, 1].any() and (added or not s.nu)
        return View("fell" if last else "none" if nothing else "M", slots)

    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    return Filmstrip(
        "html", tr("The variances"), {"views": views}, Lazy(len(run), frame), said
    )
