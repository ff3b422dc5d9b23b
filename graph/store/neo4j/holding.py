"""A transaction kept open for its locks, with a bounded wait.

Cypher cannot try a lock, and a time limit on the transaction would also end the holder. So
the transaction carries a mark, and when the wait is over and the server says that it is
blocked, another connection asks the server to end it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from cypher.catalogue import Query
from graph.errors import StoreBusyError, StoreError

_LOOK_AGAIN_S = 0.25


class Hold:
    """Locks held in an open transaction.

    Parameters
    ----------
    transaction : neo4j.Transaction
        Open transaction.
    records : list of dict
        What the locking statement returned.
    """

    def __init__(self, transaction: neo4j.Transaction, records: list[dict[str, Any]]) -> None:
        self._transaction = transaction
        self.records = records

    @property
    def alive(self) -> bool:
        """Whether the server still has the transaction; one round trip."""
        try:
            self._transaction.run("RETURN 1").consume()
        except (Neo4jError, DriverError):
            return False
        return True


@contextmanager
def holding(
    session: neo4j.Session,
    query: Query,
    params: dict[str, Any],
    wait_s: float,
    *,
    end: Callable[[str], bool],
) -> Iterator[Hold]:
    """Run a statement in a transaction that stays open for the length of a block, then undo it.

    Parameters
    ----------
    session : neo4j.Session
        Session of its own.
    query, params
        Statement that takes the locks.
    wait_s : float
        How long it may wait for them.
    end : callable
        Ends the transaction of a mark if it is blocked, over another connection; says whether.

    Raises
    ------
    StoreBusyError
        If the statement waits longer than ``wait_s`` for a lock.
    """
    mark, got, ended = uuid.uuid4().hex, Event(), Event()
    # timeout 0: no limit, whatever the server's configuration says.
    transaction = session.begin_transaction(metadata={"guanlian_hold": mark}, timeout=0)
    watch = Thread(target=_watch, args=(end, mark, wait_s, got, ended), daemon=True)
    watch.start()
    try:
        try:
            records = transaction.run(query.text, params).data()
        finally:
            got.set()
            watch.join()
    except Neo4jError:
        if not ended.is_set():
            raise
        raise _busy(query, wait_s) from None
    if ended.is_set():
        raise _busy(query, wait_s)
    try:
        yield Hold(transaction, records)
    finally:
        # Where the server ended it already, nothing is held any more, which is what was wanted.
        with suppress(Neo4jError, DriverError):
            transaction.rollback()


def _watch(end: Callable[[str], bool], mark: str, wait_s: float, got: Event, ended: Event) -> None:
    pause = wait_s
    while not got.wait(pause):
        pause = _LOOK_AGAIN_S
        # Where the server is away, the waiting statement fails by itself.
        with suppress(StoreError):
            if end(mark):
                ended.set()
                return


def _busy(query: Query, wait_s: float) -> StoreBusyError:
    return StoreBusyError(
        f"{query.name}: another writer holds the store and did not let go within {wait_s:g} s; "
        "wait until it ends, then run the same again",
        statement=query.name,
    )
