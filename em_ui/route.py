"""``GET /em/run/<lesson>?...``: a scene's filmstrips without a script run (what they are: em_lesson.answers).

Only app.py puts it into the server; where it is missing the browser asks by message. One whole run at a
time: several would fight for the interpreter's lock, and all of a class would wait for all of it. Pictures in
between have a turn of their own, so that nobody's knob waits until somebody else's long run is there.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from em_lesson import answers
from em_lesson.lesson import Lesson
from em_ui.folder import folder
from em_ui.pressed import takes_gzip

KEPT = "public, max-age=120"  # an answer depends on nothing but its address and the app's version


def routes(groups: Mapping[str, Sequence[Lesson[Any]]]) -> list[Route]:
    """The routes for these lessons."""
    lessons = {lesson.path: lesson for group in groups.values() for lesson in group}
    turns: dict[bool, CapacityLimiter] = {}

    def work(lesson: Lesson[Any], params: Mapping[str, str], pack: bool) -> bytes:
        return (answers.packed if pack else answers.answer)(answers.read(lesson, params))

    async def run(request: Request) -> Response:
        lesson = lessons.get(request.path_params["lesson"])
        if lesson is None:
            return JSONResponse({"error": "there is no lesson at this address"}, 404)
        pack = takes_gzip(request.headers.get("accept-encoding", ""))
        light = request.query_params.get("light") == "1"
        # made in the server's own loop
        turn = turns.get(light) or turns.setdefault(light, CapacityLimiter(1))
        try:
            content = await to_thread.run_sync(
                work, lesson, dict(request.query_params), pack, limiter=turn
            )
        except Exception:
            logging.getLogger(__name__).exception("%s", request.url)
            return JSONResponse({"error": "the run could not be computed"}, 500)
        headers = {"Cache-Control": KEPT, "Vary": "Accept-Encoding"}
        if pack:
            headers["Content-Encoding"] = "gzip"
        return Response(content, media_type="application/json", headers=headers)

    return [Route(f"{folder()}/em/run/{{lesson}}", run)]
