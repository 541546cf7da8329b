"""Who entered figures, targets' numbers and posts from elsewhere, and how they are forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from analytics import store
from analytics.metrics import utc

#: The tables of what people entered, each with its columns of free words.
TABLES: Final = (
    (store.by_hand, ("source",)),
    (store.kpi_actuals, ("source",)),
    (store.elsewhere, ("source", "headline")),
)


def forget(
    connection: sa.Connection, who: str, mentions: Callable[[str], bool], placeholder: str
) -> int:
    """Put a placeholder in the place of a person, and delete words that name them.

    Gives how many rows were changed. Numbers and addresses stay.
    """
    changed = 0
    for table, words in TABLES:
        columns = [table.c[name] for name in ("id", "who", *words)]
        for row in connection.execute(sa.select(*columns).order_by(table.c.id)).all():
            values = {"who": placeholder} if row.who == who else {}
            for name in words:
                if (text := getattr(row, name)) and mentions(text):
                    values[name] = ""
            if values:
                same = table.c.id == row.id
                connection.execute(sa.update(table).where(same).values(values))
                changed += 1
    return changed


def prune(connection: sa.Connection, before: datetime, placeholder: str) -> int:
    """Put a placeholder in the place of who entered something before an instant (UTC)."""
    return sum(
        connection.execute(
            sa.update(table)
            .where(table.c.at < utc(before), table.c.who != placeholder)
            .values(who=placeholder)
        ).rowcount
        for table, _ in TABLES
    )
