"""Every published version of the database as a scratch version, read page by page.

Pages go by ranges of slots, or of keys where a fact has no slot. The next pages are asked for
while one is decoded. Nodes are read before version nodes: a load that moves a current
version into a version node between two reads then shows it twice and never not at all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa

from graph.arrays import Frame
from graph.errors import IntegrityError
from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import NODES
from graph.store.embedded.segments import LoadedBatch, Version
from graph.store.neo4j.database import Database
from graph.store.neo4j.model import ENTITY_TABLES, KEYED_TABLES, SINGULAR, owner_key
from graph.store.neo4j.pages import Columns, Stray, keyed_page, node_page, relation_page
from graph.store.neo4j.scratch import ScratchVersion, check_rows
from graph.store.neo4j.spaces import IdSpace
from graph.store.neo4j.state import StoreMarks

_NODES_A_PAGE = 20_000
_SOURCES_A_PAGE = 10_000
_KEYS_A_PAGE = 20_000
_TIMEOUT_S = 300.0
_PAGES_AHEAD = 2
"""Pages in the making: the server reads from disk for one while it sends another."""


def materialise(
    database: Database,
    state: StoreMarks,
    batches: Sequence[LoadedBatch],
    folder: Path,
    *,
    whole: bool = True,
) -> tuple[Version, tuple[Stray, ...]]:
    """Write a scratch version of everything that is published; ``whole`` as in ``fill``.

    Returns
    -------
    Version
    tuple of Stray
        What the database holds besides.

    Raises
    ------
    IntegrityError
        If a node, a version, or what identifies one is missing.
    """
    scratch = ScratchVersion(folder, batches)
    strays = fill(scratch, database, state, whole=whole)
    return scratch.finish(), strays


def fill(
    scratch: ScratchVersion, database: Database, state: StoreMarks, *, whole: bool = True
) -> tuple[Stray, ...]:
    """Fill a scratch version with what is published; raises as ``materialise``.

    Parameters
    ----------
    whole : bool
        False where ``state`` counts fewer batches than the store, whose rows it then cannot count.
    """
    reader = StoreReader(database, state)
    found: dict[str, int] = {}
    space, tables = reader.nodes(NODES)
    scratch.add_space(NODES, space)
    for table in ENTITY_TABLES:
        found[table] = scratch.add_table(table, reader.with_versions(table, tables.pop(table)))
    space, tables = reader.nodes("records")
    scratch.add_space("records", space)
    found["records"] = scratch.add_table("records", reader.with_versions("records", tables.pop("records")))
    for table in KEYED_TABLES:
        found[table] = scratch.add_table(table, reader.with_versions(table, reader.keyed(table)))
    for table in ("parties", "ties"):
        found[table] = scratch.add_table(table, reader.relations(table))
    if whole:
        check_rows(state.rows, found)
    return tuple(reader.strays)


class StoreReader:
    """Reads whole tables of the published state, and collects what is not ours.

    Parameters
    ----------
    database : Database
    state : StoreMarks
    """

    def __init__(self, database: Database, state: StoreMarks) -> None:
        self._database = database
        self._state = state
        self.strays: list[Stray] = []

    def nodes(self, space: str) -> tuple[IdSpace, dict[str, list[Frame]]]:
        """Ids of every entity or record, and the rows that their nodes hold, by table.

        Raises
        ------
        IntegrityError
            If a slot has no node.
        """
        statement = "maintenance.page_entities" if space == NODES else "maintenance.page_records"
        names = ENTITY_TABLES if space == NODES else ("records",)
        tables: dict[str, list[Frame]] = {name: [] for name in names}
        total = self._state.slots(space)
        ids: list[pa.LargeStringArray] = [pa.array([], pa.large_string())]
        for low, columns in self._by_slots(statement, total, _NODES_A_PAGE):
            page = node_page(columns, space, self._state.published)
            self.strays += page.strays
            _check_slots(page.slots, low, min(low + _NODES_A_PAGE, total), space)
            ids.append(page.ids.take(pa.array(np.argsort(page.slots))))
            for table, rows in page.tables.items():
                tables[table].append(rows)
        return IdSpace(texts=pa.concat_arrays(ids), slots=np.arange(total)), tables

    def with_versions(self, table: str, current: list[Frame]) -> list[Frame]:
        """Rows of the nodes of a table and of its version nodes, where the store has more rows."""
        if sum(rows.rows for rows in current) == self._state.rows[table]:
            return current
        statement = f"maintenance.page_{SINGULAR[table]}_versions"
        return [*current, *self._by_keys(statement, table, owner_key(table), "version_id")]

    def keyed(self, table: str) -> list[Frame]:
        """Rows that the nodes of a table without slots hold."""
        if not self._state.rows[table]:
            return []
        return self._by_keys(f"maintenance.page_{table}", table, "id", "id")

    def relations(self, table: str) -> list[Frame]:
        """Rows of ties or parties."""
        total = self._state.slots(NODES if table == "ties" else "records")
        rows: list[Frame] = []
        if not self._state.rows[table]:
            return rows
        for _, columns in self._by_slots(f"maintenance.page_{table}", total, _SOURCES_A_PAGE):
            page = relation_page(columns, table, self._state.published)
            self.strays += page.strays
            rows.append(page.rows)
        return rows

    def _by_slots(self, statement: str, total: int, size: int) -> Iterator[tuple[int, Columns]]:
        def ask(low: int) -> Columns:
            high = min(low + size, total)
            return self._database.columns(statement, timeout_s=_TIMEOUT_S, low=low, high=high)

        return ahead(ask, range(0, total, size))

    def _by_keys(self, statement: str, table: str, key: str, order: str) -> list[Frame]:
        rows, after = [], ""
        while True:
            columns = self._database.columns(statement, timeout_s=_TIMEOUT_S, after=after, most=_KEYS_A_PAGE)
            page = keyed_page(columns, table, key, self._state.published)
            self.strays += page.strays
            rows.append(page.rows)
            if len(columns["rows"]) < _KEYS_A_PAGE:
                return rows
            after = columns["rows"][-1][order]


def ahead(ask: Callable[[int], Columns], lows: range) -> Iterator[tuple[int, Columns]]:
    """Pages in their order; the server makes ``_PAGES_AHEAD`` while the one before them is used."""
    with ThreadPoolExecutor(_PAGES_AHEAD) as pool:
        waiting: deque[tuple[int, Future[Columns]]] = deque()
        for low in lows:
            waiting.append((low, pool.submit(ask, low)))
            if len(waiting) > _PAGES_AHEAD:
                first, page = waiting.popleft()
                yield first, page.result()
        while waiting:
            first, page = waiting.popleft()
            yield first, page.result()


def _check_slots(slots: Numbers, low: int, high: int, space: str) -> None:
    there = np.zeros(high - low, dtype=bool)
    there[slots - low] = True
    lost = np.flatnonzero(~there)
    if len(lost):
        raise IntegrityError(
            f"{space}: expected a node in every slot below {high}, got none in slot {low + int(lost[0])} "
            f"({len(lost)} missing in this page); a node or its slot was removed by other hands: "
            "restore the database",
            slot=low + int(lost[0]),
        )
