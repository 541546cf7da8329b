"""Followers of each channel at the end of a week and their change since its start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from analytics import store
from analytics.compare import Change, change

STALE = timedelta(days=7)
"""A follower count older than this is not used."""


@dataclass(frozen=True, slots=True)
class FollowerRow:
    """One channel: followers at the end, and the change since `since` (a UTC day)."""

    channel: str
    followers: int | None
    day: date | None
    since: date | None
    change: Change


@dataclass(frozen=True, slots=True)
class Followers:
    """All channels; sums are over channels, so a person who follows two is in them twice.

    `total` adds the channels that are known at the end; `change` compares only the `compared`
    channels known at both ends, so that a channel that was connected this week is no growth.
    """

    rows: tuple[FollowerRow, ...]
    total: int | None
    known: int
    change: Change
    compared: int


def read_followers(
    connection: Connection, channels: Iterable[str], start: datetime, as_of: datetime
) -> Followers:
    """The followers of `channels` at `as_of`, and their change since `start`.

    The figure at an instant is the last one taken at or before it and at most a week old. A
    channel without one at the start is compared with its first day in the week instead.
    """
    days: dict[str, _Days] = {}
    for each in store.each_audience_day(connection, start - STALE, as_of):
        if each.followers is not None:
            known = days.get(each.channel)
            base = known is None or each.taken_at <= start
            days[each.channel] = _Days(each if base or known is None else known.base, each)
    rows = tuple(_row(channel, days.get(channel), as_of) for channel in sorted(set(channels)))
    ends = [row.followers for row in rows if row.followers is not None]
    both = [
        (row.change.now, row.change.before)
        for row in rows
        if row.change.now is not None and row.change.before is not None
    ]
    moved = (
        change(sum(now for now, _ in both), sum(before for _, before in both))
        if both
        else change(None, None)
    )
    return Followers(rows, sum(ends) if ends else None, len(ends), moved, len(both))


@dataclass(frozen=True, slots=True)
class _Days:
    """Of one channel, the day to compare with, and the last one.

    The first is the last day at or before the start, and without one the first day after it.
    """

    base: store.AudienceDay
    end: store.AudienceDay


def _row(channel: str, days: _Days | None, as_of: datetime) -> FollowerRow:
    if days is None or days.end.taken_at <= as_of - STALE:
        return FollowerRow(channel, None, None, None, change(None, None))
    base, end = days.base, days.end
    if base.day == end.day:
        return FollowerRow(channel, end.followers, end.day, None, change(end.followers, None))
    return FollowerRow(
        channel, end.followers, end.day, base.day, change(end.followers, base.followers)
    )
