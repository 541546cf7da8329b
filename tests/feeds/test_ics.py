"""Calendars as the icalendar library reads them, and as RFC 5545 wants their lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from campaign.feeds import calendar, item
from tests.feeds.made import HOUR, LINKS, NOW, event


def read(data: bytes) -> Any:
    """The calendar, whose lines are as long as they may be and no longer."""
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is cut in two
        assert b"\n" not in line
    return Calendar.from_ical(data)


def test_a_reader_finds_all_that_an_event_says() -> None:
    """With the language of its words."""
    found = read(calendar("EU-BELONG: Catalunya (ca)", [item(event())]))
    assert str(found["x-wr-calname"]) == "EU-BELONG: Catalunya (ca)"
    (made,) = found.walk("VEVENT")
    assert str(made["uid"]) == "tag:eu-belong.aer.eu,2026:eu-belong/labs/catalonia/ca"
    assert str(made["summary"]) == "Tres dies; una taula, i més"
    assert made["summary"].params["LANGUAGE"] == "ca"
    words = str(made["description"])
    assert words.startswith("Tres dies.\n\nUna taula.\n\nMastodon: https://mastodon.example/")
    assert "LinkedIn: https://linkedin.example/1" in words
    assert str(made["url"]) == LINKS[0].url
    assert made["categories"].to_ical() == b"Catalunya,published"
    assert str(made["status"]) == "CONFIRMED"
    assert (made.decoded("dtstart"), made.decoded("dtstamp")) == (NOW, NOW + HOUR)


def test_a_planned_event_is_tentative_and_says_its_headline_alone() -> None:
    """Its words are not out yet."""
    planned = event(published=False, text="", links=())
    (made,) = read(calendar("x", [item(planned)])).walk("VEVENT")
    assert str(made["status"]) == "TENTATIVE"
    assert b"planned" in made["categories"].to_ical()
    assert "description" not in made and "url" not in made


def test_an_empty_calendar_is_valid() -> None:
    """It has to hold something, RFC 5545, 3.6."""
    found = read(calendar("x", []))
    assert [each.name for each in found.subcomponents] == ["VTIMEZONE"]
    assert (str(found["version"]), "prodid" in found) == ("2.0", True)


@pytest.mark.parametrize(
    ("wall", "zone", "said"),
    [
        (datetime(2026, 10, 25, 2, 30, fold=0), "Europe/Madrid", b"20261025T003000Z"),
        (datetime(2026, 10, 25, 2, 30, fold=1), "Europe/Madrid", b"20261025T013000Z"),
        (datetime(2027, 3, 28, 10), "Europe/Bucharest", b"20270328T070000Z"),
        (datetime(2027, 3, 27, 10), "Europe/Bucharest", b"20270327T080000Z"),
    ],
)
def test_instants_are_in_utc_so_that_no_clock_change_moves_them(
    wall: datetime, zone: str, said: bytes
) -> None:
    """The hour that comes twice is two instants."""
    start = wall.replace(tzinfo=ZoneInfo(zone))
    data = calendar("x", [item(event(start=start))])
    assert b"DTSTART:" + said in data
    (made,) = read(data).walk("VEVENT")
    assert made.decoded("dtstart") == start.astimezone(UTC)


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_comes_back(text: str) -> None:
    """But for the characters that no document holds."""
    (made,) = read(calendar(text, [item(event(title=text, text=text, region=text))])).walk("VEVENT")
    if text.isalnum():
        assert str(made["summary"]) == text


def test_right_to_left_and_emoji_are_folded_between_characters() -> None:
    """However long."""
    title = "ثلاثة أيام. طاولة واحدة. 👩‍👩‍👧‍👦 " * 12
    (made,) = read(calendar("x", [item(event(title=title.strip(), language="ar"))])).walk("VEVENT")
    assert str(made["summary"]) == title.strip()


@pytest.mark.slow
def test_a_calendar_of_ten_thousand_posts_is_written_quickly() -> None:
    """In some seconds, on a slow machine too."""
    begun = process_time()
    moved = (event(f"labs-{n}", start=NOW + n * timedelta(hours=1)) for n in range(10_000))
    data = calendar("x", [item(each) for each in moved])
    assert process_time() - begun < 10
    assert data.count(b"BEGIN:VEVENT") == 10_000
