"""The ten models, as what is seen, hidden and sought in them, q, and counts."""

from __future__ import annotations

from typing import NamedTuple

from em_figures.filmstrip import Translate


class Model(NamedTuple):
    """A model's nouns, and the lesson and scene where it is at work."""

    name: str
    x: str
    z: str
    theta: str
    q: str
    counts: str
    path: str


# of the models in their order: a lesson and its scene
PATHS = (
    "hard-soft/five-boxes",
    "coordinate-ascent/linkage",
    "kmeans/five-boxes",
    "gmm/five-boxes",
    "plsa/five-boxes",
    "hmm/five-boxes",
    "word-alignment/five-boxes",
    "generalized-em/five-boxes",
    "variational-em/five-boxes",
    "speed/five-boxes",
)


def link(path: str, tr: Translate) -> str:
    """The address of a lesson's scene, "hmm/five-boxes", in the reader's language."""
    lesson, _, scene = path.partition("/")
    return f"/{lesson}?{tr('lang=en')}" + f"&scene={scene}" * bool(scene)


def models(tr: Translate) -> tuple[Model, ...]:
    """The ten, in the order of the lessons."""
    rows = (
        (
            tr("two coins"),
            tr("heads and flips of each round"),
            tr("which coin made the round"),
            tr("how often each coin shows heads"),
            tr("each coin’s share of a round"),
            tr("heads and flips credited to each coin"),
        ),
        (
            tr("linkage"),
            tr("animals in four classes"),
            tr("which half of class 1 an animal is from"),
            tr("the one number θ behind the four classes"),
            tr("θ/(2 + θ), the same for 125 animals"),
            tr("animals of the hidden kind"),
        ),
        (
            tr("k-means"),
            tr("points"),
            tr("which centre a point belongs to"),
            tr("the centres"),
            tr("1 for the nearest centre, 0 for others"),
            tr("points, and their sums, of each centre"),
        ),
        (
            tr("Gaussian mixture"),
            tr("measured points"),
            tr("which component made the point"),
            tr("weights, means and covariances"),
            tr("responsibilities"),
            tr("points, sums and squares of each component"),
        ),
        (
            tr("topics (pLSA)"),
            tr("how often each word stands on each page"),
            tr("the topic of every token"),
            tr("shares of topics on pages, of words in topics"),
            tr("the topics’ shares of a word on a page"),
            tr("tokens of each page and topic, topic and word"),
        ),
        (
            tr("hidden Markov model"),
            tr("a diary of ice creams"),
            tr("the weather of every day"),
            tr("probabilities of start, moves and ice creams"),
            tr("how probable each weather is on each day"),
            tr("hot days with three ice creams, moves from hot to cold"),
        ),
        (
            tr("word alignment"),
            tr("sentences and their translations"),
            tr("the source word that made a target word"),
            tr("the dictionary t(e | f)"),
            tr("each source word’s share of a target word"),
            tr("links between two words"),
        ),
        (
            tr("coins with a feature"),
            tr("heads, flips, and which hand"),
            tr("which coin was in the hand"),
            tr("intercepts and a slope"),
            tr("each coin’s share of a hand’s round"),
            tr("heads of each coin in each hand"),
        ),
        (
            tr("the witness"),
            tr("“same” or “different”"),
            tr("two tosses that nobody else saw"),
            tr("how often the coin in the story shows heads"),
            tr("how probable HH, HT, TH and TT are"),
            tr("expected heads among all tosses"),
        ),
        (
            tr("Student t"),
            tr("numbers with outliers"),
            tr("a precision for every number"),
            tr("the middle and the scale"),
            tr("a Gamma distribution over the precision"),
            tr("sums in which far numbers weigh little"),
        ),
    )
    return tuple(Model(*row, path) for row, path in zip(rows, PATHS, strict=True))
