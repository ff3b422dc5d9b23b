"""Setting up the second factor of an account: a secret, then a code that proves it was taken."""

from __future__ import annotations

from api.security import totp
from api.security.account_types import TotpAnswer
from api.security.audit import Audit
from api.security.core import Security
from api.security.sign_in import Credentials, check_credentials
from api.security.viewer import Viewer
from graph.errors import InputError


def start(security: Security, audit: Audit, given: Credentials) -> TotpAnswer:
    """A new secret that is not in force yet.

    Raises
    ------
    InputError
        If the account has a second factor in force; the security administrator takes it away first.
    SignInRefusedError, LockedOutError
        If the password is wrong: it is counted like a sign-in.
    """
    if security.accounts.get(given.account).totp_confirmed:
        raise InputError(
            "second factor: expected an account without one, got one that has it; "
            "the security administrator takes it away first"
        )
    account = check_credentials(security, audit, given)
    secret = totp.new_secret()
    security.accounts.change(account.account, totp_secret=secret, totp_confirmed=False, totp_step=0)
    return TotpAnswer(secret=secret, address=totp.address_of(secret, account.account))


def confirm(security: Security, audit: Audit, viewer: Viewer, code: str) -> None:
    """Put the secret in force.

    Raises
    ------
    InputError
        If none was set up, or the code is not of it.
    """
    account = security.accounts.get(viewer.account)
    if account.totp_confirmed or not totp.takes(security.accounts, account, code, security.now):
        raise InputError("second factor: expected the present code of the secret just set up, got another")
    security.accounts.change(account.account, totp_confirmed=True)
    audit.record(viewer, "second_factor.set", subject=account.account)


def remove(security: Security, audit: Audit, viewer: Viewer, account: str) -> None:
    """Take the second factor of an account away, such as after a lost phone; its sessions end."""
    security.accounts.change(account, totp_secret=None, totp_confirmed=False, totp_step=0)
    security.sessions.close_all(account)
    audit.record(viewer, "second_factor.removed", subject=account)
