"""Tables of accounts, sessions and keys in the row-wise state; times are whole seconds since 1970, UTC."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()

ACCOUNTS = sa.Table(
    "accounts",
    METADATA,
    sa.Column("account", sa.String(64), primary_key=True),
    sa.Column("display", sa.String(100), nullable=False),
    sa.Column("authority", sa.String(64)),
    sa.Column("whole_area", sa.Boolean, nullable=False),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("password_hash", sa.Text),
    sa.Column("password_set_at", sa.BigInteger, nullable=False),
    sa.Column("must_change", sa.Boolean, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.BigInteger, nullable=False),
    sa.Column("totp_secret", sa.Text),
    sa.Column("totp_confirmed", sa.Boolean, nullable=False),
    sa.Column("totp_step", sa.BigInteger, nullable=False),
    sa.Column("subject", sa.Text, unique=True),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.String(64), nullable=False),
    sa.CheckConstraint("NOT (whole_area AND authority IS NOT NULL)", name="one_area"),
)

ACCOUNT_ROLES = sa.Table(
    "account_roles",
    METADATA,
    sa.Column("account", sa.String(64), sa.ForeignKey("accounts.account"), primary_key=True),
    sa.Column("role", sa.String(20), primary_key=True),
)

PASSWORDS = sa.Table(
    "password_history",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("account", sa.String(64), sa.ForeignKey("accounts.account"), nullable=False, index=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("set_at", sa.BigInteger, nullable=False),
)

SESSIONS = sa.Table(
    "sessions",
    METADATA,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(64), sa.ForeignKey("accounts.account"), nullable=False, index=True),
    sa.Column("opened_at", sa.BigInteger, nullable=False),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
)

KEYS = sa.Table(
    "api_keys",
    METADATA,
    sa.Column("key_id", sa.String(16), primary_key=True),
    sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("account", sa.String(64), sa.ForeignKey("accounts.account"), nullable=False, index=True),
    sa.Column("label", sa.String(100), nullable=False),
    sa.Column("scopes", sa.String(200), nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.String(64), nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.Column("claim_until", sa.BigInteger),
    sa.Column("claimed_at", sa.BigInteger),
    sa.Column("revoked_at", sa.BigInteger),
    sa.Column("used_at", sa.BigInteger),
)
