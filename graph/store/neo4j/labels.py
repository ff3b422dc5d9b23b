"""Labels and relationship types of the fact store in Neo4j (ADR 0017)."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "enterprises": "Enterprise",
    "persons": "Person",
    "places": "Place",
    "contacts": "Contact",
    "records": "Record",
    "record_items": "RecordItem",
    "fact_statuses": "FactStatus",
    "identifiers": "Identifier",
    "coverage": "Coverage",
}
"""Node label of each table whose facts are nodes."""

NAMES = "NAMES"
LINKED_TO = "LINKED_TO"
BATCH = "Batch"
UNDONE = "undone"
"""Kind of the keys of undos, which the Store node lists."""
STORE_NAME = "guanlian"
"""Name of the one Store, Writer and Published node."""
