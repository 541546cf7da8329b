"""When a backup was put back, and what is in doubt since then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, func, literal_column, or_, select, tuple_, update

from campaign.model import Hold, Publication, State
from campaign.plan.skew import LARGEST_SKEW
from campaign.storage import record
from campaign.storage.publication_rows import value
from campaign.storage.record import RecordAct
from campaign.storage.record_format import instant
from campaign.storage.tables import (
    attempts,
    channel_checks,
    history,
    parts,
    publications,
    restores,
    workers,
)

#: How far back a doubt reaches if a database holds no instant at all.
UNSTAMPED: Final = timedelta(days=7)

_FIELDS = publications.c
_STAMPS = (
    history.c.at,
    attempts.c.started,
    attempts.c.ended,
    workers.c.beat,
    parts.c.published_at,
)
#: States from which a publication may still be sent, by the engine or a person.
_MAY_RETURN = (State.SCHEDULED, State.MISSED, State.FAILED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Restore:
    """A backup that was put back at `at`; it knew what happened until `known_until` (UTC)."""

    known_until: datetime
    at: datetime
    who: str


def last_stamp(connection: Connection, now: datetime) -> datetime | None:
    """The newest instant (UTC) in the database at which something happened, None without any.

    A stamp far ahead of `now` comes from a wrong clock and is left out.
    """
    believed = now + LARGEST_SKEW
    found = [
        connection.scalar(select(func.max(column)).where(column <= believed)) for column in _STAMPS
    ]
    return max((min(each, now) for each in found if each is not None), default=None)


def add(connection: Connection, restore: Restore, head: tuple[int, str] | None = None) -> None:
    """Write down that a backup was put back.

    The entry of the record names the last one that the backup had: `head` has its number and hash,
    None where nothing was written since. Sealed heads after that one are of the database that was
    there before.
    """
    connection.execute(
        restores.insert().values(known_until=restore.known_until, at=restore.at, who=restore.who)
    )
    number, last = head or record.head(connection)
    known = instant(restore.known_until)
    details = {"known_until": known, "head": {"number": number, "hash": last}}
    record.append(connection, RecordAct.RESTORED, who=restore.who, now=restore.at, details=details)


def every(connection: Connection) -> list[Restore]:
    """Each restore of a backup, the newest first; there are few."""
    query = select(restores.c.known_until, restores.c.at, restores.c.who)
    rows = connection.execute(query.order_by(restores.c.at.desc(), restores.c.id.desc()))
    return [Restore(*row) for row in rows]


def last(connection: Connection) -> datetime | None:
    """When (UTC) a backup was last put back, None when none ever was."""
    found: datetime | None = connection.scalar(select(func.max(restores.c.at)))
    return found


def doubtful_since(some: Sequence[Restore], due: datetime) -> datetime | None:
    """Since when a post due at `due` (UTC) may have gone out without our knowing; None: it is not.

    A copy that was put back after that instant may lack the post, or what became of it.
    """
    return min((each.known_until for each in some if due <= each.at), default=None)


def by_identity(connection: Connection, identity: tuple[str, str, str]) -> Publication | None:
    """The publication of a post, an occurrence and a channel."""
    query = select(publications).where(
        _FIELDS.post == identity[0],
        _FIELDS.occurrence == identity[1],
        _FIELDS.channel == identity[2],
    )
    row = connection.execute(query).first()
    return None if row is None else value(row)


def states(
    connection: Connection, identities: Collection[tuple[str, str, str]]
) -> dict[tuple[str, str, str], State]:
    """The states of the publications of these identities; unknown ones are left out."""
    query = select(_FIELDS.post, _FIELDS.occurrence, _FIELDS.channel, _FIELDS.state).where(
        tuple_(_FIELDS.post, _FIELDS.occurrence, _FIELDS.channel).in_(sorted(identities))
    )
    return {(row[0], row[1], row[2]): State(row[3]) for row in connection.execute(query)}


def may_return(
    connection: Connection, channel: str, since: datetime, until: datetime
) -> list[Publication]:
    """What a channel may still send, due between two instants (UTC), and not held as `foreign`."""
    query = select(publications).where(
        _FIELDS.channel == channel,
        _FIELDS.state.in_(_MAY_RETURN),
        _FIELDS.due >= since,
        _FIELDS.due <= until,
        _FIELDS.hold != Hold.FOREIGN,
    )
    return [value(row) for row in connection.execute(query.order_by(_FIELDS.due, _FIELDS.id))]


def clock(connection: Connection) -> datetime | None:
    """The time of the database's server (UTC), None where the database is a file."""
    if connection.dialect.name != "postgresql":
        return None
    found: datetime | None = connection.scalar(select(func.clock_timestamp()))
    return found


