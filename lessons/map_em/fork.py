"""How much prior makes two coins one: where EM ends for every c, and the factor that tells."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation
from em_figures.numbers import fixed, sig, sigs
from em_figures.words import NAMES
from em_lesson.remembered import remembered
from lessons.map_em.runs import ROUNDS, Coins, Run, on_coins, start
from lessons.map_em.settings import Settings

CS = np.arange(0, 20.5, 0.5)
FAR = 600  # iterations of many runs at once
ONE = 1e-3  # coins nearer than this count as one


def climb(rounds: Any, p: Floats, counts: ArrayLike, iterations: int = FAR) -> Floats:
    """EM with weights 1/2 from many starts p (R, 2) at once; counts: invented (R, 2, 2) or (2, 2)."""
    h, t = rounds.counts[:, 0], rounds.counts[:, 1]
    add = np.broadcast_to(np.asarray(counts, dtype=float), (len(p), 2, 2))
    now = p.copy()
    for _ in range(iterations):
        odds = np.log(now) - np.log1p(-now)
        # log of both joints: h log p + t log(1 - p); q of A from their difference
        joint = h * odds[:, :, None] + (h + t) * np.log1p(-now)[:, :, None]
        q = 1 / (1 + np.exp(np.clip(joint[:, 1] - joint[:, 0], -700, 700)))
        shares = np.stack([q, 1 - q], axis=1)
        heads, tails = shares @ h + add[:, :, 0], shares @ t + add[:, :, 1]
        after = np.clip(heads / (heads + tails), 1e-12, 1 - 1e-12)
        still = float(np.abs(after - now).max())
        now = after
        if still < 1e-9:
            break
    return now


@remembered("data", "begin", "a", "b", most=16)
def ends_by_c(s: Settings) -> Floats:
    """(C, 2): where EM from the start ends under c invented heads and tails per coin."""
    counts = np.broadcast_to(CS[:, None, None], (len(CS), 2, 2))
    begun = np.clip(start(s).p_heads, 1e-9, 1 - 1e-9)
    return climb(ROUNDS[s.data], np.tile(begun, (len(CS), 1)), counts)


def factor(rounds: Any, c: float) -> float:
    """sum (h - n p)^2 / (p (1 - p) (sum n + 4 c)): what an iteration does to a small split, p pooled."""
    h, n = rounds.heads, rounds.flips
    p = pooled(rounds, c)
    return float(((h - n * p) ** 2).sum() / (p * (1 - p) * (n.sum() + 4 * c)))


def pooled(rounds: Any, c: float) -> float:
    """One coin for all tosses, the invented ones of both coins too."""
    return float((rounds.heads.sum() + 2 * c) / (rounds.flips.sum() + 4 * c))


def _even(run: Run) -> bool:
    return (
        on_coins(run) and isinstance(run, Coins) and run.settings.kind == "even" and run.settings.scale == "p"
    )


def fork(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """Both coins' ends for every c up to that of the stage; the rings are the coins at this half-step."""
    if not _even(run):
        return None
    assert isinstance(run, Coins)
    ends, c = ends_by_c(run.settings), run.settings.c
    one = [pooled(run.trace.data, float(v)) for v in CS]
    data: list[dict[str, Any]] = [
        theme.scatter(
            "lines",
            tr("one coin for all tosses"),
            meta="one",
            x=sigs(CS.tolist()),
            y=sigs(one),
            line=theme.line("@muted", dash="dot"),
            hoverinfo="skip",
        ),
        theme.scatter(
            "lines", tr("c of the stage"), meta="c", line=theme.line("@ghost", width=1.5), hoverinfo="skip"
        ),
    ]
    for k, dash in enumerate(("solid", "dash")):
        data.append(
            theme.scatter(
                "lines",
                tr("θ_{name} in the end").format(name=NAMES[k]),
                meta=f"end{NAMES[k]}",
                line=theme.line(theme.COINS[k], dash=dash, width=2.5),
                hovertemplate="c = %{x}: %{y:.3f}<extra></extra>",
            )
        )
    for k in (0, 1):
        colour = theme.COINS[k]
        data.append(
            theme.scatter(
                "markers+text",
                marker=theme.ring(colour, square=k == 1, size=14),
                textposition="middle right" if k == 0 else "middle left",
                textfont={"color": f"{colour}-text", "size": 15},
                hoverinfo="skip",
            )
        )

    def frame(i: int) -> dict[int, Any]:
        now = run.trace[i].params.p_heads.tolist()
        return {4 + k: {"x": [c], "y": [sig(now[k])], "text": [f" {NAMES[k]} "]} for k in (0, 1)}

    said = Lazy(len(run), lambda i: run.frame(i, tr).caption)
    # the branches grow with c: where they go is asked before it is seen
    x, branches = sigs(CS[c >= CS].tolist()), [sigs(ends[c >= CS, k].tolist()) for k in (0, 1)]
    opening = {1: {"x": [c, c], "y": [0, 1]}, **{2 + k: {"x": x, "y": y} for k, y in enumerate(branches)}}
    return Filmstrip(
        "plotly",
        tr("Where EM ends, up to this c"),
        {
            "data": data,
            "layout": theme.layout(
                theme.axis("c", range=[-0.8, 20.8]),
                theme.axis("θ", range=[0.3, 1]),
                height=420,
            ),
        },
        Lazy(len(run), frame),
        said,
        opening={"data": opening},
    )


