"""The weather from an ice-cream diary: a hidden Markov model, Baum-Welch and Viterbi."""

from em_core import HMM, driver
from em_figures.filmstrip import Filmstrip, Translate
from em_figures.loglik import log_likelihood_trace
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.hmm.appetite import appetite
from lessons.hmm.days import hot_days
from lessons.hmm.facts import facts
from lessons.hmm.order import who_follows
from lessons.hmm.paths import every_path, two_scores
from lessons.hmm.runs import Weather, code, weather
from lessons.hmm.settings import WEIGHTS, Settings
from lessons.hmm.slots import five_boxes
from lessons.hmm.speech import other_names
from lessons.hmm.starts import random_starts, underflow
from lessons.hmm.sums import day_formula
from lessons.hmm.tables import expected_counts, parameters
from lessons.hmm.trellis import trellis

START = ("first", "stay")
BARS = (*START, *WEIGHTS)
ALIKE = {"stay": 0.45} | dict.fromkeys(WEIGHTS, 0.33)
SWAPPED = {"h1": 0.7, "h3": 0.1, "c1": 0.1, "c3": 0.7}


def climb(run: Weather, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood and its lower bound, half-step by half-step."""
    return log_likelihood_trace(run.trace, tr=tr)


lesson = Lesson(
    name="hmm", settings=Settings, facts=facts, code=code, sources=(HMM, driver),
    scenes=(
        Scene("play", weather, [hot_days, appetite], knobs=START),
        Scene("order", weather, [who_follows, hot_days], controls=["data", "shuffle"], at=-1),
        Scene("model", weather, [parameters, appetite], knobs=BARS, controls=["stop"]),
        Scene("forward-backward", weather, [trellis, day_formula], knobs=START, at=1),
        Scene("counts", weather, [expected_counts, hot_days], knobs=START, at=1),
        Scene("first-day", weather, [hot_days, parameters], knobs=START, at=2, question="certain",
              settled_at=-1, meets=[23]),
        Scene("appetite", weather, [appetite, hot_days], knobs=START, at=-1),
        Scene("alike", weather, [expected_counts, appetite], knobs=BARS, opens=ALIKE, question="part",
              settled_at=-1, meets=[2]),
        Scene("names", weather, [hot_days, appetite], knobs=("h1", "h3", "c1", "c3"), opens=SWAPPED, at=-1,
              meets=[22]),
        Scene("starts", weather, [random_starts, appetite], knobs=["draw"], controls=["begin"],
              opens={"begin": "random"}, at=-1),
        Scene("hard", weather, [trellis, two_scores], knobs=START, controls=["beta"], question="viterbi",
              settled_at=-1, meets=[5]),
        Scene("one-path", weather, [every_path, trellis], knobs=START, opens={"data": "short"}, at=1),
        Scene("underflow", weather, [underflow], controls=["sums"]),
        Scene("own", weather, [trellis, hot_days], knobs=("length", "keeps", "likes", "stay"),
              controls=["data", "diary", "shuffle", "made_by", "stop"], opens={"data": "made"}, at=-1),
        Scene("five-boxes", weather, [five_boxes], knobs=START),
        Scene("speech", weather, [other_names], controls=["data"]),
        Scene("seen", weather, [trellis, climb], knobs=BARS,
              controls=["data", "stop", "begin", "beta", "sums"], at=-1),
    ),
)  # fmt: skip
