"""Two hands by every M rule: how many E-steps, and how much work inside the M-steps."""

from __future__ import annotations

from html import escape
from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit

from em_core.m_climbs import newton_step
from em_core.protocol import Floats
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_lesson.remembered import remembered
from lessons.generalized_em.runs import FEATURES, INNER, Climb, captions, hands_rule, of_hands, rounds, start
from lessons.generalized_em.settings import Settings
from lessons.generalized_em.slopes import vector

STEPS = (0.01, 0.02, 0.05, 0.08, 0.1, 0.15)
PLAIN = ("full", "newton", "coordinates")
WITHIN, MOST, ENOUGH = 1e-8, 400, 120
ROUNDING = 1e-12
NONE = "–"


class Cost(NamedTuple):
    """E-steps until one sees a log-likelihood within 1e-8 of the end, and all later ones do (None: not by
    400); climbing steps inside the M-steps before it; in how many M-steps the bound fell."""

    e_steps: int | None
    inner: int
    falls: int


def _inside(rule: str, stats: Any, params: Any) -> tuple[Any, int]:
    """The parameters after the M rule, and how many climbing steps it took."""
    if rule == "full":
        return FEATURES.climb(stats, params)
    steps = 0
    for i in range(3):
        for _ in range(INNER):
            params, gain = newton_step(FEATURES, stats, params, (i,))
            if gain < ROUNDING:
                break
            steps += 1
    return params, steps


def cost(
    s: Settings, rule: str, step: float, top: float, times: int = 2, eta: float = 1.0
) -> Cost:
    """One rule from the start of the settings."""
    data, params = rounds(s), start(s)
    made = hands_rule(rule, step=step, times=times, eta=eta)
    far, inner, work, falls = 0, [0], 0, [0]
    for t in range(1, MOST + 2):
        q = FEATURES.infer(data, params)
        log_l = q.log_evidence
        assert log_l is not None
        if abs(log_l - top) > WITHIN:
            far = t
        elif t - far > 12:
            break
        stats = FEATURES.expected_stats(data, q)
        if rule in ("full", "coordinates"):
            after, steps = _inside(rule, stats, params)
        else:
            after, steps = made(FEATURES, stats, params), times if rule == "loop" else int(rule != "eta")
        work += steps
        inner.append(work)
        joint = FEATURES.expected_log_joint
        lower = joint(stats, after) < joint(stats, params) - ROUNDING
        falls.append(falls[-1] + int(lower))
        params = after
    last = min(far, len(inner) - 1)
    return Cost(far + 1 if far <= MOST else None, inner[last], falls[min(far + 1, len(falls) - 1)])


def _shares(data: Any, p: Floats) -> tuple[Floats, Floats, Floats]:
    """Shares (E, N, 2), probabilities of heads (E, N, 2) and log-likelihoods (E,) for parameters (E, 3)."""
    odds = p[:, None, :2] + (p[:, 2, None] * data.features[:, 0])[:, :, None]
    joint = -data.counts[:, :1] * np.logaddexp(0, -odds) - data.counts[:, 1:] * np.logaddexp(0, odds)
    total = np.logaddexp(joint[..., 0], joint[..., 1])
    return np.exp(joint - total[..., None]), expit(odds), total.sum(axis=1) - len(data) * np.log(2)


def by_gradient(s: Settings, steps: tuple[float, ...], top: float) -> tuple[Cost, ...]:
    """Gradient steps of several sizes side by side."""
    data, begun = rounds(s), start(s)
    n, heads, hand = data.counts.sum(axis=1)[:, None], data.counts[:, :1], data.features[:, 0]
    p = np.tile([*begun.intercepts, *begun.slopes], (len(steps), 1)).astype(float)
    sizes, far = np.array(steps)[:, None], np.zeros(len(steps), int)
    sank: list[Floats] = []
    q, heads_p, log_l = _shares(data, p)
    for t in range(1, MOST + 2):
        far[np.abs(log_l - top) > WITHIN] = t
        if (t - far > 12).all():
            break
        left = q * (heads - n * heads_p)  # (E, N, 2)
        slope = np.concatenate([left.sum(axis=1), (left.sum(axis=2) @ hand)[:, None]], axis=1)
        after = p + sizes * slope
        gains = []
        for at in (p, after):
            odds = at[:, None, :2] + (at[:, 2, None] * hand)[:, :, None]
            gains.append((q * (heads * odds - n * np.logaddexp(0, odds))).sum(axis=(1, 2)))
        sank.append(gains[1] < gains[0] - ROUNDING)
        p = after
        q, heads_p, log_l = _shares(data, p)
    return tuple(
        Cost(int(k) + 1 if k <= MOST else None, int(k), sum(int(one[i]) for one in sank[: int(k) + 1]))
        for i, k in enumerate(far)
    )


