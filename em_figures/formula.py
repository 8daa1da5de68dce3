"""The formula of the current half-step, with the current numbers in it.

How a reader (or a test) recomputes it: every ``.em-eq-line`` is one equation "left = right = ...";
superscripts are powers, × and / are what they look like. Inputs are printed with six digits,
results with fewer, so the printed result follows from the printed inputs to its last digit.
"""

from __future__ import annotations

import math as maths
from typing import Any

from em_core import Snapshot
from em_figures.captions import NAMES, fixed, sentence
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation
from em_figures.trace import Trace

WRITTEN_OUT = 6  # rounds whose terms are written out; with more, the ledger has them


def _power(log_value: float) -> tuple[str, str]:
    """exp(log_value) as mantissa and power of ten, without underflow; zero is 0 x 10^0."""
    if log_value == -maths.inf:
        return "0", "0"
    exponent = maths.floor(log_value / maths.log(10))
    mantissa = f"{maths.exp(log_value - exponent * maths.log(10)):.5f}"
    return ("1.00000", str(exponent + 1)) if mantissa.startswith("10") else (mantissa, str(exponent).replace("-", "\u2212"))


def _joint(coin: int, at: int) -> str:
    """The joint of a round and a coin in numbers; its places are R(at) ... R(at + 6)."""
    w, p, h, c, t, m, e = (rf"\text{{R{at + i}}}" for i in range(7))
    return chunks(rf"p(x, z\!=\!{NAMES[coin]})", "=", rf"{w} \times", rf"{p}^{{{h}}} \times", rf"{c}^{{{t}}}",
                  "=", rf"{m} \times 10^{{{e}}}")


def _e_view(k: int, hard: bool, tr: Translate) -> str:
    joints = [_joint(coin, 1 + 7 * coin) for coin in range(k)]
    def ten(coin: int) -> str:
        return rf"\text{{R{6 + 7 * coin}}} \times 10^{{\text{{R{7 + 7 * coin}}}}}"
    picker = f'<label class="em-pick">{tr("Round")} <select data-pick></select></label>'
    end = 1 + 7 * k
    if hard:
        ending = (f'<p class="em-eq-line">{tr("The larger one takes the whole round:")} '
                  f'<b data-r="{end}"></b></p>')
        return picker + equation("hard", r"z_i = \arg\max_k\; \pi_k\,\theta_k^{h_i}(1-\theta_k)^{t_i}", *joints) + ending
    total = " + ".join(ten(coin) for coin in range(k))
    ratio = chunks(r"\gamma_{A}", "=", rf"{ten(0)} \;/", rf"( {total} )", "=", rf"\text{{R{end}}}")
    symbols = (r"\gamma_{iA} = \frac{\pi_A\,\theta_A^{h_i}(1-\theta_A)^{t_i}}"
               r"{\sum_k \pi_k\,\theta_k^{h_i}(1-\theta_k)^{t_i}}")
    return picker + equation("gamma_A", symbols, *joints, ratio)


def _m_view(n: int, k: int, learn: bool, prior: bool) -> str:
    """Slots, per coin: n responsibilities, n heads, n flips (when written out), heads, flips, theta, rounds, weight."""
    blocks, at = [], 0
    for coin in range(k):
        name = NAMES[coin]
        s = [rf"\text{{S{i}}}" for i in range(at, at + 3 * n + 5)]
        gamma, heads, flips = s[:n], s[n : 2 * n], s[2 * n : 3 * n]
        sum_h, sum_n, theta, rounds, weight = s[3 * n :]
        def terms(values: list[str], gamma: list[str] = gamma) -> list[str]:
            return [rf"{g} \times {v}" + (" +" if i < n - 1 else "") for i, (g, v) in enumerate(zip(gamma, values, strict=True))]
        tail = r" + a - 1" if prior else ""
        below = r" + a + b - 2" if prior else ""
        symbols = rf"\theta_{name} = \frac{{\sum_i \gamma_{{i{name}}}\, h_i{tail}}}{{\sum_i \gamma_{{i{name}}}\, n_i{below}}}"
        lines = [chunks(r"\sum \gamma h", "=", *terms(heads), "=", sum_h),
                 chunks(r"\sum \gamma n", "=", *terms(flips), "=", sum_n)] if n else []
        lines.append(chunks(rf"\theta_{name}", "=", rf"{sum_h} \;/ {sum_n}", "=", theta))
        if learn:
            lines.append(chunks(rf"\pi_{name} = \frac{{1}}{{N}} \sum_i \gamma_{{i{name}}}", "=", rf"{rounds} \;/ \text{{S{at + 3 * n + 5}}}", "=", weight))
        blocks.append(equation(f"theta_{name}", symbols, *lines))
        at += 3 * n + 6
    return "".join(blocks)


