"""People, their roles, and who is invited to review without an account."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Add what is new; what was stored stays as it is."""
    op.create_table(
        "people",
        _text("id"),
        _text("name"),
        _text("email"),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("disabled", INSTANT),
        sa.Column("redacted", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    # One person an address; those who were redacted have none.
    known = sa.text("email <> ''")
    op.create_index(
        "uq_people_email",
        "people",
        ["email"],
        unique=True,
        sqlite_where=known,
        postgresql_where=known,
    )
    op.create_table(
        "roles",
        _text("person"),
        _text("region"),
        _text("role"),
        sa.PrimaryKeyConstraint("person", "region", "role", name="pk_roles"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_roles_person_people"),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        _text("post"),
        _text("region"),
        _text("language"),
        _text("to"),
        _text("who"),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("opened", INSTANT),
        sa.Column("revoked", INSTANT),
        _text("revoked_by"),
        sa.Column("answered", INSTANT),
        _text("answer"),
        _text("name"),
        _text("words"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("token", name="uq_invitations_token"),
    )
    op.create_index("ix_invitations_post", "invitations", ["post"])


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
