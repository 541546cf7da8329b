"""Make the table of the reads that networks charge for.

Revision ID: analytics_0002
Revises: analytics_0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "analytics_0002"
down_revision = "analytics_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was read before this table was there is not known any more, and counts nothing."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "reads",
        sa.Column("id", key, autoincrement=True, nullable=False),
        sa.Column("platform", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False, comment="of each, in millionths"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reads"),
    )
    op.create_index("ix_reads_platform_at", "reads", ["platform", "at"])


def downgrade() -> None:
    """Drop it: what the month has cost so far is forgotten, and a budget begins anew."""
    op.drop_table("reads")
