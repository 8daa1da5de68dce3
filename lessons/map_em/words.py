"""Lesson 13's sentences: one for every half-step, made of its numbers."""

from __future__ import annotations

from em_core.protocol import Floats
from em_figures.coins import words as plain
from em_figures.coins.words import event_sentence, thetas
from em_figures.filmstrip import Translate
from em_figures.numbers import power
from em_figures.trace import Half, Trace
from em_figures.words import NAMES, SEEN, fell, fixed, listed, sentences


def count(value: float) -> str:
    """An invented count: 2, 2.5, −0.5."""
    return f"{value:g}".replace("-", "\u2212")


def down(trace: Trace, k: int, tr: Translate) -> str:
    """That the log-likelihood fell in half-step k, and why it may: it is not what the M-step raises."""
    by = trace[max(0, k - 1)].log_likelihood - trace[k].log_likelihood
    if by <= SEEN:
        return ""
    text = tr("The log-likelihood fell by {value}: this M-step raises something else.")
    if trace.recipe.prior is not None:
        text = tr("The log-likelihood fell by {value}; with the log prior it rose.")
    return text.format(value=fixed(by))


def map_sentence(trace: Trace, k: int, invented: Floats, tr: Translate) -> str:
    """What half-step k on coins did, the log-likelihood, and with the log prior the objective (not under a
    prior that is refused: there is none)."""
    step = trace[k]
    if step.phase == "start" and invented.min() < 0:
        return plain.sentence(step, tr)
    values = {
        "t": step.iteration,
        "thetas": thetas(step.params, tr),
        "ll": fixed(step.log_likelihood),
        "both": fixed(step.log_likelihood + step.log_prior),
    }
    if step.phase == "E":
        assert step.stats is not None
        each = zip(NAMES, step.stats.counts[:, 0].tolist(), invented[:, 0].tolist(), strict=False)
        heads = listed(
            (
                f"{name} {fixed(seen)} + {count(more)}".replace("+ \u2212", "\u2212 ")
                for name, seen, more in each
            ),
            tr,
        )
        text = tr(
            "After E-step {t}: the rounds are shared out, nothing moves; heads, credited + invented: {heads}."
        ).format(heads=heads, **values)
    elif step.phase == "M":
        text = tr("After M-step {t}: {thetas}; log-likelihood {ll}, with the log prior {both}.")
        text = text.format(**values)
    else:
        text = tr("Start: {thetas}; log-likelihood {ll}, with the log prior {both}.").format(**values)
    return sentences([text, down(trace, k, tr), *(event_sentence(event, tr) for event in step.events)])


def refusal(invented: Floats, tr: Translate) -> str:
    """Why there is no M-step with such a prior."""
    text = tr(
        "The M-step is refused: a and b must be at least 1, else {value} tosses would be invented. "
        "No one has seen less than no toss, and such a prior is infinite at an edge."
    )
    return text.format(value=count(float(invented.min())))


def geyser_sentence(trace: Trace, k: int, tr: Translate) -> str:
    """What half-step k on eruptions did."""
    step: Half = trace[k]
    p = step.params
    each = zip(NAMES, p.means[:, 0].tolist(), p.covariances[:, 0, 0].tolist(), strict=False)
    now = listed((f"{name} {fixed(m)} ± {sd_text(v**0.5)}" for name, m, v in each), tr)
    values = {"t": step.iteration, "now": now, "ll": fixed(step.log_likelihood)}
    if step.phase == "E":
        assert step.stats is not None
        weights = enumerate(step.stats.weight_n.tolist())
        points = listed((f"{NAMES[j]} {fixed(n, 2)}" for j, n in weights), tr)
        text = tr("After E-step {t}: of the 272 eruptions {points}; the curves stay.")
        text = text.format(points=points, **values)
    elif step.phase == "M":
        text = tr("After M-step {t}, mean ± SD: {now}; log-likelihood {ll}.").format(**values)
    else:
        text = tr("Start, mean ± SD: {now}; log-likelihood {ll}.").format(**values)
    said = [text, down(trace, k, tr)]
    for event in step.events:
        if event.kind == "collapse":
            text = tr(
                "M-step {t} would shrink component B to nothing, and its likelihood would be "
                "infinite: the run stops before."
            )
            said = [text.format(**values)]
        elif event.kind == "no_mass" and event.component is not None:
            text = tr("Component {name} is credited with no eruption: its weight becomes 0, its mean stays.")
            said.append(text.format(name=NAMES[event.component]))
        elif event.kind == "objective_fell":
            said.append(fell(event.value, tr))
    return sentences(said)


def sd_text(value: float) -> str:
    """A standard deviation in minutes."""
    return fixed(value) if value >= 0.0005 else power(value, 2)
