"""Deliveries in the database: what is to be sent, who is sending it, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from campaign.model.webhooks import Delivered, Event
from campaign.storage.desk.tables import deliveries, webhooks

_FIELDS = deliveries.c
_SHOWN: Final = tuple(_FIELDS[field.name] for field in fields(Delivered))
_PORTION: Final = 500  # old rows that one call deletes


def add(connection: Connection, made: Sequence[Delivered]) -> int:
    """Write down what is to be sent; gives how many are new. `id` is given by the database."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    added = 0
    for each in made:
        values = {field.name: getattr(each, field.name) for field in fields(each)}
        del values["id"]
        new = insert(deliveries).values({**values, "event": each.event.value})
        done = connection.execute(new.on_conflict_do_nothing().returning(_FIELDS.id))
        added += done.first() is not None
    return added


def claim(
    connection: Connection, worker: str, now: datetime, lease: timedelta, but: Collection[int]
) -> Delivered | None:
    """Take the next delivery that is due, for the time of a lease; None when there is none.

    No other worker takes it before the lease is over. Webhooks in `but` are left out, and those
    that are paused or have ended.
    """
    due = (
        select(_FIELDS.id)
        .join(webhooks, webhooks.c.id == _FIELDS.hook)
        .where(
            _FIELDS.next_try.is_not(None),
            _FIELDS.next_try <= now,
            _free(now),
            webhooks.c.paused.is_(None),
            webhooks.c.ended.is_(None),
            _FIELDS.hook.not_in(sorted(but)),
        )
        .order_by(_FIELDS.next_try, _FIELDS.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=deliveries)
    )
    number = connection.scalar(due)
    if number is None:
        return None
    # The condition once more: what another worker has taken meanwhile is not taken again.
    taken = update(deliveries).where(_FIELDS.id == number, _FIELDS.next_try <= now, _free(now))
    values = {"worker": worker, "lease_until": now + lease}
    row = connection.execute(taken.values(values).returning(*_SHOWN)).first()
    return None if row is None else _value(row)


def is_due(connection: Connection, now: datetime) -> bool:
    """True when a delivery may be due; some of these may be a paused webhook's, or taken."""
    waits = (_FIELDS.next_try.is_not(None), _FIELDS.next_try <= now)
    return connection.scalar(select(_FIELDS.id).where(*waits).limit(1)) is not None


def is_mine(connection: Connection, number: int, worker: str, now: datetime) -> bool:
    """True while a worker holds the lease of a delivery, and it is still to be sent."""
    query = (
        select(_FIELDS.id)
        .join(webhooks, webhooks.c.id == _FIELDS.hook)
        .where(
            _FIELDS.id == number,
            _FIELDS.worker == worker,
            _FIELDS.lease_until > now,
            _FIELDS.next_try.is_not(None),
            webhooks.c.paused.is_(None),
            webhooks.c.ended.is_(None),
        )
    )
    return connection.scalar(query) is not None


def tried(
    connection: Connection,
    delivery: Delivered,
    worker: str,
    *,
    now: datetime,
    status: int | None,
    answer: str,
    arrived: bool,
    again: datetime | None,
) -> bool:
    """Write down what came of a try; False when the delivery is another worker's by now.

    `again` is when (UTC) it is tried again, None when it arrived or is given up.
    """
    mine = update(deliveries).where(_FIELDS.id == delivery.id, _FIELDS.worker == worker)
    values = {
        "tries": delivery.tries + 1,
        "last_try": now,
        "status": status,
        "answer": answer,
        "done": now if arrived else None,
        "next_try": again,
        "worker": "",
        "lease_until": None,
    }
    return connection.execute(mine.values(values)).rowcount == 1


def let_go(connection: Connection, number: int, worker: str) -> None:
    """Give a delivery back that was taken and not sent."""
    mine = update(deliveries).where(_FIELDS.id == number, _FIELDS.worker == worker)
    connection.execute(mine.values(worker="", lease_until=None))


def one(connection: Connection, number: int) -> Delivered | None:
    """One delivery by its number."""
    row = connection.execute(select(*_SHOWN).where(_FIELDS.id == number)).first()
    return None if row is None else _value(row)


def last(connection: Connection, hook: int, limit: int) -> Sequence[Delivered]:
    """The newest deliveries of a webhook, newest first."""
    query = select(*_SHOWN).where(_FIELDS.hook == hook).order_by(_FIELDS.id.desc()).limit(limit)
    return [_value(row) for row in connection.execute(query)]


def resend(connection: Connection, number: int, now: datetime) -> bool:
    """Send a delivery once more, from the first try on; False while a worker is at it."""
    free = update(deliveries).where(_FIELDS.id == number, _free(now))
    values = {"next_try": now, "tries": 0, "done": None}
    return connection.execute(free.values(values)).rowcount == 1


def forget(connection: Connection, before: datetime) -> int:
    """Delete some of what was over before an instant (UTC); gives how many."""
    over = select(_FIELDS.id).where(_FIELDS.next_try.is_(None), _FIELDS.made < before)
    some = over.order_by(_FIELDS.id).limit(_PORTION).with_for_update(skip_locked=True)
    return connection.execute(delete(deliveries).where(_FIELDS.id.in_(some))).rowcount


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(_FIELDS.lease_until.is_(None), _FIELDS.lease_until <= now)


def _value(row: Row[Any]) -> Delivered:
    values = dict(row._mapping)
    return Delivered(**{**values, "event": Event(values["event"])})
