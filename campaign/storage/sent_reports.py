"""Which report was sent to whom: one row a delivery, and how far it got.

::

    claimed → leaving → sent
       │         ├────→ refused      the service said no: nothing arrived, and it is tried again
       │         └────→ doubt        nobody knows whether it arrived: a person decides
       └──────────────→ refused

`claimed` is committed before anything is made, `leaving` directly before the last byte that lets a
delivery arrive. A worker that died while it was claimed sent nothing, and another one begins anew.
One that died while it was leaving may have sent it: then nobody sends it again unasked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from campaign.storage.tables import Instant, metadata


class Stage(StrEnum):
    """How far a delivery got."""

    CLAIMED = "claimed"
    LEAVING = "leaving"
    SENT = "sent"
    REFUSED = "refused"
    DOUBT = "doubt"


# `period` is written as a report's name, `reader` is its name in the configuration. `delivery` is a
# hash of where it goes. `until` is when a worker that has not ended it is taken for dead, or when a
# refused one is tried again.
sent_reports = Table(
    "sent_reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("period", String(40), nullable=False),
    Column("reader", Text, nullable=False),
    Column("delivery", String(64), nullable=False),
    Column("service", Text, nullable=False),
    Column("stage", String(10), nullable=False),
    Column("worker", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("detail", Text, nullable=False),
    UniqueConstraint("period", "reader", "delivery", name="uq_sent_reports"),
)


@dataclass(frozen=True, slots=True)
class Key:
    """Which report, to whom, and where it goes."""

    period: str
    reader: str
    delivery: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a delivery stands; `at` (UTC) is when it came to this stage."""

    key: Key
    service: str
    stage: Stage
    tries: int
    at: datetime
    until: datetime
    detail: str


def claim(
    connection: Connection, key: Key, service: str, worker: str, now: datetime, until: datetime
) -> bool:
    """Take a delivery for this worker until an instant; False when it is not to be sent now.

    It may be taken when it is new, when a worker that had claimed it is dead, and when it was
    refused and its next try has come.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {
        "period": key.period,
        "reader": key.reader,
        "delivery": key.delivery,
        "service": service,
        "stage": Stage.CLAIMED,
        "worker": worker,
        "tries": 1,
        "at": now,
        "until": until,
        "detail": "",
    }
    made = dialect.insert(sent_reports).values(row).on_conflict_do_nothing()
    if connection.execute(made.returning(sent_reports.c.id)).first():
        return True
    taken = (
        update(sent_reports)
        .where(
            _is(key),
            sent_reports.c.stage.in_((Stage.CLAIMED, Stage.REFUSED)),
            sent_reports.c.until <= now,
        )
        .values(
            stage=Stage.CLAIMED,
            worker=worker,
            tries=sent_reports.c.tries + 1,
            at=now,
            until=until,
            detail="",
        )
    )
    return connection.execute(taken).rowcount == 1


def leave(connection: Connection, key: Key, worker: str, now: datetime) -> bool:
    """Write down that a delivery leaves now; False when another worker has taken it since."""
    query = (
        update(sent_reports)
        .where(_is(key), sent_reports.c.stage == Stage.CLAIMED, sent_reports.c.worker == worker)
        .values(stage=Stage.LEAVING, at=now)
    )
    return connection.execute(query).rowcount == 1


def end(
    connection: Connection,
    key: Key,
    worker: str,
    stage: Stage,
    now: datetime,
    *,
    until: datetime | None = None,
    detail: str = "",
) -> None:
    """Write down how a delivery of this worker ended; `until` is when a refused one is tried again.

    One that was taken for dead meanwhile stays with whoever has it now, unless it arrived.
    """
    ours = sent_reports.c.worker == worker
    doubted = sent_reports.c.stage == Stage.DOUBT
    query = (
        update(sent_reports)
        .where(_is(key), or_(ours, doubted) if stage is Stage.SENT else ours)
        .values(stage=stage, at=now, until=until or now, detail=detail[:500])
    )
    connection.execute(query)


def doubt_the_dead(connection: Connection, now: datetime) -> list[Delivery]:
    """Put those in doubt whose worker died while they left; gives them."""
    dead = and_(sent_reports.c.stage == Stage.LEAVING, sent_reports.c.until <= now)
    found = [_value(row) for row in connection.execute(select(sent_reports).where(dead))]
    query = (
        update(sent_reports)
        .where(dead)
        .values(
            stage=Stage.DOUBT,
            at=now,
            detail="the program ended while it was sent: it may have arrived",
        )
    )
    connection.execute(query)
    return found


def decide(connection: Connection, key: Key, *, arrived: bool, now: datetime, detail: str) -> bool:
    """Decide about one in doubt, or one that was refused for good; False when there is none.

    One that did not arrive is sent anew at once.
    """
    query = (
        update(sent_reports)
        .where(_is(key), sent_reports.c.stage.in_((Stage.DOUBT, Stage.REFUSED)))
        .values(
            stage=Stage.SENT if arrived else Stage.REFUSED,
            tries=sent_reports.c.tries if arrived else 0,
            at=now,
            until=now,
            detail=detail,
        )
    )
    return connection.execute(query).rowcount == 1


def of(connection: Connection, periods: Collection[str] = ()) -> list[Delivery]:
    """The deliveries of some periods, or of all; by period, reader and service."""
    query = select(sent_reports)
    if periods:
        query = query.where(sent_reports.c.period.in_(periods))
    columns = sent_reports.c
    query = query.order_by(columns.period, columns.reader, columns.service, columns.id)
    return [_value(row) for row in connection.execute(query)]


def _is(key: Key) -> ColumnElement[bool]:
    return and_(
        sent_reports.c.period == key.period,
        sent_reports.c.reader == key.reader,
        sent_reports.c.delivery == key.delivery,
    )


def _value(row: Row[Any]) -> Delivery:
    return Delivery(
        Key(row.period, row.reader, row.delivery),
        row.service,
        Stage(row.stage),
        row.tries,
        row.at,
        row.until,
        row.detail,
    )
