"""Every page x both languages x presets x bad links, without a browser: what is handed to the player."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from em_ui.shell import url_path

PAGES = (
    "home",
    "coin_mle",
    "hidden_coin",
    "hard_soft",
    "jensen",
    "lower_bound",
    "coordinate_ascent",
    "kmeans",
    "heights",
    "gmm",
)
LANGS = ("en", "zh")


def open_page(name: str, **query: str) -> AppTest:
    """A first visit to a page by a link, through app.py as in a browser."""
    app = AppTest.from_file("../../app.py", default_timeout=30)
    if name != "home":  # AppTest.switch_page knows pages by file, st.navigation by path
        app._page_hash = calc_hash(url_path(name))
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def player(app: AppTest) -> dict[str, Any]:
    """What the page handed to its player."""
    (component,) = app.get("bidi_component")
    data: dict[str, Any] = json.loads(component.proto.json)
    return data


def numbers(value: Any) -> Iterator[float]:
    """Every number in a JSON value."""
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, float):
        yield value


def texts(app: AppTest) -> str:
    """All Markdown on the page."""
    return "\n".join(element.value for element in app.markdown)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_in_its_language_with_a_player(name: str, lang: str) -> None:
    app = open_page(name, lang=lang)
    assert not app.exception
    data = player(app)
    assert data["lang"] == lang
    n = len(data["labels"])
    assert n == len(data["captions"]) == len(data["phases"]) > 1
    for panel in data["panels"]:
        strip = panel["strip"]
        assert strip["title"] and len(strip["frames"]) <= n
        assert len(strip["captions"]) == (len(strip["frames"]) if strip["kind"] == "plotly" else 0)
    assert all(math.isfinite(number) for number in numbers(data))
    assert "{{" not in texts(app)


PRESETS = [
    (name, preset)
    for name in ("hidden_coin", "hard_soft")
    for preset in (
        {"data": "db"},
        {"data": "five"},
        {"data": "own", "rounds": "0/5 5/5 0/0 3/7"},
        {"data": "own", "rounds": "1/1"},
        {"data": "own", "rounds": "0/10 0/10"},
        {"data": "sim", "sim_a": "1", "sim_b": "0", "sim_n": "60", "sim_flips": "1"},
        {"data": "db", "a": "0.5", "b": "0.5"},
        {"data": "db", "a": "0.999", "b": "0.001"},
    )
]
PRESETS += [
    ("coin_mle", preset)
    for preset in (
        {"heads": "0", "tails": "0"},
        {"heads": "10", "tails": "0"},
        {"heads": "0", "tails": "10", "count": "0"},
        {"heads": "100", "tails": "100", "p": "0.001"},
        {"heads": "0", "tails": "0", "prior": "1"},
        {"heads": "3", "tails": "0", "prior": "1", "prior_a": "2.5", "prior_b": "1"},
        {"mode": "tossed", "tosses": "200", "seed": "7", "reveal": "1", "prior": "1"},
        {"mode": "tossed", "tosses": "1", "count": "0", "p": "0.999"},
    )
]
PRESETS += [
    ("jensen", preset)
    for preset in (
        *({"f": f, "n": "8"} for f in ("log", "sqrt", "square", "exp", "xlogx")),
        {"n": "2", "x1": "2", "x2": "2"},
        {"n": "3", "w1": "0.01", "w2": "1", "x3": "0.1"},
        {"view": "kl"},
        {"view": "kl", "m": "2", "q1": "1", "p1": "1", "q2": "1", "p2": "1"},
        {"view": "kl", "m": "4", "q1": "0.05", "p1": "1"},
    )
]
PRESETS += [
    ("lower_bound", preset)
    for preset in (
        {"data": "five"},
        {"a": "0.001", "b": "0.999"},
        {"a": "0.5", "b": "0.5"},
        {"own": "1", "q1": "0.999", "q3": "0.001"},
        {"data": "own", "rounds": "1/1"},
        {"data": "own", "rounds": "0/10 0/10", "own": "1"},
        {"data": "own", "rounds": "0/5 5/5 0/0 3/7", "view": "slice"},
        {"view": "slice"},
        {"view": "slice", "s": "0.5"},
        {"view": "slice", "data": "five"},
        {"view": "slice", "data": "own", "rounds": "0/10 10/10"},
        *({"view": "zoo", "bug": bug} for bug in ("one", "two", "three", "four", "five")),
    )
]
PRESETS += [
    ("coordinate_ascent", preset)
    for preset in (
        {"q": "0", "a": "0.999", "b": "0.001"},
        {"first": "m", "q": "1"},
        {"view": "climbs"},
        {"view": "climbs", "a": "0.6", "b": "0.6", "step": "0.06", "method": "newton"},
        {"view": "climbs", "a": "0.999", "b": "0.001", "step": "0.06"},
        {"view": "climbs", "data": "five"},
        {"view": "climbs", "data": "own", "rounds": "0/10 0/10"},
        {"view": "climbs", "data": "own", "rounds": "1/1"},
        {"view": "linkage"},
        {"view": "linkage", "theta": "0.001"},
        {"view": "linkage", "theta": "0.999"},
    )
]
PRESETS += [
    ("heights", preset)
    for preset in (
        {"unit": "cm", "reveal": "1"},
        {"groups": "1"},
        {"groups": "3", "variances": "free", "weights": "fixed"},
        {"m1": "67", "m2": "67"},
        {"data": "regions"},
        {"data": "regions", "distance": "0", "spread": "2", "share": "0.05", "n": "20"},
        {"data": "regions", "reveal": "1", "variances": "free", "n": "2000"},
        {"data": "own"},
        {"data": "own", "points": "5"},
        {"data": "own", "points": "5;5;5"},
        {"data": "own", "points": "1;2;3", "variances": "free"},
        {"data": "own", "points": "1e90;2e90;3e90"},
        {"data": "own", "points": "-1e-9;0;2e-9;7e-9", "groups": "3"},
    )
]
PRESETS += [
    ("kmeans", preset)
    for preset in (
        *({"view": view} for view in ("lloyd", "count", "soft", "one", "story")),
        *({"rule": rule, "seed": "4", "c": "6"} for rule in ("random", "plusplus", "farthest")),
        *({"data": data} for data in ("faithful", "long", "sizes", "own")),
        {"c": "1"},
        {"data": "own", "points": "1,2"},
        {"data": "own", "points": "1,1;1,1;1,1", "view": "soft"},
        {"data": "own", "points": "1,1;2,2;3,3;4,4", "view": "count"},
        {"data": "own", "points": "1e90,1;2e90,2;3e90,5", "view": "one"},
    )
]
PRESETS += [
    ("gmm", preset)
    for preset in (
        *({"shape": shape, "open": "1"} for shape in ("diag", "tied", "spherical")),
        *({"data": data, "rule": "plusplus", "seed": "3"} for data in ("blobs", "ring")),
        {"rule": "random", "c": "6", "seed": "9"},
        {"rule": "farthest", "c": "1"},
        {"prior": "1", "c": "6"},
        {"data": "own"},
        {"data": "own", "points": "1,2"},
        {"data": "own", "points": "1,1;1,1;1,1", "rule": "plusplus", "c": "3"},
        {"data": "own", "points": "1,1;2,2;3,3;4,4", "rule": "random", "shape": "full"},
        {"data": "own", "points": "1e90,1;2e90,2;3e90,5", "rule": "random"},
        {"data": "own", "points": "1e-90,1;2e-90,2;3e-90,5", "rule": "random", "prior": "1"},
        {"data": "own", "points": "-5,3;7,1;2,2;9,9", "rule": "hand"},
    )
]
PRESETS += [
    ("home", preset) for preset in ({"first": "0", "moved": "0.95"}, {"first": "0.5"}, {"first": "1"})
]


@pytest.mark.parametrize(("name", "preset"), PRESETS)
def test_every_kind_of_data_plays(name: str, preset: dict[str, str]) -> None:
    app = open_page(name, lang="en", **preset)
    assert not app.exception and not app.error and not app.warning
    data = player(app)
    assert all(math.isfinite(number) for number in numbers(data))
    assert "nan" not in json.dumps(data["captions"]).lower()


def test_the_estimated_weights_have_a_slider() -> None:
    data = player(open_page("hard_soft", lang="en", learn="1", w="0.7"))
    assert [(i["id"], i["value"]) for i in data["inputs"]] == [("a", 0.6), ("b", 0.5), ("w", 0.7)]


def test_the_first_soft_step_is_the_published_one() -> None:
    """Do & Batzoglou from (.6, .5): (.713012, .581339), then the limit (.796789, .519583)."""
    data = player(open_page("hard_soft", lang="en"))
    surface = next(p["strip"] for p in data["panels"] if p["id"] == "surface")
    path = surface["tracks"]["path"]
    assert path["x"][2] == pytest.approx(0.713012, abs=6e-7)
    assert path["y"][2] == pytest.approx(0.581339, abs=6e-7)
    assert path["x"][-1] == pytest.approx(0.796789, abs=2e-6)
    assert path["y"][-1] == pytest.approx(0.519583, abs=3e-6)


def test_a_link_sets_the_screen_and_is_written_back() -> None:
    link = {"lang": "zh", "data": "five", "a": "0.65", "b": "0.25", "learn": "0", "k": "3"}
    app = open_page("hard_soft", **link)
    data = player(app)
    assert data["k"] == 3
    assert [i["value"] for i in data["inputs"]] == [0.65, 0.25]
    assert {
        key: value[0] if isinstance(value, list) else value for key, value in app.query_params.items()
    } == link


BAD = [
    {"a": "2"},
    {"a": "-1"},
    {"a": "nan"},
    {"a": "inf"},
    {"a": "-inf"},
    {"a": ""},
    {"a": "x"},
    {"a": "0,5"},
    {"a": "1e999"},
    {"b": "0"},
    {"b": "1"},
    {"b": "<script>alert(1)</script>"},
    {"b": "０．５x"},
    {"k": "-1"},
    {"k": "x"},
    {"k": "99999999999"},
    {"k": "1.5e300"},
    {"data": "nope"},
    {"data": ""},
    {"data": "DB"},
    {"data": "own", "rounds": ""},
    {"data": "own", "rounds": "5/3"},
    {"data": "own", "rounds": "a b c"},
    {"data": "own", "rounds": "9" * 3000},
    {"data": "own", "rounds": "1/2 " * 500},
    {"data": "own", "rounds": "-1/2"},
    {"data": "own", "rounds": "1/0"},
    {"learn": "maybe"},
    {"learn": "1", "w": "0"},
    {"learn": "1", "w": "7"},
    {"data": "sim", "sim_n": "1e9"},
    {"data": "sim", "sim_a": "-3"},
    {"data": "sim", "seed": "pi"},
    {"data": "sim", "sim_flips": "0"},
    {"lang": "de"},
    {"unknown": "1"},
    {"data": "own", "rounds": "1 of " + "9" * 5000},
    {"data": "sim", "sim_n": "2.5"},
    {"a": "0.5", "b": "\u0000"},
]


@pytest.mark.parametrize("link", BAD, ids=str)
def test_a_bad_link_is_put_right_with_a_notice(link: dict[str, str]) -> None:
    app = open_page("hard_soft", **{"lang": "en", **link})
    assert not app.exception
    assert app.warning, "the learner is told what was wrong"
    assert "Traceback" not in app.warning[0].value
    data = player(app)
    assert all(math.isfinite(number) for number in numbers(data))
    assert all(i["min"] <= i["value"] <= i["max"] for i in data["inputs"])


BAD_ELSEWHERE = [
    ("jensen", {"f": "sin"}),
    ("jensen", {"n": "9"}),
    ("jensen", {"n": "2.5"}),
    ("jensen", {"x1": "-1"}),
    ("jensen", {"w1": "nan"}),
    ("jensen", {"view": "kl", "q1": "0"}),
    ("jensen", {"view": "kl", "m": "1"}),
    ("lower_bound", {"view": "stair"}),
    ("lower_bound", {"own": "2"}),
    ("lower_bound", {"own": "1", "q1": "1.5"}),
    ("lower_bound", {"view": "slice", "s": "9"}),
    ("lower_bound", {"view": "zoo", "bug": "weightless"}),
    ("lower_bound", {"data": "own", "rounds": "5/3"}),
    ("coordinate_ascent", {"view": "x"}),
    ("coordinate_ascent", {"q": "-0.1"}),
    ("coordinate_ascent", {"view": "climbs", "step": "1"}),
    ("coordinate_ascent", {"view": "climbs", "method": "sgd"}),
    ("coordinate_ascent", {"view": "linkage", "theta": "0"}),
    ("kmeans", {"view": "x"}),
    ("kmeans", {"c": "9"}),
    ("kmeans", {"view": "soft", "sigma": "nan"}),
    ("kmeans", {"data": "own", "points": "1,2,3"}),
    ("heights", {"unit": "ft"}),
    ("heights", {"m1": "1000"}),
    ("heights", {"groups": "0"}),
    ("heights", {"data": "regions", "n": "5"}),
    ("heights", {"data": "own", "points": "1;x"}),
    ("gmm", {"c": "0"}),
    ("gmm", {"c": "7"}),
    ("gmm", {"shape": "banana"}),
    ("gmm", {"rule": "best"}),
    ("gmm", {"rule": "random", "seed": "-1"}),
    ("gmm", {"rule": "hand", "m1x": "nan"}),
    ("gmm", {"data": "own", "points": "1,2;3"}),
    ("gmm", {"data": "own", "held": "272x2-0123456789"}),
    ("gmm", {"data": "own", "held": "<script>"}),
]


@pytest.mark.parametrize(("name", "link"), BAD_ELSEWHERE, ids=str)
def test_a_bad_link_to_another_lesson_is_put_right_too(name: str, link: dict[str, str]) -> None:
    app = open_page(name, lang="en", **link)
    assert not app.exception and app.warning
    assert all(math.isfinite(number) for number in numbers(player(app)))


def test_rounds_that_cannot_be_read_stay_in_the_field_and_the_last_ones_on_screen() -> None:
    app = open_page("hard_soft", lang="en", data="own", rounds="3/5 2/5")
    before = player(app)["run"]
    app.text_input(key="hard_soft/rounds").set_value("3/5 x").run()
    assert not app.exception
    assert "Round `2`" in app.error[0].value
    assert app.text_input(key="hard_soft/rounds").value == "3/5 x"
    assert player(app)["run"] == before
    app.text_input(key="hard_soft/rounds").set_value("3 2 of 5").run()
    assert not app.error


def test_a_preset_brings_its_own_start_and_the_language_switch_keeps_everything() -> None:
    app = open_page("hard_soft", lang="en")
    app.radio(key="hard_soft/data/en").set_value("five").run()
    assert [i["value"] for i in player(app)["inputs"]] == [0.7, 0.3]
    run = player(app)["run"]
    app.radio(key="lang").set_value("zh").run()
    assert player(app)["lang"] == "zh"
    assert player(app)["run"] == run
    assert app.radio(key="hard_soft/data/zh").value == "five"
    app.radio(key="lang").set_value("en").run()
    assert player(app)["run"] == run
    assert app.radio(key="hard_soft/data/en").value == "five"


def test_a_later_half_step_in_the_address_is_put_right_within_a_session() -> None:
    app = open_page("hard_soft", lang="en", k="1")
    last = len(player(app)["labels"]) - 1
    app.query_params["k"] = "999"
    app.run()
    assert not app.exception and player(app)["k"] == last


def test_reset_goes_back_to_the_lessons_own_start() -> None:
    app = open_page("hard_soft", lang="en", data="five", a="0.1", b="0.2", k="4")
    app.button(key="reset/hard_soft").click().run()
    data = player(app)
    assert [i["value"] for i in data["inputs"]] == [0.6, 0.5]
    assert data["k"] == 0


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PAGES[1:])
def test_every_question_takes_an_answer_first_and_moves_the_player(name: str, lang: str) -> None:
    app = open_page(name, lang=lang)
    questions = [radio for radio in app.radio if "/predict/" in str(radio.key)]
    assert questions
    for radio in questions:
        question = str(radio.key).removesuffix(f"/{lang}")
        app.button(key=f"{question}/commit").click().run()
        assert app.info, "nothing is revealed before an answer is chosen"
        before = player(app)["go"]
        for answer in range(len(radio.options)):
            app.radio(key=radio.key).set_value(answer).run()
            app.button(key=f"{question}/commit").click().run()
            assert app.success or app.warning
        app.button(key=f"{question}/show").click().run()
        assert not app.exception
        assert player(app)["go"] == before + 1
