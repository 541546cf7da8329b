"""The entries of the record as they are read for a story or an export; nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Row, Select, func, or_, select

from campaign.storage.record import RecordAct
from campaign.storage.record_format import PRIVATE
from campaign.storage.tables import record

#: Acts after which private values of earlier entries may be missing.
FORGETTING: Final = (RecordAct.PERSON_REDACTED.value, RecordAct.PRUNED.value)

_T = TypeVar("_T")

# Rows that are in memory at once while a long record is read.
_PORTION = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the chain; `at` is UTC.

    `private` has a salt and a value for each commitment in `public`; what was redacted or pruned is
    missing.
    """

    number: int
    id: int
    at: datetime
    act: str
    post: str
    publication: int | None
    public: Mapping[str, Any]
    private: Mapping[str, Any]
    hash: str

    def secret(self, key: str) -> str | None:
        """A private value, None when the entry has none or it was redacted."""
        found = self.private.get(key)
        return None if found is None else str(found[1])

    def was_redacted(self, key: str) -> bool:
        """True when the entry was written with this private value, and it is gone."""
        return key in self.public.get(PRIVATE, ()) and key not in self.private


def head(connection: Connection) -> tuple[int, str] | None:
    """The number and the hash of the last entry that was chained; None before the first."""
    query = select(record.c.number, record.c.hash).where(record.c.number.is_not(None))
    row = connection.execute(query.order_by(record.c.number.desc()).limit(1)).first()
    return None if row is None else (row.number, row.hash)


def began(connection: Connection) -> datetime | None:
    """When (UTC) the first entry was written; None while there is none."""
    row = connection.execute(select(record.c.at).order_by(record.c.id).limit(1)).first()
    return None if row is None else row.at


def hash_at(connection: Connection, number: int) -> str | None:
    """The hash of one entry; None when there is no such number."""
    found: str | None = connection.scalar(select(record.c.hash).where(record.c.number == number))
    return found


def of_post(connection: Connection, post: str, ids: Collection[int]) -> list[Entry]:
    """What the record has of a post or its publications, in the order of their numbers."""
    # Entries about a publication are found by its number: the index of posts has only the others.
    of_the_post = (record.c.post == post) & record.c.publication.is_(None)
    query = select(record).where(
        record.c.number.is_not(None), or_(of_the_post, record.c.publication.in_(sorted(ids)))
    )
    return [value(row) for row in connection.execute(query.order_by(record.c.number))]


def numbers_of(
    connection: Connection,
    posts: Mapping[str, Collection[int]],
    since: datetime,
    until: datetime,
) -> tuple[int, int] | None:
    """The first and the last number of what was written of some posts, or at all in a span.

    `posts` are their publications, by post; `since` and `until` are UTC, the end excluded. None
    when there is nothing.
    """
    within = (record.c.at >= since) & (record.c.at < until)
    ids = sorted(each for some in posts.values() for each in some)
    names = sorted(posts)
    conditions = [
        within,
        *(record.c.publication.in_(some) for some in _portions(ids)),
        *(record.c.post.in_(some) & record.c.publication.is_(None) for some in _portions(names)),
    ]
    found = [span for each in conditions if (span := _bounds(connection, each)) is not None]
    if not found:
        return None
    return min(first for first, _ in found), max(last for _, last in found)


def last_forgetting(connection: Connection, first: int) -> int | None:
    """The number of the last entry from `first` on that says what was redacted or pruned."""
    query = select(func.max(record.c.number)).where(
        record.c.number >= first, record.c.act.in_(FORGETTING)
    )
    found: int | None = connection.scalar(query)
    return found


def between(connection: Connection, first: int, last: int) -> Iterator[Entry]:
    """Every entry from one number to another, both included, a portion at a time."""
    while first <= last:
        portion = record.c.number.between(first, min(last, first + _PORTION - 1))
        for row in connection.execute(select(record).where(portion).order_by(record.c.number)):
            yield value(row)
        first += _PORTION


def of_acts(
    connection: Connection, first: int, last: int, acts: Collection[RecordAct]
) -> list[Entry]:
    """The entries of some acts from one number to another, both included."""
    chosen = [record.c.number.between(first, last), record.c.act.in_([act.value for act in acts])]
    query = select(record).where(*chosen).order_by(record.c.number)
    return [value(row) for row in connection.execute(query)]


def _portions(values: Sequence[_T]) -> list[Sequence[_T]]:
    return [values[start : start + _PORTION] for start in range(0, len(values), _PORTION)]


def _bounds(connection: Connection, condition: Any) -> tuple[int, int] | None:
    query: Select[Any] = select(func.min(record.c.number), func.max(record.c.number))
    first, last = connection.execute(query.where(condition)).one()
    return None if first is None else (first, last)


def value(row: Row[Any]) -> Entry:
    """A row of the record as a value."""
    return Entry(
        row.number,
        row.id,
        row.at,
        row.act,
        row.post,
        row.publication,
        row.public,
        row.private,
        row.hash,
    )
