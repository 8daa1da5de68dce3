"""Half a century in seventeen entries, each with the lesson that has it."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from em_figures.filmstrip import Filmstrip, Translate, View
from lessons.concepts.hands import link
from lessons.concepts.record import Run, of
from lessons.concepts.settings import Settings

COUNT = 17
AROUND = 4  # entries that a small stage shows
# of the entries in their order: a lesson and its scene
PATHS = (
    "lower-bound",
    "hmm",
    "speed/doubt",
    "coordinate-ascent/linkage",
    "coordinate-ascent/promise",
    "gmm",
    "word-alignment",
    "generalized-em/turns",
    "speed/px",
    "coordinate-ascent/neal-hinton",
    "speed/fork",
    "plsa",
    "variational-em/topics",
    "kmeans",
    "hard-soft",
    "online-em/rates",
    "generalized-em/hands",
)


class Entry(NamedTuple):
    """A year, who did what, and where it is told."""

    year: str
    says: str
    path: str


def entries(tr: Translate) -> tuple[Entry, ...]:
    """In the order of the years."""
    rows = (
        ("1958", tr("Hartley: maximum likelihood from incomplete data, the idea for counts")),
        ("1966–72", tr("Baum and others: hidden Markov models, before the name EM")),
        ("1972", tr("Orchard and Woodbury: the principle of missing information")),
        ("1977", tr("Dempster, Laird and Rubin: the name, the general algorithm, the animals")),
        ("1983", tr("Wu: the proof of convergence put right")),
        ("1988", tr("AutoClass: mixtures that choose their number of components")),
        ("1993", tr("Brown and others: the IBM models of translation")),
        ("1993", tr("Meng and Rubin: ECM, one coordinate after the other")),
        ("1994", tr("Liu and Rubin: ECME, some steps straight on the likelihood")),
        ("1998", tr("Neal and Hinton: both half-steps climb one function; incremental EM")),
        ("1998", tr("deterministic annealing; PX-EM, parameters added for speed")),
        ("1999", tr("Hofmann: probabilistic latent semantic analysis")),
        ("2003", tr("Blei, Ng and Jordan: latent Dirichlet allocation")),
        ("2006", tr("EM and k-means are among the top ten algorithms of data mining (ICDM; in print 2008)")),
        ("2008", tr("Do and Batzoglou: the five rounds of two coins. Varadhan and Roland: SQUAREM")),
        ("2009", tr("Cappé and Moulines; Liang and Klein: online EM")),
        ("2010", tr("Berg-Kirkpatrick and others: EM with features")),
    )
    return tuple(Entry(*row, path) for row, path in zip(rows, PATHS, strict=True))


def timeline_told(_: Settings, tr: Translate) -> list[str]:
    """Entry by entry."""
    first = tr("From the first idea to today’s variants: Next turns over one entry after the other.")
    return [first, *(tr("{year}: {says}.").format(year=e.year, says=e.says) for e in entries(tr))]


@of("time")
def timeline(run: Run, *, tr: Translate = str) -> Filmstrip:
    """All entries with their links; the one that is told is marked.

    Slots: a mark for each; then a sign for those of them that a small stage shows.
    """
    rows = []
    for i, e in enumerate(entries(tr)):
        said = f'<a href="{escape(link(e.path, tr))}">{escape(e.says)}</a>'
        rows.append(
            f'<li class="em-some"><b>{e.year}</b> <span class="em-now" data-s="{i}"></span> '
            f'<span>{said}</span><span class="em-near" data-s="{COUNT + i}" hidden=""></span></li>'
        )
    markup = f'<ol class="em-timeline">{"".join(rows)}</ol>'

    def frame(k: int) -> View:
        first = min(max(0, k - 2), COUNT - AROUND)
        near = ["+" if first <= i < first + AROUND else "" for i in range(COUNT)]
        return View("all", ["◆" if i + 1 == k else "●" if i + 1 < k else "○" for i in range(COUNT)] + near)

    n = len(run)
    return Filmstrip(
        "html",
        tr("A timeline"),
        {"views": {"all": markup}},
        [frame(k) for k in range(n)],
        [run.frame(k, tr).caption for k in range(n)],
    )
