"""One writer at a time: a lock that dies with its connection, and a token that fences.

The lock is a transaction that holds the :Writer node. Should the connection die while the
process lives, a second writer takes the store over; every write checks its token under the
lock of the Store node, so the first one's later writes change nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from graph.errors import IntegrityError, StoreBusyError
from graph.store.neo4j.database import Database
from graph.store.neo4j.state import read_state

ROWS_A_WRITE = 10_000
"""Rows of one write transaction."""


class Fence:
    """Writes of the one writer.

    Parameters
    ----------
    database : Database
    token : str
        Token of this writer; the Store node names it.
    """

    def __init__(self, database: Database, token: str) -> None:
        self._database = database
        self.token = token

    def write(self, statement: str, **params: Any) -> dict[str, Any]:
        """Run a statement that returns ``written`` > 0 if the token still counts; its one row.

        Raises
        ------
        StoreBusyError
            If another writer took over.
        """
        found = self._database.write(statement, token=self.token, **params)
        if not found or not found[0]["written"]:
            raise self._lost()
        return found[0]

    def write_rows(self, statement: str, rows: Sequence[dict[str, Any]]) -> None:
        """Write rows in transactions of at most ``ROWS_A_WRITE``.

        Raises
        ------
        StoreBusyError
            If another writer took over.
        IntegrityError
            If a node that a row refers to is not there.
        """
        for start in range(0, len(rows), ROWS_A_WRITE):
            part = list(rows[start : start + ROWS_A_WRITE])
            written = self._written(statement, {"rows": part})
            if written == len(part):
                continue
            state = read_state(self._database)
            if state is None or state.token != self.token:
                raise self._lost()
            raise IntegrityError(
                f"{statement}: expected {len(part)} rows to meet their nodes, got {written}; nodes or keys "
                "were removed by other hands: restore the database",
                expected=len(part),
                got=written,
            )

    def _written(self, statement: str, params: dict[str, Any]) -> int:
        found = self._database.write(statement, token=self.token, **params)
        return int(found[0]["written"]) if found else 0

    @staticmethod
    def _lost() -> StoreBusyError:
        return StoreBusyError(
            "another writer has taken the store over because this one's connection was lost; nothing of this "
            "load counts: run it again"
        )


@contextmanager
def writing(database: Database, wait_s: float = 2.0) -> Iterator[Fence]:
    """Be the one writer for the length of a block.

    Raises
    ------
    StoreBusyError
        If another process or thread writes.
    """
    token = uuid.uuid4().hex
    with database.hold("maintenance.lock", wait_s=wait_s, token=token):
        database.write("maintenance.take_over", token=token)
        yield Fence(database, token)
