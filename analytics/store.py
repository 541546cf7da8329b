"""The analytics tables and the only statements that touch them; SQLite and PostgreSQL.

Snapshots and audience are append-only: a row is never changed. When the same thing is counted
twice, the first count stays; a UNIQUE constraint decides that, also between two machines. Every
function takes a connection, so that the caller decides what is one transaction. The tables
themselves are made by `analytics/migrations`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from analytics.metrics import ENGAGEMENT, METRICS, Audience, Counts, utc

_T = TypeVar("_T")

CHUNK = 500
"""Rows or ids in one statement: SQLite of Python 3.11's time takes 32,766 values at most."""

LARGEST = 10**12
"""A count beyond this is a network's mistake, and n/a: a hundred times more than there are people.

Sums over millions of posts then stay within what a database counts with.
"""

ENGAGEMENT_SQL = (
    f"CASE WHEN coalesce({', '.join(ENGAGEMENT)}) IS NOT NULL "
    f"THEN {' + '.join(f'coalesce({name}, 0)' for name in ENGAGEMENT)} END"
)
"""The engagement of a snapshot, as `Counts.engagement` has it."""


class Instant(sa.types.TypeDecorator[datetime]):
    """An instant as whole seconds since 1970 UTC: sorts, and reads back aware on every database."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else int(utc(value).timestamp())

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value, UTC)


class Thousandths(sa.types.TypeDecorator[float]):
    """A number with up to three decimals as whole thousandths: exact on every database."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else round(value * 1000)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> float | None:
        return None if value is None else value / 1000


metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers only INTEGER keys

snapshots = sa.Table(
    "snapshots",
    metadata,
    sa.Column("id", _Key, primary_key=True, autoincrement=True),
    sa.Column("publication_id", sa.BigInteger, nullable=False),
    sa.Column("age", sa.Integer, nullable=False, comment="seconds since the post went out"),
    sa.Column("taken_at", Instant, nullable=False),
    *(sa.Column(name, sa.BigInteger, nullable=True) for name in METRICS),
    sa.Column(
        "engagement", sa.BigInteger, sa.Computed(ENGAGEMENT_SQL, persisted=True), nullable=True
    ),
    sa.UniqueConstraint("publication_id", "age"),
    # All that reports read of a snapshot: they need not look into the table itself.
    sa.Index("ix_snapshots_reading", "publication_id", "age", "taken_at", "engagement", *METRICS),
)

audience = sa.Table(
    "audience",
    metadata,
    sa.Column("id", _Key, primary_key=True, autoincrement=True),
    sa.Column("channel", sa.String(200), nullable=False),
    sa.Column("day", sa.Date, nullable=False, comment="UTC"),
    sa.Column("followers", sa.BigInteger, nullable=True),
    sa.Column("taken_at", Instant, nullable=False),
    sa.UniqueConstraint("channel", "day"),
)

