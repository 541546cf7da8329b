"""Claims that are counted, doubt that outlives a backup, a yes that can be taken back.

And each worker says by how much its machine's clock is wrong.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    number = sa.Column("claim", sa.Integer, nullable=False, server_default=sa.text("0"))
    op.add_column("publications", number)
    op.add_column("publications", sa.Column("doubtful_since", INSTANT))
    op.add_column("approvals", sa.Column("revoked", INSTANT))
    by = sa.Column("revoked_by", sa.Text, nullable=False, server_default=sa.text("''"))
    op.add_column("approvals", by)
    op.add_column("workers", sa.Column("skew", sa.Float))
    # An id that one publication has is no other one's; what an older program wrote has no claim.
    booked = sa.text("remote_id <> '' AND claim > 0")
    op.create_index(
        "uq_publications_booked",
        "publications",
        ["channel", "remote_id"],
        unique=True,
        sqlite_where=booked,
        postgresql_where=booked,
    )
    op.create_index("ix_parts_remote_id", "parts", ["remote_id"])
    op.create_table(
        "restores",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("known_until", INSTANT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _text("who"),
        sa.PrimaryKeyConstraint("id", name="pk_restores"),
    )
    op.create_table(
        "former_channels",
        _text("name"),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_former_channels"),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
