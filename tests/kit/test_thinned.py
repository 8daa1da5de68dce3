"""Long runs as they are sent: what is left out of them, and that it is said."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

import pytest

from em_figures import wire
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_lesson import answers, thinned
from em_lesson.lesson import Lesson
from em_lesson.runs import Frame
from em_lesson.scene import Scene
from em_lesson.settings import Settings
from tests.lessons.stages import wrong


@pytest.mark.parametrize("n", [1, 2, 61, 62, 100, 201, 402, 1001])
@pytest.mark.parametrize("most", [20, 21, 60, 90, 120, 200])
def test_the_first_half_steps_the_pairs_and_the_ends_are_kept(n: int, most: int) -> None:
    ks = thinned.kept(n, most)
    assert list(ks) == sorted(set(ks)) and ks[0] == 0 and ks[-1] == n - 1
    if n <= most:
        assert ks == tuple(range(n))
        return
    first = min(60, most // 2) // 2 * 2
    assert ks[: first + 1] == tuple(range(first + 1)) and ks[-2] == n - 2
    assert most - 4 <= len(ks) <= most + 4
    e_steps = [k for k in ks if k % 2 and k + 1 < n]
    assert all(k + 1 in ks for k in e_steps), "an E-step without its M-step"
    gaps = [b - a for a, b in zip(ks[first:], ks[first + 1 :], strict=False) if b - a > 1]
    assert max(gaps, default=0) <= min(gaps, default=0) + 2 + (n % 2 == 0), "about the same distances"


def test_an_iteration_of_four_half_steps_is_kept_whole() -> None:
    ks = thinned.kept(401, 77, 4)
    later = [k for k in ks if k > 40]
    assert len(ks) <= 80 and {(k - 1) % 4 for k in later} == {0, 1, 2, 3}
    assert all({k, k + 1, k + 2, k + 3} <= set(ks) for k in ks[:-4] if k % 4 == 1)


@pytest.mark.parametrize(("phases", "size"), [
    ("sEMMMEMMM", 4), ("sEMEM", 2), ("sEEEE", 2), ("s", 2), ("sMEME", 2),
])
def test_how_many_half_steps_an_iteration_has(phases: str, size: int) -> None:
    assert thinned.together(phases) == size


class Long(NamedTuple):
    """So many half-steps."""

    n: int

    def __len__(self) -> int:
        return self.n

    def frame(self, k: int, tr: Translate) -> Frame:
        return Frame(f"{k}", "start" if k == 0 else "EM"[k % 2 - 1], f"Half-step {k}.")

    def stop(self, tr: Translate) -> str:
        return "It ended."


MADE: list[int] = []


def wide(run: Long, *, tr: Translate) -> Filmstrip:
    """Two and a half thousand numbers in every frame."""

    def frame(k: int) -> dict[int, Any]:
        MADE.append(k)
        return {0: {"y": [round(k + i / 7, 3) for i in range(2500)]}}

    return Filmstrip("plotly", "Wide", {"data": [{}], "layout": {}}, Lazy(run.n, frame),
                     Lazy(run.n, lambda k: f"Picture {k}."))  # fmt: skip


def still(run: Long, *, tr: Translate) -> Filmstrip:
    """A picture that never changes."""
    return Filmstrip("plotly", "Still", {"data": [{}], "layout": {}}, [{}], ["One picture."])


@cache
def lesson(n: int, at: int = 0) -> Lesson[Any]:
    return Lesson("toy", Settings, (Scene("play", lambda s: Long(n), [wide, still], at=at),))


def asked(n: int, at: int = 0, **params: str) -> dict[str, Any]:
    MADE.clear()
    found: dict[str, Any] = json.loads(answers.answer(answers.read(lesson(n, at), params)))
    return found


def test_a_run_whose_pictures_are_too_large_together_is_sent_in_part() -> None:
    found = asked(400, at=200)
    document = found["document"]
    ks, n = document["kept"], 400
    assert len(json.dumps(document, separators=(",", ":"))) <= thinned.MOST_BYTES
    assert set(MADE) <= set(ks) | set(range(1, n)) and len(MADE) < len(ks) + 30, "no others are made"
    assert ks[0] == 0 and ks[-1] == n - 1 and 30 < len(ks) < 70
    assert document["at"] in ks and abs(document["at"] - 200) < 15
    assert len(document["labels"]) == n and wrong(document) == []
    for k, frame in enumerate(wire.unfolded(document["panels"][0]["strip"]["frames"])):
        shown = max(one for one in ks if one <= k)
        assert frame["0"]["y"][0] == shown, "what is left out stays as before"
    assert document["panels"][1]["strip"]["frames"] == [{}]


def test_it_is_said_where_half_steps_are_left_out() -> None:
    document = asked(400)["document"]
    ks = document["kept"]
    for before, k in zip(ks, ks[1:], strict=False):
        gap = f" Half-steps left out just before this one, as the run is long: {k - before - 1}."
        assert document["captions"][k] == f"Half-step {k}." + (gap if k - before > 1 else "")
    assert document["stop"] == f"It ended. Of this long run’s 400 half-steps {len(ks)} are kept here."
    assert [document["labels"][k] for k in ks] == [str(k) for k in ks]


def test_a_link_to_a_half_step_that_is_left_out_opens_the_nearest() -> None:
    ks = asked(400)["document"]["kept"]
    gone = next(k for k in range(400) if k not in ks)
    found = asked(400, k=str(gone))
    assert found["k"] in ks and abs(found["k"] - gone) == min(abs(k - gone) for k in ks)
    assert found["notices"] == [f"The link asks for half-step {gone}, which is left out, as the run is long; "
                                f"{found['k']} is shown."]  # fmt: skip
    there = asked(400, k=str(ks[-2]))
    assert (there["k"], there["notices"]) == (ks[-2], [])
    light = asked(400, k=str(gone), light="1")["document"]
    assert (light["k"], light["label"]) == (gone, str(gone)), "one picture of any half-step"


def test_a_run_that_fits_is_sent_whole() -> None:
    document = asked(45)["document"]
    assert "kept" not in document and sorted(set(MADE)) == list(range(45)) and document["stop"] == "It ended."


def test_of_large_pictures_even_a_short_run_is_sent_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinned, "MOST_BYTES", 600_000)
    document = asked(58)["document"]
    assert 20 <= len(document["kept"]) < 58
    assert len(json.dumps(document, separators=(",", ":"))) <= 600_000


@pytest.mark.parametrize("n", [11, 19, 21, 47, 405])
def test_of_very_large_pictures_the_least_is_sent(monkeypatch: pytest.MonkeyPatch, n: int) -> None:
    tried = []

    def said(*args: Any, frames: Any = thinned.frames) -> Any:
        tried.append(args)
        assert len(tried) < 9, "it does not end"
        return frames(*args)

    monkeypatch.setattr(thinned, "MOST_BYTES", 100_000)
    monkeypatch.setattr(thinned, "frames", said)
    document = asked(n)["document"]
    assert len(document.get("kept", range(n))) == min(n, 21)
