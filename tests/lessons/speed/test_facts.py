"""Lesson 17: every number of its story, against programs that were written apart from this one."""

from __future__ import annotations

import numpy as np
import pytest

from em_core import Student, StudentParams, datasets
from em_core.speed import KnownNormals, rate_matrix
from lessons.speed import anneal, outliers, race
from lessons.speed.facts import rest
from lessons.speed.settings import Settings
from lessons.speed.weight import weighing
from tests.lessons.files import facts

RACE, ANNEAL = Settings(view="race"), Settings(view="anneal")
PUBLISHED = {
    "rate_6": ".002862", "rate_4": ".068597", "rate_3": ".197243", "rate_2": ".449602", "rate_1": ".796053",
    "rate_half": ".941238",
    "animals_rate": ".132779", "guess1": ".627124", "guess2": ".626827", "error_guess1": ".0003",
    "error_t2": ".0025",
    "held_rate1": ".409691", "held_rate2": ".377995", "coins_rate1": ".822358", "coins_rate2": ".390484",
    "coins_rate3": "0.000000", "galton_rate1": ".984585", "galton_em_ll": "-2499.149380",
    "em1_square1": "747.6636", "px1_square1": "526.1600",
    "em1_mean": "24.970542", "px1_mean": "24.970542", "em1_scale": "15.705869", "px1_scale": "15.705869",
    "em1_ll": "-75.34362007", "px1_ll": "-75.34362007",
    "em4_mean": "26.461861", "px4_mean": "26.461861", "em4_scale": "26.158824", "px4_scale": "26.158824",
    "em4_w2": ".298", "em4_w15": ".413",
    "two_rho": "3.181818", "two_critical": ".314286", "two_a03": ".56", "two_b03": ".56",
    "two_a032": ".609713", "two_b032": ".510235", "two_a04": ".711955", "two_b04": ".400672",
    "two_a06": ".753688", "two_b06": ".346879", "two_a1": ".817737", "two_b1": ".360087",
    "two_a2": ".849099", "two_b2": ".366500", "two_a5": ".85", "two_b5": ".366667",
    "high_ll": "-31.477", "plain_share": "75.5", "short_share": "100.0",
    "db_critical": ".652326", "db_a07": ".731429", "db_b07": ".588819", "db_a1": ".796789",
    "db_b1": ".519583", "db_a5": ".800243", "db_b5": ".450911", "trap_a": ".66", "trap_ll": "-32.051774",
    "moved_ll": "-31.570200", "galaxy_best": "-203.48198", "galaxy_78th": "26.960",
}  # fmt: skip
COUNTED = {
    "n_6": 4, "n_4": 8, "n_3": 12, "n_2": 22, "n_1": 71, "n_half": 242,
    "coins_em": 83, "twice_em": 83, "coins_squarem": 19, "coins_anderson": 13, "galton_em": 793,
    "galton_squarem": 40, "galton_squarem_besides": 24, "galton_anderson": 22, "galton_anderson_besides": 26,
    "em1_n": 71, "px1_n": 37, "em4_n": 29, "px4_n": 22,
    "galaxies": 82, "galaxy_starts": 60, "galaxy_plain": 27, "galaxy_slow": 53,
}  # fmt: skip
KNOWN = facts("speed")


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_number_is_computed(name: str) -> None:
    digits = len(PUBLISHED[name].partition(".")[2])
    # half a unit of the last printed digit
    assert KNOWN[name] == pytest.approx(float(PUBLISHED[name]), abs=0.5001 * 10.0**-digits)


@pytest.mark.parametrize("name", COUNTED)
def test_iterations_are_as_many_as_published(name: str) -> None:
    assert KNOWN[name] == COUNTED[name]


