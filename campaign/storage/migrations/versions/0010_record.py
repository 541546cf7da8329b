"""The record: one chain of everything that people and the publisher did."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    op.create_table(
        "record",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("at", INSTANT, nullable=False),
        _text("act"),
        _text("post"),
        sa.Column("publication", sa.Integer),
        _text("public"),
        _text("private"),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_record"),
        sa.UniqueConstraint("number", name="uq_record_number"),
    )
    without = sa.text("publication IS NULL")
    op.create_index(
        "ix_record_post",
        "record",
        ["post"],
        sqlite_where=without,
        postgresql_where=without,
    )
    op.create_index("ix_record_publication", "record", ["publication"])


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
