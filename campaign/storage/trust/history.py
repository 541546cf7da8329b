"""Looks back through the record, the newest first, a bounded portion at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Text, cast, or_, select

from campaign.storage.record import RecordAct
from campaign.storage.record_format import canonical
from campaign.storage.tables import publications, record
from campaign.storage.trust.entries import Entry, value

#: Numbers that one question looks through; a record has up to millions of them.
_PORTION: Final = 20_000
# Entries of a day may have numbers a little before or after those of its neighbours: what a
# publisher could not chain at once is chained after its tick.
_SLACK: Final = 500
# Rows that are looked through for the last time that something was done, and entries of these acts.
_RECENT: Final = 200_000
_ALIKE: Final = 2_000
_SALT: Final = "_" * 32  # as LIKE writes any 32 characters


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: by or about a person, about a post, in a span (UTC, its end excluded).

    `acts` are those that are left out.
    """

    person: str = ""
    post: str = ""
    since: datetime | None = None
    until: datetime | None = None
    acts: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Portion:
    """Some entries, the newest first; `further` is the number to look on from, None at the end."""

    entries: Sequence[Entry]
    further: int | None


def back(connection: Connection, wanted: Wanted, below: int | None, limit: int) -> Portion:
    """Up to `limit` entries with numbers under `below` (None: the newest).

    Looks through a bounded part of the record: fewer entries than `limit` do not mean the end.
    """
    newest = _last(connection)
    first, last = 1, newest
    if wanted.since is not None:
        first = max(1, _number_at(connection, wanted.since, newest) - _SLACK)
    if wanted.until is not None:
        last = min(newest, _number_at(connection, wanted.until, newest) + _SLACK)
    if below is not None:
        last = min(last, below - 1)
    lowest = max(first, last - _PORTION + 1)
    query = select(record).where(record.c.number.between(lowest, last), *_conditions(wanted))
    rows = connection.execute(query.order_by(record.c.number.desc()).limit(limit)).all()
    found = [value(row) for row in rows]
    if len(found) == limit:
        lowest = found[-1].number
    return Portion(found, lowest if lowest > first else None)


def newest(
    connection: Connection,
    acts: Collection[RecordAct],
    *,
    post: str = "",
    publication: int | None = None,
    person: str = "",
    details: Mapping[str, Any] | None = None,
) -> tuple[str, datetime] | None:
    """Who did one of these acts last, by id, and when (UTC); None when nobody did lately.

    What it must be about: a post, a publication, a person, and `details` of its public part. What
    is not chained yet counts too. Who was redacted is "".
    """
    last = connection.scalar(select(record.c.id).order_by(record.c.id.desc()).limit(1)) or 0
    query = select(record).where(
        record.c.id > last - _RECENT, record.c.act.in_(sorted(act.value for act in acts))
    )
    if post:
        query = query.where(record.c.post == post)
    if publication is not None:
        query = query.where(record.c.publication == publication)
    if person:
        query = query.where(_names(person, ("person",)))
    wanted = (details or {}).items()
    for row in connection.execute(query.order_by(record.c.id.desc()).limit(_ALIKE)):
        found = value(row)
        if all(found.public.get(key) == each for key, each in wanted):
            return found.secret("who") or "", found.at
    return None


def named(connection: Connection, numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """The post and the channel of some publications, by their numbers."""
    fields = publications.c
    query = select(fields.id, fields.post, fields.channel).where(fields.id.in_(sorted(numbers)))
    return {row.id: (row.post, row.channel) for row in connection.execute(query)}


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [record.c.act.not_in(sorted(wanted.acts))]
    if wanted.post:
        ids = select(publications.c.id).where(publications.c.post == wanted.post)
        found.append(or_(record.c.post == wanted.post, record.c.publication.in_(ids)))
    if wanted.person:
        found.append(_names(wanted.person, ("who", "person")))
    if wanted.since is not None:
        found.append(record.c.at >= wanted.since)
    if wanted.until is not None:
        found.append(record.c.at < wanted.until)
    return found


def _names(person: str, keys: Sequence[str]) -> ColumnElement[bool]:
    """The condition that an entry names a person under one of these private keys."""
    private = cast(record.c.private, Text)
    name = canonical(person).replace("\\", "\\\\")
    name = name.replace("%", "\\%").replace("_", "\\_")
    return or_(*(private.like(f'%"{key}":["{_SALT}",{name}]%', escape="\\") for key in keys))


def _last(connection: Connection) -> int:
    numbered = select(record.c.number).where(record.c.number.is_not(None))
    return connection.scalar(numbered.order_by(record.c.number.desc()).limit(1)) or 0


def _number_at(connection: Connection, at: datetime, newest: int) -> int:
    """About the first number that was written at an instant (UTC) or later, by halving."""
    low, high = 1, newest + 1
    while low < high:
        middle = (low + high) // 2
        written = connection.scalar(select(record.c.at).where(record.c.number == middle))
        if written is None or written < at:
            low = middle + 1
        else:
            high = middle
    return low
