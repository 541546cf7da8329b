"""Tokens of the API, requests that are not done twice, and webhooks."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    op.create_table(
        "repeats",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_repeats"),
    )
    op.create_index("ix_repeats_at", "repeats", ["at"])
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        *_words("name", "person", "role", "region", "scopes"),
        sa.Column("made", INSTANT, nullable=False),
        *_words("made_by"),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("used", INSTANT),
        *_end("ended"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
    )
    op.create_index("ix_tokens_name", "tokens", ["name"])
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer, nullable=False),
        *_words("name", "host", "sealed", "events"),
        sa.Column("seen", sa.Integer, nullable=False),
        sa.Column("made", INSTANT, nullable=False),
        *_words("made_by"),
        *_end("paused"),
        *_end("ended"),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )
    _make_deliveries()


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("hook", sa.Integer, nullable=False),
        *_words("message", "event", "body"),
        sa.Column("made", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("next_try", INSTANT),
        sa.Column("last_try", INSTANT),
        sa.Column("status", sa.Integer),
        sa.Column("answer", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("done", INSTANT),
        sa.Column("worker", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("lease_until", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("hook", "message", name="uq_deliveries_hook_message"),
        sa.ForeignKeyConstraint(["hook"], ["webhooks.id"], name="fk_deliveries_hook_webhooks"),
    )
    waits = sa.text("next_try IS NOT NULL")
    op.create_index(
        "ix_deliveries_next_try",
        "deliveries",
        ["next_try"],
        sqlite_where=waits,
        postgresql_where=waits,
    )


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _end(name: str) -> list[sa.Column[Any]]:
    """When something ended, and by whom; "" while it has not."""
    by = sa.Column(f"{name}_by", sa.Text, nullable=False, server_default=sa.text("''"))
    return [sa.Column(name, INSTANT), by]


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
