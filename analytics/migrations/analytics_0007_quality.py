"""Make the tables of what is noticed about figures, and of posts from elsewhere.

Revision ID: analytics_0007
Revises: analytics_0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "analytics_0007"
down_revision = "analytics_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was noticed before, and nobody has named a post. UNIQUE decides who was first."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "unanswered",
        sa.Column("publication_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("age", sa.Integer(), autoincrement=False, nullable=False, comment="in seconds"),
        sa.Column("at", sa.BigInteger(), nullable=False, comment="when it was asked first"),
        sa.PrimaryKeyConstraint("publication_id", "age", name="pk_unanswered"),
    )
    op.create_table(
        "posts_elsewhere",
        sa.Column("id", key, autoincrement=True, nullable=False),
        sa.Column("address", sa.String(2000), nullable=False, comment="the URL, made comparable"),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("channel", sa.String(200), nullable=False),
        sa.Column("platform", sa.String(200), nullable=False),
        sa.Column("region", sa.String(200), nullable=False),
        sa.Column("language", sa.String(40), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.String(500), nullable=False, comment="empty where it is unknown"),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_posts_elsewhere"),
        sa.UniqueConstraint("address", name="uq_posts_elsewhere_address"),
    )
    op.create_index("ix_posts_elsewhere_published_at", "posts_elsewhere", ["published_at"])


def downgrade() -> None:
    """Drop both, with the posts that people have named."""
    op.drop_table("posts_elsewhere")
    op.drop_table("unanswered")
