"""Keys of other systems: granted without a text, which only the holder of the account makes, once.

A text is random and stored as a hash. Until the holder has claimed it the hash is one that no text
has, so whoever grants keys never reads as somebody else.
"""

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
from graph.errors import InputError, NotFoundError

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
    claim_until: int | None
    claimed_at: int | None
    revoked_at: int | None
    used_at: int | None

    def in_force(self, now: int) -> bool:
        """Whether its text opens something."""
        return self.claimed_at is not None and self._lives(now)

    def awaits_holder(self, now: int) -> bool:
        """Whether the holder may still make its text."""
        return self.claimed_at is None and self._lives(now) and now < (self.claim_until or 0)

    def _lives(self, now: int) -> bool:
        return self.revoked_at is None and now < self.expires_at


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

    def grant(
        self,
        account: str,
        *,
        label: str,
        scopes: Iterable[KeyScope],
        expires_at: int,
        claim_until: int,
        now: int,
        by: str,
    ) -> Key:
        """Let an account have a key, as yet without a text.

        Raises
        ------
        NotFoundError
            If there is no such account.
        """
        self._accounts.get(account)
        key_id = secrets.token_hex(6)
        with transaction(self._engine, "the key cannot be granted") as connection:
            connection.execute(
                sa.insert(KEYS).values(
                    key_id=key_id,
                    key_hash=_hash(secrets.token_urlsafe(32)),
                    account=account,
                    label=label,
                    scopes=",".join(sorted(set(scopes))),
                    created_at=now,
                    created_by=by,
                    expires_at=expires_at,
                    claim_until=claim_until,
                )
            )
            row = connection.execute(sa.select(KEYS).where(KEYS.c.key_id == key_id)).one()
        return _key(row)

    def claim(self, key_id: str, account: str, now: int) -> tuple[Key, str]:
        """Make the text of a granted key of an account; of two at once one gets it.

        Returns
        -------
        Key, str
            The row, and the text to give to the other system: it cannot be read again.

        Raises
        ------
        NotFoundError
            If the account has no such key.
        InputError
            If its text was made, or the time for that is over.
        """
        self.waiting(key_id, account, now)
        text = f"glk_{key_id}_{secrets.token_urlsafe(32)}"
        with transaction(self._engine, "the key cannot be claimed") as connection:
            done = connection.execute(
                sa.update(KEYS)
                .where(
                    KEYS.c.key_id == key_id,
                    KEYS.c.claimed_at.is_(None),
                    KEYS.c.revoked_at.is_(None),
                    KEYS.c.claim_until > now,
                    KEYS.c.expires_at > now,
                )
                .values(key_hash=_hash(text), claimed_at=now)
            )
            row = connection.execute(sa.select(KEYS).where(KEYS.c.key_id == key_id)).one()
        if not done.rowcount:
            raise _not_waiting()
        return _key(row), text

    def waiting(self, key_id: str, account: str, now: int) -> Key:
        """A key of an account whose text its holder may still make.

        Raises
        ------
        NotFoundError, InputError
            As for ``claim``.
        """
        found = self.of_account(key_id, account)
        if not found.awaits_holder(now):
            raise _not_waiting()
        return found

    def of_account(self, key_id: str, account: str) -> Key:
        """One key of an account.

        Raises
        ------
        NotFoundError
            If the account has no such key; another's is told as none.
        """
        found = next((key for key in self.all(account) if key.key_id == key_id), None)
        if found is None:
            raise NotFoundError("key: expected the id of one of the own keys, got another")
        return found

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
        if not key.in_force(now) or account is None or account.disabled:
            return None
        if key.used_at is None or now - key.used_at >= _USED_EVERY_S:
            with transaction(self._engine, "the key cannot be noted") as connection:
                connection.execute(sa.update(KEYS).where(KEYS.c.key_id == key.key_id).values(used_at=now))
        return key, account

    def all(self, account: str | None = None) -> Sequence[Key]:
        """Every key, or those of an account, the newest first; revoked and expired ones too."""
        wanted = sa.select(KEYS).order_by(KEYS.c.created_at.desc(), KEYS.c.key_id)
        if account is not None:
            wanted = wanted.where(KEYS.c.account == account)
        with transaction(self._engine, "keys cannot be read") as connection:
            rows = connection.execute(wanted)
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


def _not_waiting() -> InputError:
    return InputError(
        "key: expected one that waits for its text, got one claimed, ended or lapsed; ask for another grant"
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
        claim_until=row.claim_until,
        claimed_at=row.claimed_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
