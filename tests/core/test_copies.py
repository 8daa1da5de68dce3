"""Every public record can be pickled and copied: field by field the same, as read-only, and of the same use.

Records that a row of ``cases.py`` leads to are found by themselves; for others there is a sample below, and
a public class without one fails the first test.
"""

from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Callable
from dataclasses import is_dataclass
from inspect import isclass, ismodule
from typing import Any

import numpy as np
import pytest

import em_core
from em_core import (
    CoinParams,
    Points,
    Recipe,
    Responsibilities,
    along,
    annealing,
    bound,
    bowls,
    bugs,
    by_turns,
    climbers,
    coin_grid,
    coin_hill,
    coordinates,
    datasets,
    fit,
    given,
    hard,
    hold,
    jensen,
    kmeans,
    linkage,
    mixture_direct,
    online,
    partial,
    single_gaussian,
    soft,
    speed,
    starts,
    tied,
    trace,
    variational_bayes,
)
from tests.core.cases import CASES, Case

DB, FIVE = datasets.DO_BATZOGLOU, datasets.FIVE_OF_FIVE
HALF = CoinParams([0.5, 0.5], [0.6, 0.5])
PAGES = em_core.PLSAParams(np.full((4, 2), 0.5), [[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]])
WAYS: dict[str, Callable[[Any], Any]] = {
    "pickled": lambda value: pickle.loads(pickle.dumps(value)),
    "copied deeply": copy.deepcopy,
    "copied": copy.copy,
}
ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
every = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def line(u: float) -> CoinParams:
    return CoinParams([0.5, 0.5], [u, 1 - u])


def of_case(case: Case) -> dict[str, Any]:
    """What goes into a run and what comes out of it."""
    out = {name: getattr(case, name) for name in ("model", "data", "start", "prior")}
    for name, recipe in {"soft": Recipe(), "hard, prior": Recipe(case.last_rule, prior=case.prior)}.items():
        out[name] = trace(case.model, case.data, case.start, recipe, max_iter=2, tol=0.0)
    return out


