"""The walk in plain floats is the core's, update by update; what the panels make of it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from em_core import CoinMixture, CoinParams, GaussianMixture, GaussianParams, Rounds
from em_core.online import incremental, memory, rounds_apart, stepwise
from em_figures import wire
from em_lesson import prose
from lessons import GROUPS
from lessons.online_em.each import each_update, gain
from lessons.online_em.memory import fade
from lessons.online_em.record import Online, moments
from lessons.online_em.runs import online, rate_of, values
from lessons.online_em.settings import Settings
from lessons.online_em.slots import slots
from lessons.online_em.tape import tape, window

LESSON = next(one for group in GROUPS.values() for one in group if one.name == "online_em")
GEYSER = GaussianParams([0.5, 0.5], [[50.0], [80.0]], [[[25.0]], [[25.0]]])


def run_of(**changes: Any) -> Online:
    found: Online = online(Settings(**changes))
    return found


def of_the_core(s: Settings, passes: int) -> list[Any]:
    """The snapshots of em_core.online at these settings."""
    x = values(s)
    model: Any
    if s.data == "waiting":
        model, at, data = GaussianMixture(), GEYSER, x[:, None]
        pieces: Any = [data[i : i + s.size] for i in range(0, len(x), s.size)]
    else:
        model, at = CoinMixture(learn_weights=False), CoinParams([0.5, 0.5], [s.a, s.b])
        data = Rounds(x.astype(int), 10)
        pieces = rounds_apart(data, s.size)
    if s.method == "step":
        return list(stepwise(model, pieces, at, rate_of(s), s.warm, data=data))
    return list(incremental(model, pieces, at, passes=passes, data=data))


def numbers(params: Any) -> list[float]:
    if isinstance(params, CoinParams):
        return params.p_heads.tolist()
    return [params.weights[0], *params.means.ravel(), *params.covariances.ravel()]


@pytest.mark.parametrize("changes", [
    {"data": "db", "method": "inc"}, {"data": "db", "method": "inc", "size": 2, "a": 0.2, "b": 0.9},
    {"data": "db", "method": "batch", "size": 136},
    {"data": "waiting", "method": "inc", "size": 34}, {"data": "db", "order": "back", "warm": 1},
    {"data": "worn", "alpha": 0.7, "size": 7},
    {"data": "stream", "rate": "steady", "order": "mixed", "size": 3},
    {"data": "stream", "rate": "all", "size": 10}, {"data": "waiting", "alpha": 0.8, "size": 16, "warm": 2},
], ids=str)  # fmt: skip
def test_the_walk_is_the_cores(changes: dict[str, Any]) -> None:
    run = run_of(**changes)
    s = run.settings
    if s.method == "batch":
        s = s.with_(method="inc", size=len(run.x))
    core = of_the_core(s, run.walk.updates[-1].passes)
    thetas = run.walk.thetas()
    assert len(core) == len(thetas)
    np.testing.assert_allclose(thetas, [numbers(one.params) for one in core], rtol=1e-9, atol=1e-12)
    ll = run.two.log_likelihood(thetas)
    np.testing.assert_allclose(ll, [one.log_likelihood for one in core], rtol=1e-12)
    for mine, theirs in zip(run.walk.updates, core[1:], strict=True):
        assert (mine.f is None) == (theirs.bound is None)
        if mine.f:
            assert mine.f[1] == pytest.approx(theirs.bound, rel=1e-12)
            assert mine.f[0] <= mine.f[1] + 1e-9
        if theirs.posterior is not None:
            np.testing.assert_allclose(mine.q, theirs.posterior.probs[:, 0], atol=1e-9)


def test_the_thousand_rounds_too() -> None:
    core = of_the_core(Settings(data="worn", alpha=0.7), 1)
    np.testing.assert_allclose(run_of(data="worn", alpha=0.7).walk.thetas(),
                               [numbers(one.params) for one in core], atol=1e-13)  # fmt: skip


def test_a_collapse_ends_the_walk_as_it_ends_the_cores() -> None:
    run = run_of(data="waiting", warm=1)
    core = of_the_core(run.settings, 1)
    assert core[-1].events[-1].stops and len(core) == 1 + len(run.walk.updates)
    assert run.walk.why == "collapse" and run.walk.updates[-1].theta == run.walk.start
    for lang, word in (("en", "variance would be 0"), ("zh", "方差会变成 0")):
        tr = prose.translator(lang, "online_em")
        assert word in run.frame(len(run) - 1, tr).caption and word in run.stop(tr)


@pytest.mark.parametrize("changes", [
    {"rho": 0.3}, {"rho": 0.3, "order": "mixed", "warm": 5},
    {"rho": 0.1, "order": "mixed", "size": 2, "warm": 1}, {"rho": 0.25, "size": 2, "warm": 1},
], ids=str)  # fmt: skip
def test_a_collapse_is_told_in_the_same_update(changes: dict[str, Any]) -> None:
    run = run_of(**{"data": "waiting", "rate": "steady", "warm": 2} | changes)
    core = of_the_core(run.settings, 1)
    assert core[-1].events[-1].kind == "collapse" and run.walk.why == "collapse"
    assert core[-1].update == len(run.walk.updates) > 20
    # A variance of 2e-8 beside squares of 300: 3e-13 of rounding.
    np.testing.assert_allclose(run.walk.updates[-1].theta, numbers(core[-1].params), rtol=1e-4)


def test_what_s_remembers_is_the_cores_memory() -> None:
    run = run_of(rate="steady", rho=0.1)
    strip = fade(run)
    assert strip is not None
    k = run.at_update(50)
    w = memory(0.1, 50)[::-1]
    np.testing.assert_allclose(strip.frames[k][0]["y"], w / w.max(), rtol=5e-3)
    assert fade(run_of(method="inc", data="db")) is None


def test_batch_keeps_whole_sums_and_stepwise_only_flips() -> None:
    for method, kept in (("batch", 2), ("inc", 2), ("step", 1)):
        run = run_of(data="db", method=method)
        for k in range(len(run)):
            found = slots(run)[k].conserved
            assert len(found) == kept
            for one in found:
                assert abs(one.value - one.expected) <= 1e-9 * (1 + one.expected)


def test_a_share_stands_from_its_reading_on() -> None:
    run = run_of()
    k = run.at_update(50)
    q = run.shares(k)
    assert not np.isnan(q[:50]).any() and np.isnan(q[50:]).all()
    seen, now = window(run, k)
    assert list(now) == [49] and 49 in seen and len(seen) == 10
    kept = run_of(data="db", method="inc").shares(3)
    assert kept[0] == pytest.approx(run_of(data="db", method="inc").walk.updates[1].q[0])
    assert kept[1] == pytest.approx(run_of(data="db", method="inc").walk.updates[0].q[1])
    assert "▼" in tape(run).frames[k].slots


def test_the_fifth_round_of_the_second_pass_is_told_with_arrows() -> None:
    row = each_update(run_of(data="db", method="inc")).frames[12].slots[-6:]
    assert row[0] == "6" and row[3].endswith("↑") and row[5].endswith("↓")
    assert gain(1e-9).endswith("=") and gain(-0.1) == "\u22120.10000 ↓"


@pytest.mark.parametrize("count", [1, 5, 44, 45, 136, 272, 1000, 12_000])
def test_half_steps_are_few_and_end_at_the_end(count: int) -> None:
    some = moments(count)
    assert len(some) <= 140 and some[-1].update == count
    updates = [one.update for one in some]
    assert updates == sorted(updates)


@pytest.mark.parametrize("scene", LESSON.scenes, ids=lambda scene: scene.id)
def test_the_filmstrips_of_a_scene_are_small(scene: Any) -> None:
    run = scene.run(LESSON.example(scene))
    strips = [draw(run, tr=str) for draw in scene.stage]
    size = sum(len(json.dumps(wire.full(one), ensure_ascii=False).encode()) for one in strips)
    assert size < 200_000


def test_the_fall_of_the_log_likelihood_is_told_where_it_is_seen() -> None:
    five = run_of(data="db", method="inc")
    assert five.frame(12, str).caption.endswith("The log-likelihood fell by 0.002, while F rose.")
    others = [k for k in range(len(five)) if k != 12 and "fell" in five.frame(k, str).caption]
    ll = five.log_likelihood
    assert others == [k for k in range(1, len(five)) if k != 12 and ll[k - 1] - ll[k] > 5e-4]
