"""The results quoted in lesson 16, as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.common.tell import pair
from lessons.online_em.climb import pass_ends
from lessons.online_em.one_pass import gap_of
from lessons.online_em.record import Online
from lessons.online_em.runs import best_of, exchanging, fading, in_one_piece, online
from lessons.online_em.settings import Settings

Facts = dict[str, Any]
PLAIN = Settings()
DB = PLAIN.with_(data="db")
WAITING = PLAIN.with_(data="waiting")
STEADY = {"rate": "steady", "rho": 0.05}
RATES: dict[str, Facts] = {"one": {"alpha": 1.0}, "seven": {"alpha": 0.7}, "steady": STEADY}
OLD, NEW = (5, 9, 8, 4, 7), (2, 6, 5, 1, 4)


def on_stage(**changes: Any) -> Online:
    """The run that a link shows."""
    run: Online = online(PLAIN.with_(**changes))
    return run


def after(update: int, **changes: Any) -> Any:
    """Theta after so many updates of the stepwise method."""
    return fading(PLAIN.with_(**changes)).thetas()[update]


def facts() -> Facts:
    return _passes() | _second_pass() | _waiting() | _stream() | _worn() | _small()


def _passes() -> Facts:
    run = on_stage(data="db", method="inc")
    known: Facts = {}
    for name, walk in (("batch", in_one_piece(DB)), ("inc", exchanging(DB))):
        last = {u.passes: u.theta for u in walk.updates}
        values = run.two.log_likelihood(np.array([last[p] for p in (1, 2, 3, 4)])).tolist()
        known |= {f"{name}{p}": value for p, value in enumerate(values, 1)} | {f"n_{name}": len(last)}
    return known


def _second_pass() -> Facts:
    """Incremental EM: the full pass is update 1, rounds 1 to 5 of the second one are updates 2 to 6."""
    walk, two = exchanging(DB), on_stage(data="db").two
    values = two.log_likelihood(walk.thetas()[:7]).tolist()
    f = [u.f[1] for u in walk.updates[:6] if u.f]
    known: Facts = {f"f{i}": value for i, value in enumerate(f, 1)}
    known |= {f"ll{i}": value for i, value in enumerate(values)}
    return known | pair("second1_{}", walk.updates[1].theta) | pair("second5_{}", walk.updates[5].theta)


def _waiting() -> Facts:
    run = on_stage(data="waiting")
    sizes = {size: exchanging(WAITING.with_(size=size)).updates[-1].passes for size in (1, 34, 136)}
    return {
        "wait_batch": in_one_piece(WAITING).updates[-1].passes,
        **{f"wait{size}": passes for size, passes in sizes.items()},
        "gap_one": gap_of(run, 1, 1.0, 20),
        "gap_six": gap_of(run, 1, 0.6, 20),
        "gap_block": gap_of(run, 34, 0.8, 1),
        "gap_batch": pass_ends(run, in_one_piece(WAITING))[1],
    }


def _stream() -> Facts:
    known = pair("one5_{}", after(5)) | pair("one50_{}", after(50)) | pair("one1000_{}", after(1000))
    known |= pair("seven50_{}", after(50, alpha=0.7)) | pair("seven1000_{}", after(1000, alpha=0.7))
    known |= pair("sway_{}", np.ptp(fading(PLAIN.with_(**RATES["steady"])).thetas()[-5:], axis=0))
    known |= pair("sorted_one_{}", after(1000, order="sorted"))
    return known | pair("sorted_seven_{}", after(1000, order="sorted", alpha=0.7))


def _worn() -> Facts:
    known = pair("old_{}", best_of(OLD)) | pair("new_{}", best_of(NEW)) | pair("both_{}", best_of(OLD + NEW))
    for name, rate in RATES.items():
        for update in (500, 550, 600, 1000):
            known |= pair(f"{name}_w{update}_{{}}", after(update, data="worn", **rate))
    return known


def _small() -> Facts:
    """The first coin after a hundred rounds at constant rates."""
    return {f"rho{name}": float(after(100, rate="steady", rho=rho)[0])
            for name, rho in (("01", 0.01), ("05", 0.05), ("30", 0.3))}  # fmt: skip
