"""Several statements of one read in one transaction: one round trip each, one time limit for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from cypher.catalogue import Query
from graph.budget import check
from graph.errors import StoreError
from graph.store.neo4j.typed_rows import check_fields, typed_rows

_R = TypeVar("_R")


class ReadTransaction:
    """An open transaction that answers named reads.

    Keys that a statement asks for, few or many, go in a map (``asked``): the server keeps a plan for
    each order of magnitude of a list, and makes one the first time that it meets it.

    Parameters
    ----------
    run : function of text and parameters
        Runs a statement in the transaction.
    query_of : function of name and parameters
        Statement of a name, its parameters checked.
    """

    def __init__(
        self, run: Callable[[str, dict[str, Any]], Any], query_of: Callable[[str, dict[str, Any]], Query]
    ) -> None:
        self._run = run
        self._query_of = query_of
        self.statement = "read"
        """Name of the last statement."""

    def read(self, query_name: str, row_type: type[_R], /, **params: Any) -> list[_R]:
        """Typed rows of a statement; see ``Database.read``."""
        query = self._query_of(query_name, params)
        check_fields(query, row_type)
        return typed_rows(query, row_type, self._records(query, params))

    def columns(self, query_name: str, /, **params: Any) -> dict[str, list[Any]]:
        """Columns of a statement that returns one record of lists; see ``Database.columns``."""
        query = self._query_of(query_name, params)
        return as_columns(query, self._records(query, params))

    def _records(self, query: Query, params: dict[str, Any]) -> list[list[Any]]:
        check()
        self.statement = query.name
        result = self._run(query.text, params)
        check_columns(query, result.keys())
        return [record.values() for record in result]


def check_columns(query: Query, columns: Sequence[str]) -> None:
    """Refuse columns that are not those of the statement's header.

    Raises
    ------
    StoreError
        If they differ.
    """
    if tuple(columns) != query.returns:
        raise StoreError(
            f"{query.name}: the header says {list(query.returns)}, the server returns {list(columns)}"
        )


def as_columns(query: Query, records: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """Columns of one record of lists.

    Raises
    ------
    StoreError
        If there is another number of records, or the lists differ in length.
    """
    lists = list(records[0]) if len(records) == 1 else []
    if not lists or not all(isinstance(values, list) for values in lists):
        raise StoreError(f"{query.name}: expected one record of lists, got {len(records)} record(s)")
    if len({len(values) for values in lists}) > 1:
        lengths = dict(zip(query.returns, map(len, lists), strict=True))
        raise StoreError(f"{query.name}: expected columns of one length, got {lengths}")
    return dict(zip(query.returns, lists, strict=True))
