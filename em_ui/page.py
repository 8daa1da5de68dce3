"""A lesson as a page: the story with its sections, and the places of the stage."""

from __future__ import annotations

import hashlib
import inspect
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from em_lesson import answers, inline, prose
from em_lesson.lesson import Lesson
from em_lesson.scene import FREE, LINES, Scene
from em_ui import language, messages, own_controls, own_lines
from em_ui.notices import quoted
from em_ui.player import parts
from em_ui.player.assets import NotWritable
from em_ui.visit import Visit, visit

source_of = cache(inspect.getsource)
LAYOUT = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
WIDE = (Path(__file__).parent / "wide.css").read_text(encoding="utf-8")
FENCE = r"^```\w*\n(.*?)^```$"  # a listing in the prose


def show(lesson: Lesson[Any]) -> None:
    """Draw the lesson for the visitor of this run."""
    at = visit(lesson, language.current())
    opening = opened(at)
    st.html(f"<style>{LAYOUT}{WIDE}</style>")
    with st.container(key="lesson"):
        with st.container(key="stage"):
            stage(at, opening)
        with st.container(key="story"):
            _story(at)
    with st.container(key="everything"):
        st.markdown(f"## {at.tr('Everything at once')}")
        part(at, "free", f"free/{lesson.name}", {})
        if lesson.sources:
            _sources(at)


def opened(at: Visit) -> str | None:
    """The answer to the page's link when it is drawn first; later the browser knows where it stands."""
    params = st.query_params.to_dict()
    language.saw(params)
    first, at.opened = not at.opened, True
    if not first:
        return None
    question = answers.read(at.lesson, {**params, "lang": at.lang, "light": ""}, at.rows_by_name())
    at.settings = question.settings
    return answers.answer(question).decode()


def stage(at: Visit, opening: str | None) -> None:
    """The place of the stage, and what carries its questions where there is no route."""
    if part(at, "stage", f"stage/{at.name}", _stage(at, opening)):
        _wire(at)


def part(at: Visit, role: str, key: str, data: dict[str, Any]) -> bool:
    """A part of the stage; where it cannot be served its place says why, and the text still reads."""
    try:
        parts.part(role, key, data)
    except NotWritable as error:
        why = at.tr(
            "The stage cannot be shown: the disk of this server is full, and it has to write into its folder "
            "{folder}. Tell whoever runs it, then reload the page; the text reads well without it."
        ) if error.full else at.tr(
            "The stage cannot be shown: this server has to write into its folder {folder} and may not. "
            "Tell whoever runs it, then reload the page; the text reads well without it."
        )  # fmt: skip
        st.error(quoted(why, {"folder": error.folder}))
        return False
    return True


def _sources(at: Visit) -> None:
    with st.expander(at.tr("The functions that it calls")):
        for source in at.lesson.sources:
            st.html(listing(source_of(source)))


def _link(settings: Any) -> dict[str, str]:
    link: dict[str, str] = settings.to_link()
    link.pop("k", None)
    return link


def _stage(at: Visit, opening: str | None) -> dict[str, Any]:
    """What the stage is told: the scenes, its words, the colours, and the first answer."""
    lesson, text, tr = at.lesson, at.text, at.tr
    scenes = [
        {
            "id": scene.id,
            "title": prose.heading(text.sections[scene.id]),
            "part": text.parts[scene.id],
            "example": _link(lesson.example(scene)),
            "asks": bool(scene.question),
        }
        for scene in lesson.scenes
    ]
    start = _link(lesson.settings())
    everything = {"id": FREE, "title": tr("Everything at once"), "part": "", "example": start, "asks": False}
    if not lesson.single:
        scenes.append(everything)
    rows = next((scene.id for scene in lesson.scenes if scene.rows), FREE)
    own = at.settings.mine
    given = {"scene": rows, "settings": _link(at.settings), "key": own.name, "again": at.own.again}
    return {
        "lesson": lesson.path, "lang": at.lang, "title": text.title,
        "single": lesson.single, "scenes": scenes,
        "words": parts.words(tr), "failed": parts.failed(tr), "tokens": parts.colours(),
        "first": opening, "given": given if len(own) else None, "removed": at.own.removals,
    }  # fmt: skip


