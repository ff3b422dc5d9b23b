"""Second factor: time-based one-time codes (RFC 6238), each time step taken at most once."""

from __future__ import annotations

import hmac
import re

import pyotp

from api.security.accounts import Account
from api.security.core import Security

ISSUER = "Guanlian"
_STEP_S = 30
_STEPS_AROUND = 1
"""Steps before and after the present one that are taken too: clocks differ (RFC 6238, 5.2)."""
_CODE = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """A random secret in the form that applications on phones read."""
    return pyotp.random_base32()


def address_of(secret: str, account: str) -> str:
    """Address of a secret (``otpauth://``), for a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def takes(security: Security, account: Account, code: str) -> bool:
    """Whether a code is right now and was not used; it is used up by asking.

    A clock set back brings no code back: the step that was last taken stays taken.

    Raises
    ------
    SealingKeyError
        If the key that the secret is sealed with is not there: nobody gets in without a check.
    """
    if account.totp_secret is None or not _CODE.fullmatch(code):
        return False
    made = pyotp.TOTP(security.sealing.open(account.totp_secret, account.account))
    present = security.now // _STEP_S
    for step in range(present - _STEPS_AROUND, present + _STEPS_AROUND + 1):
        if hmac.compare_digest(made.generate_otp(step), code):
            return security.accounts.use_totp_step(account.account, step)
    return False
