"""The parts of a mapping: entries, file rules, lookups, coverage claims."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.columns import ColumnType, Table
from graph.ingest.conditions import Condition
from graph.ingest.field_specs import FieldSpec
from graph.ingest.person_names import EMIT_TABLES

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


class MappingPart(BaseModel):
    """Base of all parts: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Entry(MappingPart):
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


class Fill(MappingPart):
    """Where the values of a column come from if the file has none: a lookup, by the key in another column."""

    lookup: str
    key: str


class Refusal(MappingPart):
    """Rows that must not be taken whatever they say, and the reason that the reject file gives."""

    when: Condition
    reason: str = Field(pattern=r"^[a-z][a-z0-9_]*$")


class FileRule(MappingPart):
    """Which files an entry reads: ``match`` patterns are compared with the name and with its stem.

    ``fill`` adds columns from lookups, and their values where a column of the file has
    none. ``covers`` names what a delivered file of this rule claims to cover. A rule
    without entries takes a file for its lookups only, or leaves it aside on purpose, and
    says so in ``meaning``. A workbook is read by every rule that names a sheet of it
    (or alternatives of its name). ``refuse`` rejects rows before any entry sees them.
    """

    match: tuple[str, ...] = Field(min_length=1)
    meaning: str = ""
    format: Literal["csv", "tsv", "xlsx", "parquet"] | None = None
    delimiter: str | None = None
    sheet: str | int | tuple[str, ...] = 0
    refuse: tuple[Refusal, ...] = ()
    fill: dict[str, Fill] = Field(default_factory=dict)
    covers: tuple[str, ...] = ()
    emit: tuple[Entry, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> FileRule:
        if not self.emit and not self.meaning:
            raise ValueError("expected emit entries, or a meaning that says why there are none")
        return self

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names that its sheet may have; none if it goes by number."""
        if isinstance(self.sheet, int):
            return ()
        return (self.sheet,) if isinstance(self.sheet, str) else self.sheet

    def takes(self, name: str) -> bool:
        """Whether a file name is meant."""
        return matches(self.match, name)


def matches(patterns: tuple[str, ...], name: str) -> bool:
    """Whether a pattern fits a file name or its stem; capitals do not count."""
    low = name.casefold()
    folded = [pattern.casefold() for pattern in patterns]
    return any(fnmatchcase(low, p) or fnmatchcase(Path(low).stem, p) for p in folded)


class Lookup(MappingPart):
    """A value by key, read from files of the delivery before the rows are.

    ``gives`` says what several rows of one key make: ``number`` and ``text`` one value
    (unknown if they differ), ``sum`` their sum, ``latest`` the latest day, ``texts`` all
    of them joined by ``|``. ``holder`` is kept for keys that several values claim: the
    claimant that ``prefer`` picks, or nobody. ``when`` picks the rows.
    """

    match: tuple[str, ...] = Field(min_length=1)
    key: str
    value: str
    gives: Literal["number", "sum", "text", "texts", "latest", "holder"] = "number"
    when: Condition | None = None
    prefer: Condition | None = None

    @model_validator(mode="after")
    def _prefers(self) -> Lookup:
        if (self.prefer is not None) != (self.gives == "holder"):
            raise ValueError("expected prefer with gives: holder, and only there")
        return self


class CoverageClaim(MappingPart):
    """What every delivery read with this mapping claims to cover."""

    covered: str
    region: str | None = None
    covered_from: date | None = None
    covered_to: date | None = None
