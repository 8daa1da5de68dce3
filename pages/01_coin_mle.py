from em_ui.lesson import lesson
from em_ui.settings import Settings

page = lesson("01_coin_mle", Settings)
page.section("question")
