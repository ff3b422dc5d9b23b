"""What the database holds of the facts that a batch touches, as a scratch version.

A complete delivery closes what it lacks, so the tables that closing looks at are read whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame, large_text
from graph.domain import TIE_KINDS
from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import NODES, STORED
from graph.store.embedded.segments import LoadedBatch, Version
from graph.store.embedded.staged import alias_ids, read_columns
from graph.store.neo4j.database import Database
from graph.store.neo4j.days import NEVER
from graph.store.neo4j.materialise import StoreReader, ahead
from graph.store.neo4j.model import ENTITY_TABLES, KEYED_TABLES, RELATION_ENDS, SINGULAR, owner_key
from graph.store.neo4j.pages import Columns, keyed_page, node_page, relation_page
from graph.store.neo4j.scratch import ScratchVersion
from graph.store.neo4j.spaces import IdSpace, distinct
from graph.store.neo4j.state import StoreMarks
from graph.store.protocol import StagedBatch

_IDS_A_READ = 10_000
_TIMEOUT_S = 300.0
_SPACES = (NODES, "records")


class HeldFacts:
    """Reads the published versions that a batch can meet.

    Parameters
    ----------
    database : Database
    state : StoreMarks
    batch : StagedBatch
    """

    def __init__(self, database: Database, state: StoreMarks, batch: StagedBatch) -> None:
        self._database = database
        self._state = state
        self._batch = batch
        self._keys = {name: self._keys_of(name) for name in STORED}
        self._rows: dict[str, list[Frame]] = {name: [] for name in STORED}
        self._whole: dict[str, IdSpace] = {}

    def scratch(self, folder: Path, batches: Sequence[LoadedBatch]) -> tuple[Version, dict[str, IdSpace]]:
        """Write the scratch version; returns it and its spaces nodes and records."""
        whole = tables_to_close(self._batch)
        self._read_whole(whole)
        for table in STORED:
            if table not in whole:
                self._rows[table] += self._held(table)
        spaces = {space: self._space(space) for space in _SPACES}
        scratch = ScratchVersion(folder, batches)
        for name, space in spaces.items():
            scratch.add_space(name, space)
        for table, rows in self._rows.items():
            scratch.add_table(table, rows)
        return scratch.finish(), spaces

    def _read_whole(self, tables: set[str]) -> None:
        if not tables:
            return
        reader = StoreReader(self._database, self._state)
        for space in _SPACES:
            if space == NODES or {"records", "parties"} & tables:
                self._whole[space], found = reader.nodes(space)
                for table in tables & set(found):
                    self._rows[table] += reader.with_versions(table, found[table])
        for table in tables & set(KEYED_TABLES):
            self._rows[table] += reader.with_versions(table, reader.keyed(table))
        for table in tables & set(RELATION_ENDS):
            self._rows[table] += reader.relations(table)

    def _held(self, table: str) -> list[Frame]:
        """Versions of the facts of one table that the batch delivers."""
        published = self._state.published
        if table == "ties":
            return [
                relation_page(columns, table, published).rows
                for kind, ids in self._ties_by_kind().items()
                for columns in self._ask(f"maintenance.held_ties_{kind.lower()}", ids)
            ]
        ids = self._keys[table]
        if table == "parties":
            pages = self._ask("maintenance.held_parties", ids)
            return [relation_page(columns, table, published).rows for columns in pages]
        older = [
            keyed_page(columns, table, owner_key(table), published).rows
            for columns in self._ask(f"maintenance.held_{SINGULAR[table]}_versions", ids)
        ]
        if table in KEYED_TABLES:
            pages = self._ask(f"maintenance.held_{table}", ids)
            return [keyed_page(columns, table, "id", published).rows for columns in pages] + older
        space = NODES if table in ENTITY_TABLES else "records"
        pages = self._ask(f"maintenance.held_{'entities' if space == NODES else 'records'}", ids)
        found = [node_page(columns, space, published).tables for columns in pages]
        return [tables[table] for tables in found if table in tables] + older

    def _ask(self, statement: str, ids: pa.LargeStringArray) -> Iterator[Columns]:
        def page(start: int) -> Columns:
            part = ids.slice(start, _IDS_A_READ).to_pylist()
            return self._database.columns(statement, timeout_s=_TIMEOUT_S, ids=part)

        return (columns for _, columns in ahead(page, range(0, len(ids), _IDS_A_READ)))

    def _keys_of(self, table: str) -> pa.LargeStringArray:
        key = STORED[table].table.key
        columns = read_columns(self._batch, STORED[table].table, [key])
        return distinct([] if columns is None else columns[key].chunks)

    def _ties_by_kind(self) -> dict[str, pa.LargeStringArray]:
        columns = read_columns(self._batch, STORED["ties"].table, ["tie_id", "kind"])
        if columns is None:
            return {}
        rows = pa.table(columns)
        found = {}
        for kind in map(str, TIE_KINDS):
            mine = rows.filter(pc.equal(rows["kind"], kind))
            if mine.num_rows:
                found[kind] = distinct(mine["tie_id"].chunks)
        return found

    def _space(self, space: str) -> IdSpace:
        """Every published node that the batch or a held row names."""
        if space in self._whole:
            return self._whole[space]
        entity = "entity" if space == NODES else "record"
        texts = self._named(space)
        slots, ids, days = self._nodes(space, self._ask(f"maintenance.{entity}_slots", texts))
        referred = self._referred(space)
        missing = referred[~np.isin(referred, slots)]
        if len(missing):

            def page(start: int) -> Columns:
                part = missing[start : start + _IDS_A_READ].tolist()
                return self._database.columns(f"maintenance.{entity}_ids", timeout_s=_TIMEOUT_S, slots=part)

            pages = (columns for _, columns in ahead(page, range(0, len(missing), _IDS_A_READ)))
            more_slots, more_ids, more_days = self._nodes(space, pages)
            slots, ids = np.concatenate([slots, more_slots]), pa.concat_arrays([ids, more_ids])
            days = np.concatenate([days, more_days])
        return IdSpace.of(slots, ids, days)

    def _nodes(self, space: str, pages: Iterator[Any]) -> tuple[Numbers, pa.LargeStringArray, Numbers]:
        """Slots, ids and first days of published nodes; a day that is not there is as late as can be."""
        slots, ids = [np.zeros(0, dtype=np.int64)], [pa.array([], pa.large_string())]
        days = [np.zeros(0, dtype=np.int64)]
        for columns in pages:
            found = np.array([-1 if slot is None else slot for slot in columns["slot"]], dtype=np.int64)
            kept = (found >= 0) & (found < self._state.slots(space))
            slots.append(found[kept])
            ids.append(large_text(columns["id"]).filter(pa.array(kept)))
            named = pa.array(columns["first_known_on"], pa.int64()).fill_null(NEVER)
            days.append(np.asarray(named)[kept])
        return np.concatenate(slots), pa.concat_arrays(ids), np.concatenate(days)

    def _named(self, space: str) -> pa.LargeStringArray:
        """Ids of a space that the batch, or a text of a held row, names."""
        texts = [self._keys[table] for table, stored in STORED.items() if stored.space == space]
        for table, stored in STORED.items():
            names = [name for name, home in stored.references.items() if home == space]
            columns = read_columns(self._batch, stored.table, names) if names else None
            texts += [chunk for column in (columns or {}).values() for chunk in column.chunks]
            for rows in self._rows[table]:
                held = (
                    [rows["fact"], *(rows[name] for name in names)]
                    if stored.space == space
                    else [rows[name] for name in names]
                )
                texts += [column for column in held if not isinstance(column, np.ndarray)]
        if space == NODES:
            texts += self._aliases()
        return distinct([large_text(text) for text in texts])

    def _aliases(self) -> list[pa.LargeStringArray]:
        names = ["scheme", "value", "node"]
        columns = read_columns(self._batch, STORED["identifiers"].table, names)
        found = [] if columns is None else [alias_ids(columns)]
        for rows in self._rows["identifiers"]:
            found.append(alias_ids({name: pa.chunked_array([rows.text(name)]) for name in names}))
        return found

    def _referred(self, space: str) -> Numbers:
        """Slots that held rows name."""
        found = [np.zeros(0, dtype=np.int64)]
        for table, stored in STORED.items():
            names = [name for name, home in stored.references.items() if home == space]
            names += ["fact"] if stored.space == space else []
            for rows in self._rows[table]:
                columns = [rows[name] for name in names]
                found += [column for column in columns if isinstance(column, np.ndarray)]
        return np.unique(np.concatenate(found))


def tables_to_close(batch: StagedBatch) -> set[str]:
    """Tables that closing the batch's complete deliveries looks at."""
    tables: set[str] = set()
    for scope in batch.full:
        if STORED[scope.table].table.closes is None:
            continue
        tables.add(scope.table)
        if scope.table == "enterprises":
            tables.add("identifiers")
        elif scope.region is not None:
            tables |= {"enterprises"} if scope.table == "ties" else {"enterprises", "parties"}
    return tables
