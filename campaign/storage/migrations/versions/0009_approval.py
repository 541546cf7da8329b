"""Approval in steps, and which variants are released by all of them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _text(name: str, **more: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, **more)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    step = sa.Column("step", sa.Text, nullable=False, server_default=sa.text("'approver'"))
    op.add_column("approvals", step)
    basis = sa.Column("basis", sa.Text, nullable=False, server_default=sa.text("'alone'"))
    op.add_column("approvals", basis)
    usual = sa.text("'approver/one/own'")
    policy = sa.Column("policy", sa.Text, nullable=False, server_default=usual)
    op.add_column("approvals", policy)
    op.create_table(
        "releases",
        sa.Column("variant_hash", sa.String(64), nullable=False),
        _text("policy"),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("variant_hash", "policy", name="pk_releases"),
        sa.ForeignKeyConstraint(
            ["variant_hash"], ["variants.hash"], name="fk_releases_variant_hash_variants"
        ),
    )
    # What was approved before stays released: under the usual policy, by nobody who is registered.
    # Each in the region of its publication: what stands in none by now is asked anew.
    op.execute(
        "UPDATE approvals SET policy = policy || '@' || (SELECT MIN(region) FROM publications "
        "WHERE publications.variant_hash = approvals.variant_hash) WHERE EXISTS "
        "(SELECT 1 FROM publications WHERE publications.variant_hash = approvals.variant_hash)"
    )
    op.execute(
        "INSERT INTO releases (variant_hash, policy, at) "
        "SELECT variant_hash, policy || '/alone', MAX(at) FROM approvals "
        "WHERE revoked IS NULL AND policy LIKE '%@%' GROUP BY variant_hash, policy"
    )
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("variant_hash", sa.String(64), nullable=False),
        _text("kind"),
        _text("who"),
        sa.Column("at", INSTANT, nullable=False),
        _text("words"),
        sa.Column("ended", INSTANT),
        _text("ended_by", server_default=sa.text("''")),
        sa.PrimaryKeyConstraint("id", name="pk_remarks"),
        sa.ForeignKeyConstraint(
            ["variant_hash"], ["variants.hash"], name="fk_remarks_variant_hash_variants"
        ),
    )
    op.create_index("ix_remarks_variant_hash", "remarks", ["variant_hash"])
    op.create_table(
        "authors",
        sa.Column("variant_hash", sa.String(64), nullable=False),
        _text("who"),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("variant_hash", "who", name="pk_authors"),
        sa.ForeignKeyConstraint(
            ["variant_hash"], ["variants.hash"], name="fk_authors_variant_hash_variants"
        ),
    )
    op.create_table(
        "edits",
        _text("post"),
        _text("language"),
        _text("who"),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("post", "language", "who", name="pk_edits"),
    )
    op.create_table(
        "drafts",
        _text("post"),
        _text("occurrence"),
        _text("channel"),
        sa.PrimaryKeyConstraint("post", "occurrence", "channel", name="pk_drafts"),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
