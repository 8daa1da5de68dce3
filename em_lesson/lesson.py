"""A lesson as a value: everything about it that a page, a test or another edition needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from em_lesson.fields import Notice
from em_lesson.own_data import OwnData
from em_lesson.own_lines import OwnLines
from em_lesson.scene import FREE, LINES, Draw, Scene
from em_lesson.settings import Held, Settings

S = TypeVar("S", bound=Settings)
Ranges = Mapping[str, tuple[float, float, float] | None]  # id -> (low, high, step); None: moves nothing here
TAKEN = {"lang", "scene", "present", "laid", "light", "changed", "add", FREE}  # said beside the settings


class Opening(NamedTuple):
    """What a link asks for: a scene, its settings (``k`` is the half-step), and what had to be put right."""

    scene: str
    settings: Any
    notices: list[Notice]


@dataclass(frozen=True, eq=False)
class Lesson(Generic[S]):
    """A room's storyboard: what it is called, what it lets choose, what it shows, and what it says.

    name: of the room's folder. facts: computes the numbers that the prose quotes. code: the calls that make a
    run, to be copied. sources: the functions and modules that these call. scenes: in the order of the text.
    within: ranges of the knobs that follow the data, None for a knob that moves nothing there. single: one
    scene is all there is, as on the first page, which is no lesson.

    Raises ValueError for a lesson without scenes, a scene that stands twice, a setting that does not exist, a
    stage of none or more than three panels, own data that its settings cannot hold, or a single scene that is
    not alone.
    """

    name: str
    settings: type[S]
    scenes: Sequence[Scene]
    facts: Callable[[], Mapping[str, Any]] = dict
    code: Callable[[S], str] | None = None
    sources: Sequence[Any] = ()
    within: Callable[[S], Ranges] | None = None
    single: bool = False

    def __post_init__(self) -> None:
        names, seen = self.settings.names(), {FREE}
        if self.single and len(self.scenes) != 1:
            raise ValueError(f"{self.name}: a single scene is wanted, got {len(self.scenes)}")
        if not self.scenes:
            raise ValueError(f"{self.name}: there are no scenes")
        if names & TAKEN:
            raise ValueError(f"{self.name}: no setting may be called {sorted(names & TAKEN)}")
        for scene in self.scenes:
            unknown = {*scene.knobs, *scene.controls, *scene.opens, *scene.settled_by} - names
            if scene.id in seen:
                raise ValueError(f"{self.name}: the scene {scene.id!r} stands twice")
            if unknown:
                raise ValueError(f"{self.name}/{scene.id}: there is no setting {sorted(unknown)}")
            kind = OwnLines if scene.rows == LINES else OwnData
            if scene.rows and not issubclass(self.settings, kind):
                raise ValueError(f"{self.name}/{scene.id}: its settings are no {kind.__name__}")
            if not 1 <= len(scene.stage) <= 3:
                raise ValueError(f"{self.name}/{scene.id}: 1 to 3 panels, got {len(scene.stage)}")
            if scene.settled_in not in (None, *scene.stage):
                raise ValueError(f"{self.name}/{scene.id}: settled_in must be one of its panels")
            seen.add(scene.id)

    @property
    def path(self) -> str:
        """Its fixed path in every language: "hard_soft" is at /hard-soft."""
        return self.name.replace("_", "-")

    @cached_property
    def known(self) -> Mapping[str, Any]:
        """The numbers that the prose quotes, computed once."""
        return MappingProxyType(dict(self.facts()))

    # ---- scenes ------------------------------------------------------------------------------

    @cached_property
    def all(self) -> Scene:
        """The free scene: every panel, knob and control of the others, at the lesson's own start. A single
        scene is that itself."""
        if self.single:
            return self.scenes[0]
        everything = [scene.stage for scene in self.scenes]
        free = Scene(FREE, self.scenes[0].run, self.scenes[0].stage)
        object.__setattr__(free, "stage", tuple(_once(everything)))
        object.__setattr__(free, "knobs", tuple(_once(scene.knobs for scene in self.scenes)))
        object.__setattr__(free, "controls", tuple(_once(scene.controls for scene in self.scenes)))
        return free

    def scene(self, name: str) -> Scene | None:
        """The scene of this id; None if there is none."""
        return self.all if name == FREE else next((s for s in self.scenes if s.id == name), None)

    def example(self, scene: Scene) -> S:
        """What the scene shows before anybody has changed it; ``k`` is 0."""
        return self.settings(**scene.opens)

    def opening(self, params: Mapping[str, str], held: Held | None = None) -> Opening:
        """What a link asks for.

        A scene's link says what differs from its example. One with settings and no scene was made before
        there were scenes: it opens the free one. One with neither opens the first.
        """
        asked = {name: text for name, text in params.items() if name in self.settings.names()}
        name = params.get("scene", FREE if asked else self.scenes[0].id)
        scene, notices = self.scene(name), []
        if scene is None:
            scene = self.scenes[0]
            notices = [Notice("The link asks for the scene {given}, which this lesson does not have; it "
                              "opens at its first.", {"given": name[:40]})]
        settings, wrong = self.settings.from_link(asked, held, self.example(scene))
        return Opening(scene.id, settings, notices + wrong)


def _once(lists: Any) -> Iterator[Any]:
    """Every item of some lists, where it stands first."""
    seen: set[Any] = set()
    for items in lists:
        for item in items:
            if item not in seen:
                seen.add(item)
                yield item


__all__ = ["Draw", "FREE", "Lesson", "Opening", "Ranges", "Scene"]
