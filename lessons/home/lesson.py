"""The first page: a cook shares one dish between two bowls by guessing and correcting. It is no lesson."""

from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.home.facts import facts
from lessons.home.figures import bowls
from lessons.home.runs import corrections
from lessons.home.settings import Settings

lesson = Lesson(
    name="home",
    settings=Settings,
    facts=facts,
    scenes=(Scene("cook", corrections, [bowls], knobs=["first", "moved"]),),
    single=True,
)
