"""Keys of other systems: random, shown once, stored as a hash, with scopes and an expiry."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api.security.accounts import Account, AccountBook
from api.security.permissions import KeyScope
from api.security.tables import KEYS
from api.security.transactions import transaction
from graph.errors import NotFoundError

_FORM = re.compile(r"glk_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_USED_EVERY_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key without its secret; times are seconds since 1970, UTC."""

    key_id: str
    account: str
    label: str
    scopes: frozenset[KeyScope]
    created_at: int
    created_by: str
    expires_at: int
    revoked_at: int | None
    used_at: int | None


class KeyBook:
    """Keys of a home.

    Parameters
    ----------
    engine : Engine
        From ``graph.state.open_state``.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._accounts = AccountBook(engine)

    def add(
        self, account: str, *, label: str, scopes: Iterable[KeyScope], expires_at: int, now: int, by: str
    ) -> tuple[Key, str]:
        """Make a key of an account.

        Returns
        -------
        Key, str
            The row, and the text to give to the other system: it cannot be read again.

        Raises
        ------
        NotFoundError
            If there is no such account.
        """
        self._accounts.get(account)
        key_id = secrets.token_hex(6)
        text = f"glk_{key_id}_{secrets.token_urlsafe(32)}"
        with transaction(self._engine, "the key cannot be made") as connection:
            connection.execute(
                sa.insert(KEYS).values(
                    key_id=key_id,
                    key_hash=_hash(text),
                    account=account,
                    label=label,
                    scopes=",".join(sorted(set(scopes))),
                    created_at=now,
                    created_by=by,
                    expires_at=expires_at,
                )
            )
            row = connection.execute(sa.select(KEYS).where(KEYS.c.key_id == key_id)).one()
        return _key(row), text

    def find(self, text: str, now: int) -> tuple[Key, Account] | None:
        """Key and account of a text; None if it is no key, or a revoked, expired or disabled one."""
        form = _FORM.fullmatch(text)
        if form is None:
            return None
        with transaction(self._engine, "the key cannot be read") as connection:
            row = connection.execute(sa.select(KEYS).where(KEYS.c.key_id == form[1])).one_or_none()
        if row is None or not hmac.compare_digest(row.key_hash, _hash(text)):
            return None
        key = _key(row)
        account = self._accounts.find(key.account)
        if key.revoked_at is not None or key.expires_at <= now or account is None or account.disabled:
            return None
        if key.used_at is None or now - key.used_at >= _USED_EVERY_S:
            with transaction(self._engine, "the key cannot be noted") as connection:
                connection.execute(sa.update(KEYS).where(KEYS.c.key_id == key.key_id).values(used_at=now))
        return key, account

    def all(self) -> Sequence[Key]:
        """Every key, the newest first; revoked and expired ones too."""
        with transaction(self._engine, "keys cannot be read") as connection:
            rows = connection.execute(sa.select(KEYS).order_by(KEYS.c.created_at.desc(), KEYS.c.key_id))
            return [_key(row) for row in rows]

    def revoke(self, key_id: str, now: int) -> Key:
        """End a key; a second time changes nothing.

        Raises
        ------
        NotFoundError
            If there is no such key.
        """
        with transaction(self._engine, "the key cannot be revoked") as connection:
            connection.execute(
                sa.update(KEYS)
                .where(KEYS.c.key_id == key_id, KEYS.c.revoked_at.is_(None))
                .values(revoked_at=now)
            )
            row = connection.execute(sa.select(KEYS).where(KEYS.c.key_id == key_id)).one_or_none()
        if row is None:
            raise NotFoundError("key: expected the id of one that exists, got another")
        return _key(row)

    def revoke_all(self, account: str, now: int) -> None:
        """End every key of an account that is in force."""
        with transaction(self._engine, "keys cannot be revoked") as connection:
            connection.execute(
                sa.update(KEYS)
                .where(KEYS.c.account == account, KEYS.c.revoked_at.is_(None))
                .values(revoked_at=now)
            )


def _key(row: Any) -> Key:
    return Key(
        key_id=row.key_id,
        account=row.account,
        label=row.label,
        scopes=frozenset(KeyScope(scope) for scope in row.scopes.split(",") if scope),
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