def samples() -> dict[str, Any]:
    """What no case leads to."""
    x, hill, theta = datasets.GALTON.x[:40], coin_hill.coin_hill(DB.rounds), linkage.linkage_hill(linkage.RAO)
    two = starts.around(x, [[64.0], [70.0]])
    q = Responsibilities.from_labels([0, 1, 1, 0, 1], 2)
    seen = Points(x)
    assert seen.full.count == 40  # with its features
    log = jensen.FUNCTIONS["log"]
    cells, order = kmeans.grow(x)
    return {
        "points": [seen],
        "rules": [Recipe(soft(0.5)), Recipe(given(q, hard), hold(1)), Recipe(m_step=along(line, 0.1, 0.9)),
                  Recipe(m_step=tied(0.5)), Recipe(m_step=partial(1.5)), Recipe(m_step=partial(0.5, hold(1))),
                  Recipe(m_step=coordinates(hold(1), hold(0))), Recipe(m_step=by_turns(hold(1), hold(0)))],
        "grids": [coin_grid(DB.rounds, size=5), coin_hill.newton_grid(DB.rounds, size=5), *em_core.EndKind],
        "level points": [*coin_hill.level_points(FIVE.rounds)],
        "slopes": [coin_hill.slopes(DB.rounds, np.full((2, 1), 0.4))],
        "k-means": [kmeans.lloyd(x, two.means), *cells, kmeans.Assigned(order, 1, 2)],
        "hills": [hill, theta],
        "climbs": [
            climbers.newton(hill, (0.6, 0.5)), climbers.lbfgs(hill, (0.6, 0.5)),
            climbers.conjugate_gradients(hill, (0.6, 0.5)),
            climbers.newton(theta, [0.5]), climbers.gradient_ascent(hill, (0.6, 0.5), 0.03),
        ],
        "directly": [
            mixture_direct.maximise_directly(em_core.GaussianMixture(), x, two, max_iter=3),
            mixture_direct.Numbers(*np.ones((3, 2))),
        ],
        "one Gaussian": [single_gaussian.mle([1, 2]), single_gaussian.least_squares([0, 1, 2], [1, 2, 4])],
        "data": [DB, FIVE, datasets.HARD_FALLS, datasets.GALTON, datasets.OLD_FAITHFUL,
                 datasets.TWO_BOOKS, datasets.ANALECTS, datasets.EISNER, datasets.TWO_HANDS,
                 datasets.WITNESS],
        "jensen": [jensen.jensen(log, [1, 2], [0.5, 0.5]), jensen.kl_gap([0.5, 0.5], [0.1, 0.9])],
        "functions": [*jensen.FUNCTIONS.values(), jensen.twin(log)],
        "zoo": list(bugs.SPECIMENS.values()),
        "a bound": [bound.tangency(em_core.CoinMixture(), DB.rounds, q, line, 0.4)],
        "conserved": [em_core.Conserved("heads", 2.0, 2.0)],
        "piece by piece": [
            *online.incremental(em_core.CoinMixture(), online.rounds_apart(DB.rounds), HALF, passes=2),
            *online.stepwise(em_core.CoinMixture(), online.rounds_apart(DB.rounds), HALF, online.decay(0.7)),
        ],
        "annealed": [
            *annealing.anneal(em_core.CoinMixture(), DB.rounds, HALF, [0.2], 2), annealing.nudged(0.1)
        ],
        "speed": [
            fast := speed.EMMap(em_core.CoinMixture(), DB.rounds, HALF), speed.KnownNormals(2.0),
            speed.squarem(fast, [0, 0.4, 0]), fast.look(np.zeros(3)), speed.rate_matrix(fast, np.zeros(3)),
        ],
        "both hidden": [
            *variational_bayes.ascend(variational_bayes.BetaCoins(), DB.rounds, q, max_iter=1),
            *variational_bayes.ascend(variational_bayes.BayesGaussians(), x[:5], q, max_iter=1),
            *variational_bayes.ascend(
                variational_bayes.LDA(), datasets.FOUR_PAGES.counts,
                em_core.PLSA().infer(datasets.FOUR_PAGES.counts, PAGES), max_iter=1,
            ),
        ],
        "a vector": [em_core.Flat(em_core.CoinMixture(), HALF, "free")],
        "a dish": [bowls.share_dish(100, 0.7, 0.25)],
    }  # fmt: skip


SAMPLES = samples()
others = pytest.mark.parametrize("name", SAMPLES)


def parts(value: Any) -> dict[Any, Any]:
    """The public fields and properties of one of the core's records, and the entries of a container."""
    if isinstance(value, dict):
        return value
    if isinstance(value, (tuple, list)) and not hasattr(value, "_fields"):
        return dict(enumerate(value))
    if not type(value).__module__.startswith("em_core") or isinstance(value, int):
        return {}
    found = {name: getattr(value, name) for name in dir(value) if not name.startswith("_")}
    return {name: part for name, part in found.items() if is_dataclass(part) or not callable(part)}


def same(a: Any, b: Any, at: str) -> None:
    assert type(a) is type(b), at
    if isinstance(a, np.ndarray):
        np.testing.assert_array_equal(a, b, err_msg=at)
        assert a.dtype == b.dtype, at
        assert a.flags.writeable or not b.flags.writeable, f"{at} is no longer read-only: inherit Sealed"
        return
    inside, other = parts(a), parts(b)
    assert list(inside) == list(other), at
    for name, part in inside.items():
        same(part, other[name], f"{at}.{name}")
    if not inside:
        assert a == b or (a != a and b != b), at


def classes(value: Any) -> set[type]:
    return {type(value)}.union(*(classes(part) for part in parts(value).values()))


def public() -> set[type]:
    """The concrete classes that ``em_core`` exports, by themselves or in a module."""
    named = [getattr(em_core, name) for name in em_core.__all__]
    inside = [
        part
        for module in named if ismodule(module)
        for name, part in vars(module).items()
        if not name.startswith("_") and getattr(part, "__module__", None) == module.__name__
    ]  # fmt: skip
    return {part for part in [*named, *inside] if isclass(part) and not getattr(part, "_is_protocol", False)}


