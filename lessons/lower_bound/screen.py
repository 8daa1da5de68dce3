"""Lesson 05's screens and controls."""

from __future__ import annotations

from em_figures.filmstrip import Translate
from em_lesson.screen import Panel, Screen, inputs
from em_lesson.screen import screen as screen_of
from em_lesson.storyboard import Page
from lessons.common.coin_runs import CoinRun
from lessons.common.coins import choose_rounds, rounds_of
from lessons.lower_bound import cages
from lessons.lower_bound.enlarged import enlarged
from lessons.lower_bound.ladder import ladder
from lessons.lower_bound.proof import proof
from lessons.lower_bound.q_and_elbo import expected, q_and_elbo
from lessons.lower_bound.ratios import ratio_bars, share_bars
from lessons.lower_bound.routes import routes
from lessons.lower_bound.runs import SHARES, LineRun, chooses, own_q, sliced, stairs
from lessons.lower_bound.settings import MOST_OWN, Settings, at_posterior, one_peak, peak, slice_line
from lessons.lower_bound.slice_map import slice_map
from lessons.lower_bound.staircase import staircase
from lessons.lower_bound.step_numbers import beside_the_line, step_formula
from lessons.lower_bound.zoo import check_table, column_plot, credit


def screen(s: Settings, tr: Translate) -> Screen:
    """The player's screen for the chosen view."""
    return {"stairs": _stairs, "slice": _slice, "zoo": _zoo}[s.view](s, tr)


def _stairs(s: Settings, tr: Translate) -> Screen:
    climb, own = stairs(s), chooses(s)
    ratios = Panel("ratios", ratio_bars(climb, tr=tr))
    panels = [Panel("staircase", staircase(climb, tr=tr), "full")]
    if own:
        panels += [Panel("shares", share_bars(climb, own_q(s), tr=tr)), ratios]
    panels += [
        Panel("enlarged", enlarged(climb, tr=tr)),
        Panel("ladder", ladder(climb.trace, tr=tr)),
        Panel("q", q_and_elbo(climb, tr=tr)),
        Panel("expected", expected(climb, tr=tr)),
        Panel("proof", proof(climb, tr=tr), "full"),
    ]
    if not own:
        panels += [ratios]
    panels += [
        Panel("formula", step_formula(climb, tr=tr), "full" if own else "half"),
        Panel("routes", routes(climb, tr=tr), "full"),
    ]
    dragged = SHARES[: len(rounds_of(s))] if own else ()
    return screen_of(LineRun(climb), panels, inputs(Settings, ("a", "b", *dragged), tr=tr), tr=tr)


def _slice(s: Settings, tr: Translate) -> Screen:
    climb = sliced(s)
    panels = [
        Panel("staircase", staircase(climb, tr=tr), "full"),
        Panel("enlarged", enlarged(climb, tr=tr)),
        Panel("ladder", ladder(climb.trace, tr=tr)),
        Panel("map", slice_map(climb, tr=tr)),
        Panel("beside", beside_the_line(climb, tr=tr)),
        Panel("q", q_and_elbo(climb, tr=tr)),
        Panel("expected", expected(climb, tr=tr)),
        Panel("proof", proof(climb, tr=tr), "full"),
        Panel("routes", routes(climb, tr=tr), "full"),
    ]
    start = inputs(Settings, ("s",), tr=tr, within={"s": (climb.line.low, climb.line.high, 0.001)})
    return screen_of(LineRun(climb), panels, start, tr=tr)


def _zoo(s: Settings, tr: Translate) -> Screen:
    """What the program prints, the ladder computed properly, and the checks."""
    run, column = cages.trace(s.bug), cages.specimen(s.bug).column
    panels = [
        Panel("column", column_plot(run, column, tr=tr)),
        Panel("zoo-ladder", ladder(run, tr=tr)),
        Panel("checks", check_table(run, column, tr=tr)),
        Panel("credit", credit(run, tr=tr)),
    ]
    return screen_of(CoinRun(run), panels, tr=tr)


# ---- the controls --------------------------------------------------------------------------------


def choose_view(page: Page[Settings]) -> None:
    """Stairs, slice or zoo, and what belongs to it."""
    tr, s = page.tr, page.settings
    page.choice("view")
    if s.view == "zoo":
        page.choice("bug")
        return
    choose_rounds(page)
    if s.view == "slice" and one_peak(s):
        total = f"{sum(slice_line(s).base):.3f}"
        through = tr(
            "The mirrored peaks of these rounds are one point on the diagonal, so no line joins them; "
            "the slice is the line θ_A + θ_B = {sum} through it."
        )
        beside = tr(
            "The mirrored peaks of these rounds are one point at the edge, so no line joins them; "
            "the slice is the line θ_A + θ_B = {sum} near it."
        )
        exact = abs(sum(peak(s)) - sum(slice_line(s).base)) < 1e-6
        page.note((through if exact else beside).format(sum=total), "info")
    if s.view == "stairs":
        page.toggle("own")
        _choose_q(page)


def _choose_q(page: Page[Settings]) -> None:
    tr, s = page.tr, page.settings
    if not s.own:
        return
    if not chooses(s):
        text = tr(
            "There is a slider for each of at most {most} rounds; these are {n}, so the switch has no effect."
        )
        page.note(text.format(most=MOST_OWN, n=len(rounds_of(s))), "info")
        return
    page.buttons(
        {
            "posterior": (tr("Set q to the posterior"), lambda now: now.with_(**at_posterior(now), k=1)),
            "halves": (tr("Set q to one half"), lambda now: now.with_(**_halves(now), k=1)),
        }
    )


def _halves(s: Settings) -> dict[str, float]:
    return dict.fromkeys(SHARES[: len(rounds_of(s))], 0.5)
