"""IBM Model 1: printed numbers, exact fractions, every alignment of small pairs, and NLTK beside it."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nltk.translate import AlignedSent, IBMModel1
from scipy.special import softmax

from em_core import (
    Recipe,
    Responsibilities,
    SentencePairs,
    TranslationParams,
    WordAlignment,
    bound,
    columns,
    datasets,
    fit,
    hard,
    run,
    soft,
    translation_prior,
    uniform,
)
from tests.core.truths import check_run, record

MODEL, SOFT, F = WordAlignment(), Recipe(), Fraction
HOUSE = datasets.DAS_HAUS.pairs()
BUSH, SIX = datasets.BUSH_AND_SHARON, datasets.BUSH_LEFT_WITH_SHARON


def printed(values: Any, digits: int) -> list[str]:
    return [f"{x:.{digits}f}" for x in np.ravel(values)]


def climbed(data: SentencePairs, start: Any, iterations: int, recipe: Recipe = SOFT) -> list[Any]:
    steps = run(MODEL, data, start or uniform(data), recipe, max_iter=iterations, tol=0)
    return [s for s in steps if s.phase != "E"]


def t(data: SentencePairs, params: TranslationParams, e: str, f: str) -> float:
    """t(e | f)."""
    return float(params.table[data.source.index(f), data.target.index(e)])


def tables(data: SentencePairs, iterations: int) -> TranslationParams:
    """After so many iterations from uniform, whether or not the objective moves."""
    params = uniform(data)
    for _ in range(iterations):
        params = MODEL.maximize(MODEL.expected_stats(data, MODEL.infer(data, params)), params)
    return params


# ---- das Haus ------------------------------------------------------------------------------------


def test_words_stand_in_order_of_appearance() -> None:
    assert HOUSE.source == ("das", "Haus", "Buch", "ein") and HOUSE.target == ("the", "house", "book", "a")
    assert uniform(HOUSE).table.tolist() == [[0.25] * 4] * 4
    with_null = datasets.DAS_HAUS.pairs(null=True)
    assert with_null.source == ("NULL", *HOUSE.source) and with_null.target == HOUSE.target
    assert HOUSE.swapped().source == HOUSE.target and len(HOUSE.swapped()) == len(HOUSE) == 6
    assert SentencePairs([(["das", "Haus"], ("the", "house"))]).pairs == HOUSE.pairs[:1]


def test_das_haus_in_fractions() -> None:
    steps = climbed(HOUSE, None, 10)
    the = [t(HOUSE, s.params, "the", "das") for s in steps]
    assert the[1:4] == pytest.approx([1 / 2, 7 / 11, 29435 / 39357], rel=1e-14)
    assert printed([the[3], the[5], the[10]], 6) == ["0.747897", "0.896083", "0.993305"]
    for e, f in (("a", "ein"), ("house", "Haus")):
        found = [t(HOUSE, s.params, e, f) for s in steps[1:4]]
        assert found == pytest.approx([1 / 2, 4 / 7, 164 / 251], rel=1e-14)
    second = [[7, 2, 2, 0], [3, 4, 0, 0], [2, 0, 7, 2], [0, 0, 3, 4]]
    expected = [[x / sum(row) for x in row] for row in second]
    np.testing.assert_allclose(steps[2].params.table, expected, rtol=1e-14)
    likelihoods = [steps[i].log_likelihood for i in (0, 1, 2, 3, 10)]
    assert printed(likelihoods, 10) == [
        "-8.3177661667", "-5.3096113732", "-5.0011216461", "-4.7447345756", "-4.1842486433",
    ]  # fmt: skip
    assert printed(-6 * math.log(2), 10) == ["-4.1588830834"]
    assert MODEL.log_likelihood(HOUSE, tables(HOUSE, 3000)) == pytest.approx(-6 * math.log(2), abs=1e-3)


def test_the_wrong_entry_goes_as_one_over_2n() -> None:
    steps = climbed(HOUSE, None, 1000)
    wrong = {n: t(HOUSE, steps[n].params, "the", "Haus") for n in (10, 100, 1000)}
    assert printed(wrong[10], 4) + printed([wrong[100], wrong[1000]], 6) == ["0.0828", "0.005216", "0.000502"]
    assert wrong[1000] * 2000 == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(("first", "end"), [(0.5, 0.5), (0.6, 0.550510), (0.9, 0.75)])
def test_one_pair_alone_ends_where_its_start_leads(first: float, end: float) -> None:
    pair = SentencePairs([("ein Buch", "a book")])
    start = TranslationParams([[first, 1 - first], [0.5, 0.5]])
    params = start
    for _ in range(2000):
        params = MODEL.maximize(MODEL.expected_stats(pair, MODEL.infer(pair, params)), params)
    assert printed(params.table[0], 6) == printed([end, 1 - end], 6)
    assert printed(MODEL.log_likelihood(pair, params), 10) == ["-1.3862943611"]
    if first == 0.5:
        assert (params.table == 0.5).all()


def test_hard_em_from_uniform_with_ties_to_the_first_word_is_stuck_at_once() -> None:
    trace, end = record(MODEL, HOUSE, uniform(HOUSE), Recipe(hard))
    assert [(e.kind, e.value) for e in trace[1].events] == [("tie", 6.0)]
    assert (trace[1].posterior.probs == [1, 0]).all()
    assert [(e.where, e.component) for e in trace[2].events] == [("source word", 1), ("source word", 2)]
    for params in (trace[2].params, end.params):
        assert params.table[0].tolist() == [0.5, 0.25, 0.25, 0]
    assert end.iterations == 2 and end.params.table[1].tolist() == [0.25] * 4


def test_the_empty_word_competes() -> None:
    without, with_null = (datasets.DAS_HAUS.pairs(null) for null in (False, True))
    values = [t(data, tables(data, 3), "the", "das") for data in (without, with_null)]
    assert printed(values, 6) == ["0.747897", "0.725899"]


# ---- repeated words ------------------------------------------------------------------------------


def test_a_target_word_that_is_repeated_counts_as_often() -> None:
    data = SentencePairs([("x", "a a"), ("x", "b")])
    one = tables(data, 1)
    assert [t(data, one, e, "x") for e in "ab"] == pytest.approx([2 / 3, 1 / 3], rel=1e-15)
    analects = datasets.ANALECTS.pairs(null=True)
    assert t(analects, tables(analects, 1), "what", "七") == pytest.approx(1 / 7, rel=1e-14)


def test_the_peer_leaves_the_repetition_out() -> None:
    """So it is no witness where a target word stands twice in a sentence."""
    peer = IBMModel1([AlignedSent(["a", "a"], ["x"]), AlignedSent(["b"], ["x"])], 1)
    assert peer.translation_table["a"]["x"] == pytest.approx(1 / 2)
    pairs = [AlignedSent(list(e), list(f)) for f, e in datasets.ANALECTS.pairs().pairs]
    assert IBMModel1(pairs, 1).translation_table["what"]["七"] == pytest.approx(1 / 13)  # .076923


# ---- Bush and Sharon -----------------------------------------------------------------------------


def test_bush_and_sharon_without_the_empty_word() -> None:
    data = BUSH.pairs()
    steps = climbed(data, None, 2)
    assert printed([s.log_likelihood for s in steps], 8) == ["-43.94449155", "-36.46047316", "-34.84490897"]
    end = tables(data, 2000)
    assert printed(MODEL.log_likelihood(data, end), 7) == ["-31.3742736"]
    for f in ("与", "举行", "会谈"):
        assert [f"{t(data, end, e, f):.9f}" for e in ("held", "a", "meeting", "with")] == ["0.250000000"] * 4
    assert [f"{t(data, end, e, '了'):.3f}" for e in ("Bush", "Sharon")] == ["0.600", "0.343"]


def test_words_that_always_come_together_have_one_row_for_ever() -> None:
    data = BUSH.pairs()
    together = [data.source.index(f) for f in ("与", "举行", "会谈")]
    for step in climbed(data, None, 200):
        rows = step.params.table[together]
        assert (rows == rows[0]).all()
    with_null = BUSH.pairs(null=True)
    both = [with_null.source.index(f) for f in ("NULL", "了")]
    for step in climbed(with_null, None, 200):
        assert (step.params.table[both[0]] == step.params.table[both[1]]).all()
    end = tables(with_null, 2000)
    assert [f"{t(with_null, end, e, '了'):.3f}" for e in ("Bush", "Sharon")] == ["0.433", "0.372"]


def test_one_more_sentence_tells_them_apart() -> None:
    data = SIX.pairs()
    assert len(SIX.sentences) == len(BUSH.sentences) + 1
    found = [f"{t(data, tables(data, n), 'with', '与'):.4f}" for n in (1, 5, 10, 100)]
    assert found == ["0.1905", "0.4576", "0.6912", "0.9764"]
    end = tables(data, 2000)
    assert t(data, end, "with", "与") == pytest.approx(1, abs=2e-3)
    for f in ("举行", "会谈"):
        assert [t(data, end, e, f) for e in ("held", "a", "meeting")] == pytest.approx([1 / 3] * 3)


# ---- the Analects --------------------------------------------------------------------------------


def test_the_analects() -> None:
    data = datasets.ANALECTS.pairs()
    steps = climbed(data, None, 2)
    likelihoods = printed([s.log_likelihood for s in steps], 8)
    assert likelihoods == ["-201.49589054", "-139.69993092", "-136.32474282"]
    end = tables(data, 2000)
    assert printed(MODEL.log_likelihood(data, end), 5) == ["-130.57811"]
    rows = [end.table[data.source.index(f)] for f in "十而"]
    assert (rows[0] == rows[1]).all()
    assert [f"{t(data, end, e, '十'):.3f}" for e in ("at", "my", "i")] == ["0.564", "0.208", "0.165"]
    assert f"{t(data, end, 'i', '五'):.3f}" == "0.784"
    alike = [end.table[data.source.index(f)] for f in "三立"]
    assert (alike[0] == alike[1]).all()
    places = [data.target.index(e) for e in ("thirty", "stood", "firm")]
    for step in (steps[1].params, end):  # one line cannot tell them apart
        row = step.table[data.source.index("立"), places]
        assert (row == row[0]).all() and row[0] > 0.1


def test_cut_numbers_have_something_in_common() -> None:
    for null, expected in ((False, {"fif": "0.650", "i": "0.350"}), (True, {"fif": "0.861"})):
        data = datasets.ANALECTS_CUT.pairs(null)
        end = tables(data, 2000)
        assert {e: f"{t(data, end, e, '五'):.3f}" for e in expected} == expected
        rows = [end.table[data.source.index(f)] for f in "三立"]
        assert (rows[0] == rows[1]).all()


# ---- every alignment -----------------------------------------------------------------------------

PAIRS = {
    "five by five": ("f g h i j", "a b c d e"),
    "repeated words": ("f g f h", "a b a c"),
    "all the same": ("f f f", "a a"),
    "one source word": ("f", "a b b"),
    "one target word": ("f g h i j", "a"),
}


@pytest.mark.parametrize("null", [False, True], ids=["", "NULL"])
@pytest.mark.parametrize("beta", [1, 2, 0.5])
@pytest.mark.parametrize("name", PAIRS)
def test_a_column_for_each_word_is_the_sum_over_all_alignments(name: str, beta: float, null: bool) -> None:
    source, target = (side.split() for side in PAIRS[name])
    data = SentencePairs([PAIRS[name]], null)
    words = (["NULL"] if null else []) + source
    random = np.random.default_rng(len(words) * 10 + len(target))
    at = TranslationParams(random.dirichlet(np.ones(len(data.target)), len(data.source)))
    places = [[at.table[data.source.index(f), data.target.index(e)] for f in words] for e in target]
    size, q = len(words), np.zeros((len(words), len(target)))
    links, total, entropy = np.zeros(at.table.shape), 0.0, 0.0
    every = []
    for a in itertools.product(range(size), repeat=len(target)):
        every.append((a, math.prod(places[n][j] / size for n, j in enumerate(a)) ** beta))
        total += every[-1][1]
    for a, value in every:
        share = value / total
        entropy -= share * math.log(share)
        for n, j in enumerate(a):
            q[j, n] += share
            links[data.source.index(words[j]), data.target.index(target[n])] += share
    found = MODEL.infer(data, at, float(beta))
    # Sums over up to 7776 alignments.
    np.testing.assert_allclose(columns(data, found)[0], q, rtol=1e-10)
    np.testing.assert_allclose(MODEL.expected_stats(data, found).links, links, rtol=1e-10)
    assert found.entropy() == pytest.approx(entropy, rel=1e-10, abs=1e-12)
    if beta == 1:
        assert MODEL.log_likelihood(data, at) == pytest.approx(math.log(total), rel=1e-11)
        assert bound.elbo(MODEL, data, found, at) == pytest.approx(math.log(total), rel=1e-11)


@pytest.mark.parametrize("null", [False, True], ids=["", "NULL"])
def test_the_hard_e_step_is_the_best_alignment(null: bool) -> None:
    data = SentencePairs([("f g f h", "a b a c")], null)
    random = np.random.default_rng(4)
    at = TranslationParams(random.dirichlet(np.ones(3), len(data.source)))
    q = MODEL.infer(data, at, math.inf)
    rows = MODEL.log_joint(data, at)
    best = max(
        math.fsum(rows[n, j] for n, j in enumerate(a))
        for a in itertools.product(range(rows.shape[1]), repeat=4)
    )
    assert MODEL.expected_log_joint(MODEL.expected_stats(data, q), at) == pytest.approx(best, rel=1e-13)
    assert q.entropy() == 0.0
    # f stands at two positions: the first of them, and it is said.
    first = columns(data, q)[0].argmax(axis=0)
    assert data.source.index("f") - int(null) == 0
    assert all(j != 2 + null for j in first)


def links_by_loops(data: SentencePairs, q: tuple[Any, ...]) -> Any:
    links = np.zeros(data.cells.shape)
    for (f, e), share in zip(data.pairs, q, strict=True):
        for j, source in enumerate(("NULL", *f) if data.null else f):
            for n, target in enumerate(e):
                links[data.source.index(source), data.target.index(target)] += share[j, n]
    return links


@pytest.mark.parametrize("null", [False, True], ids=["", "NULL"])
@pytest.mark.parametrize("name", ["BUSH_LEFT_WITH_SHARON", "ANALECTS", "ANALECTS_CUT"])
def test_links_are_those_of_loops_for_any_q(name: str, null: bool) -> None:
    data = getattr(datasets, name).pairs(null)
    random = np.random.default_rng(8)
    at = TranslationParams(random.dirichlet(np.ones(len(data.target)), len(data.source)))
    drawn = np.where(data.possible, random.random(data.possible.shape), 0)
    given_q = Responsibilities(drawn / drawn.sum(axis=1, keepdims=True))
    for q in (MODEL.infer(data, at), MODEL.infer(data, at, 0.5), MODEL.infer(data, at, math.inf), given_q):
        loops = links_by_loops(data, columns(data, q))
        np.testing.assert_allclose(MODEL.expected_stats(data, q).links, loops, rtol=1e-12, atol=1e-14)
        assert all(np.allclose(table.sum(axis=0), 1, rtol=0, atol=1e-14) for table in columns(data, q))
    exact = MODEL.infer(data, at)
    assert exact.entropy() == pytest.approx(Responsibilities(exact.probs).entropy(), rel=1e-11)


# ---- concave, with flat tops ---------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["DAS_HAUS", "BUSH_AND_SHARON"]), st.booleans())
def test_the_road_between_two_dictionaries_is_never_below_its_chord(seed: int, name: str, null: bool) -> None:
    data, random = getattr(datasets, name).pairs(null), np.random.default_rng(seed)
    a, b = (softmax(3 * random.normal(size=data.cells.shape), axis=1) for _ in range(2))
    ends = [MODEL.log_likelihood(data, TranslationParams(table)) for table in (a, b)]
    for u in (0.1, 0.5, 0.8):
        between = MODEL.log_likelihood(data, TranslationParams((1 - u) * a + u * b))
        assert between >= (1 - u) * ends[0] + u * ends[1] - 1e-10


def test_the_road_between_two_maxima_is_level() -> None:
    pair = SentencePairs([("ein Buch", "a book")])
    for u in np.linspace(0, 1, 11):
        at = TranslationParams([[u, 1 - u], [1 - u, u]])
        assert MODEL.log_likelihood(pair, at) == pytest.approx(-2 * math.log(2), rel=1e-14)


# ---- the peer ------------------------------------------------------------------------------------


def peer_tables(data: SentencePairs, iterations: int) -> Any:
    """NLTK's, from 1 / (number of target types), NULL included."""
    table = IBMModel1([AlignedSent(list(e), list(f)) for f, e in data.pairs], iterations).translation_table
    return [[table[e][None if f == "NULL" else f] for e in data.target] for f in data.source]


