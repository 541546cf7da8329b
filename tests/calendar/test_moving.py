"""A `when` that is moved keeps its form, and means exactly the day and hour that were asked for."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.calendar.moving import day_of, hour_of, moved
from campaign.calendar.when import WhenError, parse_when

START = date(2026, 12, 1)  # a Tuesday: week 1 begins on 30 November


@pytest.mark.parametrize(
    ("written", "day", "at", "wanted"),
    [
        ("week 3 Tuesday 09:45", date(2026, 12, 16), time(9, 45), "week 3 Wednesday 09:45"),
        ("week 3 Tuesday 09:45", date(2026, 12, 20), time(9, 45), "week 3 Sunday 09:45"),
        ("week 3 Tuesday 09:45", date(2026, 12, 21), time(9, 45), "week 4 Monday 09:45"),
        ("week 3 Tuesday 09:45", date(2026, 11, 30), time(9, 45), "week 1 Monday 09:45"),
        ("week 3 Tuesday 09:45", date(2026, 11, 29), time(9, 45), "2026-11-29 09:45"),
        ("Week 3, tue. 9:45", date(2026, 12, 16), time(9, 45), "Week 3, wed. 9:45"),
        ("week 3  TUES 9:45", date(2026, 12, 17), time(9, 45), "week 3  THU 9:45"),
        ("WEEK 03 thurs, 9:45", date(2026, 12, 16), time(10, 5), "WEEK 3 wed, 10:05"),
        ("week 3 Wednes 09:45:30", date(2026, 12, 18), time(9, 45, 30), "week 3 Fri 09:45:30"),
        ("week 3 Friday 09:45:30", date(2026, 12, 18), time(9, 0), "week 3 Friday 09:00:00"),
        ("2026-12-15 09:45", date(2026, 12, 16), time(9, 45), "2026-12-16 09:45"),
        ("2026-12-15T09:45:00", date(2027, 1, 2), time(9, 45), "2027-01-02T09:45:00"),
        ("2026-12-1 9:45", date(2026, 12, 3), time(8, 30), "2026-12-03 8:30"),
        ("2026-12-15 09:45", date(2026, 12, 15), time(0, 15), "2026-12-15 00:15"),
    ],
)
def test_the_form_stays(written: str, day: date, at: time, wanted: str) -> None:
    """Weeks, dates, short names, cases, commas, seconds and the width of the hour."""
    assert moved(written, day, at, START) == wanted


def test_what_is_no_time_is_refused_in_the_words_of_the_reader() -> None:
    """As when the file is read."""
    with pytest.raises(WhenError, match="is not a time"):
        moved("soon", START, time(10), START)


def test_a_day_that_nobody_plans_for_is_refused() -> None:
    """A year far away is a slip of the keyboard."""
    with pytest.raises(WhenError, match="2300"):
        moved("2026-12-15 09:45", date(2300, 1, 1), time(9, 45), START)


_FORMS = st.sampled_from(
    ("{w} {n} {h}", "Week {W}, {s}. {h}", "WEEK {W} {N} {h}", "{d} {h}", "{d}T{h}:00", "{d}  {h}")
)


@given(
    _FORMS,
    st.dates(date(2026, 11, 30), date(2028, 12, 31)),
    st.dates(date(2026, 10, 1), date(2028, 12, 31)),
    st.times(),
)
def test_whatever_the_form_it_means_the_day_and_the_hour(
    form: str, first: date, day: date, at: time
) -> None:
    """And moving it back restores the text, where the form can say both days."""
    at = at.replace(second=0, microsecond=0)
    week = (first - date(2026, 11, 30)).days // 7 + 1
    name = f"{first:%A}"
    written = form.format(
        w=f"week {week}", W=week, n=name, s=name[:3], N=name.upper(), d=first, h="09:45"
    )
    there = moved(written, day, at, START)
    slot = parse_when(there)
    assert (day_of(slot, START), hour_of(slot)) == (day, at)
    if day - date(2026, 11, 30) >= timedelta(0):
        assert moved(there, first, time(9, 45), START) == written
