"""Values of properties, as the driver gives them, in the stored form of the embedded files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from graph.arrays import Column
from graph.columns import ColumnType
from graph.domain import CENTS_UNKNOWN, CODE_UNKNOWN, TIE_KINDS
from graph.errors import IntegrityError
from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import BASES, StoredTable
from graph.store.neo4j.days import day_numbers

_TYPES: dict[ColumnType, pa.DataType] = {
    ColumnType.TEXT: pa.large_string(),
    ColumnType.DAY: pa.int64(),
    ColumnType.CENTS: pa.int64(),
    ColumnType.NUMBER: pa.int64(),
    ColumnType.FRACTION: pa.float64(),
    ColumnType.FLAG: pa.bool_(),
}


def arrow_columns(
    where: str, kinds: Mapping[str, ColumnType], rows: Sequence[Mapping[str, Any]]
) -> dict[str, pa.Array]:
    """Values of named properties of maps as Arrow; what a map lacks is null.

    Raises
    ------
    IntegrityError
        If a value is not of the property's type.
    """
    present = present_names(rows)
    named = {name: kind for name, kind in kinds.items() if name in present}
    wanted = pa.struct([(name, _TYPES[kind]) for name, kind in named.items()])
    try:
        columns = pa.array(rows, wanted).flatten()
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        columns = [_column(where, name, kind, rows) for name, kind in named.items()]
    found = dict(zip(named, columns, strict=True))
    return {
        name: found[name] if name in found else pa.nulls(len(rows), _TYPES[kind])
        for name, kind in kinds.items()
    }


def present_names(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Names that any of the maps has."""
    return set().union(*rows)


def _column(where: str, name: str, kind: ColumnType, rows: Sequence[Mapping[str, Any]]) -> pa.Array:
    try:
        return pa.array([row.get(name) for row in rows], _TYPES[kind])
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise _foreign(where, name, kind) from error


def stored_values(where: str, name: str, kind: ColumnType, values: pa.Array) -> Column:
    """Stored form of Arrow values: sentinels instead of nulls but in text.

    Raises
    ------
    IntegrityError
        If a value is no day of the calendar.
    """
    if kind is ColumnType.TEXT:
        return values
    if kind is ColumnType.DAY:
        try:
            return day_numbers(values)
        except ValueError as error:
            raise _foreign(where, name, kind) from error
    if kind is ColumnType.FRACTION:
        return np.asarray(values.fill_null(float("nan"))).astype("<f8", copy=False)
    if kind is ColumnType.FLAG:
        return np.asarray(values.cast(pa.int8()).fill_null(CODE_UNKNOWN)).astype("<i1", copy=False)
    return np.asarray(values.fill_null(CENTS_UNKNOWN)).astype("<i8", copy=False)


def column_kind(stored: StoredTable, name: str) -> ColumnType:
    """Logical type of a content property."""
    return stored.table.column(name).kind


def kind_codes(words: Sequence[Any]) -> Numbers:
    """Codes of relationship types."""
    encoded = pa.array(words, pa.large_string()).dictionary_encode()
    codes = np.array([TIE_KINDS.index(word) for word in encoded.dictionary.to_pylist()], dtype="<i1")
    return codes[np.asarray(encoded.indices)] if len(codes) else np.zeros(0, dtype="<i1")


def basis_codes(words: pa.LargeStringArray) -> Numbers:
    """Codes of the words of ``basis``; an unknown word is 0, for no result depends on it."""
    encoded = words.dictionary_encode()
    known = [str(basis) for basis in BASES]
    codes = [known.index(word) if word in known else 0 for word in encoded.dictionary.to_pylist()]
    places = np.asarray(encoded.indices.fill_null(0))
    found: Numbers = np.array(codes or [0], dtype="<i1")[places]
    return found


def _foreign(where: str, name: str, kind: ColumnType) -> IntegrityError:
    return IntegrityError(
        f"{where}: property {name}: expected values of the kind {kind}, got another; the database was "
        "changed by other hands: find it with guanlian neo4j verify, or restore the database",
        table=where,
        column=name,
    )
