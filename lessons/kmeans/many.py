"""k-means many times: what different starts end in, and what three ways of running it compute."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import slot
from em_figures.mixtures.words import value
from em_figures.words import listed

SAME = 1e-9  # relative difference within which two ends count as one
WAYS = ("Lloyd", "Hamerly", "k-d tree")
MARKS = ("lloyd", "hamerly", "tree")
STYLES = (("@ll", "solid", "circle"), ("@A", "dash", "square"), ("@B", "dot", "diamond"))


class Attempt(NamedTuple):
    """One start: its seed, the J it ended in, its iterations, its empty clusters."""

    seed: int
    inertia: float
    iterations: int
    empty: int


class Race(NamedTuple):
    """How many points; (drawn, all) where not all are used; every way's distances per iteration, in the
    order of WAYS; whether all ended in the same labels."""

    points: int
    sample: tuple[int, int] | None
    distances: tuple[tuple[int, ...], ...]
    same: bool

    @property
    def totals(self) -> list[int]:
        """Every way's distances of the whole run."""
        return [sum(way) for way in self.distances]


def thousands(n: int) -> str:
    """A whole number as the prose writes it: "24,000"."""
    return f"{n:,}"


def best(attempts: Sequence[Attempt]) -> float:
    """The smallest J."""
    return min(a.inertia for a in attempts)


def is_best(attempt: Attempt, attempts: Sequence[Attempt]) -> bool:
    """Whether an attempt ended in the smallest J, but for rounding."""
    least = best(attempts)
    return attempt.inertia - least <= SAME * (1 + abs(least)) * max(1.0, abs(least))


def note(sample: tuple[int, int] | None, tr: Translate) -> str:
    """That not all points were used, where they were not."""
    if sample is None:
        return ""
    text = tr("Computed on the {drawn} points that are drawn, not on all {n}.")
    return " " + text.format(drawn=thousands(sample[0]), n=thousands(sample[1]))


def attempts_table(
    attempts: Sequence[Attempt], n: int, *, now: int | None, sample: tuple[int, int] | None = None,
    tr: Translate = str,
) -> Filmstrip:  # fmt: skip
    """A row per seed, the best marked; a button loads a seed where ``now``, the seed on the screen, is one.

    n: how many frames the player has.
    """
    rows, least = [], best(attempts)
    for i, a in enumerate(attempts):
        good = is_best(a, attempts)
        more = percent(a.inertia / least - 1, tr, "+") if least > 0 else ""
        notes = [tr("best")] if good else [more] if more else []
        if a.empty:
            notes.append(tr("empty clusters: {n}").format(n=a.empty))
        load = (f'<button type="button" class="em-load" data-set="seed={a.seed}" '
                f'aria-label="{escape(tr("Load seed"))} {a.seed}">{a.seed}</button>')  # fmt: skip
        first = load if now is not None else str(a.seed)
        mark = ' class="em-best"' if good else ""
        rows.append(
            f'<tr{mark}><th scope="row">{first} {slot(i)}</th><td>{value(a.inertia, 6)}</td>'
            f"<td>{a.iterations}</td><td>{escape(listed(notes, tr) if notes else '')}</td></tr>"
        )
    names = (tr("Seed"), "J", tr("iterations"), "")
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    title = tr("Ten starts: where each ends")
    says = (
        tr("Press a seed to load its run.")
        if now is not None
        else tr(
            "Starts at random points. Choose a rule above instead of the start by hand, "
            "and a seed can be loaded."
        )
    )
    hits = sum(is_best(a, attempts) for a in attempts)
    said = tr("{hits} of {n} starts end in the smallest J found, {value}.").format(
        hits=hits, n=len(attempts), value=value(least, 6)
    )
    table = (
        f'<p class="em-note">{escape(says)}{escape(note(sample, tr))}</p>'
        f'<table class="em-table em-restarts"><caption class="em-sr">{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        f'<p class="em-say">{escape(said)}</p>'
    )
    marks = ["◀" if a.seed == now else "" for a in attempts]
    return Filmstrip("html", title, {"views": {"all": table}}, Lazy(n, lambda _: View("all", marks)),
                     Lazy(n, lambda _: said))  # fmt: skip


def ways(tr: Translate) -> list[str]:
    """The ways' names."""
    return [*WAYS[:2], tr("k-d tree")]


