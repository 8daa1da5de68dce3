"""What else is sorted: there or put there, two kinds of models, three probabilities, a name, EM or not."""

from __future__ import annotations

from collections.abc import Callable

from em_figures.filmstrip import Filmstrip, Translate
from em_figures.words import fixed
from lessons.concepts.bayes import parts
from lessons.concepts.record import Run, of
from lessons.concepts.settings import Settings
from lessons.concepts.sorting import EITHER, Card, Sort, cards, told
from lessons.concepts.sources import sources

Make = Callable[[Translate], Sort]


def there(tr: Translate) -> Sort:
    """Hidden variables: in the world, or in the model alone."""
    return Sort(
        tr("Was it there, or did we put it there?"),
        (tr("there"), tr("put there")),
        (
            Card(tr("which coin was flipped"), 0, tr("There: somebody held it and did not write it down.")),
            Card(tr("whether a height is a man’s or a woman’s"), 0, tr("There: every person knows it.")),
            Card(
                tr("the component of an eruption of Old Faithful"),
                1,
                tr("Put there: two normal curves fit well; no geyser carries a label."),
            ),
            Card(tr("the weather of each day"), 0, tr("There: it was hot or cold, and the diary is silent.")),
            Card(
                tr("the precision of a number in a Student t"),
                1,
                tr("Put there: it turns a difficult density into easy steps."),
            ),
            Card(
                tr("which half of class 1 an animal is from"),
                0,
                tr("There: its genes differ, though they look the same."),
            ),
            Card(
                tr("the topic of a token"),
                EITHER,
                tr("Either: a journalist may have thought of one; a book has none by itself."),
            ),
            Card(
                tr("the source word of a target word"),
                EITHER,
                tr("Either: a translator did choose, but often for whole phrases."),
            ),
        ),
    )


def sides(tr: Translate) -> Sort:
    """Generative or discriminative."""
    gives, only = tr("Generative: it tells how x comes about."), tr("Discriminative: it needs x and gives y.")
    return Sort(
        tr("Which of them can draw an x?"),
        (tr("generative"), tr("discriminative")),
        (
            Card(tr("naive Bayes"), 0, gives),
            Card(tr("logistic regression"), 1, only),
            Card(tr("hidden Markov model"), 0, gives),
            Card(tr("support vector machine"), 1, only),
            Card(tr("Gaussian mixture"), 0, gives),
            Card(
                tr("topics (pLSA)"),
                0,
                tr("Generative for the words of given pages; new pages it cannot make."),
            ),
            Card(tr("latent Dirichlet allocation"), 0, gives),
            Card(tr("boosting"), 1, only),
            Card(tr("maximum entropy"), 1, only),
            Card(tr("a neural net"), EITHER, tr("Either: it depends on what it is trained to give.")),
        ),
    )


def three(tr: Translate) -> Sort:
    """What each number of the second round is."""
    p = parts(0.5)
    like, joint, after = (fixed(of_coins[0], 6) for of_coins in (p.likelihood, p.joint, p.posterior))
    return Sort(
        tr("Four numbers of round 2: 9 heads, 1 tail"),
        (tr("prior"), tr("likelihood"), tr("joint"), tr("posterior")),
        (
            Card(
                tr("{p}: how probable these ten flips are, if the coin is A").format(p=like),
                1,
                tr("Likelihood, p(x | z = A): A is given, x is asked for."),
            ),
            Card(
                tr("{p}: how probable A is, now that 9 heads and 1 tail have been seen").format(p=after),
                3,
                tr("Posterior, p(z = A | x): x is given, the coin is asked for."),
            ),
            Card(
                tr("{p}: how probable A is, before any flip").format(p=fixed(p.prior[0], 1)),
                0,
                tr("Prior, p(z = A): nothing is given."),
            ),
            Card(
                tr("{p}: how probable it is that A is taken and shows these ten flips").format(p=joint),
                2,
                tr("Joint, p(x, z = A): nothing is given, both are asked for."),
            ),
        ),
    )


def name(tr: Translate) -> Sort:
    """What the two words of the name leave out."""
    return Sort(
        tr("Expectation of what? Maximum of what?"),
        (
            tr("E: of which function"),
            tr("E: under which distribution"),
            tr("M: of which function"),
            tr("M: over what"),
        ),
        (
            Card(
                tr("q(z) = p(z | x, θ) at the old θ"),
                1,
                tr("The E-step averages under the posterior of the old θ."),
            ),
            Card(
                tr("log p(x, z | θ), the complete-data log-likelihood"),
                0,
                tr("It is averaged; its z is not known, so only its expectation can be."),
            ),
            Card(tr("the new θ, all else held"), 3, tr("The M-step moves θ; q stays.")),
            Card(
                tr("Q(θ | θ old), that expectation"),
                2,
                tr("The M-step maximises the expectation, not the log-likelihood itself."),
            ),
        ),
    )


def em_or_not(tr: Translate) -> Sort:
    """EM under other names, and what is none."""
    return Sort(
        tr("EM, or something else?"),
        (tr("EM"), tr("not EM")),
        (
            Card(tr("k-means (Lloyd)"), 0, tr("EM with hard assignments and one fixed variance.")),
            Card(tr("Baum-Welch algorithm"), 0, tr("EM for hidden Markov models, found before the name.")),
            Card(
                tr("logistic regression, all labels known"),
                1,
                tr("Nothing is hidden: a climb, without an E-step."),
            ),
            Card(tr("training of IBM Model 1"), 0, tr("EM, with the alignment hidden.")),
            Card(tr("a share of heads: 24 of 30"), 1, tr("Nothing is hidden: one division.")),
            Card(tr("a prior added to the counts"), 0, tr("EM with another objective, the posterior.")),
        ),
    )


FIRST: dict[str, tuple[int, Make]] = {
    "there": (8, there),
    "sides": (10, sides),
    "parts": (4, three),
    "name": (4, name),
    "not": (6, em_or_not),
    "sources": (10, sources),
}


def sort_told(s: Settings, tr: Translate) -> list[str]:
    """The cards of these settings, turned over one by one."""
    first = tr("Sort the cards first. Then Next turns over the printed answer, card by card.")
    return told(FIRST[s.task][1](tr), first, tr)


@of("there")
def there_cards(run: Run, *, tr: Translate = str) -> Filmstrip:
    """Hidden variables to be sorted."""
    return cards(run, "there", there(tr), tr)


@of("sides")
def side_cards(run: Run, *, tr: Translate = str) -> Filmstrip:
    """Models to be sorted."""
    return cards(run, "sides", sides(tr), tr)


@of("parts")
def part_cards(run: Run, *, tr: Translate = str) -> Filmstrip:
    """Four numbers to be named."""
    return cards(run, "parts", three(tr), tr)


@of("name")
def name_cards(run: Run, *, tr: Translate = str) -> Filmstrip:
    """Four cards about the name."""
    return cards(run, "name", name(tr), tr)


@of("not")
def em_cards(run: Run, *, tr: Translate = str) -> Filmstrip:
    """Six methods to be sorted."""
    return cards(run, "not", em_or_not(tr), tr)
