"""Make the table of the figures that a person entered.

Revision ID: analytics_0003
Revises: analytics_0002
"""

from __future__ import annotations

revision = "analytics_0003"
down_revision = "analytics_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was entered before."""


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
