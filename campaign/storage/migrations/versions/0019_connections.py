"""Sign-ins at networks that were begun from the desk, and how credentials stood when tried."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    op.create_table(
        "connections",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("browser", sa.Text, nullable=False),
        sa.Column("server", sa.Text, nullable=False),
        sa.Column("redirect", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("begun", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("used", INSTANT),
        sa.Column("outcome", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("says", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.PrimaryKeyConstraint("id", name="pk_connections"),
    )
    op.create_index("ix_connections_until", "connections", ["until"])
    op.create_table(
        "account_standings",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("tested_by", sa.Text, nullable=False),
        sa.Column("connected", sa.Integer, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("rights", sa.Text, nullable=False),
        sa.Column("lacking", sa.Text, nullable=False),
        sa.Column("ends", INSTANT),
        sa.Column("renews", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_account_standings"),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
