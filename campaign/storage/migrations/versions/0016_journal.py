"""What was edited through the desk and can be undone, and who has what open."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    op.create_table(
        "file_texts",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_file_texts"),
    )
    op.create_index("ix_file_texts_at", "file_texts", ["at"])
    op.create_table(
        "edits_made",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("post", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("keys", sa.Text, nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("after", sa.String(64), nullable=False),
        sa.Column("undone", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_edits_made"),
    )
    op.create_index("ix_edits_made_at", "edits_made", ["at"])
    op.create_index("ix_edits_made_session", "edits_made", ["session"])
    op.create_index("ix_edits_made_file", "edits_made", ["file"])
    op.create_table(
        "openings",
        sa.Column("post", sa.Text, nullable=False),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("opened", INSTANT, nullable=False),
        sa.Column("seen", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("post", "session", name="pk_openings"),
    )
    op.create_index("ix_openings_seen", "openings", ["seen"])


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
