"""Finding a node by its id, by an id linked to it, or by the value of an identifier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.errors import NotFoundError
from graph.store.neo4j.described import is_known
from graph.store.neo4j.view import Neo4jView

_MAX_IDENTIFIERS = 1_000
"""Versions of identifiers of one value that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """Where a node is, when it was named first, and the versions of its ties."""

    slot: int
    first_known_on: int
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierRow:
    """One version of an identifier and the node it is of."""

    identifier_key: str
    value_then: str
    slot: int
    entity_id: str
    known_on: int
    batch_seq: int


def find_slot(view: Neo4jView, identifier: str) -> int:
    """Canonical slot of an id or alias known by the view's day, -1 if there is none."""
    moment = view.ground.moment
    found = view.ground.database.read(
        "read.store_find", NodeRow, identifier=identifier, batches=moment.batches
    )
    if found and found[0].slot < view.nodes:
        slot = found[0].slot
        if slot in view.ground.links.ids.slots:
            canonical = int(view.links.resolve(np.array([slot]))[0])
            if is_known(view, canonical):
                return canonical
        elif found[0].first_known_on <= moment.known_by:
            view.learn([slot], [identifier], [found[0].entries])
            return slot
    return _slot_by_value(view, identifier)


def require_slot(view: Neo4jView, identifier: str) -> int:
    """Canonical slot of an id or alias; ``NotFoundError`` if it was not known by then."""
    slot = find_slot(view, identifier)
    if slot < 0:
        raise NotFoundError("no node with this id or alias was known by that day", identifier=identifier)
    return slot


def _slot_by_value(view: Neo4jView, value: str) -> int:
    """Entity whose identifier has this value; of several the one with the smallest id."""
    moment = view.ground.moment
    rows = view.ground.database.read(
        "read.store_identifiers", IdentifierRow, value=value, max_rows=_MAX_IDENTIFIERS
    )
    latest: dict[str, IdentifierRow] = {}
    for row in sorted(rows, key=lambda row: (row.known_on, row.batch_seq)):
        if row.known_on <= moment.known_by and row.batch_seq <= moment.batches:
            latest[row.identifier_key] = row
    slots = np.array([row.slot for row in latest.values() if row.value_then == value], dtype=np.int64)
    if not len(slots):
        return -1
    canonical = np.unique(view.links.resolve(slots)).astype(np.int64)
    ids = [text.encode() for text in view.id_texts(canonical).to_pylist()]
    return int(canonical[ids.index(min(ids))])
