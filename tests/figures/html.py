"""An html strip as the reader sees it: the markup with a frame's numbers in their places."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from em_figures.filmstrip import Filmstrip

_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def tree(markup: str) -> ET.Element:
    """The markup as a tree; raises ParseError when it is not well formed."""
    return ET.fromstring(f"<div>{markup}</div>")


def shown(strip: Filmstrip, k: int, row: int = 0) -> ET.Element:
    """Frame k with the learner's choice of a row, filled in as the player does it."""
    view = strip.frames[k]
    root = tree(strip.base["views"][view.name])
    for node in root.iter():
        if "data-s" in node.attrib:
            node.text = str(view.slots[int(node.attrib["data-s"])])
        if "data-r" in node.attrib:
            node.text = str(view.rows[row][int(node.attrib["data-r"])])
        if "data-w" in node.attrib:
            assert 0 <= float(view.slots[int(node.attrib["data-w"])]) <= 1
    return root


def text(node: ET.Element) -> str:
    """The visible text; a superscript is written as a power."""
    if node.tag.endswith("msup"):
        base, exponent = (text(child) for child in node)
        return f"(({base})**({exponent}))" + (node.tail or "")
    inner = (node.text or "") + "".join(text(child) for child in node)
    return inner + (node.tail or "")


def lines(root: ET.Element) -> Iterator[tuple[str, str]]:
    """(equation, line) for every line that has numbers in it."""
    for equation in root.iter("div"):
        if "data-eq" in equation.attrib:
            for line in equation.iter("p"):
                if "em-eq-line" in line.get("class", ""):
                    yield equation.attrib["data-eq"], text(line).strip()


def value(side: str) -> float | None:
    """The value of one side of an equation; None when it holds symbols."""
    plain = re.sub("[\u2062\\s]", "", _machine(side).replace("\u2212", "-").replace("×", "*"))
    return float(eval(plain)) if re.fullmatch(r"[\d.+\-*/()]+", plain) else None


def unit(printed: str) -> float:
    """One unit of the last printed digit."""
    digits, _, exponent = _machine(printed).strip("() ").partition(" × 10**")
    decimals = len(digits.split(".")[1]) if "." in digits else 0
    return float(10.0 ** (int(exponent.strip("()") or 0) - decimals))


def _machine(printed: str) -> str:
    """3.2 × 10⁻⁷ with its power as a program writes it."""
    return re.sub("(?<=10)[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: f"**({found[0].translate(_PLAIN)})", printed)
