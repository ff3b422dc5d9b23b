"""Proposals with their steps, saved views, watch lists, published revisions as a feed, webhooks.

Rows of proposals are added and never changed: what becomes of one is a step of its own, and of
two verdicts the database takes the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ADDED_ONLY = ("proposals", "proposal_subjects", "proposal_steps", "feed_revisions")
_REFUSAL = "proposals, their steps and published revisions are only added, never changed or deleted"


def upgrade() -> None:
    """Create the tables; times are whole seconds since 1970, UTC."""
    _proposals()
    _own_lists()
    _feed()
    for table in _ADDED_ONLY:
        _only_added(table)


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("enterprises_total", sa.Integer, nullable=False),
        sa.Column("authorities", sa.Text, nullable=False),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("proposed_at", sa.BigInteger, nullable=False),
        sa.Column("lapses_on", sa.Date, nullable=False),
    )
    op.create_table(
        "proposal_subjects",
        sa.Column("proposal", sa.Integer, sa.ForeignKey("proposals.number"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("enterprise_id", sa.Text, nullable=False),
    )
    op.create_table(
        "proposal_steps",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("proposal", sa.Integer, sa.ForeignKey("proposals.number"), nullable=False, index=True),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("slot", sa.String(20)),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("details", sa.Text, nullable=False),
        sa.UniqueConstraint("proposal", "slot", name="one_verdict"),
    )


def _own_lists() -> None:
    op.create_table(
        "desk_views",
        sa.Column("view_id", sa.String(32), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("page", sa.String(20), nullable=False),
        sa.Column("centre", sa.Text),
        sa.Column("month", sa.String(7)),
        sa.Column("revision", sa.Integer),
        sa.Column("nodes_total", sa.Integer, nullable=False),
        sa.Column("nodes", sa.Text, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "desk_watch",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("enterprise_id", sa.Text, primary_key=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
    )


def _feed() -> None:
    op.create_table(
        "feed_revisions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("month", "revision", name="one_place_a_revision"),
    )
    op.create_table(
        "webhooks",
        sa.Column("webhook_id", sa.String(32), primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("kinds", sa.Text, nullable=False),
        sa.Column("authority", sa.Text),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("place", sa.String(24), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("delivered_at", sa.BigInteger),
        sa.Column("last_status", sa.Text),
        sa.Column("removed_at", sa.BigInteger),
    )


def _postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _only_added(table: str) -> None:
    if _postgres():
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
    """Remove the tables."""
    postgres = _postgres()
    for table in ("webhooks", "desk_watch", "desk_views"):
        op.drop_table(table)
    for table in reversed(_ADDED_ONLY):
        op.drop_table(table)
        if postgres:
            op.execute(f"DROP FUNCTION {table}_stay()")
