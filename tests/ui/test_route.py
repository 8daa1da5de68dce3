"""The route by which a browser asks for runs: what it answers, whatever it is asked, one at a time."""

from __future__ import annotations

import asyncio
import gzip
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from anyio import CapacityLimiter
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

import app as served
from em_lesson import answers
from em_lesson.rows import Rows
from em_ui import route
from em_ui.route import routes
from lessons import GROUPS
from tests.lessons.stages import LESSONS, SINGLE, STAGED
from tests.ui.asgi import Answer, fetch, get, run

NAMED = {lesson.path: lesson for lesson in STAGED}


@pytest.fixture
def app() -> Starlette:
    return Starlette(routes=routes(GROUPS))


def ask(app: Any, lesson: str, **params: str) -> Answer:
    return fetch(app, f"/em/run/{lesson}?{urlencode(params)}", accept_encoding="gzip")


# ---- what is answered ----------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", [*SINGLE, *STAGED], ids=lambda lesson: lesson.path)
@pytest.mark.parametrize("params", [
    {}, {"lang": "zh"}, {"scene": "free", "k": "2"}, {"scene": "play", "light": "1"}, {"k": "99999"},
    {"scene": "nowhere"},
], ids=str)  # fmt: skip
def test_it_answers_what_the_kit_answers(app: Any, lesson: Any, params: dict[str, str]) -> None:
    answer = ask(app, lesson.path, **params)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert gzip.decompress(answer.body) == answers.answer(answers.read(lesson, params))


def test_it_is_compressed_for_those_who_read_that_and_says_so_to_caches(app: Any) -> None:
    address = "/em/run/heights?scene=play"
    packed, plain = fetch(app, address, accept_encoding="br, gzip;q=1.0"), fetch(app, address)
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert gzip.decompress(packed.body) == plain.body and len(packed.body) < len(plain.body) / 2
    for answer in (packed, plain):
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"].startswith("public, max-age=")
        assert int(answer.headers["content-length"]) == len(answer.body)


def test_the_server_has_the_route_for_all_lessons() -> None:
    found = served.app._user_routes
    assert [there.path for there in found] == ["/em/run/{lesson}"]
    for lesson in STAGED:
        assert ask(Starlette(routes=found), lesson.path).status == 200


@pytest.mark.parametrize("name", ["nowhere", "..", "heights.json", "lower_bound", quote("身高"), "%00"])
def test_a_lesson_that_there_is_not_is_404_in_json(app: Any, name: str) -> None:
    answer = ask(app, name)
    assert answer.status == 404 and answer.headers["content-type"] == "application/json"
    assert set(answer.json) == {"error"} and "cache-control" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_but_get_is_answered(app: Any, method: str) -> None:
    assert fetch(app, "/em/run/heights", method).status == 405


