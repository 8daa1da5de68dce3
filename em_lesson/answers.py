"""What the browser asks for and what it is answered: the filmstrips of a scene at some settings, as JSON.

An answer is a whole document in itself. It is the same, byte for byte, whether a route, a message, a file or
Python in the browser hands it over; nothing here knows which.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from em_figures import wire
from em_figures.filmstrip import Translate
from em_figures.words import listed
from em_lesson import inputs, prose, thinned
from em_lesson.fields import Notice, Typed
from em_lesson.lesson import TAKEN, Lesson
from em_lesson.scene import Scene
from em_lesson.settings import Held
from em_lesson.typed_error import TypedError
from em_lesson.visible import visible

LANGUAGES = ("en", "zh")
MINE = 8  # answers that are kept with a learner's own rows


class Whole(NamedTuple):
    """A whole run's document, and which half-steps it holds."""

    content: bytes
    kept: Sequence[int]


class Question(NamedTuple):
    """A lesson's scene at some settings: all of the run, or (``light``) the picture of its half-step k.

    ``own``: the settings name rows that only the learner's session has. ``refused``: why what was typed into
    the changed setting cannot be read; nothing is drawn then.
    """

    lesson: Lesson[Any]
    scene: Scene
    settings: Any
    lang: str
    light: bool
    notices: tuple[Notice, ...] = ()
    own: bool = False
    refused: Notice | None = None


def read(lesson: Lesson[Any], params: Mapping[str, str], held: Held | None = None) -> Question:
    """The question that a link's parameters ask: settings, ``scene``, ``lang``, ``light=1``, the name of
    a setting that has just been ``changed``, whose consequences are drawn first, and a point to ``add``."""
    opening = lesson.opening(params, held)
    scene, settings = lesson.scene(opening.scene), opening.settings
    assert scene is not None
    notices, changed, refused = opening.notices, params.get("changed", ""), None
    if changed in lesson.settings.names():
        refused = _refused(lesson, changed, params.get(changed, ""))
        settings, notices = _after(lesson, changed, params, held, lesson.example(scene))
    lang = params.get("lang", "")
    notices, adds = [*notices, *_strange(lesson, params)], params.get("add", "")
    settings = settings.with_point(adds) if adds else settings
    name = getattr(settings, "held", "")
    # without their headings they are other rows, so a link that has the numbers lacks them too
    lacking = bool(name) and getattr(settings, "data", "") == "own" and (settings.mine.name != name or adds)
    return Question(
        lesson, scene, settings, lang if lang in LANGUAGES else "en", params.get("light") == "1",
        tuple(notices), bool(lacking) and held is None, refused,
    )  # fmt: skip


def _after(
    lesson: Lesson[Any], changed: str, params: Mapping[str, str], held: Held | None, start: Any
) -> tuple[Any, list[Notice]]:
    """The settings after one has just been changed: the others are still those from before, so its
    consequences are drawn before it is looked at how all go together."""
    asked = {name: text for name, text in params.items() if name in lesson.settings.names()}
    written, wrong = lesson.settings.as_written(asked, held, start)
    settings = written.after(changed)
    inside, still_wrong = lesson.settings.from_link(settings.to_link(), held, settings)
    return inside, wrong + still_wrong


def _strange(lesson: Lesson[Any], params: Mapping[str, str]) -> list[Notice]:
    """What a link says that is neither a setting nor the page's own."""
    out = []
    others = sorted(set(params) - lesson.settings.names() - TAKEN)
    if others:
        values: dict[str, Any] = {"names": tuple(name[:20] for name in others[:5])}
        out.append(Notice("The link names {names}, which this lesson does not know; it is ignored.", values))
    if params.get("lang", "en") not in LANGUAGES:
        values = {"given": params["lang"][:20], "options": LANGUAGES}
        out.append(Notice("The link asks for the language {given}; it must be one of {options}.", values))
    return out


def _refused(lesson: Lesson[Any], name: str, text: str) -> Notice | None:
    """Why a typed text cannot be read."""
    spec = lesson.settings.specs()[name]
    if isinstance(spec, Typed):
        try:
            spec.form(text)
        except TypedError as error:
            return Notice(error.text, error.values)
    return None


def answer(question: Question) -> bytes:
    """The answer: notices, the half-step to stand at, and the document."""
    q, tr = question, prose.translator(question.lang, question.lesson.name)
    if q.own:
        return b'{"own":true}'
    if q.refused:
        return _bytes({"refused": said(q.refused, tr)})
    k, notices = q.settings.k, list(q.notices)
    if q.light:
        content: bytes = _kept(_light, q)
    else:
        content, kept = _kept(_whole, q)
        if k > kept[-1]:
            notices.append(Notice(
                "The link asks for half-step {k}; this run ends at {last}, which is shown.",
                {"k": k, "last": kept[-1]},
            ))  # fmt: skip
            k = kept[-1]
        elif (near := thinned.nearest(kept, k)) != k:
            notices.append(Notice(
                "The link asks for half-step {k}, which is left out, as the run is long; {near} is shown.",
                {"k": k, "near": near},
            ))  # fmt: skip
            k = near
    head = json.dumps({"k": k, "notices": [said(notice, tr) for notice in notices]}, ensure_ascii=False)
    return head[:-1].encode() + b',"document":' + content + b"}"


