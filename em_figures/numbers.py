"""How numbers are rounded for the wire and printed on the screen, and read back from there."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import numpy as np

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POWER = re.compile(r"^(-?[\d.]+) × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$")


def sig(value: float, digits: int = 6) -> float:
    """``value`` rounded to ``digits`` significant digits, which is what a picture can show."""
    return float(f"{value:.{digits}g}")


def sigs(values: Iterable[float], digits: int = 6) -> list[float]:
    """Every value rounded to ``digits`` significant digits."""
    form, known = f"%.{digits}g", values.tolist() if isinstance(values, np.ndarray) else values
    return [float(form % value) for value in known]


def fixed(value: float, digits: int = 3) -> str:
    """``value`` with ``digits`` decimals, never "-0.000"."""
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text


def plain(value: float, digits: int = 6) -> str:
    """``value`` to ``digits`` significant digits, never with an exponent: 0.6, 0.713012, 0.00000012."""
    return np.format_float_positional(value, precision=digits, unique=False, fractional=False, trim="-")


def short(value: float, digits: int = 6) -> str:
    """As ``plain``, but 3.2 × 10⁻⁷ for what is below 10⁻⁶ or not below 10⁹."""
    rounded = sig(value, digits)
    return plain(rounded, digits) if rounded == 0 or 1e-6 <= abs(rounded) < 1e9 else power(value, digits)


def bracketed(value: float, digits: int = 6) -> str:
    """As ``short``, but (3.2 × 10⁻⁷) in brackets: for what is raised to a power or divided by."""
    text = short(value, digits)
    return f"({text})" if "×" in text else text


def power(value: float, digits: int = 3) -> str:
    """``value`` as m × 10ⁿ with ``digits`` significant digits."""
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa} × 10{str(int(exponent)).translate(_SUPERSCRIPT)}"


def read(text: str) -> float:
    """The number that ``fixed``, ``short`` or ``power`` printed; raises ValueError for other text."""
    found = _POWER.match(text)
    return float(f"{found[1]}e{found[2].translate(_PLAIN)}") if found else float(text)


def parts(total: int, shares: Sequence[float], digits: int = 3) -> list[str]:
    """``total`` * shares, printed so that the printed parts sum to ``total`` exactly.

    The last digit is dealt out by largest remainder; each part is within one unit of its value.
    """
    unit = 10**digits
    if len(shares) == 2:  # the same rule, in a third of the time
        first = round(total * shares[0] * unit)
        return [f"{first / unit:.{digits}f}", f"{(total * unit - first) / unit:.{digits}f}"]
    exact = [total * share * unit for share in shares]
    whole = [math.floor(value) for value in exact]
    missing = total * unit - sum(whole)
    by_remainder = sorted(range(len(exact)), key=lambda k: whole[k] - exact[k])
    for k in by_remainder[:missing]:
        whole[k] += 1
    return [f"{value / unit:.{digits}f}" for value in whole]


def exponential(log_value: float, digits: int = 6) -> str:
    """exp(log_value) to ``digits`` significant digits, also where a float would underflow to 0."""
    if log_value == -math.inf:
        return "0"
    if log_value > -13:
        return short(math.exp(log_value), digits)
    order = math.floor(log_value / math.log(10))
    mantissa = f"{math.exp(log_value - order * math.log(10)):.{digits - 1}g}"
    if float(mantissa) >= 10:  # 9.9999996 rounds up
        mantissa, order = "1", order + 1
    return f"{mantissa} × 10{str(order).translate(_SUPERSCRIPT)}"
