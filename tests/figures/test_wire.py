"""What travels: every strip is plain JSON, small, well formed, whole in both forms, and translatable."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import plotly.graph_objects as go
import pytest

from em_core import Rounds, coin_grid, datasets
from em_core.bowls import share_dish
from em_figures import notebook, wire
from em_figures.coins.formula import formula
from em_figures.coins.ledger import ledger
from em_figures.coins.start_map import start_map
from em_figures.coins.surface import likelihood_surface
from em_figures.filmstrip import Filmstrip, Handle, Lazy, upto
from em_figures.loglik import log_likelihood_trace
from lessons.coin_mle.curves import likelihood_curve, log_likelihood_curve, score_curve
from lessons.coin_mle.numbers import reading, three_moves
from lessons.coin_mle.record import counted, tossed
from lessons.hard_soft.objectives import two_objectives
from lessons.hidden_coin.labelled import labelled
from lessons.home.figures import bowls
from lessons.home.runs import Corrections
from tests.figures.html import tree
from tests.figures.samples import DB, run_of, traces, two_coins

COIN_PANELS = (likelihood_curve, log_likelihood_curve, score_curve, three_moves, reading)


@lru_cache
def strips() -> dict[str, Filmstrip]:
    """Every panel over many runs."""
    out: dict[str, Filmstrip] = {}
    for name, trace in traces().items():
        for panel in (ledger, formula, log_likelihood_trace):
            out[f"{panel.__name__} {name}"] = panel(trace)
        if name in two_coins():
            out[f"surface {name}"] = likelihood_surface(trace)
    soft, hard = traces()["db"], traces()["db hard"]
    out["surface both"] = likelihood_surface(soft, hard=hard, truth=(0.8, 0.45))
    out["climb both"] = log_likelihood_trace(soft, hard, names=("soft", "hard"))
    out["objectives"] = two_objectives(soft, hard)
    for rule in (False, True):
        grid = coin_grid(DB.rounds, size=31, hard=rule)
        out[f"map {rule}"] = start_map(grid, hard if rule else soft, title="map")
    coins = {
        "counted": counted(5, 10, 0.6, a=2, b=2),
        "none": counted(0, 0, 0.5),
        "edge": counted(9, 9, 0.5),
        "tossed": tossed(datasets.toss(0.6, 12, 1).tolist(), 0.5),
    }
    for name, coin in coins.items():
        out |= {f"{panel.__name__} {name}": panel(coin) for panel in COIN_PANELS}
    out["bowls"] = bowls(Corrections(share_dish(1000, 0.7, 0.3)))
    out |= {f"labelled {shown}": labelled(DB.rounds, DB.labels, shown=shown) for shown in (False, True)}
    return out


def updates(strip: Filmstrip) -> Iterator[tuple[int, dict[str, object]]]:
    for part in (strip.opening.get("data", {}), *strip.frames):
        yield from part.items()


@pytest.mark.parametrize("name", sorted(strips()))
def test_a_strip_is_plain_json_without_nan(name: str) -> None:
    strip = strips()[name]
    sent = wire.full(strip)
    again = json.loads(json.dumps(sent, allow_nan=False))
    assert len(again["frames"]) == len(strip.captions)
    assert strip.title and all(caption and "{" not in caption for caption in strip.captions)


@pytest.mark.parametrize("name", sorted(name for name, strip in strips().items() if strip.kind == "html"))
def test_html_is_well_formed_and_has_a_value_for_every_place(name: str) -> None:
    strip = strips()[name]
    for view in strip.base["views"].values():
        tree(view)
    for frame in strip.frames:
        root = tree(strip.base["views"][frame.name])
        for node in root.iter():
            for place in ("data-s", "data-w"):
                if place in node.attrib:
                    frame.slots[int(node.attrib[place])]
            if "data-r" in node.attrib:
                assert all(int(node.attrib["data-r"]) < len(row) for row in frame.rows) and frame.rows


@pytest.mark.parametrize("name", sorted(name for name, strip in strips().items() if strip.kind == "plotly"))
def test_a_plotly_strip_is_a_figure_that_plays(name: str) -> None:
    strip = strips()[name]
    figure = notebook.to_figure(strip, "dark")
    assert isinstance(figure, go.Figure) and len(figure.frames) == len(strip.frames)
    indices = {index for index, _ in updates(strip)}
    assert indices <= set(range(len(strip.base["data"])))
    assert set(strip.ghost) <= set(range(len(strip.base["data"])))
    assert set(strip.ghost.values()) <= set(strip.tracks)
    # what an animation without redraw can move
    assert all(strip.base["data"][index].get("type", "scatter") == "scatter" for index in indices)


@pytest.mark.parametrize("name", sorted(name for name, strip in strips().items() if strip.kind == "plotly"))
def test_axes_are_fixed_over_the_whole_run(name: str) -> None:
    strip = strips()[name]
    for axis in ("xaxis", "yaxis"):
        known = {**strip.base["layout"][axis], **strip.opening.get("layout", {}).get(axis, {})}
        low, high = known["range"]
        assert low < high


@pytest.mark.parametrize("name", sorted(name for name, strip in strips().items() if strip.kind == "plotly"))
def test_every_frame_sets_the_same_traces(name: str) -> None:
    """A jump from any half-step to any other leaves nothing behind."""
    assert len({frozenset(frame) for frame in strips()[name].frames}) == 1


def test_a_long_run_stays_small() -> None:
    trace = run_of(Rounds([5, 9, 7, 5, 7], 10), (0.5, 0.5), (0.6, 0.5), max_iter=60)  # EM crawls here
    assert len(trace) == 121
    for panel in (ledger, formula, log_likelihood_trace, likelihood_surface):
        sent = wire.full(panel(trace))
        per_run = json.dumps([sent["frames"], sent["opening"], sent["tracks"]], separators=(",", ":"))
        assert len(per_run) < 60_000, panel.__name__


def test_one_frame_is_made_alone() -> None:
    made: list[int] = []
    lazy = Lazy(100, lambda k: made.append(k) or k)
    strip = Filmstrip("plotly", "t", {"data": [], "layout": {}}, lazy, Lazy(100, str))
    made.clear()
    assert wire.light(strip, 7)["frame"] == 7 and made == [7]
    for each in strips().values():
        assert isinstance(each.frames, Lazy) or len(each.frames) == 1, each.title


@pytest.mark.parametrize("name", sorted(strips()))
def test_a_frame_that_was_there_before_is_sent_as_its_number(name: str) -> None:
    frames = wire.full(strips()[name])["frames"]
    folded = wire.folded(frames)
    assert wire.unfolded(folded) == frames
    whole = [json.dumps(frame) for frame in folded if not isinstance(frame, int)]
    assert len(set(whole)) == len(whole) and len(folded) == len(frames)


def test_frames_are_folded_onto_the_first_of_their_kind() -> None:
    assert wire.folded([{"1": 0}, {"1": 2}, {"1": 0}, {"1": 2}, {"1": 2}]) == [{"1": 0}, {"1": 2}, 0, 1, 1]
    assert wire.folded(["a", None, "b", "a", None]) == ["a", 0, "b", 0, 0]


@pytest.mark.parametrize("name", sorted(strips()))
def test_the_json_of_a_frame_is_that_of_its_plain_form(name: str) -> None:
    for frame in strips()[name].frames:
        plain = json.dumps(wire.plain(frame), ensure_ascii=False, separators=(",", ":"))
        assert wire.text(frame) == plain


def test_what_json_has_no_word_for_is_refused() -> None:
    mine = {"x": np.array([1.5, 2.0]), "n": np.int64(3), "on": np.bool_(True), "a": upto("path", 2)}
    assert wire.text(mine) == '{"x":[1.5,2.0],"n":3,"on":true,"a":{"upto":["path",2]}}'
    for bad in (math.nan, math.inf, np.array([math.nan])):
        with pytest.raises(ValueError, match="JSON compliant"):
            wire.text({"x": bad})


def test_every_word_goes_through_tr() -> None:
    """What a reader sees is the translation: with a marked one, no panel shows an unmarked word."""

    def marked(text: str) -> str:
        return f"«{text}»"

    soft, hard = traces()["db"], traces()["db hard"]
    for strip in (
        likelihood_surface(soft, hard=hard, tr=marked),
        *(panel(soft, tr=marked) for panel in (log_likelihood_trace, ledger, formula)),
        two_objectives(soft, hard, tr=marked),
        bowls(Corrections(share_dish(9, 0.7, 0.3)), tr=marked),
        *(panel(counted(5, 10, 0.6), tr=marked) for panel in COIN_PANELS),
    ):
        assert strip.title.startswith("«"), strip.title
        assert all("«" in caption for caption in strip.captions), strip.title
        for trace in strip.base.get("data", ()):
            assert not trace.get("name") or "«" in trace["name"]


def test_handles_travel_as_pairs() -> None:
    """What the player tells apart by type: an input's id, a fixed number, and "does not matter"."""
    base = {"data": [], "layout": {}}
    handles = (Handle("x1"), Handle(2, "w1"))
    strip = Filmstrip("plotly", "", base, [{}], [""], clicks=handles)
    assert json.loads(json.dumps(wire.full(strip)["clicks"])) == [["x1", None], [2, "w1"]]


def test_a_blend_is_between_its_colours() -> None:
    tokens = {"@A": "#0000ff", "@B": "#ff0000"}
    assert notebook.mixed("@mix A 0.25 B 0.75", tokens) == "rgb(191,0,64)"
    assert notebook.mixed("@mix A 1", tokens) == "rgb(0,0,255)"
