"""The posts of a report beside its statements: one narrow temporary table of them.

Everything a report adds up is asked of this table and of the snapshots. It holds a row for each
post that went out in one of some windows of time: when, in which window, by what it is sorted, and
the age at which it was last counted. So the publications are read once, and memory does not grow
with posts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import DropTable
from sqlalchemy.sql.operators import custom_op

from analytics import store
from analytics.metrics import utc
from analytics.posts import LATE, Posts

SORTED_BY = ("channel", "platform", "region", "language", "activity")
"""What a cell of posts has in common, in this order."""

SEPARATOR = "\x1f"
"""Between the parts of a cell's key; no name has it, since neither TOML nor YAML holds it."""

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The posts of [begin, end) (aware instants), as they stood at `as_of`."""

    begin: datetime
    end: datetime
    as_of: datetime

    @property
    def until(self) -> datetime:
        """Up to when its posts went out, itself excluded: none of them is later than `as_of`."""
        return min(self.end, self.as_of + _TICK)


class Chosen:
    """The posts of some windows that follow one another, while a connection is open.

    Columns of `table`: `id` (of the publication), `at` and `until` (when it went out, and up to
    when its counts are taken, both in seconds since 1970), `part` (which window it lies in),
    `withdrawn`, `last` (the age in seconds at its latest count, NULL where it has none), `cell`.
    """

    def __init__(self, connection: sa.Connection, table: sa.Table) -> None:
        self.connection = connection
        self.table = table

    def beside(self, *on: sa.ColumnElement[bool]) -> sa.Join:
        """Each post with its snapshots up to its window's end for which `on` holds, if any.

        A post without one is in it too.
        """
        return self.table.outerjoin(store.snapshots, self._same(self.table.c.id, *on))

    def snapshots(self, *on: sa.ColumnElement[bool]) -> sa.Join:
        """The snapshots for which `on` holds, each with its post."""
        number: sa.ColumnElement[int] = self.table.c.id
        if self.connection.dialect.name == "sqlite":
            # A sign before it keeps SQLite from reading all snapshots that there are, to look up
            # the post of each (https://www.sqlite.org/optoverview.html#disqualifying_terms).
            number = sa.UnaryExpression(number, operator=custom_op("+"))
        return self.table.join(store.snapshots, self._same(number, *on))

    def _same(
        self, number: sa.ColumnElement[int], *on: sa.ColumnElement[bool]
    ) -> sa.ColumnElement[bool]:
        snapshots = store.snapshots.c
        up_to = _seconds(snapshots.taken_at) <= self.table.c.until
        return sa.and_(snapshots.publication_id == number, up_to, *on)

    @property
    def is_last(self) -> sa.ColumnElement[bool]:
        """That a snapshot is the latest one of its post."""
        return store.snapshots.c.age == self.table.c.last

    @property
    def in_time(self) -> sa.ColumnElement[bool]:
        """That a snapshot was taken in time to stand for its age."""
        snapshots = store.snapshots.c
        delay = _seconds(snapshots.taken_at) - self.table.c.at
        return LATE.denominator * delay <= LATE.numerator * snapshots.age


def choose(connection: sa.Connection, posts: Posts, windows: Sequence[Window], name: str) -> Chosen:
    """The posts of these windows, oldest window first, in a temporary table of this name.

    The table is gone when the transaction is rolled back, which is how a reading one ends.
    """
    table = sa.Table(
        name,
        sa.MetaData(),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("withdrawn", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=True),
        sa.Column("cell", sa.Text, nullable=False),
        prefixes=["TEMPORARY"],
    )
    is_postgresql = connection.dialect.name == "postgresql"
    if is_postgresql:
        # To compile these statements takes it longer than to carry them out.
        connection.execute(sa.text("SET LOCAL jit = off"))
    # A driver that commits by itself, as SQLite's does unless it is told, leaves one behind.
    connection.execute(DropTable(table, if_exists=True))
    table.create(connection)
    connection.execute(_filling(table, posts, windows))
    if is_postgresql:
        connection.execute(sa.text(f"ANALYZE {name}"))
    return Chosen(connection, table)


def _filling(table: sa.Table, posts: Posts, windows: Sequence[Window]) -> sa.Insert:
    end = max(each.until for each in windows)
    # OFFSET 0 lets the database work out `at` once a post, and not once for each use of it.
    span = needed(posts.between(windows[0].begin, end)).offset(0).subquery("span")
    until = _by_window(span.c.at, windows, [_second(each.as_of) for each in windows])
    cell: sa.ColumnElement[str] = span.c[SORTED_BY[0]]
    for each in SORTED_BY[1:]:
        cell = cell + SEPARATOR + span.c[each]
    known = sa.select(
        span.c.id,
        span.c.at,
        until.label("until"),
        _by_window(span.c.at, windows, range(len(windows))).label("part"),
        span.c.withdrawn,
        cell.label("cell"),
    ).subquery("known")
    snapshots = store.snapshots.c
    last = (
        sa.select(snapshots.age)
        .where(
            snapshots.publication_id == known.c.id, _seconds(snapshots.taken_at) <= known.c.until
        )
        .order_by(snapshots.age.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = sa.select(
        *(known.c[each] for each in ("id", "at", "until", "part", "withdrawn")),
        last,
        known.c.cell,
    ).where(known.c.at <= known.c.until)
    return table.insert().from_select([each.name for each in table.c], rows)


def needed(span: sa.Select[Any]) -> sa.Select[Any]:
    """Without the columns that cost something and that sums do not ask for."""
    return span.with_only_columns(
        *(each for each in span.selected_columns if each.key != "format"),
        maintain_column_froms=True,
    )


def _by_window(
    at: sa.ColumnElement[int], windows: Sequence[Window], values: Sequence[int]
) -> sa.ColumnElement[int]:
    """The value of the window in which an instant lies; one alone where they are all the same."""
    last = sa.literal(values[-1], sa.BigInteger)
    if len(set(values)) == 1:
        return last
    ends = zip(windows[:-1], values[:-1], strict=True)
    whens = [(at < _second(each.end), sa.literal(value, sa.BigInteger)) for each, value in ends]
    return sa.case(*whens, else_=last)


def _second(moment: datetime) -> int:
    return int(utc(moment).timestamp() // 1)


def _seconds(instant: sa.ColumnElement[datetime]) -> sa.ColumnElement[int]:
    return sa.type_coerce(instant, sa.BigInteger)
