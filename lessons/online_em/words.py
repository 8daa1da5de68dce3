"""Lesson 16's sentences: what was read, what became of theta, and why a run ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from em_figures.filmstrip import Translate
from em_figures.words import fixed, sentences

if TYPE_CHECKING:  # runs.py needs these words
    from lessons.online_em.runs import Online


def theta_text(run: Online, k: int, tr: Translate) -> str:
    """Theta of half-step k in words."""
    theta = run.theta(k)
    if run.coins:
        return tr("θ_A = {a}, θ_B = {b}").format(a=fixed(theta[0]), b=fixed(theta[1]))
    text = tr("means of {a} and {b} minutes")
    return text.format(a=fixed(theta[1], 2), b=fixed(theta[2], 2))


def read_text(run: Online, k: int, tr: Translate) -> str:
    """What the E-step of half-step k has read, and how much of it is A's."""
    u, at = run.update(k), run.moments[k].update
    whole = u.last - u.first
    values: dict[str, Any] = {"t": at, "n": u.last, "i": u.first + 1, "q": fixed(sum(u.q)), "whole": whole}
    if whole == 1 and run.coins:
        text = tr("E-step {t}: round {n} has {x} heads of ten; {q} of it is A’s. θ has not moved.")
        return text.format(x=round(run.x[u.first]), **values)
    if whole == 1:
        text = tr("E-step {t}: the wait number {n} is {x} minutes; {q} of it is A’s. θ has not moved.")
        return text.format(x=round(run.x[u.first]), **values)
    text = tr("E-step {t}: data {i} to {n} are read; {q} of these {whole} are A’s. θ has not moved.")
    return text.format(**values)


def sentence(run: Online, k: int, tr: Translate) -> str:
    """Half-step k in a sentence with its numbers."""
    at, u = run.moments[k], run.update(k)
    now, value = theta_text(run, k, tr), fixed(run.log_likelihood[k])
    if at.phase == "start":
        text = tr("Start: {theta}; nothing has been read. Log-likelihood of all the data: {value}.")
        return text.format(theta=now, value=value)
    if at.phase == "E":
        return read_text(run, k, tr)
    if run.walk.why == "collapse" and k == len(run) - 1:
        return collapse(run, tr)
    if not u.moved:
        text = tr("Update {t}: S has collected {n} of the data; θ waits until update {warm}.")
        return text.format(t=at.update, n=u.last, warm=run.settings.warm)
    text = tr("After M-step {t}: {theta}; log-likelihood of all the data {value}.")
    return text.format(t=at.update, theta=now, value=value)


def collapse(run: Online, tr: Translate) -> str:
    """Why theta could not be renewed."""
    text = tr("In update {t} the S of a component has no spread: its variance would be 0 and the "
              "likelihood infinite. The run stops, and θ stays.")  # fmt: skip
    return text.format(t=len(run.walk.updates))


def why_ended(run: Online, tr: Translate) -> str:
    """Why the run ended."""
    walk, n = run.walk, len(run.x)
    if walk.why == "collapse":
        return sentences([tr("Stopped by a collapse."), collapse(run, tr)])
    passes = walk.updates[-1].passes
    if walk.why == "data":
        return tr("Ended with the data: all {n} have been read, each of them once.").format(n=f"{n:,}")
    if walk.why == "close":
        text = tr("Stopped after pass {n}: the log-likelihood is within 10⁻⁸ of where batch EM ends.")
        return text.format(n=passes)
    return tr("Stopped after {n} passes, which are the most that are shown.").format(n=passes)
