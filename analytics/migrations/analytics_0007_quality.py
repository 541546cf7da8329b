"""Make the tables of what is noticed about figures, and of posts from elsewhere.

Revision ID: analytics_0007
Revises: analytics_0006
"""

from __future__ import annotations

revision = "analytics_0007"
down_revision = "analytics_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
