"""Buckets against a simulation that counts what left, and what becomes of lost time."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.plan.pace import Rate, Scope, admitted, buckets, free_at, names, waiting, within
from tests.plan.made import HOUR, NOW, channel

SECOND = timedelta(seconds=1)
LONG_AGO = NOW - 1000 * HOUR

rates = st.builds(
    Rate,
    count=st.integers(1, 50),
    per=st.timedeltas(SECOND, 2 * HOUR),
    burst=st.integers(1, 20),
)
steps = st.lists(
    st.tuples(st.timedeltas(timedelta(0), timedelta(minutes=30)), st.integers(1, 40)), max_size=40
)


def left(rate: Rate, asked: list[tuple[timedelta, int]]) -> list[datetime]:
    """When each post left that was let through, for waits and wishes one after another."""
    waits = accumulate((wait for wait, _ in asked), initial=timedelta(0))
    next_free, gone = LONG_AGO, []
    for now, (_, wanted) in zip([NOW + waited for waited in waits][1:], asked, strict=True):
        number, next_free = admitted(rate, next_free, now, wanted)
        assert 0 <= number <= wanted
        gone += [now] * number
    return gone


@given(rates, steps)
def test_no_window_ever_holds_more_than_the_rate_and_its_burst(
    rate: Rate, asked: list[tuple[timedelta, int]]
) -> None:
    """Counted by brute force over every window that begins with a post."""
    gone = left(rate, asked)
    for first in gone:
        inside = sum(first <= instant < first + rate.per for instant in gone)
        assert inside <= rate.count + rate.burst


class Tokens:
    """The same bucket as everybody draws it: whole tokens come one by one, `burst` fit in."""

    def __init__(self, rate: Rate) -> None:
        self.rate, self.spent = rate, list[datetime]()

    def take(self, now: datetime) -> bool:
        """Replays everything that was ever taken; a token is there when it came by now."""
        ready = NOW
        level = timedelta(0)
        for instant in [*self.spent, now]:
            level = max(timedelta(0), level - (instant - ready)) + self.rate.interval
            ready = instant
        fits = level <= self.rate.burst * self.rate.interval
        if fits:
            self.spent.append(now)
        return fits


@given(rates, steps)
def test_it_admits_just_what_a_leaky_bucket_does(
    rate: Rate, asked: list[tuple[timedelta, int]]
) -> None:
    """Not one more, and not one fewer."""
    simulation = Tokens(rate)
    expected = []
    now = NOW
    for wait, wanted in asked:
        now += wait
        expected += [now for _ in range(wanted) if simulation.take(now)]
    assert left(rate, asked) == expected


@given(rates, steps)
def test_the_instant_it_names_is_the_first_at_which_one_more_may_leave(
    rate: Rate, asked: list[tuple[timedelta, int]]
) -> None:
    """Not a microsecond earlier."""
    next_free = LONG_AGO
    now = NOW
    for wait, wanted in asked:
        now += wait
        _, next_free = admitted(rate, next_free, now, wanted)
    free = free_at(rate, next_free, now)
    assert admitted(rate, next_free, free, 1)[0] == 1
    if free > now:
        assert admitted(rate, next_free, free - timedelta(microseconds=1), 1)[0] == 0


def test_a_clock_set_back_a_year_empties_at_the_usual_rate() -> None:
    """The bucket is full, not shut for a year."""
    rate = Rate(60, HOUR, burst=2)
    _, next_free = admitted(rate, LONG_AGO, NOW, 2)
    before = NOW - 8760 * HOUR
    assert admitted(rate, next_free, before, 1)[0] == 0
    assert free_at(rate, next_free, before) == before + timedelta(minutes=1)


def test_a_clock_set_forward_gives_one_burst_and_no_more() -> None:
    """However long the time that never was."""
    rate = Rate(60, HOUR, burst=2)
    assert admitted(rate, LONG_AGO, NOW + 8760 * HOUR, 100)[0] == 2


def test_the_interval_is_rounded_up_so_that_it_is_never_too_fast() -> None:
    """Seven in a second are one every 142,858 microseconds."""
    assert Rate(7, SECOND).interval == timedelta(microseconds=142_858)
    assert Rate(300, timedelta(minutes=5)).interval == SECOND


@pytest.mark.parametrize(
    ("count", "per", "burst"),
    [(0, SECOND, 1), (1, timedelta(0), 1), (1, SECOND, 0), (2, timedelta(microseconds=1), 1)],
)
def test_numbers_that_no_rate_has_are_refused(count: int, per: timedelta, burst: int) -> None:
    """Where they are written, not where they are used."""
    with pytest.raises(ValueError, match="no rate"):
        Rate(count, per, burst)


def test_a_networks_limit_holds_for_calls_burst_and_all() -> None:
    """5,000 points an hour at 3 a post are 1,666 posts."""
    rate = within(5000, HOUR, burst=100, cost=3)
    assert rate.count + rate.burst == 1666
    with pytest.raises(ValueError, match="no rate"):
        within(300, HOUR, burst=300)


def test_channels_of_one_server_share_its_bucket_and_not_their_own() -> None:
    """Two limits of one scope are two buckets."""
    here = channel(name="arad", server="https://one.example")
    there = channel(name="navarra", server="https://one.example")
    both = (Rate(1, HOUR), Rate(9, 24 * HOUR), Rate(5, HOUR, scope=Scope.SERVER))
    mine, yours = ([b.name for b in buckets(c, both)] for c in (here, there))
    assert mine == [
        "channel:arad per 3600 s",
        "channel:arad per 86400 s",
        "server:scripted https://one.example per 3600 s",
    ]
    assert set(mine) & set(yours) == {"server:scripted https://one.example per 3600 s"}
    assert names(here)[1:] == names(there)[1:]


def test_a_rehearsal_on_this_machine_is_not_held_back() -> None:
    """The sandbox has the pace that it has."""
    for server in ("http://127.0.0.1:8778", "http://localhost:3000", "http://[::1]:80"):
        assert buckets(channel(server=server), [Rate(1, HOUR)]) == ()
    assert buckets(channel(server="https://127.example"), [Rate(1, HOUR)]) != ()


def test_until_when_a_network_wants_to_be_left_alone_is_told_on_the_channels_wall() -> None:
    """The latest of what it, its server and its platform asked for."""
    arad = channel(name="arad")
    own, _, everybody = names(arad)
    assert waiting(arad, {}) == waiting(arad, {"channel:other": NOW}) == ""
    said = waiting(arad, {own: NOW, everybody: NOW + HOUR})
    assert said == "scripted asks to wait until 01 Dec 2026 11:00:00 CET"
