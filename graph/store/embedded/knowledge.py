"""What counts in one freeze or read: versions in force by a day, linked ids, node codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph.arrays import Column, large_text
from graph.domain import day_number
from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import ALIAS, NODES, STORED
from graph.store.embedded.segments import Version
from graph.store.embedded.text_order import positions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Days up to which facts count.

    Attributes
    ----------
    version : Version
    cut : int
        Day number up to which facts count: the earlier of both days of a freeze.
    late : int
        Day number up to which statuses and corrected facts count (known_by).
    corrected : dict of space to bool array by slot
        Facts that a revision lists as corrected; empty for a regular freeze.
    attributes : tuple of (node slot, column)
        Corrected attributes of enterprises, listed as ``enterprise_id#column``.
    """

    version: Version
    cut: int
    late: int
    corrected: dict[str, Numbers]
    attributes: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, version: Version, as_of: date, known_by: date, corrections: Sequence[str] = ()) -> Knowledge:
        """Knowledge of a freeze; ``corrections`` are ids of facts, in any table."""
        late = day_number(known_by)
        cut = min(day_number(as_of), late)
        listed = sorted(set(corrections)) if late > cut else []
        corrected: dict[str, Numbers] = {}
        for space, ids in version.ids.items() if listed else ():
            slots = positions_of(pa.array(listed, pa.large_string()), ids)
            if (slots >= 0).any():
                corrected[space] = np.zeros(len(ids), dtype=bool)
                corrected[space][slots[slots >= 0]] = True
        pairs = [item.split("#", 1) for item in listed if "#" in item]
        owners = pa.array([pair[0] for pair in pairs], pa.large_string())
        nodes = version.ids.get(NODES, pa.chunked_array([], pa.large_string()))
        attributes = tuple(
            (int(slot), column)
            for slot, (_, column) in zip(positions_of(owners, nodes) if pairs else (), pairs, strict=True)
            if slot >= 0 and column in STORED["enterprises"].content
        )
        return cls(version=version, cut=cut, late=late, corrected=corrected, attributes=attributes)

    def limit(self, table: str) -> Numbers | int:
        """Last day that counts: one for the table, or one a row where facts are corrected."""
        stored = STORED[table]
        by_fact = self.corrected.get(stored.space)
        chosen = None if by_fact is None else by_fact[self.version.numbers(table, "fact")]
        if table in ("parties", "record_items") and "records" in self.corrected:
            of_record = self.corrected["records"][self.version.numbers(table, "record_id")]
            chosen = of_record if chosen is None else chosen | of_record
        if chosen is None:
            return self.cut
        return np.where(chosen, self.late, self.cut)

    def known(self, table: str) -> Numbers:
        """Global rows of all versions that count, superseded ones included."""
        if not self.version.rows(table):
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.version.numbers(table, "known_on") <= self.limit(table))

    def in_force(self, table: str, limit: Numbers | int | None = None) -> Numbers:
        """Global rows of the versions in force, one for each fact."""
        if not self.version.rows(table):
            return np.zeros(0, dtype=np.int64)
        limit = self.limit(table) if limit is None else limit
        known_on = self.version.numbers(table, "known_on")
        return np.flatnonzero((known_on <= limit) & (self.version.index(f"{table}.superseded") > limit))


def linked_ids(knowledge: Knowledge) -> tuple[Numbers, Numbers]:
    """Slots that stand for another id of the same enterprise, and the slot they stand for.

    The canonical id of a linked set is the one known first; of ids known first on one day
    a credit code comes before ``R:`` ids, then the smaller id.

    Returns
    -------
    members, canonical : int32 arrays
        Only slots other than their canonical one, in slot order.
    """
    version = knowledge.version
    entity, alias = link_pairs(version, knowledge.in_force("identifiers"))
    if not len(entity):
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    is_entity = np.zeros(version.slots(NODES), dtype=bool)
    is_entity[entity] = True
    only_alias = (np.bincount(alias)[alias] == 1) & ~is_entity[alias]
    only_alias &= version.index("nodes.first")[alias] > knowledge.cut
    members, canonical = _canonical(knowledge, *linked_sets(entity[~only_alias], alias[~only_alias]))
    standing = resolved(members, canonical, entity[only_alias])
    members = np.concatenate([members, alias[only_alias]])
    canonical = np.concatenate([canonical, standing])
    order = np.argsort(members)
    return members[order].astype(np.int32), canonical[order].astype(np.int32)


def resolved(members: Numbers, canonical: Numbers, slots: Numbers) -> Numbers:
    """Canonical slot of each slot; ``members`` ascend."""
    if not len(members) or not len(slots):
        return slots
    # Of one type: else all members are copied into the other one.
    wanted = slots.astype(members.dtype, copy=False)
    place = np.minimum(np.searchsorted(members, wanted), len(members) - 1)
    return np.where(members[place] == slots, canonical[place], slots)


def _canonical(knowledge: Knowledge, members: Numbers, component: Numbers) -> tuple[Numbers, Numbers]:
    """Members other than the canonical one of their set, and that one."""
    if not len(members):
        return members, members
    version = knowledge.version
    is_internal = np.asarray(pc.starts_with(version.id_texts(NODES, members), "R:"))
    order = np.lexsort(
        (version.index("nodes.rank")[members], is_internal, version.index("nodes.first")[members], component)
    )
    ranked = component[order]
    leader = np.empty(ranked.max() + 1, dtype=np.int32)
    first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    leader[ranked[first]] = members[order[first]]
    canonical = leader[component]
    others = canonical != members
    return members[others], canonical[others]


def link_pairs(version: Version, rows: Numbers) -> tuple[Numbers, Numbers]:
    """Pairs of enterprise slots that identifiers at global rows link."""
    entity = np.asarray(version.take("identifiers", "entity_id", rows))
    alias = np.asarray(version.take("identifiers", ALIAS, rows))
    if not len(rows):
        return entity, alias
    kinds = version.index("nodes.kind")
    links = (alias >= 0) & (alias != entity) & (kinds[np.maximum(alias, 0)] == 0) & (kinds[entity] == 0)
    return entity[links], alias[links]


def linked_sets(entity: Numbers, alias: Numbers) -> tuple[Numbers, Numbers]:
    """Slots of all pairs, ascending, and the number of the linked set of each."""
    members, place = np.unique(np.concatenate([entity, alias]), return_inverse=True)
    if not len(members):
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    ends = place.reshape(2, -1)
    graph = coo_array((np.ones(len(entity), np.int8), (ends[0], ends[1])), shape=(len(members),) * 2)
    _, component = connected_components(graph, directed=False)
    return members.astype(np.int32), component


def gather(version: Version, table: str, name: str, rows: Numbers, unknown: float | None = None) -> Column:
    """Values at rows, where row -1 gives null, or ``unknown`` in a numeric column."""
    missing = rows < 0
    if not missing.any():
        return version.take(table, name, rows)
    present = version.take(table, name, rows[~missing])
    if isinstance(present, np.ndarray):
        filled = np.full(len(rows), unknown, dtype=present.dtype)
        filled[~missing] = present
        return filled
    places = np.cumsum(~missing) - 1
    return large_text(present.take(pa.array(places, mask=missing)))