def may_be_out(connection: Connection, since: datetime, now: datetime) -> list[Publication]:
    """What may have gone out between two instants (UTC), as far as an older copy knows.

    That is everything that was open or due at any time between them. Of the failed and missed ones,
    it is only those that were due in between.
    """
    between = or_(
        and_(_FIELDS.due >= since, _FIELDS.due <= now),
        and_(_FIELDS.not_before >= since, _FIELDS.not_before <= now),
    )
    fits = or_(
        _FIELDS.state.in_((State.PUBLISHING, State.PENDING, State.UNKNOWN)),
        and_(_FIELDS.state == State.SCHEDULED, _FIELDS.not_before <= now),
        and_(_FIELDS.state.in_((State.MISSED, State.FAILED)), between),
    )
    query = select(publications).where(fits).order_by(_FIELDS.due, _FIELDS.id)
    return [value(row) for row in connection.execute(query)]


def in_doubt(connection: Connection) -> list[Publication]:
    """What is scheduled and may be out already, because a backup was put back."""
    query = select(publications).where(
        # A literal, so that the database uses the index of what is scheduled.
        _FIELDS.state == literal_column("'scheduled'"),
        _FIELDS.doubtful_since.is_not(None),
    )
    return [value(row) for row in connection.execute(query.order_by(_FIELDS.due, _FIELDS.id))]


def in_doubt_on(connection: Connection, channel: str) -> list[Publication]:
    """The same for one channel, with its missed, failed and cancelled ones that may return.

    The rows are locked until the end of the transaction.
    """
    query = select(publications).where(
        _FIELDS.channel == channel,
        _FIELDS.state.in_(_MAY_RETURN),
        _FIELDS.doubtful_since.is_not(None),
    )
    rows = connection.execute(query.order_by(_FIELDS.due, _FIELDS.id).with_for_update())
    return [value(row) for row in rows]


def is_doubted(connection: Connection, publication: Publication) -> bool:
    """True while it is in doubt; its row is locked until the end of the transaction."""
    query = select(_FIELDS.id).where(
        _FIELDS.id == publication.id, _FIELDS.doubtful_since.is_not(None)
    )
    return connection.execute(query.with_for_update()).first() is not None


def check(connection: Connection, channel: str, who: str, now: datetime) -> None:
    """Write down that a person has looked at a channel's account, after every restore so far."""
    at = max(now, last(connection) or now)
    connection.execute(channel_checks.delete().where(channel_checks.c.channel == channel))
    connection.execute(channel_checks.insert().values(channel=channel, at=at, who=who))
    details = {"channel": channel}
    record.append(connection, RecordAct.CHANNEL_CHECKED, who=who, now=now, details=details)


def is_checked(connection: Connection, channel: str) -> bool:
    """True when a person has looked at a channel's account after every restore so far."""
    at, restored = checked(connection).get(channel), last(connection)
    return at is not None and (restored is None or at >= restored)


def checked(connection: Connection) -> dict[str, datetime]:
    """When (UTC) a person last looked at each channel's account; the others are left out."""
    query = select(channel_checks.c.channel, channel_checks.c.at)
    return {row.channel: row.at for row in connection.execute(query)}


def believe(connection: Connection, some: Collection[Publication]) -> None:
    """End the doubt about these: they are not out."""
    connection.execute(
        update(publications)
        .where(_FIELDS.id.in_(sorted(p.id for p in some)))
        .values(doubtful_since=None)
    )


def doubt(connection: Connection, since: datetime) -> list[Publication]:
    """Mark everything that may still be sent as doubtful since `since` (UTC).

    An earlier doubt stays. Gives those that were not so doubtful before.
    """
    done = connection.execute(
        update(publications)
        .where(
            _FIELDS.state.in_(_MAY_RETURN),
            or_(_FIELDS.doubtful_since.is_(None), _FIELDS.doubtful_since > since),
        )
        .values(doubtful_since=since)
        .returning(*_FIELDS)
    )
    return [value(row) for row in done]


def ask_anew(
    connection: Connection, publication: Publication, since: datetime, reason: str, now: datetime
) -> None:
    """Have an unknown publication asked about at once, and since an earlier instant (UTC)."""
    connection.execute(
        update(publications)
        .where(_FIELDS.id == publication.id)
        .values(doubtful_since=since, reason=reason, not_before=now)
    )
