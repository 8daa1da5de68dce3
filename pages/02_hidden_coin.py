from em_ui.lesson import lesson
from em_ui.settings import Settings

page = lesson("02_hidden_coin", Settings)
page.section("question")
