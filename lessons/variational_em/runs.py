"""Lesson 15's runs: q by turns, EM with a restricted q, and variational Bayes; the code that is shown."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import betaln

from em_core import (
    PLSA,
    CoinMixture,
    CoinParams,
    PLSAParams,
    Recipe,
    Reports,
    Responsibilities,
    Rounds,
    Witness,
    WitnessParams,
    datasets,
    fit,
    mean_field,
)
from em_core.variational_bayes import LDA, BayesGaussians, BetaCoins, standardised
from em_figures.trace import Trace, record
from em_lesson.lesson import Ranges
from em_lesson.remembered import remembered
from lessons.variational_em.beliefs import Beliefs, walk
from lessons.variational_em.learning import Learning
from lessons.variational_em.one_report import Turns, climb
from lessons.variational_em.settings import Settings

REPORTS: Reports = datasets.WITNESS.reports
START = ((0.6, 0.6), (0.6, 0.4))  # q of the two tosses, for "same" and for "different"
LONGEST, MOST = 60, 150  # iterations; sweeps, which is all there is to gain in three decimals
SIX = 6
PAGES = datasets.FOUR_PAGES.counts
LEAN = PLSAParams([[0.6, 0.4], *[[0.5, 0.5]] * 3], [[0.4, 0.3, 0.3], [1 / 3] * 3])  # lesson 10's start
COINS = ("ta", "tb", "ba", "bb")


@remembered("r", "s1", "s2", most=128)
def turns(s: Settings) -> Turns:
    """One report, by turns."""
    return climb(s.r, s.s1, s.s2)


def rule(s: Settings) -> Recipe:
    """The E-step of the settings: a product near START, or near its mirror image where θ leans to tails, for
    near the wrong corner the sweeps may stay there; each goes on from the q before: no bound falls."""
    start = START if s.p >= 0.5 else tuple((1 - first, 1 - second) for first, second in START)
    return Recipe(mean_field(MOST if s.sweeps == "end" else int(s.sweeps), start=start, warm=True))


@remembered("r", "p", most=128)
def exact(s: Settings) -> Trace:
    """Exact EM on the ten reports."""
    return record(Witness(s.r), REPORTS, WitnessParams(s.p), max_iter=LONGEST)


@remembered("r", "p", "sweeps", most=128)
def product(s: Settings) -> Trace:
    """EM with the best product on the ten reports."""
    return record(Witness(s.r), REPORTS, WitnessParams(s.p), rule(s), max_iter=LONGEST)


def rounds(s: Settings) -> Rounds:
    """The coins' rounds."""
    return (datasets.FIVE_OF_FIVE if s.data == "five" else datasets.DO_BATZOGLOU).rounds


def first_q(s: Settings) -> Responsibilities:
    """q(z) of plain EM's first E-step."""
    return CoinMixture().infer(rounds(s), CoinParams([0.5, 0.5], [s.ta, s.tb])).alone()


@remembered("data", *COINS, most=128)
def coins(s: Settings) -> Beliefs:
    """Two coins under Beta priors."""
    data, model = rounds(s), BetaCoins(s.ba, s.bb)
    steps, ended = walk(model, data, first_q(s), 400, 1e-12)
    heads, flips = float(data.heads.sum()), float(data.flips.sum())
    alone = float(betaln(s.ba + heads, s.bb + flips - heads) - betaln(s.ba, s.bb))
    return Beliefs(s.data, model, data, steps, ended, alone)


def slices(k: int = SIX, mine: float = 0.9) -> Responsibilities:
    """Equal slices of the waiting times; ``mine`` of each point goes to its slice."""
    waiting = datasets.OLD_FAITHFUL.x[:, 1]
    table = np.full((len(waiting), k), (1 - mine) / (k - 1))
    for c, some in enumerate(np.array_split(np.argsort(waiting, kind="stable"), k)):
        table[some, c] = mine
    return Responsibilities(table)


@remembered("a0")
def geyser(s: Settings) -> Beliefs:
    """Six components on Old Faithful; it stops when the bound rises by less than 1e-10."""
    model, data = BayesGaussians(float(s.a0)), standardised(datasets.OLD_FAITHFUL.x)
    steps, ended = walk(model, data, slices(), 200, 1e-10 / 444)
    return Beliefs("geyser", model, data, steps, ended)


