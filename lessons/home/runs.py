"""The cook's corrections, in numbers and in sentences."""

from __future__ import annotations

from em_core.bowls import Sharing, share_dish
from em_figures.filmstrip import Translate
from em_figures.numbers import fixed
from em_figures.words import sentences
from em_lesson.runs import Frame
from lessons.home.settings import Settings

DISH = 600  # grams


class Corrections:
    """The first guess and what follows from it, a frame each."""

    def __init__(self, sharing: Sharing) -> None:
        self.sharing = sharing

    def __len__(self) -> int:
        return len(self.sharing.left)

    def frame(self, k: int, tr: Translate) -> Frame:
        """What the cook has in front of them after correction k."""
        name = str(k) if k else tr("guess")
        return Frame(name, "M" if k else "start", self._caption(k, tr))

    def stop(self, tr: Translate) -> str:
        """Why the cook stops."""
        text = (
            tr("Nobody can see a difference any more: {n} corrections were enough.")
            if self.sharing.even
            else tr("The difference can still be seen after {n} corrections, and the cook gives up.")
        )
        return text.format(n=len(self) - 1)

    def grams(self, k: int) -> tuple[float, float, float]:
        """Left, right and their difference after correction k, rounded so that the printed numbers agree."""
        left = round(float(self.sharing.left[k]), 1)
        right = self.sharing.total - left
        return left, right, abs(left - right)

    def _caption(self, k: int, tr: Translate) -> str:
        left, right, gap = (fixed(value, 1) for value in self.grams(k))
        text = (
            tr("After correction {t}: {left} g on the left, {right} g on the right, a difference of {gap} g.")
            if k
            else tr("The first guess: {left} g on the left, {right} g on the right, a difference of {gap} g.")
        )
        sentence = text.format(t=k, left=left, right=right, gap=gap)
        return sentence if k + 1 < len(self) else sentences([sentence, self.stop(tr)])


def corrections(s: Settings) -> Corrections:
    """The cook's run from the settings."""
    return Corrections(share_dish(DISH, s.first, s.moved))
