"""Reads the eight weeks before a period, for `analytics.rolling` to put the period beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import Connection, Engine

from analytics import sums
from analytics.chosen import Window, choose
from analytics.figures import Figures
from analytics.period import Period
from analytics.posts import Posts
from analytics.reading import Report
from analytics.rolling import Rolling, rolling, weeks_before


@dataclass(frozen=True, slots=True)
class WeeklyOfPosts:
    """Figures of weeks by channel, from the snapshots of posts at or before `as_of` (UTC)."""

    connection: Connection
    posts: Posts
    as_of: datetime
    zone: tzinfo

    def of_channels(
        self, parts: Sequence[Period], age: timedelta
    ) -> Sequence[Mapping[str, Figures]]:
        """For each of the periods, the posts of each channel as counted at an age in time.

        The periods follow one another.
        """
        windows = [Window(*each.window(self.zone), self.as_of) for each in parts]
        chosen = choose(self.connection, self.posts, windows, "report_weeks")
        by = sums.of_channels(chosen, age)
        return [by.get(number, {}) for number in range(len(parts))]


def read_rolling(engine: Engine, posts: Posts, report: Report) -> Rolling | None:
    """A report's channels beside their own eight weeks; None where there is nothing to read.

    Everything is read at the age at which the report is compared, else at the one at which its
    posts are ranked.
    """
    age = report.comparison.age if report.comparison else report.rank_age
    if age is None or not weeks_before(report.period):
        return None
    with engine.connect() as connection:
        weekly = WeeklyOfPosts(connection, posts, report.as_of, report.zone)
        return rolling(report.period, weekly, age)