def test_what_breaks_is_500_in_json_and_its_reason_stays_in_the_log(
    app: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> bytes:
        raise RuntimeError("the secret reason")

    monkeypatch.setattr(answers, "packed", fail)
    with caplog.at_level(logging.ERROR):
        answer = ask(app, "heights")
    assert answer.status == 500 and answer.headers["content-type"] == "application/json"
    assert b"secret" not in answer.body and "the secret reason" in caplog.text
    assert "cache-control" not in answer.headers, "nobody keeps a failure"


def test_rows_of_a_session_are_never_the_routes(app: Any) -> None:
    rows = Rows([[float(i)] for i in range(100)], ("mass",))
    link = NAMED["heights"].settings().with_rows(rows).to_link()
    assert ask(app, "heights", **link).json == {"own": True}


def test_rounds_that_cannot_be_read_are_refused_in_words(app: Any) -> None:
    answer = ask(app, "lower-bound", data="own", rounds="5/10 x", changed="rounds")
    assert answer.status == 200 and set(answer.json) == {"refused"}


# ---- whatever it is asked ------------------------------------------------------------------------

words = st.text(max_size=30) | st.sampled_from([
    "nan", "-inf", "1e308", "1e400", "own", "0", "1,2;3,4", "9x2-abcdef", "\x00", "\u202e", "1;" * 200,
    "5/10 " * 300, "1e100;-1e100", "0/0", "free", "zoo", "slice", "regions", "zh",
])  # fmt: skip
BESIDE = {"scene", "lang", "light", "changed"}


def answered(lesson: str, params: dict[str, str]) -> None:
    answer = ask(Starlette(routes=routes(GROUPS)), lesson, **params)
    assert answer.status == 200, (params, answer.body)
    assert set(answer.json) in ({"k", "notices", "document"}, {"refused"}, {"own"})


def asked(lesson: str) -> st.SearchStrategy[dict[str, str]]:
    scenes = [scene.id for scene in (*NAMED[lesson].scenes, NAMED[lesson].all)]
    names = st.sampled_from(sorted(NAMED[lesson].settings.names() | BESIDE))
    known = st.dictionaries(names, words, max_size=6)
    place = st.fixed_dictionaries(
        {}, optional={"scene": st.sampled_from(scenes), "light": st.just("1"), "changed": names}
    )
    strange = st.dictionaries(st.text(max_size=8), words, max_size=2)
    return st.builds(lambda a, b, c: a | b | c, strange, known, place)


@pytest.mark.parametrize("lesson", NAMED)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_nonsense_is_answered(lesson: str, data: Any) -> None:
    answered(lesson, data.draw(asked(lesson)))


@pytest.mark.faults
@pytest.mark.parametrize("lesson", NAMED)
@settings(max_examples=1500, deadline=None)
@given(data=st.data())
def test_a_lot_of_nonsense_is_answered(lesson: str, data: Any) -> None:
    answered(lesson, data.draw(asked(lesson)))


@pytest.mark.parametrize("query", [
    "%ff%fe=%ff", "k=%ED%A0%80", "=&=&&", "k", "k=1&k=2", "scene=%3Cscript%3E", "a=" + "9" * 5000,
    "points=" + "1;" * 5000, "rounds=" + "1/1%20" * 3000, "&".join(["x=1"] * 900), "lang=zh&lang=en",
])  # fmt: skip
@pytest.mark.parametrize("lesson", NAMED)
def test_a_query_that_no_browser_writes_is_answered(app: Any, lesson: str, query: str) -> None:
    answer = fetch(app, f"/em/run/{lesson}?{query}")
    assert answer.status == 200 and "document" in answer.json


# ---- one at a time -------------------------------------------------------------------------------


class Crowd:
    """Counts how many compute at once."""

    def __init__(self) -> None:
        self.lock, self.now, self.most, self.threads = threading.Lock(), 0, 0, set()

    def packed(self, question: Any) -> bytes:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.threads.add(threading.get_ident())
        time.sleep(0.02)
        with self.lock:
            self.now -= 1
        return b"{}"


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Crowd]:
    found = Crowd()
    monkeypatch.setattr(answers, "packed", found.packed)
    yield found


def several(app: Any) -> list[Answer]:
    async def all_of_them() -> list[Answer]:
        paths = [f"/em/run/{lesson.path}?k={k}" for lesson in STAGED for k in range(4)]
        return list(await asyncio.gather(*(get(app, path, accept_encoding="gzip") for path in paths)))

    return run(all_of_them())


def test_one_run_is_computed_at_a_time_and_not_in_the_servers_own_thread(app: Any, crowd: Crowd) -> None:
    assert {answer.status for answer in several(app)} == {200}
    assert crowd.most == 1 and threading.get_ident() not in crowd.threads


def test_more_turns_at_once_would_be_seen(
    app: Any, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(route, "CapacityLimiter", lambda _: CapacityLimiter(4))
    several(app)
    assert crowd.most > 1


def test_a_picture_in_between_does_not_wait_for_somebody_elses_long_run(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = threading.Event()

    def packed(question: Any) -> bytes:
        if question.light:
            seen.set()
            return b"{}"
        return b"beside" if seen.wait(5) else b"after"  # a run that lasts until the picture is there

    async def both() -> list[Answer]:
        paths = ("/em/run/gmm", "/em/run/hard-soft?light=1")
        return list(await asyncio.gather(*(get(app, path, accept_encoding="gzip") for path in paths)))

    monkeypatch.setattr(answers, "packed", packed)
    assert [answer.body for answer in run(both())] == [b"beside", b"{}"]


def test_a_turn_is_given_back_after_a_failure(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> bytes:
        raise RuntimeError

    async def twice() -> list[int]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(answers, "answer", fail)
            first = await get(app, "/em/run/heights")
        return [first.status, (await asyncio.wait_for(get(app, "/em/run/heights"), 30)).status]

    assert run(twice()) == [500, 200]


def test_every_lesson_has_its_own_path() -> None:
    assert len({lesson.path for lesson in LESSONS}) == len(LESSONS)
