"""The link is the state: every setting survives a round trip, and bad values are put right in words."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_lesson.answers import said
from em_lesson.fields import choice, flag, number, rounds, symbol, whole
from em_lesson.settings import Settings


@dataclass(frozen=True)
class Example(Settings):
    data: str = choice("db", {"db": "Two rounds", "own": "My own"}, label="Data")
    rounds: str = rounds("1/2", when=("data", "own"))
    a: float = number(0.6, 0.001, 0.999, label=symbol("θ_A"), live=True)
    n: int = whole(3, 1, 9)
    learn: bool = flag(False)


settings = st.builds(
    Example,
    data=st.sampled_from(["db", "own"]),
    a=st.integers(1, 999).map(lambda i: i / 1000),
    n=st.integers(1, 9),
    learn=st.booleans(),
    k=st.integers(0, 200),
)


@given(settings)
def test_a_link_reads_back_as_the_settings_it_was_written_from(given_settings: Example) -> None:
    read, notices = Example.from_link(given_settings.to_link())
    assert read == given_settings
    assert notices == []


def test_a_field_that_does_not_matter_is_not_in_the_link() -> None:
    assert "rounds" not in Example().to_link()
    assert Example(data="own").to_link()["rounds"] == "1/2"


def test_the_half_step_comes_last() -> None:
    assert list(Example().to_link())[-1] == "k"


@pytest.mark.parametrize(
    ("link", "field", "value", "says"),
    [
        ({"a": "7"}, "a", 0.999, "between 0.001 and 0.999"),
        ({"a": "-1"}, "a", 0.001, "between"),
        ({"a": "inf"}, "a", 0.999, "between"),
        ({"a": "nan"}, "a", 0.6, "not a number"),
        ({"a": ""}, "a", 0.6, "not a number"),
        ({"a": "0,5"}, "a", 0.6, "not a number"),
        ({"n": "4e99"}, "n", 9, "between"),
        ({"k": "-3"}, "k", 0, "between"),
        ({"k": "two"}, "k", 0, "not a number"),
        ({"data": "DB"}, "data", "db", "one of db, own"),
        ({"learn": "yes"}, "learn", False, "0 or 1"),
        ({"rounds": "5/3"}, "rounds", "1/2", "cannot be read"),
    ],
)
def test_a_bad_value_is_put_right_and_the_notice_says_how(
    link: dict[str, str], field: str, value: object, says: str
) -> None:
    read, notices = Example.from_link(link)
    assert getattr(read, field) == value
    assert len(notices) == 1
    assert says in said(notices[0], str)


@given(st.dictionaries(st.sampled_from(["data", "rounds", "a", "n", "learn", "k"]), st.text(max_size=30)))
def test_no_link_breaks_a_lesson(link: dict[str, str]) -> None:
    read, _ = Example.from_link(link)
    assert 0.001 <= read.a <= 0.999
    assert 1 <= read.n <= 9 and isinstance(read.n, int)
    assert read.k >= 0 and math.isfinite(read.k)
    assert Example.from_link(read.to_link())[0] == read.with_(
        rounds=read.rounds if read.data == "own" else "1/2"
    )


def test_other_settings_are_at_their_defaults() -> None:
    s = Example(data="own", a=0.2, n=5, learn=True, k=7)
    assert s.only("a", "n") == Example(a=0.2, n=5)
    with pytest.raises(AttributeError):
        s.only("b")
