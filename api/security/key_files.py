"""Key files of a home: one random key a line, mode 0600, made where they are missing."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from graph.errors import SettingsError

_KEY_BYTES = 32


def new_key() -> str:
    """A random key as hexadecimal text."""
    return secrets.token_hex(_KEY_BYTES)


def read_keys(path: Path) -> tuple[str, ...]:
    """Keys of a file, the one in force first.

    Raises
    ------
    SettingsError
        If there is no such file, others than its owner may read it, or it holds no key or no text.
    """
    if not path.is_file():
        raise SettingsError(f"{path.name}: expected the key file of this home, got none; restore it")
    if path.stat().st_mode & 0o077:
        raise SettingsError(f"{path.name}: expected mode 0600, others may read it; chmod 600 it")
    try:
        keys = tuple(path.read_text(encoding="ascii").split())
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path.name}: expected keys as text, got other bytes; restore it") from error
    if not keys:
        raise SettingsError(f"{path.name}: expected a key, got an empty file; restore it")
    return keys


def make_key(path: Path) -> None:
    """Make the file with a new key where it is missing; of two processes the first one's is in force."""
    if path.exists():
        return
    partial = _written(path, (new_key(),))
    try:
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        partial.unlink()


def replace_keys(path: Path, keys: Sequence[str]) -> None:
    """Put other keys in the place of those of a file, whole or not at all."""
    os.replace(_written(path, keys), path)


def _written(path: Path, keys: Sequence[str]) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write("".join(f"{key}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    return partial
