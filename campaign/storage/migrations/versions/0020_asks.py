"""Who was asked for a yes to which words, and to whom that was mailed."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    op.create_table(
        "asks",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("variant_hash", sa.String(64), nullable=False),
        sa.Column("publication", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_asks"),
        sa.ForeignKeyConstraint(
            ["variant_hash"], ["variants.hash"], name="fk_asks_variant_hash_variants"
        ),
        sa.ForeignKeyConstraint(
            ["publication"], ["publications.id"], name="fk_asks_publication_publications"
        ),
    )
    op.create_index("ix_asks_publication", "asks", ["publication"])
    op.create_table(
        "ask_mails",
        sa.Column("ask", sa.Integer, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("ask", "person", name="pk_ask_mails"),
        sa.ForeignKeyConstraint(["ask"], ["asks.id"], name="fk_ask_mails_ask_asks"),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
