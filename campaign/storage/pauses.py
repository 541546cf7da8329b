"""Who stopped what, and who resumed it; rows are added and ended, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from campaign.model import Channel, Region
from campaign.storage import record, row_images, wakeups
from campaign.storage.record import RecordAct
from campaign.storage.record_format import instant
from campaign.storage.tables import pauses

_FIELDS = pauses.c

ALL = "all"
#: Who the publisher is when it pauses a channel itself.
ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class Pause:
    """Who stopped what, when (UTC) and why; `until` None: until someone resumes it.

    `scope` is "all", "region:NAME", "platform:NAME" or "channel:NAME".
    """

    id: int
    scope: str
    who: str
    at: datetime
    reason: str
    until: datetime | None = None
    ended: datetime | None = None
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class Pauses:
    """The pauses that are on at one instant, oldest first."""

    on: tuple[Pause, ...] = ()

    def of(self, channel: Channel, region: Region | None = None) -> tuple[Pause, ...]:
        """Those that concern a channel, the widest scope first."""
        wanted = scopes_of(channel, region)
        found = [pause for pause in self.on if pause.scope in wanted]
        return tuple(sorted(found, key=lambda pause: wanted.index(pause.scope)))

    def reason(self, channel: Channel, region: Region | None = None) -> str:
        """Why a channel is stopped, in words; "" when it is not."""
        found = self.of(channel, region)
        return f"{found[0].who} paused {found[0].scope}: {found[0].reason}" if found else ""


def scopes_of(channel: Channel, region: Region | None = None) -> tuple[str, ...]:
    """The scopes a channel belongs to, the widest first."""
    return (
        ALL,
        f"platform:{channel.platform}",
        f"region:{region.id if region else channel.region}",
        f"channel:{channel.name}",
    )


def open(connection: Connection, now: datetime) -> Pauses:
    """The pauses that are on at `now` (UTC)."""
    query = select(pauses).where(_is_on(now)).order_by(_FIELDS.id)
    return Pauses(tuple(Pause(**row._mapping) for row in connection.execute(query)))


def begin(
    connection: Connection,
    scope: str,
    *,
    who: str,
    reason: str,
    now: datetime,
    until: datetime | None = None,
) -> int:
    """Stop a scope from `now` (UTC) on, and give the pause's number.

    A second pause by the same hand for the same reason is the first one still.
    """
    same = select(_FIELDS.id).where(
        _is_on(now),
        _FIELDS.scope == scope,
        _FIELDS.who == who,
        _FIELDS.reason == reason,
        _FIELDS.until.is_(None) if until is None else _FIELDS.until == until,
    )
    known: int | None = connection.scalar(same)
    if known is not None:
        return known
    number: int = connection.execute(
        pauses.insert()
        .values(scope=scope, who=who, at=now, reason=reason, until=until)
        .returning(_FIELDS.id)
    ).scalar_one()
    row_images.written(connection, pauses, "id", [number], now=now)
    record.append(
        connection,
        RecordAct.PAUSED,
        who=who,
        now=now,
        details={"pause": number, "scope": scope, "until": instant(until) if until else None},
        private={"reason": reason},
    )
    return number


def end(connection: Connection, scope: str, *, who: str, now: datetime) -> Sequence[Pause]:
    """Resume exactly this scope at `now` (UTC), and give the pauses that this ended."""
    ended = connection.execute(
        update(pauses)
        .where(_FIELDS.scope == scope, _is_on(now))
        .values(ended=now, ended_by=who)
        .returning(pauses)
    )
    found = sorted((Pause(**row._mapping) for row in ended), key=lambda pause: pause.id)
    row_images.written(connection, pauses, "id", [pause.id for pause in found], now=now)
    for pause in found:
        details = {"pause": pause.id, "scope": scope}
        record.append(connection, RecordAct.RESUMED, who=who, now=now, details=details)
    if found:
        wakeups.request(connection)
    return found


def story(connection: Connection) -> list[Pause]:
    """Every pause there ever was, oldest first."""
    return [Pause(**row._mapping) for row in connection.execute(select(pauses).order_by("id"))]


def _is_on(now: datetime) -> ColumnElement[bool]:
    """The condition that a pause was ended neither by a person nor by its own time."""
    return and_(_FIELDS.ended.is_(None), or_(_FIELDS.until.is_(None), _FIELDS.until > now))