def packed(question: Question) -> bytes:
    """The answer, compressed; what is asked again is not compressed again."""
    return _gzip(answer(question))


@lru_cache(maxsize=64)
def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=5, mtime=0)


def said(notice: Notice, tr: Translate) -> str:
    """A notice as plain text; what cannot be seen in a value is named."""
    lists = {name: some if isinstance(some, tuple) else [some] for name, some in notice.values.items()}
    shown = {name: listed((visible(str(one)) for one in some), tr) for name, some in lists.items()}
    return tr(notice.text).format(**shown)


def _kept(make: Any, q: Question) -> Any:
    """From memory, if it was asked for before; what is made of a learner's own rows goes with them."""
    settings = q.settings if q.light else q.settings.with_(k=0)
    key = (q.lesson, q.scene.id, settings, q.lang)
    if not len(settings.rows):
        return make(q.lesson, q.scene.id, settings.bare(), q.lang)
    mine = settings.rows.memo.setdefault("answers", {})
    if (make, key) not in mine:
        mine[make, key] = make.__wrapped__(*key)
        for old in list(mine)[:-MINE]:
            del mine[old]
    return mine[make, key]


def _bytes(value: Any) -> bytes:
    return wire.text(value).encode()


@lru_cache(maxsize=200)
def _whole(lesson: Lesson[Any], scene_id: str, settings: Any, lang: str) -> Whole:
    """The whole run; of one whose pictures are too large together, some half-steps."""
    scene, tr = lesson.scene(scene_id), prose.translator(lang, lesson.name)
    assert scene is not None
    run = scene.run(settings)
    n = len(run)
    every = [run.frame(k, tr) for k in range(n)]
    strips = [(draw.__name__, thinned.Sent(strip)) for draw, strip in drawn(scene, run, tr)]
    link = settings.to_link()
    del link["k"]
    live = inputs.live(lesson, settings, link, tr)
    by = thinned.together([frame.phase for frame in every])
    kept = thinned.fitting([strip for _, strip in strips], n, by)
    while True:
        frames = thinned.frames(every, kept, tr)
        at = range(n)[scene.at] if -n <= scene.at < n else n - 1
        said = {
            "scene": scene_id,
            "lang": lang,
            "settings": link,
            "labels": [frame.label for frame in frames],
            "phases": [frame.phase for frame in frames],
            "captions": [frame.caption for frame in frames],
            **({"kept": kept} if len(kept) < n else {}),
            "stop": thinned.stop(run, kept, tr),
            "at": thinned.nearest(kept, at),
            "knobs": [name for name in scene.knobs if name in live],
            "live": live,
            "controls": [inputs.control(lesson, settings, name, tr)
                         for name in scene.controls if name in link],
        }  # fmt: skip
        panels = ",".join(strip.whole(name, kept) for name, strip in strips)
        code = lesson.code(settings) if lesson.code else ""
        content = thinned.joined({
            **{name: wire.text(value) for name, value in said.items()},
            "panels": f"[{panels}]", "code": wire.text(code),
        }).encode()  # fmt: skip
        size = len(content)
        wanted = int(0.9 * len(kept) * thinned.MOST_BYTES / size)
        fewer = thinned.kept(n, max(thinned.LEAST, wanted), by)
        if size <= thinned.MOST_BYTES or len(fewer) >= len(kept):
            return Whole(content, kept if len(kept) < n else range(n))
        kept = fewer


@lru_cache(maxsize=100)
def _light(lesson: Lesson[Any], scene_id: str, settings: Any, lang: str) -> bytes:
    """One picture, of half-step k or of the last: what a moving knob is answered with."""
    scene, tr = lesson.scene(scene_id), prose.translator(lang, lesson.name)
    assert scene is not None
    run = scene.run(settings)
    k = min(settings.k, len(run) - 1)
    frame = run.frame(k, tr)
    link = settings.to_link()
    del link["k"]
    return _bytes({
        "light": True, "scene": scene_id, "lang": lang, "settings": link, "k": k, "n": len(run),
        "label": frame.label, "phase": frame.phase, "caption": frame.caption,
        "panels": [{"id": draw.__name__, **wire.light(strip, k)} for draw, strip in drawn(scene, run, tr)],
    })  # fmt: skip


def drawn(scene: Scene, run: Any, tr: Translate) -> list[tuple[Any, Any]]:
    """The scene's panels of a run: (function, filmstrip), without those that have nothing to draw."""
    strips = [(draw, draw(run, tr=tr)) for draw in scene.stage]
    return [(draw, strip) for draw, strip in strips if strip is not None]
