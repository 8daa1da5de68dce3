"""Wrong ideas about EM that people hold, and where the lessons meet them with something a learner does.

``Scene.meets`` names them by their number here; ``python -m lessons`` writes docs/wrong-ideas.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from em_lesson import prose
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene

IDEAS = dict(enumerate((
    "EM finds the highest peak of the likelihood.",
    "A start with all components alike is the neutral one.",
    "IBM model 1 is concave, so its maximum is a single point.",
    "A mixture of round Gaussians is k-means.",
    "Soft and hard EM do the same, one of them faster.",
    "p(x | θ) and p(x | z, θ) are the same.",
    "That q is the posterior is one choice among many as good.",
    "The E-step computes the posterior and no more.",
    "That the bound touches the log-likelihood is luck.",
    "7.2 heads make no sense.",
    "The bound is highest where it was made, so the M-step stays there.",
    "The log-likelihood fell, so EM itself is broken.",
    "Q rises from iteration to iteration.",
    "With a penalty it is still the log-likelihood that never falls.",
    "A library whose log-likelihood falls is wrong.",
    "The E-step raises the log-likelihood.",
    "EM is a way of clustering.",
    "A likelihood that grows without bound is a very good fit.",
    "EM is useful only because it misses the highest peak.",
    "The log of a sum is as easily maximised directly.",
    "Q is a function of one parameter, the old and the new θ alike.",
    "Component 1 is a group of its own by its number.",
    "An HMM whose first-day probabilities run to 0 and 1 has a bug.",
    "EM fills in the missing values.",
    "EM always takes fewer than ten iterations.",
    "LDA is pLSA, only smoothed.",
    "The topics that pLSA finds are the topics of the texts.",
), start=1))  # fmt: skip


BAR = r"\|"  # in a table


class Met(NamedTuple):
    """A scene in which something that the learner does meets a wrong idea; place: the lesson's number."""

    idea: int
    place: int
    lesson: Lesson[Any]
    scene: Scene

    @property
    def act(self) -> str:
        """What the learner does there: answers a question, else moves or chooses something."""
        if self.scene.question:
            return "question"
        names = [*self.scene.controls, *self.scene.knobs]
        return f"control: {self.lesson.settings.specs()[names[0]].label}" if names else ""

    def __str__(self) -> str:
        title = prose.heading(prose.load(self.lesson.name, "en").sections[self.scene.id])
        return f"{self.place:02d} [{title}](/{self.lesson.path}?scene={self.scene.id}) ({self.act})"


def met(lessons: Iterable[Lesson[Any]]) -> Iterator[Met]:
    """Where the lessons, in their order with the first page as number 0, meet which idea."""
    for place, lesson in enumerate(lessons):
        for scene in lesson.scenes:
            for idea in scene.meets:
                yield Met(idea, place, lesson, scene)


def table(lessons: Iterable[Lesson[Any]]) -> str:
    """docs/wrong-ideas.md."""
    found = list(met(lessons))
    rows = [
        f"| {n} | {idea.replace('|', BAR)} | {'; '.join(str(one) for one in found if one.idea == n) or '–'} |"
        for n, idea in IDEAS.items()
    ]
    return "\n".join([
        "# Wrong ideas about EM, and where they are met", "",
        "Each is met by something that a learner does: a question with a reply to every answer, or a control "
        "that shows what becomes of it. Written by `python -m lessons` from the scenes; the links belong "
        "behind the app's own address.", "",
        "| # | the wrong idea | met in lesson |", "|---|---|---|", *rows, "",
        f"{len({one.idea for one in found})} of {len(IDEAS)} are met.", "",
    ])  # fmt: skip
