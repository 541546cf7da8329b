"""Who works on this database: each publisher says that it lives, and that it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from campaign.storage.tables import workers

_FIELDS = workers.c
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Worker:
    """One process that publishes; instants are UTC, `stopped` is None while it runs.

    `name` is host, process number and start, so that no two processes ever share it.
    """

    name: str
    version: str
    started: datetime
    beat: datetime
    stopped: datetime | None = None


def beat(connection: Connection, name: str, version: str, now: datetime) -> None:
    """Write down that this worker lives; the first time, that it began."""
    known = connection.execute(update(workers).where(_FIELDS.name == name).values(beat=now))
    if known.rowcount:
        return
    connection.execute(delete(workers).where(_FIELDS.beat < now - _KEPT))
    connection.execute(workers.insert().values(name=name, version=version, started=now, beat=now))


def leave(connection: Connection, name: str, now: datetime) -> None:
    """Write down that this worker ended, when it ever said that it began."""
    connection.execute(update(workers).where(_FIELDS.name == name).values(beat=now, stopped=now))


def present(connection: Connection, since: datetime) -> list[Worker]:
    """The workers that lived at or after an instant (UTC) and did not say that they ended."""
    query = (
        select(workers)
        .where(_FIELDS.beat >= since, _FIELDS.stopped.is_(None))
        .order_by(_FIELDS.name)
    )
    return [Worker(**row._mapping) for row in connection.execute(query)]
