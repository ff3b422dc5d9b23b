"""Where a month lies on disk, and the two renames that publish it.

``months/<month>/CURRENT`` names the revision in force; a revision folder appears whole by
one rename and no file in it is ever written again. A reader that opened a revision keeps
its mapped files whatever is published meanwhile.
"""

from __future__ import annotations

import calendar
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graph.errors import InputError, IntegrityError, NotFoundError

_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")
_REVISION = re.compile(r"^r(\d{3,})$")

OUTSIDE_DIGEST = ("filings_version", "revision", "store_version")
"""Entries of a manifest that its digest does not cover: stores with the same content may count otherwise."""


def last_day(month: str) -> date:
    """Last calendar day of a month ``YYYY-MM``.

    Raises
    ------
    InputError
        If the text is no month.
    """
    found = _MONTH.match(month)
    if found is None:
        raise InputError(f"month: expected YYYY-MM, got {month!r}")
    year, number = int(found[1]), int(found[2])
    return date(year, number, calendar.monthrange(year, number)[1])


def month_before(month: str) -> str:
    """The month before ``YYYY-MM``."""
    day = last_day(month)
    year, number = (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)
    return f"{year:04d}-{number:02d}"


@dataclass(frozen=True, slots=True)
class MonthFolder:
    """The folder of one month."""

    home: Path
    month: str

    @property
    def path(self) -> Path:
        """Folder of the month."""
        return self.home / "months" / self.month

    @property
    def work(self) -> Path:
        """Outputs of steps of a run that is not published yet."""
        return self.path / "work"

    def revision_path(self, revision: int) -> Path:
        """Folder of a revision."""
        return self.path / f"r{revision:03d}"

    def revisions(self) -> list[int]:
        """Numbers of the revisions that are whole on disk, rising."""
        try:
            with os.scandir(self.path) as entries:
                found = [_REVISION.match(entry.name) for entry in entries if entry.is_dir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(int(match[1]) for match in found if match)

    def current(self) -> int | None:
        """Revision in force, None if nothing is published.

        Raises
        ------
        IntegrityError
            If CURRENT names a revision that is not there.
        """
        folder = os.path.join(self.home, "months", self.month)
        try:
            with open(os.path.join(folder, "CURRENT"), encoding="utf-8") as file:
                word = file.read().strip()
        except FileNotFoundError:
            return None
        match = _REVISION.match(word)
        if match is None or not os.path.isdir(os.path.join(folder, f"r{int(match[1]):03d}")):
            raise IntegrityError(f"month {self.month}: CURRENT names {word!r}, which is not there")
        return int(match[1])

    def published(self) -> list[int]:
        """Revisions readers may open: those up to the one in force."""
        current = self.current()
        return [] if current is None else [number for number in self.revisions() if number <= current]

    def manifest(self, revision: int) -> dict[str, Any]:
        """Manifest of a revision.

        Raises
        ------
        NotFoundError
            If the revision is not published.
        """
        path = self.revision_path(revision) / "manifest.json"
        try:
            loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise NotFoundError(f"month {self.month} has no revision r{revision:03d}") from error
        except ValueError as error:
            raise IntegrityError(f"month {self.month} r{revision:03d}: manifest is damaged") from error
        return loaded

    def place(self, built: Path, revision: int) -> Path:
        """Rename a whole revision folder into place."""
        target = self.revision_path(revision)
        _sync_tree(built)
        os.rename(built, target)
        _sync_folder(self.path)
        return target

    def swap_current(self, revision: int) -> None:
        """Make a placed revision the one in force."""
        partial = self.path / "CURRENT.partial"
        with partial.open("w", encoding="utf-8") as file:
            file.write(f"r{revision:03d}\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, self.path / "CURRENT")
        _sync_folder(self.path)

    def discard(self, folder: Path) -> None:
        """Remove a folder that no reader can have opened; first out of the way, then away."""
        if folder.exists():
            away = folder.with_name(f".{folder.name}.removed")
            shutil.rmtree(away, ignore_errors=True)
            os.rename(folder, away)
            shutil.rmtree(away, ignore_errors=True)


def months_of(home: Path) -> list[str]:
    """Months with a published revision, rising."""
    folder = os.path.join(home, "months")
    if not os.path.isdir(folder):
        return []
    names = sorted(name for name in os.listdir(folder) if _MONTH.match(name))
    # Every request asks this: paths as texts take a tenth of the time.
    return [name for name in names if os.path.isfile(os.path.join(folder, name, "CURRENT"))]


def canonical_json(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no optional space: one text for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write readable JSON to a new file."""
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _sync_tree(folder: Path) -> None:
    for entry in sorted(folder.rglob("*")):
        if entry.is_file():
            with entry.open("rb") as file:
                os.fsync(file.fileno())
    for entry in sorted(folder.rglob("*")):
        if entry.is_dir():
            _sync_folder(entry)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
