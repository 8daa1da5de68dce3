"""Lesson 02 quotes its own numbers, to the printed digits, and what it says of them holds."""

from __future__ import annotations

from tests.lessons.files import facts

# Worked out from the published data by hand or in an independent program.
PUBLISHED = "24 30 0.80 9 20 0.45 0.50 0.40 2,3,5 1,4"


def test_published_numbers_are_quoted() -> None:
    quoted = {value.replace(" ", "") for value in facts("hidden_coin").values()}
    assert set(PUBLISHED.split()) - quoted == set()


def test_four_labelings_give_the_coins_of_the_five_rounds() -> None:
    # by counting: A needs 5 heads in two rounds, which is one round of 3 and one of 2
    assert facts("hidden_coin")["labelings_fit"] == str(2 * 2)
