"""Lesson 03's scenes: prose and picture agree on arrival, and what the prose points at is there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from em_figures.filmstrip import Filmstrip
from em_lesson import prose
from em_lesson.answers import answer, drawn, read
from em_lesson.scene import Scene
from lessons.hard_soft import lesson as room
from lessons.hard_soft.lesson import lesson
from lessons.hard_soft.spread import spread
from tests.lessons.files import facts

KNOWN = facts("hard_soft")
SCENES = {scene.id: scene for scene in lesson.scenes}


def play(scene: Scene, **changes: Any) -> Any:
    return scene.run(lesson.example(scene).with_(**changes))


def strips(scene: Scene, **changes: Any) -> dict[str, Filmstrip]:
    return {draw.__name__: strip for draw, strip in drawn(scene, play(scene, **changes), str)}


def at(scene: Scene, run: Any, k: int | None = None) -> int:
    return range(len(run))[scene.at if k is None else k]


def caption(name: str, k: int | None = None, **changes: Any) -> str:
    """The sentence of the half-step that the scene opens at, or of another, with changes of its example."""
    scene = SCENES[name]
    run = play(scene, **changes)
    said: str = run.frame(at(scene, run, k), str).caption
    return said


def slots(name: str, panel: str, k: int | None = None, **changes: Any) -> list[Any]:
    """What a table of the scene says there."""
    scene = SCENES[name]
    return list(strips(scene, **changes)[panel].frames[at(scene, play(scene, **changes), k)].slots)


def pair(name: str, digits: int) -> str:
    return f"θ_A = {KNOWN[name.format('a')]:.{digits}f}, θ_B = {KNOWN[name.format('b')]:.{digits}f}"


def test_the_smallest_em_is_done_by_hand() -> None:
    assert caption("play").startswith("Start: θ_A = 0.400, θ_B = 0.200")
    assert caption("play", 1) == (
        "After E-step 1: coin A has 0.800 of the heads and 0.600 of the tails; θ_A = 0.400 stays."
    )
    for i in (1, 2, 3):
        assert f"θ_A = {KNOWN[f't{i}']:.3f}" in caption("play", 2 * i)
    assert slots("play", "small_numbers", 2) == [
        "0.267", "0.067", "0.800", "0.200", "0.400", "0.267", "0.600", "0.400", "0.600", "0.582",
        "0.400", "0.400",
    ]  # fmt: skip
    assert [t in caption("play", -1) for t in ("θ_A = 0.600", "−1.386")] == [True, True]


def test_scenes_open_with_what_their_prose_says() -> None:
    assert pair("db_{}1", 3) in caption("ledger", 2) and "θ_A = 0.800, θ_B = 0.450" in caption("ledger", 2)
    assert pair("five_{}1", 3) in caption("twist") and pair("five_{}2", 3) in caption("twist", 4)
    assert pair("five_{}10", 3) in caption("twist", 20) and "θ_A = 0.440, θ_B = 0.440" in caption("twist", -1)
    assert f"{KNOWN['five_ll']:.3f}"[1:] in caption("twist", -1)
    assert caption("lowers").count("After M-step 1") == 2
    assert f"{KNOWN['falls_ll1']:.3f}"[1:] in caption("lowers")
    assert caption("stopping").startswith(f"Soft: After M-step {KNOWN['slow_n']}: {pair('slow_{}', 3)}")
    assert "0.797, θ_B = 0.520" in caption("seen")


def test_the_table_of_the_rounds_has_the_variances() -> None:
    seen, one = slots("twist", "spread")[-4:-2]
    assert (seen, one) == (f"{KNOWN['five_var_seen']:.3f}", f"{KNOWN['five_var_one']:.3f}")
    assert "less than one coin" in slots("twist", "spread")[-1]
    many = slots("more-rounds", "spread", many="500000")
    assert many[-4:-2] == [f"{KNOWN['many_seen']:.3f}", f"{KNOWN['many_one']:.3f}"]
    assert "more than one coin" in many[-1]
    assert many[:3] == ["5.50%", "5.05%", "5.48%"]


def test_what_is_printed_as_one_varies_as_one_coin() -> None:
    for data in ("three", "small"):
        said = spread(play(SCENES["play"], data=data), tr=str).frames[0].slots[-1]
        assert said.endswith("= 1.000, as much as one coin’s rounds would vary.")
    slow = spread(play(SCENES["stopping"]), tr=str)
    assert "= 0.998, less than one coin" in slow.frames[0].slots[-1]


@pytest.mark.parametrize(
    ("many", "name"), [("5000", "many1_{}"), ("50000", "many2_{}"), ("500000", "many3_{}")]
)
def test_the_picture_of_more_rounds_is_what_the_prose_says(many: str, name: str) -> None:
    figure = strips(SCENES["more-rounds"], many=many)["more_rounds"]
    x = [5, 50, 500, 5_000, 50_000, 500_000].index(int(many))
    for i, coin in ((1, "a"), (4, "b")):
        # the run that is shown stops at its rule, the picture's points go on
        assert figure.base["data"][i]["y"][x] == pytest.approx(KNOWN[name.format(coin)], abs=1e-6)
        assert figure.frames[-1][i + 1]["y"][0] == pytest.approx(KNOWN[name.format(coin)], abs=2e-3)


def test_few_rounds_end_as_one_coin() -> None:
    for many in ("5", "50", "500"):
        a, b = play(SCENES["more-rounds"], many=many).soft[-1].params.p_heads
        assert abs(a - b) < 1e-4


def test_every_start_ends_on_the_ridge_in_one_iteration() -> None:
    scene = SCENES["ridge"]
    for w, a, b in ((0.5, 0.5, 0.5), (0.4, 0.6, 0.7), (0.46, 0.55, 0.67), (0.2, 0.9, 0.1)):
        run = play(scene, w=w, a=a, b=b)
        assert run.soft.fit.iterations == 2  # the second finds nothing to do
        triple, chance, value = strips(scene, w=w, a=a, b=b)["ridge_table"].frames[2].slots
        assert (chance, value) == ("0.600", f"−{-KNOWN['three_ll']:.6f}")
        assert triple == strips(scene, w=w, a=a, b=b)["ridge_table"].frames[len(run.soft) - 1].slots[0]
    assert slots("ridge", "ridge_table", 2)[0] == "0.4064 · 0.5368 · 0.6432"


def test_weights_end_where_their_start_leads() -> None:
    scene = SCENES["weights"]
    for w, name in ((0.5, "w_five_1"), (0.8, "w_five_2")):
        last = play(scene, w=w).soft[-1]
        assert last.params.weights[0] == pytest.approx(KNOWN[name], abs=5e-4)
        assert last.log_likelihood == pytest.approx(KNOWN["five_ll"], abs=1e-6)
    best = play(scene, data="db", a=0.6, b=0.5).soft[-1].params
    assert best.weights[0] == pytest.approx(KNOWN["w_pi"], abs=5e-4)


def test_the_rules_are_content_where_the_prose_says() -> None:
    objective, parameters = slots("stopping", "rules")[:3], slots("stopping", "rules")[3:6]
    assert objective[2] == "–" and parameters[1:] == ["0.0001", str(KNOWN["slow_n"])]
    assert slots("stopping", "rules", 146)[5] == "–"
    beside = slots("stopping", "rules", -1, data="db", a=0.60001, b=0.6)
    assert beside[2] == str(KNOWN["flat_n"])


# ---- questions -----------------------------------------------------------------------------------


def test_no_question_opens_with_its_answer_and_each_is_settled() -> None:
    start = caption("side-by-side") + caption("objectives") + caption("equal-start")
    assert "0.797" not in start and "0.450" not in start and "0.660" not in start and "0.440" not in start
    assert "θ_A = 0.797, θ_B = 0.520" in caption("side-by-side", -1)
    assert "θ_A = 0.660, θ_B = 0.660" in caption("equal-start", -1)
    assert "θ_A = 0.440, θ_B = 0.440" in caption("objectives", -1)
    # the table of the two objectives says nothing yet
    assert [said for said in slots("objectives", "objectives") if said == "equal"] == ["equal"] * 4
    ahead = slots("objectives", "objectives", -1)
    assert ["higher" in mark for mark in ahead[1::2]] == [True, False, False, True]
    why = SCENES["why-rounds-decide"]
    settled = play(why, **why.settled_by).soft
    assert settled.fit.iterations == 100 and not settled.fit.converged
    slow = f"{KNOWN['slow_a100']:.3f}, θ_B = {KNOWN['slow_b100']:.3f}"
    assert slow in caption("why-rounds-decide", -1, **why.settled_by)


def test_other_shares_with_the_same_counts_give_the_same_coin() -> None:
    run = play(SCENES["write-up"]).soft
    shares = run[1].posterior.probs[:, 0].copy()
    shares[[0, 3]] = KNOWN["other_1"], KNOWN["other_4"]
    heads, flips = (float(shares @ values) for values in (run.data.heads, run.data.flips))
    assert (heads, flips) == pytest.approx((KNOWN["count_heads"], KNOWN["count_flips"]), abs=1e-12)
    assert heads / flips == pytest.approx(KNOWN["five_a1"], abs=1e-12)


# ---- the stage -----------------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["five", "many", "three", "small"])
def test_data_that_are_chosen_on_the_stage_bring_their_start(data: str) -> None:
    asked = read(lesson, {"scene": "seen", "data": data, "changed": "data"})
    start = {"five": (0.7, 0.3), "many": (0.7, 0.3), "three": (0.6, 0.7), "small": (0.4, 0.2)}[data]
    assert asked.notices == () and (asked.settings.a, asked.settings.b) == start
    assert (asked.settings.learn, asked.settings.w) == ((True, 0.4) if data == "three" else (False, 0.5))


@pytest.mark.parametrize("data", ["five", "many", "db", "own", "sim"])
def test_three_coins_take_their_weights_with_them(data: str) -> None:
    three = {"scene": "seen", "a": "0.6", "b": "0.7", "learn": "1", "w": "0.4"}
    asked = read(lesson, three | {"data": data, "changed": "data"}).settings
    assert (asked.learn, asked.w) == (False, 0.5)
    start = {"five": (0.7, 0.3), "many": (0.7, 0.3), "db": (0.6, 0.5)}.get(data, (0.6, 0.7))
    assert (asked.a, asked.b) == start


def test_the_smallest_em_has_one_knob() -> None:
    s = lesson.settings(data="small", learn=True)
    assert not {"b", "w", "learn"} & set(s.to_link())
    assert room.within(s) == {"b": None, "w": None} and room.within(lesson.settings()) == {}


def test_half_a_million_rounds_cost_no_more_than_five() -> None:
    """Six rows, whatever their number: so many numbers in the run, and so many cells of the surface."""
    few, many = (play(SCENES["more-rounds"], many=n).soft for n in ("5", "500000"))
    assert few.data.counts.shape == many.data.counts.shape == (6, 2)
    assert many[1].posterior.probs.shape == (6, 2) and int(many.data.times.sum()) == 500_000
    figures = [strips(SCENES["seen"], **room.MANY | {"many": n})["surface"] for n in ("5", "500000")]
    assert len({str(figure.base["data"][0]["z"]["shape"]) for figure in figures}) == 1


def test_a_list_is_written_as_the_language_writes_lists() -> None:
    for name in ("side-by-side", "twist"):
        run = play(SCENES[name])
        for k in (0, 1, 2):
            said = run.frame(k, prose.translator("zh", "hard_soft")).caption
            assert "、θ_B" in said and ", " not in said
            assert ", θ_B" in run.frame(k, str).caption


def test_the_estimated_weights_have_a_knob() -> None:
    asked = {"scene": "seen", "learn": "1", "w": "0.7"}
    document = json.loads(answer(read(lesson, asked)))["document"]
    assert document["knobs"] == ["a", "b", "w"] and document["settings"]["w"] == "0.7"
    assert json.loads(answer(read(lesson, {"scene": "seen"})))["document"]["knobs"] == ["a", "b"]


def test_the_first_soft_step_is_the_published_one() -> None:
    """Do & Batzoglou from (.6, .5): (.713012, .581339), then the limit (.796789, .519583)."""
    path = strips(SCENES["side-by-side"])["surface"].tracks["path"]
    assert (path["x"][2], path["y"][2]) == pytest.approx((0.713012, 0.581339), abs=6e-7)
    assert (path["x"][-1], path["y"][-1]) == pytest.approx((0.796789, 0.519583), abs=3e-6)


def test_rounds_that_cannot_be_read_are_refused_and_a_question_shows_its_own() -> None:
    link = {"scene": "seen", "data": "own", "changed": "rounds"}
    asked = read(lesson, link | {"rounds": "3/5 x"})
    assert asked.refused and "Round" in asked.refused.text
    assert read(lesson, link | {"rounds": "3 2 of 5"}).settings.rounds == "3/5 2/5"
    why = SCENES["why-rounds-decide"]
    assert lesson.example(why).with_(**why.settled_by).rounds == room.SLOW["rounds"]


@pytest.mark.parametrize("changes", [
    {"many": "5"}, {"many": "500"}, {"many": "50000", "a": 0.52, "b": 0.5},
], ids=str)  # fmt: skip
def test_the_code_for_many_rounds_ends_where_the_stage_does(changes: dict[str, Any]) -> None:
    scene = SCENES["more-rounds"]
    settings = lesson.example(scene).with_(**changes)
    run, made = scene.run(settings), dict[str, Any]()
    exec(lesson.code(settings), made)  # type: ignore[misc]
    for name, trace in (("soft_run", run.soft), ("hard_run", run.hard)):
        ends = [step.params.p_heads.tolist() for step in made[name]]
        assert ends == [trace.at(k).params.p_heads.tolist() for k in range(len(trace))]
