"""Setting up the second factor of an account: a secret, then a code that proves it was taken."""

from __future__ import annotations

from collections.abc import Collection

from api.security import totp
from api.security.account_types import TotpAnswer
from api.security.audit import Audit
from api.security.core import Security
from api.security.errors import SealingKeyError
from api.security.sealing import is_sealed
from api.security.sign_in import Credentials, check_credentials
from api.security.viewer import Viewer
from graph.errors import InputError
from graph.locks import held_alone
from graph.state import settle


def start(security: Security, audit: Audit, given: Credentials) -> TotpAnswer:
    """A new secret that is not in force yet.

    Raises
    ------
    InputError
        If the account has a second factor in force; the security administrator takes it away first.
    SignInRefusedError, LockedOutError
        If the password is wrong: it is counted like a sign-in.
    SealingKeyError
        If the key file that other secrets are sealed with is missing.
    """
    if security.accounts.get(given.account).totp_confirmed:
        raise InputError(
            "second factor: expected an account without one, got one that has it; "
            "the security administrator takes it away first"
        )
    account = check_credentials(security, audit, given)
    ready_to_seal(security)
    secret = totp.new_secret()
    sealed = security.sealing.seal(secret, account.account)
    security.accounts.change(account.account, totp_secret=sealed, totp_confirmed=False, totp_step=0)
    return TotpAnswer(secret=secret, address=totp.address_of(secret, account.account))


def confirm(security: Security, audit: Audit, viewer: Viewer, code: str) -> None:
    """Put the secret in force.

    Raises
    ------
    InputError
        If none was set up, or the code is not of it.
    """
    account = security.accounts.get(viewer.account)
    if account.totp_confirmed or not totp.takes(security, account, code):
        raise InputError("second factor: expected the present code of the secret just set up, got another")
    security.accounts.change(account.account, totp_confirmed=True)
    audit.record(viewer, "second_factor.set", subject=account.account)


def remove(security: Security, audit: Audit, viewer: Viewer, account: str) -> None:
    """Take the second factor of an account away, such as after a lost phone; its sessions end."""
    security.accounts.change(account, totp_secret=None, totp_confirmed=False, totp_step=0)
    security.sessions.close_all(account)
    audit.record(viewer, "second_factor.removed", subject=account)


def ready_to_seal(security: Security) -> None:
    """See that there is a key, and that no secret lies in the state unsealed.

    Raises
    ------
    SealingKeyError
        If secrets are sealed with a key that is not there: a new one would not open them.
    """
    kept = _secrets(security)
    if not security.sealing.is_there:
        if any(is_sealed(secret) for secret in kept.values()):
            raise SealingKeyError(
                f"{security.sealing.path.name}: expected the key of the second factors, got none; "
                "restore it, or have the second factors taken away and set up again"
            )
        security.sealing.make()
    for account, secret in kept.items():
        if not is_sealed(secret):
            _seal(security, account, secret, secret)


def change_key(security: Security, audit: Audit, viewer: Viewer) -> tuple[int, int]:
    """Seal every secret with a new key and forget the old one; codes go on working all the while.

    Returns
    -------
    int, int
        Secrets sealed again, and those that no key opened before either: they are dead.

    Raises
    ------
    SealingKeyError
        If the key in force is not there.
    StoreBusyError
        If another process changes keys: each would forget what the other sealed with.
    """
    path = security.sealing.path
    busy = f"{path.name}: expected to be the only one who changes keys, another process does; wait for it"
    with held_alone(path.with_name(f"{path.name}.lock"), busy):
        changed, dead = _changed(security)
    audit.record(viewer, "sealing_key.changed", details={"secrets": str(len(changed))})
    return len(changed), len(dead)


def _changed(security: Security) -> tuple[set[str], set[str]]:
    """Accounts whose secret was sealed again, and those whose secret no key opened."""
    ready_to_seal(security)
    security.sealing.begin_change()
    changed, dead = set[str](), set[str]()
    # A secret that was being set up may still come with the old key: the old one goes when none has it.
    while old := _sealed_before(security, dead):
        for account, sealed in old.items():
            try:
                secret = security.sealing.open(sealed, account)
            except SealingKeyError:
                dead.add(account)
                continue
            _seal(security, account, sealed, secret)
            changed.add(account)
    settle(security.engine)
    security.sealing.end_change()
    return changed, dead


def _sealed_before(security: Security, but: Collection[str]) -> dict[str, str]:
    """Secrets that are not sealed with the key in force, by account."""
    kept = _secrets(security).items()
    newest = security.sealing.is_newest
    return {account: sealed for account, sealed in kept if account not in but and not newest(sealed)}


def _secrets(security: Security) -> dict[str, str]:
    found = security.accounts.all()
    return {one.account: one.totp_secret for one in found if one.totp_secret is not None}


def _seal(security: Security, account: str, stored: str, secret: str) -> None:
    """Store a secret sealed with the key in force, unless another one was set up meanwhile."""
    security.accounts.replace_totp_secret(account, stored, security.sealing.seal(secret, account))
