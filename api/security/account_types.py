"""Bodies of requests and answers about sign-in, accounts and keys."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from api.security.permissions import KeyScope
from api.security.rights import Right, Role

ACCOUNT_FORM = r"^[A-Za-z0-9][A-Za-z0-9._@-]{1,63}$"
_LONGEST_SECRET = 1_024

AccountName = Annotated[
    str, Field(min_length=2, max_length=64, pattern=ACCOUNT_FORM, description="Name of an account")
]
Secret = Annotated[SecretStr, Field(min_length=1, max_length=_LONGEST_SECRET)]
Display = Annotated[
    str,
    Field(
        min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$", description="Name shown to others"
    ),
]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="Code of the second factor")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class SignInBody(_Body):
    """Account, password and, where the account has a second factor, its code."""

    account: str = Field(min_length=1, max_length=64)
    password: Secret
    code: Code | None = None


class PasswordBody(_Body):
    """The password in force and the one to come."""

    password: Secret
    new_password: Secret
    code: Code | None = None


class TotpBody(_Body):
    """The password, asked again before a second factor is set up."""

    password: Secret


class CodeBody(_Body):
    """A code of the second factor."""

    code: Code


class AreaView(_Body):
    """An authority: its code and, where the tree knows it, its name."""

    code: str
    name: str | None


class SessionAnswer(_Body):
    """Who is signed in, and what changes of this session must carry."""

    account: str
    display: str
    roles: tuple[Role, ...]
    rights: tuple[Right, ...]
    authority: AreaView | None = Field(
        description="Its supervising authority; null for none or the whole area"
    )
    whole_area: bool
    must_change_password: bool
    second_factor: bool = Field(description="Whether a code is asked for at sign-in")
    csrf: str = Field(description="Value of the header X-CSRF-Token for changes")
    idle_minutes: int = Field(description="The session ends after this many minutes without a request")
    expires_in_minutes: int = Field(ge=0, description="The session ends at the latest then")


class SignInWays(_Body):
    """Ways to sign in that this site offers."""

    password: bool = True
    single_sign_on: bool
    signed_in: bool = Field(description="Whether the cookie of the request is of an open session")


class TotpAnswer(_Body):
    """Secret of a second factor; shown once, in force when a code of it is confirmed."""

    secret: str
    address: str = Field(description="otpauth:// address for a QR code")


class AccountView(_Body):
    """One account without its secrets."""

    account: str
    display: str
    roles: tuple[Role, ...]
    authority: AreaView | None
    whole_area: bool
    disabled: bool
    locked: bool = Field(description="Sign-in is refused for now")
    awaits_unlock: bool = Field(description="Only the security administrator opens the lock")
    must_change_password: bool
    second_factor: bool
    single_sign_on: bool
    created_on: datetime


class AccountList(_Body):
    """All accounts, by name."""

    items: tuple[AccountView, ...]
    total: int


class NewAccount(_Body):
    """An account to make; it may do nothing before the security administrator gives it roles."""

    account: AccountName
    display: Display
    subject: str | None = Field(
        default=None, min_length=1, max_length=255, description="Who it is at the single sign-on of the site"
    )


class OneTimePassword(_Body):
    """A password shown once; it must be changed at the first sign-in."""

    account: str
    password: str | None = Field(description="Shown once; null for an account of the single sign-on")
    awaits_unlock: bool = Field(description="The security administrator has to open the account first")


class AccountChange(_Body):
    """What the system administrator may change; what is absent stays."""

    display: Display | None = None
    disabled: bool | None = None


class RolesBody(_Body):
    """Roles and area of an account, given by the security administrator; all are replaced."""

    roles: tuple[Role, ...] = Field(max_length=len(Role))
    authority: str | None = Field(
        default=None, min_length=1, max_length=64, description="Code of its authority"
    )
    whole_area: bool = False


class KeyState(StrEnum):
    """What a key is now."""

    AWAITS_HOLDER = "awaits_holder"
    IN_FORCE = "in_force"
    REVOKED = "revoked"
    LAPSED = "lapsed"
    EXPIRED = "expired"


class NewKey(_Body):
    """A key to grant for another system; its holder makes the text."""

    account: AccountName
    label: Display
    scopes: tuple[KeyScope, ...] = Field(min_length=1, max_length=len(KeyScope))
    days: int = Field(ge=1, le=366, description="Days until it expires")


class KeyView(_Body):
    """One key without its secret."""

    key_id: str
    account: str
    label: str
    scopes: tuple[KeyScope, ...]
    created_on: datetime
    created_by: str
    expires_on: datetime
    revoked_on: datetime | None
    used_on: datetime | None = Field(description="Last use, to the minute")
    claim_until: datetime | None = Field(description="Until then the holder may make its text")
    claimed_on: datetime | None = Field(description="When the holder made its text")
    state: KeyState


class KeyList(_Body):
    """Keys, the newest first."""

    items: tuple[KeyView, ...]
    total: int


class MadeKey(_Body):
    """A key that its holder has just claimed; its text is shown once."""

    key: KeyView
    text: str = Field(description="Value of Authorization: Bearer; shown once")


def moment(seconds: int) -> datetime:
    """Moment of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)
