"""What a page is made of: prose by id, controls, questions, and the player.

A page in ``pages/`` reads like the lesson: it calls these in reading order and holds no logic.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, TypeVar

import streamlit as st

from em_figures.filmstrip import Translate
from em_ui import frame, language, links, player, questions, text
from em_ui.facts import facts
from em_ui.notices import quoted, strange
from em_ui.player.assets import NotWritable
from em_ui.settings import Bad, Notice, Settings

S = TypeVar("S", bound=Settings)


def lesson(name: str, kind: type[S]) -> Page[S]:
    """Open a lesson's page: read its link once, show its title and what the link had wrong."""
    frame.under_app()
    page = Page(name, kind)
    page.open()
    return page


class Page(Generic[S]):
    def __init__(self, name: str, kind: type[S]) -> None:
        self.name, self.kind = name, kind
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

    # ---- prose -------------------------------------------------------------------------------

    def section(self, name: str) -> None:
        """A section of the lesson's text, with the computed numbers in their places."""
        st.markdown(text.render(self.content.sections[name], facts(self.name)))

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
    ) -> None:
        """The player; ``screen`` turns settings into panels and is called again for every new start.

        Below it, on demand, the code that ran: the call that ``code`` makes of the settings, and the
        source of what it calls.
        """

        @st.fragment
        def play() -> None:
            try:
                self._play(screen)
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

    def _play(self, screen: Callable[[S, Translate], player.Screen]) -> None:
        settings = self.settings
        state = st.session_state.get(f"play/{self.name}") or {}
        start = state.get("start") or {}
        dragging = st.session_state.pop(f"drag/{self.name}", False)
        run = replace(settings, k=0)
        at = st.session_state.pop(f"at/{self.name}", None)
        if dragging:
            data = player.peek(
                screen(settings, self.tr), self._live(), k=settings.k, lang=self.lang, tr=self.tr
            )
        else:
            go = st.session_state.get(f"go/{self.name}", 0)
            memo = st.session_state.get(f"memo/{self.name}")  # (what it shows, what was sent, whether less)
            # bases are left out of an answer to the player's own request, which says what it has
            have = st.session_state.pop(f"have/{self.name}", None)
            key = (run, self.lang, go)
            stale = memo is None or memo[0] != key or (self.opening and memo[2])
            if at is not None or have is not None or stale:
                shown = screen(settings, self.tr)
                last = len(shown.labels) - 1
                if at is not None:
                    settings = settings.with_(k=range(last + 1)[at])
                elif settings.k > last:
                    if memo is None:  # by a link; when a start is moved, the player knows
                        self.warn(
                            Notice(
                                "The link asks for half-step {k}; this run ends at {last}, which is shown.",
                                {"k": settings.k, "last": last},
                            )
                        )
                    settings = settings.with_(k=last)
                self.keep(settings)
                sent = player.whole(
                    shown, self._live(), k=settings.k, lang=self.lang, tr=self.tr, have=have or ()
                )
                sent |= {"run": _digest(run), "go": go}
                memo = st.session_state[f"memo/{self.name}"] = (key, sent, bool(have))
            elif self.opening:  # a page that is opened again stands where it was left
                memo[1].update(k=settings.k, caption=memo[1]["captions"][settings.k])
            data = dict(memo[1])
            links.write(self.name, self.lang, settings.to_link())
        self.opening = False
        data["seq"] = int(start.get("seq", 0))
        player.mount(f"play/{self.name}", data, on_start=self._started, on_position=self._moved)

    def _live(self) -> dict[str, float]:
        return {name: getattr(self.settings, name) for name, spec in self.kind.specs().items() if spec.live}

    def _started(self) -> None:
        """The player asks for another start; what it sends is checked like a link."""
        sent = st.session_state[f"play/{self.name}"]["start"]
        values: dict[str, Any] = {}
        for name, spec in self.kind.specs().items():
            if (spec.live or name == "k") and name in {**sent["values"], "k": 0}:
                raw = sent["k"] if name == "k" else sent["values"][name]
                try:
                    values[name] = spec.read(str(raw), getattr(self.settings, name), name)
                except Bad as bad:
                    values[name] = bad.instead
        self.forgive()
        self.keep(self.settings.with_(**values))
        st.session_state[f"drag/{self.name}"] = not sent["final"]
        st.session_state[f"have/{self.name}"] = frozenset(map(str, sent.get("have", ())))

    def _moved(self) -> None:
        """The player rests at another half-step."""
        sent = st.session_state[f"play/{self.name}"]["position"]
        if sent["run"] == _digest(replace(self.settings, k=0)):
            self.keep(self.settings.with_(k=max(0, int(sent["k"]))))


def _digest(settings: Settings) -> str:
    """A short name for a run, the same in every process."""
    return hashlib.sha256(repr(settings).encode()).hexdigest()[:12]
