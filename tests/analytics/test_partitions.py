"""Days, weeks, months and the parts of a period partition time in every zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.isoweek import Week
from analytics.midnight import day_of, midnight
from analytics.period import Kind, Period

#: Zones with a whole hour, half an hour, a quarter; whose midnight is left out (Beirut, Cairo,
#: Havana, São Paulo) or comes twice (St. John's turned its clock back at one past midnight until
#: 2011); that left a day out (Apia, 30 December 2011); and that change within Ramadan (Casablanca).
ODD = (
    *("UTC", "Europe/Brussels", "Europe/Dublin", "Asia/Kathmandu", "America/St_Johns"),
    *("Africa/Casablanca", "Asia/Beirut", "Africa/Cairo", "America/Havana", "America/Sao_Paulo"),
    *("Pacific/Apia", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Tehran", "America/Asuncion"),
)
zones = st.sampled_from([ZoneInfo(name) for name in ODD])
days = st.dates(date(2001, 1, 1), date(2045, 12, 31))
moments = st.datetimes(datetime(2001, 1, 1), datetime(2045, 12, 31), timezones=st.just(UTC))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """A period of any kind."""
    day = draw(days)
    kind = draw(st.sampled_from(list(Kind)))
    if kind is Kind.WEEK:
        iso = day.isocalendar()
        return Period.week(Week(iso.year, iso.week))
    if kind is Kind.MONTH:
        return Period.month(day.year, day.month)
    if kind is Kind.QUARTER:
        return Period.quarter(day.year, (day.month + 2) // 3)
    return Period(kind, day, day + timedelta(days=draw(st.integers(0, 1500))))


@given(periods(), zones)
def test_the_parts_of_a_period_follow_one_another_without_a_gap(
    period: Period, zone: ZoneInfo
) -> None:
    """From its first instant to its last, each instant is in one part."""
    parts = period.parts()
    windows = [each.window(zone) for each in parts]
    assert (windows[0][0], windows[-1][1]) == period.window(zone)
    assert all(one[1] == other[0] for one, other in pairwise(windows))
    assert all(begins <= ends for begins, ends in windows)
    assert [day for each in parts for day in each.days()] == list(period.days())


@given(periods())
def test_the_period_before_ends_where_a_period_begins(period: Period) -> None:
    """Of the same kind; a project has none."""
    before = period.previous()
    if period.kind is Kind.PROJECT:
        assert before is None
        return
    assert before is not None
    assert before.kind is period.kind
    assert before.last + timedelta(days=1) == period.first
    if period.kind in (Kind.WEEK, Kind.SPAN):
        assert before.length == period.length


@given(moments, zones, st.sampled_from([Kind.WEEK, Kind.MONTH, Kind.QUARTER]))
def test_an_instant_lies_in_the_one_period_that_it_is_said_to(
    moment: datetime, zone: ZoneInfo, kind: Kind
) -> None:
    """Not in the one before, and not in the one after."""
    period = Period.of(kind, moment, zone)
    begins, ends = period.window(zone)
    assert begins <= moment < ends
    before = period.previous()
    assert before is not None
    assert before.window(zone)[1] == begins
    assert Period.parse(str(period)) == period


@given(moments, zones)
def test_a_day_begins_at_or_before_its_instants_and_the_next_one_after(
    moment: datetime, zone: ZoneInfo
) -> None:
    """Also where a midnight is left out, or shown twice."""
    day = day_of(moment, zone)
    assert midnight(day, zone) <= moment < midnight(day + timedelta(days=1), zone)


@given(periods(), zones)
def test_each_week_is_of_one_month_and_one_quarter(period: Period, zone: ZoneInfo) -> None:
    """Its Thursday says which; a year of months has as many weeks as its ISO year."""
    year = period.first.year
    months = [week for n in range(1, 13) for week in Period.month(year, n).weeks()]
    quarters = [week for n in range(1, 5) for week in Period.quarter(year, n).weeks()]
    last = date(year, 12, 28).isocalendar().week
    assert months == quarters == [Week(year, number) for number in range(1, last + 1)]
    for week in period.weeks():
        assert period.first <= week.monday + timedelta(days=3) <= period.last


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Brussels", date(2026, 3, 29), 23),
        ("Europe/Brussels", date(2026, 10, 25), 25),
        ("Africa/Cairo", date(2024, 4, 26), 23),  # begins at one o'clock
        ("Pacific/Apia", date(2011, 12, 30), 0),  # was left out
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("America/Havana", date(2015, 11, 1), 25),  # midnight comes twice
    ],
)
def test_a_day_is_as_long_as_its_clock_lets_it(zone: str, day: date, hours: float) -> None:
    """By the zones' own rules."""
    begins, ends = Period(Kind.SPAN, day, day).window(ZoneInfo(zone))
    assert ends - begins == timedelta(hours=hours)
