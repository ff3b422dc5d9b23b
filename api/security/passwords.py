"""What a password must be: length, classes, not a usual one, not the account's name, not an old one."""

from __future__ import annotations

import re
import secrets
import string
import unicodedata
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from graph.errors import InputError
from graph.packaged import packaged

_UNDONE = str.maketrans({"@": "a", "0": "o", "1": "l", "3": "e", "5": "s", "$": "s"})
_ENDS = re.compile(r"^[^a-z]+|[^a-z]+$")
_ONE_TIME_LENGTH = 16
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890")
_RUN = 6
"""Neighbours on the keyboard or in the alphabet in a row that are too many."""


class PolicyNumber(BaseModel):
    """One number of the policy with what it means and where it comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: int = Field(ge=1, le=1_024)
    label_zh: str
    label_en: str
    meaning: str
    source: str


class PolicyNumbers(BaseModel):
    """Numbers of the policy."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least_length: PolicyNumber
    most_length: PolicyNumber
    classes: PolicyNumber
    different: PolicyNumber
    history: PolicyNumber


class PasswordPolicy(BaseModel):
    """The policy as shipped in ``passwords.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    numbers: PolicyNumbers
    common: frozenset[str]


@cache
def password_policy() -> PasswordPolicy:
    """Policy in force."""
    return packaged(PasswordPolicy, "api.security", "passwords.yaml")


def one_form(password: str) -> str:
    """A password in the one form that is hashed: full-width and composed characters made alike (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, account: str) -> None:
    """Refuse a password that breaks the policy; the message never repeats it.

    Parameters
    ----------
    password : str
        In the form of ``one_form``.
    account : str
        Name of the account it is for.

    Raises
    ------
    InputError
        With the rule it breaks.
    """
    policy = password_policy()
    numbers = policy.numbers
    least, most = numbers.least_length.value, numbers.most_length.value
    if not least <= len(password) <= most:
        raise InputError(f"password: expected {least} to {most} characters, got {len(password)}")
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Cn") for letter in password):
        raise InputError("password: expected characters that can be typed, got a control character")
    if _classes(password) < numbers.classes.value:
        raise InputError(
            f"password: expected at least {numbers.classes.value} of lower case, upper case, digits and "
            f"other characters, got {_classes(password)}"
        )
    if len(set(password)) < numbers.different.value:
        raise InputError(
            f"password: expected at least {numbers.different.value} different characters, "
            f"got {len(set(password))}"
        )
    lower = password.lower()
    if len(account) >= 3 and account.lower() in lower:
        raise InputError("password: expected one without the name of the account, got one that holds it")
    if lower in policy.common or _ENDS.sub("", lower).translate(_UNDONE) in policy.common or _run(lower):
        raise InputError("password: expected one that is not commonly used, got one that is; choose another")


def one_time_password() -> str:
    """A random password to be changed at the first sign-in; it meets the policy and has no look-alikes."""
    letters = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))
    while True:
        made = "-".join(
            "".join(secrets.choice(letters) for _ in range(4)) for _ in range(_ONE_TIME_LENGTH // 4)
        )
        try:
            check_password(made, "")
        except InputError:
            continue
        return made


def _classes(password: str) -> int:
    kinds = {
        "lower"
        if letter.islower()
        else "upper"
        if letter.isupper()
        else "digit"
        if letter.isdigit()
        else "other"
        for letter in password
    }
    return len(kinds)


def _run(lower: str) -> bool:
    parts = [line[at : at + _RUN] for line in _KEYBOARD for at in range(len(line) - _RUN + 1)]
    return any(part in lower or part[::-1] in lower for part in parts)
