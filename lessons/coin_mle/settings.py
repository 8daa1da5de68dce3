"""Lesson 01's data: flips that the learner counts, or tosses of a coin whose bias only the seed knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from em_core import datasets
from em_lesson.settings import Settings, choice, flag, number, whole
from em_lesson.storyboard import Page
from em_ui import controls
from lessons.coin_mle import record as one_coin


@dataclass(frozen=True)
class OneCoinSettings(Settings):
    """Counted or tossed flips, the p on trial, the kind of likelihood, and a Beta prior."""

    mode: str = choice("counted", "counted", "tossed")
    heads: int = whole(5, 0, 100, when=("mode", "counted"))
    tails: int = whole(5, 0, 100, when=("mode", "counted"))
    tosses: int = whole(30, 1, 200, when=("mode", "tossed"))
    seed: int = whole(1, 0, 999, when=("mode", "tossed"))
    reveal: bool = flag(False, when=("mode", "tossed"))
    count: bool = flag(True)
    prior: bool = flag(False)
    prior_a: float = number(6, 1, 30, step=0.5, when=("prior", True))
    prior_b: float = number(2, 1, 30, step=0.5, when=("prior", True))
    p: float = number(0.6, 0.001, 0.999, live=True)


def hidden_bias(seed: int) -> float:
    """The bias behind a seed: in steps of 0.05 from 0.10 to 0.90."""
    return int(np.random.Generator(np.random.PCG64([seed, 1])).integers(2, 19)) * 5 / 100


def coin(s: OneCoinSettings) -> one_coin.OneCoin:
    """The screen's data for these settings."""
    a, b = (s.prior_a, s.prior_b) if s.prior else (1.0, 1.0)
    if s.mode == "tossed":
        return one_coin.tossed(
            datasets.toss(hidden_bias(s.seed), s.tosses, s.seed).tolist(), s.p, a=a, b=b, count=s.count
        )
    return one_coin.counted(s.heads, s.heads + s.tails, s.p, a=a, b=b, count=s.count)


def call(s: OneCoinSettings) -> str:
    """The calls that make this screen's numbers, to be copied."""
    now = coin(s)
    heads, flips = now.heads[-1], now.flips[-1]
    lines = [
        "from em_core import single_coin",
        "",
        f"single_coin.log_likelihood({s.p}, {heads}, {flips}, count={s.count})",
        f"single_coin.score({s.p}, {heads}, {flips})",
        f"single_coin.mle({heads}, {flips})",
        f"single_coin.likelihood_interval({heads}, {flips})",
    ]
    if s.prior:
        lines.append(f"single_coin.map_estimate({heads}, {flips}, {s.prior_a}, {s.prior_b})")
    return "\n".join(lines)


def choose_flips(page: Page[Any]) -> None:
    """Where the flips come from."""
    tr, s = page.tr, page.settings
    controls.choice(
        page,
        "mode",
        tr("Flips"),
        {"counted": tr("I choose the flips"), "tossed": tr("Toss a coin with a hidden bias")},
    )
    if s.mode == "counted":
        controls.numbers(page, {"heads": tr("Heads"), "tails": tr("Tails")})
        return
    controls.numbers(page, {"tosses": tr("Tosses"), "seed": tr("Seed")})
    controls.toggle(page, "reveal", tr("Show the hidden bias"))
    if page.settings.reveal:
        st.markdown(tr("The hidden bias is p = {p}.").format(p=f"{hidden_bias(page.settings.seed):.2f}"))


def choose_likelihood(page: Page[Any]) -> None:
    """Which likelihood, and whether there is a prior."""
    tr = page.tr
    controls.toggle(page, "count", tr("Likelihood of the number of heads (off: of the sequence)"))
    controls.toggle(page, "prior", tr("Add a prior Beta(a, b)"))
    if page.settings.prior:
        controls.numbers(page, {"prior_a": "a", "prior_b": "b"})
