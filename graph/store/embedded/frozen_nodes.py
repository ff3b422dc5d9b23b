"""Node codes and node frames of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graph.arrays import Column, Frame, large_text
from graph.domain import EnterpriseStatus
from graph.store.embedded.columns import Numbers, unknown_of
from graph.store.embedded.knowledge import Knowledge, gather, linked_ids
from graph.store.embedded.layout import NODE_KINDS, NODE_TABLES, NODES, STORED
from graph.store.embedded.text_order import text_order


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeCodes:
    """Codes of the nodes of a snapshot.

    Attributes
    ----------
    code : int32 array by slot
        Node code, -1 for a node not known by then; linked ids share one code.
    slots : dict of table name to int32 array
        Canonical slot of each row of the node frames.
    aliases : int32 array
        Slots of the other ids of linked sets.
    first : int32 array by node code
        First day on which any row named the node.
    """

    code: Numbers
    slots: dict[str, Numbers]
    aliases: Numbers
    first: Numbers


def node_codes(knowledge: Knowledge) -> NodeCodes:
    """Number all nodes known by then: by kind, then by the bytes of their canonical ids."""
    version = knowledge.version
    slots = version.slots(NODES)
    if not slots:
        nothing = np.zeros(0, dtype=np.int32)
        return NodeCodes(
            code=nothing, slots=dict.fromkeys(NODE_TABLES, nothing), aliases=nothing, first=nothing
        )
    canonical = np.arange(slots, dtype=np.int32)
    members, leaders = linked_ids(knowledge)
    canonical[members] = leaders
    named = _named_nodes(knowledge)
    included = np.zeros(slots, dtype=bool)
    included[canonical[named]] = True
    order, kinds = version.index("nodes.order"), version.index("nodes.kind")
    code = np.full(slots, -1, dtype=np.int32)
    by_table: dict[str, Numbers] = {}
    start = 0
    for table, kind in NODE_TABLES.items():
        chosen = np.asarray(order[included[order] & (kinds[order] == NODE_KINDS.index(kind))])
        code[chosen] = np.arange(start, start + len(chosen), dtype=np.int32)
        by_table[table] = chosen
        start += len(chosen)
    code = code[canonical]
    first = np.full(start, np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(first, code[named], version.index("nodes.first")[named])
    return NodeCodes(code=code, slots=by_table, aliases=members, first=first)


def _named_nodes(knowledge: Knowledge) -> Numbers:
    """Bool per slot: some row that counts names the node."""
    version = knowledge.version
    named = np.asarray(version.index("nodes.first") <= knowledge.cut)
    if not knowledge.corrected:
        return named
    for table, stored in STORED.items():
        rows = knowledge.known(table)
        for column, space in stored.ids.items():
            if space == NODES:
                name = "fact" if column == stored.table.key else column
                slots = np.asarray(version.take(table, name, rows))
                named[slots[slots >= 0]] = True
    return named


def frozen_enterprises(knowledge: Knowledge, nodes: NodeCodes) -> tuple[Frame, Numbers, Numbers]:
    """Enterprises frame but for ``legal_person``, and codes of (branch, head office) attributes."""
    stored = STORED["enterprises"]
    row = _describing_rows(knowledge, nodes, "enterprises", knowledge.in_force("enterprises"))
    columns = _columns(knowledge, nodes, "enterprises", row)
    head = np.asarray(gather(knowledge.version, "enterprises", "legal_person_id", row, -1)).copy()
    late = _late_rows(knowledge, nodes)
    for slot, name in knowledge.attributes:
        code, source = int(nodes.code[slot]), int(late[nodes.code[slot]])
        if code < 0 or source < 0:
            continue
        value = knowledge.version.take("enterprises", name, np.array([source]))
        if name == "legal_person_id":
            head[code] = value[0]
        else:
            columns[name] = _with_value(columns[name], code, value)
    columns["status"] = large_text(_text(columns["status"]).fill_null(str(EnterpriseStatus.UNKNOWN)))
    head_code = np.where(head >= 0, nodes.code[np.maximum(head, 0)] if len(nodes.code) else head, -1)
    branch = np.flatnonzero(head_code >= 0)
    delivered = _first_delivery(knowledge, nodes, len(row))
    entered = np.where(row >= 0, delivered, nodes.first[: len(row)]).astype(np.int32)
    kept = {name: columns[name] for name in ("enterprise_id", *stored.content) if name in columns}
    return Frame({**kept, "entered_on": entered, "stub": row < 0}), branch, head_code[branch]


def _late_rows(knowledge: Knowledge, nodes: NodeCodes) -> Numbers:
    """Global row that describes each enterprise by ``known_by``; empty without corrections."""
    if not knowledge.attributes:
        return np.zeros(0, dtype=np.int64)
    rows = knowledge.in_force("enterprises", knowledge.late)
    return _describing_rows(knowledge, nodes, "enterprises", rows)


def _with_value(column: Column, place: int, value: Column) -> Column:
    if isinstance(column, np.ndarray):
        changed = column.copy()
        changed[place] = value[0]
        return changed
    return pa.concat_arrays([column.slice(0, place), value, column.slice(place + 1)])


def _text(column: Column) -> pa.LargeStringArray:
    if isinstance(column, np.ndarray):
        raise TypeError("expected text")
    return column


def frozen_described(knowledge: Knowledge, nodes: NodeCodes, table: str) -> Frame:
    """Frame of persons, places or contacts; nothing but the id is known of a stub."""
    row = _describing_rows(knowledge, nodes, table, knowledge.in_force(table))
    return Frame(_columns(knowledge, nodes, table, row))


def _describing_rows(knowledge: Knowledge, nodes: NodeCodes, table: str, rows: Numbers) -> Numbers:
    """Global row that describes each node of a table, -1 for stubs.

    Of the versions in force of linked ids the one known last counts; of those known on one
    day the canonical id's, then the smaller id's.
    """
    version = knowledge.version
    start = _start(nodes, table)
    described = np.full(len(nodes.slots[table]), -1, dtype=np.int64)
    fact = np.asarray(version.take(table, "fact", rows))
    known_on = np.asarray(version.take(table, "known_on", rows))
    place = nodes.code[fact] - start if len(fact) else fact
    if len(nodes.aliases) and len(fact):
        is_canonical = nodes.slots[table][place] == fact
        order = np.lexsort((-version.index("nodes.rank")[fact], is_canonical, known_on))
        rows, place = rows[order], place[order]
    mine = place >= 0
    described[place[mine]] = rows[mine]
    return described


def _start(nodes: NodeCodes, table: str) -> int:
    tables = list(NODE_TABLES)
    return sum(len(nodes.slots[name]) for name in tables[: tables.index(table)])


def _columns(knowledge: Knowledge, nodes: NodeCodes, table: str, row: Numbers) -> dict[str, Column]:
    """Id and delivered columns of the nodes of a table."""
    stored = STORED[table]
    columns: dict[str, Column] = {stored.table.key: knowledge.version.id_texts(NODES, nodes.slots[table])}
    for name in stored.content:
        if name not in stored.references:
            columns[name] = gather(knowledge.version, table, name, row, unknown_of(stored, name))
    return columns


def _first_delivery(knowledge: Knowledge, nodes: NodeCodes, enterprises: int) -> Numbers:
    """First known_on of a delivered row of each enterprise, by code."""
    first = np.full(enterprises, np.iinfo(np.int32).max, dtype=np.int32)
    rows = knowledge.known("enterprises")
    fact = np.asarray(knowledge.version.take("enterprises", "fact", rows))
    if len(fact):
        known_on = np.asarray(knowledge.version.take("enterprises", "known_on", rows))
        np.minimum.at(first, nodes.code[fact], known_on)
    return first


def frozen_aliases(knowledge: Knowledge, nodes: NodeCodes) -> Frame:
    """Other ids of linked sets and the code of the enterprise that they stand for."""
    texts = knowledge.version.id_texts(NODES, nodes.aliases)
    order = text_order(texts)
    codes = nodes.code[nodes.aliases] if len(nodes.aliases) else nodes.aliases
    return Frame(
        {"alias_id": large_text(texts.take(pa.array(order))), "enterprise": codes[order].astype(np.int32)}
    )
