"""What servers say of their own limits, so that texts are measured by them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; what was stored stays as it is."""
    op.create_table(
        "server_limits",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("server", sa.Text, nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True)),
        sa.Column("software", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("limits", sa.JSON, nullable=False),
        sa.Column("ignored", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("platform", "server", name="pk_server_limits"),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
