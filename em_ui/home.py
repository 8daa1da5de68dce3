"""The first page: what EM is, where to begin, a small stage in the flow of the page, every lesson by topic.

It is no lesson: it has no number, no list of scenes and nothing that shows everything at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from em_lesson import prose
from em_lesson.lesson import Lesson
from em_ui import language, page
from em_ui.player import parts
from em_ui.visit import Visit, visit

Groups = Mapping[str, Sequence[Lesson[Any]]]
Way = Callable[[Lesson[Any], str], None]  # a link to a lesson; the label has a place for its {title}
# The sections after which the way in and the list of lessons stand. What comes before the way in is the
# front: text and stage side by side where there is room for it.
START, LIST = "what", "lessons"


def show(lesson: Lesson[Any], groups: Groups, way: Way) -> None:
    """Draw the first page."""
    at = visit(lesson, language.current())
    opening = page.opened(at)
    st.html(f"<style>{page.LAYOUT}</style>")
    st.title(at.text.title, anchor=False)
    topics = {slug(heading) for heading in groups}
    names = [name for name in at.text.sections if name not in topics]
    front = names[: names.index(START) + 1]
    with st.container(key="front"):
        for name in front:
            with st.container(key=f"front-{name}"):
                page.tell(at, at.text.sections[name])
            if lesson.scene(name):
                with st.container(key="small"):
                    page.stage(at, opening)
            if name == START:
                first = next(other for other in _all(groups) if not other.single)
                with st.container(key="begin"):
                    way(first, at.tr("Start here: {title}"))
    for name in names[len(front) :]:
        page.tell(at, at.text.sections[name])
        if name == LIST:
            _list(at, groups, way)


def slug(heading: str) -> str:
    """The id of the section that says for whom a group of lessons is."""
    return heading.lower().replace(" ", "-")


def _all(groups: Groups) -> list[Lesson[Any]]:
    return [lesson for group in groups.values() for lesson in group]


def _list(at: Visit, groups: Groups, way: Way) -> None:
    """Every lesson by topic with its question, and what was visited, which the browser knows alone."""
    for heading, group in groups.items():
        lessons = [lesson for lesson in group if not lesson.single]
        if not lessons:
            continue
        with st.container(key=f"topic-{slug(heading)}", gap="small"):
            st.markdown(f"### {at.tr(heading)}")
            page.tell(at, at.text.sections[slug(heading)])
            for lesson in lessons:
                with st.container(key=f"course-{lesson.path}", gap=None):
                    way(lesson, "{title}")
                    question = prose.load(lesson.name, at.lang).sections["question"]
                    st.markdown(prose.render(question, {}))
                    st.html(f'<p class="em-visited" data-lesson="{escape(lesson.path)}"></p>')
    counts = {lesson.path: len(lesson.scenes) for lesson in _all(groups) if not lesson.single}
    page.part(at, "visits", "visits", {"scenes": counts, "words": parts.visits(at.tr)})
