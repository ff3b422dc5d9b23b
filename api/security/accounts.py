"""Accounts in the row-wise state: rows of persons and services who may sign in.

Counters are changed by statements that write first, so that two sign-ins at once are both counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api.security.rights import Role
from api.security.tables import ACCOUNT_ROLES, ACCOUNTS, PASSWORDS
from api.security.transactions import transaction
from graph.errors import InputError, NotFoundError

_SAME_MANY = 24
"""Old password hashes kept of an account; the policy looks at no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account as stored; times are seconds since 1970, UTC.

    ``authority`` is the code of its supervising authority; None together with ``whole_area``
    false means an account that sees no area, such as an administrator.
    """

    account: str
    display: str
    authority: str | None
    whole_area: bool
    disabled: bool
    password_hash: str | None
    password_set_at: int
    must_change: bool
    failures: int
    locked_until: int
    totp_secret: str | None
    totp_confirmed: bool
    totp_step: int
    subject: str | None
    created_at: int
    created_by: str
    roles: frozenset[Role] = frozenset()


class AccountBook:
    """Accounts of a home.

    Parameters
    ----------
    engine : Engine
        From ``graph.state.open_state``.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(
        self,
        account: str,
        *,
        display: str,
        password_hash: str | None,
        now: int,
        created_by: str,
        roles: Iterable[Role] = (),
        authority: str | None = None,
        whole_area: bool = False,
        must_change: bool = True,
        subject: str | None = None,
    ) -> Account:
        """Make an account.

        Raises
        ------
        InputError
            If there is one of this name already.
        """
        with transaction(self._engine, "the account cannot be made") as connection:
            if _read(connection, ACCOUNTS.c.account == account):
                raise InputError(f"account {account}: expected a new name, there is one of this name")
            connection.execute(
                sa.insert(ACCOUNTS).values(
                    account=account,
                    display=display,
                    authority=authority,
                    whole_area=whole_area,
                    disabled=False,
                    password_hash=password_hash,
                    password_set_at=now,
                    must_change=must_change,
                    failures=0,
                    locked_until=0,
                    totp_confirmed=False,
                    totp_step=0,
                    subject=subject,
                    created_at=now,
                    created_by=created_by,
                )
            )
            _set_roles(connection, account, roles)
            return _read(connection, ACCOUNTS.c.account == account)[0]

    def get(self, account: str) -> Account:
        """One account.

        Raises
        ------
        NotFoundError
            If there is none of this name.
        """
        found = self.find(account)
        if found is None:
            raise NotFoundError("account: expected the name of one that exists, got another")
        return found

    def find(self, account: str) -> Account | None:
        """One account, or None."""
        with transaction(self._engine, "accounts cannot be read") as connection:
            found = _read(connection, ACCOUNTS.c.account == account)
        return found[0] if found else None

    def of_subject(self, subject: str) -> Account | None:
        """The account that a single sign-on names, or None."""
        with transaction(self._engine, "accounts cannot be read") as connection:
            found = _read(connection, ACCOUNTS.c.subject == subject)
        return found[0] if found else None

    def all(self) -> Sequence[Account]:
        """Every account, by name."""
        with transaction(self._engine, "accounts cannot be read") as connection:
            return _read(connection, sa.true())

    def change(self, account: str, *, roles: Iterable[Role] | None = None, **values: Any) -> Account:
        """Set columns of one account, and its roles if given.

        Raises
        ------
        NotFoundError
            If there is none of this name.
        """
        with transaction(self._engine, "the account cannot be changed") as connection:
            told = {"account": account, **values}
            done = connection.execute(sa.update(ACCOUNTS).where(ACCOUNTS.c.account == account).values(**told))
            if not done.rowcount:
                raise NotFoundError("account: expected the name of one that exists, got another")
            if roles is not None:
                _set_roles(connection, account, roles)
            return _read(connection, ACCOUNTS.c.account == account)[0]

    def set_password(self, account: str, password_hash: str, *, now: int, must_change: bool) -> None:
        """Store another password and keep the old one's hash, so that it is not used again soon."""
        with transaction(self._engine, "the password cannot be changed") as connection:
            connection.execute(
                sa.insert(PASSWORDS).from_select(
                    ["account", "password_hash", "set_at"],
                    sa.select(ACCOUNTS.c.account, ACCOUNTS.c.password_hash, ACCOUNTS.c.password_set_at).where(
                        ACCOUNTS.c.account == account, ACCOUNTS.c.password_hash.is_not(None)
                    ),
                )
            )
            connection.execute(
                sa.update(ACCOUNTS)
                .where(ACCOUNTS.c.account == account)
                .values(password_hash=password_hash, password_set_at=now, must_change=must_change)
            )

    def old_passwords(self, account: str, most: int) -> Sequence[str]:
        """Hashes of the newest passwords before the one in force."""
        with transaction(self._engine, "accounts cannot be read") as connection:
            found = connection.execute(
                sa.select(PASSWORDS.c.password_hash)
                .where(PASSWORDS.c.account == account)
                .order_by(PASSWORDS.c.number.desc())
                .limit(min(most, _SAME_MANY))
            )
            return [row[0] for row in found]

    def count_failure(self, account: str, *, most: int, locked_until: int) -> bool:
        """Count a failed sign-in; the ``most``-th in a row locks the account; a longer lock stays.

        Returns
        -------
        bool
            Whether this one locked it.
        """
        with transaction(self._engine, "the sign-in cannot be counted") as connection:
            connection.execute(
                sa.update(ACCOUNTS)
                .where(ACCOUNTS.c.account == account)
                .values(failures=ACCOUNTS.c.failures + 1)
            )
            done = connection.execute(
                sa.update(ACCOUNTS)
                .where(ACCOUNTS.c.account == account, ACCOUNTS.c.failures >= most)
                .values(
                    failures=0,
                    locked_until=sa.case(
                        (ACCOUNTS.c.locked_until > locked_until, ACCOUNTS.c.locked_until), else_=locked_until
                    ),
                )
            )
            return bool(done.rowcount)

    def clear_failures(self, account: str, *, over_by: int | None = None) -> None:
        """Forget failed sign-ins and a lock.

        Parameters
        ----------
        over_by : int, optional
            Only a lock that is over by this moment: one that was set meanwhile stays.
        """
        which = ACCOUNTS.c.account == account
        if over_by is not None:
            which = which & (ACCOUNTS.c.locked_until <= over_by)
        with transaction(self._engine, "the account cannot be changed") as connection:
            connection.execute(sa.update(ACCOUNTS).where(which).values(failures=0, locked_until=0))

    def replace_totp_secret(self, account: str, stored: str, new: str) -> None:
        """Store a secret of the second factor another way; nothing if it is no longer the stored one."""
        with transaction(self._engine, "the account cannot be changed") as connection:
            connection.execute(
                sa.update(ACCOUNTS)
                .where(ACCOUNTS.c.account == account, ACCOUNTS.c.totp_secret == stored)
                .values(totp_secret=new)
            )

    def use_totp_step(self, account: str, step: int) -> bool:
        """Take a time step of the second factor; False if it or a later one was taken before."""
        with transaction(self._engine, "the code cannot be checked") as connection:
            done = connection.execute(
                sa.update(ACCOUNTS)
                .where(ACCOUNTS.c.account == account, ACCOUNTS.c.totp_step < step)
                .values(totp_step=step)
            )
            return bool(done.rowcount)


def account_of(row: Any, roles: Iterable[str]) -> Account:
    """Account of a row that has all columns of its table."""
    columns = {column.name: getattr(row, column.name) for column in ACCOUNTS.c}
    return Account(**columns, roles=frozenset(Role(role) for role in roles))


def _set_roles(connection: sa.Connection, account: str, roles: Iterable[Role]) -> None:
    connection.execute(sa.delete(ACCOUNT_ROLES).where(ACCOUNT_ROLES.c.account == account))
    rows = [{"account": account, "role": str(role)} for role in sorted(set(roles))]
    if rows:
        connection.execute(sa.insert(ACCOUNT_ROLES), rows)


def _read(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[Account]:
    found = connection.execute(sa.select(ACCOUNTS).where(which).order_by(ACCOUNTS.c.account)).all()
    named = sa.select(ACCOUNTS.c.account).where(which)
    roles: dict[str, list[str]] = {}
    for account, role in connection.execute(
        sa.select(ACCOUNT_ROLES.c.account, ACCOUNT_ROLES.c.role).where(ACCOUNT_ROLES.c.account.in_(named))
    ):
        roles.setdefault(account, []).append(role)
    return [account_of(row, roles.get(row.account, ())) for row in found]
