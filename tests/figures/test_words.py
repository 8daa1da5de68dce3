"""How sentences follow each other, and how lists are written, in both languages."""

from __future__ import annotations

import pytest

from em_figures.words import fell, listed, sentences
from em_lesson.prose import translator


@pytest.mark.parametrize(("parts", "said"), [
    ([], ""), (["One."], "One."), (["", "One."], "One."), (["One.", "Two!", "3."], "One. Two! 3."),
    (["停下了。", "共 3 次。"], "停下了。共 3 次。"), (["（已结束）", "第 3 步。"], "（已结束）第 3 步。"),
    (["θ = 0.5", "EM。", "KL"], "θ = 0.5 EM。KL"),
])  # fmt: skip
def test_a_blank_stands_between_sentences_but_not_after_a_full_width_mark(
    parts: list[str], said: str
) -> None:
    assert sentences(parts) == sentences(iter(parts)) == said


def test_a_list_has_the_mark_of_its_language() -> None:
    assert listed(iter(["A 1", "B 2", "C 3"])) == "A 1, B 2, C 3"
    assert listed(["A 1", "B 2", "C 3"], translator("zh")) == "A 1、B 2、C 3"
    assert listed(["A {x}"], translator("zh")) == "A {x}"


def test_a_fall_is_written_as_a_person_writes_it() -> None:
    assert fell(8.98e-5) == "The objective fell by 0.0000898."
    assert fell(8.98e-12, translator("zh")) == "目标函数下降了 8.98 × 10⁻¹²。"
    assert fell(12345.6) == "The objective fell by 12300."
    assert fell(float("inf")) == "The objective fell by ∞."
