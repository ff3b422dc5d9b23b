"""Decisions on classes: rows are added and never changed; a revocation is a row of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_REFUSAL = "decisions are only added, never changed or deleted"


def upgrade() -> None:
    """Create the table, and refuse in the database itself what would change a row of it."""
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("enterprise_id", sa.Text, nullable=False),
        sa.Column("risk_class", sa.String(1)),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("document_no", sa.Text),
        sa.Column("effective_on", sa.Date, nullable=False),
        sa.Column("expires_on", sa.Date),
        sa.Column("known_on", sa.Date, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("approver", sa.Text, nullable=False),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("revokes", sa.Integer, sa.ForeignKey("decisions.number"), unique=True),
        sa.CheckConstraint("author <> approver", name="two_hands"),
        sa.CheckConstraint("expires_on IS NULL OR expires_on > effective_on", name="some_day_in_force"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION decisions_stay() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER decisions_stay BEFORE UPDATE OR DELETE ON decisions "
            "FOR EACH ROW EXECUTE FUNCTION decisions_stay()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER decisions_stay_{change.lower()} BEFORE {change} ON decisions "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def downgrade() -> None:
    """Remove the decisions."""
    op.drop_table("decisions")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION decisions_stay()")
