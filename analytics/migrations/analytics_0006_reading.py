"""Add the engagement of each snapshot, and the index by which reports read.

Revision ID: analytics_0006
Revises: analytics_0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "analytics_0006"
down_revision = "analytics_0005"
branch_labels = None
depends_on = None

DONE = ("reactions", "reposts", "replies", "quotes", "clicks", "saves")
COUNTS = (*DONE, "views")
ENGAGEMENT = (
    f"CASE WHEN coalesce({', '.join(DONE)}) IS NOT NULL "
    f"THEN {' + '.join(f'coalesce({name}, 0)' for name in DONE)} END"
)
LARGEST = 10**12


def upgrade() -> None:
    """The database itself keeps the column; what was counted stays as it is.

    But for a count that cannot be one: it is no longer taken for a figure, so that sums of such
    numbers cannot go beyond what a column holds.
    """
    for name in COUNTS:
        count: sa.ColumnClause[int] = sa.column(name)
        snapshots = sa.table("snapshots", count)
        op.execute(sa.update(snapshots).where(count > LARGEST).values({name: None}))
    # SQLite adds only a column that it works out when it is read, PostgreSQL has an index only of
    # one that is stored; in the index it is stored either way.
    computed = sa.Computed(ENGAGEMENT, persisted=op.get_bind().dialect.name == "postgresql")
    column = sa.Column("engagement", sa.BigInteger(), computed, nullable=True)
    op.add_column("snapshots", column)
    op.create_index(
        "ix_snapshots_reading",
        "snapshots",
        ["publication_id", "age", "taken_at", "engagement", *COUNTS],
    )


def downgrade() -> None:
    """Drop both; the counts stay, but for those that could not be counts and are known no more."""
    op.drop_index("ix_snapshots_reading", "snapshots")
    op.drop_column("snapshots", "engagement")
