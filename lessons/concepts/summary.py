"""What is to be kept in mind of each thing that was done."""

from __future__ import annotations

from html import escape

from em_figures.filmstrip import Filmstrip, Translate, View
from lessons.concepts.record import Run

AROUND = 2  # lines before and after it that a small stage shows


def lines(tr: Translate) -> dict[str, tuple[str, str]]:
    """By the thing to do: its name, and what is to be kept of it."""
    return {
        "deal": (
            tr("Deal the cards"),
            tr("A model is told by x, z and θ; EM is what all rows have in common."),
        ),
        "row": (tr("A row in five boxes"), tr("Other nouns, the same arrows.")),
        "there": (tr("There, or put there?"), tr("A hidden variable may exist, or only be useful.")),
        "labels": (tr("Labels, one by one"), tr("A label settles a row of q; nothing else changes.")),
        "ways": (tr("Two ways to model heights"), tr("p(x, y) can draw and answer, p(y | x) only answers.")),
        "sides": (tr("Generative or discriminative?"), tr("EM needs a model of p(x, z).")),
        "bayes": (tr("Bayes by hand"), tr("Posterior = prior × likelihood, divided by the sum.")),
        "parts": (tr("Likelihood, joint, posterior"), tr("Ask what is given, and what sums to 1.")),
        "name": (tr("The name EM"), tr("The old θ is in the distribution, the new one in the function.")),
        "not": (tr("EM or not?"), tr("Nothing hidden, no E-step.")),
        "sources": (
            tr("Where sources disagree"),
            tr("Ask what a letter stands for, then which quantity is meant."),
        ),
        "time": (tr("A timeline"), tr("Older than its name, and still growing.")),
    }


def kept_in_mind(run: Run, *, tr: Translate = str) -> Filmstrip:
    """A line for each; the one of what is on the stage is marked."""
    rows = []
    said = lines(tr)
    at = list(said).index(run.settings.task)
    first = min(max(0, at - AROUND), len(said) - 1 - 2 * AROUND)
    for i, (task, (name, says)) in enumerate(said.items()):
        here = task == run.settings.task
        sign = f'<b title="{escape(tr("on the stage"))}">◆</b> ' if here else ""
        kind = "em-best" if here else "" if first <= i <= first + 2 * AROUND else "em-far"
        head = f'<th scope="row">{sign}{escape(name)}</th>'
        rows.append(f'<tr class="{kind}">{head}<td>{escape(says)}</td></tr>')
    markup = f'<table class="em-table em-turned"><tbody>{"".join(rows)}</tbody></table>'
    return Filmstrip(
        "html", tr("What to keep"), {"views": {"all": markup}}, [View("all", [])], [run.frame(0, tr).caption]
    )