@pytest.mark.parametrize("iterations", [1, 2, 7])
@pytest.mark.parametrize("name", ["DAS_HAUS", "BUSH_AND_SHARON", "BUSH_LEFT_WITH_SHARON"])
def test_nltk_finds_the_same_tables_where_no_target_word_is_repeated(name: str, iterations: int) -> None:
    data = getattr(datasets, name).pairs(null=True)
    assert all(len(set(e)) == len(e) for _, e in data.pairs)
    theirs, mine = np.array(peer_tables(data, iterations)), tables(data, iterations)
    # Words that never meet keep their start there.
    np.testing.assert_allclose(mine.at(data.cells), theirs.ravel()[data.cells.flat], rtol=1e-9, atol=1e-11)


# ---- priors, failures ----------------------------------------------------------------------------


def test_pseudo_links_by_hand() -> None:
    step = climbed(HOUSE, None, 1, Recipe(prior=translation_prior(HOUSE, 1.5)))[1]
    links = np.array([[1, 0.5, 0.5, 0], [0.5, 0.5, 0, 0], [0.5, 0, 1, 0.5], [0, 0, 0.5, 0.5]]) + 0.5
    np.testing.assert_allclose(step.params.table, links / links.sum(axis=1, keepdims=True), rtol=1e-15)
    assert step.log_prior == pytest.approx(0.5 * np.log(step.params.table).sum(), rel=1e-14)
    flat = climbed(HOUSE, None, 3, Recipe(prior=translation_prior(HOUSE, 1)))[3]
    np.testing.assert_allclose(flat.params.table, tables(HOUSE, 3).table, rtol=1e-14)
    with pytest.raises(ValueError, match="concentration must be at least 1, got 0.5"):
        translation_prior(HOUSE, 0.5)


