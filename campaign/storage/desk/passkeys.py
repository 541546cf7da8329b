"""Passkeys in the database, and the challenges that browsers have not answered yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from campaign.model.sessions import Passkey
from campaign.storage.desk.tables import challenges, passkeys

_FIELDS = passkeys.c


def add(connection: Connection, passkey: Passkey) -> None:
    """Write a new passkey down."""
    connection.execute(
        passkeys.insert().values(
            id=passkey.id,
            person=passkey.person,
            handle=passkey.handle,
            name=passkey.name,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
            transports=json.dumps(passkey.transports),
            created=passkey.created,
            used=passkey.used,
        )
    )


def one(connection: Connection, id: str, *, lock: bool = False) -> Passkey | None:
    """A passkey by the credential's id; with `lock`, nobody else uses it meanwhile."""
    query = select(passkeys).where(_FIELDS.id == id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else _value(row)


def of(connection: Connection, person: str) -> Sequence[Passkey]:
    """The passkeys of a person, oldest first."""
    query = select(passkeys).where(_FIELDS.person == person).order_by(_FIELDS.created)
    return [_value(row) for row in connection.execute(query)]


def used(connection: Connection, id: str, sign_count: int, now: datetime) -> None:
    """Write down that a passkey signed somebody in, and its new counter."""
    values = {"sign_count": sign_count, "used": now}
    connection.execute(update(passkeys).where(_FIELDS.id == id).values(**values))


def remove(connection: Connection, person: str, id: str) -> bool:
    """Delete a passkey of a person; False when there is none."""
    mine = delete(passkeys).where(_FIELDS.person == person, _FIELDS.id == id)
    return connection.execute(mine).rowcount == 1


def remove_all(connection: Connection, person: str) -> None:
    """Delete every passkey of a person."""
    connection.execute(delete(passkeys).where(_FIELDS.person == person))


def ask(
    connection: Connection,
    id: str,
    kind: str,
    person: str,
    browser: str,
    *,
    now: datetime,
    until: datetime,
) -> None:
    """Write down a challenge by its hash; those that are over are forgotten."""
    connection.execute(delete(challenges).where(challenges.c.until <= now))
    connection.execute(
        challenges.insert().values(id=id, kind=kind, person=person, browser=browser, until=until)
    )


def answered(
    connection: Connection, id: str, kind: str, person: str, browser: str, now: datetime
) -> bool:
    """Use a challenge up; False when nobody asked it, of this browser and person, or it is over."""
    fields = challenges.c
    mine = (fields.id == id, fields.kind == kind, fields.person == person)
    open_ones = delete(challenges).where(*mine, fields.browser == browser, fields.until > now)
    return connection.execute(open_ones).rowcount == 1


def _value(row: Row[Any]) -> Passkey:
    fields = dict(row._mapping)
    return Passkey(**{**fields, "transports": tuple(json.loads(fields["transports"]))})
