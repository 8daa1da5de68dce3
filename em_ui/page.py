"""A lesson's page in Streamlit: what a storyboard draws on (``em_lesson.storyboard``)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal

import streamlit as st

from em_figures.filmstrip import Translate
from em_lesson import prose
from em_lesson.fields import Notice
from em_lesson.lesson import Lesson
from em_ui import controls, language, links, own_controls, play, questions
from em_ui.notices import quoted, strange
from em_ui.player.assets import NotWritable
from em_ui.visit import Visit, visit

source_of = cache(inspect.getsource)  # a sixth of a new visitor's script run, when it is read each time


def show(lesson: Lesson[Any]) -> None:
    """Draw a lesson for the visitor of this run: its link is read once, then its storyboard is drawn."""
    page = Page(visit(lesson, language.current()))
    page.open()
    lesson.draw(page)


class Page:
    """The page of one run; what lasts longer is in the visit."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    @property
    def settings(self) -> Any:
        return self.visit.settings

    @property
    def tr(self) -> Translate:
        return self.visit.tr

    def open(self) -> None:
        """Take over what the link says, show the title and what the link had wrong."""
        at, kind = self.visit, self.visit.lesson.settings
        params = st.query_params.to_dict()
        asked = {name: params[name] for name in kind.names() if name in params}
        first, at.opened = not at.opened, True
        notices: list[Notice] = []
        if asked and (first or links.is_new(at.name, asked)):
            settings, notices = kind.from_link(asked, at.rows_by_name())
            at.adopt(settings)
        if notices or first:
            at.notices = notices + strange(params, kind.names())
        links.settle()
        st.title(at.text.title, anchor=False)
        for notice in at.notices:
            self._warn(notice)

    def _warn(self, notice: Notice) -> None:
        st.warning(quoted(self.tr(notice.text), notice.values))

    # ---- prose and questions -----------------------------------------------------------------

    def section(self, name: str) -> None:
        st.markdown(prose.render(self.visit.text.sections[name], self.visit.lesson.known))

    def predict(self, name: str, *, at: int, **changes: Any) -> None:
        questions.predict(self.visit, name, at, changes)

    def offer(self, name: str, label: str, *, at: int = 0, **changes: Any) -> None:
        questions.offer(self.visit, name, label, at, changes)

    def listing(self, question: str, label: str, source: Any) -> None:
        if self.visit.answers.get(question, -1) >= 0:
            with st.expander(label):
                st.code(source_of(source), language="python")

    # ---- controls ----------------------------------------------------------------------------

    def controls(self, *parts: Callable[[Any], None]) -> None:
        with st.container(key=f"controls-{self.visit.name}", gap="small"):
            for part in parts:
                part(self)
            st.button(
                self.tr("Reset the lesson"), key=f"reset/{self.visit.name}", on_click=self.visit.reset
            )

    def choice(self, name: str) -> None:
        controls.choice(self.visit, name)

    def toggle(self, name: str) -> None:
        controls.toggle(self.visit, name)

    def numbers(self, *names: str) -> None:
        controls.numbers(self.visit, names)

    def rounds(self, name: str) -> None:
        controls.rounds(self.visit, name)

    def own_rows(self, columns: int) -> None:
        own_controls.choose(self.visit, columns)

    def buttons(self, acts: Mapping[str, tuple[str, Callable[[Any], Any]]]) -> None:
        controls.buttons(self.visit, acts)

    def note(self, text: str, kind: Literal["text", "caption", "info"] = "caption") -> None:
        {"text": st.markdown, "caption": st.caption, "info": st.info}[kind](text)

    # ---- the player --------------------------------------------------------------------------

    def player(self, *, adds: bool = False) -> None:
        lesson = self.visit.lesson

        @st.fragment
        def part() -> None:
            at = self.visit
            if at.outside:
                at.outside = False
                st.rerun()  # what the player has changed is shown outside of it too
            try:
                notice = play.play(at, adds=adds)
                if notice:  # here and now, and until the learner chooses something
                    at.notices.append(notice)
                    self._warn(notice)
                if lesson.code:
                    with st.expander(self.tr("The code that ran")):
                        st.code(lesson.code(at.settings), language="python")
            except NotWritable as error:
                st.error(quoted(self.tr("The player cannot be served: {reason}"), {"reason": error}))

        part()
        play.listen(self.visit)
        if lesson.sources:  # they do not change with the start, so they stay out of the fragment
            with st.expander(self.tr("The functions that it calls")):
                for source in lesson.sources:
                    st.code(source_of(source), language="python")
