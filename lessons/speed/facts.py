"""The results quoted in lesson 17, as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core import Student
from em_core.annealing import critical_beta, two_coins
from em_core.datasets import GALAXIES
from em_core.em_map import KnownNormals
from em_core.fit_many import fit_many
from em_core.speed import aitken
from lessons.speed.anneal import NUDGE, ROUNDS, annealing, kinds, share
from lessons.speed.galaxies import MODEL, MOST, TOL, arrives, best, ends, starts
from lessons.speed.outliers import X, walked
from lessons.speed.race import racing
from lessons.speed.settings import Settings
from lessons.speed.weight import path_of, weighing

Facts = dict[str, Any]
DISTANCES = {"6": 6.0, "4": 4.0, "3": 3.0, "2": 2.0, "1": 1.0, "half": 0.5}
COPIED = 26.690  # for the 78th velocity, in a widely used R package
SMALL = 1e-3  # a change that looks like none
RACE, ANNEAL = Settings(view="race"), Settings(view="anneal")


def facts() -> Facts:
    return _weight() | _left() | _race() | _animals() | _outliers() | _fork() | _plans() | _galaxies()


def _weight() -> Facts:
    known: Facts = {}
    for name, d in DISTANCES.items():
        normals = KnownNormals(d)
        known |= {f"rate_{name}": normals.doubt(0.5), f"n_{name}": len(path_of(normals, 0.2)) - 1}
    return known


def _left() -> Facts:
    """Where the curves are half a unit apart: the first change that looks like none, and what is left."""
    path = weighing(Settings(distance=0.5)).path
    moved = np.diff(path)
    t = int(np.argmax(moved < SMALL)) + 1
    change, before = float(moved[t - 1]), float(moved[t - 2])
    left, r = 0.5 - float(path[t]), change / before
    return {"small_t": t, "small_change": change, "small_left": left, "small_times": left / change,
            "small_guess": change * r / (1 - r), "small": SMALL}  # fmt: skip


def _race() -> Facts:
    known: Facts = {"twice_em": racing(RACE.with_(twice=True)).runs["em"].evaluations}
    for race, methods, rates in (("coins", 3, 3), ("held", 1, 2), ("galton", 3, 1)):
        run = racing(RACE.with_(race=race))
        for name in list(run.runs)[:methods]:
            known[f"{race}_{name}"] = run.runs[name].evaluations
        values = enumerate(run.rates.eigenvalues[:rates], 1)
        known |= {f"{race}_rate{i}": abs(float(v)) for i, v in values}
    for name in ("squarem", "anderson"):
        found = run.runs[name]
        known |= {f"galton_{name}_besides": found.likelihoods, f"galton_{name}_refused": found.refused}
    return known | {"galton_em_ll": float(run.runs["em"].values[-1])}


def _animals() -> Facts:
    run = racing(RACE.with_(race="animals"))
    path, end = run.runs["em"].path[:, 0], float(run.end[0])
    one, two = (float(aitken(*path[i : i + 3, None])[0]) for i in (0, 1))
    return {"animals_rate": run.rate, "animals_end": end, "animals_t2": float(path[2]), "guess1": one,
            "guess2": two, "guess_gain": abs(path[2] - end) / abs(one - end),
            "error_t2": abs(float(path[2]) - end), "error_guess1": abs(one - end)}  # fmt: skip


def _outliers() -> Facts:
    known: Facts = {}
    for dof in (1, 4):
        for expanded, name in ((False, "em"), (True, "px")):
            model = Student(dof, expanded)
            found, _ = walked(model)
            first, end = found[2].params, found[-1].params
            known |= {f"{name}{dof}_n": found[-1].iteration, f"{name}{dof}_mean": end.mean,
                      f"{name}{dof}_scale": end.scale}  # fmt: skip
            if dof == 1:
                known |= {f"{name}1_mean1": first.mean, f"{name}1_square1": first.scale**2,
                          f"{name}1_ll": found[-1].log_likelihood}  # fmt: skip
    found, _ = walked(Student(4))
    weights = Student(4).infer(X, found[-1].params).weights
    return known | {"em4_w2": float(weights[1]), "em4_w15": float(weights[14])}


def rest(rounds: Any, beta: float, start: tuple[float, float] = (0.6, 0.5), n: int = 300) -> Any:
    """Where the coins rest at this temperature."""
    return two_coins(rounds, [start], [beta], [800 if beta < 0.35 else n])[0, 0]


def _fork() -> Facts:
    known: Facts = {}
    for name, betas in (("two", (0.3, 0.32, 0.4, 0.6, 1, 2, 5)), ("db", (0.7, 1, 5))):
        rounds = ROUNDS[name]
        critical = critical_beta(rounds)
        known[f"{name}_critical"] = critical
        for beta in betas:
            a, b = rest(rounds, beta)
            at = f"{beta:g}".replace(".", "")
            known |= {f"{name}_a{at}": float(a), f"{name}_b{at}": float(b)}
    known["two_rho"] = 1 / critical_beta(ROUNDS["two"])
    low, high, peak = 0.5, 1.0, (0.677, 0.119)
    for _ in range(12):  # the hottest temperature at which the lower peak is still one
        middle = (low + high) / 2
        stays = abs(rest(ROUNDS["two"], middle, peak, 200)[1] - peak[1]) < 0.03
        low, high = (low, middle) if stays else (middle, high)
    return known | {"lower_beta": high}


def _plans() -> Facts:
    known: Facts = {}
    two = ANNEAL.with_(rounds="two")
    known["plain_share"] = share(kinds(two))
    known["short_share"] = share(kinds(two.with_(plan="short")))
    trap = annealing(ANNEAL.with_(rounds="db", plan="tenths"))
    moved = annealing(ANNEAL.with_(rounds="db", plan="tenths", nudge=True))
    known |= {"trap_a": trap.coins(-1)[0], "trap_ll": trap.trace[-1].log_likelihood,
              "moved_ll": moved.trace[-1].log_likelihood, "nudge": NUDGE}  # fmt: skip
    high = annealing(two.with_(plan="short", a=0.5, b=0.1)).trace
    low = annealing(two.with_(a=0.5, b=0.1)).trace
    return known | {"high_ll": high[-1].log_likelihood, "low_ll": low[-1].log_likelihood,
                    "high_n": high[-1].iteration, "low_n": low[-1].iteration}  # fmt: skip


def _galaxies() -> Facts:
    """82 velocities, three components, sixty starts."""
    plain, slow = arrives("none"), arrives("slow")
    others = ends("none").values[~plain]
    copied = GALAXIES.x.copy()
    copied[77] = COPIED
    ends_there = fit_many(MODEL, copied, starts(), max_iter=MOST, tol=TOL)
    return {"galaxies": len(GALAXIES.x), "galaxy_starts": len(plain), "galaxy_best": best(),
            "galaxy_lower": float(others.max()), "galaxy_plain": int(plain.sum()),
            "galaxy_slow": int(slow.sum()), "galaxy_lost": int((plain & ~slow).sum()),
            "galaxy_plain_n": float(ends("none").iterations.mean()),
            "galaxy_slow_n": float(ends("slow").iterations.mean()),
            "galaxy_78th": float(GALAXIES.x[77, 0]), "galaxy_copied": COPIED,
            "galaxy_copied_best": max(end.log_likelihood for end in ends_there)}  # fmt: skip