@remembered("right", "alpha", "beta", "hand", most=32)
def top(s: Settings) -> float:
    """Where plain EM ends."""
    s = s.with_(data="hands")
    data, params = rounds(s), start(s)
    for _ in range(ENOUGH):
        before = params
        params = FEATURES.maximize(FEATURES.expected_stats(data, FEATURES.infer(data, params)), params)
        if np.array_equal(vector(params), vector(before)):  # and so for ever
            break
    return FEATURES.log_likelihood(data, params)


@remembered("right", "alpha", "beta", "hand", most=32)
def costs(s: Settings) -> tuple[Cost, ...]:
    """Every rule of the table from the start of the settings."""
    s = s.with_(data="hands")
    end = top(s)
    return (*(cost(s, rule, 0.0, end) for rule in PLAIN), *by_gradient(s, STEPS, end))


@remembered("right", "alpha", "beta", "hand", "rule", "step", "times", "eta", most=32)
def own_cost(s: Settings) -> Cost:
    """The settings' own rule, where the table has it not."""
    s = s.with_(data="hands")
    if s.rule == "gradient":
        return by_gradient(s, (s.step,), top(s))[0]
    return cost(s, s.rule, s.step, top(s), s.times, s.eta)


def rule_name(rule: str, step: float, times: int, eta: float, tr: Translate) -> str:
    """What an M rule is called in a table."""
    return {
        "full": tr("the whole M-step"), "newton": tr("one Newton step"),
        "coordinates": tr("one parameter after another"),
        "gradient": tr("gradient, s = {s}").format(s=f"{step:.2f}"),
        "loop": tr("{n} Newton steps").format(n=times), "eta": tr("η = {eta}").format(eta=f"{eta:g}"),
    }[rule]  # fmt: skip


Row = tuple[tuple[str, float], Cost]


@of_hands
def rule_table(run: Climb, *, tr: Translate = str) -> Filmstrip | None:
    """Every M rule's costs; the rule of this run is marked."""
    s = run.settings
    if s.right:
        return None
    listed = [(rule, 0.0) for rule in PLAIN] + [("gradient", step) for step in STEPS]
    rows = list(zip(listed, costs(s), strict=True))
    if _mine(s) not in listed:
        rows.append((_mine(s), own_cost(s)))
    return _table(run, rows, tr("Every rule until within 10⁻⁸ of the end (▶ this run)"), tr)


@of_hands
def this_rule(run: Climb, *, tr: Translate = str) -> Filmstrip | None:
    """The costs of this run's M rule alone."""
    s = run.settings
    title = tr("This run until within 10⁻⁸ of the end")
    return None if s.right else _table(run, [(_mine(s), own_cost(s))], title, tr)


def _mine(s: Settings) -> tuple[str, float]:
    return s.rule, s.step if s.rule == "gradient" else 0.0


def _table(run: Climb, rows: list[Row], title: str, tr: Translate) -> Filmstrip:
    s, mine = run.settings, _mine(run.settings)
    head = (tr("in place of the M-step"), tr("E-steps"), tr("climbing steps"), tr("falls of the bound"))
    body = ""
    for (rule, step), one in rows:
        here = (rule, step) == mine
        name = escape(rule_name(rule, step, s.times, s.eta, tr))
        said = (str(one.e_steps) if one.e_steps else f"> {MOST}", str(one.inner) if one.inner else NONE,
                str(one.falls) if one.falls else tr("never"))  # fmt: skip
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in said)
        body += f'<tr><th scope="row">{"▶ " * here}{name}</th>{cells}</tr>'
    columns = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    table = f'<table class="em-table em-rules"><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>'
    return Filmstrip("html", title, {"views": {"now": table}},
                     Lazy(len(run), lambda _: View("now", [])), captions(run, tr))  # fmt: skip
