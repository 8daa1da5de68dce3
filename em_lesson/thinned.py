"""Long runs as they are sent: where the pictures of all half-steps are too large, some are left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
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


def together(phases: Sequence[str]) -> int:
    """How many half-steps an iteration has: from an E-step to the next; two where that is not known."""
    e_steps = [k for k, phase in enumerate(phases[:14]) if k and phase == "E"]
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
        self._texts: dict[int, str] = {}

    def _frame(self, k: int) -> Any:
        if k not in self._frames:
            self._frames[k] = self.strip.frames[k]
        return self._frames[k]

    def _text(self, k: int) -> str:
        if k not in self._texts:
            self._texts[k] = wire.text(self._frame(k))
        return self._texts[k]

    def size(self, k: int) -> int:
        """What half-steps k and k + 1 take, in bytes; a frame that stays is sent once."""
        here = [json.dumps(wire.plain(self._frame(i))) for i in (k, k + 1) if i < len(self.strip.frames)]
        said = len(self.strip.captions[k].encode()) if here and self.strip.kind == "plotly" else 0
        return sum(map(len, dict.fromkeys(here))) + 2 * said

    def whole(self, name: str, ks: Sequence[int]) -> str:
        """The panel of this name with these frames, as JSON; of all others stands in their places which one
        is there again."""
        last = len(self.strip.frames) - 1
        some = {min(k, last) for k in ks}
        frames = wire.folded([self._text(k) if k in some else None for k in range(last + 1)])
        captions = self.strip.captions if self.strip.kind == "plotly" else []
        said = [captions[k] if k in some else "" for k in range(len(captions))]
        still = {part: wire.text(value) for part, value in self.still.items()}
        strip = still | {
            "frames": f"[{','.join(map(str, frames))}]",
            "captions": wire.text(said),
            "base_id": wire.text(hashlib.sha256(still["base"].encode()).hexdigest()[:16]),
        }
        return f'{{"id":{wire.text(name)},"strip":{joined(strip)}}}'


def joined(parts: Mapping[str, str]) -> str:
    """An object whose values are JSON already."""
    return "{" + ",".join(f"{wire.text(name)}:{text}" for name, text in parts.items()) + "}"


def fitting(strips: Sequence[Sent], n: int, together: int) -> tuple[int, ...]:
    """Which half-steps' pictures are likely to fit into ROOM."""
    if n <= EACH:
        return tuple(range(n))
    still = sum(len(json.dumps(strip.still)) for strip in strips)
    ks = [1 + 2 * round(i * ((n - 3) // 2) / (LOOKED_AT - 1)) for i in range(LOOKED_AT)]
    each = sum(strip.size(k) for strip in strips for k in ks) / (2 * LOOKED_AT)
    return kept(n, max(LEAST, int((ROOM - still) / max(each, 1))), together)


def frames(every: Sequence[Frame], ks: Sequence[int], tr: Translate) -> list[Frame]:
    """What is said of all half-steps; no sentence of those that are left out, and where some are is said."""
    some, before = set(ks), -1
    out = [frame if k in some else frame._replace(caption="") for k, frame in enumerate(every)]
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
