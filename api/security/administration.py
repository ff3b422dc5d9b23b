"""What administrators do with accounts; every step is recorded.

The system administrator makes and closes accounts but gives no rights; the security administrator
gives roles and areas but sets no password. A password that somebody else has reset opens
nothing before the security administrator unlocks the account: nobody takes an account over alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from api.security.account_types import (
    ACCOUNT_FORM,
    AccountChange,
    AccountView,
    AreaView,
    NewAccount,
    OneTimePassword,
    RolesBody,
    moment,
)
from api.security.accounts import Account
from api.security.audit import Audit
from api.security.core import Security
from api.security.passwords import one_time_password
from api.security.rights import Role, administrators, check_together, role_table
from api.security.sign_in import AWAITING_UNLOCK
from api.security.viewer import Viewer
from graph.errors import InputError


def view_of(security: Security, account: Account) -> AccountView:
    """An account as administrators see it."""
    code = account.authority
    return AccountView(
        account=account.account,
        display=account.display,
        roles=tuple(sorted(account.roles)),
        authority=None if code is None else AreaView(code=code, name=security.areas.name(code)),
        whole_area=account.whole_area,
        disabled=account.disabled,
        locked=account.locked_until > security.now,
        awaits_unlock=account.locked_until >= AWAITING_UNLOCK,
        must_change_password=security.password_expired(account),
        second_factor=account.totp_confirmed,
        single_sign_on=account.subject is not None,
        created_on=moment(account.created_at),
    )


def add_account(
    security: Security,
    audit: Audit,
    viewer: Viewer,
    body: NewAccount,
    *,
    rights: RolesBody | None = None,
) -> OneTimePassword:
    """Make an account with a one-time password.

    Parameters
    ----------
    rights : RolesBody, optional
        Roles and area at once; only whoever has the files of the home gives them so.

    Raises
    ------
    InputError
        If the name is taken or has another form, or the roles may not be held together.
    """
    if not re.fullmatch(ACCOUNT_FORM, body.account):
        raise InputError(
            "account: expected 2 to 64 letters, digits and . _ @ - beginning with one of the first two"
        )
    checked = None if rights is None else _checked(rights)
    # Whom the single sign-on vouches for has no password here that could be lost.
    password = one_time_password() if body.subject is None else None
    security.accounts.add(
        body.account,
        display=body.display,
        password_hash=None if password is None else security.hashing.hash(password),
        now=security.now,
        created_by=viewer.account,
        roles=() if checked is None else checked.roles,
        authority=None if checked is None else checked.authority,
        whole_area=checked is not None and checked.whole_area,
        subject=body.subject,
    )
    told = {} if checked is None else _told(checked)
    audit.record(viewer, "account.added", subject=body.account, details=told)
    return OneTimePassword(account=body.account, password=password, awaits_unlock=False)


def change_account(
    security: Security, audit: Audit, viewer: Viewer, account: str, body: AccountChange
) -> AccountView:
    """Change name or state; a closed account's sessions end.

    Raises
    ------
    InputError
        If somebody closes the own account.
    NotFoundError
        If there is no such account.
    """
    values = body.model_dump(exclude_none=True)
    if not values:
        raise InputError("account: expected display or disabled, got neither")
    if body.disabled and account == viewer.account:
        raise InputError("account: expected another account than the own one; ask another administrator")
    changed = security.accounts.change(account, **values)
    if body.disabled:
        security.sessions.close_all(account)
    audit.record(
        viewer,
        "account.changed",
        subject=account,
        details={name: str(values[name]) for name in ("disabled",) if name in values},
    )
    return view_of(security, changed)


def set_roles(security: Security, audit: Audit, viewer: Viewer, account: str, body: RolesBody) -> AccountView:
    """Replace roles and area; open sessions of the account end.

    Raises
    ------
    InputError
        If the roles may not be held together, or somebody gives them to the own account.
    NotFoundError
        If there is no such account.
    """
    if account == viewer.account:
        raise InputError("roles: expected another account than the own one; nobody gives rights to oneself")
    checked = _checked(body)
    changed = security.accounts.change(
        account, roles=checked.roles, authority=checked.authority, whole_area=checked.whole_area
    )
    security.sessions.close_all(account)
    audit.record(viewer, "account.roles_set", subject=account, details=_told(checked))
    return view_of(security, changed)


def unlock(security: Security, audit: Audit, viewer: Viewer, account: str) -> AccountView:
    """Open a lock, also that of a password reset by somebody else."""
    security.accounts.get(account)
    security.accounts.clear_failures(account)
    audit.record(viewer, "account.unlocked", subject=account)
    return view_of(security, security.accounts.get(account))


def reset_password(
    security: Security, audit: Audit, viewer: Viewer, account: str, *, awaits_unlock: bool = True
) -> OneTimePassword:
    """Give an account a one-time password; its sessions end, and its keys.

    Parameters
    ----------
    awaits_unlock : bool
        Whether the security administrator has to open the account; false for whoever has the files
        of the home, who could open it too.
    """
    security.accounts.get(account)
    password = one_time_password()
    security.accounts.set_password(
        account, security.hashing.hash(password), now=security.now, must_change=True
    )
    security.accounts.change(account, failures=0, locked_until=AWAITING_UNLOCK if awaits_unlock else 0)
    security.sessions.close_all(account)
    security.keys.revoke_all(account, security.now)
    audit.record(viewer, "password.reset", subject=account)
    return OneTimePassword(account=account, password=password, awaits_unlock=awaits_unlock)


def _checked(body: RolesBody) -> RolesBody:
    """Roles and area that fit each other."""
    if body.roles:
        check_together(body.roles)
    if body.whole_area and body.authority is not None:
        raise InputError("area: expected an authority or the whole area, got both; say one")
    if (body.whole_area or body.authority is not None) and administrators() & set(body.roles):
        raise InputError("area: expected none for an administrator, who reads no enterprise; leave it out")
    return body


def _told(body: RolesBody) -> dict[str, str]:
    area = "all" if body.whole_area else body.authority or "none"
    return {"roles": ",".join(sorted(body.roles)), "area": area}


def names_of(roles: Iterable[Role], *, english: bool) -> str:
    """Names of roles in one language."""
    table = role_table().roles
    return ", ".join(table[role].label_en if english else table[role].label_zh for role in sorted(roles))
