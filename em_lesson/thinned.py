"""Long runs as they are sent: where the pictures of all half-steps are too large, some are left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from em_figures import wire
from em_figures.filmstrip import Filmstrip, Translate
from em_lesson.runs import Frame, Run

MOST_BYTES = 1_000_000  # of a whole answer, before it is compressed
ROOM = 880_000  # of them that pictures may take
EACH = 60  # half-steps from the start that are all kept
LEAST = 20  # half-steps that are kept however large their pictures are
LOOKED_AT = 6  # pairs of half-steps by which the size of all is judged


def kept(n: int, most: int, together: int = 2) -> tuple[int, ...]:
    """About ``most`` of n half-steps: the first EACH, or half of ``most`` where that is less, then fewer at
    even distances, the ``together`` of an iteration always whole, and the last two."""
    if n <= most:
        return tuple(range(n))
    first = min(EACH, most // 2) // together * together
    there, wanted = -((first + 1 - n) // together), max(2, (most - first) // together)
    starts = {first + 1 + together * round(i * (there - 1) / (wanted - 1)) for i in range(wanted)}
    later = {start + i for start in starts for i in range(together)} | {n - 2, n - 1}
    return (*range(first + 1), *sorted(k for k in later if first < k < n))


def together(run: Run) -> int:
    """How many half-steps an iteration has: from an E-step to the next; two where that is not known."""
    e_steps = [k for k in range(1, min(len(run), 14)) if run.frame(k, str).phase == "E"]
    return e_steps[1] - e_steps[0] if len(e_steps) > 1 and e_steps[1] - e_steps[0] > 2 else 2


def nearest(ks: Sequence[int], k: int) -> int:
    """Which of the kept half-steps is shown for half-step k."""
    return min(ks, key=lambda one: (abs(one - k), one))


class Sent:
    """A strip of a run as it is sent; what has been made of it is not made again."""

    def __init__(self, strip: Filmstrip) -> None:
        self.strip = strip
        self.still = wire.base(strip)
        self._frames: dict[int, Any] = {}

    def frame(self, k: int) -> Any:
        """Frame k as JSON knows it."""
        if k not in self._frames:
            self._frames[k] = wire.plain(self.strip.frames[k])
        return self._frames[k]

    def size(self, k: int) -> int:
        """What half-steps k and k + 1 take, in bytes; a frame that stays is sent once."""
        here = [json.dumps(self.frame(i)) for i in (k, k + 1) if i < len(self.strip.frames)]
        said = len(self.strip.captions[k].encode()) if here and self.strip.kind == "plotly" else 0
        return sum(map(len, dict.fromkeys(here))) + 2 * said

    def whole(self, ks: Sequence[int]) -> dict[str, Any]:
        """The strip with these frames; of all others stands in their places which one is there again."""
        last = len(self.strip.frames) - 1
        some = {min(k, last) for k in ks}
        frames = [self.frame(k) if k in some else None for k in range(last + 1)]
        captions = self.strip.captions if self.strip.kind == "plotly" else []
        said = [captions[k] if k in some else "" for k in range(len(captions))]
        return {**self.still, "frames": wire.folded(frames), "captions": said}


def fitting(strips: Sequence[Sent], n: int, together: int) -> tuple[int, ...]:
    """Which half-steps' pictures are likely to fit into ROOM."""
    if n <= EACH:
        return tuple(range(n))
    still = sum(len(json.dumps(strip.still)) for strip in strips)
    ks = [1 + 2 * round(i * ((n - 3) // 2) / (LOOKED_AT - 1)) for i in range(LOOKED_AT)]
    each = sum(strip.size(k) for strip in strips for k in ks) / (2 * LOOKED_AT)
    return kept(n, max(LEAST, int((ROOM - still) / max(each, 1))), together)


def frames(run: Run, ks: Sequence[int], tr: Translate) -> list[Frame]:
    """What is said of all half-steps; no sentence of those that are left out, and where some are is said."""
    out, before = [run.frame(k, tr) for k in range(len(run))], -1
    some = set(ks)
    out = [frame if k in some else frame._replace(caption="") for k, frame in enumerate(out)]
    for k in ks:
        if k - before > 1:
            gap = tr("Half-steps left out just before this one, as the run is long: {count}.")
            out[k] = out[k]._replace(caption=f"{out[k].caption} {gap.format(count=k - before - 1)}")
        before = k
    return out


def stop(run: Run, ks: Sequence[int], tr: Translate) -> str:
    """Why the run ended, and how much of it is here."""
    if len(ks) == len(run):
        return run.stop(tr)
    part = tr("Of this long run’s {n} half-steps {kept} are kept here.").format(n=len(run), kept=len(ks))
    return f"{run.stop(tr)} {part}"
