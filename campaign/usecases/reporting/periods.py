"""Which days a report is about: the last whole week, month or quarter, and the whole project."""

from __future__ import annotations

from datetime import datetime

from analytics.midnight import day_of
from analytics.period import Kind, Period
from analytics.rolling import weeks_before
from campaign.config import Config
from campaign.errors import CampaignError
from campaign.storage import went_out
from campaign.storage.database import Database


class NotBegun(CampaignError):
    """A period has not begun, so there is nothing to report."""


def last(kind: Kind, config: Config, now: datetime) -> Period:
    """The last whole week, month or quarter before `now` (UTC)."""
    found = Period.of(kind, now, config.zone).previous()
    assert found is not None  # each of the three has one before it
    return found


def project(database: Database, config: Config, now: datetime) -> Period:
    """The whole project: from `campaign.start` to `campaign.end`, as far as they are set.

    It begins earlier when something went out earlier, and it ends later when something went out
    later. Without an end, it ends on the day of the last publication. Raises NotBegun when
    nothing went out and the first day is still to come.
    """
    with database.read() as connection:
        first_out, last_out = went_out.ends(connection)
    start, end = config.campaign.start, config.campaign.end
    today = day_of(now, config.zone)
    if first_out is None or last_out is None:
        if start > today:
            raise NotBegun(f"the project begins on {start}: there is nothing to report")
        return Period(Kind.PROJECT, start, max(start, end or today))
    first = min(start, day_of(first_out, config.zone))
    day = day_of(last_out, config.zone)
    return Period(Kind.PROJECT, first, max(day, end) if end else day)


def demand_begun(period: Period, config: Config, now: datetime) -> None:
    """Raise NotBegun for a period that lies ahead of `now` (UTC)."""
    if period.window(config.zone)[0] > now:
        raise NotBegun(f"{period} has not begun: there is nothing to report")


def compared_since(period: Period, config: Config) -> datetime:
    """The first instant (UTC) of a period and of the one that it is compared with."""
    return (period.previous() or period).window(config.zone)[0]


def reading_since(period: Period, config: Config) -> datetime:
    """The first instant (UTC) of which a report needs posts: also those of the weeks before."""
    found = [compared_since(period, config)]
    found += [each.window(config.zone)[0] for each in weeks_before(period)]
    return min(found)
