"""Variants, publications, attempts, history, approvals, cards."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = ("campaign",)
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "variants",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_variants"),
    )
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer, nullable=False),
        _text("post"),
        _text("occurrence"),
        _text("channel"),
        _text("platform"),
        _text("region"),
        _text("language"),
        _text("activity"),
        _text("state"),
        sa.Column("due", INSTANT, nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("variant_hash", sa.String(64), nullable=False),
        sa.Column("recipe", sa.String(64), nullable=False),
        _text("key"),
        sa.Column("tries", sa.Integer, nullable=False),
        _text("worker"),
        sa.Column("lease_until", INSTANT),
        _text("remote_id"),
        _text("url"),
        sa.Column("published_at", INSTANT),
        _text("reason"),
        _text("blocked"),
        _text("token"),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
        sa.ForeignKeyConstraint(
            ["variant_hash"], ["variants.hash"], name="fk_publications_variant_hash"
        ),
        sa.UniqueConstraint(
            "post", "occurrence", "channel", name="uq_publications_post_occurrence_channel"
        ),
        sa.UniqueConstraint("key", name="uq_publications_key"),
    )
    op.create_index("ix_publications_state_not_before", "publications", ["state", "not_before"])
    op.create_index("ix_publications_channel_state", "publications", ["channel", "state"])
    op.create_index(
        "ix_publications_channel_published_at", "publications", ["channel", "published_at"]
    )
    op.create_index("ix_publications_published_at", "publications", ["published_at"])
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("publication", sa.Integer, nullable=False),
        sa.Column("variant_hash", sa.String(64), nullable=False),
        _text("key"),
        _text("worker"),
        sa.Column("started", INSTANT, nullable=False),
        sa.Column("ended", INSTANT),
        _text("outcome"),
        sa.Column("payload", sa.JSON, nullable=False),
        _text("answer"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.ForeignKeyConstraint(
            ["publication"], ["publications.id"], name="fk_attempts_publication"
        ),
    )
    op.create_index("ix_attempts_publication", "attempts", ["publication"])
    op.create_table(
        "history",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("publication", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _text("who"),
        _text("before"),
        _text("after"),
        _text("reason"),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sa.ForeignKeyConstraint(
            ["publication"], ["publications.id"], name="fk_history_publication"
        ),
    )
    op.create_index("ix_history_publication", "history", ["publication"])
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("variant_hash", sa.String(64), nullable=False),
        _text("who"),
        sa.Column("at", INSTANT, nullable=False),
        _text("note"),
        sa.PrimaryKeyConstraint("id", name="pk_approvals"),
        sa.ForeignKeyConstraint(
            ["variant_hash"], ["variants.hash"], name="fk_approvals_variant_hash"
        ),
    )
    op.create_index("ix_approvals_variant_hash", "approvals", ["variant_hash"])
    op.create_table(
        "cards",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        _text("mime"),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("drawn", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_cards"),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: there is no way back from the first tables."""
    raise RuntimeError("the first tables cannot be taken back; restore a backup instead")
