"""Make the table of the actuals of indicators that a person entered.

Revision ID: analytics_0004
Revises: analytics_0003
"""

from __future__ import annotations

revision = "analytics_0004"
down_revision = "analytics_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
