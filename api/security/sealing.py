"""Secrets in the state are sealed with a key that does not lie in it (AES-256-GCM).

A sealed text names its key and is bound to whom it belongs, so a row moved to another account opens
nothing. The key file holds one key a line: the first seals, every one opens, so keys can be changed
while the service runs.

References
----------
NIST SP 800-38D (GCM, 96 random bits a text); GB/T 22239-2019 8.1.4.8 (stored authentication data).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.security.errors import SealingKeyError
from api.security.key_files import make_key, new_key, read_keys, replace_keys
from graph.errors import SettingsError

KEY_FILE = "sealing.key"
_FORM = "v1"
_NONCE_BYTES = 12


class Sealing:
    """Seals and opens texts with the keys of one file.

    Parameters
    ----------
    path : Path or None
        The key file; None where neither a home nor a setting says where it is.
    """

    def __init__(self, path: Path | None) -> None:
        self._given = path

    @property
    def path(self) -> Path:
        """The key file.

        Raises
        ------
        SettingsError
            If nobody said where it is.
        """
        if self._given is None:
            raise SettingsError(
                "security.sealing_key_file: expected a file, got none, and there is no home; name one"
            )
        return self._given

    @property
    def is_there(self) -> bool:
        """Whether there is a key."""
        return self.path.exists()

    def make(self) -> None:
        """Make a key where there is none."""
        make_key(self.path)

    def seal(self, text: str, owner: str) -> str:
        """A text that only the key opens, for its owner.

        Raises
        ------
        SealingKeyError
            If there is no key, or others may read it.
        """
        key = self._keys()[0]
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(_bytes(key)).encrypt(nonce, text.encode(), owner.encode())
        return f"{_FORM}.{_name(key)}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, owner: str) -> str:
        """The text of a sealed one.

        Raises
        ------
        SealingKeyError
            If its key is not there, or the text was changed or is another owner's.
        """
        _, _, rest = sealed.partition(".")
        named, _, body = rest.partition(".")
        keys = [key for key in self._keys() if _name(key) == named]
        if not is_sealed(sealed) or not keys:
            raise SealingKeyError(
                f"{self.path.name}: expected the key that a secret was sealed with, got others; restore it"
            )
        try:
            told = base64.urlsafe_b64decode(body)
            nonce, closed = told[:_NONCE_BYTES], told[_NONCE_BYTES:]
            return AESGCM(_bytes(keys[0])).decrypt(nonce, closed, owner.encode()).decode()
        except (InvalidTag, ValueError, binascii.Error) as error:
            raise SealingKeyError(
                "sealed secret: expected it as it was sealed for its owner, got a changed one; "
                "have the second factor taken away and set up again"
            ) from error

    def is_newest(self, sealed: str) -> bool:
        """Whether a text is sealed with the key in force."""
        return sealed.startswith(f"{_FORM}.{_name(self._keys()[0])}.")

    def begin_change(self) -> None:
        """Seal with a new key from now on; what was sealed before still opens."""
        replace_keys(self.path, (new_key(), *self._keys()))

    def end_change(self) -> None:
        """Forget the keys before the one in force."""
        replace_keys(self.path, self._keys()[:1])

    def _keys(self) -> tuple[str, ...]:
        try:
            return read_keys(self.path)
        except SettingsError as error:
            raise SealingKeyError(error.message) from error


def is_sealed(text: str) -> bool:
    """Whether a stored text is a sealed one."""
    return text.startswith(f"{_FORM}.")


def _bytes(key: str) -> bytes:
    return hashlib.sha256(f"seal|{key}".encode()).digest()


def _name(key: str) -> str:
    return hashlib.sha256(f"name|{key}".encode()).hexdigest()[:8]
