"""Ids, sources and names of any length on PostgreSQL too; SQLite never held them to one."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS = {"person_id": 80, "source": 80, "name": 200}


def upgrade() -> None:
    """Lift the bounds of the vault's columns."""
    if op.get_bind().dialect.name == "postgresql":
        for name in _COLUMNS:
            op.alter_column("person_names", name, type_=sa.Text)


def downgrade() -> None:
    """Put the bounds back; refused by the database where something is longer."""
    if op.get_bind().dialect.name == "postgresql":
        for name, length in _COLUMNS.items():
            op.alter_column("person_names", name, type_=sa.String(length))
