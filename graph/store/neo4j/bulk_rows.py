"""Chunks of rows of the bulk files: nodes, older versions, ties, parties, links.

The node of a fact holds its current version, the one with the greatest (known_on,
batch_seq); every other version is a node of its own. A tie, a party row and a link are a
relationship for every version, which says when and by which batch it was superseded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from graph.domain import CODE_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, TIE_KINDS
from graph.store.embedded.columns import Numbers
from graph.store.embedded.knowledge import gather
from graph.store.embedded.layout import ALIAS, STORED, StoredTable
from graph.store.embedded.segments import Version
from graph.store.neo4j.bulk_columns import NO_ROW, bases, calendar_days, content, ids
from graph.store.neo4j.key_sums import joined

CHUNK_ROWS = 100_000

_TIE_WORDS = pa.array([str(kind) for kind in TIE_KINDS], pa.string())


@dataclass(frozen=True)
class TableRows:
    """Versions of one table and how they follow each other.

    Parameters
    ----------
    version : Version
    stored : StoredTable
    """

    version: Version
    stored: StoredTable

    @cached_property
    def following(self) -> Numbers:
        """Row of the version that follows each version of the same fact, ``NO_ROW`` if none."""
        fact, known_on = (self.version.numbers(self.stored.name, name) for name in ("fact", "known_on"))
        following = np.full(len(fact), NO_ROW, dtype=np.int32)
        if not len(fact):
            return following
        several = np.flatnonzero(np.bincount(fact)[fact] > 1)
        order = several[np.lexsort((several, known_on[several], fact[several]))]
        same = np.flatnonzero(fact[order[1:]] == fact[order[:-1]])
        following[order[same]] = order[same + 1]
        return following

    @cached_property
    def current(self) -> Numbers:
        """Rows that hold the current version of their fact, in row order."""
        return np.flatnonzero(self.following == NO_ROW)

    @cached_property
    def older(self) -> Numbers:
        """Rows of all other versions, in row order."""
        return np.flatnonzero(self.following != NO_ROW)

    def row_of_slot(self) -> Numbers:
        """Current row of every slot of the key's space, ``NO_ROW`` for a stub."""
        rows = np.full(self.version.slots(self.stored.space), NO_ROW, dtype=np.int32)
        rows[self.version.take(self.stored.name, "fact", self.current)] = self.current
        return rows

    def fact_ids(self, rows: Numbers) -> pa.LargeStringArray:
        """Ids of the facts of rows."""
        fact = np.asarray(self.version.take(self.stored.name, "fact", rows))
        return ids(self.version, self.stored.space, fact)

    def facts(self, rows: Numbers, names: Sequence[str]) -> list[pa.Array]:
        """Content columns of rows, then known_on, basis and batch_seq; ``NO_ROW`` gives nulls."""
        return [
            *(content(self.version, self.stored, rows, name) for name in names),
            calendar_days(self._numbers("known_on", rows, DAY_UNKNOWN)),
            bases(self._numbers("basis", rows, CODE_UNKNOWN)),
            self._sequences(rows, null=True),
        ]

    def version_ids(self, rows: Numbers) -> pa.LargeStringArray:
        """``<fact id>|<known_on>|<batch_seq>`` of rows."""
        days = calendar_days(self._numbers("known_on", rows, DAY_UNKNOWN))
        return joined(self.fact_ids(rows), days, self._sequences(rows, null=False))

    def supersession(self, rows: Numbers) -> list[pa.Array]:
        """Day and batch sequence of the version that follows; 99991231 and 0 if none does."""
        after = self.following[rows]
        return [
            calendar_days(self._numbers("known_on", after, DAY_OPEN)),
            pa.array(self._numbers("batch_seq", after, 0)),
        ]

    def _sequences(self, rows: Numbers, *, null: bool) -> pa.Array:
        found = self._numbers("batch_seq", rows, 0)
        return pa.array(found, mask=found == 0) if null else pa.array(found)

    def _numbers(self, name: str, rows: Numbers, unknown: int) -> Numbers:
        return np.asarray(gather(self.version, self.stored.name, name, rows, unknown))


def chunks(rows: Numbers) -> Iterator[Numbers]:
    """Parts of at most ``CHUNK_ROWS`` rows."""
    for start in range(0, len(rows), CHUNK_ROWS):
        yield rows[start : start + CHUNK_ROWS]


def tie_kinds(version: Version, rows: Numbers) -> pa.StringArray:
    """Relationship types of tie rows."""
    return _TIE_WORDS.take(pa.array(np.asarray(version.take("ties", "kind", rows))))


def link_rows(version: Version) -> Numbers:
    """Identifier rows whose value stands for another node."""
    if not version.rows("identifiers"):
        return np.zeros(0, dtype=np.int64)
    alias = version.numbers("identifiers", ALIAS)
    return np.flatnonzero((alias != CODE_UNKNOWN) & (alias != version.numbers("identifiers", "entity_id")))


def first_known(version: Version, space: str) -> Numbers:
    """First known_on of any row that names a slot, ``DAY_UNKNOWN`` where none does.

    That an identifier calls a slot another id of something names nothing: which id of linked
    ones was known first decides which of them stands for all.
    """
    first = np.full(version.slots(space), DAY_OPEN, dtype=np.int32)
    for stored in STORED.values():
        if not version.rows(stored.name):
            continue
        known_on = version.numbers(stored.name, "known_on")
        columns = ["fact" if stored.space == space else None]
        columns += [name for name, home in stored.references.items() if home == space]
        for column in columns:
            if column is not None:
                _earliest(first, version.numbers(stored.name, column), known_on)
    first[first == DAY_OPEN] = DAY_UNKNOWN
    return first


def _earliest(first: Numbers, slots: Numbers, known_on: Numbers) -> None:
    named = slots >= 0
    if named.all():
        np.minimum.at(first, slots, known_on)
    else:
        np.minimum.at(first, slots[named], known_on[named])
