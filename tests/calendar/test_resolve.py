"""Wall times become instants by the stated rule, also on the nights the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.calendar.resolve import resolve
from campaign.model import InWeek, OnDate
from tests.calendar.sample import BRUSSELS, BUCHAREST, DUBLIN

START = date(2026, 11, 30)
NIGHTS = [
    (BRUSSELS, (3, 29, 2, 30), "gap", (1, 30), "03:30"),
    (DUBLIN, (3, 29, 1, 30), "gap", (1, 30), "02:30"),
    (BUCHAREST, (3, 29, 3, 30), "gap", (1, 30), "04:30"),
    (BRUSSELS, (10, 25, 2, 30), "fold", (0, 30), "02:30"),
    (DUBLIN, (10, 25, 1, 30), "fold", (0, 30), "01:30"),
    (BUCHAREST, (10, 25, 3, 30), "fold", (0, 30), "03:30"),
    (BRUSSELS, (3, 29, 3, 0), "", (1, 0), "03:00"),
    (BRUSSELS, (3, 29, 1, 59), "", (0, 59), "01:59"),
    (BRUSSELS, (10, 25, 3, 0), "", (2, 0), "03:00"),
    (DUBLIN, (12, 1, 10, 0), "", (10, 0), "10:00"),
    (DUBLIN, (7, 1, 10, 0), "", (9, 0), "10:00"),
    (BUCHAREST, (12, 1, 10, 0), "", (8, 0), "10:00"),
]


@pytest.mark.parametrize(("zone", "wall", "shift", "utc", "local"), NIGHTS)
def test_missing_hour_moves_forward_and_double_hour_means_the_first(
    zone: ZoneInfo,
    wall: tuple[int, int, int, int],
    shift: str,
    utc: tuple[int, int],
    local: str,
) -> None:
    """2026: the clocks change on 29 March and 25 October at 01:00 UTC in every zone of the EU."""
    instant = resolve(OnDate(datetime(2026, *wall)), zone, START)
    assert instant.shift == shift
    month, day = wall[:2]
    hour, minute = utc
    assert instant.at == datetime(2026, month, day, hour, minute, tzinfo=UTC)
    assert f"{instant.local:%H:%M}" == local


def test_own_zone_of_a_slot_gives_one_instant_everywhere() -> None:
    """With `zone` the channel's zone does not matter."""
    slot = OnDate(datetime(2026, 12, 1, 10), BRUSSELS)
    assert resolve(slot, DUBLIN, START) == resolve(slot, BUCHAREST, START)
    assert resolve(slot, DUBLIN, START).at == datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("start", [date(2026, 11, 30), date(2026, 12, 2), date(2026, 12, 6)])
def test_week_one_is_the_week_that_holds_the_start(start: date) -> None:
    """Moving the start inside its week moves nothing."""
    slot = InWeek(1, 1, time(10))
    assert resolve(slot, BRUSSELS, start).at == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_weeks_go_on_over_the_turn_of_the_year() -> None:
    """Week 6 of a campaign from 30 November begins on 4 January."""
    at = resolve(InWeek(6, 0, time(10)), BRUSSELS, START).at
    assert at == datetime(2027, 1, 4, 9, tzinfo=UTC)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from([BRUSSELS, DUBLIN, BUCHAREST]),
)
def test_only_a_missing_hour_changes_what_the_clock_shows(wall: datetime, zone: ZoneInfo) -> None:
    """Unless the hour does not exist, the clock shows what was written."""
    instant = resolve(OnDate(wall), zone, START)
    shown = instant.local.replace(tzinfo=None, fold=0)
    assert (shown == wall) == (instant.shift != "gap")
    assert shown >= wall
