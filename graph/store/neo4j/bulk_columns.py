"""Stored columns of the embedded store as the property columns of the bulk files.

Days are integers such as 20261031, a day that never comes is 99991231; what is unknown is
null, hence no property. Text keeps null and the empty text apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graph.arrays import Column
from graph.columns import ColumnType
from graph.domain import CENTS_UNKNOWN, CODE_UNKNOWN, DAY_OPEN, DAY_UNKNOWN
from graph.store.embedded.columns import Numbers, take_text
from graph.store.embedded.knowledge import gather
from graph.store.embedded.layout import BASES, StoredTable
from graph.store.embedded.segments import Version
from graph.store.neo4j.days import NEVER

NO_ROW = -1
"""Row number of a fact that nothing has described."""

_BASIS_WORDS = pa.array([str(basis) for basis in BASES], pa.string())
_PROPERTY_TYPES: dict[ColumnType, tuple[str, pa.DataType]] = {
    ColumnType.TEXT: ("string", pa.large_string()),
    ColumnType.DAY: ("long", pa.int64()),
    ColumnType.CENTS: ("long", pa.int64()),
    ColumnType.NUMBER: ("long", pa.int64()),
    ColumnType.FRACTION: ("double", pa.float64()),
    ColumnType.FLAG: ("boolean", pa.bool_()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a bulk file: its header text and its Arrow type."""

    header: str
    arrow: pa.DataType

    @classmethod
    def of(cls, name: str, kind: ColumnType) -> Field:
        """Property column of a logical type."""
        word, arrow = _PROPERTY_TYPES[kind]
        return cls(header=f"{name}:{word}", arrow=arrow)


def content_fields(stored: StoredTable, *, without: tuple[str, ...] = ()) -> dict[str, Field]:
    """Fields of the content columns of a table."""
    return {
        name: Field.of(name, stored.table.column(name).kind) for name in stored.content if name not in without
    }


def calendar_days(days: Numbers) -> pa.Int64Array:
    """Day numbers as integers such as 20261031; unknown days are null.

    Parameters
    ----------
    days : int32 array
        Days since 1970-01-01, ``DAY_UNKNOWN`` or ``DAY_OPEN``.
    """
    unknown, never = days == DAY_UNKNOWN, days == DAY_OPEN
    special = unknown | never
    day = np.where(special, 0, days).astype("M8[D]")
    month = day.astype("M8[M]")
    year, number = np.divmod(month.astype(np.int64), 12)
    of_month = (day - month).astype(np.int64) + 1
    whole = (year + 1970) * 10_000 + (number + 1) * 100 + of_month
    return pa.array(np.where(never, NEVER, whole), mask=unknown)


def content(version: Version, stored: StoredTable, rows: Numbers, name: str) -> pa.Array:
    """Property values of one content column at global rows; ``NO_ROW`` gives null."""
    if name in stored.references:
        slots = gather(version, stored.name, name, rows, CODE_UNKNOWN)
        return ids(version, stored.references[name], np.asarray(slots))
    kind = stored.table.column(name).kind
    if kind is ColumnType.TEXT:
        return gather(version, stored.name, name, rows)
    return numbers(kind, gather(version, stored.name, name, rows, _unknown(kind)))


def numbers(kind: ColumnType, values: Column) -> pa.Array:
    """Property values of a stored numeric column."""
    values = np.asarray(values)
    if kind is ColumnType.DAY:
        return calendar_days(values)
    if kind is ColumnType.FRACTION:
        return pa.array(values, mask=np.isnan(values))
    if kind is ColumnType.FLAG:
        return pa.array(values == 1, mask=values == CODE_UNKNOWN)
    return pa.array(values, mask=values == CENTS_UNKNOWN)


def _unknown(kind: ColumnType) -> float:
    if kind is ColumnType.DAY:
        return DAY_UNKNOWN
    if kind is ColumnType.FRACTION:
        return float("nan")
    return CODE_UNKNOWN if kind is ColumnType.FLAG else CENTS_UNKNOWN


def ids(version: Version, space: str, slots: Numbers) -> pa.LargeStringArray:
    """Ids of slots, null where the slot is ``CODE_UNKNOWN``."""
    unknown = slots == CODE_UNKNOWN
    if not unknown.any():
        return version.id_texts(space, slots)
    found = take_text(version.ids[space].chunks, slots[~unknown]) if space in version.ids else None
    if found is None or not len(found):
        return pa.nulls(len(slots), pa.large_string())
    places = np.cumsum(~unknown) - 1
    return found.take(pa.array(places, mask=unknown))


def bases(codes: Numbers) -> pa.StringArray:
    """Words of stored basis codes; ``CODE_UNKNOWN`` is null."""
    return _BASIS_WORDS.take(pa.array(codes.astype(np.int64), mask=codes == CODE_UNKNOWN))
