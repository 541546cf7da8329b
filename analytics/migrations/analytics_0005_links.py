"""Make the tables of links and of their clicks by day.

Revision ID: analytics_0005
Revises: analytics_0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "analytics_0005"
down_revision = "analytics_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No link stood on the project's own domain before."""
    op.create_table(
        "links",
        sa.Column("link", sa.String(400), nullable=False, comment="the address readers see"),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("link", name="pk_links"),
    )
    op.create_table(
        "link_clicks",
        sa.Column("publication_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(200), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("robots", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("publication_id", "day", name="pk_link_clicks"),
    )
    op.create_index("ix_link_clicks_day", "link_clicks", ["day"])
    op.create_index("ix_link_clicks_published_at", "link_clicks", ["published_at"])
    op.create_table(
        "network_clicks",
        sa.Column("channel", sa.String(200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("publication_id", sa.BigInteger(), nullable=True, comment="null where none fits"),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "day", "link", name="pk_network_clicks"),
    )


def downgrade() -> None:
    """Drop them, with all clicks that were counted."""
    op.drop_table("network_clicks")
    op.drop_table("link_clicks")
    op.drop_table("links")
