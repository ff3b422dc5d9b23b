"""Enterprises by a part of their name: candidates from the server, decided here.

The full-text index cuts Chinese into pairs of characters; every name with the text in it
holds the pairs of the text, so the pairs give all candidates. A text without a pair, one
that very many names hold, or a database without the index is searched in the order of ids
until enough are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graph.store.embedded.names import folded, folded_names
from graph.store.neo4j.described import Description, describing, typed_nodes
from graph.store.neo4j.view import Neo4jView
from graph.store.protocol import Node

_HAN_RUN = re.compile("[\u3400-\u4db5\u4e00-\u9fef]{2,}")
"""Characters that the analyzer has known for long; others only make the search wider."""
_MOST_CANDIDATES = 4_000
"""Names that the index may give before the search goes in the order of ids instead."""
_CHUNK = 50
"""Candidates looked at together, but at least twice as many as are wanted."""
_RANGES = (("", "A:"), ("A;", "C:"), ("C;", "P:"), ("P;", "\U0010ffff"))
"""Ids of enterprises: all but those of places, contacts and persons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdRow:
    """Id of a node."""

    node_id: str


def search(view: Neo4jView, name_part: str, *, limit: int, indexed: bool) -> list[Node]:
    """Enterprises whose name or former name of the day contains the text; see ``FactStore.search``.

    Raises
    ------
    StoreIndexError
        If ``indexed`` and the full-text index is not there: ask again without it.
    """
    needle = folded(name_part)
    found: set[int] = set()
    if limit < 1 or not needle or "\n" in needle:
        return []
    for ids in _candidates(view, needle, max(_CHUNK, 2 * limit), indexed):
        for slot in _named(view, ids, needle):
            found.add(slot)
            if len(found) == limit:
                break
        if len(found) == limit:
            break
    nodes = typed_nodes(view, np.array(sorted(found), dtype=np.int64))
    return sorted(nodes, key=lambda node: node.id.encode())


def full_text_words(needle: str) -> str | None:
    """Query of the full-text index that every name with a folded text in it meets, None if there is none."""
    runs = _HAN_RUN.findall(needle)
    return " AND ".join(f'"{run}"' for run in runs) if runs else None


def _candidates(view: Neo4jView, needle: str, size: int, indexed: bool) -> Iterator[list[str]]:
    """Ids of stored enterprises that may have the text in a name, rising, in chunks."""
    words = full_text_words(needle) if indexed else None
    listed = None if words is None else _full_text(view, words)
    if listed is None:
        yield from _in_order(view, needle, size)
        return
    for start in range(0, len(listed), size):
        yield listed[start : start + size]


def _full_text(view: Neo4jView, words: str) -> list[str] | None:
    """All ids that the index gives, None if there are too many."""
    most = _MOST_CANDIDATES
    found = view.ground.database.columns("read.store_names", words=words, max_rows=most + 1)["node_id"]
    return sorted(set(found), key=str.encode) if len(found) <= most else None


def _in_order(view: Neo4jView, needle: str, size: int) -> Iterator[list[str]]:
    for begin, before in _RANGES:
        after: str | None = begin
        while after is not None:
            rows = view.ground.database.read(
                "read.store_names_in_order",
                IdRow,
                after_id=after,
                before_id=before,
                folded=needle,
                max_rows=size,
                **view.ground.moment.known,
            )
            yield [row.node_id for row in rows]
            after = rows[-1].node_id if len(rows) == size else None


def _named(view: Neo4jView, ids: Sequence[str], needle: str) -> Iterator[int]:
    """Canonical slots that the given ids describe on the day with a name that holds the text."""
    if not ids:
        return
    found = view.ground.database.columns("read.store_slots", asked={"ids": list(ids)})
    slot_of = dict(zip(found["node_id"], found["slot"], strict=True))
    slots = np.array([slot_of[one] for one in ids if slot_of.get(one, -1) in range(view.nodes)], np.int64)
    nodes = np.unique(view.links.resolve(slots)).astype(np.int64)
    described = [one for _, one in describing(view, nodes)]
    texts = folded_names(*(_texts(described, name) for name in ("label", "former_names")))
    by_id = {
        one.node_id: int(node)
        for node, one, text in zip(nodes, described, texts.to_pylist(), strict=True)
        if one is not None and needle in text
    }
    yield from (by_id[one] for one in ids if one in by_id)


def _texts(described: Sequence[Description | None], name: str) -> pa.LargeStringArray:
    values = [None if one is None or one.content is None else one.content[name] for one in described]
    return pa.array(values, pa.large_string())
