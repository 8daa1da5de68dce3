"""What a page is made of: prose by id, controls, questions, and the player.

A page in ``pages/`` reads like the lesson: it calls these in reading order and holds no logic.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Generic, TypeVar

import streamlit as st

from em_figures.filmstrip import Translate
from em_ui import language, links, player, text
from em_ui.facts import facts
from em_ui.player.assets import NotWritable
from em_ui.rounds_text import RoundsError, format_rounds, parse_rounds
from em_ui.settings import Bad, Notice, Number, Settings

S = TypeVar("S", bound=Settings)
Label = str


def lesson(name: str, kind: type[S]) -> Page[S]:
    """Open a lesson's page: read its link once, show its title and what the link had wrong."""
    page = Page(name, kind)
    page.open()
    return page


class Page(Generic[S]):
    def __init__(self, name: str, kind: type[S]) -> None:
        self.name, self.kind = name, kind
        self.lang = language.current()
        self.tr: Translate = text.translator(self.lang)
        self.content = text.load(name, self.lang)

    # ---- settings ----------------------------------------------------------------------------

    @property
    def settings(self) -> S:
        """The lesson's settings as they stand."""
        return st.session_state[f"settings/{self.name}"]

    def keep(self, settings: S) -> None:
        """Make these the lesson's settings."""
        st.session_state[f"settings/{self.name}"] = settings

    def open(self) -> None:
        params = st.query_params.to_dict()
        asked = {name: params[name] for name in self.kind.names() if name in params}
        stored = f"settings/{self.name}" in st.session_state
        if asked and (not stored or links.is_new(self.name, asked)):
            settings, notices = self.kind.from_link(asked)
            strange = sorted(set(params) - self.kind.names() - {"lang"})
            if strange:
                notices.append(Notice("The link names {names}, which this lesson does not know; it is ignored.",
                                      {"names": ", ".join(name[:20] for name in strange[:5])}))
            self.adopt(settings)
            st.session_state[f"notices/{self.name}"] = notices
        elif not stored:
            self.keep(self.kind())
        links.settle()
        st.title(self.content.title, anchor=False)
        for notice in st.session_state.get(f"notices/{self.name}", ()):
            st.warning(_plain(self.tr(notice.text).format(**notice.values)))

    def adopt(self, settings: S) -> None:
        """Take over whole settings (from a link, a reset): the widgets are seeded from them again."""
        for key in [key for key in st.session_state if str(key).startswith(f"{self.name}/")]:
            del st.session_state[key]
        self.keep(settings)

    def reset(self) -> None:
        """The lesson's own start."""
        self.adopt(self.kind())
        st.session_state.pop(f"notices/{self.name}", None)
        self.go()

    def go(self) -> None:
        """Tell the player that the half-step in the settings is where to stand now."""
        st.session_state[f"go/{self.name}"] = st.session_state.get(f"go/{self.name}", 0) + 1

    # ---- prose -------------------------------------------------------------------------------

    def section(self, name: str, **values: str) -> None:
        """A section of the lesson's text, with the computed numbers in their places."""
        st.markdown(text.render(self.content.sections[name], facts(self.name), **values))

    def code(self, call: str, *parts: Callable[..., Any]) -> None:
        """The code that ran, on demand: the call, and the source of what it calls."""
        with st.expander(self.tr("The code that ran")):
            st.code(call, language="python")
            for part in parts:
                st.code(inspect.getsource(part), language="python")

    # ---- controls ----------------------------------------------------------------------------

    def controls(self, *draw: Callable[[Page[S]], None]) -> S:
        """The lesson's controls, and a way back to its own start."""
        with st.container(key=f"controls-{self.name}"):
            for part in draw:
                part(self)
            st.button(self.tr("Reset the lesson"), key=f"reset/{self.name}", on_click=self._reset)
        return self.settings

    def _reset(self) -> None:
        links.touch()
        self.reset()

    def key(self, name: str) -> str:
        return f"{self.name}/{name}"

    def _seed(self, name: str) -> str:
        key = self.key(name)
        if key not in st.session_state:
            st.session_state[key] = getattr(self.settings, name)
        return key

    def _changed(self, name: str) -> None:
        links.touch()
        st.session_state.pop(f"notices/{self.name}", None)
        self.keep(self.settings.with_(**{name: st.session_state[self.key(name)]}, k=0).after(name))

    def choice(self, name: str, label: Label, options: Mapping[str, Label]) -> None:
        """One of several, by id."""
        st.radio(label, list(options), format_func=options.__getitem__, key=self._seed(name),
                 on_change=self._changed, args=(name,), horizontal=True)

    def toggle(self, name: str, label: Label, help: str | None = None) -> None:
        """On or off."""
        st.toggle(label, key=self._seed(name), on_change=self._changed, args=(name,), help=help)

    def number(self, name: str, label: Label) -> None:
        """A number within the setting's range; Streamlit reports it when it is released."""
        spec = self.kind.specs()[name]
        assert isinstance(spec, Number)
        st.slider(label, min_value=spec.low, max_value=spec.high, step=spec.step, key=self._seed(name),
                  on_change=self._changed, args=(name,))

    def rounds(self, name: str, label: Label) -> None:
        """Rounds typed as text; what cannot be read stays in the field, with the reason below it."""
        st.text_input(label, key=self._seed(name), on_change=self._typed, args=(name,), max_chars=2000,
                      help=self.tr("Heads of each round, then “of” and the flips per round: 5 9 8 4 7 of 10. "
                                   "Or heads/flips for each: 5/10 9/10."))
        try:
            parse_rounds(st.session_state[self.key(name)])
        except RoundsError as error:
            st.error(_plain(self.tr(error.text).format(**error.values)))

    def _typed(self, name: str) -> None:
        links.touch()
        try:
            read = format_rounds(parse_rounds(st.session_state[self.key(name)]))
        except RoundsError:
            return  # the field keeps what was typed, the picture keeps the last rounds that could be read
        self.keep(self.settings.with_(**{name: read}, k=0).after(name))

    # ---- questions ---------------------------------------------------------------------------

    def predict(self, name: str, *, at: str = "", **changes: Any) -> None:
        """Predict, then reveal: commit to an answer, read its reply, see the half-step that settles it.

        ``at`` is that half-step's label ("1M") or "end"; ``changes`` are the settings it needs.
        """
        question = self.content.questions[name]
        key = self.key(f"predict/{name}")
        committed = st.session_state.get(f"answer/{self.name}/{name}")
        with st.container(border=True, key=f"predict-{self.name}-{name}"):
            known = facts(self.name)
            st.markdown(f"**{self.tr('Predict, then reveal')}**")
            st.markdown(text.render(question.prompt, known))
            st.radio(self.tr("Your answer"), range(len(question.answers)), index=None, key=key,
                     format_func=lambda i: text.render(question.answers[i].text, known),
                     on_change=links.touch, label_visibility="collapsed")
            st.button(self.tr("Commit to this answer"), key=f"{key}/commit", on_click=self._commit, args=(name,))
            if committed is None:
                return
            if committed < 0:
                st.info(self.tr("Choose an answer first."))
                return
            answer = question.answers[committed]
            sign = self.tr("✓ Right.") if answer.right else self.tr("✗ Not quite.")
            (st.success if answer.right else st.warning)(f"{sign} {text.render(answer.reply, known)}")
            st.button(self.tr("Show me in the player"), key=f"{key}/show", on_click=self._reveal, args=(name, at, changes))
            if st.session_state.get(f"revealed/{self.name}") == name:
                st.markdown(text.render(question.reveal, known))

    def _commit(self, name: str) -> None:
        links.touch()
        chosen = st.session_state.get(self.key(f"predict/{name}"))
        st.session_state[f"answer/{self.name}/{name}"] = -1 if chosen is None else chosen

    def _reveal(self, name: str, at: str, changes: Mapping[str, Any]) -> None:
        links.touch()
        settings = self.settings
        for field, value in changes.items():
            settings = settings.with_(**{field: value})
            st.session_state.pop(self.key(field), None)
        self.keep(settings)
        st.session_state[f"at/{self.name}"] = at
        st.session_state[f"revealed/{self.name}"] = name
        self.go()

    # ---- the player --------------------------------------------------------------------------

    def player(self, screen: Callable[[S, Translate], player.Screen]) -> None:
        """The player; ``screen`` turns settings into panels and is called again for every new start."""

        @st.fragment
        def play() -> None:
            try:
                self._play(screen)
            except NotWritable as error:
                st.error(self.tr("The player cannot be served: {reason}").format(reason=_plain(str(error))))

        play()

    def _play(self, screen: Callable[[S, Translate], player.Screen]) -> None:
        settings = self.settings
        state = st.session_state.get(f"play/{self.name}") or {}
        start = state.get("start") or {}
        dragging = st.session_state.pop(f"drag/{self.name}", False)
        run = replace(settings, k=0)
        at = st.session_state.pop(f"at/{self.name}", "")
        if dragging:
            data = player.peek(screen(settings, self.tr), self._live(), k=settings.k, lang=self.lang, tr=self.tr)
        else:
            go = st.session_state.get(f"go/{self.name}", 0)
            memo = st.session_state.get(f"memo/{self.name}")
            if at or memo is None or memo[0] != (run, self.lang, go):
                shown = screen(settings, self.tr)
                if at:
                    settings = settings.with_(k=len(shown.labels) - 1 if at == "end" else shown.labels.index(at))
                elif settings.k >= len(shown.labels):
                    settings = settings.with_(k=len(shown.labels) - 1)
                self.keep(settings)
                have = st.session_state.pop(f"have/{self.name}", ())  # only in the run that the player asked for
                data = player.whole(shown, self._live(), k=settings.k, lang=self.lang, tr=self.tr, have=have)
                data |= {"run": _digest(run), "go": go}
                memo = st.session_state[f"memo/{self.name}"] = ((run, self.lang, go), data)
            data = dict(memo[1])
            links.write(self.name, self.lang, settings.to_link())
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


def _plain(message: str) -> str:
    """A message with what Markdown would read as markup taken literally."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-!<>|$~:" else c for c in message)
