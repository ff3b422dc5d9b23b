"""The one place that talks to the driver: named statements in, typed rows or columns out.

Reads and writes go through the driver's managed transactions, whose retry is the only retry;
a statement that is written this way can be repeated without effect. What the server says about
a failure never reaches a message of ours, because it may quote stored values.

References
----------
docs/adr/0019-statements-as-files.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import neo4j
from neo4j import GraphDatabase, NotificationMinimumSeverity, unit_of_work
from neo4j.exceptions import DriverError, Neo4jError

from cypher.catalogue import Mode, Query, load
from graph.errors import StoreError
from graph.store.neo4j.driver_errors import translate, translated
from graph.store.neo4j.holding import Hold, holding
from graph.store.neo4j.transaction import ReadTransaction, check_columns
from graph.store.neo4j.typed_rows import check_fields

_FETCH_SIZE = 10_000
"""Records a message: 72,000 rows/s against 44,000 with the driver's 1,000 (docs/benchmarks.md)."""

_R = TypeVar("_R")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Neo4jPlace:
    """Where the server is and how long to wait for it.

    Parameters
    ----------
    uri : str
        ``bolt://HOST:PORT``; ``bolt+s`` and ``neo4j`` work too.
    user, password : str
        Account; the password is never shown.
    database : str
        Name of the database; the community edition has one.
    timeout_s : float
        Longest time of one read on the server.
    write_timeout_s : float
        Longest time of one write transaction on the server.
    connect_timeout_s : float
        Longest time until a connection stands.
    retry_s : float
        How long the driver repeats what it calls retryable.
    """

    uri: str
    user: str
    password: str = field(repr=False)
    database: str = "neo4j"
    timeout_s: float = 30.0
    write_timeout_s: float = 600.0
    connect_timeout_s: float = 5.0
    retry_s: float = 15.0

    @property
    def address(self) -> str:
        """Host and port, without whatever else the URI holds."""
        parts = urlsplit(self.uri)
        return f"{parts.hostname or '?'}:{parts.port or 7687}"


