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
        sa.Column("public", sa.JSON, nullable=False),
        sa.Column("private", sa.JSON, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_record"),
        sa.UniqueConstraint("number", name="uq_record_number"),
    )
    op.create_index("ix_record_post", "record", ["post"])
    op.create_index("ix_record_publication", "record", ["publication"])


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