def test_both_first_means_of_darwins_numbers() -> None:
    x = datasets.DARWIN.x[:, 0]
    assert x.tolist() == [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    assert outliers.START.mean == pytest.approx(20.9333, abs=5e-5)
    assert outliers.START.scale == pytest.approx(36.4645, abs=5e-5)
    weights = 2 / (1 + ((x - x.mean()) / x.std()) ** 2)
    for name in ("em1_mean1", "px1_mean1"):  # the same in both, by the formula: only divisors differ
        assert KNOWN[name] == pytest.approx(float(weights @ x / weights.sum()), abs=1e-12)
        assert KNOWN[name] == pytest.approx(24.889107, abs=1e-6)


def test_where_student_ends_the_weights_sum_to_n() -> None:
    for dof in (1, 4):
        end = StudentParams(KNOWN[f"px{dof}_mean"], KNOWN[f"px{dof}_scale"])
        assert Student(dof).infer(outliers.X, end).weights.sum() == pytest.approx(15, abs=1e-7)


def test_the_rate_is_the_map_s_own_derivative() -> None:
    for name, d in (("4", 4.0), ("1", 1.0)):
        found = rate_matrix(KnownNormals(d), [0.5]).eigenvalues[0]
        assert KNOWN[f"rate_{name}"] == pytest.approx(found, abs=1e-8)


def test_what_is_left_is_what_aitken_guesses() -> None:
    path = weighing(Settings(distance=0.5)).path
    t = KNOWN["small_t"]
    assert path[t] - path[t - 1] < 1e-3 <= path[t - 1] - path[t - 2]
    assert KNOWN["small_left"] == pytest.approx(0.5 - path[t]) and KNOWN["small_times"] > 15
    assert KNOWN["small_guess"] == pytest.approx(KNOWN["small_left"], rel=0.01)


def test_all_methods_reach_one_end_and_never_fall() -> None:
    for name in ("coins", "held", "animals", "galton"):
        run = race.racing(RACE.with_(race=name))
        for method, found in run.runs.items():
            assert found.falls == 0 and found.ending == "converged"
            assert run.left(method)[-1] < 1e-6, (name, method)


def test_twice_the_data_is_the_same_path() -> None:
    one, two = (race.racing(RACE.with_(twice=twice)) for twice in (False, True))
    np.testing.assert_allclose(one.runs["em"].path, two.runs["em"].path, rtol=0, atol=1e-9)
    np.testing.assert_allclose(one.rates.eigenvalues, two.rates.eigenvalues, rtol=0, atol=1e-8)


def test_the_first_jump_on_one_number_is_aitkens() -> None:
    run = race.racing(RACE.with_(race="animals", method="squarem"))
    assert run.chosen.path[2, 0] == pytest.approx(KNOWN["guess1"], abs=1e-12)


def test_the_lower_peak_is_one_only_where_it_is_cold_enough() -> None:
    rounds, peak = anneal.ROUNDS["two"], (0.677, 0.119)
    above, below = (rest(rounds, KNOWN["lower_beta"] + by, peak, 2000) for by in (0.03, -0.03))
    assert abs(above[1] - peak[1]) < 0.05 and abs(below[1] - peak[1]) > 0.1
    drawn = anneal.GRID[~np.isnan(anneal.lower(ANNEAL)[:, 0])]
    assert abs(drawn.min() - KNOWN["lower_beta"]) < 0.05
    low = anneal.annealing(ANNEAL.with_(a=0.5, b=0.1)).trace[-1]
    assert low.log_likelihood == pytest.approx(KNOWN["low_ll"]) and KNOWN["low_ll"] < KNOWN["high_ll"]


def test_the_trap_catches_every_start_and_the_nudge_frees_all() -> None:
    trap = ANNEAL.with_(rounds="db", plan="tenths")
    assert (anneal.kinds(trap) == 2).all()
    a, b = anneal.ends(trap)
    assert np.array_equal(a, b)  # to the last bit
    assert anneal.share(anneal.kinds(trap.with_(nudge=True))) == 100
    coins = anneal.annealing(trap).coins(-1)
    assert coins[0] == coins[1]


def test_every_temperature_has_as_many_iterations_as_are_told() -> None:
    for plan, n in (("short", 10), ("tenths", 20)):
        run = anneal.annealing(ANNEAL.with_(rounds="db", plan=plan))
        betas, _ = anneal.PLANS[plan]
        assert [run.betas.count(beta) for beta in betas] == [2 * n + 1, *[2 * n] * (len(betas) - 1)]
        assert [s.iteration for s in run.trace if s.phase == "M"] == list(range(1, len(run) // 2 + 1))
