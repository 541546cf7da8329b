"""The publishers on this database: each reports that it is alive, and when it stops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from campaign.storage.tables import workers

_FIELDS = workers.c
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Worker:
    """One process that publishes; instants are UTC, `stopped` is None while it runs.

    `name` is host, process number and start, so that no two processes ever share it. `skew` is by
    how many seconds its machine's own clock was slow, None when that was never measured.
    """

    name: str
    version: str
    started: datetime
    beat: datetime
    stopped: datetime | None = None
    skew: float | None = None


def beat(
    connection: Connection, name: str, version: str, now: datetime, skew: float | None = None
) -> None:
    """Write down that this worker is alive; the first time, that it began.

    Without a `skew`, the last measured one stays.
    """
    values: dict[str, Any] = {"beat": now} if skew is None else {"beat": now, "skew": skew}
    known = connection.execute(update(workers).where(_FIELDS.name == name).values(values))
    if known.rowcount:
        return
    connection.execute(delete(workers).where(_FIELDS.beat < now - _KEPT))
    connection.execute(workers.insert().values(name=name, version=version, started=now, **values))


def leave(connection: Connection, name: str, now: datetime) -> None:
    """Write down that this worker has stopped, if it ever reported."""
    connection.execute(update(workers).where(_FIELDS.name == name).values(beat=now, stopped=now))


def present(connection: Connection, since: datetime) -> list[Worker]:
    """The workers that reported at or after an instant (UTC) and have not stopped."""
    query = (
        select(workers)
        .where(_FIELDS.beat >= since, _FIELDS.stopped.is_(None))
        .order_by(_FIELDS.name)
    )
    return [Worker(**row._mapping) for row in connection.execute(query)]
