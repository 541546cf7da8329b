"""Make the table of the figures that a person entered.

Revision ID: analytics_0003
Revises: analytics_0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "analytics_0003"
down_revision = "analytics_0002"
branch_labels = None
depends_on = None

ONCE = ("publication_id", "channel", "week", "metric", "edition")


def upgrade() -> None:
    """Nothing was entered before. UNIQUE decides which of two people was first."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "figures_by_hand",
        sa.Column("id", key, autoincrement=True, nullable=False),
        sa.Column("publication_id", sa.BigInteger(), nullable=False, comment="0 for none"),
        sa.Column("channel", sa.String(200), nullable=False, comment="empty for none"),
        sa.Column(
            "week", sa.String(8), nullable=False, comment="2026-W49; empty for a publication"
        ),
        sa.Column("metric", sa.String(40), nullable=False),
        sa.Column(
            "edition", sa.Integer(), nullable=False, comment="1, and 1 more with each correction"
        ),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_figures_by_hand"),
        sa.UniqueConstraint(*ONCE, name="uq_figures_by_hand"),
    )
    op.create_index("ix_figures_by_hand_week", "figures_by_hand", ["week"])


def downgrade() -> None:
    """Drop it, and what people have entered."""
    op.drop_table("figures_by_hand")
