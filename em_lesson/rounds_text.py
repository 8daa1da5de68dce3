"""Rounds as a learner types them: "5 9 8 4 7 of 10", or heads/flips pairs "5/10 9/10"."""

from __future__ import annotations

import re
import unicodedata

from em_lesson.typed_error import TypedError

MOST_ROUNDS = 60
MOST_FLIPS = 1000
MOST_CHARACTERS = 2000

Pairs = tuple[tuple[int, int], ...]

_PER_ROUND = re.compile(r"(?:\bof\b|\bout of\b|@|每轮|每輪|共)\s*(\d{1,9})\s*(?:次|flips?)?$", re.IGNORECASE)


def _pair(part: str, per_round: int | None, number: int) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,9})(?:/(\d{1,9}))?", part)
    if not found:
        raise TypedError(
            "Round {number}: “{part}” is not a number of heads. Write whole numbers, "
            "as in “5 9 8 4 7 of 10” or “5/10 9/10”.",
            number=number,
            part=part[:20],
        )
    heads, flips = found[1], found[2] or per_round
    if flips is None:
        raise TypedError(
            "Round {number}: “{part}” does not say how many flips. Write “{part}/10”, "
            "or end the line with “of 10”.",
            number=number,
            part=part[:20],
        )
    h, n = int(heads), int(flips)
    if n > MOST_FLIPS:
        raise TypedError(
            "Round {number} has {flips} flips; at most {most} are possible here.",
            number=number,
            flips=n,
            most=MOST_FLIPS,
        )
    if h > n:
        raise TypedError(
            "Round {number} has {heads} heads in {flips} flips; heads cannot exceed flips.",
            number=number,
            heads=h,
            flips=n,
        )
    return h, n


def parse_rounds(text: str) -> Pairs:
    """The (heads, flips) pairs in ``text``, at least one and at most 60.

    Full-width digits and punctuation count as their plain forms. Raises TypedError, which says
    what is wrong, in which round, and what would be right.
    """
    if len(text) > MOST_CHARACTERS:
        raise TypedError(
            "The rounds are {count} characters long; at most {most} are possible here.",
            count=len(text),
            most=MOST_CHARACTERS,
        )
    plain = unicodedata.normalize("NFKC", text).replace("、", " ").strip()
    plain = re.sub(r"\s*/\s*", "/", plain)
    per_round = _PER_ROUND.search(plain)
    body = plain[: per_round.start()] if per_round else plain
    parts = [part for part in re.split(r"[\s,;]+", body) if part]
    if not parts:
        raise TypedError("No rounds are given. Write, for example, “5 9 8 4 7 of 10” or “5/10 9/10”.")
    if len(parts) > MOST_ROUNDS:
        raise TypedError(
            "{count} rounds are given; at most {most} are possible here.", count=len(parts), most=MOST_ROUNDS
        )
    flips = int(per_round[1]) if per_round else None
    return tuple(_pair(part, flips, number) for number, part in enumerate(parts, 1))


def format_rounds(pairs: Pairs) -> str:
    """The pairs in the link's form "5/10 9/10"."""
    return " ".join(f"{heads}/{flips}" for heads, flips in pairs)


def tidy_rounds(text: str) -> str:
    """Typed rounds in the link's form. Raises TypedError."""
    return format_rounds(parse_rounds(text))
