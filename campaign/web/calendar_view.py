"""What the pages of the calendar show beside the days: the span, the weeks, the zones, the filters.

::

    view, at, filters (the address) → Asked → Span → days (a use case) → month, week or list
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from campaign.calendar.moving import day_of, hour_of
from campaign.config import Config
from campaign.model import Channel, Post
from campaign.usecases.operations.agenda import Shown
from campaign.usecases.operations.calendar_days import CalendarDay, CalendarDays, OnDay, PostOnDay
from campaign.web.states import LOOKS, ORDER
from campaign.web.words import Words

VIEWS: Final = ("month", "week", "list")
_WEEK: Final = timedelta(days=7)
_FIRST_YEAR, _LAST_YEAR = 2000, 2199
#: What needs nobody: a region in which all is so is told in one line.
_CALM: Final = frozenset({Shown.OUT, Shown.READY, Shown.NOT_PLANNED, Shown.CANCELLED})


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; what is not known chooses nothing."""

    view: str
    at: date
    region: str = ""
    channel: str = ""
    state: str = ""

    def address(self, **other: object) -> dict[str, object]:
        """The parts of the address, some of them other ones; the month is left out as usual."""
        given: dict[str, object] = {
            "view": self.view,
            "at": self.at.isoformat(),
            "region": self.region,
            "channel": self.channel,
            "state": self.state,
            **other,
        }
        return given


def asked(
    config: Config, today: date, *, view: str, at: str, region: str, channel: str, state: str
) -> Asked:
    """Read the parts of an address."""
    try:
        day = date.fromisoformat(at) if at else today
    except ValueError:
        day = today
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        day = today
    return Asked(
        view if view in VIEWS else "month",
        day,
        region if region in config.regions else "",
        channel if channel in config.channels else "",
        state if state in ORDER else "",
    )


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a page, and the days by which one comes to the page before and after it."""

    first: date
    last: date
    before: date
    after: date


def span(view: str, at: date) -> Span:
    """The span around a day: its week, or its month, which `month` shows in whole weeks."""
    monday = at - timedelta(days=at.weekday())
    if view == "week":
        return Span(monday, monday + timedelta(days=6), monday - _WEEK, monday + _WEEK)
    first = at.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    last = after - timedelta(days=1)
    if view == "month":
        first -= timedelta(days=first.weekday())
        last += timedelta(days=6 - last.weekday())
    return Span(first, last, before, after)


def week_number(day: date, start: date) -> int:
    """The week of the campaign that holds a day; the first one has its start, earlier ones less."""
    monday = start - timedelta(days=start.weekday())
    return (day - monday).days // 7 + 1


def weeks(days: Sequence[CalendarDay]) -> list[Sequence[CalendarDay]]:
    """The days in rows of seven."""
    return [days[place : place + 7] for place in range(0, len(days), 7)]


@dataclass(frozen=True, slots=True)
class ZoneHere:
    """A zone of shown channels; `ahead` is by how much its clocks are ahead of the campaign's."""

    zone: ZoneInfo
    ahead: timedelta

    @property
    def hours(self) -> float:
        """The same in hours, whichever way."""
        return abs(self.ahead.total_seconds()) / 3600


def zones(channels: Iterable[Channel], zone: ZoneInfo, at: datetime) -> tuple[ZoneHere, ...]:
    """The zones of some channels at an instant, one for each clock; the campaign's comes first."""
    by_key = {channel.zone.key: channel.zone for channel in channels}
    found: dict[timedelta, ZoneHere] = {}
    for key in sorted(by_key, key=lambda k: (k != zone.key, k)):
        by = ahead(by_key[key], zone, at)
        found.setdefault(by, ZoneHere(by_key[key], by))
    return tuple(sorted(found.values(), key=lambda each: (bool(each.ahead), each.ahead)))


def clock(zone: ZoneInfo, of: ZoneInfo, at: datetime) -> ZoneHere:
    """A zone beside another one at an instant."""
    return ZoneHere(zone, ahead(zone, of, at))


def ahead(zone: ZoneInfo, of: ZoneInfo, at: datetime) -> timedelta:
    """By how much the clocks of a zone are ahead of another one's at an instant."""
    here, there = (at.astimezone(each).utcoffset() or timedelta(0) for each in (of, zone))
    return there - here


@dataclass(frozen=True, slots=True)
class SlotHere:
    """When a post goes out as its file says it; `zone` is "" for each channel's own."""

    day: date
    hour: str
    zone: str


def slots(posts: Mapping[str, Post], start: date) -> dict[str, SlotHere]:
    """The slot of each post that could be read."""
    return {
        id: SlotHere(
            day_of(post.slot, start),
            f"{hour_of(post.slot):%H:%M}",
            post.slot.zone.key if post.slot.zone else "",
        )
        for id, post in posts.items()
    }


def present(found: CalendarDays) -> tuple[str, ...]:
    """The states that the days have, in the order in which they are counted: for the legend."""
    states = {each for day in found.days for post in day.posts for each in post.shown}
    return tuple(state for state in LOOKS if state in states)


@dataclass(frozen=True, slots=True)
class RegionLine:
    """What one post does in one region on one day."""

    region: str
    some: tuple[OnDay, ...]

    @property
    def hour(self) -> str:
        """The first hour there."""
        return f"{min(each.hour for each in self.some):%H:%M}"

    @property
    def in_one_language(self) -> bool:
        """True when nothing has to say in which language it is."""
        return len({each.language for each in self.some}) == 1


@dataclass(frozen=True, slots=True)
class Folded:
    """Regions in which one post needs nobody: all of them in one state."""

    state: Shown
    regions: tuple[str, ...]


def by_region(post: PostOnDay) -> tuple[RegionLine, ...]:
    """One post's publications by region, in their order."""
    return tuple(
        RegionLine(region, tuple(some))
        for region, some in groupby(post.some, key=lambda each: each.region)
    )


def lines(found: CalendarDays) -> dict[tuple[date, str], dict[str, RegionLine]]:
    """The lines of each post on each day, by day and post; then by region."""
    return {
        (day.day, post.post): {line.region: line for line in by_region(post)}
        for day in found.days
        for post in day.posts
    }


def folded(post: PostOnDay) -> tuple[tuple[RegionLine, ...], tuple[Folded, ...]]:
    """The regions that are to be looked at, and the calm ones by their state."""
    open_ones, calm = [], dict[Shown, list[str]]()
    for line in by_region(post):
        states = {each.shown for each in line.some}
        if len(states) == 1 and (only := states.pop()) in _CALM:
            calm.setdefault(only, []).append(line.region)
        else:
            open_ones.append(line)
    return tuple(open_ones), tuple(Folded(s, tuple(some)) for s, some in calm.items())


def title(view: str, shown: Span, at: date, words: Words) -> str:
    """What the page is called."""
    if view == "week":
        return words.days(shown.first, shown.last)
    return words.month(at)
