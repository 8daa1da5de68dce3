"""The results quoted in lesson 15, most of them from the lesson's own screens."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from em_core import Recipe, Reports, Witness, WitnessParams, bound, datasets, fit, mean_field
from em_core.variational_bayes import BayesGaussians, ascend, standardised
from lessons.variational_em import runs
from lessons.variational_em.coins import exact, product, same_coin
from lessons.variational_em.geyser import held
from lessons.variational_em.one_report import LOG_P, best, bounds
from lessons.variational_em.runs import REPORTS, START
from lessons.variational_em.settings import Settings

Facts = dict[str, Any]
ONE, HALF = Reports(1, 0), WitnessParams(0.5)
SETTLING = 200
LIMIT = 700  # iterations to where six components with much of each have come to rest


def facts() -> Facts:
    found = _square() | _learning() | _coins() | _five() | _geyser() | _pages()
    return {name: value if isinstance(value, (int, str)) else float(value) for name, value in found.items()}


def screen(**changes: Any) -> Any:
    """The run that the page shows with these settings."""
    return runs.played(Settings(**changes))


def _square() -> Facts:
    turns = screen().turns
    known: Facts = {"log_p": LOG_P, "split": math.e**2 / (1 + math.e**2)}
    known |= {f"turn{n}": (t.q1, t.q2)[t.part - 1] for n, t in enumerate(turns[:5]) if n}
    for name, r in (("", 0.9), ("80", 0.8), ("99", 0.99)):
        top = best(r)
        value = float(bounds(r, top, top))
        known |= {f"best{name}": top, f"other{name}": 1 - top, f"bound{name}": value,
                  f"gap{name}": LOG_P - value}
    known["saddle_gap"] = LOG_P - float(bounds(0.9, 0.5, 0.5))
    q = mean_field(1000, start=START)(Witness(0.9), ONE, HALF, None)
    known["thousand"] = bound.divergence(Witness(0.9), ONE, q, HALF)
    del known["other80"]
    return known | {"log_2": math.log(2), "odds": math.log(9.0)}


def _learning() -> Facts:
    known: Facts = {}
    for name, recipe in (("x", Recipe()), ("f", Recipe(mean_field(start=START)))):
        run = fit(Witness(0.9), REPORTS, WitnessParams(0.6), recipe, max_iter=300, tol=1e-15)
        known |= {f"{name}_theta": run.params.p_heads, f"{name}_ll": run.log_likelihood}
    run = screen(data="ten")
    for name, trace in (("x", run.exact), ("f", run.product)):
        m = [s for s in trace if s.phase != "E"]
        known |= {f"{name}_theta{t}": m[t].params.p_heads for t in (1, 2)}
        known |= {f"{name}_ll{t}": m[t].log_likelihood for t in (0, 1, 2)}
    bounds_e = [s.elbo for s in run.product if s.phase == "E"]
    known |= {f"f_bound{t}": bounds_e[t] for t in (0, 1, 2)} | {"f_bound": bounds_e[-1]}
    heights = [s.log_likelihood for s in run.product if s.phase != "E"]
    return known | {
        "f_peak": max(heights), "f_peak_t": int(np.argmax(heights)),
        "loses": max(heights) - known["f_ll"],
    }  # fmt: skip


def _coins() -> Facts:
    run = screen(data="coins")
    steps, last = run.steps, len(run) - 1
    p, q = same_coin(run, last, 1, 3)
    z, shares = exact(run)
    mine = product(run, last, z)
    known: Facts = {f"c_bound{n}": steps[n].bound for n in range(1, 5)}
    (aa, ab), (ba, bb) = run.theta(last).alpha.tolist()
    mean = run.theta(last).mean[:, 0]
    return known | {
        "c_evidence": run.evidence, "c_bound": steps[-1].bound, "c_gap": steps[-1].gap,
        "c_aa": aa, "c_ab": ab, "c_ba": ba, "c_bb": bb, "c_ma": mean[0], "c_mb": mean[1],
        "c_one": run.alone, "c_factor": math.exp(run.evidence - run.alone),
        "same_p": p, "same_q": q, "c_gap_z": float((mine * np.log(mine / shares)).sum()),
    }  # fmt: skip


def _five() -> Facts:
    run = screen(data="five", ta=0.7, tb=0.3)
    end = run.steps[-1]
    narrow = screen(data="five", ta=0.7, tb=0.3, ba=20.0, bb=20.0)
    return {"v_evidence": run.evidence, "v_bound": end.bound, "v_gap": end.gap, "v_one": run.alone,
            "v_factor": math.exp(run.alone - run.evidence),
            "v_narrow": math.exp(narrow.evidence - narrow.alone)}  # fmt: skip


def _geyser() -> Facts:
    few = 0.001
    run = screen(data="geyser", a0=f"{few}")
    n = np.sort(held(run, len(run) - 1))[::-1]
    weights = np.sort(run.steps[-1].q_theta.weights.mean[0])[::-1]
    known: Facts = {"g_n": run.steps[-1].iteration, "g_bound": run.steps[-1].bound, "g_big": n[0],
                    "g_small": n[1], "g_empty": n[2], "g_w1": weights[0], "g_w2": weights[1], "g_few": few}
    *_, end = ascend(BayesGaussians(10.0), standardised(datasets.OLD_FAITHFUL.x), runs.slices(),
                     max_iter=LIMIT, tol=0)  # fmt: skip
    many = np.sort(end.q_z.probs.sum(axis=0))[::-1]
    return known | {f"m{c + 1}": value for c, value in enumerate(many.tolist())} | {"m_bound": end.bound}


def _pages() -> Facts:
    known: Facts = {}
    for name, la in (("l", 0.5), ("s", 0.1)):
        run = screen(data="pages", la=la)
        q, q_z = run.theta(len(run) - 1), run.steps[-1].q_z
        for _ in range(SETTLING):  # the bound no longer rises, the topics move in their seventh digit
            q = run.model.believe(run.data, q_z)
            q_z = run.model.infer(run.data, q)
        known |= {f"{name}_p{d}": p for d, p in enumerate(q.doc_topics.mean[:, 0].tolist(), 1)}
        for z, row in zip("ab", q.topic_words.mean.tolist(), strict=True):
            known |= {f"{name}_{z}{w}": p for w, p in enumerate(row, 1)}
        known[f"{name}_bound"] = run.steps[-1].bound
    return known
