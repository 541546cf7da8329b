"""Which of its post's two frames a variant is in.

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; what was stored stays as it is: no post had two frames before."""
    op.create_table(
        "variant_frames",
        sa.Column("variant_hash", sa.String(64), nullable=False),
        sa.Column("post", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("frame", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("variant_hash", name="pk_variant_frames"),
        sa.ForeignKeyConstraint(
            ["variant_hash"], ["variants.hash"], name="fk_variant_frames_variant_hash_variants"
        ),
    )


def downgrade() -> None:
    """Stored variants name their frames, and no earlier program reads them: restore a backup."""
    raise RuntimeError("there is no way back; restore a backup instead")
