"""Records of a statement as frozen rows whose fields are the statement's columns."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar, cast, get_origin, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from cypher.catalogue import Query
from graph.errors import IntegrityError, StoreError

_R = TypeVar("_R")


def typed_rows(query: Query, row_type: type[_R], records: Sequence[Sequence[Any]]) -> list[_R]:
    """Rows of the records, each value checked against the type of its field.

    Parameters
    ----------
    query : Query
        Statement that the records answer.
    row_type : type
        Frozen dataclass with exactly the fields that the statement returns; a list becomes a
        tuple where the field is one.
    records : sequence of sequences
        Values in the order of the statement's columns.

    Raises
    ------
    StoreError
        If the fields are not the statement's columns.
    IntegrityError
        If a stored value is not of its type; the message names column and row, not the value.
    """
    check_fields(query, row_type)
    fields = _adapters(cast(Any, row_type))
    columns = list(zip(*records, strict=True)) if records else []
    checked = [
        _column(query, name, *fields[name], values)
        for name, values in zip(query.returns, columns, strict=bool(records))
    ]
    names = query.returns
    return [row_type(**dict(zip(names, values, strict=True))) for values in zip(*checked, strict=True)]


def check_fields(query: Query, row_type: type) -> None:
    """Refuse a row type whose fields are not the columns of the statement.

    Raises
    ------
    StoreError
        If it is no frozen dataclass, or has other fields.
    """
    names = sorted(field.name for field in dataclasses.fields(row_type)) if _is_row(row_type) else []
    if names != sorted(query.returns):
        raise StoreError(
            f"{query.name}: {row_type.__name__} has the fields {names}, "
            f"the statement returns {sorted(query.returns)}"
        )


@cache
def _adapters(row_type: Any) -> dict[str, tuple[TypeAdapter[list[Any]], bool]]:
    strict = ConfigDict(strict=True, arbitrary_types_allowed=True)
    return {
        name: (TypeAdapter(list[hint], config=strict), get_origin(hint) is tuple)  # type: ignore[valid-type]
        for name, hint in get_type_hints(row_type).items()
    }


def _is_row(row_type: type) -> bool:
    return dataclasses.is_dataclass(row_type) and bool(row_type.__dataclass_params__.frozen)  # type: ignore[attr-defined]


def _column(
    query: Query, name: str, adapter: TypeAdapter[list[Any]], tupled: bool, values: Sequence[Any]
) -> list[Any]:
    listed = [tuple(value) if tupled and isinstance(value, list) else value for value in values]
    try:
        return adapter.validate_python(listed)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise IntegrityError(
            f"{query.name}: {name} of row {first['loc'][0]}: expected {first['type'].removesuffix('_type')}, "
            f"got {type(listed[int(first['loc'][0])]).__name__}; the database was changed by other hands",
            statement=query.name,
            column=name,
        ) from None
