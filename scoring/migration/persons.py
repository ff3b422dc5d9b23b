"""Parties of a month under the person ids that counted the month before.

A verdict that joins two persons, or takes that back, moves ties and records at once. Between
two months it is a change of ties: records stay where they were until the last stage.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.snapshot import Snapshot


def parties_as_before(old: Snapshot, new: Snapshot, nodes: npt.NDArray[np.int32]) -> Frame:
    """Parties of the new month, persons joined as in the old one.

    Parameters
    ----------
    old, new : Snapshot
    nodes : int32[old nodes]
        New code of each old node, -1 for one that is gone.
    """
    if not old.same_persons.rows and not new.same_persons.rows:
        return new.parties
    party = new.parties.numbers("party").astype(np.int64)
    record = new.parties.numbers("record").astype(np.int64)
    moves = _moves(new)
    for row in np.flatnonzero(np.isin(party, [to for _, to in moves])).tolist():
        party[row] = moves.get((int(record[row]), int(party[row])), party[row])
    joined = np.arange(new.nodes, dtype=np.int64)
    person, same_as = (nodes[old.same_persons.numbers(name)] for name in ("person", "same_as"))
    there = (person >= 0) & (same_as >= 0)
    joined[person[there]] = same_as[there]
    return _in_order(new.parties, joined[party])


def _moves(new: Snapshot) -> dict[tuple[int, int], int]:
    """Person that a record names in the extracts, by record row and the node it was moved to."""
    frame = new.same_persons
    record = pc.fill_null(pc.index_in(frame.text("fact_id"), value_set=new.records.text("record_id")), -1)
    rows = zip(
        np.asarray(record).tolist(),
        frame.numbers("person").tolist(),
        frame.numbers("same_as").tolist(),
        strict=True,
    )
    return {(row, to): person for row, person, to in rows if row >= 0}


def _in_order(parties: Frame, party: npt.NDArray[Any]) -> Frame:
    """Parties in the order (record, party), each once."""
    moved = parties.replace(party=party.astype(np.int32))
    role = np.asarray(pc.dictionary_encode(parties.text("role"), null_encoding="encode").indices)
    record = parties.numbers("record")
    order = np.lexsort((role, party, record))
    columns = np.stack((record.astype(np.int64), party.astype(np.int64), role.astype(np.int64)))[:, order]
    fresh = np.append(True, (columns[:, 1:] != columns[:, :-1]).any(axis=0))[: len(order)]
    return moved.take(order[fresh])
