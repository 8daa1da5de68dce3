"""What the style sheets may not say, because of what it costs in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted(path for part in ("em_ui", "em_figures", "lessons") for path in (ROOT / part).rglob("*.css"))
CHEAP = {'[data-testid="stLayoutWrapper"]:has(> .st-key-language)'}  # one class, right inside: 0.0 ms


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_rule_looks_inside(sheet: Path) -> None:
    """A :has() that depends on what is chosen, empty or beside makes every change of a picture cost the style
    of the whole page, 15 to 40 ms; em_ui/player/web/strips/when.mjs and classes do the same for nothing."""
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
    found = {rule.strip() for rule in re.findall(r"[^{};]*:has\([^{}]*", rules)}
    assert found <= CHEAP
