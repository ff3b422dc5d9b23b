"""What sign-in and rights refuse; the codes are stable."""

from __future__ import annotations

from graph.errors import GuanlianError, SettingsError


class AccessError(GuanlianError):
    """Base of refusals for want of a sign-in or a right."""


class SignInRequiredError(AccessError):
    """Nobody is signed in, or the session ended."""

    code = "sign_in_required"
    status = 401


class SignInRefusedError(AccessError):
    """Account, password or code is wrong; it is not said which."""

    code = "sign_in_refused"
    status = 401


class CodeRequiredError(AccessError):
    """The account has a second factor and no code was given."""

    code = "code_required"
    status = 401


class LockedOutError(AccessError):
    """Too many failed sign-ins."""

    code = "locked_out"
    status = 423


class PasswordExpiredError(AccessError):
    """The password has to be changed before anything else."""

    code = "password_expired"
    status = 403


class ForbiddenError(AccessError):
    """The account lacks a right, or the key a scope."""

    code = "forbidden"
    status = 403


class CsrfError(AccessError):
    """A change was asked for without the token of the session."""

    code = "csrf_failed"
    status = 403


class OutOfScopeError(AccessError):
    """The enterprise is outside the account's area."""

    code = "out_of_scope"
    status = 403


class RateLimitedError(AccessError):
    """Too many requests in a minute."""

    code = "rate_limited"
    status = 429


class SealingKeyError(SettingsError):
    """What is sealed cannot be opened: its key is not there, or it was changed."""

    code = "sealing_key_missing"
    status = 503