# ---- the story -----------------------------------------------------------------------------------


def _story(at: Visit) -> None:
    lesson, text = at.lesson, at.text
    st.title(text.title, anchor=False)
    order = [scene.id for scene in lesson.scenes]
    for name, section in text.sections.items():
        scene = lesson.scene(name)
        if scene is None:
            tell(at, section)
            continue
        with st.container(key=f"scene-{name}"):
            tell(at, section)
            if scene.question:
                _question(at, scene)
            if scene.rows:
                own_lines.choose(at) if scene.rows == LINES else own_controls.choose(at, scene.rows)
            place = order.index(name)
            _onward(at, order[place + 1] if place + 1 < len(order) else FREE)


def tell(at: Visit, section: str) -> None:
    """A section of the prose, and its fold "More" if it has one."""
    shown, more = prose.folded(section)
    _write(prose.render(shown, at.lesson.known))
    if more:
        with st.expander(at.tr("More")):
            _write(prose.render(more, at.lesson.known))


def _write(text: str) -> None:
    """Markdown; listings as they are, since Streamlit's would load .5 s of script to colour them."""
    for i, piece in enumerate(re.split(FENCE, text, flags=re.S | re.M)):
        if i % 2:
            st.html(listing(piece))
        elif piece.strip():
            st.markdown(piece)


def listing(code: str) -> str:
    """Code as markup; the keyboard can scroll it."""
    return f'<pre class="em-listing" tabindex="0"><code>{escape(code.rstrip())}</code></pre>'


def _onward(at: Visit, name: str) -> None:
    """The way to the next scene, and for the keyboard to the stage."""
    tr = at.tr
    title = tr("Everything at once") if name == FREE else prose.heading(at.text.sections[name])
    onward = f'<a href="?scene={name}">{escape(tr("Next scene: {title} →").format(title=title))}</a>'
    st.html(f'<p class="em-onward"><a class="em-skip" href="#em-stage">{escape(tr("To the stage"))}</a>'
            f"{onward}</p>")  # fmt: skip


def _question(at: Visit, scene: Scene) -> None:
    """A prediction: what is asked, the answers in an order that tells nothing, their replies."""
    lesson, question = at.lesson, at.text.questions[scene.question]

    def html(text: str) -> str:
        return inline.paragraphs(prose.render(text, lesson.known))

    part(at, "question", f"question/{lesson.name}/{scene.question}", {
        "lesson": lesson.path,
        "scene": scene.id,
        "id": scene.question,
        "prompt": html(question.prompt),
        "answers": [
            {"id": i, "text": html(question.answers[i].text), "reply": html(question.answers[i].reply),
             "right": question.answers[i].right}
            for i in shuffled(lesson.name, scene.question, len(question.answers))
        ],
        "reveal": html(question.reveal),
        "listing": source_of(scene.listing) if scene.listing else "",
        "at": scene.settled_at,
        "settings": _link(lesson.example(scene).with_(**scene.settled_by)),
        "panel": getattr(scene.settled_in, "__name__", ""),
        "words": parts.asking(at.tr),
    })  # fmt: skip


def shuffled(lesson: str, name: str, count: int) -> list[int]:
    """The answers in an order that tells nothing, the same for everybody and in both languages."""
    return sorted(range(count), key=lambda i: hashlib.sha256(f"{lesson}/{name}/{i}".encode()).digest())


# ---- questions by message ------------------------------------------------------------------------


def _wire(at: Visit) -> None:
    """Answers what the browser asks by message: where there is no route, and about rows of this session."""

    @st.fragment
    def carry() -> None:
        key = f"wire/{at.name}"
        asked = messages.asked(st.session_state.get(key))
        answered: dict[str, Any] = {"seq": 0, "answer": None}
        if asked is not None:
            question = answers.read(at.lesson, asked.params, at.rows_by_name())
            at.know(question.settings)
            answered = {"seq": asked.seq, "answer": answers.answer(question).decode()}
        parts.part("wire", key, answered, on_ask_change=lambda: None)

    carry()
