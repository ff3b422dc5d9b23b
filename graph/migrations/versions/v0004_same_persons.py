"""Reviews and candidates of persons who may be one: rows are added, reviews are never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = ("person_reviews", "person_candidates")
_REFUSAL = "rows about persons are only added, never changed or deleted"


def upgrade() -> None:
    """Create both tables, and refuse in the database itself what would change a row of them."""
    op.create_table(
        "person_reviews",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("person_a", sa.Text, nullable=False),
        sa.Column("person_b", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("known_on", sa.Date, nullable=False),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.CheckConstraint("person_a <> person_b", name="review_of_two_persons"),
        sa.CheckConstraint("verdict IN ('same', 'not_same', 'unsure')", name="known_verdict"),
    )
    op.create_table(
        "person_candidates",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("person_a", sa.Text, nullable=False),
        sa.Column("person_b", sa.Text, nullable=False),
        sa.Column("confidence_milli", sa.Integer, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("known_on", sa.Date, nullable=False),
        sa.CheckConstraint("person_a <> person_b", name="candidate_of_two_persons"),
        sa.CheckConstraint("confidence_milli BETWEEN 0 AND 1000", name="confidence_is_a_fraction"),
    )
    for table in _TABLES:
        _only_added(table)


def _only_added(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_stay() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_stay()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_stay_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def downgrade() -> None:
    """Remove both tables."""
    for table in _TABLES:
        op.drop_table(table)
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_stay()")
