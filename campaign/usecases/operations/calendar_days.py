"""The calendar as people look at it: days, their posts, and each post's channels with their state.

::

    storage (one query, no words) ─→ Slot ─judged→ OnDay ┐
    the compiled calendar ─ what is not planned yet ─────┴─ by day and post → Day, PostOnDay

A publication stands on the day of its own channel's zone, so a post late in the evening may stand
on two days.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from campaign.engine.budgets import Budgets
from campaign.model import Channel, Day, Planned, Region, State, Variant
from campaign.model.approval import USUAL, ApprovalRules
from campaign.plan.grace import meant_for
from campaign.plan.movable import Fixed, fixed
from campaign.plan.successors import original
from campaign.storage import agenda as stored
from campaign.storage import pauses
from campaign.storage.database import Database
from campaign.usecases.operations.agenda import Shown, judged

#: Zones reach from 12 hours behind UTC to 14 hours ahead of it.
_BEHIND, _AHEAD = timedelta(hours=12), timedelta(hours=14)
#: So many publications are read of a span; the others are counted.
LIMIT: Final = 5000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the compiled calendar wants, laid out once for many pages.

    `line` is in the order of the instants. `stand` gives for each post, occurrence and channel the
    recipe of its words and its instant (UTC). `faces` gives each post's words by which people know
    it: the source's where the post has them, else the first there are.
    """

    line: Sequence[Planned]
    stand: Mapping[tuple[str, str, str], tuple[str, datetime]]
    faces: Mapping[str, Variant]


def wanted(planned: Iterable[Planned], source: str) -> Wanted:
    """Lay out what a compiled calendar wants; `source` is the language that comes first."""
    line = sorted(planned, key=lambda each: each.due)
    faces: dict[str, Variant] = {}
    for each in line:
        variant = each.variant
        known = faces.get(variant.post)
        if known is None or (variant.language == source and known.language != source):
            faces[variant.post] = variant
    stand = {each.identity: (each.variant.recipe, each.due) for each in line}
    return Wanted(line, stand, faces)


