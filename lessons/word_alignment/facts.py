"""The results quoted in lesson 12, computed by the lesson's own runs; fractions as they are written."""

from __future__ import annotations

from math import log
from typing import Any

from em_core import SentencePairs, TranslationParams, datasets, fit, hard, uniform
from em_core.recipe import Recipe
from lessons.word_alignment.compare import once
from lessons.word_alignment.data import TWICE
from lessons.word_alignment.exact import exact
from lessons.word_alignment.runs import MODEL, alignment
from lessons.word_alignment.settings import Settings

Facts = dict[str, Any]
FAR = 1000  # iterations: far enough for three decimals of a limit
SHOWN = 100  # of the stage
HAUS, BUSH, SIX = datasets.DAS_HAUS, datasets.BUSH_AND_SHARON, datasets.BUSH_LEFT_WITH_SHARON


def facts() -> Facts:
    first = _steps() | _long() | _one_pair() | _repeated()
    return first | _bush() | _null() | _direction() | _hard() | _analects()


def after(data: SentencePairs, n: int, start: TranslationParams | None = None) -> TranslationParams:
    """The dictionary after n iterations from all alike, or from another start."""
    begun = start or uniform(data)
    found: TranslationParams = fit(MODEL, data, begun, max_iter=n, tol=0.0).params if n else begun
    return found


def entry(data: SentencePairs, params: TranslationParams, e: str, f: str) -> float:
    """t(e | f)."""
    return float(params.table[data.source.index(f), data.target.index(e)])


def height(data: SentencePairs, params: TranslationParams) -> float:
    return float(MODEL.log_likelihood(data, params))


def fraction(name: str, value: Any) -> Facts:
    """A fraction in two parts: fraction("q_{}", 2/3) has the names q_top and q_bottom."""
    return {name.format("top"): value.numerator, name.format("bottom"): value.denominator}


def _steps() -> Facts:
    data = HAUS.pairs()
    first, second, third = exact(data)
    before = second.before
    share = before["das", "the"] / (before["das", "the"] + before["Buch", "the"])  # of "the" in pair 2
    known: Facts = {"even": 1 / len(data.target)}
    known |= fraction("share_{}", share) | fraction("rest_{}", 1 - share)
    both = before["das", "house"] + before["Haus", "house"]
    known |= fraction("house_{}", before["Haus", "house"] / both)
    known |= fraction("links_{}", second.links["das", "the"]) | fraction("all_{}", second.total("das"))
    known |= fraction("minor_{}", second.links["das", "house"])
    for i, step in enumerate((first, second, third), 1):
        known |= fraction(f"the{i}_{{}}", step.after["das", "the"])
        known |= fraction(f"a{i}_{{}}", step.after["ein", "a"])
    known |= fraction("haus2_the_{}", second.after["Haus", "the"])
    known |= fraction("haus2_{}", second.after["Haus", "house"])
    known["the3"] = float(third.after["das", "the"])
    for n in (5, 10):
        known[f"the{n}"] = entry(data, after(data, n), "the", "das")
    for n in (0, 1, 2, 3, 10):
        known[f"ll{n}"] = height(data, after(data, n))
    return known | {"ll_limit": -6 * log(2)}


def _long() -> Facts:
    data, empty = HAUS.pairs(), HAUS.pairs(True)
    known = {f"wrong{n}": entry(data, after(data, n), "the", "Haus") for n in (10, 20, 100, 1000)}
    known |= {f"inverse{n}": 1 / known[f"wrong{n}"] for n in (100, 1000)}
    return known | {"wrong_null10": entry(empty, after(empty, 10), "the", "Haus"),
                    "wrong_null20": entry(empty, after(empty, 20), "the", "Haus")}  # fmt: skip


def _one_pair() -> Facts:
    known: Facts = {}
    for name, p in (("six", 0.6), ("nine", 0.9)):
        run = alignment(Settings(data="one", start="hand", p=p))
        end = after(run.pairs, FAR, run.trace[0].params)
        known[f"{name}_a"] = entry(run.pairs, end, "a", "ein")
        known[f"{name}_book"] = entry(run.pairs, end, "book", "ein")
    return known | {"ll_one": height(run.pairs, end)}


