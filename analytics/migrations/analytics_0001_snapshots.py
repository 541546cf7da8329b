"""Make the tables of counts and of followers.

Revision ID: analytics_0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "analytics_0001"
down_revision = None
branch_labels = ("analytics",)
depends_on = None

COUNTS = ("reactions", "reposts", "replies", "quotes", "clicks", "saves", "views")


def upgrade() -> None:
    """Both tables, with UNIQUE as the referee of "once"."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "snapshots",
        sa.Column("id", key, autoincrement=True, nullable=False),
        sa.Column("publication_id", sa.BigInteger(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=False, comment="seconds since the post went out"),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in COUNTS),
        sa.PrimaryKeyConstraint("id", name="pk_snapshots"),
        sa.UniqueConstraint("publication_id", "age", name="uq_snapshots_publication_id_age"),
    )
    op.create_table(
        "audience",
        sa.Column("id", key, autoincrement=True, nullable=False),
        sa.Column("channel", sa.String(200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="UTC"),
        sa.Column("followers", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audience"),
        sa.UniqueConstraint("channel", "day", name="uq_audience_channel_day"),
    )


def downgrade() -> None:
    """Drop both tables and every count in them: a past count cannot be asked for again."""
    op.drop_table("audience")
    op.drop_table("snapshots")
