"""The settings every server starts with: readable in both themes, and silent towards the outside."""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest

CONFIG = tomllib.loads((Path(__file__).resolve().parents[1] / ".streamlit/config.toml").read_text("utf-8"))
GROUNDS = ("backgroundColor", "secondaryBackgroundColor")


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two "#rrggbb" colours: (L1 + 0.05) / (L2 + 0.05), from 1 to 21."""

    def luminance(colour: str) -> float:
        shares = (value / 255 for value in bytes.fromhex(colour[1:]))
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def themes() -> list[Any]:
    both = {mode: CONFIG["theme"][mode] for mode in ("light", "dark")}
    return [
        pytest.param({**theme, **place}, id=f"{mode}-{where}")
        for mode, theme in both.items()
        for where, place in (("page", {}), ("sidebar", theme["sidebar"]))
    ]


@pytest.mark.parametrize("theme", themes())
def test_text_and_links_can_be_read(theme: dict[str, Any]) -> None:
    texts = ("textColor", "linkColor", "codeTextColor")
    for text, ground in product(texts, (*GROUNDS, "codeBackgroundColor")):
        assert contrast(theme[text], theme[ground]) >= 4.5, (text, ground)


@pytest.mark.parametrize("theme", themes())
def test_captions_can_be_read(theme: dict[str, Any]) -> None:
    # Streamlit sets them in the text's colour at 60 % opacity.
    for ground in GROUNDS:
        pairs = zip(bytes.fromhex(theme["textColor"][1:]), bytes.fromhex(theme[ground][1:]), strict=True)
        caption = "#" + bytes(round(0.6 * ink + 0.4 * paper) for ink, paper in pairs).hex()
        assert contrast(caption, theme[ground]) >= 4.5, ground


@pytest.mark.parametrize("theme", themes())
def test_what_can_be_acted_on_stands_out(theme: dict[str, Any]) -> None:
    # WCAG 1.4.11 asks 3:1 of a control, but the primary colour also carries text: a slider's value.
    for ground in GROUNDS:
        assert contrast(theme["primaryColor"], theme[ground]) >= 4.5, ground


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21, rel=1e-12)  # rounding only
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=5e-4)  # as published, to its digits


def test_the_figures_stand_on_the_page() -> None:
    from em_figures.theme import TOKENS

    for mode in ("light", "dark"):
        assert TOKENS[mode]["@paper"] == CONFIG["theme"][mode]["backgroundColor"]


def test_no_request_leaves_the_machine_and_nothing_waits_for_an_answer() -> None:
    assert CONFIG["browser"] == {"gatherUsageStats": False, "serverAddress": "localhost"}
    assert CONFIG["server"]["headless"] is True
    assert CONFIG["server"]["enableXsrfProtection"] is True
    assert CONFIG["server"]["maxUploadSize"] <= 12


def test_streamlit_knows_every_option() -> None:
    from streamlit import config

    known = set(config._config_options_template)
    flat = {
        f"{section}.{key}": value
        for section, table in CONFIG.items()
        for key, value in table.items()
        if not isinstance(value, dict)
    }
    for mode in ("light", "dark"):
        table = CONFIG["theme"][mode]
        flat |= {f"theme.{mode}.{key}": value for key, value in table.items() if key != "sidebar"}
        flat |= {f"theme.{mode}.sidebar.{key}": value for key, value in table["sidebar"].items()}
    assert flat.keys() <= known
