"""The name vault: the only place where names of persons are stored."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the vault's table; its key orders the rows by person."""
    op.create_table(
        "person_names",
        sa.Column("person_id", sa.String(80), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("known_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "source", "name"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Remove the vault."""
    op.drop_table("person_names")
