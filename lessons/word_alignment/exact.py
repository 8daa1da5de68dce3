"""The first iterations of EM in fractions: what a learner would find with pencil and paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from em_core import SentencePairs
from em_core.models.sentence_pairs import NULL

ITERATIONS = 3  # the fourth has fractions of twelve digits and more
Link = tuple[str, str]  # a source word and a target word


class Exact(NamedTuple):
    """An iteration: t(e | f) before it, the expected links of its E-step, t(e | f) after it."""

    before: Mapping[Link, Fraction]
    links: Mapping[Link, Fraction]
    after: Mapping[Link, Fraction]

    def total(self, f: str) -> Fraction:
        """links(f, .)."""
        return sum((n for (source, _), n in self.links.items() if source == f), Fraction(0))


def exact(pairs: SentencePairs, iterations: int = ITERATIONS) -> tuple[Exact, ...]:
    """The first iterations from a dictionary in which all target words are alike."""
    across = [((NULL, *f) if pairs.null else f, e) for f, e in pairs.pairs]
    before = {(f, e): Fraction(1, len(pairs.target)) for f in pairs.source for e in pairs.target}
    out = []
    for _ in range(iterations):
        links: defaultdict[Link, Fraction] = defaultdict(Fraction)
        for sources, targets in across:
            for e in targets:
                column = sum(before[f, e] for f in sources)
                for f in sources:
                    links[f, e] += before[f, e] / column
        step = Exact(before, dict(links), {})
        totals = {f: step.total(f) for f in pairs.source}
        after = {(f, e): links.get((f, e), Fraction(0)) / totals[f] for f, e in before}
        out.append(step._replace(after=after))
        before = after
    return tuple(out)
