"""A time as a person types it for a command, read by the calendar's own rules."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from campaign.calendar.resolve import resolve
from campaign.calendar.when import WhenError, parse_when
from campaign.errors import CampaignError


class NoTime(CampaignError):
    """What was typed is not a time; the message says how to write one."""


def instant(text: str, zone: ZoneInfo, start: date) -> datetime:
    """The UTC instant of "2026-12-24 18:00" or "week 4 Thursday 18:00" on the wall of `zone`.

    An hour that the clock change skips moves forward by the gap, and one that comes twice means
    the first, as in the calendar; `start` is the day on which the campaign begins. Raises NoTime.
    """
    try:
        return resolve(parse_when(text), zone, start).at
    except WhenError as error:
        raise NoTime(f"{error}: {error.remedy}") from error