def test_a_source_word_without_links_keeps_its_row() -> None:
    start = TranslationParams([[0.4, 0.3, 0.2, 0.1], [0, 0, 0, 1], [0.1, 0.2, 0.3, 0.4], [0.25] * 4])
    trace, _ = record(MODEL, HOUSE, start, SOFT, max_iter=4)
    for step in trace[2::2]:
        assert [(e.kind, e.where, e.component) for e in step.events] == [("no_mass", "source word", 1)]
        assert step.params.table[1].tolist() == [0, 0, 0, 1]


SHORT = SentencePairs([("f g", "a"), ("f", "b")])
ZERO = [[0.0, 0.0, 0.5, 0.5]] * 2 + [[0.25] * 4] * 2


@pytest.mark.parametrize(("call", "message"), [
    (lambda: SentencePairs([]), r"pairs must be a list of pairs \(source, target\), got \[\]"),
    (lambda: SentencePairs("das Haus"), "pairs must be a list of pairs"),
    (lambda: SentencePairs(3), "pairs must be a list of pairs"),
    (lambda: SentencePairs([("a", "b"), "a / b"]), "pair 2 must be a source and a target sentence, got 'a"),
    (lambda: SentencePairs([("a", "b", "c")]), "pair 1 must be a source and a target sentence"),
    (lambda: SentencePairs([("a", "b"), (" ", "b")]), "the source of pair 2 must have at least one word"),
    (lambda: SentencePairs([("a", "b"), ("a", [])]), "the target of pair 2 must have at least one word, got"),
    (lambda: SentencePairs([("", "b")], null=True), "the source of pair 1 must have at least one word"),
    (lambda: SentencePairs([("a", ["b", 5])]), "word 2 of the target of pair 1 must be a text, got 5"),
    (lambda: SentencePairs([(["a", ""], "b")]), "word 2 of the source of pair 1 must be a text, got ''"),
    (lambda: SentencePairs([("a NULL", "b")], True), "word 2 of the source of pair 1 must not be NULL"),
    (lambda: SentencePairs([("a", "b")], 1), "null must be True or False, got 1"),
    (lambda: TranslationParams([[0.5, 0.4]]), "table of source word 1 must add up to 1"),
    (lambda: TranslationParams([0.5, 0.5]), "table must be a table with a row for each source word"),
    (lambda: run(MODEL, HOUSE, TranslationParams([[0.5, 0.5]] * 4)),
     r"a row for each of 4 source words and a column for each of 4 target words, got shape \(4, 2\)"),
    (lambda: run(MODEL, HOUSE, TranslationParams(ZERO)),
     r"word 1 \(the\) of the target of pair 1 is impossible: t is 0 from every word of its source, \['das'"),
    (lambda: run(MODEL, HOUSE, uniform(HOUSE), Recipe(prior=translation_prior(BUSH.pairs(), 2))),
     "table must have a row for each of"),
    (lambda: MODEL.expected_stats(HOUSE, Responsibilities([[1.0, 0.0]])),
     r"a row for each of 6 target tokens and 2 columns, got shape \(1, 2\)"),
    (lambda: columns(HOUSE, Responsibilities([[1.0, 0.0]])), "a row for each of 6 target tokens, got 1"),
    (lambda: MODEL.expected_stats(SHORT, Responsibilities([[0.5, 0.5]] * 2)),
     "posterior of target token 2 must be 0 beyond the 1 positions of its source, got 0.5 at position 2"),
])  # fmt: skip
def test_bad_input_is_named(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_records_are_read_only() -> None:
    step = climbed(HOUSE, None, 2)[2]
    for array in (step.params.table, step.stats.links, step.posterior.probs, HOUSE.positions, HOUSE.possible):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@st.composite
def problems(draw: st.DrawFn) -> tuple[SentencePairs, TranslationParams]:
    side = st.lists(st.sampled_from("abcd"), min_size=1, max_size=4)
    data = SentencePairs(draw(st.lists(st.tuples(side, side), min_size=1, max_size=4)), draw(st.booleans()))
    size = st.sampled_from([0.0, 1e-310, 1e-160, 1e-9, 0.1, 0.5, 1.0])
    table = np.array([[draw(size) for _ in data.target] for _ in data.source])
    table[table.sum(axis=1) < 1e-9] = 1.0
    start = TranslationParams(table / table.sum(axis=1, keepdims=True))
    assume(MODEL.log_likelihood(data, start) > -math.inf)
    return data, start


@settings(max_examples=60, deadline=None)
@given(problems(), st.sampled_from([soft(), soft(0.5), soft(2.0), hard]))
def test_any_pairs_start_and_rule(problem: tuple[SentencePairs, TranslationParams], rule: Any) -> None:
    data, start = problem
    check_run(MODEL, data, start, Recipe(rule), max_iter=12)


def test_a_fit_of_the_learnt_table_goes_on_where_it_stopped() -> None:
    """A learnt table is kept by its cells, a typed one whole: the same numbers."""
    learnt = fit(MODEL, HOUSE, uniform(HOUSE), max_iter=4, tol=0).params
    typed = TranslationParams(learnt.table)
    for a, b in zip(*(run(MODEL, HOUSE, at, max_iter=3, tol=0) for at in (learnt, typed)), strict=True):
        assert a.log_likelihood == b.log_likelihood and (a.params.table == b.params.table).all()


@pytest.mark.parametrize("null", [False, True])
@pytest.mark.parametrize("beta", [1.0, 2.0])
def test_some_rows_and_some_columns_are_those_of_the_whole(null: bool, beta: float) -> None:
    """Also of the start, whose table is no longer than it was given, and of what an M-step found."""
    data = SentencePairs(datasets.BUSH_AND_SHARON.sentences, null)
    for step in run(WordAlignment(), data, uniform(data), Recipe(soft(beta)), max_iter=3):
        np.testing.assert_array_equal(step.params.rows([3, 0, 3]), step.params.table[[3, 0, 3]])
        if step.stats is not None:
            np.testing.assert_array_equal(step.stats.rows([1, 5]), step.stats.links[[1, 5]])
            every = columns(data, step.posterior)
            ends = np.cumsum([len(e) for _, e in data.pairs])
            for end, (f, e), q in zip(ends, data.pairs, every, strict=True):
                table = step.posterior.probs[end - len(e) : end, : len(f) + null].T
                np.testing.assert_allclose(q, table, rtol=1e-15)
            some = columns(data, step.posterior, [4, 0])
            assert all(np.array_equal(q, every[i]) for q, i in zip(some, (4, 0), strict=True))
    assert "_table" not in WordAlignment().maximize(step.stats, step.params).__dict__
