"""Deliveries: the files of a batch, its declarations, and the id that both give.

The id is a hash of the files' bytes, what the mapping says and what is declared, so the
same delivery is the same batch wherever it lies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.errors import InputError
from graph.ingest.column_files import sheet_names
from graph.ingest.mapping import Mapping
from graph.ingest.readers import FORMATS
from graph.ingest.yaml_lines import LocatedYaml
from graph.store.protocol import Scope

CLEANING_VERSION = 2
"""Raised with every change of what cleaners give: the same files are then another batch."""
DECLARATION = "delivery.yaml"
_READ_AT_ONCE = 8 << 20

Progress = Callable[[str, int, int], None]
"""Called with a step's name and how much of its total is done (bytes, or 0 of 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What the deliverer says about a batch.

    Parameters
    ----------
    day : date
        Day of the batch.
    source : str
    backfill : bool
        History: known_on may be taken from the facts' own days.
    full : tuple of Scope
        Tables that are complete for their source and region.
    """

    day: date
    source: str
    backfill: bool = False
    full: tuple[Scope, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredFile:
    """A file of a batch, or a sheet of it; ``rule`` is the number of the file rule that takes it."""

    path: Path
    rule: int
    sha256: str
    size: int
    sheet: str = ""

    @property
    def name(self) -> str:
        """How reports and rejects name it."""
        return f"{self.path.name}#{self.sheet}" if self.sheet else self.path.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A folder with its ``delivery.yaml``: what ``import_files`` is to be called with."""

    folder: Path
    declaration: Declaration
    mapping: str | Path


class _ScopeFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str
    source: str | None = None
    region: str | None = None


class _DeclarationFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    day: date
    source: str = Field(min_length=1)
    mapping: str = "canonical"
    backfill: bool = False
    full: tuple[_ScopeFile | str, ...] = ()


def read_delivery(folder: Path) -> Delivery:
    """Declaration of a folder; a mapping with a suffix is a file beside it.

    ``full`` lists tables, or {table, source, region}; source defaults to the delivery's.

    Raises
    ------
    InputError
        If there is no ``delivery.yaml`` or it breaks its contract (MappingError where it is no YAML).
    """
    path = folder / DECLARATION
    try:
        document = LocatedYaml(path.read_text(encoding="utf-8"), DECLARATION)
    except FileNotFoundError as error:
        raise InputError(
            f"folder {folder.name}: expected a {DECLARATION} with day, source and mapping, got none"
        ) from error
    try:
        said = _DeclarationFile.model_validate(document.data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(step) for step in first["loc"])
        raise InputError(
            f"{DECLARATION}, line {document.line(first['loc'])}, {field}: {first['msg']}", field=field
        ) from error
    scopes = tuple(
        Scope(table=item, source=said.source)
        if isinstance(item, str)
        else Scope(table=item.table, source=item.source or said.source, region=item.region)
        for item in said.full
    )
    declaration = Declaration(day=said.day, source=said.source, backfill=said.backfill, full=scopes)
    beside = said.mapping.endswith((".yaml", ".yml"))
    return Delivery(
        folder=folder, declaration=declaration, mapping=folder / said.mapping if beside else said.mapping
    )


def list_files(folder_or_files: Path | Sequence[Path]) -> list[Path]:
    """Files of a delivery in the order of their names; a folder is not searched below its first level.

    Raises
    ------
    InputError
        If a path does not exist or two files have one name.
    """
    if isinstance(folder_or_files, Path):
        given = [folder_or_files]
    else:
        given = [Path(path) for path in folder_or_files]
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            found.extend(item for item in path.iterdir() if item.is_file() and _is_data(item))
        elif path.is_file():
            found.append(path)
        else:
            raise InputError(f"import: expected a file or folder, got {str(path)!r}, which does not exist")
    names = [path.name for path in found]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise InputError(f"import: expected each file name once in a batch, got {repeated} twice")
    return sorted(found, key=lambda path: path.name)


def _is_data(path: Path) -> bool:
    return path.suffix.lower() in FORMATS and not path.name.startswith(".")


def deliver(
    folder_or_files: Path | Sequence[Path], mapping: Mapping, progress: Progress | None
) -> tuple[list[DeliveredFile], list[str]]:
    """Files that a mapping takes, hashed, in the order of its rules; and the names of the others.

    Raises
    ------
    InputError
        If the mapping takes no file.
    """
    paths = list_files(folder_or_files)
    unmatched = [path.name for path in paths if mapping.rule_of(path.name) is None]
    taken = [(rule, sheet, path) for path in paths for rule, sheet in _rules(path, mapping)]
    if not taken:
        patterns = sorted({pattern for rule in mapping.files for pattern in rule.match})
        raise InputError(f"import: expected files named like {patterns}, got {[path.name for path in paths]}")
    total = sum(path.stat().st_size for _, _, path in taken)
    files, done = [], 0
    for rule, sheet, path in sorted(taken, key=lambda item: (item[0], item[2].name)):
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while part := stream.read(_READ_AT_ONCE):
                digest.update(part)
                done += len(part)
                if progress is not None:
                    progress("hash", done, total)
        size = path.stat().st_size
        found = DeliveredFile(path=path, rule=rule, sha256=digest.hexdigest(), size=size, sheet=sheet)
        files.append(found)
    return files, unmatched


def _rules(path: Path, mapping: Mapping) -> list[tuple[int, str]]:
    """Rules that read a file, each with the sheet it reads; sheets that a workbook lacks are left out."""
    rules = mapping.rules_of(path.name)
    if not rules or not mapping.files[rules[0]].sheets:
        return [(rule, "") for rule in rules]
    present = sheet_names(path)
    found = [
        (rule, sheet)
        for rule in rules
        for sheet in [name for name in mapping.files[rule].sheets if name in present][:1]
    ]
    return found or [(rules[0], "")]


def batch_id(files: Sequence[DeliveredFile], mapping: Mapping, declaration: Declaration) -> str:
    """Id of a batch: its day and 16 hex characters over files, mapping and declarations."""
    digest = hashlib.sha256(f"{CLEANING_VERSION}|{mapping.hash}|".encode())
    scopes = sorted((scope.table, scope.source, scope.region or "") for scope in declaration.full)
    said = [declaration.day.isoformat(), declaration.source, declaration.backfill, scopes]
    digest.update(yaml.safe_dump([said, [[file.path.name, file.sha256] for file in files]]).encode())
    return f"{declaration.day:%Y%m%d}-{digest.hexdigest()[:16]}"
