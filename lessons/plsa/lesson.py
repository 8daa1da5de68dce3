"""Topics in counted words: pLSA, with the topic of every token hidden."""

from em_core import PLSA, driver
from em_core.models import word_counts
from em_lesson.lesson import Lesson
from em_lesson.scene import LINES, Scene
from lessons.plsa.climb import climb
from lessons.plsa.corners import word_triangle
from lessons.plsa.ends import many_ends
from lessons.plsa.factors import two_names
from lessons.plsa.facts import facts
from lessons.plsa.numbers import cell_formula, quotients
from lessons.plsa.places import page_places
from lessons.plsa.runs import code, topics, within
from lessons.plsa.settings import CELLS, NEW, Settings
from lessons.plsa.slots import five_boxes
from lessons.plsa.tables import count_table, top_words, topic_bars

START = ("p1", "lean")
BOOKS = {"data": "books"}
MIXED = {"data": "mixed"}
OWN = {"data": "own", "start": "random"}
EMPTY = {"c11": 0, "c12": 0}

lesson = Lesson(
    name="plsa",
    settings=Settings,
    facts=facts,
    code=code,
    sources=(PLSA, word_counts, driver),
    within=within,
    scenes=(
        Scene("play", topics, [count_table, topic_bars, page_places], knobs=START),
        Scene("token", topics, [count_table, page_places], knobs=START, at=1, question="whose"),
        Scene("e-step", topics, [cell_formula, topic_bars, page_places], knobs=START, at=1),
        Scene("m-step", topics, [quotients], knobs=START, at=1),
        Scene("alike", topics, [topic_bars, page_places], controls=["start"], opens={"start": "even"},
              question="hundred", meets=[2]),
        Scene("perfect", topics, [word_triangle], knobs=("c32", *(c for c in CELLS if c != "c32"), "seed"),
              controls=["topics", "start"], at=-1),
        Scene("mixed", topics, [word_triangle, climb], knobs=START, opens=MIXED, question="same",
              settled_by={"compare": True}, meets=[27]),
        Scene("books", topics, [page_places, topic_bars], knobs=["p1"], controls=["reveal"], opens=BOOKS),
        Scene("three", topics, [many_ends, page_places], knobs=["seed"],
              controls=["topics", "start", "reveal"], opens=BOOKS, at=-1, question="third",
              settled_by={"topics": 3, "start": "random"}, meets=[27]),
        Scene("hard", topics, [count_table, climb], knobs=START, controls=["beta", "data"],
              opens={"beta": "inf"}, at=-1),
        Scene("nmf", topics, [two_names, topic_bars], knobs=START, controls=["data"]),
        Scene("fold-in", topics, [count_table, page_places], knobs=(*NEW, "p1"), opens={"data": "new"}),
        Scene("failures", topics, [count_table, topic_bars], knobs=("c11", "c12", "c13", "lean"),
              controls=["topics"], opens=EMPTY, at=2),
        Scene("own", topics, [page_places, top_words], knobs=["seed"],
              controls=["without", "topics", "start", "data"], opens=OWN, at=-1, rows=LINES),
        Scene("five-boxes", topics, [five_boxes], knobs=START, controls=["data"]),
        Scene("seen", topics, [page_places, climb], knobs=(*START, "seed"),
              controls=["data", "topics", "start", "compare", "beta", "reveal"],
              opens=BOOKS | {"reveal": True}, at=-1),
    ),
)  # fmt: skip
