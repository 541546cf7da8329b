"""How fast posts may leave, as arithmetic: buckets that fill by the hour and never overflow.

A channel's own pace (`min_interval`) is the gate's; this is what a network allows an account, an
application or an address. Each limit is a bucket under a name that all workers share through the
database (`campaign.storage.rate_limits`), reckoned by the generic cell rate algorithm
(ITU-T I.371): one stored instant says when the bucket will be empty again.

What becomes of time that is lost or comes twice:

- **Asleep** (five hours or three days): what is late within the channel's grace goes out one by
  one, `min_interval` apart; what is beyond it is *missed*, shown, and waits for a person
  (`campaign reschedule`). Nothing goes out in a burst.
- **The hour that repeats**: what is due is a UTC instant, fixed when the plan was applied (the
  first of the two hours), and UTC has no hour that repeats.
- **A clock that is wrong, or is set**: where a better one is known (`campaign.timekeeping`: the
  database's, the networks'), that one counts. Until then, by a clock that is fast what is due by it
  goes out, and claims of other workers may end early: then their networks are asked, never sent to
  again.
- **A clock set back**: nothing goes out again, since a state and not the time says what is out.
  A bucket that claims to be filled beyond its size counts as full, and empties at its usual rate.
  A channel whose last post bears a time still to come waits for it and its pace, unless that is
  further ahead than `skew.LARGEST_SKEW`: a wrong clock wrote it, and it is not believed.
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
    """Whom a network counts: one account, everybody at one server's door, or the application."""

    CHANNEL = "channel"
    SERVER = "server"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many posts in a stretch of time, and `burst` of them at once.

    In no window of length `per` more than `count + burst` leave. `source` is the vendor's page.
    Raises ValueError for numbers that no rate has.
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
        """The time in which room for one more comes; rounded up, so that it is never too fast."""
        return -(-self.per // (self.count * _TICK)) * _TICK


@dataclass(frozen=True, slots=True)
class Bucket:
    """One limit under the name all workers share; `scope` is the one of `names` it belongs to."""

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
    """The rate that never passes a network's `limit` of calls or points in any window of `per`.

    One post costs `cost` of them. Raises ValueError when the burst alone would pass it.
    """
    return Rate(limit // cost - burst, per, burst, scope, source)


def admitted(rate: Rate, next_free: datetime, now: datetime, wanted: int) -> tuple[int, datetime]:
    """How many of `wanted` may leave now, and the bucket's next stored instant (both UTC)."""
    filled = _filled(rate, next_free, now)
    room = (rate.burst * rate.interval - filled) // rate.interval
    number = max(0, min(wanted, room))
    return number, now + filled + number * rate.interval


def free_at(rate: Rate, next_free: datetime, now: datetime) -> datetime:
    """The first instant (UTC) from `now` on at which one more may leave."""
    filled = _filled(rate, next_free, now)
    return now + max(timedelta(0), filled - (rate.burst - 1) * rate.interval)


def names(channel: Channel) -> tuple[str, str, str]:
    """Under which names a network may ask this channel to wait: its own, its server's, all."""
    return (
        f"{Scope.CHANNEL}:{channel.name}",
        f"{Scope.SERVER}:{channel.platform} {channel.server}".rstrip(),
        f"{Scope.PLATFORM}:{channel.platform}",
    )


def waiting(channel: Channel, left_alone: Mapping[str, datetime]) -> str:
    """Until when this channel's network wants to be left alone, in words; "" when it does not.

    `left_alone` gives the instants (UTC) by those of `names` that are to be left alone.
    """
    until = max((left_alone[n] for n in names(channel) if n in left_alone), default=None)
    if until is None:
        return ""
    told = until.astimezone(channel.zone).strftime("%d %b %Y %H:%M:%S %Z")
    return f"{channel.platform} asks to wait until {told}"


def buckets(channel: Channel, rates: Iterable[Rate]) -> tuple[Bucket, ...]:
    """The buckets a post of this channel passes; two limits of one scope have two names.

    None for a server on this machine: that is a rehearsal, and what it refuses is obeyed still.
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
    """How full the bucket is, as the time it takes to empty; more than full: a clock went back."""
    return min(max(next_free - now, timedelta(0)), rate.burst * rate.interval)
