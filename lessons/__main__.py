"""``python -m lessons`` writes what is told of the lessons outside of them: docs/wrong-ideas.md."""

from __future__ import annotations

from em_lesson import ideas
from em_lesson.prose import ROOT
from lessons import GROUPS

LESSONS = [lesson for group in GROUPS.values() for lesson in group]

if __name__ == "__main__":
    (ROOT / "docs" / "wrong-ideas.md").write_text(ideas.table(LESSONS), encoding="utf-8")
