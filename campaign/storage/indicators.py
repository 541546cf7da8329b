"""What is counted for indicators: what went out, with its last counts; what was due; pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, select

from analytics import store
from analytics.metrics import METRICS
from campaign.model import State
from campaign.storage.tables import publications

_FIELDS = publications.c
_OUT = (State.PUBLISHED, State.WITHDRAWN)
_AT_ONCE = 10_000  # rows


@dataclass(frozen=True, slots=True)
class Out:
    """One publication that went out; `counts` in the order of METRICS, None: never measured."""

    published_at: datetime
    post: str
    region: str
    platform: str
    language: str
    counts: tuple[int | None, ...] | None


@dataclass(frozen=True, slots=True)
class Due:
    """One publication that was due, and whether it went out in time."""

    due: datetime
    region: str
    platform: str
    language: str
    in_time: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """One publication that went out, and the hash of its words and pictures."""

    published_at: datetime
    region: str
    platform: str
    language: str
    variant_hash: str


def out(connection: Connection, since: datetime, until: datetime, *, counts: bool) -> Iterator[Out]:
    """What went out in a span (UTC, the end excluded), withdrawn ones too, in no order.

    With `counts`, each has its last snapshot taken at or before `until`. Rows come as they are
    read, so the caller's transaction has to stay open.
    """
    place = (_FIELDS.region, _FIELDS.platform, _FIELDS.language)
    fields = [_FIELDS.published_at, _FIELDS.post, *place]
    within = [
        _FIELDS.published_at >= since,
        _FIELDS.published_at < until,
        _FIELDS.state.in_(_OUT),
    ]
    query = select(*fields).where(*within)
    if counts:
        taken, younger = store.snapshots, store.snapshots.alias()
        last = (
            select(func.max(younger.c.age))
            .where(younger.c.publication_id == _FIELDS.id, younger.c.taken_at <= until)
            .correlate(publications)
            .scalar_subquery()
        )
        query = (
            select(*fields, taken.c.age, *(taken.c[name] for name in METRICS))
            .select_from(
                publications.outerjoin(
                    taken, and_(taken.c.publication_id == _FIELDS.id, taken.c.age == last)
                )
            )
            .where(*within)
        )
    for row in connection.execute(query).yield_per(_AT_ONCE):
        told = tuple(row[6:]) if counts and row[5] is not None else None
        yield Out(row[0], row[1], row[2], row[3], row[4], told)


def due(connection: Connection, since: datetime, until: datetime, late: timedelta) -> list[Due]:
    """What was due in a span (UTC, the end excluded), and what of it went out up to `late` after.

    What a person cancelled was not meant to go out, and is left out.
    """
    query = (
        select(
            _FIELDS.due,
            _FIELDS.region,
            _FIELDS.platform,
            _FIELDS.language,
            _FIELDS.published_at,
            _FIELDS.state,
        )
        .where(_FIELDS.due >= since, _FIELDS.due < until)
        .where(_FIELDS.state != State.CANCELLED)
    )
    return [
        Due(
            row.due,
            row.region,
            row.platform,
            row.language,
            row.state in _OUT
            and row.published_at is not None
            and row.published_at - row.due <= late,
        )
        for row in connection.execute(query).yield_per(_AT_ONCE)
    ]


def sent(connection: Connection, since: datetime, until: datetime) -> list[Sent]:
    """What went out in a span (UTC, the end excluded), with the hash of its words and pictures."""
    query = select(
        _FIELDS.published_at,
        _FIELDS.region,
        _FIELDS.platform,
        _FIELDS.language,
        _FIELDS.variant_hash,
    ).where(_FIELDS.published_at >= since, _FIELDS.published_at < until, _FIELDS.state.in_(_OUT))
    return [Sent(*row) for row in connection.execute(query)]
