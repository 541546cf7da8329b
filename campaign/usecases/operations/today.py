"""What a day begins with: what goes out next and how ready it is, and what went out last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from campaign.engine.budgets import Budgets
from campaign.model import Channel, Region, State
from campaign.model.approval import USUAL, ApprovalRules
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.storage.trust import read_backs
from campaign.usecases.operations.agenda import Entry, Shown, agenda

#: How far today looks ahead and back, and how many occurrences of posts it tells of on each side.
AHEAD: Final = timedelta(days=21)
BACK: Final = timedelta(days=21)
NEXT: Final = 3
LAST: Final = 2
#: How many publications are looked at on each side.
MOST: Final = 1500

_OVER: Final = frozenset(
    {Shown.OUT, Shown.MAY_BE_OUT, Shown.FAILED, Shown.MISSED, Shown.WITHDRAWN, Shown.CANCELLED}
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One post at one time, on all its channels.

    `at` is the first of its instants (UTC) and `zone` that channel's. `day` is that day there.
    """

    post: str
    at: datetime
    zone: str
    day: date
    headline: str
    language: str
    entries: tuple[Entry, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """How each of its publications is shown."""
        return tuple(each.shown.value for each in self.entries)

    def count(self, *shown: Shown) -> int:
        """How many are shown as one of these."""
        return sum(each.shown in shown for each in self.entries)


@dataclass(frozen=True, slots=True)
class RegionReadiness:
    """How ready one region is for what goes out next."""

    region: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What can be proved of all that went out: how many, and how their readers get them.

    `out` are public, `as_approved` were read back and stand as approved, `otherwise` do not, and
    of `untold` the network tells no program.
    """

    out: int
    as_approved: int
    otherwise: int
    untold: int


@dataclass(frozen=True, slots=True)
class Today:
    """The state of the day at `now` (UTC): what is next and what was last, the nearest first."""

    now: datetime
    following: tuple[Occurrence, ...]
    last: tuple[Occurrence, ...]
    regions: tuple[RegionReadiness, ...]
    proof: Proof

    @property
    def next(self) -> Occurrence | None:
        """The next post."""
        return self.following[0] if self.following else None


def today(
    database: Database,
    now: datetime,
    *,
    channels: Mapping[str, Channel],
    regions: Mapping[str, Region],
    source_language: str,
    zone: ZoneInfo,
    rules: ApprovalRules = USUAL,
    budgets: Budgets | None = None,
) -> Today:
    """Read what goes out next and what went out last, at `now` (UTC); raises StorageError.

    `zone` is the campaign's, for channels that are gone.
    """
    ahead = agenda(
        database,
        now - BACK,
        now + AHEAD,
        now,
        channels=channels,
        regions=regions,
        rules=rules,
        budgets=budgets,
        limit=2 * MOST,
    )
    found = list(_occurrences(ahead.entries, source_language, zone))
    coming = [each for each in found if any(e.shown not in _OVER for e in each.entries)]
    coming = [each for each in coming if max(e.at for e in each.entries) >= now]
    over = [each for each in found if each not in coming and each.count(*_OVER)]
    following = tuple(coming[:NEXT])
    return Today(
        now,
        following,
        tuple(reversed(over))[:LAST],
        _regions(following[0] if following else None, regions),
        _proof(database),
    )


def _occurrences(
    entries: Iterable[Entry], source_language: str, zone: ZoneInfo
) -> Iterable[Occurrence]:
    """The publications of one post at one time together, in the order of their first instants."""
    grouped: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        grouped.setdefault((entry.post, entry.occurrence), []).append(entry)
    made = []
    for (post, _), some in grouped.items():
        # The source's words stand for the post; its first channel is the project's own voice.
        first = next((e for e in some if e.language == source_language), some[0])
        there = ZoneInfo(first.zone) if first.zone else zone
        made.append(
            Occurrence(
                post=post,
                at=first.at,
                zone=there.key,
                day=first.at.astimezone(there).date(),
                headline=first.headline or first.text or post,
                language=first.language,
                entries=tuple(some),
            )
        )
    return sorted(made, key=lambda each: each.at)


def _regions(
    following: Occurrence | None, regions: Mapping[str, Region]
) -> tuple[RegionReadiness, ...]:
    if following is None:
        return ()
    by_region: dict[str, list[str]] = {}
    for entry in following.entries:
        by_region.setdefault(entry.region, []).append(entry.shown.value)
    known = [name for name in regions if name in by_region]
    gone = sorted(by_region.keys() - regions.keys())
    return tuple(RegionReadiness(name, tuple(by_region[name])) for name in (*known, *gone))


def _proof(database: Database) -> Proof:
    with database.read() as connection:
        out = publications.counted(connection).get(State.PUBLISHED, 0)
        looks = read_backs.counts(connection)
    return Proof(
        out,
        as_approved=looks.get(read_backs.Outcome.SAME, 0),
        otherwise=sum(looks.get(each, 0) for each in read_backs.TROUBLES),
        untold=looks.get(read_backs.Outcome.UNTOLD, 0),
    )
