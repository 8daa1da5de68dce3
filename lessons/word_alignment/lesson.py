"""A dictionary from translated sentences: IBM Model 1, with the links between the words hidden."""

from em_core import WordAlignment, driver
from em_core.models import sentence_pairs, translations
from em_lesson.lesson import Lesson
from em_lesson.scene import LINES, Scene
from lessons.word_alignment.compare import null_beside, repeats
from lessons.word_alignment.decay import decay
from lessons.word_alignment.dictionary import dictionary, links
from lessons.word_alignment.facts import facts
from lessons.word_alignment.numbers import e_step_numbers, m_step_numbers
from lessons.word_alignment.panels import climb
from lessons.word_alignment.road import road_between
from lessons.word_alignment.runs import alignment, code, within
from lessons.word_alignment.settings import Settings
from lessons.word_alignment.slots import five_boxes
from lessons.word_alignment.threads import threads

BUSH = {"data": "bush"}
ONE = {"data": "one", "start": "hand"}

lesson = Lesson(
    name="word_alignment",
    settings=Settings,
    facts=facts,
    code=code,
    sources=(WordAlignment, sentence_pairs, translations, driver),
    within=within,
    scenes=(
        Scene("play", alignment, [threads, dictionary]),
        Scene("e-step", alignment, [threads, e_step_numbers], at=3),
        Scene("links", alignment, [links, threads], at=3),
        Scene("m-step", alignment, [m_step_numbers, dictionary], at=4),
        Scene("uniform", alignment, [dictionary, threads], controls=["start", "seed"],
              question="stuck", settled_at=4, meets=[2]),
        Scene("how-long", alignment, [decay, climb], question="hundred", meets=[25]),
        Scene("one-pair", alignment, [dictionary, climb], knobs=["p"], controls=["start"], opens=ONE,
              meets=[3]),
        Scene("road", alignment, [road_between, dictionary], knobs=["p", "other"],
              opens=ONE | {"p": 0.9}, meets=[3]),
        Scene("repeated", alignment, [repeats, threads], opens={"data": "twice"}, at=2),
        Scene("unknowable", alignment, [dictionary, threads], controls=["sixth"], opens=BUSH, at=-1,
              question="with", settled_by={"sixth": True}),
        Scene("null", alignment, [null_beside, dictionary], controls=["data", "null"], opens={"null": True},
              question="lower", settled_at=6),
        Scene("direction", alignment, [dictionary, threads], controls=["swap", "null"],
              opens=BUSH | {"swap": True}, at=-1),
        Scene("hard", alignment, [threads, dictionary], controls=["beta"], opens={"beta": "inf"}, at=-1),
        Scene("analects", alignment, [dictionary, threads], controls=["cut", "null"],
              opens={"data": "analects"}, at=-1),
        Scene("own", alignment, [threads, dictionary], controls=["data", "null", "swap"],
              opens={"data": "own"}, rows=LINES),
        Scene("five-boxes", alignment, [five_boxes], controls=["data", "null"]),
        Scene("seen", alignment, [dictionary, climb], knobs=["row", "col", "p"],
              controls=["data", "sixth", "cut", "null", "swap", "start", "seed", "beta"], at=-1),
    ),
)  # fmt: skip
