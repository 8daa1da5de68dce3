from em_ui.lesson import lesson
from em_ui.settings import Settings

page = lesson("home", Settings)
page.section("question")
