"""A post is counted at certain ages, each once, and a missed one stays missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.cadence import AGES, age_words, all_due, closes, due
from tests.analytics.made import DAY, HOUR, START, subject


def test_nothing_is_due_before_the_first_hour() -> None:
    """A fresh post has nothing to say."""
    assert due(subject(), (), START + HOUR - timedelta(seconds=1)) is None
    assert due(subject(), (), START + HOUR) == HOUR


def test_the_latest_age_reached_is_due_and_missed_ones_are_not_made_up() -> None:
    """After two days down the 24-hour count is taken; hours one and six stay missing."""
    assert due(subject(), (), START + 2 * DAY) == DAY
    assert due(subject(), {DAY}, START + 2 * DAY) is None


def test_a_month_later_nothing_is_due_any_more() -> None:
    """A post that its network no longer knows is not asked for ever."""
    assert due(subject(), (), START + closes()) == 28 * DAY
    assert due(subject(), (), START + closes() + timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    "ages",
    [
        (HOUR,),
        (timedelta(minutes=30), 2 * HOUR),
        (DAY, 90 * DAY),
        (timedelta(seconds=90), 5 * HOUR, 10 * DAY),
        (36 * HOUR, 5 * DAY, 50 * DAY, 365 * DAY),
    ],
)
def test_the_ages_that_are_set_are_those_at_which_it_is_due(ages: tuple[timedelta, ...]) -> None:
    """No other, each from its own instant on, and the last one for a week."""
    before: set[timedelta] = set()
    for age in ages:
        just = START + age - timedelta(seconds=1)
        assert due(subject(), before, just, ages) is None
        assert due(subject(), before, START + age, ages) == age
        before.add(age)
    assert due(subject(), (), START + ages[-1] + 7 * DAY, ages) == ages[-1]
    assert due(subject(), (), START + ages[-1] + 8 * DAY, ages) is None
    assert due(subject(), (), START + ages[0], (ages[0] + HOUR, *ages[1:])) is None


@given(st.lists(st.integers(0, 40 * 24 * 60), max_size=60).map(sorted))
def test_whenever_it_is_asked_each_age_is_taken_once_and_in_order(minutes: list[int]) -> None:
    """However irregularly the collector runs."""
    taken: list[timedelta] = []
    for minute in minutes:
        now = START + timedelta(minutes=minute)
        age = due(subject(), taken, now)
        if age is not None:
            assert age <= now - START
            taken.append(age)
    assert taken == sorted(set(taken))
    assert set(taken) <= set(AGES)


def test_each_post_of_many_is_due_by_its_own_age() -> None:
    """One call for all posts gives what each alone would give."""
    old, new, done = subject(1, published_at=START - DAY), subject(2), subject(3)
    found = all_due([old, new, done], {3: {HOUR}}, START + HOUR)
    assert found == [(old, DAY), (new, HOUR)]


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (HOUR, "1 hour"),
        (DAY, "24 hours"),
        (3 * DAY, "3 days"),
        (timedelta(minutes=30), "30 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
        (36 * HOUR, "36 hours"),
        (2 * DAY, "2 days"),
    ],
)
def test_ages_are_said_as_people_say_them(age: timedelta, words: str) -> None:
    """In the largest unit that holds them whole."""
    assert age_words(age) == words
