"""What surrounds every page: the list of lessons, the language switch, and the way on and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from em_figures.filmstrip import Translate
from em_lesson import prose
from em_lesson.lesson import Lesson
from em_ui import home, language, page

Groups = Mapping[str, Sequence[Lesson[Any]]]
HERE = Path(__file__).parent

STYLE = (HERE / "shell.css").read_text(encoding="utf-8")


def numbered(place: int, title: str) -> str:
    """A lesson's title with its number, by which the prose refers to it; the first page has none."""
    return f"{place:02d} · {title}" if place else title


def on_the_tab(title: str, tr: Translate) -> str:
    """A lesson's title for the browser's tab: the topic, which stands before the colon, and the app."""
    return tr("{title} · EM").format(title=re.split("[:：]", title)[0].strip())


def show(groups: Groups) -> None:
    """Run the app: ``groups`` lists the lessons under English headings; the first is the home page."""
    st.set_page_config(
        page_title="EM", page_icon=str(HERE / "icon.png"), layout="wide", initial_sidebar_state="collapsed"
    )
    st.html(f"<style>{STYLE}</style>")
    with st.container(key="language"):
        lang = language.switch()
    tr = prose.translator(lang)
    lessons = [lesson for group in groups.values() for lesson in group]
    titles = [prose.load(lesson.name, lang).title for lesson in lessons]
    pages: list[Any] = []

    def way(place: int, label: str) -> None:
        """A link to a lesson; the browser knows where each was left."""
        st.page_link(pages[place], label=label, query_params={"lang": lang})

    def lead(lesson: Lesson[Any], label: str) -> None:
        """The first page's link to a lesson, whose title goes into the label."""
        place = lessons.index(lesson)
        way(place, label.format(title=numbered(place, titles[place])))

    for lesson, title in zip(lessons, titles, strict=True):
        draw = partial(home.show, groups=groups, way=lead) if lesson.single else page.show
        first = lesson is lessons[0]
        pages.append(st.Page(partial(draw, lesson), title=title, url_path=lesson.path, default=first))
    # Streamlit's own list of pages has headings inside its <ul>, which a screen reader cannot count
    chosen = st.navigation(pages, position="hidden")
    here = pages.index(chosen)
    st.set_page_config(page_title=on_the_tab(titles[here], tr) if here else titles[0])
    with st.sidebar:
        for heading, group in groups.items():
            st.caption(tr(heading))
            for lesson in group:
                place = lessons.index(lesson)
                way(place, numbered(place, titles[place]))
    chosen.run()
    with st.container(key="ways", horizontal=True, horizontal_alignment="distribute"):
        if here > 0:
            way(here - 1, tr("← Previous: {title}").format(title=titles[here - 1]))
        if here + 1 < len(pages):
            way(here + 1, tr("Next: {title} →").format(title=titles[here + 1]))
