"""A copy of a home that can be put in its place: pointers first, bodies next, the state last.

Versions and months are never written again, so whatever a pointer (``CURRENT``) names when it is
read is whole when its turn comes. The state is copied by SQLite itself, at one moment, while
others write; it is the last, so no anchor of the audit is newer than the audit. The key of what
the state keeps sealed is not copied: it is kept apart.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field
from rich.console import RenderableType

from api.output import cell
from api.security.sealing import KEY_FILE
from graph.disk import disk_full_as_error
from graph.errors import InputError, SettingsError
from graph.state import STATE_FILE

if TYPE_CHECKING:
    from api.workplace import Workplace

POINTER = "CURRENT"
RECORD = "backup.json"
_LEFT_OUT = (
    *(POINTER, STATE_FILE, f"{STATE_FILE}-wal", f"{STATE_FILE}-shm", "*.lock", "*.partial", "exports"),
    KEY_FILE,
)


class BackupAnswer(BaseModel):
    """What was copied."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: str
    files: int = Field(ge=0)
    bytes: int = Field(ge=0)
    state_sha256: str | None = Field(description="Of the copy of state.db; null where the state is at a URL")
    audit_row: str = Field(description="NUMBER:HASH of the last row of the audit, for audit verify --expect")


def back_up(place: Workplace, target: Path) -> BackupAnswer:
    """Copy the home to an empty folder.

    Raises
    ------
    InputError
        If the target holds something, or lies in the home.
    SettingsError
        If there is no home.
    DiskFullError
        If the target has no room.
    """
    from api.security.audit_check import verify

    home = place.home
    if not home.is_dir():
        raise SettingsError(f"home: expected a folder, got {home}, which is none; say --home")
    if target.exists() and any(target.iterdir()):
        raise InputError(f"backup: expected an empty folder, {target.name} holds files; name another")
    if target.resolve().is_relative_to(home.resolve()):
        raise InputError("backup: expected a folder outside of the home, got one inside; name another")
    with disk_full_as_error("the backup", target):
        pointers = {path.relative_to(home): path.read_bytes() for path in sorted(home.rglob(POINTER))}
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copytree(home, target, ignore=_left_out(place), dirs_exist_ok=True)
        for path, content in pointers.items():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_bytes(content)
        audit = verify(place.audit)
        state = (
            _copy_state(home / STATE_FILE, target / STATE_FILE) if place.settings.state.url is None else None
        )
        sizes = [path.stat().st_size for path in target.rglob("*") if path.is_file()]
        answer = BackupAnswer(
            folder=target.name,
            files=len(sizes),
            bytes=sum(sizes),
            state_sha256=state,
            audit_row=f"{audit.last}:{audit.hash}",
        )
        (target / RECORD).write_text(answer.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return answer


def _left_out(place: Workplace) -> Callable[[str, list[str]], set[str]]:
    """Names of a folder that are not copied: ``_LEFT_OUT``, and the sealing key whatever its name."""
    key, patterns = place.security.sealing.path.resolve(), shutil.ignore_patterns(*_LEFT_OUT)

    def names(folder: str, entries: list[str]) -> set[str]:
        keys = {name for name in entries if (Path(folder) / name).resolve() == key}
        return keys | patterns(folder, entries)

    return names


def _copy_state(source: Path, target: Path) -> str:
    """Copy a database that others write to, at one moment; only the standard ``sqlite3`` may open it."""
    os.close(os.open(target, os.O_CREAT | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(source)) as opened, closing(sqlite3.connect(target)) as copy:
        opened.backup(copy)
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def render(answer: BackupAnswer) -> Iterator[RenderableType]:
    """Where the copy is, and what to note of it."""
    yield cell(f"backup  {answer.folder}: {answer.files} files, {answer.bytes / 1e6:.1f} MB")
    yield cell(f"note    {answer.audit_row}")
    yield cell(f"apart   {KEY_FILE} is not in it: keep a copy elsewhere, second factors open with it only")
    yield cell(f"check   guanlian --home <folder> audit verify --expect {answer.audit_row}")
