"""Nodes and ties of an answer as the protocol shows them: content of the day, degree, ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from graph.domain import NodeKind, TieKind
from graph.errors import IntegrityError
from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import NODE_PREFIXES
from graph.store.neo4j.days import NEVER, date_of
from graph.store.neo4j.view import Neo4jView
from graph.store.protocol import Node, Tie

_VERSION = ("label", "former_names", "status", "region", "known_on", "batch_seq")


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Content of one stored node on a day.

    Attributes
    ----------
    slot : int
    node_id : str
    first_known_on : int
        ``NEVER`` where nothing named the node.
    content : mapping or None
        Latest version known by the day; None where none was.
    """

    slot: int
    node_id: str
    first_known_on: int
    content: Mapping[str, Any] | None


def describe(view: Neo4jView, slots: Numbers) -> dict[int, Description]:
    """Content of stored nodes by slot, as known by the view's day."""
    moment, database = view.ground.moment, view.ground.database
    if not len(slots):
        return {}
    asked = {"slots": np.unique(slots).tolist()}
    found = database.columns("read.store_nodes", asked=asked, batches=moment.batches)
    view.learn(found["slot"], found["node_id"], found["entries"])
    held: dict[str, Mapping[str, Any] | None] = {}
    late: list[str] = []
    for row in _rows(found, ("node_id", *_VERSION)):
        known_on, sequence = row["known_on"], row["batch_seq"]
        held[row["node_id"]] = None
        if known_on is None:
            continue
        if known_on <= moment.known_by and sequence <= moment.batches:
            held[row["node_id"]] = row
        else:
            late.append(row["node_id"])
    if late:
        older = database.columns("read.store_older", asked={"ids": late}, **moment.known)
        held.update({row["node_id"]: row for row in _rows(older, ("node_id", *_VERSION))})
    firsts = zip(found["slot"], found["node_id"], found["first_known_on"], strict=True)
    return {
        slot: Description(
            slot=slot,
            node_id=node_id,
            first_known_on=NEVER if first is None else first,
            content=held[node_id],
        )
        for slot, node_id, first in firsts
    }


def _rows(columns: Mapping[str, Sequence[Any]], names: Sequence[str]) -> Iterable[dict[str, Any]]:
    for values in zip(*(columns[name] for name in names), strict=True):
        yield dict(zip(names, values, strict=True))


def kind_of(node_id: str) -> NodeKind:
    """Kind of a node by the prefix of its id."""
    return NODE_PREFIXES.get(node_id[:2], NodeKind.ENTERPRISE)


def describing(view: Neo4jView, nodes: Numbers) -> list[tuple[Description, Description | None]]:
    """Each canonical node, and the member of its linked set that describes it.

    The latest version known by the day describes a node; of one day the node's own comes
    first, then the one of the smallest id.
    """
    slots, owner = view.links.members(nodes)
    found = describe(view, slots)
    best: list[Description | None] = [None] * len(nodes)
    for slot, place in zip(slots.tolist(), owner.tolist(), strict=True):
        one = found.get(slot)
        if one is None or one.content is None:
            continue
        held = best[place]
        if held is None or _before(held, one, int(nodes[place])):
            best[place] = one
    missing = [slot for slot in nodes.tolist() if slot not in found]
    if missing:
        raise IntegrityError(
            f"neo4j: expected a node with slot {missing[0]}, got none; "
            "the database was changed by other hands"
        )
    return [(found[slot], best[place]) for place, slot in enumerate(nodes.tolist())]


def _before(held: Description, one: Description, node: int) -> bool:
    """True if ``one`` describes a node rather than ``held``."""
    days = [0 if found.content is None else found.content["known_on"] for found in (held, one)]
    if days[0] != days[1]:
        return bool(days[0] < days[1])
    if node in (held.slot, one.slot):
        return one.slot == node
    return one.node_id.encode() < held.node_id.encode()


def is_known(view: Neo4jView, node: int) -> bool:
    """True if some row known by then names the node or an id linked to it."""
    slots, _ = view.links.members(np.array([node], dtype=np.int64))
    found = describe(view, slots).values()
    return any(one.first_known_on <= view.ground.moment.known_by for one in found)


def typed_nodes(view: Neo4jView, nodes: Numbers) -> list[Node]:
    """Nodes of canonical slots with label, state and degree of the day."""
    if not len(nodes):
        return []
    # What describes a node says how many ties it has, which reading them would ask first.
    described = describing(view, nodes)
    degree = degrees(view, nodes)
    return [_node(one, by, int(degree[place])) for place, (one, by) in enumerate(described)]


def degrees(view: Neo4jView, nodes: Numbers) -> Numbers:
    """Ties of nodes on the day: every kind, neither ended nor void."""
    return view.unfiltered().degrees(nodes)


def _node(one: Description, described: Description | None, degree: int) -> Node:
    kind = kind_of(one.node_id)
    content: Mapping[str, Any] = {} if described is None or described.content is None else described.content
    known = kind is not NodeKind.PERSON
    return Node(
        id=one.node_id,
        kind=kind,
        label=(content.get("label") or "") if known else "",
        degree=degree,
        status=(content.get("status") or "unknown") if kind is NodeKind.ENTERPRISE else None,
        region=content.get("region") if kind in (NodeKind.ENTERPRISE, NodeKind.PLACE) else None,
    )


def ties_between(view: Neo4jView, near: Numbers, far: Numbers) -> list[Tie]:
    """Ties between pairs of stored slots that the view follows, ends by their canonical ids.

    Parameters
    ----------
    view : Neo4jView
    near, far : int arrays
        Pairs in any order and direction, repeats allowed.
    """
    if not len(near):
        return []
    pairs = np.unique(np.stack([np.minimum(near, far), np.maximum(near, far)], axis=1), axis=0)
    found = view.ground.database.columns("read.store_ties", asked={"pairs": pairs.tolist()}, **view.params)
    ends = [np.array(found[name], dtype=np.int64) for name in ("source_id", "target_id")]
    texts = [view.id_texts(view.links.resolve(slots).astype(np.int64)).to_pylist() for slots in ends]
    names = ("tie_id", "kind", "role", "share", "valid_from", "valid_to", "confidence")
    ties = [
        Tie(
            id=row["tie_id"],
            kind=TieKind(row["kind"]),
            source_id=texts[0][place],
            target_id=texts[1][place],
            role=row["role"],
            share=row["share"],
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            confidence=1.0 if row["confidence"] is None else row["confidence"],
        )
        for place, row in enumerate(_rows(found, names))
    ]
    return [tie for tie in ties if view.follows(tie.kind)]


def _day(value: int | None) -> Any:
    return None if value is None else date_of(value)


def sort_keys(texts: pa.LargeStringArray) -> list[bytes]:
    """Keys that sort ids as their bytes do."""
    return [text.encode() for text in texts.to_pylist()]
