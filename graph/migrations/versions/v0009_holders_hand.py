"""Keys that their holder claims, and secrets of webhooks that change with an overlap."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; times are seconds since 1970-01-01 UTC. Keys made before stay in force."""
    op.add_column("api_keys", sa.Column("claim_until", sa.BigInteger))
    op.add_column("api_keys", sa.Column("claimed_at", sa.BigInteger))
    keys = sa.table("api_keys", sa.column("claimed_at"), sa.column("created_at"))
    op.execute(sa.update(keys).values(claimed_at=keys.c.created_at))
    op.add_column(
        "webhooks", sa.Column("secret_number", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    op.add_column("webhooks", sa.Column("overlap_until", sa.BigInteger))


def downgrade() -> None:
    """Remove the columns; a key that nobody claimed has no text, so it opens nothing then either."""
    for table, column in (
        ("webhooks", "overlap_until"),
        ("webhooks", "secret_number"),
        ("api_keys", "claimed_at"),
        ("api_keys", "claim_until"),
    ):
        op.drop_column(table, column)
