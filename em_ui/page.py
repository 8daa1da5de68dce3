"""What a page is made of: prose by id, controls, questions, and the player.

A page in ``pages/`` reads like the lesson: it calls these in reading order and holds no logic.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import streamlit as st

from em_figures.filmstrip import Translate
from em_lesson import prose as text
from em_lesson.settings import Notice, Settings
from em_ui import language, links, player, questions, shell
from em_ui import play as playing
from em_ui.notices import quoted, strange
from em_ui.player.assets import NotWritable

S = TypeVar("S", bound=Settings)


@cache
def _known(facts: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
    return MappingProxyType(dict(facts()))


def lesson(name: str, kind: type[S], facts: Callable[[], Mapping[str, str]]) -> Page[S]:
    """Open a lesson's page: read its link once, show its title and what the link had wrong.

    ``facts`` computes the numbers that the prose quotes; they do not change at run time.
    """
    shell.under_app()
    page = Page(name, kind, facts)
    page.open()
    return page


class Page(Generic[S]):
    def __init__(self, name: str, kind: type[S], facts: Callable[[], Mapping[str, str]]) -> None:
        self.name, self.kind = name, kind
        self._facts = facts
        self.lang = language.current()
        self.tr: Translate = text.translator(self.lang)
        self.content = text.load(name, self.lang)
        self.opening = True  # until the player has been drawn in this run of the whole page

    # ---- settings ----------------------------------------------------------------------------

    @property
    def settings(self) -> S:
        """The lesson's settings as they stand."""
        return st.session_state[f"settings/{self.name}"]

    def keep(self, settings: S) -> None:
        """Make these the lesson's settings."""
        st.session_state[f"settings/{self.name}"] = settings

    def change(self, settings: S) -> None:
        """Keep settings of which one choice has set others too: the others' widgets follow them."""
        before = self.settings
        self.keep(settings)
        for name in self.kind.names():
            value, key = getattr(settings, name), self.key(name)
            if value != getattr(before, name) and st.session_state.get(key, value) != value:
                del st.session_state[key]

    def open(self) -> None:
        links.BEGINNINGS[self.name] = self.kind().to_link()
        params = st.query_params.to_dict()
        asked = {name: params[name] for name in self.kind.names() if name in params}
        stored = f"settings/{self.name}" in st.session_state
        notices: list[Notice] = []
        if not stored:
            self.keep(self.kind())
        if asked and (not stored or links.is_new(self.name, asked)):
            settings, notices = self.kind.from_link(asked)
            self.adopt(settings)
        if notices or not stored:
            st.session_state[f"notices/{self.name}"] = notices + strange(params, self.kind.names())
        links.settle()
        st.title(self.content.title, anchor=False)
        for notice in st.session_state.get(f"notices/{self.name}", ()):
            self._show(notice)

    def warn(self, notice: Notice) -> None:
        """Show a notice about the link, here and now and until the learner chooses something."""
        st.session_state.setdefault(f"notices/{self.name}", []).append(notice)
        self._show(notice)

    def _show(self, notice: Notice) -> None:
        st.warning(quoted(self.tr(notice.text), notice.values))

    def adopt(self, settings: S) -> None:
        """Take over whole settings (from a link, a reset): the widgets are seeded from them again."""
        for key in [key for key in st.session_state if str(key).startswith(f"{self.name}/")]:
            del st.session_state[key]
        self.keep(settings)

    def reset(self) -> None:
        """The lesson's own start."""
        self.adopt(self.kind())
        self.forgive()
        self.go()

    def forgive(self) -> None:
        """Take the notices about the link away: the learner has chosen something since."""
        st.session_state.pop(f"notices/{self.name}", None)

    def go(self) -> None:
        """Tell the player that the half-step in the settings is where to stand now."""
        st.session_state[f"go/{self.name}"] = st.session_state.get(f"go/{self.name}", 0) + 1

    def facts(self) -> Mapping[str, str]:
        """The numbers that the prose quotes."""
        return _known(self._facts)

    # ---- prose -------------------------------------------------------------------------------

    def section(self, name: str) -> None:
        """A section of the lesson's text, with the computed numbers in their places."""
        st.markdown(text.render(self.content.sections[name], self.facts()))

    # ---- controls ----------------------------------------------------------------------------

    def controls(self, *draw: Callable[[Page[S]], None]) -> S:
        """The lesson's controls, and a way back to its own start."""
        with st.container(key=f"controls-{self.name}", gap="small"):
            for part in draw:
                part(self)
            st.button(self.tr("Reset the lesson"), key=f"reset/{self.name}", on_click=self._reset)
        return self.settings

    def _reset(self) -> None:
        links.touch()
        self.reset()

    def key(self, name: str) -> str:
        """The session's key of a widget of this lesson."""
        return f"{self.name}/{name}"

    def predict(self, name: str, *, at: int, **changes: Any) -> None:
        """Predict, then reveal: see :func:`em_ui.questions.predict`."""
        questions.predict(self, name, at, changes)

    def offer(self, name: str, label: str, *, at: int = 0, **changes: Any) -> None:
        """A button that shows these settings in the player: see :func:`em_ui.questions.offer`."""
        questions.offer(self, name, label, at, changes)

    # ---- the player --------------------------------------------------------------------------

    def player(
        self,
        screen: Callable[[S, Translate], player.Screen],
        code: Callable[[S], str] | None = None,
        *sources: Any,
        add: playing.Add | None = None,
    ) -> None:
        """The player; ``screen`` turns settings into panels and is called again for every new start.

        Below it, on demand, the code that ran: the call that ``code`` makes of the settings, and the
        source of what it calls. ``add`` takes the point of a click on a figure whose clicks add points.
        """

        @st.fragment
        def play() -> None:
            if st.session_state.pop(f"whole/{self.name}", False):
                st.rerun()  # what the player has changed is shown outside of it too
            try:
                playing.play(self, screen, add)
                if code:
                    with st.expander(self.tr("The code that ran")):
                        st.code(code(self.settings), language="python")
            except NotWritable as error:
                st.error(quoted(self.tr("The player cannot be served: {reason}"), {"reason": error}))

        play()
        if sources:  # they do not change with the start, so they stay out of the fragment
            with st.expander(self.tr("The functions that it calls")):
                for source in sources:
                    st.code(inspect.getsource(source), language="python")
