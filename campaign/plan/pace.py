"""Computes how fast posts may leave, by the limits of networks.

A network limits an account, an application or an address. Each limit is a bucket with a name. All
workers share it through the database (`campaign.storage.rate_limits`). The generic cell rate
algorithm (ITU-T I.371) needs one stored instant: when the bucket will be empty again. A channel's
own pace (`min_interval`) is the gate's task.

What happens when time is lost, comes twice or is wrong:

- **The publisher was asleep** (for hours or days). Posts that are late within the channel's grace
  go out one by one, `min_interval` apart. Later ones are *missed*: they are shown and wait for a
  person (`campaign reschedule`). Nothing goes out in a burst.
- **An hour repeats** (in autumn). The due time is a UTC instant, fixed when the plan was applied:
  the first of the two hours. UTC has no hour that repeats.
- **A clock is wrong.** A better clock counts where one is known (`campaign.timekeeping`: the
  database's or the networks'). Until then, a fast clock sends posts early and ends the claims of
  other workers early. Then the networks are asked; nothing is sent again.
- **A clock was set back.** Nothing goes out again, because the state and not the time says what is
  out. A bucket that seems fuller than its size counts as full and empties at its usual rate. When
  a channel's last post has a time in the future, the channel waits for that time and its pace. If
  that time is further ahead than `skew.LARGEST_SKEW`, a wrong clock wrote it and it is ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from campaign.model import Channel

_TICK = timedelta(microseconds=1)
_HERE: Final = ("127.0.0.1", "::1", "localhost")


class Scope(StrEnum):
    """For whom a network counts: one account, one server, or the whole application."""

    CHANNEL = "channel"
    SERVER = "server"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate: `count` posts in each time `per`, and up to `burst` of them at once.

    No window of length `per` sees more than `count + burst` posts. `source` is the vendor's page.
    Raises ValueError for numbers that make no rate.
    """

    count: int
    per: timedelta
    burst: int = 1
    scope: Scope = Scope.CHANNEL
    source: str = ""

    def __post_init__(self) -> None:
        if self.count < 1 or self.burst < 1 or self.per < self.count * _TICK:
            raise ValueError(f"no rate: {self.count} in {self.per}, {self.burst} at once")

    @property
    def interval(self) -> timedelta:
        """The time that makes room for one more post; rounded up, so that it is never too fast."""
        return -(-self.per // (self.count * _TICK)) * _TICK


@dataclass(frozen=True, slots=True)
class Bucket:
    """One limit under the name that all workers share; `scope` is its entry in `names`."""

    name: str
    rate: Rate
    scope: str


def within(
    limit: int,
    per: timedelta,
    *,
    burst: int,
    cost: int = 1,
    scope: Scope = Scope.CHANNEL,
    source: str = "",
) -> Rate:
    """The rate that stays below a network's `limit` of calls or points in any window of `per`.

    One post costs `cost` calls or points. Raises ValueError when the burst alone is too much.
    """
    return Rate(limit // cost - burst, per, burst, scope, source)


def admitted(rate: Rate, next_free: datetime, now: datetime, wanted: int) -> tuple[int, datetime]:
    """How many of `wanted` may leave now, and the bucket's next stored instant (both UTC)."""
    filled = _filled(rate, next_free, now)
    room = (rate.burst * rate.interval - filled) // rate.interval
    number = max(0, min(wanted, room))
    return number, now + filled + number * rate.interval


def free_at(rate: Rate, next_free: datetime, now: datetime) -> datetime:
    """The first instant (UTC), not before `now`, at which one more post may leave."""
    filled = _filled(rate, next_free, now)
    return now + max(timedelta(0), filled - (rate.burst - 1) * rate.interval)


def names(channel: Channel) -> tuple[str, str, str]:
    """The names under which a network can make this channel wait: channel, server, platform."""
    return (
        f"{Scope.CHANNEL}:{channel.name}",
        f"{Scope.SERVER}:{channel.platform} {channel.server}".rstrip(),
        f"{Scope.PLATFORM}:{channel.platform}",
    )


def waiting(channel: Channel, left_alone: Mapping[str, datetime]) -> str:
    """Says in words until when this channel's network asks to wait; "" when it does not.

    `left_alone` gives the instants (UTC) by those of `names` that are to be left alone.
    """
    until = max((left_alone[n] for n in names(channel) if n in left_alone), default=None)
    if until is None:
        return ""
    shown = until.astimezone(channel.zone).strftime("%d %b %Y %H:%M:%S %Z")
    return f"{channel.platform} asks to wait until {shown}"


def buckets(channel: Channel, rates: Iterable[Rate]) -> tuple[Bucket, ...]:
    """The buckets that count a post of this channel; two limits of one scope have two names.

    A server on this machine is a rehearsal and has none. Its own refusals are obeyed all the same.
    """
    if urlsplit(channel.server).hostname in _HERE:
        return ()
    named = dict(zip(Scope, names(channel), strict=True))
    return tuple(
        Bucket(f"{scope} per {rate.per.total_seconds():.0f} s", rate, scope)
        for rate in rates
        for scope in (named[rate.scope],)
    )


def _filled(rate: Rate, next_free: datetime, now: datetime) -> timedelta:
    """How full the bucket is, as the time that it takes to empty.

    If the time is longer than a full bucket takes, a clock was set back: it counts as full.
    """
    return min(max(next_free - now, timedelta(0)), rate.burst * rate.interval)