@remembered()
def plain(s: Settings) -> Any:
    """Where pLSA ends on the four pages."""
    return fit(PLSA(), PAGES, LEAN, max_iter=2000, tol=1e-15).params


@remembered("la", most=128)
def pages(s: Settings) -> Beliefs:
    """LDA on the four pages."""
    model = LDA(s.la, s.la)
    steps, ended = walk(model, PAGES, PLSA().infer(PAGES, LEAN).alone(), 400, 1e-13)
    return Beliefs("pages", model, PAGES, steps, ended, plain=plain(s))


def played(s: Settings) -> Turns | Learning | Beliefs:
    """The run of any settings."""
    if s.data == "same":
        return turns(s)
    if s.data == "ten":
        return Learning(exact(s), product(s), s.family)
    return geyser(s) if s.data == "geyser" else pages(s) if s.data == "pages" else coins(s)


MOVES = {"same": {"r", "s1", "s2"}, "ten": {"r", "p"}, "coins": set(COINS), "five": set(COINS),
         "geyser": set(), "pages": {"la"}}  # fmt: skip


def within(s: Settings) -> Ranges:
    """What does nothing on these data moves nothing."""
    every = {"r", "s1", "s2", "p", *COINS, "la"}
    return dict.fromkeys(sorted(every - MOVES[s.data]))


def code(s: Settings) -> str:
    """The call that makes this screen's run, to be copied."""
    if s.data == "same":
        return (
            "from em_core import Reports, Witness, WitnessParams, mean_field\n\n"
            f"model, said, fair = Witness({s.r}), Reports(same=1, different=0), WitnessParams(0.5)\n"
            f"e_step = mean_field(1000, start=[[{s.s1}, {s.s2}], [0.6, 0.4]])  # row 2: “different”\n"
            "q = e_step(model, said, fair, None).probs[0]  # HH, HT, TH, TT\n"
        )
    if s.data == "ten":
        names, recipe = ("", "") if s.family == "exact" else ("Recipe, ", f", Recipe({rule(s).e_step!r})")
        more = "" if s.family == "exact" else ", mean_field"
        return (
            f"from em_core import {names}Reports, Witness, WitnessParams{more}, run\n\n"
            f"reports, start = Reports(same=8, different=2), WitnessParams({s.p})\n"
            f"steps = list(run(Witness({s.r}), reports, start{recipe}, max_iter={LONGEST}))\n"
        )
    if s.data == "geyser":
        return (
            "import numpy as np\n\nfrom em_core import Responsibilities, datasets\n"
            "from em_core.variational_bayes import BayesGaussians, ascend, standardised\n\n"
            "x = datasets.OLD_FAITHFUL.x\n"
            "q_z = np.full((272, 6), 0.02)\n"
            'for k, some in enumerate(np.array_split(np.argsort(x[:, 1], kind="stable"), 6)):\n'
            "    q_z[some, k] = 0.9\n"
            f"steps = list(ascend(BayesGaussians({s.a0}), standardised(x), Responsibilities(q_z), "
            "max_iter=200))\n"
        )
    if s.data == "pages":
        return (
            "from em_core import PLSA, PLSAParams, datasets\n"
            "from em_core.variational_bayes import LDA, ascend\n\n"
            "pages = datasets.FOUR_PAGES.counts\n"
            f"start = PLSAParams(\n    {LEAN.doc_topics.tolist()},\n    {LEAN.topic_words.tolist()},\n)\n"
            f"steps = list(ascend(LDA({s.la}, {s.la}), pages, PLSA().infer(pages, start), max_iter=400))\n"
        )
    data = rounds(s)
    return (
        "from em_core import CoinMixture, CoinParams, Rounds\n"
        "from em_core.variational_bayes import BetaCoins, ascend\n\n"
        f"rounds = Rounds({data.heads.tolist()}, {data.flips.tolist()})\n"
        f"q_z = CoinMixture().infer(rounds, CoinParams([0.5, 0.5], [{s.ta}, {s.tb}]))\n"
        f"steps = list(ascend(BetaCoins({s.ba}, {s.bb}), rounds, q_z, max_iter=400))\n"
    )
