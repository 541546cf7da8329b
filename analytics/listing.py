"""Which posts of a report are shown one by one: the first of each list, found by the database.

Each function gives the ids of publications. Posts that are alike come in the order in which they
went out.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from analytics import store
from analytics.chosen import Chosen


def most(chosen: Chosen, limit: int, age: timedelta | None) -> list[int]:
    """Those with the most engagement at an age, most first; by the latest counts without one.

    One whose engagement is not known is left out.
    """
    snapshots = store.snapshots.c
    if age is None:
        rows = chosen.snapshots(chosen.is_last)
    else:
        rows = chosen.snapshots(chosen.in_time, snapshots.age == int(age.total_seconds()))
    engagement = snapshots.engagement
    query = (
        sa.select(chosen.table.c.id)
        .select_from(rows)
        .where(engagement.is_not(None))
        .order_by(engagement.desc(), chosen.table.c.at, chosen.table.c.id)
        .limit(limit)
    )
    return list(chosen.connection.execute(query).scalars())


def listed(chosen: Chosen, limit: int) -> list[int]:
    """Those with the most engagement by their latest counts; after them, where it is not known."""
    found = most(chosen, limit, None)
    if len(found) < limit:
        table = chosen.table.c
        query = (
            sa.select(table.id)
            .select_from(chosen.beside(chosen.is_last))
            .where(store.snapshots.c.engagement.is_(None))
            .order_by(table.at, table.id)
            .limit(limit - len(found))
        )
        found += chosen.connection.execute(query).scalars()
    return found


def unmeasured(chosen: Chosen, limit: int) -> list[int]:
    """The first that went out and were never counted."""
    return _first(chosen, chosen.table.c.last.is_(None), limit)


def withdrawn(chosen: Chosen, limit: int) -> list[int]:
    """The first that went out and were taken back since."""
    return _first(chosen, chosen.table.c.withdrawn == 1, limit)


def _first(chosen: Chosen, which: sa.ColumnElement[bool], limit: int) -> list[int]:
    table = chosen.table.c
    query = sa.select(table.id).where(which).order_by(table.at, table.id).limit(limit)
    return list(chosen.connection.execute(query).scalars())
