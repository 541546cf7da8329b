"""Which report was sent to whom, and how far that got."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    op.create_table(
        "sent_reports",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("delivery", sa.String(64), nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sent_reports"),
        sa.UniqueConstraint("period", "reader", "delivery", name="uq_sent_reports"),
    )


def downgrade() -> None:
    """Nothing that was sent is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
