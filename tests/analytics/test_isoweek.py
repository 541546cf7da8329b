"""Weeks begin and end at midnight where the report is read, also when the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.isoweek import NoSuchWeek, Week

BRUSSELS = ZoneInfo("Europe/Brussels")
HOUR = timedelta(hours=1)
days = st.dates(date(2000, 1, 3), date(2999, 12, 22))
zones = st.sampled_from(
    ["UTC", "Europe/Brussels", "Europe/Dublin", "Europe/Bucharest", "Asia/Beirut", "Pacific/Apia"]
).map(ZoneInfo)


def week_of(day: date) -> Week:
    """The week a day is in."""
    return Week(day.isocalendar().year, day.isocalendar().week)


@given(days)
def test_a_week_is_written_and_read_back(day: date) -> None:
    """Every week survives its own spelling, and its days are its own."""
    week = week_of(day)
    assert Week.parse(str(week)) == week
    assert day in week.days()
    assert week.next().previous() == week


@given(days, zones)
def test_weeks_follow_each_other_without_gap_or_overlap(day: date, zone: ZoneInfo) -> None:
    """The end of one is the beginning of the next, and both ends are local midnights."""
    week = week_of(day)
    start, end = week.window(zone)
    assert end == week.next().window(zone)[0]
    assert Week.of(start, zone) == week
    assert Week.of(end - timedelta(microseconds=1), zone) == week
    assert Week.of(end, zone) == week.next()


@pytest.mark.parametrize(
    ("text", "hours"), [("2026-W12", 168), ("2026-W13", 167), ("2026-W43", 169)]
)
def test_the_clock_change_makes_a_week_shorter_or_longer(text: str, hours: int) -> None:
    """The last weeks of March and October in Brussels."""
    start, end = Week.parse(text).window(BRUSSELS)
    assert end - start == hours * HOUR


def test_a_week_starts_at_midnight_in_its_zone() -> None:
    """Not at midnight UTC."""
    start, end = Week.parse("2026-W49").window(BRUSSELS)
    assert start == datetime(2026, 11, 29, 23, tzinfo=UTC)
    assert end == datetime(2026, 12, 6, 23, tzinfo=UTC)


def test_the_year_of_a_week_is_not_always_the_year_of_its_days() -> None:
    """1 January 2027 is in the last week of 2026, which has 53."""
    assert Week.of(datetime(2027, 1, 1, 12, tzinfo=UTC), BRUSSELS) == Week(2026, 53)
    assert Week(2026, 53).next() == Week(2027, 1)
    assert str(Week(2027, 1).previous()) == "2026-W53"


@pytest.mark.parametrize("text", ["2026-W49", " 2026-w49 ", "2026W49"])
def test_a_week_is_read_as_people_write_it(text: str) -> None:
    """Small letters and spaces are forgiven."""
    assert Week.parse(text) == Week(2026, 49)


@pytest.mark.parametrize(
    "text", ["", "49", "2026-49", "2026-W9", "week 49", "2026-W49-1", "２０２６-W49"]
)
def test_what_is_no_week_is_told_how_to_write_one(text: str) -> None:
    """The message holds what was written and an example."""
    with pytest.raises(NoSuchWeek, match=r"is not a week\. .*2026-W49"):
        Week.parse(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [("2025-W53", "2025 has weeks 01 to 52"), ("2026-W00", "01 to 53"), ("0001-W01", "2000")],
)
def test_a_week_its_year_does_not_have_is_refused(text: str, says: str) -> None:
    """The message says which weeks there are."""
    with pytest.raises(NoSuchWeek, match=says):
        Week.parse(text)
