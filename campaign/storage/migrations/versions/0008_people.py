"""People and their roles: who may do what where."""

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
    op.create_table(
        "roles",
        _text("person"),
        _text("region"),
        _text("role"),
        sa.PrimaryKeyConstraint("person", "region", "role", name="pk_roles"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_roles_person_people"),
    )


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
