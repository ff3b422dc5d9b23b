"""Index arrays of a version: supersession, order of ids, first days, adjacency of ties.

Every array is a function of the version's segments alone, so a re-run after a crash
writes the same bytes. They lie under ``csr/`` and are mapped by readers.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from graph.arrays import large_text
from graph.domain import DAY_OPEN
from graph.store.embedded.columns import Numbers
from graph.store.embedded.folder import link_file
from graph.store.embedded.layout import NODE_KINDS, NODE_PREFIXES, NODE_TABLES, NODES, STORED
from graph.store.embedded.names import write_names
from graph.store.embedded.segments import Version
from graph.store.embedded.text_order import padded_bytes, text_order

_STATUSES = "fact_statuses"


def write_index(version: Version, before: Version | None, *, reads: bool = True) -> None:
    """Write every index array of a version whose segments are complete.

    Parameters
    ----------
    version : Version
        The folder being filled.
    before : Version or None
        Version before it, whose order of ids is extended instead of sorted again.
    reads : bool
        False leaves out what only interactive reads need: adjacency, names, values.
    """
    folder = version.folder / "csr"
    folder.mkdir()
    if reads and before is not None and _only_statuses_came(version, before):
        _link_index(version, before)
        return
    latest = np.full(version.slots(NODES), -1, dtype="<i4")
    for table in STORED:
        if not version.rows(table):
            continue
        previous, superseded = _chains(version.numbers(table, "fact"), version.numbers(table, "known_on"))
        _save(folder, f"{table}.superseded", superseded)
        if table in NODE_TABLES:
            _save(folder, f"{table}.previous", previous)
            last = np.flatnonzero(_is_last(previous))
            latest[version.numbers(table, "fact")[last]] = last
    if not version.slots(NODES):
        return
    order = _node_order(version, before)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order), dtype="<i4")
    _save(folder, "nodes.latest", latest)
    _save(folder, "nodes.order", order)
    _save(folder, "nodes.rank", rank)
    _save(folder, "nodes.kind", _node_kinds(version))
    _save(folder, "nodes.first", first_days(version, DAY_OPEN))
    if not reads:
        return
    if version.rows("ties"):
        _write_adjacency(version, folder)
    if version.rows("enterprises"):
        write_names(version, rank)
    if version.rows("identifiers"):
        values = large_text(version.column("identifiers", "value"))
        _save(folder, "identifiers.value_order", text_order(values).astype("<i4"))


def _only_statuses_came(version: Version, before: Version) -> bool:
    """Whether all rows but those of fact statuses, and all nodes, are those of a whole index."""
    same = all(version.rows(table) == before.rows(table) for table in STORED if table != _STATUSES)
    whole = (before.folder / "csr" / "names.arrow").exists() and (
        not version.rows("ties") or (before.folder / "csr" / "ties.indptr.npy").exists()
    )
    return same and whole and version.slots(NODES) == before.slots(NODES) > 0


def _link_index(version: Version, before: Version) -> None:
    """Index of a version that adds statuses only: links to the files of the one before."""
    folder, changed = version.folder / "csr", f"{_STATUSES}.superseded"
    for path in sorted((before.folder / "csr").iterdir()):
        if path.name != f"{changed}.npy":
            link_file(path, folder / path.name)
    known_on = version.numbers(_STATUSES, "known_on")
    _save(folder, changed, _chains(version.numbers(_STATUSES, "fact"), known_on)[1])


def _save(folder: Path, name: str, values: Numbers) -> None:
    np.save(folder / f"{name}.npy", np.ascontiguousarray(values), allow_pickle=False)


def _chains(fact: Numbers, known_on: Numbers) -> tuple[Numbers, Numbers]:
    """For each version: the row before it (-1) and the day that supersedes it (DAY_OPEN).

    A version counts on the days ``known_on <= day < superseded``; of two versions of one
    day the later row counts, as global rows run in load order.
    """
    previous = np.full(len(fact), -1, dtype="<i4")
    superseded = np.full(len(fact), DAY_OPEN, dtype="<i4")
    several = np.flatnonzero(np.bincount(fact)[fact] > 1)
    order = several[np.lexsort((known_on[several], fact[several]))]
    follows = np.flatnonzero(fact[order[1:]] == fact[order[:-1]])
    previous[order[follows + 1]] = order[follows]
    superseded[order[follows]] = known_on[order[follows + 1]]
    return previous, superseded


def _is_last(previous: Numbers) -> Numbers:
    last = np.ones(len(previous), dtype=bool)
    last[previous[previous >= 0]] = False
    return last


def _node_order(version: Version, before: Version | None) -> Numbers:
    """Slots in the byte order of their ids."""
    ids = large_text(version.ids[NODES])
    known = before.slots(NODES) if before is not None else 0
    packed = padded_bytes(ids) if known else None
    if packed is None or before is None:
        return text_order(ids).astype("<i4")
    old = np.asarray(before.index("nodes.order"))
    new = known + text_order(ids.slice(known)).astype("<i4")
    places = np.searchsorted(packed[old], packed[new])
    return np.insert(old, places, new).astype("<i4")


def _node_kinds(version: Version) -> Numbers:
    """Kind code (index into NodeKind) of every slot, by the prefix of its id."""
    kinds = np.zeros(version.slots(NODES), dtype="<i1")
    ids = version.ids[NODES]
    for prefix, kind in NODE_PREFIXES.items():
        kinds[np.asarray(pc.starts_with(ids, prefix))] = NODE_KINDS.index(kind)
    return kinds


def first_days(version: Version, unknown: int, tables: tuple[str, ...] = tuple(STORED)) -> Numbers:
    """First known_on of any row that names a node, per slot (``unknown`` where none does)."""
    first = np.full(version.slots(NODES), unknown, dtype="<i4")
    for table in tables:
        if not version.rows(table):
            continue
        known_on = version.numbers(table, "known_on")
        for column, space in STORED[table].ids.items():
            if space != NODES:
                continue
            name = "fact" if column == STORED[table].table.key else column
            slots = version.numbers(table, name)
            named = slots >= 0
            if named.all():
                np.minimum.at(first, slots, known_on)
            else:
                np.minimum.at(first, slots[named], known_on[named])
    return first


def _write_adjacency(version: Version, folder: Path) -> None:
    """Entries of both directions by node: ``entry`` = 2 * tie row + (1 if the node is the target)."""
    source, target = (version.numbers("ties", name) for name in ("source_id", "target_id"))
    rows = len(source)
    owner = np.concatenate([source, target])
    order = np.argsort(owner, kind="stable").astype(np.int64)
    is_target = order >= rows
    tie = np.where(is_target, order - rows, order)
    indptr = np.zeros(version.slots(NODES) + 1, dtype="<i8")
    np.cumsum(np.bincount(owner, minlength=version.slots(NODES)), out=indptr[1:])
    _save(folder, "ties.indptr", indptr)
    _save(folder, "ties.entry", (tie * 2 + is_target).astype("<i4"))
    _save(folder, "ties.other", np.where(is_target, source[tie], target[tie]).astype("<i4"))
    for name in ("known_on", "valid_from", "valid_to", "kind"):
        _save(folder, f"ties.{name}", version.numbers("ties", name))
