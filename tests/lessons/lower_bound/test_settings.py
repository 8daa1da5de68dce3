"""Lesson 05's settings: the slice of each data set, the learner's own q, and what the zoo keeps to itself."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from em_core.bugs import SPECIMENS
from em_lesson.answers import drawn
from em_lesson.fields import Choice
from lessons.common import coins
from lessons.lower_bound import cages as zoo
from lessons.lower_bound.lesson import lesson
from lessons.lower_bound.runs import chooses, code, own_q, run, sliced, stairs, within
from lessons.lower_bound.settings import MOST_OWN, Settings, one_peak, peak, slice_line

ROUNDS = ("5/10 9/10 8/10 4/10 7/10", "1/1", "0/10 0/10", "0/5 5/5 0/0 3/7", "0/1000 1000/1000", "9/10 1/10")
OWN = [Settings(data="own", rounds=rounds) for rounds in ROUNDS]


@pytest.mark.parametrize("s", [Settings(), Settings(data="five"), Settings(data="sim"), *OWN], ids=str)
def test_the_slice_goes_through_the_top_of_the_surface(s: Settings) -> None:
    high, low = peak(s)
    line = slice_line(s)
    assert 0 <= low <= high <= 1 and line.low < line.high
    if one_peak(s):
        middle = line.thetas(np.array([0.5]))[0]
        assert middle[0] == pytest.approx(middle[1])
        # through the peak, unless that lies at the square's edge, where no line of any length is left
        assert middle[0] == pytest.approx(min(max(high, 0.05), 0.95), abs=0.01)
    else:
        assert line.thetas(np.array([0.0]))[0] == pytest.approx([high, low])
    climb = sliced(s.with_(s=min(max(0.4, line.low), line.high)))
    rises = np.diff([half.elbo for half in climb.trace if half.elbo is not None])
    assert rises.min() >= -1e-9 * (1 + abs(climb.trace[0].log_likelihood))  # generalised EM climbs too


def test_do_and_batzoglous_peak_is_the_published_one() -> None:
    assert peak(Settings()) == pytest.approx((0.796789, 0.519583), abs=3e-6)
    assert peak(Settings(data="five")) == pytest.approx((0.44, 0.44), abs=1e-3)
    assert one_peak(Settings(data="five")) and not one_peak(Settings())


def test_a_link_to_a_start_beside_the_slice_is_put_right() -> None:
    link = {"view": "slice", "data": "own", "rounds": "19/20 1/20", "s": "-0.5"}
    settings, notices = Settings.from_link(link)
    line = slice_line(settings)
    assert line.low > -0.5 and settings.s == line.low
    assert [notice.values["name"] for notice in notices] == ["s"]
    assert Settings.from_link(link | {"s": "0.4"})[1] == []
    assert Settings.from_link(link | {"view": "stairs"})[1] == []
    moved = Settings(view="slice", s=-0.4).with_(data="own", rounds="19/20 1/20").after("data")
    assert moved.s == line.low


def test_own_q_needs_a_slider_for_every_round() -> None:
    most = " ".join(["5/10"] * MOST_OWN)
    for rounds, expected in ((most, True), (f"{most} 4/10", False)):
        s = Settings(data="own", rounds=rounds, own=True)
        assert chooses(s) is expected and stairs(s).chosen is expected
        strips = {draw.__name__: strip for draw, strip in drawn(lesson.all, run(s), str)}
        assert ("share_bars" in strips) is expected
        assert ("has no effect" in run(s).frame(0, str).caption) is not expected
    assert not chooses(Settings(view="slice", own=True))
    s = Settings(own=True, q2=0.7)
    assert own_q(s) == pytest.approx([0.2, 0.7, 0.2, 0.2, 0.2])
    assert stairs(s).probs(1)[:, 0] == pytest.approx(own_q(s))
    assert Settings(own=True).after("own").k == 1


@pytest.mark.parametrize("s", [
    Settings(), Settings(a=0.95, b=0.3),
    Settings(data="own", rounds="45/50 5/50 40/50", a=0.8, b=0.2),  # beyond what the sliders reach
], ids=str)  # fmt: skip
def test_the_switch_begins_at_the_posterior_exactly(s: Settings) -> None:
    chosen = s.with_(own=True).after("own")
    assert stairs(chosen).kl(1) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("s", [
    Settings(), Settings(own=True, q1=0.7), Settings(own=True).after("own"),
    Settings(view="slice"), Settings(view="slice", data="five"),
    Settings(view="slice", data="own", rounds="5/10 9/10 5/10 7/10 5/10", s=0.401),
], ids=str)  # fmt: skip
def test_the_code_that_is_shown_makes_the_run_that_is_shown(s: Settings) -> None:
    made: dict[str, list] = {}  # type: ignore[type-arg]
    exec(code(s), made)
    climb = sliced(s) if s.view == "slice" else stairs(s)
    ends = [half.log_likelihood for half in made["steps"]]
    # the slice's line is printed with six decimals
    assert ends == pytest.approx([half.log_likelihood for half in climb.trace], abs=1e-4)


@pytest.mark.parametrize("bug", zoo.NAMES)
def test_no_link_and_no_screen_names_a_specimen(bug: str) -> None:
    s = Settings(view="zoo", bug=bug)
    program = run(s)
    said = [program.stop(str), code(s), str(s.to_link())]
    for k in range(len(program)):
        said += program.frame(k, str)
    said += [strip.title + draw.__name__ for draw, strip in drawn(lesson.all, program, str)]
    assert not any(name in text for name in SPECIMENS for text in said)
    assert ("bug", bug) in s.to_link().items()


def test_behind_every_door_is_another_specimen() -> None:
    assert sorted(zoo.CAGES.values()) == sorted(SPECIMENS)
    doors = Settings.specs()["bug"]
    assert isinstance(doors, Choice) and tuple(doors.options) == zoo.NAMES
    assert set(zoo.MISTAKES) == set(zoo.NAMES) - {"five"}
    for mistake in zoo.MISTAKES.values():
        assert "Wrong" in inspect.getsource(mistake)
    assert [zoo.telling(bug) for bug in zoo.MISTAKES] == [2, 2, 3, 2]


def test_a_start_that_is_dragged_past_is_not_drawn_in_full() -> None:
    """Only the current frame is made, and what depends on the data alone is found again."""
    for s in (Settings(a=0.31), Settings(own=True, q3=0.4), Settings(view="slice", s=0.3)):
        assert {type(strip.frames).__name__ for _, strip in drawn(lesson.all, run(s), str)} == {"Lazy"}
    assert coins.rounds_of(Settings()) is coins.rounds_of(Settings(a=0.1))


def test_every_view_draws_its_own_panels() -> None:
    """None of another view: the free scene plays whatever the settings ask for."""

    def ids(s: Settings) -> set[str]:
        return {draw.__name__ for draw, _ in drawn(lesson.all, run(s), str)}

    both = {"staircase", "enlarged", "ladder", "q_and_elbo", "expected", "proof", "routes"}
    assert ids(Settings()) == both | {"ratio_bars", "step_formula"}
    assert ids(Settings(own=True)) == both | {"ratio_bars", "own_formula", "share_bars"}
    assert ids(Settings(view="slice")) == both | {"slice_map", "beside_the_line"}
    assert ids(Settings(view="zoo")) == {"ladder", "column_plot", "check_table", "credit"}


def test_where_the_peaks_are_one_point_the_start_says_what_the_slice_is() -> None:
    said = {
        text: run(Settings(view="slice", data="own", rounds=text)).frame(0, str).caption for text in ROUNDS
    }
    assert {text for text, caption in said.items() if "no line joins them" in caption} == {
        text for text in ROUNDS if one_peak(Settings(data="own", rounds=text))
    }
    assert "θ_A + θ_B = 0.880 through it." in run(Settings(view="slice", data="five")).frame(0, str).caption


def test_the_start_on_the_slice_is_dragged_along_the_slice() -> None:
    assert within(Settings()) == {} and within(Settings(view="zoo")) == {}
    s = Settings(view="slice", data="own", rounds="19/20 1/20")
    line = slice_line(s)
    assert within(s) == {"s": (line.low, line.high, 0.001)} and line.low > -0.5


def test_a_question_opens_before_what_settles_it() -> None:
    """The stage does not show the answer before the learner has chosen one."""
    for scene in lesson.scenes:
        if not scene.question:
            continue
        opens, settles = lesson.example(scene), Settings(**scene.settled_by)
        if run(opens).frame(0, str) == run(settles).frame(0, str) and opens.own == settles.own:
            assert scene.at != scene.settled_at, scene.id
        assert -len(run(settles)) <= scene.settled_at < len(run(settles)), scene.id


def test_a_programs_source_is_shown_with_its_own_question_and_nowhere_else() -> None:
    listed = {scene.opens["bug"]: scene for scene in lesson.scenes if scene.listing}
    assert {bug: scene.listing for bug, scene in listed.items()} == zoo.MISTAKES
    assert all(scene.question and scene.settled_by["bug"] == bug for bug, scene in listed.items())
    assert [scene.question for scene in listed.values()] == ["zoo-1", "zoo-2", "zoo-3", "zoo-4"]
