"""A diary as a learner types it: "2 3 3 1", "2,3,3,1" or "2331"."""

from __future__ import annotations

import re
import unicodedata

from em_lesson.typed_error import TypedError

MOST = 60  # days
LARGEST = 3  # cones on a day


def parse_diary(text: str) -> tuple[int, ...]:
    """The cones of every day, at least one day and at most 60.

    Full-width digits count as plain ones, and what stands between two days is not looked at. Raises
    TypedError, which says what is wrong, on which day, and what would be right.
    """
    plain = unicodedata.normalize("NFKC", text).replace("、", " ").replace("。", " ")
    words = re.split(r"[\s,;.|/-]+", plain.strip())
    parts = [part for word in words if word for part in (word if word.isdigit() else [word])]
    if not parts:
        raise TypedError("The diary is empty. Write how many cones were eaten, day by day, as in “2 3 3 1”.")
    if len(parts) > MOST:
        raise TypedError("The diary has {n} days; at most {most} are possible here.", n=len(parts), most=MOST)
    days = []
    for day, part in enumerate(parts, 1):
        if part not in ("1", "2", "3"):
            raise TypedError(
                "Day {day}: “{part}” is not 1, 2 or 3. Write how many cones were eaten, as in “2 3 3 1”.",
                day=day,
                part=part[:20],
            )
        days.append(int(part))
    return tuple(days)


def tidy_diary(text: str) -> str:
    """The diary in the link's form, "2 3 3 1". Raises TypedError."""
    return " ".join(map(str, parse_diary(text)))
