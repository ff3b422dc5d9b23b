"""The graph as of a day: ties in force, linked ids as one node, typed nodes and ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graph.domain import DAY_OPEN, DAY_UNKNOWN, TIE_KINDS, NodeKind, day_number, day_of
from graph.ranges import ranges
from graph.store.embedded.columns import Numbers
from graph.store.embedded.knowledge import Knowledge, linked_ids, resolved
from graph.store.embedded.layout import NODE_KINDS, NODE_TABLES, NODES
from graph.store.embedded.segments import Version
from graph.store.embedded.statuses import among
from graph.store.protocol import ALL_TIES, AsOf, Node, Tie, TieFilter

_LABELS = {"enterprises": "name", "places": "address", "contacts": "display"}
"""Column that labels a node; the store knows no names of persons."""
_TIE_COLUMNS = (
    *("source_id", "target_id", "fact", "role"),
    *("kind", "share", "valid_from", "valid_to", "confidence"),
)


@dataclass(frozen=True, slots=True)
class Links:
    """Linked ids as of one day of knowledge.

    Attributes
    ----------
    member, canonical : int32 arrays
        Other slots of linked sets, ascending, and the slot that each stands for.
    sorted_canonical, sorted_member : int32 arrays
        The same pairs in the order of ``canonical``.
    """

    member: Numbers
    canonical: Numbers
    sorted_canonical: Numbers
    sorted_member: Numbers

    @classmethod
    def of(cls, version: Version, at: AsOf) -> Links:
        """Links known by a day."""
        member, canonical = linked_ids(Knowledge.of(version, at.known_by, at.known_by))
        order = np.argsort(canonical, kind="stable")
        return cls(member, canonical, canonical[order], member[order])

    def resolve(self, slots: Numbers) -> Numbers:
        """Canonical slot of each slot."""
        return resolved(self.member, self.canonical, slots)

    def members(self, nodes: Numbers) -> tuple[Numbers, Numbers]:
        """Every slot of canonical nodes, and the position of its node."""
        origin = np.arange(len(nodes))
        if not len(self.member) or not len(nodes):
            return nodes, origin
        wanted = nodes.astype(np.int32)
        start = np.searchsorted(self.sorted_canonical, wanted, side="left")
        stop = np.searchsorted(self.sorted_canonical, wanted, side="right")
        place, owner = ranges(start, stop)
        return np.concatenate([nodes, self.sorted_member[place]]), np.concatenate([origin, owner])


class GraphView:
    """A version as it was on one day; an ``Expansion`` over node slots.

    Parameters
    ----------
    version : Version
    at : AsOf
    links : Links known by ``at.known_by``
    void : int array
        Global tie rows that are void on the day, rising.
    ties : TieFilter
    """

    def __init__(
        self, version: Version, at: AsOf, links: Links, void: Numbers, ties: TieFilter = ALL_TIES
    ) -> None:
        self.version = version
        self.links = links
        self._at = at
        self._void_ties = void
        self._void = void if not ties.void else np.zeros(0, dtype=np.int64)
        self._day, self._known_by = day_number(at.day), day_number(at.known_by)
        self._ended = ties.ended
        self._kinds = np.array([not ties.kinds or kind in ties.kinds for kind in TIE_KINDS])
        self._all_kinds = not ties.kinds
        self._plain = ties == ALL_TIES

    @property
    def nodes(self) -> int:
        """Number of node slots."""
        return self.version.slots(NODES)

    def unfiltered(self) -> GraphView:
        """The same day with every tie kind, ended and void ties left out."""
        return GraphView(self.version, self._at, self.links, self._void_ties)

    def is_known(self, slot: int) -> bool:
        """True if some row known by then names the node or an id linked to it."""
        slots, _ = self.links.members(np.array([slot]))
        return bool((self.version.index("nodes.first")[slots] <= self._known_by).any())

    def in_force(self, table: str, rows: Numbers) -> Numbers:
        """Those global rows that are versions in force by the view's day of knowledge."""
        if not len(rows):
            return rows
        known = np.asarray(self.version.take(table, "known_on", rows)) <= self._known_by
        return rows[known & (self.version.index(f"{table}.superseded")[rows] > self._known_by)]

    def weight(self, nodes: Numbers) -> Numbers:
        """Adjacency entries of nodes, whatever their day."""
        if not self.version.rows("ties"):
            return np.zeros(len(nodes), dtype=np.int64)
        slots, owner = self.links.members(nodes)
        indptr = self.version.index("ties.indptr")
        entries = (indptr[slots + 1] - indptr[slots]).astype(np.float64)
        return np.bincount(owner, entries, minlength=len(nodes)).astype(np.int64)

    def expand(self, nodes: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Ties of canonical nodes: position in ``nodes``, canonical neighbour, global tie row."""
        nothing = np.zeros(0, dtype=np.int64)
        if not self.version.rows("ties"):
            return nothing, nothing, nothing
        index = self.version.index
        slots, owner = self.links.members(nodes)
        indptr = index("ties.indptr")
        place, of_slot = ranges(indptr[slots], indptr[slots + 1])
        row = index("ties.entry")[place] >> 1
        admitted = self._admits(row)
        place, row, origin = place[admitted], row[admitted], owner[of_slot[admitted]]
        neighbour = self.links.resolve(index("ties.other")[place])
        apart = neighbour != nodes[origin]
        return origin[apart], neighbour[apart].astype(np.int64), row[apart].astype(np.int64)

    def _admits(self, row: Numbers) -> Numbers:
        """Bool per tie row: the version in force, of a wanted kind, valid on the day, not void."""
        index = self.version.index
        admitted = (index("ties.known_on")[row] <= self._known_by) & (
            index("ties.superseded")[row] > self._known_by
        )
        admitted &= index("ties.valid_from")[row] <= self._day
        if not self._ended:
            valid_to = index("ties.valid_to")[row]
            admitted &= (valid_to == DAY_UNKNOWN) | (valid_to > self._day)
        if not self._all_kinds:
            admitted &= self._kinds[index("ties.kind")[row]]
        if len(self._void):
            admitted &= ~among(row, self._void)
        return np.asarray(admitted)

    def typed_nodes(self, slots: Numbers, origin: Numbers | None = None) -> list[Node]:
        """Nodes of canonical slots with label, state and degree of the day.

        Parameters
        ----------
        slots : int array
        origin : int array, optional
            Positions that ``expand(slots)`` of this view gave, where that was done before.
        """
        if not len(slots):
            return []
        ids = self.version.id_texts(NODES, slots).to_pylist()
        kinds = self.version.index("nodes.kind")[slots]
        if origin is None or not self._plain:
            origin, _, _ = self.unfiltered().expand(slots)
        degree = np.bincount(origin, minlength=len(slots))
        nothing: list[str | None] = [None] * len(slots)
        label, status, region = nothing, nothing.copy(), nothing.copy()
        for table, kind in NODE_TABLES.items():
            mine = np.flatnonzero(kinds == NODE_KINDS.index(kind))
            if table not in _LABELS or not len(mine):
                continue
            row = self.describing_rows(table, slots[mine])
            known = mine[row >= 0].tolist()
            wanted = {_LABELS[table]: label}
            if kind is NodeKind.ENTERPRISE:
                wanted["status"] = status
            if kind is not NodeKind.CONTACT:
                wanted["region"] = region
            texts = self.version.take_all(table, tuple(wanted), row[row >= 0])
            for values, column in zip(wanted.values(), texts, strict=True):
                for place, text in zip(known, pa.array(column).to_pylist(), strict=True):
                    values[place] = text
        columns = (ids, kinds.tolist(), label, degree.tolist(), status, region)
        return [
            Node(
                id=node,
                kind=NODE_KINDS[kind],
                label=text or "",
                degree=ties,
                status=(state or "unknown") if kind == 0 else None,
                region=where,
            )
            for node, kind, text, ties, state, where in zip(*columns, strict=True)
        ]

    def describing_rows(self, table: str, nodes: Numbers) -> Numbers:
        """Global row that describes each canonical node of a table's kind on that day, -1 for stubs."""
        described = np.full(len(nodes), -1, dtype=np.int64)
        if not self.version.rows(table):
            return described
        slots, owner = self.links.members(nodes)
        row = np.asarray(self.version.index("nodes.latest")[slots]).astype(np.int64)
        day = np.full(len(row), DAY_OPEN, dtype=np.int64)
        while len(late := np.flatnonzero((row >= 0) & (day > self._known_by))):
            day[late] = self.version.take(table, "known_on", row[late])
            late = late[day[late] > self._known_by]
            row[late] = self.version.index(f"{table}.previous")[row[late]]
        known = np.flatnonzero(row >= 0)
        own = slots[known] == nodes[owner[known]]
        order = known[np.lexsort((-self.version.index("nodes.rank")[slots[known]], own, day[known]))]
        described[owner[order]] = row[order]
        return described

    def typed_ties(self, rows: Numbers) -> list[Tie]:
        """Ties of global rows, ends by their canonical ids."""
        if not len(rows):
            return []
        sources, targets, facts, roles, *numbers = self.version.take_all("ties", _TIE_COLUMNS, rows)
        ends = self.links.resolve(np.concatenate((np.asarray(sources), np.asarray(targets))))
        texts = self.version.id_texts(NODES, ends).to_pylist()
        columns = (
            self.version.id_texts("ties", np.asarray(facts)).to_pylist(),
            texts[: len(rows)],
            texts[len(rows) :],
            pa.array(roles).to_pylist(),
            *(np.asarray(values).tolist() for values in numbers),
        )
        return [
            Tie(
                id=tie,
                kind=TIE_KINDS[kind],
                source_id=source,
                target_id=target,
                role=role,
                share=_fraction(share),
                valid_from=day_of(valid_from),
                valid_to=day_of(valid_to),
                confidence=1.0 if (known := _fraction(confidence)) is None else known,
            )
            for tie, source, target, role, kind, share, valid_from, valid_to, confidence in zip(
                *columns, strict=True
            )
        ]

    def tie_ids(self, rows: Numbers) -> pa.LargeStringArray:
        """Ids of global tie rows."""
        return self.version.id_texts("ties", np.asarray(self.version.take("ties", "fact", rows)))


def _fraction(value: float) -> float | None:
    return None if value != value else value
