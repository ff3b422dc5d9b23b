"""Signing in and changing a password: the one place where passwords and codes are checked.

An unknown account, a wrong password and a wrong code get the same answer after the same work.
A lock is a moment in the future, so a clock set back does not open it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from api.security import totp
from api.security.accounts import Account
from api.security.audit import Audit
from api.security.core import Security
from api.security.errors import CodeRequiredError, LockedOutError, SignInRefusedError
from api.security.passwords import check_password, one_form, password_policy
from graph.errors import InputError

_REFUSED = "account, password or code is wrong; try again, or ask the system administrator for a new password"
AWAITING_UNLOCK = 1 << 52
"""Moment no clock reaches: only the security administrator opens such a lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What somebody gives to sign in."""

    account: str
    password: str = field(repr=False)
    code: str | None = field(default=None, repr=False)


def sign_in(security: Security, audit: Audit, given: Credentials, *, address: str, replaces: str = "") -> str:
    """Token of a new session.

    Parameters
    ----------
    address : str
        Address of the other end, counted together.
    replaces : str
        Token that the caller had before; its session ends.

    Raises
    ------
    SignInRefusedError
        If account, password or code is wrong, or the account is closed.
    CodeRequiredError
        If the password is right and the account has a second factor.
    LockedOutError
        If the account is locked, or this failure locked it.
    RateLimitedError
        If too many tried from the address.
    """
    security.sign_ins.take(address, security.clock())
    account = check_credentials(security, audit, given)
    # Recorded first: where that fails, nobody goes on unseen.
    audit.record(security.viewer(account, "session"), "session.opened")
    return _open(security, account, replaces)


def sign_in_by_subject(
    security: Security, audit: Audit, subject: str, *, address: str, replaces: str = ""
) -> str:
    """Token of a new session of whom the single sign-on vouches for; locks and closed accounts hold too.

    Raises
    ------
    SignInRefusedError
        If no open account has this subject.
    LockedOutError
        If the account is locked.
    RateLimitedError
        If too many tried from the address.
    """
    security.sign_ins.take(address, security.clock())
    account = security.accounts.of_subject(subject)
    if account is None or account.disabled:
        _record_refusal(audit, account, "session.refused", "sign_in_refused")
        raise SignInRefusedError("expected somebody who has an account here, got another; ask for one")
    if account.locked_until > security.now:
        _record_refusal(audit, account, "session.refused", "locked_out")
        raise _locked(account.locked_until - security.now, account.locked_until)
    audit.record(security.viewer(account, "session"), "session.opened", details={"by": "single_sign_on"})
    return _open(security, account, replaces)


def check_credentials(security: Security, audit: Audit, given: Credentials) -> Account:
    """The account that these credentials are of; failures are counted and recorded.

    Raises
    ------
    SignInRefusedError, CodeRequiredError, LockedOutError
        As for ``sign_in``.
    """
    account = security.accounts.find(given.account)
    until = security.strangers.locked_until(given.account) if account is None else account.locked_until
    fits = security.hashing.fits(
        None if account is None else account.password_hash, one_form(given.password)[:1_024]
    )
    if until > security.now:
        _record_refusal(audit, account, "session.refused", "locked_out")
        raise _locked(until - security.now, until)
    if account is None or account.disabled or not fits:
        raise _failure(security, audit, account, given.account)
    if account.totp_confirmed:
        if not given.code:
            raise CodeRequiredError("expected the code of the second factor too, got none")
        if not totp.takes(security, account, given.code):
            raise _failure(security, audit, account, given.account)
    if account.failures or account.locked_until:
        security.accounts.clear_failures(account.account, over_by=security.now)
    if account.password_hash is not None and security.hashing.is_weak(account.password_hash):
        security.accounts.change(
            account.account, password_hash=security.hashing.hash(one_form(given.password))
        )
    return account


def change_password(security: Security, audit: Audit, given: Credentials, new: str) -> str:
    """Set another password; every session of the account ends, the token of a new one is returned.

    Raises
    ------
    SignInRefusedError, CodeRequiredError, LockedOutError
        If the old password is wrong: it is counted like a sign-in.
    InputError
        If the new one breaks the policy or was used before.
    """
    account = check_credentials(security, audit, given)
    set_password(security, account, new, must_change=False)
    audit.record(security.viewer(account, "session"), "password.changed", subject=account.account)
    security.sessions.close_all(account.account)
    return security.sessions.open(account.account, security.now)


def set_password(security: Security, account: Account, new: str, *, must_change: bool) -> None:
    """Store another password that meets the policy.

    Raises
    ------
    InputError
        If it does not, or is the one in force or one of the last ones.
    """
    chosen = one_form(new)
    check_password(chosen, account.account)
    remembered = password_policy().numbers.history.value
    old = [account.password_hash, *security.accounts.old_passwords(account.account, remembered - 1)]
    if any(one is not None and security.hashing.fits(one, chosen) for one in old):
        raise InputError(
            f"password: expected one that is none of the last {remembered}, got one of them; choose another"
        )
    security.accounts.set_password(
        account.account, security.hashing.hash(chosen), now=security.now, must_change=must_change
    )


def _open(security: Security, account: Account, replaces: str) -> str:
    """Token of a new session; the one that the caller had before ends."""
    if replaces:
        security.sessions.close(replaces)
    return security.sessions.open(account.account, security.now)


def _failure(
    security: Security, audit: Audit, account: Account | None, name: str
) -> SignInRefusedError | LockedOutError:
    """Count a failure, record it, and say what to answer."""
    settings = security.settings
    lock_s = 60 * settings.lockout_minutes
    if account is None:
        locked = security.strangers.count(name, security.now)
    else:
        locked = security.accounts.count_failure(
            account.account, most=settings.lockout_failures, locked_until=security.now + lock_s
        )
    _record_refusal(audit, account, "session.locked" if locked else "session.refused", "sign_in_refused")
    if locked:
        return _locked(lock_s, security.now + lock_s)
    return SignInRefusedError(_REFUSED)


def _record_refusal(audit: Audit, account: Account | None, event: str, result: str) -> None:
    # A name that nobody has may be a password typed into the wrong field: it is not stored.
    audit.record(None, event, subject=None if account is None else account.account, result=result)


def _locked(left_s: int, until: int) -> LockedOutError:
    if until >= AWAITING_UNLOCK:
        return LockedOutError("the account is locked until the security administrator opens it")
    minutes = -(-left_s // 60)
    text = f"too many failed sign-ins: locked for {minutes} more minutes, or until it is opened"
    return LockedOutError(text, retry_after_s=60 * minutes)
