"""What readers see of a post, compared with what was approved."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    op.create_table(
        "read_backs",
        sa.Column("publication", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("variant_hash", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("differences", sa.JSON, nullable=False),
        sa.Column("readings", sa.JSON, nullable=False),
        sa.Column("accepted", sa.DateTime(timezone=True)),
        sa.Column("accepted_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("publication", "number", name="pk_read_backs"),
        sa.ForeignKeyConstraint(
            ["publication"], ["publications.id"], name="fk_read_backs_publication_publications"
        ),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
