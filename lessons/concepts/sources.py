"""Where the sources disagree: some sentences hold, some do not, some differ in words."""

from __future__ import annotations

from em_figures.filmstrip import Filmstrip, Translate
from lessons.concepts.record import Run, of
from lessons.concepts.sorting import Card, Sort, cards

HOLDS, FAILS, WORDS = range(3)


def sources(tr: Translate) -> Sort:
    """Ten sentences on which sources differ, and what the lessons show of them."""
    return Sort(
        tr("Which of these sentences hold?"),
        (tr("holds"), tr("does not hold"), tr("only words")),
        (
            Card(
                tr("EM finds the global maximum"),
                FAILS,
                tr("It climbs from its start, as a rule to a peak, but not always to the highest (06)."),
            ),
            Card(
                tr("the logarithm is convex"),
                FAILS,
                tr("It is concave: its mean lies below the log of the mean, so F is a lower bound (04)."),
            ),
            Card(
                tr("Q is a distribution; Q is a function of θ"),
                WORDS,
                tr("Two things, one letter: here q is the distribution, Q the function (05)."),
            ),
            Card(
                tr("Y is all the data; y is the label"),
                WORDS,
                tr("Letters differ: here x is seen, z is hidden, both together are complete."),
            ),
            Card(
                tr("the M-step maximises the likelihood of x"),
                FAILS,
                tr("It maximises F over θ; the log-likelihood rises at least as much (05)."),
            ),
            Card(
                tr("the E-step holds θ and improves z"),
                FAILS,
                tr("It improves q. A single z is chosen in hard EM alone (03, 06)."),
            ),
            Card(
                tr("the log-likelihood of EM never falls"),
                HOLDS,
                tr("After every exact E-step, for each M-step that does not lower F (05)."),
            ),
            Card(
                tr("where EM stops, there is a maximum"),
                FAILS,
                tr("A stationary point is all that is sure; it may be a saddle (06)."),
            ),
            Card(
                tr("the M-step need not have a closed form"),
                HOLDS,
                tr("Any step that raises F will do: generalized EM (14)."),
            ),
            Card(
                tr("E is “expectation”, M is “maximization” or “maximum”"),
                WORDS,
                tr("One algorithm under several names: first an expectation, then a maximum over θ."),
            ),
        ),
    )


@of("sources")
def source_cards(run: Run, *, tr: Translate = str) -> Filmstrip:
    """Ten sentences to be sorted."""
    return cards(run, "sources", sources(tr), tr)
