"""First load of Neo4j from the embedded store of a home, and the comparison after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field
from rich.console import RenderableType

from api.neo4j_words import line
from api.output import cell, table
from api.progress import bars
from api.stores import open_database
from api.words import WORDS as YES_NO
from api.words import Say
from graph.errors import InputError
from graph.store.embedded.segments import Version
from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j import verify
from graph.store.neo4j.bulk import BulkFiles, write_bulk_files
from graph.store.neo4j.bulk_command import admin_command, next_steps
from graph.store.neo4j.kept_versions import KeptVersions

if TYPE_CHECKING:
    from api.workplace import Workplace


class FileGroup(BaseModel):
    """One header and data file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    rows: int
    bytes: int


class WrittenFiles(BaseModel):
    """Files of the import tool and what to do with them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: str
    version: str = Field(description="Version of the embedded store they hold")
    groups: tuple[FileGroup, ...]
    command: str = Field(description="For the account that runs the server, while that is stopped")
    next_steps: tuple[str, ...]


class KindComparison(BaseModel):
    """One label, table or relationship type; examples are keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    same: bool
    expected: int
    found: int
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()


class Comparison(BaseModel):
    """The database beside its source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    same: bool
    kinds: tuple[KindComparison, ...]


def write_files(place: Workplace, folder: Path) -> WrittenFiles:
    """Write the version in force of the home's embedded store; the home keeps what days before undos need.

    Raises
    ------
    InputError
        If the home has none, the folder holds other files, or another undo's version is kept.
    """
    version = _version(place)
    with bars("import-files") as tell:
        KeptVersions(place.home).take_over(version)
        # 0: the schema is made after the import, by its own command.
        files = write_bulk_files(
            version, folder, schema_version=0, progress=lambda name, rows: tell(name, rows, rows)
        )
    return WrittenFiles(
        folder=str(folder.resolve()),
        version=files.version,
        groups=tuple(
            FileGroup(name=group["name"], rows=group["rows"], bytes=group["bytes"]) for group in files.groups
        ),
        command=admin_command(files, place.settings.neo4j.database),
        next_steps=next_steps(files),
    )


def compare(place: Workplace, files: Path | None) -> Comparison:
    """Compare the database with the home's embedded store, or with written files.

    Raises
    ------
    InputError
        If the home has no embedded store.
    """
    source = _version(place) if files is None else BulkFiles.read(files)
    with open_database(place.settings) as database:
        found = verify.verify(database, source)
    return Comparison(
        version=found.version,
        same=found.same,
        kinds=tuple(
            KindComparison(
                kind=check.kind,
                same=check.same,
                expected=check.expected.keys,
                found=check.found.keys,
                missing=check.missing,
                extra=check.extra,
                doubled=check.doubled,
            )
            for check in found.kinds
        ),
    )


def _version(place: Workplace) -> Version:
    version = EmbeddedStore(place.home).version() if place.home.is_dir() else None
    if version is None:
        raise InputError(
            f"home {place.home.name}: expected an embedded store with data, got none; import the extracts "
            "with GUANLIAN_STORE=embedded first"
        )
    return version


def render_files(answer: WrittenFiles, say: Say) -> Iterator[RenderableType]:
    """What was written."""
    yield table(
        line(say, "written", version=answer.version, folder=answer.folder),
        (line(say, "files"), f"#{line(say, 'rows')}", "#MB"),
        ((group.name, f"{group.rows:,}", f"{group.bytes / 1e6:,.1f}") for group in answer.groups),
    )


def instructions(answer: WrittenFiles) -> str:
    """Return the command as it is to be copied, and what to do after it."""
    steps = (f"{number}. {step}" for number, step in enumerate(answer.next_steps, start=1))
    return "\n".join(("", answer.command, "", *steps))


def render_comparison(answer: Comparison, say: Say) -> Iterator[RenderableType]:
    """Table of kinds; keys that only one side has below it."""
    counts = (f"#{line(say, name)}" for name in ("expected", "found"))
    yield table(
        line(say, "equal" if answer.same else "different", version=answer.version),
        (line(say, "kind"), line(say, "same"), *counts),
        (
            (kind.kind, say(YES_NO["yes" if kind.same else "no"]), kind.expected, kind.found)
            for kind in answer.kinds
        ),
    )
    for kind in answer.kinds:
        for what in ("missing", "extra", "doubled"):
            for key in getattr(kind, what):
                yield cell(f"{kind.kind}: {line(say, what)} {key}")
