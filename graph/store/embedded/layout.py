"""How canonical tables lie in segments: keys and references as int32 slots of id spaces.

An id space is an append-only dictionary of ids: the slot of an id never changes, and
segments hold slots. ``nodes`` holds ids of all node kinds and every id that a tie, a
party or an alias names; ``records`` also the records that parties name before they come.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.columns import ColumnType, Table
from graph.domain import KnownOnBasis, NodeKind
from graph.tables import GRAPH_TABLES

NODES = "nodes"

NODE_TABLES: dict[str, NodeKind] = {
    "enterprises": NodeKind.ENTERPRISE,
    "persons": NodeKind.PERSON,
    "places": NodeKind.PLACE,
    "contacts": NodeKind.CONTACT,
}
NODE_PREFIXES: dict[str, NodeKind] = {
    "P:": NodeKind.PERSON,
    "A:": NodeKind.PLACE,
    "C:": NodeKind.CONTACT,
}
"""Ids with another prefix are enterprises."""

NODE_KINDS: tuple[NodeKind, ...] = tuple(NodeKind)
BASES: tuple[KnownOnBasis, ...] = tuple(KnownOnBasis)

_REFERENCES: dict[str, dict[str, str]] = {
    "enterprises": {"legal_person_id": NODES},
    "ties": {"source_id": NODES, "target_id": NODES},
    "parties": {"record_id": "records", "party_id": NODES},
    "record_items": {"record_id": "records"},
    "identifiers": {"entity_id": NODES},
}

ALIAS = "alias"
"""Extra column of stored identifiers: slot of the linked id, -1 where the scheme links none."""


@dataclass(frozen=True, slots=True)
class StoredTable:
    """Where the key and the references of one table point.

    Attributes
    ----------
    table : Table
    space : str
        Id space of the key.
    references : dict of column to id space
    """

    table: Table
    space: str
    references: dict[str, str]

    @property
    def name(self) -> str:
        """Name of the canonical table."""
        return self.table.name

    @property
    def ids(self) -> dict[str, str]:
        """Id columns and their spaces, the key first."""
        return {self.table.key: self.space, **self.references}

    @property
    def content(self) -> tuple[str, ...]:
        """Stored columns that make the content of a version (not the key)."""
        return tuple(name for name in self.table.names if name != self.table.key)

    def is_text(self, column: str) -> bool:
        """True if a content column is stored as text."""
        if column in self.references or (self.name == "ties" and column == "kind"):
            return False
        return self.table.column(column).kind is ColumnType.TEXT


STORED: dict[str, StoredTable] = {
    table.name: StoredTable(
        table, NODES if table.name in NODE_TABLES else table.name, _REFERENCES.get(table.name, {})
    )
    for table in GRAPH_TABLES
}
"""Stored tables by name, in load order."""

SPACES: tuple[str, ...] = tuple(dict.fromkeys(stored.space for stored in STORED.values()))

SORTED_SPACES = (NODES, "records")
"""Spaces whose new ids get slots, and whose rows lie, in the order of ids.

The frames of these tables are frozen in that order, so freezing reads them front to back.
"""
