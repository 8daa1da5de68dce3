"""The first page: a cook shares one dish between two bowls by guessing and correcting."""

from dataclasses import dataclass

from em_core.bowls import share_dish
from em_figures.filmstrip import Lazy, Translate
from em_lesson.settings import Settings, number
from em_ui.page import lesson
from em_ui.player import Input, Panel, Screen
from lessons.home import facts
from lessons.home import figures as bowls


@dataclass(frozen=True)
class Cook(Settings):
    first: float = number(0.8, 0, 1, step=0.01, live=True)
    moved: float = number(0.3, 0.05, 0.95, step=0.05, live=True)


def screen(s: Cook, tr: Translate) -> Screen:
    sharing = share_dish(600, s.first, s.moved)
    names = bowls.labels(sharing, tr)
    return Screen(
        [Panel("bowls", bowls.bowls(sharing, tr=tr), "full")],
        labels=names,
        phases=["start"] + ["M"] * (len(names) - 1),
        captions=Lazy(len(names), lambda t: bowls.caption(sharing, t, tr)),
        stop=bowls.stop(sharing, tr),
        inputs=(
            Input("first", tr("First guess: the left bowl's share"), 0, 1, 0.01),
            Input("moved", tr("Part of the difference moved each time"), 0.05, 0.95, 0.05),
        ),
    )


page = lesson("home", Cook, facts.facts)
page.section("question")
page.section("cook")
page.player(screen)
page.section("analogy")
page.section("what-you-can-do")
page.section("teachers")
