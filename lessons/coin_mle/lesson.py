"""One coin: which p explains what we saw?"""

from em_core import single_coin
from em_figures.filmstrip import Lazy, Translate
from em_ui.page import lesson
from em_ui.player import Input, Panel, Screen
from lessons.coin_mle import curves as one_coin_curves
from lessons.coin_mle import facts
from lessons.coin_mle import numbers as one_coin_text
from lessons.coin_mle import record as one_coin
from lessons.coin_mle.settings import OneCoinSettings, call, choose_flips, choose_likelihood, coin


def screen(s: OneCoinSettings, tr: Translate) -> Screen:
    flips = coin(s)
    names = one_coin.labels(flips, tr)
    return Screen(
        [
            Panel("reading", one_coin_text.reading(flips, tr=tr), "full"),
            Panel("likelihood", one_coin_curves.likelihood_curve(flips, tr=tr)),
            Panel("log-likelihood", one_coin_curves.log_likelihood_curve(flips, tr=tr)),
            Panel("score", one_coin_curves.score_curve(flips, tr=tr)),
            Panel("moves", one_coin_text.three_moves(flips, tr=tr)),
        ],
        labels=names,
        phases=["start"] + ["M"] * (len(names) - 1),
        captions=Lazy(len(names), lambda k: one_coin.caption(flips, k, tr)),
        stop=one_coin.stop(flips, tr),
        inputs=(Input("p", "p", 0.001, 0.999),),
    )


page = lesson("coin_mle", OneCoinSettings, facts.facts)
page.section("question")
page.controls(choose_flips, choose_likelihood)
page.section("play" if page.settings.mode == "counted" else "play-tossed")
page.player(screen, call, single_coin)
page.predict("half", mode="counted", heads=5, tails=5, p=0.6, count=True, prior=False, at=3)
page.section("three-moves")
page.section("interval")
page.predict("probability-of-p", mode="counted", heads=5, tails=5, p=0.5, count=True, prior=False, at=1)
page.section("count-or-sequence")
page.section("prior")
page.section("edge-cases")
page.section("seen")
