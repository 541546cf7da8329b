"""Until when a person or a network has put a post off, whatever becomes of it meanwhile.

And when a person last looked whether what a channel is to send is out, where nobody else can know.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add both; what waits for a later instant than the calendar's was put off until then.

    What is on its way may come back, and then waits for it as well.
    """
    op.add_column("publications", sa.Column("put_off", INSTANT))
    op.execute(
        "UPDATE publications SET put_off = not_before"
        " WHERE state IN ('scheduled', 'publishing') AND not_before > due"
    )
    op.create_table(
        "channel_checks",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_channel_checks"),
    )
    # A part counts for its channel's pace: what came last is looked for by its instant.
    op.create_index("ix_parts_published_at", "parts", ["published_at"])


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
