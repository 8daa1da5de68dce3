"""Where EM sits: ten models in five boxes, labels one by one, two ways to model, Bayes, names and years."""

from em_core import CoinMixture, driver
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.concepts.bayes import bayes_table
from lessons.concepts.boxes import row_boxes
from lessons.concepts.card import one_card
from lessons.concepts.deal import deal_answers, deal_cards
from lessons.concepts.facts import facts
from lessons.concepts.labels import ends_so_far, five_boxes, label_ends, label_ledger
from lessons.concepts.runs import code, run
from lessons.concepts.settings import Settings
from lessons.concepts.sorts import em_cards, name_cards, part_cards, side_cards, there_cards
from lessons.concepts.sources import source_cards
from lessons.concepts.summary import kept_in_mind
from lessons.concepts.timeline import timeline
from lessons.concepts.ways import drawn_people, given_height, two_ways

START = ("labels", "a", "b")
LABELS = {"task": "labels"}
ALIKE = LABELS | {"labels": 0, "b": 0.6}

lesson = Lesson(
    name="concepts",
    settings=Settings,
    facts=facts,
    code=code,
    sources=(CoinMixture, driver),
    scenes=(
        Scene("play", run, [deal_cards]),
        Scene("printed", run, [deal_answers], question="what-is-em", meets=[17]),
        Scene("five-boxes", run, [five_boxes], knobs=START, opens=LABELS | {"labels": 0}),
        Scene("row-boxes", run, [row_boxes], controls=["model"], opens={"task": "row"}),
        Scene("there", run, [there_cards], opens={"task": "there"}),
        Scene("labels", run, [label_ends, label_ledger], knobs=["labels"], opens=LABELS | {"labels": 5}),
        Scene("alike", run, [ends_so_far, label_ledger], knobs=START, opens=ALIKE, at=-1,
              question="one-label", settled_by={"labels": 1}, meets=[2]),
        Scene("not-on-it", run, [label_ends], knobs=["labels"], opens=LABELS | {"labels": 1}, at=-1),
        Scene("ways", run, [drawn_people, given_height, two_ways], knobs=("tall", "seed"),
              opens={"task": "ways"}),
        Scene("sides", run, [side_cards], opens={"task": "sides"}),
        Scene("bayes", run, [bayes_table], knobs=["w"], opens={"task": "bayes"}),
        Scene("parts", run, [part_cards], opens={"task": "parts"}),
        Scene("name", run, [name_cards], opens={"task": "name"}),
        Scene("one-card", run, [one_card], knobs=START, opens=LABELS | {"labels": 0}),
        Scene("not", run, [em_cards], opens={"task": "not"}, question="not-em"),
        Scene("sources", run, [source_cards], opens={"task": "sources"}),
        Scene("time", run, [timeline], opens={"task": "time"}),
        Scene("seen", run, [kept_in_mind, one_card], controls=["task"], opens=LABELS | {"labels": 0}, at=-1),
    ),
)  # fmt: skip
