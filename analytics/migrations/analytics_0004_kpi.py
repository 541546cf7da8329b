"""Make the table of the actuals of indicators that a person entered.

Revision ID: analytics_0004
Revises: analytics_0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "analytics_0004"
down_revision = "analytics_0003"
branch_labels = None
depends_on = None

ONCE = ("indicator", "region", "day", "edition")


def upgrade() -> None:
    """Nothing was entered before. UNIQUE decides which of two people was first."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "kpi_actuals",
        sa.Column("id", key, autoincrement=True, nullable=False),
        sa.Column("indicator", sa.String(80), nullable=False),
        sa.Column("region", sa.String(200), nullable=False, comment="empty for the whole"),
        sa.Column("day", sa.Date(), nullable=False, comment="as of its end"),
        sa.Column(
            "edition", sa.Integer(), nullable=False, comment="1, and 1 more with each correction"
        ),
        sa.Column("number", sa.BigInteger(), nullable=True, comment="in thousandths"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kpi_actuals"),
        sa.UniqueConstraint(*ONCE, name="uq_kpi_actuals"),
    )


def downgrade() -> None:
    """Drop it, and what people have entered."""
    op.drop_table("kpi_actuals")
