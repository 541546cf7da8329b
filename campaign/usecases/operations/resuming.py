"""What goes on when a scope is resumed: what is due at what pace, and what is too late by then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.model import Channel, Region
from campaign.plan.grace import latest
from campaign.storage import concerned, overview, pauses
from campaign.storage.database import Database
from campaign.storage.pauses import Pause, Pauses, scopes_of

_MOST = 5000  # due publications that are counted


@dataclass(frozen=True, slots=True)
class GoesOn:
    """One channel of a scope.

    `due` go out one after another, `apart` from each other; `late` are missed, because their time
    has passed by more than the channel's grace; `coming` follow at their own times, the first at
    `first` (UTC). `still` says in words what stops it all the same, "" where nothing does.
    """

    channel: Channel
    due: int
    late: int
    coming: int
    first: datetime | None
    apart: timedelta
    still: str


@dataclass(frozen=True, slots=True)
class Resuming:
    """A scope as somebody sees it before it is resumed: its pauses, and what each channel does."""

    scope: str
    pauses: tuple[Pause, ...]
    channels: tuple[GoesOn, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its pauses."""
        return tuple(each.id for each in self.pauses)


def resuming(
    database: Database,
    scope: str,
    now: datetime,
    *,
    channels: Mapping[str, Channel],
    regions: Mapping[str, Region],
) -> Resuming:
    """What resuming this scope at `now` (UTC) would let go on; changes nothing."""
    covered = [
        each for each in channels.values() if scope in scopes_of(each, regions.get(each.region))
    ]
    with database.read() as connection:
        on = pauses.open(connection, now)
        due = overview.due(connection, now, _MOST).first
        following = {each.name: concerned.coming(connection, [each.name], now) for each in covered}
    others = Pauses(tuple(each for each in on.on if each.scope != scope))
    made = []
    for channel in covered:
        mine = [each for each in due if each.channel == channel.name]
        late = sum(now > latest(each, channel.grace) for each in mine)
        next_one = following[channel.name]
        still = others.reason(channel, regions.get(channel.region))
        if channel.paused:
            still = "it is paused in the configuration"
        made.append(
            GoesOn(
                channel=channel,
                due=len(mine) - late,
                late=late,
                coming=next_one.count,
                first=next_one.first.not_before if next_one.first else None,
                apart=channel.min_interval,
                still=still,
            )
        )
    found = tuple(each for each in on.on if each.scope == scope)
    return Resuming(scope, found, tuple(made))
