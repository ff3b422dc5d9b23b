"""Linked ids as of a day of knowledge: one read of all links, which are few beside the nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import IntegrityError
from graph.store.embedded.columns import Numbers
from graph.store.embedded.knowledge import linked_sets
from graph.store.embedded.text_order import text_order
from graph.store.embedded.view import Links
from graph.store.neo4j.id_tables import IdTable
from graph.store.neo4j.moments import Moment
from graph.store.neo4j.transaction import ReadTransaction


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTable:
    """Linked sets and the ids in them.

    Attributes
    ----------
    links : Links
    ids : IdTable
        Every slot of the linked sets and its id.
    """

    links: Links
    ids: IdTable


def read_links(database: ReadTransaction, moment: Moment) -> LinkTable:
    """Linked sets known by a day.

    The canonical id of a set is the one known first; of ids known first on one day a credit
    code comes before ``R:`` ids, then the smaller id.

    Raises
    ------
    IntegrityError
        If a linked node lost its slot or its id.
    """
    found = database.columns("read.store_links", **moment.known)
    entity, alias = (np.array(found[name], dtype=np.int64) for name in ("entity", "alias"))
    slots, component = linked_sets(entity, alias)
    slots = slots.astype(np.int64)
    if not len(slots):
        return LinkTable(links=_links(slots, slots), ids=IdTable.of(slots, pa.array([], pa.large_string())))
    if slots[0] < 0:
        raise IntegrityError("neo4j: a linked node has no slot; the database was changed by other hands")
    both = np.concatenate([entity, alias])
    _, place = np.unique(both, return_index=True)
    ids = pa.array(found["entity_id"] + found["alias_id"], pa.large_string()).take(pa.array(place))
    first = np.array(found["entity_first"] + found["alias_first"], dtype=np.int64)[place]
    by_id = text_order(ids)
    rank = np.empty_like(by_id)
    rank[by_id] = np.arange(len(by_id))
    is_internal = np.asarray(pc.starts_with(ids, "R:"))
    order = np.lexsort((rank, is_internal, first, component))
    ranked = component[order]
    leads = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    leader = np.empty(int(ranked[-1]) + 1, dtype=np.int64)
    leader[ranked[leads]] = slots[order[leads]]
    canonical = leader[component]
    others = canonical != slots
    return LinkTable(links=_links(slots[others], canonical[others]), ids=IdTable.of(slots, ids))


def _links(member: Numbers, canonical: Numbers) -> Links:
    order = np.argsort(canonical, kind="stable")
    return Links(member, canonical, canonical[order], member[order])
