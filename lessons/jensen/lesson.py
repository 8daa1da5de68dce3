"""The chord lies under the curve: Jensen's inequality, and KL divergence as its gap."""

from em_core import bound, jensen
from em_figures.filmstrip import Lazy, Translate
from em_ui.page import lesson
from em_ui.player import Panel, Screen
from lessons.jensen import (
    bars as jensen_bars,
)
from lessons.jensen import (
    divergence,
    divergence_curves,
    facts,
)
from lessons.jensen import (
    divergence_numbers as divergence_text,
)
from lessons.jensen import (
    numbers as jensen_text,
)
from lessons.jensen import record as points
from lessons.jensen import (
    sets as jensen_sets,
)
from lessons.jensen.curve import chord
from lessons.jensen.settings import JensenSettings, call, choose, inputs, picture, shapes


def on_a_curve(s: JensenSettings, tr: Translate) -> Screen:
    one = picture(s)
    names, twin = points.labels(tr), points.mirrored(one)
    return Screen(
        [
            Panel("curve", chord(one, title=tr("The curve, its points and their chord"), tr=tr)),
            Panel("weights", jensen_bars.weights(one, s.row("w"), tr=tr)),
            Panel("twin", chord(twin, title=tr("The twin −f: the same picture upside down"), tr=tr)),
            Panel("sets", jensen_sets.convex_sets(one, tr=tr)),
            Panel("symbols", jensen_text.inequality(one, tr=tr), "full"),
        ],
        labels=names,
        phases=["start"] * len(names),
        captions=Lazy(len(names), lambda k: points.caption(one, k, tr)),
        stop=points.outcome(one, tr),
        inputs=inputs(s),
    )


def two_distributions(s: JensenSettings, tr: Translate) -> Screen:
    d = shapes(s)
    names = divergence.labels(tr)
    return Screen(
        [
            Panel("shapes", divergence.shapes(d, tr=tr), "full"),
            Panel("gap-there", divergence_curves.log_curve(d, tr=tr)),
            Panel("gap-back", divergence_curves.log_curve(d, backward=True, tr=tr)),
            Panel("sum-there", divergence_curves.summands(d, tr=tr)),
            Panel("sum-back", divergence_curves.summands(d, backward=True, tr=tr)),
            Panel("symbols", divergence_text.formula(d, tr=tr), "full"),
        ],
        labels=names,
        phases=["start"] * len(names),
        captions=Lazy(len(names), lambda k: divergence.caption(d, k, tr)),
        stop=divergence.outcome(d, tr),
        inputs=inputs(s),
    )


def screen(s: JensenSettings, tr: Translate) -> Screen:
    return on_a_curve(s, tr) if s.view == "points" else two_distributions(s, tr)


page = lesson("jensen", JensenSettings, facts.facts)
tr = page.tr
page.section("question")
page.controls(choose)
page.section("play")
page.player(screen, call, jensen, bound.kl)
page.predict("concave", view="points", f="log", n=2, x1=0.5, x2=3.5, w1=0.5, w2=0.5, at=4)
page.section("chord")
page.predict("gap", view="points", f="log", n=2, x1=2.0, x2=2.0, w1=0.7, w2=0.3, at=4)
page.section("equality")
page.section("many")
even = {f"w{i}": 0.5 for i in (1, 2, 3)}
page.offer("many", tr("Show the three points in the player"), at=4,
           view="points", f="log", n=3, x1=0.5, x2=3.5, x3=1.5, **even)  # fmt: skip
page.section("twin")
page.offer("twin", tr("Show x² in the player"), at=4,
           view="points", f="square", n=2, x1=0.5, x2=3.5, w1=0.5, w2=0.5)  # fmt: skip
page.section("sets")
page.section("kl")
page.offer("kl", tr("Show the two distributions in the player"), at=4,
           view="kl", m=3, q1=0.5, q2=0.4, q3=0.1, p1=0.05, p2=0.8, p3=0.15)  # fmt: skip
page.section("kl-gap")
page.predict("distance", view="kl", m=3, q1=0.5, q2=0.4, q3=0.1, p1=0.05, p2=0.8, p3=0.15, at=5)
page.section("kl-directions")
page.section("seen")
