"""What a learner may type as rounds, and what they are told when it cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_lesson.rounds_text import MOST_FLIPS, MOST_ROUNDS, format_rounds, parse_rounds, tidy_rounds
from em_lesson.typed_error import TypedError

DO_BATZOGLOU = ((5, 10), (9, 10), (8, 10), (4, 10), (7, 10))


@pytest.mark.parametrize(
    "typed",
    [
        "5 9 8 4 7 of 10",
        "5, 9, 8, 4, 7 of 10",
        "5 9 8 4 7 OF 10 flips",
        "5 9 8 4 7 out of 10",
        "5 9 8 4 7 @10",
        "5/10 9/10 8/10 4/10 7/10",
        "5/10;9/10; 8 / 10 4/10,7/10",
        "  5/10\n9/10\n8/10\n4/10\n7/10  ",
        "5 9 8 4 7 每轮 10 次",
        "５，９，８，４，７ 每轮１０",
        "5、9、8、4、7 每轮10次",
        "5 9/10 8 4 7 of 10",
    ],
)
def test_every_way_to_write_do_and_batzoglou(typed: str) -> None:
    assert parse_rounds(typed) == DO_BATZOGLOU


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "No rounds"),
        (" , ; ", "No rounds"),
        ("of 10", "No rounds"),
        ("5 9 8", "Round 1: “5” does not say how many flips"),
        ("5/10 x", "Round 2: “x” is not a number"),
        ("5/10 -3/10", "Round 2: “-3/10” is not a number"),
        ("2.5/10", "is not a number of heads"),
        ("1e3/10", "is not a number of heads"),
        ("5/10 11/10", "Round 2 has 11 heads in 10 flips"),
        ("5 9 of 8", "Round 2 has 9 heads in 8 flips"),
        ("0/1001", "at most 1000"),
        ("nan/10", "is not a number"),
        ("<b>5</b>/10", "is not a number"),
        (" ".join(["1/2"] * 61), "61 rounds"),
        ("99999999999999999999/1", "is not a number"),
    ],
)
def test_the_message_names_the_round_and_what_would_be_right(typed: str, says: str) -> None:
    with pytest.raises(TypedError, match=says):
        parse_rounds(typed)


pairs = st.integers(0, MOST_FLIPS).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(pairs, min_size=1, max_size=MOST_ROUNDS).map(tuple))
def test_what_is_written_is_read_back(rounds: tuple[tuple[int, int], ...]) -> None:
    written = format_rounds(rounds)
    assert parse_rounds(written) == rounds and tidy_rounds(written) == written


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(typed: str) -> None:
    try:
        rounds = parse_rounds(typed)
    except TypedError as error:
        assert error.text.format(**error.values)
    else:
        assert all(0 <= heads <= flips <= MOST_FLIPS for heads, flips in rounds)
