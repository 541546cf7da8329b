"""Webhooks in the database: rows are added, paused and ended, never deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, case, func, select, update

from campaign.model.webhooks import Event, Hook
from campaign.storage.desk.tables import deliveries, webhooks

_FIELDS = webhooks.c
_SHOWN: Final = tuple(column for column in _FIELDS if column.name != "sealed")
_OF = deliveries.c


def add(
    connection: Connection,
    *,
    name: str,
    host: str,
    sealed: str,
    events: frozenset[Event],
    seen: int,
    who: str,
    now: datetime,
) -> int:
    """Write a webhook down and give its number; it hears of what is numbered after `seen`."""
    number: int = connection.execute(
        webhooks.insert()
        .values(
            name=name,
            host=host,
            sealed=sealed,
            events=" ".join(sorted(events)),
            seen=seen,
            made=now,
            made_by=who,
        )
        .returning(_FIELDS.id)
    ).scalar_one()
    return number


def every(connection: Connection) -> Sequence[Hook]:
    """All webhooks, oldest first, with how many of their deliveries are open."""
    counts = (
        select(
            _OF.hook,
            func.sum(case((_OF.next_try.is_not(None), 1), else_=0)).label("waiting"),
            func.count().label("missing"),
        )
        .where(_OF.done.is_(None))
        .group_by(_OF.hook)
        .subquery()
    )
    query = (
        select(*_SHOWN, counts.c.waiting, counts.c.missing)
        .outerjoin(counts, counts.c.hook == _FIELDS.id)
        .order_by(_FIELDS.id)
    )
    found = []
    for row in connection.execute(query):
        fields = dict(row._mapping)
        waiting, missing = fields.pop("waiting") or 0, fields.pop("missing") or 0
        found.append(_value(fields, waiting=waiting, given_up=missing - waiting))
    return found


def one(connection: Connection, number: int, *, lock: bool = False) -> Hook | None:
    """One webhook by its number; with `lock`, nobody else changes it meanwhile."""
    query = select(*_SHOWN).where(_FIELDS.id == number)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else _value(dict(row._mapping))


def sealed_address(connection: Connection, number: int) -> str:
    """The address and the secret of a webhook, sealed."""
    sealed: str = connection.scalars(select(_FIELDS.sealed).where(_FIELDS.id == number)).one()
    return sealed


def behind(connection: Connection, head: int) -> list[int]:
    """The numbers of those that have not seen all of the record up to `head`, and may."""
    query = select(_FIELDS.id).where(
        _FIELDS.ended.is_(None), _FIELDS.paused.is_(None), _FIELDS.seen < head
    )
    return list(connection.scalars(query.order_by(_FIELDS.id)))


def take(connection: Connection, number: int) -> Hook | None:
    """Lock one of those, so that nobody else makes its deliveries; None if somebody does."""
    query = select(*_SHOWN).where(
        _FIELDS.id == number, _FIELDS.ended.is_(None), _FIELDS.paused.is_(None)
    )
    row = connection.execute(query.with_for_update(skip_locked=True)).first()
    return None if row is None else _value(dict(row._mapping))


def saw(connection: Connection, number: int, seen: int) -> None:
    """Write down up to which number of the record a webhook has its deliveries."""
    connection.execute(update(webhooks).where(_FIELDS.id == number).values(seen=seen))


def pause(connection: Connection, number: int, who: str, now: datetime) -> bool:
    """Send nothing there for now; False when that was so before."""
    on = update(webhooks).where(
        _FIELDS.id == number, _FIELDS.paused.is_(None), _FIELDS.ended.is_(None)
    )
    return connection.execute(on.values(paused=now, paused_by=who)).rowcount == 1


def resume(connection: Connection, number: int) -> bool:
    """Send there again; False when it was not paused."""
    off = update(webhooks).where(_FIELDS.id == number, _FIELDS.paused.is_not(None))
    return connection.execute(off.values(paused=None, paused_by="")).rowcount == 1


def end(connection: Connection, number: int, who: str, now: datetime) -> bool:
    """Send nothing there any more, and forget the secret; False when that was so before."""
    on = update(webhooks).where(_FIELDS.id == number, _FIELDS.ended.is_(None))
    done = connection.execute(on.values(ended=now, ended_by=who, sealed="")).rowcount == 1
    if done:
        left = update(deliveries).where(_OF.hook == number, _OF.next_try.is_not(None))
        connection.execute(left.values(next_try=None))
    return done


def _value(row: Mapping[str, Any], *, waiting: int = 0, given_up: int = 0) -> Hook:
    fields: dict[str, Any] = {**row, "waiting": waiting, "given_up": given_up}
    # An event of a later version of this program is told by that version.
    known = {event.value for event in Event}
    fields["events"] = frozenset(Event(each) for each in fields["events"].split() if each in known)
    return Hook(**fields)
