"""Colours that can be read and told apart, in both themes."""

from __future__ import annotations

import colorsys
import json
import re
from itertools import combinations

import pytest

from em_figures import theme
from em_figures.coins.surface import likelihood_surface
from tests.figures.samples import traces

OKABE_ITO = {"@A": "#0072b2", "@B": "#d55e00", "@C": "#009e73"}
THEMES = sorted(theme.TOKENS)


def channels(colour: str) -> tuple[float, float, float]:
    assert re.fullmatch("#[0-9a-f]{6}", colour), colour
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_formula_gives_wcag_s_own_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0, abs=1e-9)  # exact but for float rounding
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=5e-3)  # printed with two decimals


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("token", theme.TEXT)
def test_letters_reach_4_5_to_1(name: str, token: str) -> None:
    colours = theme.TOKENS[name]
    assert contrast(colours[token], colours["@paper"]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("token", theme.MARKS)
def test_marks_reach_3_to_1(name: str, token: str) -> None:
    colours = theme.TOKENS[name]
    assert contrast(colours[token], colours["@paper"]) >= 3.0


@pytest.mark.parametrize("name", THEMES)
def test_marks_stand_out_from_the_deepest_tint_of_a_surface(name: str) -> None:
    colours = theme.TOKENS[name]
    for token in ("@ink", "@bound", "@star"):
        assert contrast(colours[token], colours["@s5"]) >= 3.0, token


def test_every_token_has_a_colour_in_both_themes() -> None:
    assert set(theme.TOKENS["light"]) == set(theme.TOKENS["dark"])
    assert {*theme.TEXT, *theme.MARKS, "@paper", "@grid"} <= set(theme.TOKENS["light"])


def test_the_light_theme_s_coins_are_okabe_and_ito_s() -> None:
    assert {token: theme.TOKENS["light"][token] for token in OKABE_ITO} == OKABE_ITO


@pytest.mark.parametrize("token", theme.COINS)
def test_a_coin_keeps_its_hue(token: str) -> None:
    colours = [theme.TOKENS[name][token + end] for name in THEMES for end in ("", "-text")]
    hues = [colorsys.rgb_to_hsv(*channels(colour))[0] for colour in colours]
    for one, other in combinations(hues, 2):
        assert min(abs(one - other), 1 - abs(one - other)) < 0.05  # 18 degrees: the same name for the colour


def test_figures_use_only_tokens_that_exist() -> None:
    strip = likelihood_surface(traces()["db"], hard=traces()["db hard"], truth=(0.8, 0.45))
    used = set(re.findall(r'"(@[\w-]+)"', json.dumps(strip.base)))
    assert used and used <= set(theme.TOKENS["light"])


def test_layouts_leave_room_for_the_learner_s_zoom() -> None:
    layout = theme.layout(theme.axis("x", range=[0, 1]), theme.axis("y"), height=300)
    assert layout["uirevision"] and layout["dragmode"] is False and layout["height"] == 300
    assert "title" not in layout
    assert not layout["xaxis"].get("fixedrange") and layout["xaxis"]["range"] == [0, 1]
