"""Masked arrays: what lies under a mask is no number, wherever one may be handed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from em_core import (
    GaussianMixture,
    GaussianParams,
    LinkStatistics,
    PLSAParams,
    Points,
    Responsibilities,
    Rounds,
    TranslationParams,
    WordCounts,
    climbers,
    coin_hill,
    datasets,
    kmeans,
    mixture_direct,
    single_coin,
    single_gaussian,
    starts,
)

ROUNDS, X = datasets.DO_BATZOGLOU.rounds, datasets.OLD_FAITHFUL.x
TWO = starts.around(X, X[:2])
MASKED = np.ma.array([1.0, 2.0, 3.0], mask=[False, True, False])
TABLE = np.ma.array([[1.0, 2.0], [3.0, 4.0]], mask=[[False, False], [True, False]])
MASKS: dict[str, tuple[Callable[[], Any], str]] = {
    "heads": (lambda: Rounds(MASKED, 5), "heads"),
    "flips": (lambda: Rounds([1, 2, 3], MASKED), "flips"),
    "points": (lambda: Points(TABLE), "data"),
    "a list of rows": (lambda: Points([TABLE[0], TABLE[1]]), "data"),
    "means": (lambda: GaussianParams([0.5, 0.5], TABLE, [np.eye(2)] * 2), "means"),
    "means of a start": (lambda: starts.around(X, TABLE), "means"),
    "points of a start": (lambda: starts.random_points(TABLE, 1, 0), "data"),
    "counts": (lambda: WordCounts(TABLE), "counts"),
    "shares of pages": (lambda: PLSAParams(TABLE, [[1.0], [1.0]]), "doc_topics"),
    "a dictionary": (lambda: TranslationParams(TABLE), "table"),
    "pseudo-links": (lambda: LinkStatistics(TABLE), "links"),
    "probs": (lambda: Responsibilities(TABLE), "probs"),
    "labels": (lambda: Responsibilities.from_labels(np.ma.array([0, 1], mask=[0, 1]), 4), "labels"),
    "points to infer from": (lambda: GaussianMixture().infer(TABLE, TWO), "data"),
    "points of a posterior": (
        lambda: GaussianMixture().expected_stats(np.ma.masked_less(X, 2), GaussianMixture().infer(X, TWO)),
        "data",
    ),
    "centres": (lambda: kmeans.lloyd(X, TABLE), "centers"),
    "where a climb starts": (
        lambda: climbers.newton(coin_hill.coin_hill(ROUNDS), np.ma.array([0.5, 0.4], mask=[0, 1])),
        "start",
    ),
    "directly": (lambda: mixture_direct.maximise_directly(GaussianMixture(), MASKED[:, None], TWO), "data"),
    "one Gaussian": (lambda: single_gaussian.mle(MASKED), "x"),
    "one coin": (lambda: single_coin.log_likelihood(MASKED / 4, 1, 2), "p"),
}


@pytest.mark.parametrize(("call", "name"), MASKS.values(), ids=MASKS)
def test_a_masked_entry_is_not_read_as_a_number(call: Callable[[], Any], name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} must be without masked entries, got .*leave those data"):
        call()


def test_a_mask_that_hides_nothing_is_no_obstacle() -> None:
    np.testing.assert_array_equal(Points(np.ma.array(X)).x, X)
    assert Rounds(np.ma.array([5, 9]), 10).heads.tolist() == [5, 9]
