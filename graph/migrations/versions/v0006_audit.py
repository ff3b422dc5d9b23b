"""The audit, the tree of authorities, reveals and alarms: rows are added and never changed.

A row of the audit may go only when a signed archive holds it and it is older than six months
(Cybersecurity Law art. 21); the database itself refuses everything else.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = (
    "audit_archives",
    "authority_loads",
    "authorities",
    "reveal_requests",
    "reveal_steps",
    "alarms",
    "alarm_notes",
)
_REFUSAL = "rows of the audit, of authorities, reveals and alarms are only added, never changed or deleted"
_HEAD_REFUSAL = "the head of the audit only goes forward"
_KEPT_DAYS = 183


def upgrade() -> None:
    """Create the tables, and refuse in the database itself what would change a row of them."""
    _audit()
    _authorities()
    _reveals()
    _alarms()
    for table in _TABLES:
        _only_added(table)
    _guard_audit()
    op.execute("INSERT INTO audit_head (id, number, hash, at) VALUES (1, 0, '" + "0" * 64 + "', '')")
    _guard_head()


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("behind_ms", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("via", sa.String(20), nullable=False),
        sa.Column("event", sa.String(60), nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("purpose", sa.Text),
        sa.Column("result", sa.String(60), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False, unique=True),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    for column in ("account", "event", "subject"):
        op.create_index(f"audit_by_{column}", "audit", [column, "at"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.CheckConstraint("id = 1", name="one_head"),
    )
    op.create_table(
        "audit_archives",
        sa.Column("first_number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last_number", sa.Integer, nullable=False),
        sa.Column("last_hash", sa.String(64), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.CheckConstraint("last_number >= first_number", name="some_rows"),
    )


def _authorities() -> None:
    op.create_table(
        "authority_loads",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
    )
    op.create_table(
        "authorities",
        sa.Column("load", sa.Integer, sa.ForeignKey("authority_loads.number"), primary_key=True),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("parent", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("region", sa.Text),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("succeeded_by", sa.Text),
    )


def _reveals() -> None:
    op.create_table(
        "reveal_requests",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("account", sa.Text, nullable=False, index=True),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("enterprise_id", sa.Text, nullable=False),
        sa.Column("purpose", sa.String(60), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("two_persons", sa.Boolean, nullable=False),
    )
    op.create_table(
        "reveal_steps",
        sa.Column("request", sa.Integer, sa.ForeignKey("reveal_requests.number"), primary_key=True),
        sa.Column("step", sa.String(20), primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.CheckConstraint("step IN ('decided', 'shown')", name="known_step"),
    )


def _alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("period", sa.String(32), nullable=False),
        sa.Column("counted", sa.Integer, nullable=False),
        sa.Column("threshold", sa.Integer, nullable=False),
        sa.UniqueConstraint("rule", "account", "period", name="one_alarm_a_period"),
    )
    op.create_table(
        "alarm_notes",
        sa.Column("alarm", sa.Integer, sa.ForeignKey("alarms.number"), primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )


def _postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _only_added(table: str) -> None:
    if _postgres():
        _refusing(table, "", _REFUSAL)
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_stay_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def _guard_audit() -> None:
    """Rows stay; one that an archive holds may go once it is older than the law asks."""
    archived = "EXISTS (SELECT 1 FROM audit_archives WHERE last_number >= OLD.number)"
    if _postgres():
        old = (
            "OLD.at COLLATE \"C\" < to_char((now() AT TIME ZONE 'UTC') "
            f"- interval '{_KEPT_DAYS} days', 'YYYY-MM-DD\"T\"HH24:MI:SS')"
        )
        _refusing("audit", f"IF TG_OP = 'DELETE' AND {old} AND {archived} THEN RETURN OLD; END IF;", _REFUSAL)
        return
    op.execute(
        "CREATE TRIGGER audit_stay_update BEFORE UPDATE ON audit "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )
    old = f"OLD.at < strftime('%Y-%m-%dT%H:%M:%S', 'now', '-{_KEPT_DAYS} days')"
    op.execute(
        f"CREATE TRIGGER audit_stay_delete BEFORE DELETE ON audit WHEN NOT ({old} AND {archived}) "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )


def _guard_head() -> None:
    if _postgres():
        forward = "IF TG_OP = 'UPDATE' AND NEW.number >= OLD.number THEN RETURN NEW; END IF;"
        _refusing("audit_head", forward, _HEAD_REFUSAL)
        return
    op.execute(
        "CREATE TRIGGER audit_head_stay_update BEFORE UPDATE ON audit_head WHEN NEW.number < OLD.number "
        f"BEGIN SELECT RAISE(ABORT, '{_HEAD_REFUSAL}'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_head_stay_delete BEFORE DELETE ON audit_head "
        f"BEGIN SELECT RAISE(ABORT, '{_HEAD_REFUSAL}'); END"
    )


def _refusing(table: str, unless: str, refusal: str) -> None:
    """Triggers of PostgreSQL that refuse every change, and the emptying of the whole table."""
    op.execute(
        f"CREATE FUNCTION {table}_stay() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {unless} RAISE EXCEPTION '{refusal}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_stay()"
    )
    op.execute(
        f"CREATE FUNCTION {table}_full() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_full BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_full()"
    )


def downgrade() -> None:
    """Remove the tables."""
    postgres = _postgres()
    for table in (*reversed(_TABLES), "audit_head", "audit"):
        op.drop_table(table)
        if postgres:
            op.execute(f"DROP FUNCTION {table}_stay()")
            op.execute(f"DROP FUNCTION {table}_full()")
