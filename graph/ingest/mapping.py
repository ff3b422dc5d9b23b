"""The mapping language: which files a delivery holds and what each row says, as checked YAML.

A mapping is data. A site adds its own file and no code; every mistake in it is named with
file, line, field, what was expected and what was got.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from graph.columns import ColumnType, Table
from graph.errors import MappingError
from graph.ingest.conditions import Condition
from graph.ingest.field_specs import FieldSpec
from graph.ingest.person_names import EMIT_TABLES
from graph.ingest.yaml_lines import LocatedYaml

DEFAULT_CLEANERS: dict[ColumnType, str] = {
    ColumnType.TEXT: "text",
    ColumnType.DAY: "date",
    ColumnType.CENTS: "cents",
    ColumnType.FRACTION: "share_fraction",
    ColumnType.NUMBER: "number",
    ColumnType.FLAG: "flag",
}
"""Cleaner of a field that is written as a bare column name, by the type of the target."""
ID_COLUMNS = frozenset(
    (
        *("enterprise_id", "legal_person_id", "person_id", "place_id", "contact_id"),
        *("source_id", "target_id", "party_id", "entity_id"),
    )
)
"""Canonical columns that hold ids of nodes."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Entry(_Part):
    """One ``emit:`` entry: rows of one table made from rows of a file.

    ``own_columns`` takes every column of the table that the file has under its own name;
    ``fields`` adds or overrides. ``let`` cleans values that other fields need. ``swap``
    exchanges source_id and target_id. ``distinct`` drops rows equal to an earlier one of
    the same file. A file without all columns of ``needs`` is passed over by the entry.
    """

    table: str
    when: Condition | None = None
    let: dict[str, FieldSpec] = Field(default_factory=dict)
    fields: dict[str, FieldSpec] = Field(default_factory=dict)
    own_columns: bool = False
    swap: bool = False
    distinct: bool = False
    needs: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _bare_columns(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or not isinstance(raw.get("fields"), dict):
            return raw
        table = EMIT_TABLES.get(str(raw.get("table")))
        fields = {
            name: default_spec(table, name, spec) if isinstance(spec, str) else spec
            for name, spec in raw["fields"].items()
        }
        return {**raw, "fields": fields}

    @property
    def target(self) -> Table:
        """Contract of the table."""
        return EMIT_TABLES[self.table]


def default_spec(table: Table | None, field: str, column: str, *, optional: bool = False) -> dict[str, Any]:
    """Cleaner of a canonical field that is read from a column without further words."""
    kind = ColumnType.DAY if field == "known_on" else ColumnType.TEXT
    if table is not None and field in table.names:
        kind = table.column(field).kind
    cleaner = "delivered_id" if field in ID_COLUMNS else DEFAULT_CLEANERS[kind]
    return {"clean": cleaner, "from": column, "optional": optional}


class FileRule(_Part):
    """Which files an entry reads: ``match`` patterns are compared with the name and with its stem."""

    match: tuple[str, ...] = Field(min_length=1)
    format: Literal["csv", "tsv", "xlsx", "parquet"] | None = None
    delimiter: str | None = None
    sheet: str | int = 0
    emit: tuple[Entry, ...] = Field(min_length=1)

    def takes(self, name: str) -> bool:
        """Whether a file name is meant."""
        return matches(self.match, name)


def matches(patterns: tuple[str, ...], name: str) -> bool:
    """Whether a pattern fits a file name or its stem."""
    return any(fnmatchcase(name, p) or fnmatchcase(Path(name).stem, p) for p in patterns)


class Lookup(_Part):
    """A number by key, read from a file of the delivery before the rows are."""

    match: tuple[str, ...] = Field(min_length=1)
    key: str
    value: str


class CoverageClaim(_Part):
    """What every delivery read with this mapping claims to cover."""

    covered: str
    region: str | None = None
    covered_from: date | None = None
    covered_to: date | None = None


class Mapping(_Part):
    """A whole mapping."""

    name: str = Field(pattern=r"^[a-z0-9_-]+$")
    meaning: str
    since: date
    encodings: tuple[Literal["utf-8", "gb18030"], ...] = ("utf-8", "gb18030")
    delimiter: str = "auto"
    null_words: tuple[str, ...] = ()
    anchors: dict[str, date] = Field(default_factory=dict)
    lookups: dict[str, Lookup] = Field(default_factory=dict)
    coverage: tuple[CoverageClaim, ...] = ()
    files: tuple[FileRule, ...] = Field(min_length=1)

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, value: str) -> str:
        if value != "auto" and len(value) != 1:
            raise ValueError("expected 'auto' or one character")
        return value

    def rule_of(self, name: str) -> int | None:
        """Number of the first file rule that takes a file."""
        return next((index for index, rule in enumerate(self.files) if rule.takes(name)), None)

    @property
    def hash(self) -> str:
        """Sha256 of what the mapping says; comments and layout do not count."""
        said = json.dumps(self.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


def load_mapping(mapping: str | Path) -> Mapping:
    """Read and check a mapping by path, or by the name of one that is shipped.

    Raises
    ------
    MappingError
        With file, line, field, expected and got.
    """
    path = Path(mapping)
    if path.suffix in (".yaml", ".yml"):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise MappingError(f"mapping {path.name}: expected a UTF-8 file, got {error}") from error
    else:
        shipped = package_files("graph.ingest") / "mappings" / f"{mapping}.yaml"
        if not shipped.is_file():
            known = sorted(
                item.name.removesuffix(".yaml")
                for item in (package_files("graph.ingest") / "mappings").iterdir()
                if item.name.endswith(".yaml")
            )
            raise MappingError(f"mapping: expected a .yaml file or one of {known}, got {str(mapping)!r}")
        text = shipped.read_text(encoding="utf-8")
        path = Path(f"{mapping}.yaml")
    return parse_mapping(text, path.name)


def parse_mapping(text: str, name: str) -> Mapping:
    """Mapping of a YAML text; ``name`` stands in errors."""
    document = LocatedYaml(text, name)
    try:
        mapping = Mapping.model_validate(document.data)
    except ValidationError as error:
        _refuse(document, [(found["loc"], _sentence(found)) for found in error.errors(include_url=False)])
    problems = list(_problems(mapping))
    if problems:
        _refuse(document, problems)
    return mapping


Problem = tuple[tuple[str | int, ...], str]
_PROBLEMS_SHOWN = 3


def _sentence(found: ErrorDetails) -> str:
    got = found["input"]
    return found["msg"] + (f", got {got!r}" if isinstance(got, str | int | float | bool) else "")


def _refuse(document: LocatedYaml, problems: Sequence[Problem]) -> NoReturn:
    """Raise for the first problems, each with its line and field."""
    sentences = [
        f"line {document.line(location)}, {'.'.join(str(step) for step in location)}: {message}"
        for location, message in problems[:_PROBLEMS_SHOWN]
    ]
    first = problems[0][0]
    raise MappingError(
        f"{document.name}, {'; '.join(sentences)}",
        file=document.name,
        line=document.line(first),
        field=".".join(str(step) for step in first),
        problems=len(problems),
    )


def _problems(mapping: Mapping) -> Iterator[Problem]:
    for number, rule in enumerate(mapping.files):
        for index, entry in enumerate(rule.emit):
            place = ("files", number, "emit", index)
            if entry.table not in EMIT_TABLES:
                yield (*place, "table"), f"expected one of {sorted(EMIT_TABLES)}, got {entry.table!r}"
                continue
            yield from ((place + step, text) for step, text in _entry_problems(mapping, entry))


def _entry_problems(mapping: Mapping, entry: Entry) -> Iterator[Problem]:
    table = entry.target
    cleaned: set[str] = set()
    for section, specs in (("let", entry.let), ("fields", entry.fields)):
        for name, spec in specs.items():
            place = (section, name)
            missing = [field for field in spec.uses_fields() if field not in cleaned]
            if missing:
                yield place, f"expected fields cleaned before it, got {missing}"
            anchor, lookup = getattr(spec, "anchor", None), getattr(spec, "lookup", None)
            if anchor is not None and anchor not in mapping.anchors:
                yield (*place, "anchor"), f"expected one of {sorted(mapping.anchors)}, got {anchor!r}"
            if lookup is not None and lookup not in mapping.lookups:
                yield (*place, "lookup"), f"expected one of {sorted(mapping.lookups)}, got {lookup!r}"
            cleaned.add(name)
            if section == "let":
                continue
            if name != "known_on" and name not in table.names:
                yield place, f"expected a column of {table.name} {list(table.names)}, got {name!r}"
                continue
            wanted = ColumnType.DAY if name == "known_on" else table.column(name).kind
            if spec.output not in _COMPATIBLE[wanted]:
                yield place, f"expected a cleaner that gives {wanted}, got {spec.clean} ({spec.output})"
            allowed = () if name == "known_on" else table.column(name).allowed
            value = getattr(spec, "value", None) if spec.clean == "constant" else None
            if allowed and value is not None and value not in allowed:
                yield (*place, "value"), f"expected one of {list(allowed)}, got {value!r}"
    if not entry.own_columns:
        for column in table.columns:
            if column.required and column.name not in entry.fields:
                yield ("fields",), f"expected the required column {column.name} of {table.name}"
    if entry.swap and not {"source_id", "target_id"} <= set(table.names):
        yield ("swap",), f"expected a table with source_id and target_id, got {table.name}"


_COMPATIBLE: dict[ColumnType, tuple[ColumnType, ...]] = {
    ColumnType.TEXT: (ColumnType.TEXT,),
    ColumnType.DAY: (ColumnType.DAY,),
    ColumnType.CENTS: (ColumnType.CENTS, ColumnType.NUMBER),
    ColumnType.NUMBER: (ColumnType.NUMBER, ColumnType.CENTS),
    ColumnType.FRACTION: (ColumnType.FRACTION, ColumnType.NUMBER),
    ColumnType.FLAG: (ColumnType.FLAG,),
}
