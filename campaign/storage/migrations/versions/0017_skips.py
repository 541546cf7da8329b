"""Publications that a person skipped, with the reason."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    op.create_table(
        "skips",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("publication", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("ended", INSTANT),
        sa.Column("ended_by", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["publication"], ["publications.id"], name="fk_skips_publication_publications"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_skips"),
    )
    op.create_index(
        "uq_skips_publication",
        "skips",
        ["publication"],
        unique=True,
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
