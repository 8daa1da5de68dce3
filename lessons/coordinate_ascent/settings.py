"""Lesson 06's settings: which view, and what each of them starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from em_lesson.fields import choice, number, symbol
from lessons.common.coins import COINS, DATA, CoinSettings

KNOBS = {"q": 0.5, "a": 0.3, "b": 0.45}  # where the knobs stand at first; coin B is known
CLIMBS = {"a": 0.6, "b": 0.5}  # where the climbers start that the text speaks of
# what a view does not read
UNREAD = {"knobs": (*DATA, "step"), "linkage": (*DATA, "a", "b", "step")}


@dataclass(frozen=True)
class Settings(CoinSettings):
    """Which view, and what each of them starts from."""

    view: str = choice(
        "knobs",
        {
            "knobs": "Two knobs: q and coin A",
            "climbs": "Four ways up one hill",
            "conjugate": "Gradient ascent and conjugate gradients",
            "linkage": "One parameter: EM and Newton",
        },
        label="What to climb",
    )
    first: str = choice(
        "e", {"e": "q (E-step)", "m": "coin A (M-step)"}, label="Turned first", when=("view", "knobs")
    )
    q: float = number(KNOBS["q"], 0.0, 1.0, label=symbol("q"), live=True, when=("view", "knobs"))
    a: float = number(KNOBS["a"], **COINS, label=symbol("θ_A"))
    b: float = number(KNOBS["b"], **COINS, label=symbol("θ_B"))
    method: str = choice(
        "em", {"em": "EM", "newton": "Newton"}, label="Map of all starts", when=("view", "climbs")
    )
    step: float = number(0.01, 0.0005, 0.06, label="step\u00a0s", step=0.0005, live=True)
    theta: float = number(0.5, **COINS, label=symbol("θ"), when=("view", "linkage"))

    def after(self, name: str) -> Self:
        """A view comes with its own start, and so does a preset."""
        if name != "view":
            return super().after(name)
        return self.with_(**{"knobs": KNOBS, "climbs": CLIMBS, "conjugate": CLIMBS}.get(self.view, {}))

    def to_link(self) -> dict[str, str]:
        """As every lesson's, without what this view does not read."""
        unread = UNREAD.get(self.view, ())
        return {name: text for name, text in super().to_link().items() if name not in unread}