# What was read where reading costs something; see `analytics.reads`.
reads = sa.Table(
    "reads",
    metadata,
    sa.Column("id", _Key, primary_key=True, autoincrement=True),
    sa.Column("platform", sa.String(200), nullable=False),
    sa.Column("channel", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("price", sa.BigInteger, nullable=False, comment="of each, in millionths"),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_reads_platform_at", "platform", "at"),
)

# What a person read somewhere and entered; see `analytics.by_hand`. Each correction is a new row.
by_hand = sa.Table(
    "figures_by_hand",
    metadata,
    sa.Column("id", _Key, primary_key=True, autoincrement=True),
    sa.Column("publication_id", sa.BigInteger, nullable=False, comment="0 for none"),
    sa.Column("channel", sa.String(200), nullable=False, comment="empty for none"),
    sa.Column("week", sa.String(8), nullable=False, comment="2026-W49; empty for a publication"),
    sa.Column("metric", sa.String(40), nullable=False),
    sa.Column("edition", sa.Integer, nullable=False, comment="1, and 1 more with each correction"),
    sa.Column("number", sa.BigInteger, nullable=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.UniqueConstraint(
        *("publication_id", "channel", "week", "metric", "edition"), name="uq_figures_by_hand"
    ),
    sa.Index("ix_figures_by_hand_week", "week"),
)

# A count that was due and that the network did not give; see `analytics.quality`.
unanswered = sa.Table(
    "unanswered",
    metadata,
    sa.Column("publication_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("age", sa.Integer, primary_key=True, autoincrement=False, comment="in seconds"),
    sa.Column("at", Instant, nullable=False, comment="when it was asked first"),
)

# Posts that the program did not publish; see `analytics.elsewhere`.
elsewhere = sa.Table(
    "posts_elsewhere",
    metadata,
    sa.Column("id", _Key, primary_key=True, autoincrement=True),
    sa.Column("address", sa.String(2000), nullable=False, comment="the URL, made comparable"),
    sa.Column("url", sa.String(2000), nullable=False),
    sa.Column("channel", sa.String(200), nullable=False),
    sa.Column("platform", sa.String(200), nullable=False),
    sa.Column("region", sa.String(200), nullable=False),
    sa.Column("language", sa.String(40), nullable=False),
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("remote_id", sa.String(500), nullable=False, comment="empty where it is unknown"),
    sa.Column("published_at", Instant, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.UniqueConstraint("address", name="uq_posts_elsewhere_address"),
    sa.Index("ix_posts_elsewhere_published_at", "published_at"),
)

# The numbers of indicators that people entered; see `analytics.kpi.actuals`. Each correction is a
# new row. The UNIQUE constraint's index is the one by which an indicator is read.
kpi_actuals = sa.Table(
    "kpi_actuals",
    metadata,
    sa.Column("id", _Key, primary_key=True, autoincrement=True),
    sa.Column("indicator", sa.String(80), nullable=False),
    sa.Column("region", sa.String(200), nullable=False, comment="empty for the whole"),
    sa.Column("day", sa.Date, nullable=False, comment="as of its end"),
    sa.Column("edition", sa.Integer, nullable=False, comment="1, and 1 more with each correction"),
    sa.Column("number", Thousandths, nullable=True, comment="in thousandths"),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.UniqueConstraint("indicator", "region", "day", "edition", name="uq_kpi_actuals"),
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The counts of one publication at one age; `taken_at` is when they were really asked for."""

    publication_id: int
    age: timedelta
    taken_at: datetime
    counts: Counts


@dataclass(frozen=True, slots=True)
class AudienceDay:
    """The followers of one channel on one day (UTC)."""

    channel: str
    day: date
    followers: int | None
    taken_at: datetime


SnapshotRow = tuple[int, int, int, *tuple[int | None, ...]]
"""publication id, age in seconds, taken at in seconds since 1970, then the seven counts.

Reports read up to a million of these; a value object for each would cost more than the reading.
"""


def add_snapshots(connection: sa.Connection, new: Iterable[Snapshot]) -> int:
    """Write the snapshots whose publication and age are not stored yet; gives how many were."""
    rows = [
        {
            "publication_id": each.publication_id,
            "age": int(each.age.total_seconds()),
            "taken_at": each.taken_at,
            **dict(zip(METRICS, map(_held, each.counts.values()), strict=True)),
        }
        for each in new
    ]
    return sum(_add(connection, snapshots, chunk) for chunk in chunks(rows))


def add_audience(connection: sa.Connection, channel: str, found: Audience, now: datetime) -> bool:
    """Write today's followers of a channel (day in UTC); False when they are stored already."""
    moment = utc(now, "now")
    row = {
        "channel": channel,
        "day": moment.date(),
        "followers": _held(found.followers),
        "taken_at": moment,
    }
    return _add(connection, audience, [row]) == 1


def _held(count: int | None) -> int | None:
    """The count where it can be one, else None."""
    return count if count is not None and count <= LARGEST else None


def _add(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> int:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(rows).on_conflict_do_nothing().returning(table.c.id)
    return len(connection.execute(statement).all())


def add_unanswered(
    connection: sa.Connection, some: Iterable[tuple[int, timedelta]], now: datetime
) -> None:
    """Write down the publications and ages for which a network gave no count; the first time stays.

    `now` is in UTC.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    rows = [
        {"publication_id": number, "age": int(age.total_seconds()), "at": now}
        for number, age in some
    ]
    for chunk in chunks(rows):
        connection.execute(dialect.insert(unanswered).values(chunk).on_conflict_do_nothing())


def taken(
    connection: sa.Connection, publication_ids: Iterable[int]
) -> dict[int, frozenset[timedelta]]:
    """The ages at which each publication has been counted; one that never was is left out."""
    found: dict[int, set[timedelta]] = {}
    for chunk in chunks(list(publication_ids)):
        query = sa.select(snapshots.c.publication_id, snapshots.c.age).where(
            snapshots.c.publication_id.in_(chunk)
        )
        for publication_id, age in connection.execute(query):
            found.setdefault(publication_id, set()).add(timedelta(seconds=age))
    return {key: frozenset(ages) for key, ages in found.items()}


def rows_before(
    connection: sa.Connection, publication_ids: Sequence[int], until: datetime
) -> Iterator[SnapshotRow]:
    """Snapshots of these publications taken at or before `until`: by publication, youngest first.

    See `SnapshotRow` for the columns; `snapshots_before` gives the same as values.
    """
    for chunk in chunks(publication_ids):
        query = _before(chunk, until).order_by(snapshots.c.publication_id, snapshots.c.age)
        yield from connection.execute(query).all()


def last_rows_before(
    connection: sa.Connection, publication_ids: Sequence[int], until: datetime
) -> Iterator[SnapshotRow]:
    """The last snapshot of each of these publications that was taken at or before `until`."""
    older = snapshots.alias("older")
    last = (
        sa.select(sa.func.max(older.c.age))
        .where(older.c.publication_id == snapshots.c.publication_id, _at(older) <= _limit(until))
        .scalar_subquery()
    )
    for chunk in chunks(publication_ids):
        yield from connection.execute(_before(chunk, until).where(snapshots.c.age == last)).all()


def _before(publication_ids: Sequence[int], until: datetime) -> sa.Select[Any]:
    counts = (snapshots.c[name] for name in METRICS)
    return sa.select(snapshots.c.publication_id, snapshots.c.age, _at(snapshots), *counts).where(
        snapshots.c.publication_id.in_(publication_ids), _at(snapshots) <= _limit(until)
    )


def _at(table: sa.FromClause) -> sa.ColumnElement[int]:
    return sa.type_coerce(table.c.taken_at, sa.BigInteger)


def _limit(until: datetime) -> int:
    return int(utc(until, "until").timestamp())


def snapshots_before(
    connection: sa.Connection, publication_ids: Sequence[int], until: datetime
) -> list[Snapshot]:
    """Snapshots of these publications taken at or before `until`, by publication and age."""
    return [
        Snapshot(row[0], timedelta(seconds=row[1]), datetime.fromtimestamp(row[2], UTC), counts)
        for row in rows_before(connection, publication_ids, until)
        for counts in [Counts(*row[3:])]
    ]


def latest_before(
    connection: sa.Connection, publication_ids: Sequence[int], until: datetime
) -> dict[int, Snapshot]:
    """The last snapshot of each publication at or before `until`; one without any is left out."""
    return {
        each.publication_id: each for each in snapshots_before(connection, publication_ids, until)
    }


def audience_days(connection: sa.Connection, since: datetime, until: datetime) -> list[AudienceDay]:
    """Follower counts taken in [since, until], by channel, then day."""
    return list(each_audience_day(connection, since, until))


def each_audience_day(
    connection: sa.Connection, since: datetime, until: datetime
) -> Iterator[AudienceDay]:
    """The same one after the other, read a portion at a time."""
    query = (
        sa.select(*(audience.c[field.name] for field in fields(AudienceDay)))
        .where(audience.c.taken_at >= utc(since), audience.c.taken_at <= utc(until))
        .order_by(audience.c.channel, audience.c.day)
    )
    for row in connection.execute(query, execution_options={"yield_per": CHUNK}):
        yield AudienceDay(*row)


def audience_taken(connection: sa.Connection, day: date) -> frozenset[str]:
    """The channels whose followers have been asked for on a day (UTC)."""
    query = sa.select(audience.c.channel).where(audience.c.day == day)
    return frozenset(connection.execute(query).scalars())


def chunks(items: Sequence[_T], size: int = CHUNK) -> Iterator[Sequence[_T]]:
    """Slices of at most `size`, in order."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
