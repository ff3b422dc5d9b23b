"""What a batch adds to the database, as parameters of the statements that write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from graph.domain import DAY_OPEN, TIE_KINDS
from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import ALIAS, NODE_KINDS, NODES, STORED
from graph.store.embedded.segments import Version
from graph.store.neo4j.bulk_columns import NO_ROW, calendar_days
from graph.store.neo4j.bulk_rows import TableRows, chunks, link_rows
from graph.store.neo4j.days import NEVER
from graph.store.neo4j.model import (
    ENTITY_TABLES,
    KEYED_TABLES,
    RELATION_ENDS,
    SINGULAR,
    VERSION_PROPERTIES,
    owner_key,
    properties_of,
)
from graph.store.neo4j.spaces import IdSpace
from graph.store.neo4j.state import StoreMarks

_SUPERSEDED = ("superseded_on", "superseded_seq")
_OF_A_LINK = ("known_on", "batch_seq")
_RELATION = ("source", "target", "version_id", "properties")
_SUPERSEDED_BEFORE = ("superseded_before", "superseded_before_seq")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Rows for one statement, at most ``CHUNK_ROWS``, so that a large batch is never held at once."""

    table: str
    statement: str
    rows: list[dict[str, Any]]


class NewRows:
    """New rows of a scratch version and what they supersede.

    Parameters
    ----------
    state : StoreMarks
        Before the batch.
    before, after : Version
        Scratch versions without and with the batch; ``before`` is None in an empty store.
    spaces : mapping of name to IdSpace, or None
        Slots in the database of the ids of ``before``.
    """

    def __init__(
        self,
        state: StoreMarks,
        before: Version | None,
        after: Version,
        spaces: Mapping[str, IdSpace] | None,
    ) -> None:
        self._state = state
        self._before = before
        self._after = after
        self._spaces = spaces or {}
        self._sequence = state.published + 1
        self._held: dict[str, TableRows] = {}
        self._held_before: dict[str, TableRows] = {}

    def added(self, table: str) -> int:
        """Number of versions that a table gains."""
        return len(self._new(table))

    def first_days(self) -> dict[str, int]:
        """First day on which rows of the batch are known, by table, as the database holds days."""
        found = {}
        for table in STORED:
            rows = self._new(table)
            if len(rows):
                first = np.asarray(self._after.take(table, "known_on", rows)).min()
                found[table] = int(calendar_days(np.array([first]))[0].as_py())
        return found

    def named(self, space: str) -> int:
        """Number of ids that the space nodes or records gains."""
        return self._after.slots(space) - self._known(space)

    def statements(self) -> Iterator[Step]:
        """Every write of the batch, nodes before what refers to them.

        The rows of a step are made while the server writes those of the step before it.
        """
        steps = self._steps()
        with ThreadPoolExecutor(1) as worker:
            made = worker.submit(next, steps, None)
            while (step := made.result()) is not None:
                made = worker.submit(next, steps, None)
                yield step

    def _steps(self) -> Iterator[Step]:
        yield from self._ids(NODES, "entities", "ingest.entities")
        yield from self._ids("records", "records", "ingest.record_stubs")
        for table in SINGULAR:
            for rows in self._nodes(table):
                yield Step(table=table, statement=f"ingest.{table}", rows=rows)
        for rows in self._links():
            yield Step(table="links", statement="ingest.links", rows=rows)
        for rows in self._relations("parties"):
            yield Step(table="parties", statement="ingest.parties", rows=rows)
        for code, kind in enumerate(TIE_KINDS):
            for rows in self._relations("ties", code):
                yield Step(table="ties", statement=f"ingest.ties_{kind.lower()}", rows=rows)

    def _known(self, space: str) -> int:
        return 0 if self._before is None else self._before.slots(space)

    def _new(self, table: str) -> Numbers:
        """Rows of the batch."""
        if not self._after.rows(table):
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self._after.numbers(table, "batch_seq") == self._sequence)

    @cached_property
    def _slots(self) -> dict[str, Numbers]:
        """Slots in the database of the scratch slots of the spaces nodes and records."""
        found = {}
        for space in (NODES, "records"):
            known = self._spaces[space].slots if space in self._spaces else np.zeros(0, dtype=np.int64)
            found[space] = np.concatenate([known, self._state.slots(space) + np.arange(self.named(space))])
        return found

    def _ids(self, space: str, word: str, statement: str) -> Iterator[Step]:
        """Nodes that the batch names first, then known nodes that it names on an earlier day."""
        first = self._first_named(space)
        known = self._known(space)
        new = np.arange(known, self._after.slots(space))
        days = calendar_days(np.where(first == DAY_OPEN, np.iinfo(np.int32).min, first).astype("<i4"))
        slots = self._slots[space]
        kinds = self._after.index("nodes.kind") if space == NODES and len(new) else None
        for part in chunks(new):
            ids = self._after.id_texts(space, part).to_pylist()
            described = self._described(space, part)
            rows = [
                {
                    "id": text,
                    "kind": None if kinds is None else NODE_KINDS[kinds[place]].value,
                    "properties": {
                        "slot": int(slots[place]),
                        "first_known_on": days[place].as_py(),
                        "first_known_seq": self._sequence,
                        **described.get(text, {}),
                    },
                }
                for place, text in zip(part.tolist(), ids, strict=True)
            ]
            yield Step(table=word, statement=statement, rows=rows)
        held = np.asarray(days.fill_null(NEVER))[:known]
        for part in chunks(self._named_earlier(space, first[:known], held)):
            earlier = [
                {
                    "slot": int(slots[place]),
                    "first_known_on": days[place].as_py(),
                    "sequence": self._sequence,
                }
                for place in part.tolist()
            ]
            yield Step(table=word, statement=f"ingest.first_days_of_{word}", rows=earlier)

    def _described(self, space: str, slots: Numbers) -> dict[str, dict[str, Any]]:
        """Content by id of those new nodes that the batch describes once; they are written in one go."""
        found: dict[str, dict[str, Any]] = {}
        for table in ENTITY_TABLES if space == NODES else ("records",):
            rows = self._at_once(table)
            if len(rows):
                rows = rows[np.isin(self._after.take(table, "fact", rows), slots)]
                rows_of = TableRows(self._after, STORED[table])
                found.update(zip(*self._properties(table, rows_of, rows), strict=True))
        return found

    def _at_once(self, table: str) -> Numbers:
        """Rows of new nodes that have one version."""
        new = self._new(table)
        if table in KEYED_TABLES or not len(new):
            return np.zeros(0, dtype=np.int64)
        fact = self._after.numbers(table, "fact")
        named, versions = fact[new], np.bincount(fact)
        rows: Numbers = new[(named >= self._known(STORED[table].space)) & (versions[named] == 1)]
        return rows

    def _named_earlier(self, space: str, first: Numbers, days: Numbers) -> Numbers:
        """Scratch slots of known nodes that the batch may name on an earlier day than is held."""
        named = first != DAY_OPEN
        held = self._spaces[space].named_on if space in self._spaces else None
        return np.flatnonzero(named if held is None else named & (days < held))

    def _first_named(self, space: str) -> Numbers:
        """First known_on of the batch's rows that name each scratch slot."""
        first = np.full(self._after.slots(space), DAY_OPEN, dtype="<i4")
        for table, stored in STORED.items():
            rows = self._new(table)
            if not len(rows):
                continue
            known_on = np.asarray(self._after.take(table, "known_on", rows))
            names = [name for name, home in stored.references.items() if home == space]
            names += ["fact"] if stored.space == space else []
            for name in names:
                slots = np.asarray(self._after.take(table, name, rows))
                np.minimum.at(first, slots[slots >= 0], known_on[slots >= 0])
        return first

    def _nodes(self, table: str) -> Iterator[list[dict[str, Any]]]:
        """One row a fact, in parts: what its node holds now, and its versions that go beside it."""
        new = self._new(table)
        if not len(new):
            return
        rows_of = TableRows(self._after, STORED[table])
        current = np.setdiff1d(np.intersect1d(rows_of.current, new), self._at_once(table))
        older = np.intersect1d(rows_of.older, np.concatenate([new, self._current_before(table)]))
        fact = self._after.numbers(table, "fact")
        for part in chunks(np.unique(np.concatenate([fact[current], fact[older]]))):
            mine = [rows[np.isin(fact[rows], part)] for rows in (current, older)]
            yield self._facts(table, rows_of, *mine)

    def _facts(
        self, table: str, rows_of: TableRows, current: Numbers, older: Numbers
    ) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for key, properties in zip(*self._properties(table, rows_of, current), strict=True):
            found[key] = {"id": key, "current": properties, "versions": []}
        version_ids = rows_of.version_ids(older).to_pylist()
        for version_id, key, properties in zip(
            version_ids, *self._properties(table, rows_of, older), strict=True
        ):
            fact = found.setdefault(key, {"id": key, "current": {}, "versions": []})
            fact["versions"].append({"version_id": version_id, owner_key(table): key, **properties})
        return [found[key] for key in sorted(found)]

    def _current_before(self, table: str) -> Numbers:
        """Rows that were current before the batch and are of a fact it changes."""
        if self._before is None or not self._before.rows(table):
            return np.zeros(0, dtype=np.int64)
        held = TableRows(self._before, STORED[table]).current
        after = TableRows(self._after, STORED[table]).following
        followed: Numbers = held[after[held] != NO_ROW]
        return followed

    def _properties(
        self, table: str, rows_of: TableRows, rows: Numbers
    ) -> tuple[list[str], list[dict[str, Any]]]:
        """Keys of the facts of rows, and the properties that the rows say."""
        names = [name for name in properties_of(table) if name not in VERSION_PROPERTIES]
        columns = [column.to_pylist() for column in rows_of.facts(rows, names)]
        named = (*names, *VERSION_PROPERTIES)
        properties = [dict(zip(named, values, strict=True)) for values in zip(*columns, strict=True)]
        return rows_of.fact_ids(rows).to_pylist(), properties

    def _relations(self, table: str, kind: int | None = None) -> Iterator[list[dict[str, Any]]]:
        """New versions of parties or of ties of one kind, and older ones that they supersede, in parts."""
        new = self._new(table)
        if not len(new):
            return
        rows_of = self._rows_of(table)
        rows = np.concatenate([new, self._superseded(table, rows_of, new)])
        if kind is not None:
            rows = rows[np.asarray(self._after.take(table, "kind", rows)) == kind]
        yield from self._placed(table, RELATION_ENDS[table], rows_of, rows)

    def _links(self) -> Iterator[list[dict[str, Any]]]:
        """New links between ids, and older ones that they supersede, in parts."""
        new = self._new("identifiers")
        if not len(new):
            return
        rows_of = self._rows_of("identifiers")
        rows = np.concatenate([new, self._superseded("identifiers", rows_of, new)])
        rows = rows[np.isin(rows, link_rows(self._after))]
        yield from self._placed("identifiers", ("entity_id", ALIAS), rows_of, rows)

    def _rows_of(self, table: str) -> TableRows:
        """Rows of a table after the batch, kept while the table is written."""
        held = self._held.get(table)
        if held is None:
            held = TableRows(self._after, STORED[table])
            self._held = {table: held}
        return held

    def _rows_before(self, before: Version, table: str) -> TableRows:
        """Rows of a table before the batch, kept in the same way."""
        held = self._held_before.get(table)
        if held is None:
            held = TableRows(before, STORED[table])
            self._held_before = {table: held}
        return held

    def _superseded(self, table: str, rows_of: TableRows, new: Numbers) -> Numbers:
        """Published versions that a new row follows."""
        if self._before is None or not self._before.rows(table):
            return np.zeros(0, dtype=np.int64)
        is_new = np.zeros(len(rows_of.following) + 1, dtype=bool)
        is_new[new] = True
        rows = np.arange(self._before.rows(table))
        return rows[is_new[rows_of.following[rows]]]

    def _said(self, table: str, rows_of: TableRows, rows: Numbers) -> list[dict[str, Any]]:
        """Properties of relationships: all of new versions; of others what follows them and did before."""
        is_new = self._after.numbers(table, "batch_seq")[rows] == self._sequence
        new, changed = rows[is_new], rows[~is_new]
        found: dict[int, dict[str, Any]] = {}
        ids, properties = self._properties(table, rows_of, new)
        key = "identifier_key" if table == "identifiers" else STORED[table].table.key
        for row, fact, held, after in zip(
            new.tolist(), ids, properties, self._supersession(rows_of, new), strict=True
        ):
            kept = {name: held[name] for name in _OF_A_LINK} if table == "identifiers" else held
            found[row] = {key: fact, **kept, **after}
        if self._before is not None and len(changed):
            before = self._supersession(self._rows_before(self._before, table), changed)
            for row, after, held in zip(
                changed.tolist(), self._supersession(rows_of, changed), before, strict=True
            ):
                followed = held["superseded_seq"] != 0
                undo = dict(zip(_SUPERSEDED_BEFORE, held.values() if followed else (None, None), strict=True))
                found[row] = {**after, **undo}
        return [found[row] for row in rows.tolist()]

    @staticmethod
    def _supersession(rows_of: TableRows, rows: Numbers) -> list[dict[str, Any]]:
        columns = [column.to_pylist() for column in rows_of.supersession(rows)]
        return [dict(zip(_SUPERSEDED, values, strict=True)) for values in zip(*columns, strict=True)]

    def _placed(
        self, table: str, ends: tuple[str, str], rows_of: TableRows, rows: Numbers
    ) -> Iterator[list[dict[str, Any]]]:
        """Rows with the slots of their ends, in the order of these, in parts."""
        spaces = {**STORED[table].references, ALIAS: NODES}
        slots = [self._slots[spaces[name]][np.asarray(self._after.take(table, name, rows))] for name in ends]
        order = np.lexsort((*slots[::-1],)) if len(rows) else rows
        for part in chunks(order):
            mine = rows[part]
            columns = (
                slots[0][part].tolist(),
                slots[1][part].tolist(),
                rows_of.version_ids(mine).to_pylist(),
                self._said(table, rows_of, mine),
            )
            yield [dict(zip(_RELATION, values, strict=True)) for values in zip(*columns, strict=True)]
