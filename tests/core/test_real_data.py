"""The measured data that ship with the app are the published ones."""

from __future__ import annotations

import numpy as np
import pytest

from em_core.datasets import (
    ANALECTS,
    ANALECTS_CUT,
    BUSH_AND_SHARON,
    BUSH_LEFT_WITH_SHARON,
    DAS_HAUS,
    FOUR_PAGES,
    GALAXIES,
    GALTON,
    MIXED_PAGES,
    OLD_FAITHFUL,
    TWO_BOOKS,
    CountData,
    PairData,
    PointData,
)


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


def test_two_books() -> None:
    counts, words = TWO_BOOKS.counts.counts, TWO_BOOKS.words
    assert counts.shape == (12, 14) and TWO_BOOKS.counts.tokens == 564
    assert "".join(words) == "仁礼学君问道知人民兵战胜敌地" and TWO_BOOKS.labels is not None
    assert TWO_BOOKS.labels.tolist() == [0] * 6 + [1] * 6 and TWO_BOOKS.groups == ("Analects", "Art of War")
    assert counts[TWO_BOOKS.pages.index("里仁"), words.index("仁")] == 18
    assert counts[TWO_BOOKS.pages.index("军形"), words.index("胜")] == 26
    gloss = dict(zip(words, TWO_BOOKS.glosses, strict=True))
    assert (gloss["仁"], gloss["知"], gloss["地"]) == ("benevolence", "know", "ground")


def test_galaxies_are_the_published_ones_with_the_78th_put_right() -> None:
    """82 velocities: 7 near 10, 72 around 21, 3 near 33 thousand km/s."""
    x = GALAXIES.x[:, 0]
    assert len(x) == 82 and (np.diff(x) > 0).all() and x[77] == 26.960
    assert [int((x < 12).sum()), int(((x > 12) & (x < 30)).sum()), int((x > 30).sum())] == [7, 72, 3]
    assert round(float(x.sum()), 3) == 1708.180 and x[0] == 9.172 and x[-1] == 34.279
    assert GALAXIES.source and GALAXIES.licence and not GALAXIES.x.flags.writeable


@pytest.mark.parametrize("data", [FOUR_PAGES, MIXED_PAGES, TWO_BOOKS], ids=lambda d: d.name)
def test_counts_have_names_for_their_pages_and_words(data: CountData) -> None:
    assert (len(data.pages), len(data.words)) == data.counts.counts.shape
    assert len(data.glosses) == len(set(data.glosses)) == len(set(data.words)) == len(data.words)
    assert data.source and data.licence and not data.counts.counts.flags.writeable


@pytest.mark.parametrize(
    "data", [DAS_HAUS, BUSH_AND_SHARON, BUSH_LEFT_WITH_SHARON, ANALECTS, ANALECTS_CUT], ids=lambda d: d.name
)
def test_sentences_are_words_with_blanks(data: PairData) -> None:
    for null in (False, True):
        pairs = data.pairs(null)
        assert [(" ".join(f), " ".join(e)) for f, e in pairs.pairs] == list(data.sentences)
        assert (pairs.source[0] == "NULL") == pairs.null == null
    assert data.source and data.licence


def test_the_analects_with_legge_s_english() -> None:
    assert "".join(f.replace(" ", "") + "\n" for f, _ in ANALECTS.sentences).split() == [
        "吾十有五而志于学", "三十而立", "四十而不惑", "五十而知天命", "六十而耳顺", "七十而从心所欲不逾矩",
    ]  # fmt: skip
    english = [e for _, e in ANALECTS.sentences]
    assert english[1] == "at thirty i stood firm" and english[5].split().count("what") == 2
    assert [e.split()[1:3] for _, e in ANALECTS_CUT.sentences] == [
        ["fif", "teen"], ["thir", "ty"], ["for", "ty"], ["fif", "ty"], ["six", "ty"], ["seven", "ty"],
    ]  # fmt: skip
    whole = [e.replace(" ", "") for e in english]
    assert [e.replace(" ", "") for _, e in ANALECTS_CUT.sentences] == whole
