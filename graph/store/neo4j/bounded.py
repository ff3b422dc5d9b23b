"""Statements of one read, which together may take no longer than the place's limit."""

from __future__ import annotations

import time
from typing import Any, TypeVar

from graph.errors import StoreTimeoutError
from graph.store.neo4j.database import Database

_R = TypeVar("_R")
_SHORTEST_S = 0.05
"""Limit of a statement that begins just before the read's time is over."""


class BoundedReads:
    """Reads of a database until a time limit, which starts when this object is made.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._limit_s = database.place.timeout_s
        self._end = time.monotonic() + self._limit_s

    def read(self, query_name: str, row_type: type[_R], /, **params: Any) -> list[_R]:
        """Typed rows of a statement; see ``Database.read``.

        Raises
        ------
        StoreTimeoutError
            If the read's time is over.
        """
        return self._database.read(query_name, row_type, timeout_s=self._left(query_name), **params)

    def columns(self, query_name: str, /, **params: Any) -> dict[str, list[Any]]:
        """Columns of a statement; see ``Database.columns``.

        Raises
        ------
        StoreTimeoutError
            If the read's time is over.
        """
        return self._database.columns(query_name, timeout_s=self._left(query_name), **params)

    def _left(self, query_name: str) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise StoreTimeoutError(
                f"{query_name}: the read took longer than {self._limit_s:g} s; "
                "ask for less, or raise GUANLIAN_NEO4J__TIMEOUT_S",
                statement=query_name,
            )
        return max(left, _SHORTEST_S)