class Database:
    """Connections to one database; nothing is opened before the first statement.

    Parameters
    ----------
    place : Neo4jPlace
        Server, account and limits.
    more : mapping of str to Query, optional
        Statements by name, beside those of the package.
    """

    def __init__(self, place: Neo4jPlace, more: Mapping[str, Query] | None = None) -> None:
        self.place = place
        self._statements = {**load(), **(more or {})}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(
        self, query_name: str, row_type: type[_R], /, *, timeout_s: float | None = None, **params: Any
    ) -> list[_R]:
        """Typed rows of a read.

        Raises
        ------
        StoreError
            If the statement fails; the subclass tells what to do.
        IntegrityError
            If a stored value is not of the type of its field.
        """
        check_fields(self._query(query_name, Mode.READ, params), row_type)
        return self.reading(lambda reads: reads.read(query_name, row_type, **params), timeout_s=timeout_s)

    def records(
        self,
        query_name: str,
        /,
        *,
        timeout_s: float | None = None,
        most: int | None = None,
        **params: Any,
    ) -> list[dict[str, Any]]:
        """Records of a read as the server returns them, for showing; at most ``most``.

        Raises
        ------
        StoreError
            If the statement fails; the subclass tells what to do.
        """
        query = self._query(query_name, Mode.READ, params)

        def work(tx: neo4j.ManagedTransaction) -> list[dict[str, Any]]:
            result = tx.run(query.text, params)
            check_columns(query, result.keys())
            return [record.data() for record in islice(result, most)]

        return self._reading(query, work, timeout_s)

    def columns(
        self, query_name: str, /, *, timeout_s: float | None = None, **params: Any
    ) -> dict[str, list[Any]]:
        """Columns of a read that returns exactly one record of lists.

        One record of lists travels about five times faster than the same values as records.

        Raises
        ------
        StoreError
            If the statement fails or does not return one record of lists of one length.
        """
        self._query(query_name, Mode.READ, params)
        return self.reading(lambda reads: reads.columns(query_name, **params), timeout_s=timeout_s)

    def reading(self, work: Callable[[ReadTransaction], _T], /, *, timeout_s: float | None = None) -> _T:
        """Result of several reads in one transaction; the time limit is for all together.

        Parameters
        ----------
        work : function of the transaction
            Called again where the driver repeats the transaction, so it changes nothing.
        timeout_s : float, optional
            Longest time on the server, that of the place by default.

        Raises
        ------
        StoreError
            If a statement fails; the subclass tells what to do.
        """
        limit = self.place.timeout_s if timeout_s is None else timeout_s
        last = ["read"]

        def run(tx: neo4j.ManagedTransaction) -> _T:
            reads = ReadTransaction(tx.run, lambda name, params: self._query(name, Mode.READ, params))
            try:
                return work(reads)
            finally:
                last[0] = reads.statement

        try:
            with self._session(neo4j.READ_ACCESS) as session:
                return session.execute_read(unit_of_work(timeout=limit)(run))
        except (Neo4jError, DriverError) as error:
            raise translate(error, last[0], self.place.address) from None

    def write(
        self, query_name: str, /, *, timeout_s: float | None = None, **params: Any
    ) -> list[dict[str, Any]]:
        """Records of a write that has the same effect when it is repeated.

        Raises
        ------
        StoreUnreachableError
            If the server went away; the write may be done or not, repeat it.
        StoreError
            If the statement fails.
        """
        query = self._query(query_name, Mode.WRITE, params)

        def work(tx: neo4j.ManagedTransaction) -> list[dict[str, Any]]:
            return tx.run(query.text, params).data()

        limit = self.place.write_timeout_s if timeout_s is None else timeout_s
        with translated(query.name, self.place.address), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(unit_of_work(timeout=limit)(work))

    def schema(self, query_name: str, /) -> None:
        """Run a statement that makes or drops a constraint or an index; it commits by itself."""
        query = self._query(query_name, Mode.SCHEMA, {})
        with translated(query.name, self.place.address), self._session(neo4j.WRITE_ACCESS) as session:
            session.run(query.text).consume()

    def maintain(self, query_name: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a write that commits in transactions of its own (``CALL { } IN TRANSACTIONS``).

        It is not repeated when it fails; part of it may be done.
        """
        query = self._query(query_name, Mode.WRITE, params)
        with translated(query.name, self.place.address), self._session(neo4j.WRITE_ACCESS) as session:
            return session.run(query.text, params).data()

    @contextmanager
    def hold(self, query_name: str, /, *, wait_s: float = 2.0, **params: Any) -> Iterator[Hold]:
        """Hold the locks that a write takes, for the length of a block; its changes are undone.

        The transaction has no time limit and ends with its connection, so a killed holder
        lets go at once.

        Parameters
        ----------
        wait_s : float
            How long to wait for another holder.

        Raises
        ------
        StoreBusyError
            If another transaction holds a lock after ``wait_s``.
        """
        query = self._query(query_name, Mode.WRITE, params)
        with (
            translated(query.name, self.place.address),
            self._session(neo4j.WRITE_ACCESS) as session,
            holding(session, query, params, wait_s, end=self._end_hold) as held,
        ):
            yield held

    def close(self) -> None:
        """Close all connections; a later statement opens new ones."""
        opened = self.__dict__.pop("_driver", None)
        if opened is not None:
            opened.close()

    def _reading(
        self, query: Query, work: Callable[[neo4j.ManagedTransaction], _T], timeout_s: float | None
    ) -> _T:
        limit = self.place.timeout_s if timeout_s is None else timeout_s
        with translated(query.name, self.place.address), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(unit_of_work(timeout=limit)(work))

    def _query(self, name: str, mode: Mode, params: dict[str, Any]) -> Query:
        query = self._statements.get(name)
        if query is None:
            raise StoreError(f"{name}: expected a statement of the catalogue, got an unknown name")
        if query.mode is not mode:
            raise StoreError(f"{name}: expected a statement of mode {mode}, got one of mode {query.mode}")
        if set(params) != set(query.params):
            raise StoreError(f"{name}: expected the parameters {sorted(query.params)}, got {sorted(params)}")
        return query

    def _end_hold(self, mark: str) -> bool:
        return bool(self.maintain("maintenance.end_hold", mark=mark))

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(
            database=self.place.database, default_access_mode=access, fetch_size=_FETCH_SIZE
        )

    @cached_property
    def _driver(self) -> neo4j.Driver:
        # The first connection is made without retry, so that a wrong address or password is told at once.
        try:
            driver = GraphDatabase.driver(
                self.place.uri,
                auth=(self.place.user, self.place.password),
                user_agent="guanlian",
                connection_timeout=self.place.connect_timeout_s,
                connection_acquisition_timeout=max(60.0, 2 * self.place.connect_timeout_s),
                max_transaction_retry_time=self.place.retry_s,
                notifications_min_severity=NotificationMinimumSeverity.OFF,
                telemetry_disabled=True,
            )
        except ValueError:
            raise StoreError("neo4j: expected a URI like bolt://127.0.0.1:7687, got another form") from None
        try:
            with translated("connection", self.place.address):
                driver.verify_connectivity()
        except BaseException:
            driver.close()
            raise
        return driver