def test_every_public_class_is_looked_at() -> None:
    seen = set().union(*(classes(of_case(case)) for case in CASES), classes(SAMPLES))
    assert public() - seen == set(), "add a sample of it"
    assert {em_core.Fit, em_core.Snapshot, em_core.GaussianParams, climbers.Climb} <= public()


@every
@ways
def test_what_a_case_leads_to_is_the_same_when_copied(case: Case, way: Callable[[Any], Any]) -> None:
    for name, value in of_case(case).items():
        if isinstance(value, np.ndarray):  # numpy's, and no record
            continue
        same(value, way(value), f"{case.name}, {name}")
        for step in getattr(value, "steps", ())[-1:]:
            for part in (step, step.params, step.posterior, step.stats):
                same(part, way(part), f"{case.name}, {name}, {type(part).__name__}")


@others
@ways
def test_other_records_are_the_same_when_copied(name: str, way: Callable[[Any], Any]) -> None:
    for record in SAMPLES[name]:
        same(record, way(record), f"{name}, {type(record).__name__}")


@every
@ways
def test_a_run_with_copies_gives_the_same_numbers(case: Case, way: Callable[[Any], Any]) -> None:
    for recipe in (Recipe(), Recipe(soft(0.5), prior=case.prior), Recipe(case.last_rule)):
        model, data, start, again = (way(part) for part in (case.model, case.data, case.start, recipe))
        steps, end = trace(case.model, case.data, case.start, recipe, max_iter=3)
        same(end, fit(model, data, start, again, max_iter=3), case.name)
        same(end, way(end), case.name)
        # From the middle of a run on, too.
        middle, copied = steps[2], way(steps[2])
        assert case.model.infer(data, copied.params).entropy() == (
            case.model.infer(case.data, middle.params).entropy()
        )
        stats = model.expected_stats(data, copied.posterior)
        same(case.model.expected_stats(case.data, middle.posterior), stats, case.name)
        assert model.expected_log_joint(stats, copied.params) == (
            case.model.expected_log_joint(middle.stats, middle.params)
        )
        same(
            case.model.maximize(middle.stats, middle.params),
            model.maximize(copied.stats, copied.params),
            case.name,
        )


@ways
def test_copied_hills_and_rules_do_what_they_did(way: Callable[[Any], Any]) -> None:
    for hill, at in zip(SAMPLES["hills"], ([0.6, 0.5], [0.5]), strict=True):
        same(climbers.newton(hill, at), climbers.newton(way(hill), at), "a climb")
    for recipe in SAMPLES["rules"]:
        model = em_core.CoinMixture()
        same(*(fit(model, DB.rounds, HALF, each, max_iter=4) for each in (recipe, way(recipe))), "a fit")
    for specimen in SAMPLES["zoo"]:
        again = way(specimen)
        runs = [trace(at.model, at.data, at.start, at.recipe, max_iter=4) for at in (specimen, again)]
        same(*runs, specimen.name)
        assert specimen.column(runs[0].steps[2]) == again.column(runs[1].steps[2])
    for f in SAMPLES["functions"]:
        assert way(f).value(np.array(2.0)) == f.value(np.array(2.0))


def test_rules_of_the_same_numbers_are_equal_and_say_what_they_are() -> None:
    assert hold(1) == hold(1) != hold(0) and along(line, 0.0, 1.0) == along(line, 0, 1)
    assert [repr(rule) for rule in (soft(), soft(0.5), hard)] == ["soft()", "soft(0.5)", "hard"]


def test_a_copy_cannot_be_changed_either() -> None:
    start = SAMPLES["directly"][0].params
    params = fit(em_core.GaussianMixture(), datasets.GALTON.x, start, max_iter=2).params
    for way in WAYS.values():
        again = way(params)
        with pytest.raises(AttributeError, match="cannot be changed"):
            again.means = np.zeros((2, 1))
        with pytest.raises(ValueError, match="read-only"):
            again.covariances[0] = math.nan


def test_a_pickle_carries_the_data_once() -> None:
    x = np.random.default_rng(0).normal(size=(4000, 2))
    posterior = em_core.GaussianMixture().infer(x, starts.around(x, x[:3]))
    # The points and q itself: 2 and 3 columns; the features are made anew.
    assert len(pickle.dumps(posterior)) < 1.1 * 8 * 5 * len(x)
