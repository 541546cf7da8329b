"""When a backup was put back, and what is in doubt since then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, func, literal_column, or_, select, tuple_, update

from campaign.model import Hold, Publication, State
from campaign.plan.skew import LARGEST_SKEW
from campaign.storage.publications import value
from campaign.storage.tables import (
    attempts,
    channel_checks,
    history,
    parts,
    publications,
    restores,
    workers,
)

#: How far back it is looked when a database holds no instant at all.
UNSTAMPED: Final = timedelta(days=7)

_FIELDS = publications.c
_STAMPS = (
    history.c.at,
    attempts.c.started,
    attempts.c.ended,
    workers.c.beat,
    parts.c.published_at,
)
#: States that lead back to being sent, by whomever.
_MAY_RETURN = (State.SCHEDULED, State.MISSED, State.FAILED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Restore:
    """A backup that was put back at `at`, and knew what happened until `known_until` (UTC)."""

    known_until: datetime
    at: datetime
    who: str


def last_stamp(connection: Connection, now: datetime) -> datetime | None:
    """The newest instant (UTC) that the database holds of something that happened, if any.

    What a clock that was wrong has stamped far ahead of `now` is left out.
    """
    believed = now + LARGEST_SKEW
    found = [
        connection.scalar(select(func.max(column)).where(column <= believed)) for column in _STAMPS
    ]
    return max((min(each, now) for each in found if each is not None), default=None)


def add(connection: Connection, restore: Restore) -> None:
    """Write down that a backup was put back."""
    connection.execute(
        restores.insert().values(known_until=restore.known_until, at=restore.at, who=restore.who)
    )


def every(connection: Connection) -> list[Restore]:
    """Each time that a backup was put back, the newest first; there are few."""
    query = select(restores.c.known_until, restores.c.at, restores.c.who)
    rows = connection.execute(query.order_by(restores.c.at.desc(), restores.c.id.desc()))
    return [Restore(*row) for row in rows]


def last(connection: Connection) -> datetime | None:
    """The instant (UTC) at which the newest one was put back, None when none ever was."""
    found: datetime | None = connection.scalar(select(func.max(restores.c.at)))
    return found


def doubtful_since(some: Sequence[Restore], due: datetime) -> datetime | None:
    """Since when what is due at an instant (UTC) may have gone out unknown to us; None: it is not.

    A copy that was put back after that instant may have lacked it, and what became of it.
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
    """How the publications of these identities stand; what there is none of is left out."""
    query = select(_FIELDS.post, _FIELDS.occurrence, _FIELDS.channel, _FIELDS.state).where(
        tuple_(_FIELDS.post, _FIELDS.occurrence, _FIELDS.channel).in_(sorted(identities))
    )
    return {(row[0], row[1], row[2]): State(row[3]) for row in connection.execute(query)}


def may_return(
    connection: Connection, channel: str, since: datetime, until: datetime
) -> list[Publication]:
    """What a channel may send one day, due between two instants (UTC), and is not `foreign`."""
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
    """What may have gone out between two instants (UTC), as an older copy of the database tells.

    What was open, or due, at any time between them; of what had failed or was missed, only what
    was to go in between.
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
    """What is scheduled and may be out already, as a backup that was put back has left it."""
    query = select(publications).where(
        # A literal, so that the index of what is scheduled serves it.
        _FIELDS.state == literal_column("'scheduled'"),
        _FIELDS.doubtful_since.is_not(None),
    )
    return [value(row) for row in connection.execute(query.order_by(_FIELDS.due, _FIELDS.id))]


def in_doubt_on(connection: Connection, channel: str) -> list[Publication]:
    """The same of one channel, and what may come back there from being missed, failed, cancelled.

    Kept as it is until the end of the transaction.
    """
    query = select(publications).where(
        _FIELDS.channel == channel,
        _FIELDS.state.in_(_MAY_RETURN),
        _FIELDS.doubtful_since.is_not(None),
    )
    rows = connection.execute(query.order_by(_FIELDS.due, _FIELDS.id).with_for_update())
    return [value(row) for row in rows]


def is_doubted(connection: Connection, publication: Publication) -> bool:
    """True while it is in doubt; it stays so until the end of the transaction."""
    query = select(_FIELDS.id).where(
        _FIELDS.id == publication.id, _FIELDS.doubtful_since.is_not(None)
    )
    return connection.execute(query.with_for_update()).first() is not None


def check(connection: Connection, channel: str, who: str, now: datetime) -> None:
    """Write down that somebody has looked at a channel's account, after all that was put back."""
    at = max(now, last(connection) or now)
    connection.execute(channel_checks.delete().where(channel_checks.c.channel == channel))
    connection.execute(channel_checks.insert().values(channel=channel, at=at, who=who))


def checked(connection: Connection) -> dict[str, datetime]:
    """When (UTC) somebody last looked at each channel's account; those never looked at left out."""
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
    """Mark all that may be sent one day as doubtful since an instant (UTC); those not so before.

    An earlier doubt stays.
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
    """Have one that is unknown already asked about at once, and since an earlier instant (UTC)."""
    connection.execute(
        update(publications)
        .where(_FIELDS.id == publication.id)
        .values(doubtful_since=since, reason=reason, not_before=now)
    )
