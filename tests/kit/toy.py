"""A small lesson of scenes: what the kit's tests ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from em_figures.filmstrip import Filmstrip, Translate, View
from em_lesson.fields import choice, flag, number, rounds, symbol, whole
from em_lesson.lesson import Lesson
from em_lesson.own_data import OwnData
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from em_lesson.scene import Scene

MADE: list[Any] = []  # the settings of everything that was drawn, not remembered


@dataclass(frozen=True)
class Settings(OwnData):
    data: str = choice("given", {"given": "Given", "typed": "My own rounds", "own": "My own"}, label="Data")
    a: float = number(0.5, 0, 1, label=symbol("a"), live=True)
    n: int = whole(3, 1, 9, label="Rounds")
    loud: bool = flag(False, label="Loud")
    rounds: str = rounds("1/2", label="Heads of each round", help="Say.", when=("data", "typed"))

    def after(self, name: str) -> Settings:
        """Other data begin at another place."""
        return self.with_(a=0.25) if name == "data" else self


class Count(NamedTuple):
    """n half-steps of a, and the learner's rows."""

    settings: Settings
    values: Sequence[float]

    def __len__(self) -> int:
        return self.settings.n + 1

    def frame(self, k: int, tr: Translate) -> Frame:
        return Frame(tr("Start") if k == 0 else f"{k}", "start" if k == 0 else "E", f"{tr('Next')} {k}: a")

    def stop(self, tr: Translate) -> str:
        return tr("Play")


@remembered("data", "points", "held", "a", "n", "loud", "rounds")
def count(settings: Settings) -> Count:
    return Count(settings, settings.rows.values.ravel().tolist() or [settings.a])


def plot(run: Any, *, tr: Translate) -> Filmstrip:
    MADE.append(run.settings)
    n = len(run)
    base = {"data": [{"type": "scatter", "x": list(run.values), "meta": "line"}], "layout": {}}
    return Filmstrip("plotly", tr("Next"), base, [{0: {"y": [k]}} for k in range(n)], ["said"] * n)


def table(run: Any, *, tr: Translate) -> Filmstrip:
    views = {"views": {"one": '<b data-s="0"></b>'}}
    return Filmstrip("html", "Table", views, [View("one", [f"{run.settings.a:.3f}"])], ["said"])


def loud(run: Any, *, tr: Translate) -> Filmstrip | None:
    return table(run, tr=tr) if run.settings.loud else None


def within(settings: Settings) -> Any:
    return {"a": None if settings.loud else (0.0, 0.75, 0.25)}


lesson = Lesson(
    name="toy", settings=Settings, code=lambda settings: f"a = {settings.a}", within=within,
    scenes=(
        Scene("play", count, [plot], knobs=["a"]),
        Scene("more", count, [plot, table, loud], knobs=["a"], controls=["n", "data", "rounds"],
              opens={"n": 5, "a": 0.75}, at=-1),
        Scene("late", count, [loud, plot], controls=["loud"], opens={"loud": True}, at=7),
    ),
)  # fmt: skip
