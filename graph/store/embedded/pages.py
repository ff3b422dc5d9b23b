"""Columns that interactive reads of a version touch, the ones most reads need first."""

from __future__ import annotations

from collections.abc import Iterator

from graph.arrays import Column
from graph.store.embedded.layout import NODES
from graph.store.embedded.segments import Version

_WALKED = ("indptr", "entry", "other", "known_on", "superseded", "valid_from", "valid_to", "kind")
_NODES = ("kind", "latest", "rank", "order", "first")
_TIES = (
    "fact",
    "source_id",
    "target_id",
    "kind",
    "share",
    "valid_from",
    "valid_to",
    "confidence",
    "role",
)
_DESCRIBED = {
    "enterprises": ("name", "status", "region", "known_on"),
    "places": ("address", "region", "known_on"),
    "contacts": ("display", "known_on"),
}


def read_columns(version: Version) -> Iterator[Column]:
    """Walks, ids, and what describes nodes and ties."""
    tables = {name: columns for name, columns in _DESCRIBED.items() if version.rows(name)}
    if version.rows("ties"):
        yield from (version.index(f"ties.{name}") for name in _WALKED)
    yield from (version.index(f"nodes.{name}") for name in _NODES)
    yield from (version.index(f"{table}.previous") for table in tables)
    yield from version.ids[NODES].chunks
    for table, columns in tables.items():
        yield from version.parts(table, columns)
    if version.rows("ties"):
        yield from version.parts("ties", _TIES)
        yield from version.ids["ties"].chunks
