"""The two kinds of run of this lesson: EM on the coins, and things that are turned over one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from em_figures.coins.words import sentence
from em_figures.filmstrip import Filmstrip, Translate
from em_figures.trace import Trace, label
from em_figures.words import stop_sentence
from em_lesson.runs import Frame
from em_lesson.scene import drawn_on
from lessons.concepts.settings import Settings

Draw = Callable[..., Filmstrip | None]


@dataclass(frozen=True, eq=False)
class Coins:
    """Soft EM on five rounds, of which some have a label."""

    settings: Settings
    trace: Trace

    def __len__(self) -> int:
        return len(self.trace)

    def frame(self, k: int, tr: Translate) -> Frame:
        """Half-step k."""
        step = self.trace[k]
        return Frame(label(step, tr), step.phase, sentence(step, tr))

    def stop(self, tr: Translate) -> str:
        """Why EM ended."""
        return stop_sentence(self.trace, tr)


@dataclass(frozen=True, eq=False)
class Steps:
    """Something that is shown piece by piece; ``tell`` gives a sentence for the start and for each piece."""

    settings: Settings
    count: int
    tell: Callable[[Settings, Translate], Sequence[str]]

    def __len__(self) -> int:
        return self.count + 1

    def frame(self, k: int, tr: Translate) -> Frame:
        """Piece k, 0 for the start."""
        return Frame(str(k) if k else tr("start"), "shown" if k else "start", self.said(tr)[k])

    def said(self, tr: Translate) -> Sequence[str]:
        """All sentences."""
        return self.tell(self.settings, tr)

    def stop(self, tr: Translate) -> str:
        """Nothing is left."""
        return tr("Everything has been shown.")


Run = Coins | Steps


def of(task: str) -> Callable[[Draw], Draw]:
    """For a panel of one of the things to do."""

    def there(run: Any) -> bool:
        return bool(run.settings.task == task)

    return drawn_on(there)
