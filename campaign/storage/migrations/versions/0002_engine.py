"""Parts, pauses, buckets, credentials, workers; one post in flight a channel."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)


def _partial(name: str, column: str, where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        "publications",
        [column],
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def upgrade() -> None:
    """Add what several workers need; what is stored stays as it is."""
    op.drop_index("ix_publications_channel_state", table_name="publications")
    _partial("ix_publications_scheduled", "not_before", "state = 'scheduled'")
    _partial("ix_publications_open", "state", "state IN ('publishing', 'pending', 'unknown')")
    _partial("uq_publications_flying", "channel", "state = 'publishing'", unique=True)
    op.create_table(
        "parts",
        sa.Column("publication", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        _text("key"),
        _text("remote_id"),
        _text("url"),
        sa.Column("raw", sa.JSON, nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("publication", "number", name="pk_parts"),
        sa.ForeignKeyConstraint(["publication"], ["publications.id"], name="fk_parts_publication"),
    )
    op.create_table(
        "pauses",
        sa.Column("id", sa.Integer, nullable=False),
        _text("scope"),
        _text("who"),
        sa.Column("at", INSTANT, nullable=False),
        _text("reason"),
        sa.Column("until", INSTANT),
        sa.Column("ended", INSTANT),
        _text("ended_by"),
        sa.PrimaryKeyConstraint("id", name="pk_pauses"),
    )
    op.create_table(
        "buckets",
        _text("name"),
        sa.Column("next_free", INSTANT, nullable=False),
        sa.Column("held_until", INSTANT),
        sa.PrimaryKeyConstraint("name", name="pk_buckets"),
    )
    op.create_table(
        "credentials",
        _text("channel"),
        _text("sealed"),
        sa.Column("expires", INSTANT),
        sa.Column("renewed", INSTANT, nullable=False),
        _text("holder"),
        sa.Column("held_until", INSTANT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_credentials"),
    )
    op.create_table(
        "workers",
        _text("name"),
        _text("version"),
        sa.Column("started", INSTANT, nullable=False),
        sa.Column("beat", INSTANT, nullable=False),
        sa.Column("stopped", INSTANT),
        sa.PrimaryKeyConstraint("name", name="pk_workers"),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
