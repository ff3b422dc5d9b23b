"""Routes of accounts: one administrator makes and closes them, another gives them rights."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from api.dependencies import SecurityDep, ViewerDep
from api.routes.base import new_router
from api.security import administration, second_factor
from api.security.account_types import (
    AccountChange,
    AccountList,
    AccountView,
    NewAccount,
    OneTimePassword,
    RolesBody,
)
from api.security.audit import AuditDep

router = new_router("accounts")

Account = Annotated[str, Path(min_length=1, max_length=64, description="Name of an account")]


@router.get("/accounts", summary="All accounts", operation_id="listAccounts")
def list_accounts(security: SecurityDep) -> AccountList:
    """Every account with its roles, area and state, by name."""
    items = tuple(administration.view_of(security, one) for one in security.accounts.all())
    return AccountList(items=items, total=len(items))


@router.post("/accounts", summary="Make an account", operation_id="addAccount", status_code=201)
def add_account(
    body: NewAccount, security: SecurityDep, viewer: ViewerDep, audit: AuditDep
) -> OneTimePassword:
    """Make an account without rights; its one-time password is shown once."""
    return administration.add_account(security, audit, viewer, body)


@router.patch("/accounts/{account}", summary="Rename or close an account", operation_id="changeAccount")
def change_account(
    account: Account, body: AccountChange, security: SecurityDep, viewer: ViewerDep, audit: AuditDep
) -> AccountView:
    """Change the name shown, close or open the account; a closed one's sessions end."""
    return administration.change_account(security, audit, viewer, account, body)


@router.put("/accounts/{account}/roles", summary="Give roles and an area", operation_id="setRoles")
def set_roles(
    account: Account, body: RolesBody, security: SecurityDep, viewer: ViewerDep, audit: AuditDep
) -> AccountView:
    """Replace roles and area of an account; its open sessions end."""
    return administration.set_roles(security, audit, viewer, account, body)


@router.post("/accounts/{account}/unlock", summary="Open a lock", operation_id="unlockAccount")
def unlock(account: Account, security: SecurityDep, viewer: ViewerDep, audit: AuditDep) -> AccountView:
    """Open a lock after failed sign-ins, or that of a reset password."""
    return administration.unlock(security, audit, viewer, account)


@router.post("/accounts/{account}/password", summary="Give a one-time password", operation_id="resetPassword")
def reset_password(
    account: Account, security: SecurityDep, viewer: ViewerDep, audit: AuditDep
) -> OneTimePassword:
    """A new one-time password, shown once; it works when the security administrator opens the account."""
    return administration.reset_password(security, audit, viewer, account)


@router.delete(
    "/accounts/{account}/totp",
    summary="Take a second factor away",
    operation_id="removeSecondFactor",
    status_code=204,
)
def remove_second_factor(account: Account, security: SecurityDep, viewer: ViewerDep, audit: AuditDep) -> None:
    """After a lost phone: sign-in asks for the password only, until another one is set up."""
    second_factor.remove(security, audit, viewer, account)