def iteration(i: int, race: Race) -> int:
    """The iteration that frame i shows: 1, 2, ...; the last one ends the run. At the start there is none."""
    return min((i + 1) // 2, len(race.distances[0]))


def distances_curve(race: Race, n: int, *, tr: Translate = str) -> Filmstrip:
    """The distances that every way computes in every iteration, on a logarithmic axis."""
    data: list[dict[str, Any]] = []
    names = ways(tr)
    for name, mark, found, (colour, dash, symbol) in zip(names, MARKS, race.distances, STYLES, strict=True):
        data.append(theme.scatter(
            "lines+markers", name, x=list(range(1, len(found) + 1)), y=[max(d, 0.5) for d in found],
            line=theme.line(colour, dash=dash), marker={"size": 7, "color": colour, "symbol": symbol},
            hoverinfo="y+name", meta=mark,
        ))  # fmt: skip
    first = len(data)
    for colour, _, _ in STYLES:
        data.append(theme.scatter("markers", cliponaxis=False, marker=theme.ring(colour, size=17)))
    top = max(max(found) for found in race.distances)
    iterations = len(race.distances[0])

    def frame(i: int) -> dict[int, Any]:
        t = iteration(i, race)
        if t == 0:
            return {first + w: {"x": [], "y": []} for w in range(len(race.distances))}
        return {
            first + w: {"x": [t], "y": [max(found[t - 1], 0.5)]} for w, found in enumerate(race.distances)
        }

    def caption(i: int) -> str:
        t = iteration(i, race)
        if t == 0:
            return tr("Start: no distance has been computed yet.")
        each = zip(names, race.distances, strict=True)
        counts = listed((f"{name} {thousands(found[t - 1])}" for name, found in each), tr)
        return tr("Iteration {t}: distances computed: {counts}.").format(t=t, counts=counts)

    low = len(str(min(min(found) for found in race.distances))) - 1
    decades = [10**e for e in range(low, len(str(top)) + 1)]
    return Filmstrip(
        "plotly", tr("Distances computed in every iteration") + note(race.sample, tr),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("iteration"), range=[0.5, iterations + 0.5], **_whole(iterations)),
            theme.axis(tr("distances"), type="log", range=[low - 0.1, math.log10(top) + 0.15],
                       tickvals=decades, ticktext=[thousands(d) for d in decades]),
            height=460,
        )},
        Lazy(n, frame), Lazy(n, caption),
    )  # fmt: skip


def _whole(n: int) -> dict[str, Any]:
    step = max(1, -(-n // 8))
    return {"tickvals": list(range(1, n + 1, step))}


def distances_table(race: Race, n: int, *, tr: Translate = str) -> Filmstrip:
    """What every way has computed up to the iteration on the screen, and in the whole run."""
    rows, totals = [], race.totals
    for w, name in enumerate(ways(tr)):
        rows.append(
            f'<tr><th scope="row">{escape(name)}</th><td>{slot(2 * w)}</td><td>{slot(2 * w + 1)}</td>'
            f"<td>{thousands(totals[w])}</td><td>{percent(totals[w] / totals[0], tr)}</td></tr>"
        )
    names = (tr("Way"), tr("this iteration"), tr("so far"), tr("whole run"), tr("of Lloyd’s"))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    title = tr("The same clusters for fewer distances")
    end = (
        tr("All three end in the same clusters.")
        if race.same
        else tr("Points equally near to two centres were given to different ones.")
    )
    says = tr("{n} points; distances between centres, and of a tree’s cells, are counted too.").format(
        n=thousands(race.points)
    )
    table = (
        f'<p class="em-note">{escape(says)}{escape(note(race.sample, tr))}</p>'
        f'<table class="em-table em-ways-counted"><caption class="em-sr">{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        f'<p class="em-say">{escape(end)}</p>'
    )

    def frame(i: int) -> View:
        t = iteration(i, race)
        slots: list[str | float] = []
        for found in race.distances:
            slots += [thousands(found[t - 1]) if t else "–", thousands(sum(found[:t]))]
        return View("all", slots)

    return Filmstrip("html", title, {"views": {"all": table}}, Lazy(n, frame), Lazy(n, lambda _: end))


def percent(share: float, tr: Translate, sign: str = "") -> str:
    """ "12.5 %", as the reader's language writes it."""
    return sign + tr("{n} %").format(n=f"{100 * share:.1f}")
