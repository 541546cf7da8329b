"""What a person is shown of very many publications: how many there are, and the first of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)

from campaign.model import Hold, Publication, State
from campaign.model.approval import ApprovalRules
from campaign.storage import releases
from campaign.storage.agenda import MEANT
from campaign.storage.compiled_sql import among, listed
from campaign.storage.publication_rows import value
from campaign.storage.tables import Instant, attempts, publications, workers

_FIELDS = publications.c


@dataclass(frozen=True, slots=True)
class Some:
    """How many publications there are of one kind, and the first of them, the longest due first."""

    count: int
    first: tuple[Publication, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A worker that has not stopped, and when it last reported (UTC).

    `skew` is by how many seconds its machine's own clock is slow, None when that was never
    measured.
    """

    name: str
    version: str
    started: datetime
    beat: datetime
    skew: float | None = None


def first(found: Sequence[Publication], limit: int) -> Some:
    """Of what was read already."""
    return Some(len(found), tuple(found[:limit]))


def in_state(connection: Connection, state: State, limit: int) -> Some:
    """What is in one state."""
    return _some(connection, _FIELDS.state == state, limit)


def due(connection: Connection, now: datetime, limit: int) -> Some:
    """What is scheduled and might go at `now` (UTC)."""
    return _some(connection, and_(_scheduled(), _FIELDS.not_before <= now), limit)


def elsewhere(connection: Connection, channels: Collection[str], limit: int) -> Some:
    """What is in flight, pending or unknown on another channel than these."""
    # The same words as in the index: SQLite uses a partial index for no others.
    indexed = text("publications.state IN ('publishing', 'pending', 'unknown')")
    return _some(connection, and_(indexed, _FIELDS.channel.not_in(sorted(channels))), limit)


def put_off(connection: Connection, now: datetime, limit: int) -> Some:
    """What was due before `now` (UTC) and waits for another try, or for another time."""
    fits = and_(_scheduled(), _FIELDS.due <= now, _FIELDS.not_before > now)
    return _some(connection, fits, limit)


def unapproved(
    connection: Connection, until: datetime | None, limit: int, rules: ApprovalRules
) -> Some:
    """What may go before `until` (UTC), None for however far ahead, and is not released yet."""
    if not rules.asks:
        return Some(0, ())
    let = releases.may_go(rules)
    soon = () if until is None else (_FIELDS.not_before <= until,)
    return _some(connection, and_(_scheduled(), *soon, ~let), limit)


def waiting(
    connection: Connection,
    rules: ApprovalRules,
    *,
    until: datetime | None = None,
    posts: Collection[str] | None = None,
) -> list[Publication]:
    """Everything scheduled that is not released, the longest due first.

    With `until` (UTC), only what is meant to go out before; with `posts`, only what is of these.
    """
    if not rules.asks:
        return []
    let = releases.may_go(rules)
    # The same words as in the index: SQLite uses a partial index for no others.
    fits = and_(_FIELDS.state == literal_column("'scheduled'"), ~let)
    if until is not None:
        fits = and_(fits, literal(until, Instant()) > MEANT)
    query = select(publications).where(fits).order_by(_FIELDS.due, _FIELDS.id)
    if posts is None:
        return [value(row) for row in connection.execute(query)]
    query = query.where(among(_FIELDS.post, "posts", connection.dialect.name))
    theirs = {"posts": listed(connection, sorted(posts))}
    return [value(row) for row in connection.execute(query, theirs)]


def blocked(connection: Connection, until: datetime, limit: int) -> Some:
    """What may go before `until` (UTC) and is held back by findings, a plan, or a consent."""
    held = _FIELDS.hold.not_in((Hold.NONE, Hold.FOREIGN, Hold.LIMITS))
    disagreed = _FIELDS.consent_until <= _FIELDS.not_before
    fits = and_(_scheduled(), _FIELDS.not_before <= until, or_(held, disagreed))
    return _some(connection, fits, limit)


def foreign(connection: Connection, limit: int) -> Some:
    """What is held because its account shows its words already, under an id of nobody here."""
    return _some(connection, and_(_scheduled(), _FIELDS.hold == Hold.FOREIGN), limit)


def limited(connection: Connection, limit: int) -> Some:
    """What is held because its server takes less than when it was planned."""
    return _some(connection, and_(_scheduled(), _FIELDS.hold == Hold.LIMITS), limit)


def coming(connection: Connection, channels: Collection[str], until: datetime, limit: int) -> Some:
    """What these channels may send before `until` (UTC)."""
    soon = and_(_scheduled(), _FIELDS.not_before <= until)
    return _some(connection, and_(soon, _FIELDS.channel.in_(sorted(channels))), limit)


def tried(connection: Connection, some: Sequence[Publication]) -> dict[int, datetime]:
    """When the last try of each of these began (UTC); what was never tried is left out."""
    query = (
        select(attempts.c.publication, func.max(attempts.c.started).label("started"))
        .where(attempts.c.publication.in_([p.id for p in some]))
        .group_by(attempts.c.publication)
    )
    return {row.publication: row.started for row in connection.execute(query)}


def at_work(connection: Connection) -> list[Seen]:
    """The workers that have not said that they ended, by name."""
    fields = workers.c
    columns = (fields.name, fields.version, fields.started, fields.beat, fields.skew)
    query = select(*columns).where(workers.c.stopped.is_(None)).order_by(workers.c.name)
    return [Seen(**row._mapping) for row in connection.execute(query)]


def _scheduled() -> ColumnElement[bool]:
    return _FIELDS.state == State.SCHEDULED


def _some(connection: Connection, fits: ColumnElement[bool], limit: int) -> Some:
    count = connection.scalar(select(func.count()).select_from(publications).where(fits)) or 0
    if not count:
        return Some(0, ())
    query = select(publications).where(fits).order_by(_FIELDS.due, _FIELDS.id).limit(limit)
    rows = connection.execute(query)
    return Some(count, tuple(value(row) for row in rows))
