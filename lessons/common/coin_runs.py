"""The two-coin lessons' runs, as the player shows them, and the code that makes them."""

from __future__ import annotations

from em_core import CoinMixture, CoinParams, EStep, Recipe, Rounds, soft
from em_figures.coins.words import pair, sentence, stop_pair
from em_figures.filmstrip import Translate
from em_figures.trace import Trace, label, record
from em_figures.words import stop_sentence
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from lessons.common.coins import DATA, CoinSettings, rounds_of


class CoinRun:
    """One run on two coins."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

    def __len__(self) -> int:
        return len(self.trace)

    def frame(self, k: int, tr: Translate) -> Frame:
        step = self.trace[k]
        return Frame(label(step, tr), step.phase, sentence(step, tr))

    def stop(self, tr: Translate) -> str:
        return stop_sentence(self.trace, tr)


class SoftAndHard:
    """Soft and hard EM side by side; a run that has ended stays at its end."""

    def __init__(self, soft: Trace, hard: Trace) -> None:
        self.soft, self.hard = soft, hard
        self._longer = max((soft, hard), key=len)

    def __len__(self) -> int:
        return len(self._longer)

    def frame(self, k: int, tr: Translate) -> Frame:
        step = self._longer[k]
        return Frame(label(step, tr), step.phase, pair(self.soft, self.hard, tr)[k])

    def stop(self, tr: Translate) -> str:
        return stop_pair(self.soft, self.hard, tr)


def run_of(s: CoinSettings, e_step: EStep, weight: float | None = None) -> Trace:
    """A run from the settings' start; ``weight``: of coin A at the start where weights are estimated."""
    weights = (0.5, 0.5) if weight is None else (weight, 1 - weight)
    model = CoinMixture(learn_weights=weight is not None)
    return record(model, rounds_of(s), CoinParams(weights, (s.a, s.b)), Recipe(e_step=e_step))


@remembered(*DATA, "a", "b", most=256)
def soft_trace(s: CoinSettings) -> Trace:
    """Soft EM with weights 1/2 from the settings' start."""
    return run_of(s, soft())


def soft_code(s: CoinSettings, weight: float | None = None, rounds: Rounds | None = None) -> str:
    """The call that makes this screen's soft run, to be copied; rounds: if not those of the settings."""
    rounds = rounds or rounds_of(s)
    weights = (0.5, 0.5) if weight is None else (weight, round(1 - weight, 6))
    return (
        "from em_core import CoinMixture, CoinParams, Recipe, Rounds, hard, run\n\n"
        f"rounds = Rounds(heads={rounds.heads.tolist()}, flips={rounds.flips.tolist()})\n"
        f"model = CoinMixture(learn_weights={weight is not None})\n"
        f"start = CoinParams(weights={weights}, p_heads={(s.a, s.b)})\n\n"
        "soft_run = list(run(model, rounds, start))\n"
    )
