"""Approval in steps, and which variants are released by all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    step = sa.Column("step", sa.Text, nullable=False, server_default=sa.text("'approver'"))
    op.add_column("approvals", step)
    op.create_table(
        "releases",
        sa.Column("variant_hash", sa.String(64), nullable=False),
        _text("policy"),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("variant_hash", "policy", name="pk_releases"),
        sa.ForeignKeyConstraint(
            ["variant_hash"], ["variants.hash"], name="fk_releases_variant_hash_variants"
        ),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
