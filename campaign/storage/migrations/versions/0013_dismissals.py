"""Findings that people live with."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    op.create_table(
        "dismissals",
        sa.Column("id", sa.Integer, primary_key=True),
        *map(_text, ("code", "post", "channel", "language", "path", "message")),
        sa.Column("judged", sa.String(64), nullable=False),
        _text("reason"),
        _text("who"),
        sa.Column("at", INSTANT, nullable=False),
        _text("ended_by"),
        sa.Column("ended", INSTANT),
    )
    op.create_index("ix_dismissals_post", "dismissals", ["post"])
    # Of several who dismiss the same at once, one is written down.
    op.create_index(
        "ix_dismissals_judged",
        "dismissals",
        ["judged"],
        unique=True,
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
