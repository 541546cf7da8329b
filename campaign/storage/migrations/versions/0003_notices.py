"""What people were told, so that nothing is told twice."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; what was stored stays as it is."""
    op.create_table(
        "notices",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("decided", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "number", "decided", name="pk_notices"),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
