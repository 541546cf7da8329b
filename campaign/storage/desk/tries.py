"""How often somebody tried: limits that all processes share, by names that tell of nobody.

A limit is a bucket (`campaign.plan.pace`). One that seems fuller than its size was written by a
clock that has been set back: it is written anew as a full one, and empties at its usual rate. A
name is stored as its hash. A row whose instant has passed means an empty bucket, so it is deleted:
whoever makes up addresses fills no table for long.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from campaign.plan.pace import Rate, admitted, free_at
from campaign.storage.database import Database
from campaign.storage.desk.tables import tries

_FIELDS = tries.c
_FORGOTTEN = 200  # rows at once
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def admit(database: Database, wanted: Mapping[str, Rate], now: datetime) -> datetime | None:
    """None when one more try is within all of these limits, and counts; else when to come again.

    A try that is refused counts nowhere, and takes no lock on the database.
    """
    rates = {sha256(name.encode()).hexdigest(): rate for name, rate in wanted.items()}
    with database.read() as connection:
        again = _again(connection, rates, now)
        if again is not None and not _ahead(connection, rates, now):
            return again
    with database.write() as connection:
        _forget_some(connection, now)
        _ensure(connection, rates)
        for name, latest in _ahead(connection, rates, now).items():
            connection.execute(update(tries).where(_FIELDS.name == name).values(next_free=latest))
        if (again := _again(connection, rates, now, lock=True)) is not None:
            return again
        free = _free(connection, rates)
        connection.execute(
            update(tries).where(_FIELDS.name == bindparam("of")),
            [
                {"of": name, "next_free": admitted(rate, free.get(name, _LONG_AGO), now, 1)[1]}
                for name, rate in sorted(rates.items())
            ],
        )
    return None


def _again(
    connection: Connection, rates: Mapping[str, Rate], now: datetime, *, lock: bool = False
) -> datetime | None:
    free = _free(connection, rates, lock=lock)
    times = (free_at(rate, free.get(name, _LONG_AGO), now) for name, rate in rates.items())
    latest = max(times, default=now)
    return latest if latest > now else None


def _free(
    connection: Connection, rates: Mapping[str, Rate], *, lock: bool = False
) -> dict[str, datetime]:
    query = select(tries).where(_FIELDS.name.in_(sorted(rates))).order_by(_FIELDS.name)
    rows = connection.execute(query.with_for_update() if lock else query)
    return {row.name: row.next_free for row in rows}


def _ahead(connection: Connection, rates: Mapping[str, Rate], now: datetime) -> dict[str, datetime]:
    """The instants of full buckets, for those that seem fuller than they can be."""
    full = {name: now + rate.burst * rate.interval for name, rate in rates.items()}
    free = _free(connection, rates)
    return {name: full[name] for name, instant in free.items() if instant > full[name]}


def _forget_some(connection: Connection, now: datetime) -> None:
    """Delete rows that mean nothing any more, as far as no other process is at them."""
    over = select(_FIELDS.name).where(_FIELDS.next_free <= now).limit(_FORGOTTEN)
    connection.execute(
        delete(tries).where(_FIELDS.name.in_(over.with_for_update(skip_locked=True)))
    )


def _ensure(connection: Connection, rates: Mapping[str, Rate]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(tries).on_conflict_do_nothing()
    connection.execute(new, [{"name": name, "next_free": _LONG_AGO} for name in sorted(rates)])