@dataclass(frozen=True, slots=True)
class OnDay:
    """One publication, or what the files want and nobody has planned yet (`number` is None).

    `at` is where it stands: on the wall where its channel lives, with the zone. `hour` is the one
    that was meant, or, when it went out on another day, the one at which it did. `why` has
    everything that holds it, or what was said of it last. With `differs`, the files have other
    words or another time than what is planned.
    """

    number: int | None
    post: str
    occurrence: str
    channel: str
    platform: str
    region: str
    language: str
    at: datetime
    hour: time
    state: State | None
    shown: Shown
    why: tuple[str, ...] = ()
    url: str = ""
    differs: bool = False

    @property
    def day(self) -> date:
        """The day it stands on, where its channel lives."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class PostOnDay:
    """One post on one day: its publications by the order of regions, then of channels.

    `headline` is in `language`: the source's where the post has it. `fixed` is why the post cannot
    be moved, as far as the span shows it.
    """

    post: str
    headline: str
    language: str
    some: tuple[OnDay, ...]
    fixed: Fixed = Fixed.NO

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The state of each of its publications, to be counted."""
        return tuple(each.shown for each in self.some)

    @property
    def hours(self) -> tuple[time, ...]:
        """The hours on the wall at which it goes out on that day, the first one first."""
        return tuple(sorted({each.hour for each in self.some}))

    @property
    def differs(self) -> bool:
        """True when the files say something else of any of its publications."""
        return any(each.differs for each in self.some)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day with its posts in the order of their hours, and the special days that fall on it."""

    day: date
    posts: tuple[PostOnDay, ...] = ()
    special: tuple[Day, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """All days of a span, with posts or without.

    `unread` counts the publications beyond the limit: they are not among the days.
    """

    days: tuple[CalendarDay, ...]
    unread: int = 0


def calendar_days(
    database: Database,
    first: date,
    last: date,
    now: datetime,
    *,
    files: Wanted,
    special: Iterable[Day] = (),
    channels: Mapping[str, Channel],
    regions: Mapping[str, Region],
    zone: ZoneInfo,
    rules: ApprovalRules = USUAL,
    only_regions: Collection[str] = (),
    only_channels: Collection[str] = (),
    only_shown: Collection[Shown] = (),
    budgets: Budgets | None = None,
    limit: int = LIMIT,
) -> CalendarDays:
    """Read the days from `first` to `last`, both included; `now` is UTC. Raises StorageError.

    `files` is what the compiled calendar wants. `zone` is for channels that left the configuration.
    `only_…` narrow what is read; empty ones choose all.
    """
    start, end = _bounds(first, last)

    def zone_of(channel: str) -> ZoneInfo:
        return channels[channel].zone if channel in channels else zone

    with database.read() as connection:
        found = stored.on_days(
            connection,
            start,
            end,
            rules,
            regions=only_regions,
            channels=only_channels,
            limit=limit,
        )
        on = pauses.open(connection, now)
        due = [s.publication for s in found.first if _is_due(s, now)]
        short = budgets.outlook(connection, due, now) if budgets and due else {}
        here = {_identity(slot) for slot in found.first}
        missing = [each for each in _between(files.line, start, end) if each.identity not in here]
        known = _known(connection, missing) if missing else frozenset()
        strange = {
            slot.publication.post: slot.publication.variant_hash
            for slot in found.first
            if slot.publication.post not in files.faces
        }
        headlines = stored.headlines(connection, strange) if strange else {}
    entries: list[OnDay] = []
    for slot in found.first:
        publication = slot.publication
        channel = channels.get(publication.channel)
        shown, why = judged(
            publication,
            slot.at,
            now,
            channel,
            regions.get(channel.region if channel else publication.region),
            on,
            approved=slot.approved,
            short=short.get(publication.id, ""),
        )
        at = slot.at.astimezone(zone_of(publication.channel))
        entries.append(
            OnDay(
                publication.id,
                publication.post,
                publication.occurrence,
                publication.channel,
                publication.platform,
                publication.region,
                publication.language,
                at,
                _hour(at, slot.at, meant_for(publication)),
                publication.state,
                shown,
                why,
                publication.url,
                _differs(slot, files.stand),
            )
        )
    entries += (
        _not_planned(each, zone_of(each.variant.channel))
        for each in missing
        if each.identity not in known
        and (not only_regions or each.region in only_regions)
        and (not only_channels or each.variant.channel in only_channels)
    )
    held = _fixed(entries, now)
    order = {name: place for place, name in enumerate(regions)}
    places = {name: place for place, name in enumerate(channels)}
    chosen = [
        each
        for each in entries
        if first <= each.day <= last and (not only_shown or each.shown in only_shown)
    ]
    by_day: dict[date, dict[str, list[OnDay]]] = {}
    for each in chosen:
        by_day.setdefault(each.day, {}).setdefault(each.post, []).append(each)
    days = []
    marks = _special(special)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        posts = [
            PostOnDay(
                post,
                *(
                    (files.faces[post].headline, files.faces[post].language)
                    if post in files.faces
                    else headlines.get(post, ("", ""))
                ),
                tuple(
                    sorted(
                        some,
                        key=lambda each: (
                            order.get(each.region, len(order)),
                            places.get(each.channel, len(places)),
                            each.channel,
                        ),
                    )
                ),
                held[post],
            )
            for post, some in by_day.get(day, {}).items()
        ]
        posts.sort(key=lambda each: (each.hours, each.post))
        days.append(CalendarDay(day, tuple(posts), marks(day)))
    return CalendarDays(tuple(days), max(0, found.count - len(found.first)))


def _bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """The instants (UTC) between which it is any of these days anywhere."""
    midnight = datetime.combine(first, time(0), UTC)
    return midnight - _AHEAD, midnight + timedelta(days=(last - first).days + 1) + _BEHIND


def _between(planned: Sequence[Planned], start: datetime, end: datetime) -> Sequence[Planned]:
    due = attrgetter("due")
    return planned[bisect_left(planned, start, key=due) : bisect_left(planned, end, key=due)]


def _hour(at: datetime, instant: datetime, meant: datetime) -> time:
    """The hour that was meant on the day of `at`; of another day, the one of `at` itself.

    `instant` is that of `at`.
    """
    if meant != instant:
        wall = meant.astimezone(at.tzinfo)
        at = wall if wall.date() == at.date() else at
    return time(at.hour, at.minute)


def _is_due(slot: stored.Slot, now: datetime) -> bool:
    return slot.publication.state is State.SCHEDULED and slot.at <= now


def _identity(slot: stored.Slot) -> tuple[str, str, str]:
    publication = slot.publication
    return publication.post, original(publication.occurrence), publication.channel


def _known(connection: Connection, missing: Iterable[Planned]) -> frozenset[object]:
    """What of these is planned for some other time, as the calendar knows it."""
    rows = stored.known(connection, {each.variant.post for each in missing})
    return frozenset((post, original(occurrence), channel) for post, occurrence, channel in rows)


def _not_planned(planned: Planned, zone: ZoneInfo) -> OnDay:
    variant, at = planned.variant, planned.due.astimezone(zone)
    return OnDay(
        None,
        variant.post,
        planned.occurrence,
        variant.channel,
        variant.platform,
        planned.region,
        variant.language,
        at,
        _hour(at, at, at),
        None,
        Shown.NOT_PLANNED,
        (planned.blocked,) if planned.blocked else (),
    )


_MAY_CHANGE: Final = (State.SCHEDULED, State.MISSED, State.FAILED)


def _differs(slot: stored.Slot, stand: Mapping[tuple[str, str, str], tuple[str, datetime]]) -> bool:
    """True when applying the calendar would change it, or cancel it."""
    publication = slot.publication
    if publication.state not in _MAY_CHANGE:
        return False
    return stand.get(_identity(slot)) != (publication.recipe, publication.due)


def _fixed(entries: Iterable[OnDay], now: datetime) -> Mapping[str, Fixed]:
    by_post: dict[str, list[tuple[State | None, datetime]]] = {}
    for each in entries:
        by_post.setdefault(each.post, []).append((each.state, each.at))
    return {post: fixed(some, now) for post, some in by_post.items()}


def _special(days: Iterable[Day]) -> Callable[[date], tuple[Day, ...]]:
    by_date: dict[str, list[Day]] = {}
    for each in days:
        by_date.setdefault(each.day, []).append(each)
    return lambda day: tuple(by_date.get(f"{day:%m-%d}", ()))