def _repeated() -> Facts:
    data = SentencePairs(TWICE)
    (step,) = exact(data, 1)
    (slip,) = exact(once(data), 1)
    known = fraction("twice_{}", step.after["x", "a"]) | fraction("single_{}", step.after["x", "b"])
    known |= fraction("slip_{}", slip.after["x", "a"])
    real = datasets.ANALECTS.pairs(True)
    (step,), (slip,) = exact(real, 1), exact(once(real), 1)
    known |= fraction("what_{}", step.after["七", "what"])
    return known | fraction("what_slip_{}", slip.after["七", "what"])


def _bush() -> Facts:
    data, more = BUSH.pairs(), SIX.pairs()
    end = after(data, FAR)
    known: Facts = {f"bush_ll{n}": height(data, after(data, n)) for n in (0, 1, 2)}
    known |= {
        "bush_ll": height(data, end),
        "with_quarter": entry(data, end, "with", "与"),
        "le_bush": entry(data, end, "Bush", "了"),
        "le_sharon": entry(data, end, "Sharon", "了"),
    }
    for n in (1, 5, 10, 100):
        known[f"with{n}"] = entry(more, after(more, n), "with", "与")
    known["held_third"] = entry(more, after(more, FAR), "held", "举行")
    empty = BUSH.pairs(True)
    last = after(empty, FAR)
    known["null_bush"] = entry(empty, last, "Bush", "了")
    return known | {"null_sharon": entry(empty, last, "Sharon", "NULL")}


def _null() -> Facts:
    data, empty = HAUS.pairs(), HAUS.pairs(True)
    end = after(empty, 200)
    return {
        "the3_null": entry(empty, after(empty, 3), "the", "das"),
        "null_the": entry(empty, end, "the", "NULL"),
        "tokens": len(data),
    }


def _direction() -> Facts:
    data = BUSH.pairs().swapped()
    end, straight = after(data, SHOWN), after(BUSH.pairs(), SHOWN)
    return {
        "swap_bush": entry(data, end, "布什", "Bush"), "swap_le": entry(data, end, "了", "Bush"),
        "swap_met_le": entry(data, end, "了", "met"),
        "straight_bush": entry(BUSH.pairs(), straight, "Bush", "布什"),
    }  # fmt: skip


def _hard() -> Facts:
    data = HAUS.pairs()
    end = fit(MODEL, data, uniform(data), Recipe(hard), max_iter=50, tol=0.0).params
    return {"hard_the": entry(data, end, "the", "das"), "hard_house": entry(data, end, "house", "das"),
            "hard_ll": height(data, end)}  # fmt: skip


def _analects() -> Facts:
    real, numbers = datasets.ANALECTS, datasets.ANALECTS_CUT
    data, cut, empty = real.pairs(), numbers.pairs(), numbers.pairs(True)
    known: Facts = {}
    for where, n in (("", SHOWN), ("_limit", FAR)):
        end, ends, last = after(data, n), after(cut, n), after(empty, n)
        known |= {
            f"shi_at{where}": entry(data, end, "at", "十"), f"shi_my{where}": entry(data, end, "my", "十"),
            f"shi_i{where}": entry(data, end, "i", "十"), f"wu_i{where}": entry(data, end, "i", "五"),
            f"wu_fif{where}": entry(cut, ends, "fif", "五"), f"wu_cut_i{where}": entry(cut, ends, "i", "五"),
            f"wu_null{where}": entry(empty, last, "fif", "五"),
        }  # fmt: skip
    known["san"] = entry(data, after(data, SHOWN), "stood", "三")
    known |= {f"an_ll{n}": height(data, after(data, n)) for n in (0, 1, 2)}
    return known | {"an_ll": height(data, after(data, FAR))}
