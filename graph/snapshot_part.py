"""A part of a snapshot: some nodes, everything between them, and the records that name them.

Codes keep their order, so whatever is decided by the order of codes or rows is decided
alike in the part and in the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from graph.arrays import Frame
from graph.few_rows import fetch
from graph.snapshot import Snapshot

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Longs = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A snapshot of some nodes and where its rows come from.

    Attributes
    ----------
    snapshot : Snapshot
    code : int32[nodes of the whole]
        Node code in the part, -1 outside.
    enterprises, records : int64
        Rows of the whole that the rows of the part stand for, rising.
    """

    snapshot: Snapshot
    code: np.ndarray[Any, np.dtype[np.int32]]
    enterprises: Longs
    records: Longs


def part_of(whole: Snapshot, nodes: Mask) -> Part:
    """Part of a snapshot; head offices outside it become unknown, statuses and coverage stay.

    Parameters
    ----------
    whole : Snapshot
    nodes : bool[nodes]
        Node codes to keep.
    """
    chosen = np.flatnonzero(nodes)
    code = np.full(len(nodes), -1, np.int32)
    code[chosen] = np.arange(len(chosen), dtype=np.int32)
    bounds = np.cumsum(
        [0, *(f.rows for f in (whole.enterprises, whole.persons, whole.places, whole.contacts))]
    )
    kept = [np.flatnonzero(nodes[low:high]) for low, high in pairwise(bounds)]
    enterprises = _taken(whole.enterprises, kept[0])
    head = code[enterprises.numbers("legal_person")]
    enterprises = enterprises.replace(
        legal_person=np.where(head >= 0, head, np.arange(len(head))).astype(np.int32)
    )
    # The other end only of the ties whose one end is inside: few of a province's.
    inside = np.flatnonzero(nodes[whole.ties.numbers("src")])
    ties = _taken(whole.ties, inside[nodes[whole.ties.numbers("dst")[inside]]])
    parties = _taken(whole.parties, nodes[whole.parties.numbers("party")])
    records = np.unique(parties.numbers("record")).astype(np.int64)
    named = np.zeros(whole.records.rows, np.bool_)
    named[records] = True
    row = np.full(len(named), -1, np.int32)
    row[records] = np.arange(len(records), dtype=np.int32)
    aliases = _taken(whole.aliases, nodes[whole.aliases.numbers("enterprise")])
    snapshot = replace(
        whole,
        enterprises=enterprises,
        persons=_taken(whole.persons, kept[1]),
        places=_taken(whole.places, kept[2]),
        contacts=_taken(whole.contacts, kept[3]),
        ties=_recoded(ties, code, "src", "dst"),
        records=_taken(whole.records, records),
        parties=_recoded(_recoded(parties, code, "party"), row, "record"),
        items=_recoded(_taken(whole.items, named[whole.items.numbers("record")]), row, "record"),
        aliases=_recoded(aliases, code, "enterprise"),
    )
    return Part(snapshot=snapshot, code=code, enterprises=kept[0], records=records)


def _taken(frame: Frame, rows: np.ndarray[Any, Any]) -> Frame:
    """Rows of a frame (int or bool index), of which the pages are asked for together."""
    index = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
    fetch(frame.stored(), index)
    return frame.take(index)


def _recoded(frame: Frame, code: np.ndarray[Any, Any], *names: str) -> Frame:
    return frame.replace(**{name: code[frame.numbers(name)].astype(np.int32) for name in names})