def merge_rule(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """The factor by which an iteration multiplies a small split of the coins, beside what this run does."""
    if not _even(run):
        return None
    assert isinstance(run, Coins)
    rounds, c = run.trace.data, run.settings.c
    p, rho = pooled(rounds, c), factor(rounds, c)
    k = [rf"\text{{S{i}}}" for i in range(8)]
    top = equation(
        "pooled",
        r"p = \dfrac{\sum_i h_i + 2c}{\sum_i n_i + 4c}",
        chunks("p", "=", rf"( {k[0]} + {k[1]} ) \;/", rf"( {k[2]} + {k[3]} )", "=", k[4]),
    )
    rule = equation(
        "factor",
        r"\dfrac{\sum_i (h_i - n_i p)^2}{p\,(1-p)\,(\sum_i n_i + 4c)}",
        chunks(rf"{k[5]} \;/", rf"{k[6]}", "=", k[7]),
    )
    verdicts = {
        "grows": tr("Above 1: near one coin a small split grows, so there are two coins."),
        "shrinks": tr("Not above 1: near one coin a small split shrinks, so the two become one."),
    }
    line = escape(tr("In this run: θ_A − θ_B was {before}, is {now}, times {ratio}."))
    for name, at in (("{before}", 8), ("{now}", 9), ("{ratio}", 10)):
        line = line.replace(name, f'<b data-s="{at}"></b>')
    foot = f'<p class="em-eq-line">{line}</p>'
    views = {
        f"{verdict}{moved}": f'{top}{rule}<p class="em-move">{escape(said)}</p>{foot if moved else ""}'
        for verdict, said in verdicts.items()
        for moved in (0, 1)
    }
    spread = float(((rounds.heads - rounds.flips * p) ** 2).sum())
    slots = [
        str(int(rounds.heads.sum())),
        f"{2 * c:g}",
        str(int(rounds.flips.sum())),
        f"{4 * c:g}",
        fixed(p, 4),
        fixed(spread, 3),
        fixed(spread / rho, 3),
        fixed(rho, 3),
    ]
    verdict = "grows" if rho > 1 else "shrinks"

    def split(i: int) -> float:
        a, b = run.trace[i].params.p_heads.tolist()
        return float(a - b)

    def frame(i: int) -> View:
        if i < 2:
            return View(f"{verdict}0", slots)
        j = i if run.trace[i].phase == "M" else i - 1
        before, now = split(j - 2), split(j)
        ratio = fixed(now / before) if abs(before) > 1e-9 else "?"
        return View(
            f"{verdict}1", [*slots, *(f"{v:.3g}".replace("-", "\u2212") for v in (before, now)), ratio]
        )

    said = Lazy(len(run), lambda i: run.frame(i, tr).caption)
    return Filmstrip(
        "html", tr("What decides: the factor of a small split"), {"views": views}, Lazy(len(run), frame), said
    )
