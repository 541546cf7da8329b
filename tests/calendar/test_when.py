"""The grammar of `when`, and what is said about times that cannot be."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from campaign.calendar.when import WhenError, parse_when, parse_zone
from campaign.model import InWeek, OnDate


@pytest.mark.parametrize(
    "text", ["2026-12-01 10:00", "2026-12-01T10:00", "2026-12-01T10:00:00", " 2026-12-01  10:00 "]
)
def test_day_and_hour_can_be_written_as_people_do(text: str) -> None:
    """ISO with a blank or a T, with or without seconds."""
    assert parse_when(text) == OnDate(datetime(2026, 12, 1, 10))


@pytest.mark.parametrize(
    "text",
    ["week 1 Tuesday 10:00", "Week 1, tue 10:00", "WEEK 1 TUES. 10:00", "week 1 Tuesday, 10:00:00"],
)
def test_week_and_day_can_be_written_as_people_do(text: str) -> None:
    """Any case, short names, an optional comma."""
    assert parse_when(text) == InWeek(1, 1, time(10))


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("2026-02-30 10:00", "February 2026 has 28 days", "2026-02-28"),
        ("2026-04-31 10:00", "April 2026 has 30 days", "2026-04-30"),
        ("2026-01-00 10:00", "does not exist", "2026-01-01"),
        ("2026-13-01 10:00", "there is no month 13", ""),
        ("1026-12-01 10:00", "the year 1026", ""),
        ("2026-12-01 25:00", "there is no 25:00 on the clock", "the nearest is 23:00"),
        ("2026-12-01 10:60", "there is no 10:60 on the clock", "the nearest is 10:59"),
        ("2026-12-01 24:00", "there is no 24:00", "00:00 of the day after"),
        ("2026-12-01", "has a day and no time", "2026-12-01 10:00"),
        ("01/12/2026 10:00", "can be read in two ways", "write 2026-12-01 10:00"),
        ("2026-12-01 10:00+01:00", "has a zone in it", "zone: Europe/Brussels"),
        ("2026-12-01 10:00 CET", "has a zone in it", "zone: Europe/Brussels"),
        ("week 1 Teusday 10:00", 'there is no day "Teusday"', 'did you mean "tuesday"?'),
        ("week 0 Tuesday 10:00", "there is no week 0", ""),
        ("week 1 Tuesday 25:00", "there is no 25:00", "23:00"),
        ("next Tuesday", '"next Tuesday" is not a time', "2026-12-01 10:00"),
        ("", "the time is missing", "2026-12-01 10:00"),
    ],
)
def test_time_that_cannot_be_says_why_and_what_is_near(
    text: str, message: str, remedy: str
) -> None:
    """A person learns what to write instead."""
    with pytest.raises(WhenError) as caught:
        parse_when(text)
    assert message in str(caught.value)
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("text", ["Europe", "../../etc/passwd", "CETX", "Europe/Brussel", "\0"])
def test_zone_that_does_not_exist_is_refused(text: str) -> None:
    """Neither a folder of the zone database nor a path outside it is a zone."""
    with pytest.raises(WhenError, match="no time zone"):
        parse_zone(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("2026-12-01 9.30", "write 2026-12-01 09:30"),
        ("2026-12-01 9 Uhr", "write 2026-12-01 09:00"),
        ("2026-12-01 10h30", "write 2026-12-01 10:30"),
        ("2026-12-01 6:30 pm", "write 2026-12-01 18:30"),
        ("2026-12-01 12 a.m.", "write 2026-12-01 00:00"),
        ("2026-12-01 kl. 18", "write 2026-12-01 18:00"),
        ("2026-12-01 noon", "write 2026-12-01 12:00"),
        ("2026-12-01 10:00 Uhr", "write 2026-12-01 10:00"),
        ("2026/12/01 10:00", "write 2026-12-01 10:00"),
        ("20261201 1000", "write 2026-12-01 10:00"),
        ("3 December 2026 18:15", "write 2026-12-03 18:15"),
        ("week 2 Fri. 9.30", "write week 2 Fri 09:30"),
        ("week 1 tirsdag 10:00", "write Tuesday"),
        ("week 1 Donnerstag 10:00", "write Thursday"),
    ],
)
def test_a_time_written_by_hand_is_refused_with_its_own_right_form(text: str, remedy: str) -> None:
    """The remedy is the time that was meant, and no example that would be another one."""
    with pytest.raises(WhenError) as refused:
        parse_when(text)
    assert refused.value.remedy == remedy


@pytest.mark.parametrize("text", ["2026-12-01 10:00 CET", "2026-12-01 10:00+01:00"])
def test_a_zone_behind_the_time_is_still_told(text: str) -> None:
    """Left out without a word it would move the post."""
    with pytest.raises(WhenError, match="has a zone in it"):
        parse_when(text)
