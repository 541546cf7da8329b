"""A day or a week is read as a person says it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaign.cli.spans import NoSpan, day_of, week_of, window

TODAY = date(2026, 12, 2)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("Tomorrow", date(2026, 12, 3)),
        ("yesterday", date(2026, 12, 1)),
        ("wednesday", TODAY),
        ("Wed", TODAY),
        ("tuesday", date(2026, 12, 8)),
        ("sun", date(2026, 12, 6)),
        ("2027-01-01", date(2027, 1, 1)),
        (" 2026-12-31 ", date(2026, 12, 31)),
    ],
)
def test_a_day(text: str, day: date) -> None:
    """A weekday is today, or the next one there is."""
    assert day_of(text, TODAY) == day


@pytest.mark.parametrize("text", ["", "t", "week", "31.12.2026", "2026-13-01", "2026-02-30", "we"])
def test_what_is_no_day_is_told_with_what_to_write(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(NoSpan, match="write today, tomorrow, a weekday, or for example 2026-12-02"):
        day_of(text, TODAY)


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("this", "2026-W49"),
        ("next", "2026-W50"),
        ("Last", "2026-W48"),
        ("2026-W53", "2026-W53"),
        ("2027w01", "2027-W01"),
    ],
)
def test_a_week(text: str, week: str) -> None:
    """By its name from today, or by its number."""
    assert str(week_of(text, TODAY)) == week


def test_the_last_week_of_a_year_is_followed_by_the_first_of_the_next() -> None:
    """A year may have 53."""
    assert str(week_of("next", date(2026, 12, 28))) == "2027-W01"
    assert str(week_of("last", date(2027, 1, 4))) == "2026-W53"


@pytest.mark.parametrize("text", ["49", "2025-W53", "W49", "soon"])
def test_what_is_no_week_is_told(text: str) -> None:
    """With the words there are."""
    with pytest.raises(NoSpan, match="Or write this, next or last"):
        week_of(text, TODAY)


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 12, 1), "Europe/Madrid", 24),
        (date(2027, 3, 28), "Europe/Warsaw", 23),
        (date(2026, 10, 25), "Europe/Dublin", 25),
    ],
)
def test_a_day_is_as_long_as_its_zone_has_it(day: date, zone: str, hours: int) -> None:
    """Also when the clock changes."""
    start, end = window(day, day, ZoneInfo(zone))
    assert end - start == timedelta(hours=hours)
    assert start.astimezone(ZoneInfo(zone)).date() == day


def test_a_span_of_days_ends_with_its_last() -> None:
    """In UTC, on the clock of the zone."""
    start, end = window(date(2026, 11, 30), date(2026, 12, 6), ZoneInfo("Europe/Bucharest"))
    assert start == datetime(2026, 11, 29, 22, tzinfo=UTC)
    assert end == datetime(2026, 12, 6, 22, tzinfo=UTC)
