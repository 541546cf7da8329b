"""What is taken back or corrected at a network."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPEN = sa.text("state NOT IN ('done', 'dropped')")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("publication", sa.Integer, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        *(_text(name) for name in ("kind", "state", "remote_id", "url")),
        sa.Column("variant_before", sa.String(64), nullable=False),
        sa.Column("variant_after", sa.String(64), nullable=False),
        sa.Column("due", INSTANT),
        _text("who"),
        _text("reason"),
        sa.Column("asked", INSTANT, nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        _text("worker"),
        sa.Column("lease_until", INSTANT),
        sa.Column("claim", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        _text("answer"),
        sa.Column("ended", INSTANT),
        _text("ended_by"),
        _text("token"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        sa.ForeignKeyConstraint(
            ["publication"], ["publications.id"], name="fk_changes_publication_publications"
        ),
    )
    op.create_index("ix_changes_publication", "changes", ["publication"])
    op.create_index(
        "uq_changes_open",
        "changes",
        ["publication", "part"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "change_tries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("change", sa.Integer, nullable=False),
        _text("worker"),
        sa.Column("started", INSTANT, nullable=False),
        sa.Column("ended", INSTANT),
        *(_text(name) for name in ("outcome", "request", "answer")),
        sa.PrimaryKeyConstraint("id", name="pk_change_tries"),
        sa.ForeignKeyConstraint(["change"], ["changes.id"], name="fk_change_tries_change_changes"),
    )
    op.create_index("ix_change_tries_change", "change_tries", ["change"])


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
