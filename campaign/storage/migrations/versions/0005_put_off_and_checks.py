"""Until when a person or a network has put a post off, whatever becomes of it meanwhile."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the instant; what waits for a later one than the calendar's was put off until then."""
    op.add_column("publications", sa.Column("put_off", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE publications SET put_off = not_before"
        " WHERE state = 'scheduled' AND not_before > due"
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
