"""The measured data that ship with the app are the published ones."""

from __future__ import annotations

import numpy as np
import pytest

from em_core.datasets import GALTON, OLD_FAITHFUL, PointData


def test_galtons_adult_children() -> None:
    x, labels = GALTON.x, GALTON.labels
    assert x.shape == (934, 1) and labels is not None and labels.shape == (934,)
    assert GALTON.groups == ("male", "female")
    assert np.bincount(labels).tolist() == [481, 453]
    # As printed: three digits.
    assert x[labels == 0].mean() == pytest.approx(69.234, abs=5e-4)
    assert x[labels == 1].mean() == pytest.approx(64.104, abs=5e-4)
    assert x[:2].ravel().tolist() == [73.2, 69.2]
    assert (x.min(), x.max()) == (56.0, 79.0)


def test_old_faithful() -> None:
    x = OLD_FAITHFUL.x
    assert x.shape == (272, 2) and OLD_FAITHFUL.labels is None
    assert x[0].tolist() == [3.6, 79.0]
    # R prints these means of its `faithful`.
    np.testing.assert_allclose(x.mean(axis=0), [3.487783, 70.897059], rtol=0, atol=5e-7)
    assert x.max(axis=0).tolist() == [5.1, 96.0]


@pytest.mark.parametrize("data", [GALTON, OLD_FAITHFUL], ids=lambda d: d.name)
def test_each_comes_with_its_columns_source_and_licence_and_cannot_be_changed(data: PointData) -> None:
    assert len(data.columns) == len(data.units) == data.x.shape[1]
    assert data.source and data.licence and not data.x.flags.writeable
