"""Reads the eight weeks before a period, for `analytics.rolling` to put the period beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import Connection, Engine

from analytics.figures import Figures
from analytics.metrics import Subject
from analytics.period import Period
from analytics.reading import Report
from analytics.rolling import Rolling, rolling, weeks_before
from analytics.tally import tally


@dataclass(frozen=True, slots=True)
class WeeklyOfPosts:
    """Figures of weeks by channel, from the snapshots of posts at or before `as_of` (UTC)."""

    connection: Connection
    posts: Sequence[Subject]
    as_of: datetime
    zone: tzinfo

    def of_channels(
        self, parts: Sequence[Period], age: timedelta
    ) -> Sequence[Mapping[str, Figures]]:
        """For each of the periods, the posts of each channel as counted at an age in time."""
        found = []
        for part in parts:
            begins, ends = part.window(self.zone)
            some = [
                each
                for each in self.posts
                if begins <= each.published_at < ends and each.published_at <= self.as_of
            ]
            by = tally(self.connection, some, self.as_of, self.zone).by("channel", age)
            found.append({str(key): figures for key, figures in by.items()})
        return found


def read_rolling(engine: Engine, subjects: Iterable[Subject], report: Report) -> Rolling | None:
    """A report's channels beside their own eight weeks; None where there is nothing to read.

    Everything is read at the age at which the report is compared, else at the one at which its
    posts are ranked. `subjects` hold the posts of the eight weeks and of the period.
    """
    age = report.comparison.age if report.comparison else report.rank_age
    weeks = weeks_before(report.period)
    if age is None or not weeks:
        return None
    begins, ends = weeks[0].window(report.zone)[0], report.end
    posts = [each for each in subjects if begins <= each.published_at < ends]
    with engine.connect() as connection:
        weekly = WeeklyOfPosts(connection, posts, report.as_of, report.zone)
        return rolling(report.period, weekly, age)
