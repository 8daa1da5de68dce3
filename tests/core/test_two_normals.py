"""Two normal groups: promised humps are the density's humps, the best accuracy the larger density's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_core import two_normals


def _maxima(distance: float, share: float) -> int:
    """Local maxima of the density on a fine grid, by counting."""
    x = np.linspace(-4, distance + 4, 40_001)
    y = share * np.exp(-(x**2) / 2) + (1 - share) * np.exp(-((x - distance) ** 2) / 2)
    rising = np.diff(y) > 0
    return int((rising[:-1] & ~rising[1:]).sum())


@given(st.floats(0.05, 0.95))
def test_two_humps_begin_where_humps_from_says(share: float) -> None:
    border = two_normals.humps_from(share)
    # 1 % to either side: nearer, the dip is shallower than the grid's rounding
    assert _maxima(border * 0.99, share) == 1
    assert _maxima(border * 1.01, share) == 2
    assert not two_normals.two_humps(border * 0.99, share)
    assert two_normals.two_humps(border * 1.01, share)


def test_equal_shares_need_two_standard_deviations() -> None:
    assert two_normals.humps_from(0.5) == 2
    assert not two_normals.two_humps(2.0, 0.5)
    assert two_normals.humps_from(0.2) == pytest.approx(two_normals.humps_from(0.8), rel=1e-12)
    assert two_normals.humps_from(0.2) > two_normals.humps_from(0.4) > 2


@pytest.mark.parametrize(
    ("distance", "share"), [(0.0, 0.7), (1e-7, 0.7), (0.5, 0.95), (2.0, 0.5), (3.0, 0.2)]
)
def test_the_best_accuracy_is_that_of_the_larger_density(distance: float, share: float) -> None:
    x = np.linspace(-12, 12 + distance, 200_001)
    both = np.stack([share * np.exp(-(x**2) / 2), (1 - share) * np.exp(-((x - distance) ** 2) / 2)])
    right = both.max(axis=0).sum() * (x[1] - x[0]) / np.sqrt(2 * np.pi)
    # the kink where the densities cross costs the sum a square of the step, 1e-8
    assert two_normals.best_accuracy(distance, share) == pytest.approx(right, abs=1e-7)


def test_a_simulation_keeps_its_noise_and_both_groups() -> None:
    near, labels = two_normals.simulate((160, 170), 6.0, 0.5, 400, 3)
    far, same = two_normals.simulate((150, 180), 6.0, 0.5, 400, 3)
    assert np.array_equal(labels, same)
    # the noise is left when the means are taken off, up to the rounding of numbers near 200
    np.testing.assert_allclose(
        near - np.array([160, 170])[labels], far - np.array([150, 180])[same], atol=1e-12
    )
    for share in (0.001, 0.999):
        assert np.bincount(two_normals.simulate((0, 1), 1.0, share, 20, 1)[1]).min() == 2


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, float("nan")])
def test_a_share_lies_between_0_and_1(share: float) -> None:
    with pytest.raises(ValueError, match="share must"):
        two_normals.humps_from(share)
