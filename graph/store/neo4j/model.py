"""Names of the data model: labels, names of statements, keys of version nodes (ADR 0017)."""

from __future__ import annotations

from graph.store.embedded.layout import NODE_TABLES, STORED

SINGULAR: dict[str, str] = {
    "enterprises": "enterprise",
    "persons": "person",
    "places": "place",
    "contacts": "contact",
    "records": "record",
    "record_items": "record_item",
    "fact_statuses": "fact_status",
    "identifiers": "identifier",
    "coverage": "coverage",
}
"""Tables whose facts are nodes, and the word for one of them in names of statements."""

ENTITY_TABLES: tuple[str, ...] = tuple(NODE_TABLES)
"""Tables whose facts are :Entity nodes."""

KEYED_TABLES: tuple[str, ...] = ("record_items", "fact_statuses", "identifiers", "coverage")
"""Tables whose facts are nodes without a slot."""

RELATION_ENDS: dict[str, tuple[str, str]] = {
    "ties": ("source_id", "target_id"),
    "parties": ("record_id", "party_id"),
}
"""Tables whose versions are relationships, and the columns of their ends."""

VERSION_PROPERTIES: tuple[str, ...] = ("known_on", "basis", "batch_seq")
"""What every version carries besides its content."""

BOOKKEEPING: tuple[str, ...] = ("slot", "first_known_on", "first_known_seq", "first_known_before")
"""What a node with a slot carries besides its id and its version."""

STAMPS: tuple[str, ...] = ("class", "score", "cluster", "score_month", "score_revision")
"""What publishing a month writes on enterprises."""

RELATION_BOOKKEEPING: tuple[str, ...] = (
    "version_id",
    "superseded_on",
    "superseded_seq",
    "superseded_before",
    "superseded_before_seq",
)
"""What a version that is a relationship carries besides its key and its content."""

RELATION_TYPES: tuple[str, ...] = ("NAMES", "LINKED_TO")
"""Types of relationships that are no ties."""


def owner_key(table: str) -> str:
    """Property of a version node that names its fact (``fact_id`` of a status is what it is about)."""
    return "status_id" if table == "fact_statuses" else "fact_id"


def properties_of(table: str) -> tuple[str, ...]:
    """Properties that one version of a fact holds, ends and kind of a relationship left out."""
    ends = (*RELATION_ENDS.get(table, ()), *(("kind",) if table == "ties" else ()))
    return (*(name for name in STORED[table].content if name not in ends), *VERSION_PROPERTIES)
