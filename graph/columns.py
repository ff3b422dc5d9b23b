"""Declaration of a canonical column: physical type, bounds, meaning, sensitivity.

One declaration gives the Arrow schema of the files and the pandera contract of frames.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    # A second of import that every reader of a column would pay; only contracts need it.
    import pandera.pandas as pa_contract


class ColumnType(StrEnum):
    """Logical types of canonical columns."""

    TEXT = "text"
    DAY = "day"  # date32 in files
    CENTS = "cents"  # int64 cents of a yuan
    FRACTION = "fraction"  # float64 in [0, 1]
    NUMBER = "number"  # int64
    FLAG = "flag"


class Sensitivity(StrEnum):
    """Who may see a field (seed XJ art. 8; PIPL)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    COMMERCIAL = "commercial"
    PERSONAL = "personal"
    NEVER_IMPORT = "never_import"


ARROW_TYPES: dict[ColumnType, pa.DataType] = {
    ColumnType.TEXT: pa.string(),
    ColumnType.DAY: pa.date32(),
    ColumnType.CENTS: pa.int64(),
    ColumnType.FRACTION: pa.float64(),
    ColumnType.NUMBER: pa.int64(),
    ColumnType.FLAG: pa.bool_(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a canonical table.

    Parameters
    ----------
    name : str
        Column name; carries the unit when the type cannot say it.
    kind : ColumnType
    zh, en : str
        Label in Chinese and meaning in English.
    required : bool
        True if a null is a reject (otherwise null means unknown).
    allowed : tuple of str
        Closed set of words, empty for free text.
    at_least, at_most : float or None
        Inclusive bounds of numbers.
    sensitivity : Sensitivity
    """

    name: str
    kind: ColumnType
    zh: str
    en: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    sensitivity: Sensitivity = Sensitivity.PUBLIC

    def arrow_field(self) -> pa.Field:
        """Arrow field of this column in canonical files."""
        return pa.field(self.name, ARROW_TYPES[self.kind], nullable=not self.required)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One canonical table: its columns and its time and identity rules.

    Parameters
    ----------
    name : str
    zh, en : str
    key : str
        Column with the fact's id; (key, known_on, batch sequence) is the version key.
    columns : tuple of Column
        Own columns, key first.
    valid_from, valid_to : str or None
        Columns that bound validity, if the table has them.
    backfill_day : tuple of str
        Columns tried in this order for known_on in a batch declared ``backfill``.
    closes : str or None
        Column that a closing version sets when a complete delivery lacks a living row.
    scope : str or None
        Column that carries the region of a row, for complete deliveries.
    """

    name: str
    zh: str
    en: str
    key: str
    columns: tuple[Column, ...]
    valid_from: str | None = None
    valid_to: str | None = None
    backfill_day: tuple[str, ...] = ()
    closes: str | None = None
    scope: str | None = None
    filing: bool = False
    _by_name: dict[str, Column] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name.update({column.name: column for column in self.columns})

    def column(self, name: str) -> Column:
        """Column by name; KeyError if the table has no such column."""
        return self._by_name[name]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the own columns, in file order."""
        return tuple(column.name for column in self.columns)

    def content_schema(self) -> pa.Schema:
        """Arrow schema of the own columns."""
        return pa.schema([column.arrow_field() for column in self.columns])

    def contract(self) -> pa_contract.DataFrameSchema:
        """Pandera contract of a frame with the own columns (strict, no coercion)."""
        import pandera.pandas as pa_contract

        return pa_contract.DataFrameSchema(
            {column.name: _contract_column(column) for column in self.columns},
            strict=True,
            coerce=False,
            name=self.name,
        )


def _contract_column(column: Column) -> pa_contract.Column:
    import pandera.pandas as pa_contract

    checks: list[Any] = []
    if column.allowed:
        checks.append(pa_contract.Check.isin(list(column.allowed)))
    if column.at_least is not None:
        checks.append(pa_contract.Check.ge(column.at_least))
    if column.at_most is not None:
        checks.append(pa_contract.Check.le(column.at_most))
    return pa_contract.Column(checks=checks, nullable=not column.required, required=True)
