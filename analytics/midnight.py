"""Where a day begins on the calendars of a zone, and which day an instant falls in.

A clock change can take a midnight away or show it twice. A day begins at the first instant at which
the clock shows its date, and it ends where the next day begins. So days follow one another without
a gap, though a clock that is turned back over midnight shows the date before for a while.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from analytics.metrics import utc

_LATE = 20  # the hour from which a clock may already have been over midnight once


def midnight(day: date, zone: tzinfo) -> datetime:
    """The first instant of a day, in UTC; where midnight is left out, the instant of the change."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The day that an aware instant falls in."""
    local = utc(moment).astimezone(zone)
    day = local.date()
    if local.hour >= _LATE and midnight(next_day := day + timedelta(days=1), zone) <= moment:
        return next_day
    return day
