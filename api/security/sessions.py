"""Sessions: random tokens of which only the hash is stored.

A session ends by sign-out, after some time without a request, at the latest after some hours,
and when the clock stands before the last time it was seen: a clock set back lengthens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from api.security.accounts import Account, account_of
from api.security.tables import ACCOUNT_ROLES, ACCOUNTS, SESSIONS
from api.security.transactions import transaction

COOKIE = "guanlian_session"
CSRF_HEADER = "X-CSRF-Token"
_TOKEN_BYTES = 32
_SEEN_EVERY_S = 30
_CLOCK_SLACK_S = 60
"""Clocks are corrected by seconds; a step back of more than this ends sessions."""

# Every request asks this: built once, it takes a third of the time.
_ALIVE = sa.and_(
    SESSIONS.c.seen_at > sa.bindparam("seen_after", type_=sa.BigInteger),
    SESSIONS.c.opened_at > sa.bindparam("opened_after", type_=sa.BigInteger),
    SESSIONS.c.seen_at <= sa.bindparam("seen_until", type_=sa.BigInteger),
)
_OPEN = (
    sa.select(ACCOUNTS, SESSIONS.c.opened_at, SESSIONS.c.seen_at, ACCOUNT_ROLES.c.role)
    .select_from(
        SESSIONS.join(ACCOUNTS, ACCOUNTS.c.account == SESSIONS.c.account).outerjoin(
            ACCOUNT_ROLES, ACCOUNT_ROLES.c.account == ACCOUNTS.c.account
        )
    )
    .where(
        SESSIONS.c.token_hash == sa.bindparam("wanted", type_=sa.String),
        ACCOUNTS.c.disabled.is_(False),
        _ALIVE,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One open session; times are seconds since 1970, UTC."""

    account: Account
    opened_at: int
    seen_at: int


class SessionBook:
    """Open sessions of a home.

    Parameters
    ----------
    engine : Engine
        From ``graph.state.open_state``.
    idle_s, absolute_s : int
        Longest time between two requests, and of a session in all.
    """

    def __init__(self, engine: sa.Engine, *, idle_s: int, absolute_s: int) -> None:
        self._engine = engine
        self._idle_s = idle_s
        self._absolute_s = absolute_s

    def open(self, account: str, now: int) -> str:
        """Open a session with a new token; ended ones of the account are forgotten."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with transaction(self._engine, "the session cannot be opened") as connection:
            connection.execute(
                sa.insert(SESSIONS).values(
                    token_hash=_hash(token), account=account, opened_at=now, seen_at=now
                )
            )
            connection.execute(
                sa.delete(SESSIONS).where(SESSIONS.c.account == account, sa.not_(_ALIVE)), self._bounds(now)
            )
        return token

    def find(self, token: str, now: int) -> Session | None:
        """The session of a token if it is still open; its time of use is noted now and then."""
        with transaction(self._engine, "the session cannot be read") as connection:
            rows = connection.execute(_OPEN, {"wanted": _hash(token), **self._bounds(now)}).all()
        if not rows:
            return None
        found = Session(
            account=account_of(rows[0], (row.role for row in rows if row.role is not None)),
            opened_at=rows[0].opened_at,
            seen_at=rows[0].seen_at,
        )
        if now - found.seen_at >= _SEEN_EVERY_S:
            with transaction(self._engine, "the session cannot be noted") as connection:
                connection.execute(
                    sa.update(SESSIONS).where(SESSIONS.c.token_hash == _hash(token)).values(seen_at=now)
                )
        return found

    def close(self, token: str) -> None:
        """End one session; its token opens nothing any more."""
        with transaction(self._engine, "the session cannot be closed") as connection:
            connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.token_hash == _hash(token)))

    def close_all(self, account: str, *, but: str | None = None) -> None:
        """End every session of an account, except the one of a token if given."""
        which = SESSIONS.c.account == account
        if but is not None:
            which = which & (SESSIONS.c.token_hash != _hash(but))
        with transaction(self._engine, "sessions cannot be closed") as connection:
            connection.execute(sa.delete(SESSIONS).where(which))

    def ends_at(self, session: Session) -> int:
        """When a session ends at the latest."""
        return session.opened_at + self._absolute_s

    def _bounds(self, now: int) -> dict[str, int]:
        """What makes a session one that is still open."""
        return {
            "seen_after": now - self._idle_s,
            "opened_after": now - self._absolute_s,
            "seen_until": now + _CLOCK_SLACK_S,
        }


def csrf_of(token: str) -> str:
    """Token that changes of a session must carry; it tells nothing about the session's own."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def is_csrf(token: str, given: str) -> bool:
    """Whether a given text is the token for changes of this session."""
    return hmac.compare_digest(csrf_of(token).encode(), given.encode())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