def formula(trace: Trace, *, title: str = "", tr: Translate = str) -> Filmstrip:
    """The E-step's posterior for a round to choose, the M-step's ratio of counts for every coin."""
    data, params = trace.data, trace[0].params
    k, rounds = len(params.p_heads), len(data)
    n = rounds if rounds <= WRITTEN_OUT and trace.recipe.prior is None else 0
    hard = maths.isinf(trace.recipe.e_step.beta)
    learn = bool(getattr(trace.model, "learn_weights", False))
    total = chunks(r"\log p(x \mid \theta) = \sum_i \log \sum_k \pi_k\, \theta_k^{h_i} (1-\theta_k)^{t_i}", "=", r"\text{S0}")
    start = f'<p class="em-eq-symbols">{total}</p>'
    options = "".join(f"<option>{i}</option>" for i in range(1, rounds + 1))
    views = {
        "start": start,
        "E": _e_view(k, hard, tr).replace("<select data-pick>", f"<select data-pick>{options}"),
        "M": _m_view(n, k, learn, trace.recipe.prior is not None),
    }
    heads, flips = data.heads.tolist(), data.flips.tolist()

    def e_rows(s: Snapshot[Any, Any, Any]) -> list[list[str]]:
        assert s.posterior is not None
        table, rows = trace.model.log_joint(data, s.params), []
        for i in range(rounds):
            row: list[str] = [str(i + 1)]
            for c in range(k):
                p, w = float(s.params.p_heads[c]), float(s.params.weights[c])
                row += [f"{w:.6g}", f"{p:.6g}", str(heads[i]), f"{1 - p:.6g}", str(flips[i] - heads[i]), *_power(float(table[i, c]))]
            probs = s.posterior.probs[i]
            row.append(f"{tr('coin')} {NAMES[int(probs.argmax())]}" if hard else f"{probs[0]:.4f}")
            rows.append(row)
        return rows

    def m_slots(s: Snapshot[Any, Any, Any]) -> list[str]:
        assert s.stats is not None and s.posterior is not None
        stats = s.stats if trace.recipe.prior is None else s.stats + trace.recipe.prior
        out: list[str] = []
        for c in range(k):
            gamma = [f"{g:.6g}" for g in s.posterior.probs[:n, c]]
            sum_h, sum_n = float(stats.counts[c, 0]), float(stats.counts[c].sum())
            out += [*gamma, *map(str, heads[:n]), *map(str, flips[:n]), f"{sum_h:.4f}", f"{sum_n:.4f}",
                    f"{s.params.p_heads[c]:.4f}" if sum_n > 0 else f"{s.params.p_heads[c]:.4f} ({tr('kept')})",
                    f"{stats.rounds[c]:.4f}", f"{s.params.weights[c]:.4f}", f"{stats.rounds.sum():g}"]
        return out

    def frame(i: int) -> View:
        s = trace[i]
        if s.phase == "start":
            return View("start", [fixed(s.log_likelihood, 6)])
        return View("E", [], e_rows(s)) if s.phase == "E" else View("M", m_slots(s))

    return Filmstrip("html", title or tr("The formula with today's numbers"), {"views": views}, Lazy(len(trace), frame),
                     Lazy(len(trace), lambda i: sentence(trace[i], tr)))
