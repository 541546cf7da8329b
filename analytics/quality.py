"""How good the figures are: what was measured, what is missing, what came late or was corrected.

The rules, in words for a reader:

* A count is due at an age of a post, and until the next of the ages, or for a week after the last
  one (`analytics.cadence`). A post of a network that tells no figures is asked for none, and a post
  that was taken back is asked for none from then on. Neither is a gap.
* A count that was due, and was not taken before its time was over, is a gap. The network gave no
  answer for the post (it may be deleted there), or it was never asked in that time.
* A count that was taken more than half its age too late is late: it is kept, and it stands for its
  age in no comparison.
* A count below an earlier one of the same post is told: people take reactions back, and networks
  delete accounts. Nothing is changed for it.

What is listed by name is bounded, and what is counted is counted whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

import sqlalchemy as sa

from analytics import store
from analytics.cadence import AGES, closes
from analytics.elsewhere import ElsewherePost
from analytics.metrics import METRICS, Subject, utc
from analytics.posts import in_time

LISTED = 200
"""Of each kind of trouble so many are listed, the first ones; all of them are counted."""


class AskedPost(NamedTuple):
    """A post as it was asked for: instants in seconds since 1970.

    `is_asked` is False where nobody can ask: its network tells no figures, or its id is unknown.
    """

    id: int
    published: int
    channel: str
    is_asked: bool = True
    withdrawn: int | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """One channel at one age: the posts of which a count was due, and what became of them.

    `in_time` and `late` were taken, `missed` never was, and `open` may still be.
    """

    channel: str
    age: timedelta
    due: int
    in_time: int
    late: int
    missed: int

    @property
    def open(self) -> int:
        """How many may still be taken."""
        return self.due - self.in_time - self.late - self.missed


@dataclass(frozen=True, slots=True)
class Missed:
    """A due count that was never taken; `unanswered` says that the network gave none."""

    publication: int
    age: timedelta
    unanswered: bool


@dataclass(frozen=True, slots=True)
class Late:
    """A count that was taken at an instant (UTC) much later than at its age."""

    publication: int
    age: timedelta
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Lower:
    """A count that fell between two instants; `taken_at` (UTC) is the later one."""

    publication: int
    metric: str
    before: int
    after: int
    taken_at: datetime


class Sight(StrEnum):
    """What somebody who read a post back noticed."""

    DELETED = "deleted"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Noticed:
    """A post that readers do not get as it was approved; `accepted` says that a person knows."""

    publication: int
    sight: Sight
    at: datetime
    accepted: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """What measuring on one network cost in the period, and the budget of a month, if one is set.

    `most` is the largest part of a month's budget that measuring took in any month of the period.
    """

    platform: str
    currency: str
    posts: int
    accounts: int
    amount: Decimal
    budget: Decimal | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of the counts; the lists hold the first of each kind, the numbers all of them."""

    coverage: tuple[Coverage, ...] = ()
    untold: Mapping[str, int] = field(default_factory=dict)
    missed: tuple[Missed, ...] = ()
    late: tuple[Late, ...] = ()
    lower: tuple[Lower, ...] = ()
    all_lower: int = 0

    @property
    def due(self) -> int:
        """How many counts were due."""
        return sum(each.due for each in self.coverage)

    @property
    def taken(self) -> int:
        """How many of them were taken."""
        return sum(each.in_time + each.late for each in self.coverage)

    @property
    def all_missed(self) -> int:
        """How many never were."""
        return sum(each.missed for each in self.coverage)

    def by_age(self) -> tuple[Coverage, ...]:
        """All channels together at each age, the youngest first; their channel is ""."""
        sums: dict[timedelta, list[int]] = {}
        for each in self.coverage:
            parts = sums.setdefault(each.age, [0, 0, 0, 0])
            for index, value in enumerate((each.due, each.in_time, each.late, each.missed)):
                parts[index] += value
        return tuple(Coverage("", age, *sums[age]) for age in sorted(sums))

    @property
    def all_late(self) -> int:
        """How many were taken much too late."""
        return sum(each.late for each in self.coverage)


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality of a report's figures; `posts` are those that are named, by their number.

    `elsewhere` are the posts of the period that the program did not publish.
    """

    measured: Measured
    noticed: tuple[Noticed, ...] = ()
    costs: tuple[Cost, ...] = ()
    elsewhere: tuple[ElsewherePost, ...] = ()
    posts: Mapping[int, Subject] = field(default_factory=dict)


def named(measured: Measured, noticed: Iterable[Noticed]) -> list[int]:
    """The posts that a report names for their figures."""
    found = {each.publication for each in measured.missed}
    found |= {each.publication for each in measured.late}
    found |= {each.publication for each in measured.lower}
    return sorted(found | {each.publication for each in noticed})


def measure(
    connection: sa.Connection,
    posts: Iterable[AskedPost],
    as_of: datetime,
    ages: Sequence[timedelta] = AGES,
) -> Measured:
    """Look through the counts of these posts that were taken at or before `as_of` (aware).

    `ages` are those at which posts are counted, the youngest first. Memory grows with channels
    and with what is listed, not with posts.
    """
    found = _Found([int(each.total_seconds()) for each in ages], int(utc(as_of).timestamp()))
    found.end = int(closes(ages).total_seconds())
    rest = iter(posts)
    while some := list(islice(rest, store.CHUNK)):
        ids = [each.id for each in some]
        counts = {
            key: list(group)
            for key, group in groupby(store.rows_before(connection, ids, as_of), key=itemgetter(0))
        }
        silent = unanswered(connection, ids)
        for post in some:
            found.add(post, counts.get(post.id, []), silent)
    return found.value()


def unanswered(connection: sa.Connection, ids: Sequence[int]) -> frozenset[tuple[int, int]]:
    """The publications and ages (seconds) of these for which a network once gave no count."""
    table = store.unanswered
    query = sa.select(table.c.publication_id, table.c.age).where(table.c.publication_id.in_(ids))
    return frozenset((row.publication_id, row.age) for row in connection.execute(query))


class _Found:
    """What is being counted; ages and instants are in seconds."""

    def __init__(self, ages: Sequence[int], as_of: int) -> None:
        self.ages, self.as_of = sorted(ages), as_of
        self.end = self.ages[-1]
        self.counts: Counter[tuple[str, int, str]] = Counter()
        self.untold: Counter[str] = Counter()
        self.missed: list[Missed] = []
        self.late: list[Late] = []
        self.lower: list[Lower] = []
        self.all_lower = 0

    def add(
        self,
        post: AskedPost,
        rows: Sequence[store.SnapshotRow],
        unanswered: frozenset[tuple[int, int]],
    ) -> None:
        """One post with its snapshots, the youngest first."""
        self._fallen(rows)
        if not post.is_asked:
            self.untold[post.channel] += 1
            return
        taken = {row[1]: row[2] for row in rows}
        ends = [*self.ages[1:], self.end]
        for age, over in zip(self.ages, ends, strict=True):
            if post.published + age > self.as_of:
                return
            gone = post.withdrawn is not None and post.withdrawn < post.published + over
            if age in taken:
                word = "in time"
                if not in_time(taken[age], post.published, age):
                    word = "late"
                    if len(self.late) < LISTED:
                        late = Late(post.id, timedelta(seconds=age), _at(taken[age]))
                        self.late.append(late)
            elif gone:
                continue
            elif post.published + over <= self.as_of:
                word = "missed"
                if len(self.missed) < LISTED:
                    is_silent = (post.id, age) in unanswered
                    self.missed.append(Missed(post.id, timedelta(seconds=age), is_silent))
            else:
                word = "open"
            self.counts[post.channel, age, word] += 1

    def _fallen(self, rows: Sequence[store.SnapshotRow]) -> None:
        for index, metric in enumerate(METRICS, start=3):
            before: int | None = None
            for row in rows:
                value = row[index]
                if value is None:
                    continue
                if before is not None and value < before:
                    self.all_lower += 1
                    if len(self.lower) < LISTED:
                        self.lower.append(Lower(row[0], metric, before, value, _at(row[2])))
                before = value

    def value(self) -> Measured:
        """What was found."""
        keys = sorted({(channel, age) for channel, age, _ in self.counts})
        return Measured(
            coverage=tuple(self._covered(*key) for key in keys),
            untold=dict(sorted(self.untold.items())),
            missed=tuple(self.missed),
            late=tuple(self.late),
            lower=tuple(self.lower),
            all_lower=self.all_lower,
        )

    def _covered(self, channel: str, age: int) -> Coverage:
        in_time, late, missed, still_open = (
            self.counts[channel, age, word] for word in ("in time", "late", "missed", "open")
        )
        due = in_time + late + missed + still_open
        return Coverage(channel, timedelta(seconds=age), due, in_time, late, missed)


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
