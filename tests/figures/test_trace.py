"""Recorded runs, their names, sentences and ends."""

from __future__ import annotations

import re

import pytest

from em_core import CoinParams, run
from em_figures.coins.words import captions, pair, stop_pair
from em_figures.trace import label, moves, stop
from em_figures.words import stop_sentence
from tests.figures.samples import DB, FIVE, run_of, traces

NUMBER = r"[-\u2212]?\d+\.\d+"


def test_a_trace_is_the_run() -> None:
    trace = traces()["db"]
    again = list(run(trace.model, trace.data, CoinParams((0.5, 0.5), (0.6, 0.5))))
    assert len(trace) == len(again) == 1 + 2 * trace.fit.iterations
    assert [s.log_likelihood for s in trace] == [s.log_likelihood for s in again]
    assert trace.at(10**6) is trace[-1]
    assert [s.iteration for s in trace[1:3]] == [1, 1]


def test_labels_and_moves() -> None:
    trace = traces()["five"]
    assert [label(s) for s in trace[:5]] == ["start", "1E", "1M", "2E", "2M"]
    assert label(trace[0], lambda text: f"<{text}>") == "<start>"
    assert [moves(s) for s in trace[:5]] == [1, 1, 2, 2, 3]


@pytest.mark.parametrize("name", sorted(traces()))
def test_every_half_step_has_its_sentence(name: str) -> None:
    trace = traces()[name]
    sentences = captions(trace)
    assert len(sentences) == len(trace)
    for snapshot, sentence in zip(trace, sentences, strict=True):
        assert not re.search(r"nan|inf|None|\{", sentence), sentence
        if snapshot.phase != "start":
            assert f"{snapshot.phase}-step {snapshot.iteration}:" in sentence
        shown = [float(n.replace("\u2212", "-")) for n in re.findall(NUMBER, sentence)]
        coins = snapshot.params.p_heads.tolist()
        # three decimals are printed
        assert shown[: len(coins)] == pytest.approx(coins, abs=5.001e-4)
        assert shown[len(coins)] == pytest.approx(snapshot.log_likelihood, abs=5.001e-4)


def test_the_published_third_step() -> None:
    assert "After M-step 3: θ_A = 0.768, θ_B = 0.550" in captions(traces()["db"])[6]


def test_events_are_told() -> None:
    trace = traces()["db hard tie"]
    kinds = {event.kind: k for k, s in enumerate(trace) for event in s.events}
    assert set(kinds) == {"tie", "no_mass"}
    sentences = captions(trace)
    assert ": 5; such a tie goes to the first coin" in sentences[1]
    assert "Coin B was given no rounds" in sentences[2]


def test_a_pair_is_as_long_as_the_longer_run_and_says_who_has_ended() -> None:
    soft, hard = traces()["db"], traces()["db hard"]
    both = pair(soft, hard)
    assert len(both) == max(len(soft), len(hard))
    assert "(ended)" not in both[len(hard) - 1] and "Hard: (ended)" in both[len(hard)]
    for k in (0, 2, len(soft) - 1):
        assert both[k].startswith(f"Soft: {captions(soft)[k]}")
        assert both[k].endswith(captions(hard)[min(k, len(hard) - 1)])


def test_why_a_run_ended() -> None:
    end = stop(traces()["db"])
    assert end.why == "converged" and end.iterations == traces()["db"].fit.iterations
    assert end.change is not None and end.limit is not None and abs(end.change) <= end.limit
    text = stop_sentence(traces()["db"])
    assert text.startswith(f"Converged after {end.iterations} iterations, because") and "3.3 × 10⁻⁹" in text


def test_a_run_that_was_cut_off_says_so() -> None:
    cut = run_of(DB.rounds, (0.5, 0.5), (0.6, 0.5), max_iter=5)
    assert stop(cut).why == "max_iter"
    assert stop_sentence(cut).startswith("Stopped at 5 iterations")
    none = run_of(FIVE.rounds, (0.5, 0.5), (0.7, 0.3), max_iter=0)
    assert stop(none).change is None and stop_sentence(none).startswith("Stopped at 0")
    both = stop_pair(cut, traces()["db hard"])
    assert "Stopped at 5" in both and "Converged after 2" in both
