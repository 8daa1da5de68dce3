"""Lesson 01's panels: the published probabilities, the estimates, and the edges."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import numpy as np
import pytest

from em_core import datasets
from lessons.coin_mle.curves import (
    BAND,
    BEST,
    CURVE,
    MAP,
    TRY,
    curves,
    likelihood_curve,
    log_likelihood_curve,
    score_curve,
)
from lessons.coin_mle.numbers import SLOTS, moves_slots, reading, three_moves
from lessons.coin_mle.record import (
    OneCoin,
    caption,
    counted,
    estimate,
    probability,
    read,
    tossed,
)
from tests.figures.html import lines, shown, text, value

CURVES = (likelihood_curve, log_likelihood_curve, score_curve)
EDGES = [counted(0, 0, 0.6), counted(10, 10, 0.6), counted(0, 10, 0.6), counted(0, 0, 0.6, a=2, b=3),
         counted(1000, 1000, 0.001), counted(500, 1000, 0.999, count=False), counted(1, 1, 0.5),
         tossed([], 0.5), tossed([1, 1, 0], 0.3)]  # fmt: skip


@pytest.mark.parametrize(("p", "printed"), [(0.6, "0.2007"), (0.5, "0.2461"), (0.7, "0.1029")])
def test_five_heads_in_ten(p: float, printed: str) -> None:
    coin = counted(5, 10, p)
    assert probability(coin, 0).endswith(f"5 heads in 10 flips would happen with probability {printed}.")
    assert probability(coin, 0).startswith(f"If p were {p},")
    assert f"{math.exp(read(coin, 0).log_likelihood):.4f}" == printed
    assert printed in text(shown(three_moves(coin), 1))


def test_the_count_is_the_sequence_times_a_constant() -> None:
    one, other = counted(5, 10, 0.6), counted(5, 10, 0.6, count=False)
    inside = slice(20, -20)  # where neither curve is cut off
    factor = curves(one, 0).log_likelihood[inside] - curves(other, 0).log_likelihood[inside]
    assert factor == pytest.approx(math.log(252), rel=1e-12)  # up to the rounding of gammaln
    assert read(one, 0).mle == read(other, 0).mle == 0.5
    assert "this sequence" in probability(other, 0)


def test_the_likelihood_interval_narrows_with_more_flips() -> None:
    intervals = [read(counted(n // 2, n, 0.5), 0).interval for n in (10, 100, 1000)]
    widths = [high - low for low, high in intervals]
    assert widths == sorted(widths, reverse=True)
    # it holds exactly the p with L(p) >= L(mle) / 8
    coin = counted(5, 10, read(counted(5, 10, 0.5), 0).interval[0])
    top = read(counted(5, 10, 0.5), 0).log_likelihood
    assert read(coin, 0).log_likelihood - top == pytest.approx(math.log(1 / 8), abs=1e-9)


def test_map_beside_mle() -> None:
    assert read(counted(3, 3, 0.5), 0).map is None
    now = read(counted(3, 3, 0.5, a=2, b=2), 0)
    assert (now.mle, now.map) == (1.0, pytest.approx(4 / 5, rel=1e-12))
    assert read(counted(0, 0, 0.5, a=2, b=3), 0).map == pytest.approx(1 / 3, rel=1e-12)


@pytest.mark.parametrize("panel", CURVES)
def test_a_curve_is_the_curve(panel: object) -> None:
    coin = counted(5, 10, 0.6)
    strip = panel(coin)
    frame = strip.frames[3]
    x = np.array(strip.base["data"][CURVE]["x"])
    y = np.array(frame[CURVE]["y"])
    assert len(x) == len(y) and frame[TRY]["x"][1] == 0.6
    at = int(np.argmin(np.abs(x - 0.6)))
    # the dot sits on the curve: three significant digits and more travel
    assert y[at] == pytest.approx(frame[TRY]["y"][1], rel=5e-3)
    top = 0 if panel is score_curve else max(y)
    assert frame[BEST]["x"] == [0.5] and frame[BEST]["y"][0] == pytest.approx(top, abs=5e-3)


def test_the_slope_is_zero_at_the_top() -> None:
    c = curves(counted(5, 10, 0.6), 0)
    assert c.score[c.log_likelihood.argmax()] == pytest.approx(0, abs=1e-9)
    inside = slice(40, 160)
    # differences over 1/100 against the derivative
    assert np.gradient(c.log_likelihood, c.p)[inside] == pytest.approx(c.score[inside], rel=0.01, abs=0.01)


def test_moves_show_one_after_the_other() -> None:
    strip = three_moves(counted(5, 10, 0.6))
    moves = [[p for p in shown(strip, k).iter("p") if p.get("class") == "em-move"] for k in range(4)]
    assert list(map(len, moves)) == [0, 1, 2, 3] and counted(5, 10, 0.6).frame(0, str).label == "flips"
    assert likelihood_curve(counted(5, 10, 0.6)).frames[0][BEST]["x"] == [None]
    assert likelihood_curve(counted(5, 10, 0.6)).frames[3][BEST]["x"] == [0.5]


COINS = [counted(5, 10, 0.6), counted(7, 10, 0.31, count=False), counted(10, 10, 0.9, a=2, b=2),
         counted(5, 100, 0.3), counted(0, 4, 0.999)]  # fmt: skip


@pytest.mark.parametrize("coin", COINS, ids=str)
def test_the_moves_numbers_can_be_recomputed(coin: OneCoin) -> None:
    seen = set()
    for name, line in lines(shown(three_moves(coin), 3)):
        before, printed = line.replace("your p:", "").split("=")[-2:]
        expected, result = value(before), value(printed)
        if expected is None or result is None:  # symbols, or a power of ten in small print
            continue
        # results have four digits and more, inputs six
        assert expected == pytest.approx(result, rel=6e-4, abs=1e-6), line
        seen.add(name)
    assert {"log_likelihood", "score", "mle"} <= seen and ("map" in seen) == coin.prior


def test_slots_have_their_names() -> None:
    slots = dict(zip(SLOTS, moves_slots(counted(5, 10, 0.6), 3), strict=True))
    assert (slots["ways"], slots["likelihood"], slots["mle"]) == ("252", "0.2007", "0.5")
    assert slots["log_p"].startswith("\u2212")
    assert float(slots["log_p"].replace("\u2212", "-")) == pytest.approx(math.log(0.6), abs=5.1e-9)
    assert Fraction(slots["h"]) / Fraction(slots["n"]) == Fraction(slots["mle"])


@pytest.mark.parametrize("coin", EDGES, ids=str)
def test_edges_are_explained_and_never_nan(coin: OneCoin) -> None:
    for k in range(len(coin.flips)):
        for strip in (*(panel(coin) for panel in CURVES), three_moves(coin), reading(coin)):
            flat = repr([strip.frames[k], strip.captions[k]])
            assert not re.search(r"\bnan\b|\binf\b", flat), (strip.title, k)
        for strip in (three_moves(coin), reading(coin)):
            assert text(shown(strip, k)).strip()
    assert coin.stop(str)


def test_no_flips_have_a_flat_likelihood_and_no_estimate() -> None:
    coin = counted(0, 0, 0.6)
    strip = likelihood_curve(coin)
    assert set(strip.frames[3][CURVE]["y"]) == {1.0}
    assert strip.frames[3][BEST]["x"] == strip.frames[3][BAND]["x"] == [None]
    assert "no best p" in estimate(coin, 3) and "no best p" in text(shown(three_moves(coin), 3))


@pytest.mark.parametrize(("heads", "edge"), [(0, 0), (10, 1)])
def test_heads_only_and_tails_only(heads: int, edge: int) -> None:
    coin = counted(heads, 10, 0.6)
    assert read(coin, 3).mle == edge
    assert "climbs to the edge" in estimate(coin, 3) and "nowhere inside" in text(shown(three_moves(coin), 3))
    assert score_curve(coin).frames[3][BEST]["x"] == [None]


def test_tosses_one_by_one() -> None:
    tosses = datasets.toss(0.6, 30, 1)
    coin = tossed(tosses.tolist(), 0.5)
    assert coin.heads[-1] == tosses.sum() and coin.flips == tuple(range(31))
    assert [coin.frame(k, str).label for k in range(len(coin))] == [str(k) for k in range(31)]
    assert caption(coin, 1).startswith("Toss 1 is heads" if tosses[0] else "Toss 1 is tails")
    strip = likelihood_curve(coin)
    assert strip.base["layout"]["yaxis"]["range"] == [0, 1.15]
    for k in range(1, 31):
        # a grid of 1/80 may miss a narrow top by a little
        assert max(strip.frames[k][CURVE]["y"]) == pytest.approx(1, abs=0.07)
        band = strip.frames[k][BAND]["x"]
        assert (band[0], band[2]) == pytest.approx(read(coin, k).interval, rel=1e-5)


def test_a_prior_has_its_marker() -> None:
    strip = likelihood_curve(counted(5, 10, 0.6, a=3, b=2))
    assert strip.frames[3][MAP]["x"] == [pytest.approx(7 / 13, rel=1e-5)]
    assert strip.base["data"][MAP]["showlegend"]
    assert not likelihood_curve(counted(5, 10, 0.6)).base["data"][MAP]["showlegend"]


@pytest.mark.parametrize("p", [0, 1, -0.1, math.nan])
def test_a_p_outside_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="p must lie between 0 and 1"):
        counted(5, 10, p)


def test_more_heads_than_flips_are_refused() -> None:
    with pytest.raises(ValueError, match="heads"):
        counted(11, 10, 0.5)
