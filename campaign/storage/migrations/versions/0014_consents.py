"""Whose consent each publication rests on, until when, and what was withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    op.add_column("publications", sa.Column("consent_until", INSTANT))
    words = sa.Column("consent", sa.Text, nullable=False, server_default=sa.text("''"))
    op.add_column("publications", words)
    op.create_table(
        "consent_uses",
        sa.Column("consent", sa.Text, nullable=False),
        sa.Column("variant_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("consent", "variant_hash", name="pk_consent_uses"),
        sa.ForeignKeyConstraint(
            ["variant_hash"], ["variants.hash"], name="fk_consent_uses_variant_hash_variants"
        ),
    )
    op.create_table(
        "consents",
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_consents"),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
