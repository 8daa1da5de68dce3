"""Messages and queries of a wrong shape, each a function of its number."""

from __future__ import annotations

import random
from typing import Any

from tests.bad.inputs import MARK, text


def value(draw: random.Random, deep: int = 0) -> Any:
    """Anything that a message may carry."""
    plain: tuple[Any, ...] = (None, True, False, 0, -1, 7, 1e300, float("nan"), float("inf"), 10**400, "",
        text(draw), b"x", 2.5)
    if deep < 3 and draw.random() < 0.4:
        some = [value(draw, deep + 1) for _ in range(draw.randint(0, 4))]
        return some if draw.random() < 0.5 else {draw.choice(("ask", "seq", "query",
            "")): one for one in some}
    return draw.choice(plain)


def message(number: int) -> Any:
    """The state of the component that carries questions, of a wrong shape."""
    draw = random.Random(f"message {number}")
    if draw.random() < 0.2:
        return value(draw)
    asks = {"seq": draw.choice((1, 2.0, 7, 9, 3, value(draw))),
        "query": draw.choice((*[query(number)] * 4, value(draw)))}
    for name in ("seq", "query"):
        if draw.random() < 0.1:
            del asks[name]
    if draw.random() < 0.2:
        asks["more"] = value(draw)
    nested: Any = asks
    for _ in range(draw.choice((0, 0, 0, 0, 0, 0, 1, 500))):
        nested = {"ask": nested}
    return {"ask": nested}


def query(number: int) -> str:
    """The query of a question as no browser writes it: halves of escapes, bytes, keys twice, very long."""
    draw = random.Random(f"query {number}")
    names = ("scene", "lang", "data", "k", "a", "rounds", "points", "lines", "diary", "light", "changed",
        "add", "held", "", "%ff", "x")
    values = ("1", "%", "%zz", "%ff%fe", "%00", "%ED%A0%80", "%3Cscript%3E" + MARK, "own", "free",
        "9" * 400, "1%2C2%3B3%2C4", "nan",
              "zh", "en", "+", "%2B1e999", "a%20%2F%20b", "%F0%9F%92%A9", "%u0041", "\u8eab\u9ad8",
              "1;" * 200)  # fmt: skip
    pairs = [draw.choice(names) + draw.choice(("=", "=", "=", "",
        "==")) + draw.choice(values) for _ in range(draw.choice((1, 2, 4, 9, 90, 700)))]
    return draw.choice(("&", "&", "&&", ";")).join(pairs) + draw.choice(("", "&", "#x", "&" + "y" * 19_000))
