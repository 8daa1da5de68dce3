"""What surrounds every page: the list of lessons, the language switch, and the way on and back."""

from __future__ import annotations

import runpy
from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from em_lesson import prose as text
from em_ui import language, links

Table = Mapping[str, Sequence[str]]
HERE = Path(__file__).parent

# Streamlit's English hints that no option turns off; room for a thumb on a phone; its display
# formulas are clipped at the top, its largest headings shout, and its code colours are too pale to read.
STYLE = """<style>
[data-testid="InputInstructions"], [data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
[data-testid="stHeader"] { height: 2.75rem; min-height: 2.75rem; background: var(--em-page, transparent); }
[data-testid="stMarkdownContainer"] table { display: block; max-width: 100%; overflow-x: auto; }
[data-testid="stRadio"] label { align-items: flex-start; padding-block: 0.1rem; }
[data-testid="stMainBlockContainer"] { max-width: 76rem; padding-top: 3.25rem; padding-bottom: 4rem; }
[data-testid="stMainBlockContainer"] :is(p, li) { max-width: 46rem; }
[data-testid="stSidebar"] a p { white-space: normal; overflow: visible; }
[data-testid="stMarkdownContainer"] h2 { font-size: 1.45rem; padding-top: 0.75rem; }
.katex-display { padding-block: 0.3em; overflow-x: auto; overflow-y: hidden; }
[data-testid="stCode"] .token { color: inherit !important; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding-inline: 0.75rem; }
  .katex-display { font-size: 0.92em; }
}
</style>"""


def url_path(name: str) -> str:
    """The fixed path of a lesson: "hard_soft" is at /hard-soft in every language."""
    return name.replace("_", "-")


def file(name: str) -> str:
    """A lesson's script."""
    return f"lessons/{name}/lesson.py"


def numbered(place: int, title: str) -> str:
    """A lesson's title with its number, by which the prose refers to it; the first page has none."""
    return f"{place:02d} · {title}" if place else title


def under_app() -> None:
    """Run app.py around a page that Streamlit started by itself; does nothing inside app.py."""
    if not st.session_state.get("framed"):
        runpy.run_path(str(HERE.parent / "app.py"))  # the switch, the navigation, and this page inside
        st.stop()


def show(groups: Table) -> None:
    """Run the app: ``groups`` lists the lessons' names under English headings; the first is the home page."""
    st.set_page_config(page_title="EM", page_icon=str(HERE / "icon.png"), layout="wide")
    st.html(STYLE)
    with st.container(key="language"):
        lang = language.switch()
    tr = text.translator(lang)
    names = [name for group in groups.values() for name in group]
    pages = {
        name: st.Page(
            file(name), title=text.load(name, lang).title, url_path=url_path(name), default=name == names[0]
        )
        for name in names
    }

    def way(name: str, label: str) -> None:
        """A link to a lesson as it was left; saying all of it at once makes one entry in the history."""
        st.page_link(pages[name], label=label, query_params={"lang": lang, **links.of(name)})

    # Streamlit's own list of pages has headings inside its <ul>, which a screen reader cannot count
    chosen = st.navigation(list(pages.values()), position="hidden")
    with st.sidebar:
        for title, group in groups.items():
            st.caption(tr(title))
            for name in group:
                way(name, numbered(names.index(name), pages[name].title))
    st.session_state["framed"] = True
    try:
        chosen.run()
    finally:
        del st.session_state["framed"]
    here = next(i for i, name in enumerate(names) if pages[name].url_path == chosen.url_path)
    with st.container(key="ways", horizontal=True, horizontal_alignment="distribute"):
        if here > 0:
            way(names[here - 1], tr("← Previous: {title}").format(title=pages[names[here - 1]].title))
        if here + 1 < len(names):
            way(names[here + 1], tr("Next: {title} →").format(title=pages[names[here + 1]].title))
