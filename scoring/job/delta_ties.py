"""Ties that a withdrawal takes out, and everybody whose paths may go over them.

A path has one node between its ends at most and a degree is made of the ties at one node, so
that only legal persons beside an end of the tie can have other paths.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import TIE_KINDS, FactKind, TieKind
from graph.snapshot import Snapshot
from graph.units import Units, operator_ties
from scoring.exclusions import Excluded
from scoring.job.delta_places import marked, members_of, positions, units_of
from scoring.job.delta_refused import DeltaRefusedError

Longs = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TiesLeft:
    """Ties that are gone.

    Attributes
    ----------
    rows : int64 rows in the snapshot before, rising
    ids : their ids, in the order of the rows
    ends : int64 nodes at either end, rising
    kinds : what they are
    """

    rows: Longs
    ids: pa.LargeStringArray
    ends: Longs
    kinds: frozenset[TieKind]

    def __bool__(self) -> bool:
        return len(self.rows) > 0

    def of_kinds(self, kinds: tuple[TieKind, ...]) -> bool:
        """Whether one of them is of one of some kinds."""
        return not self.kinds.isdisjoint(kinds)


def ties_gone(before: Snapshot, out: Excluded) -> TiesLeft:
    """Which ties statuses took out of a snapshot.

    Parameters
    ----------
    before : Snapshot
        As published.
    out : Excluded
        What is left of it.

    Raises
    ------
    DeltaRefusedError
        If a tie is none of the month's own, or made enterprises one legal person.
    """
    told = np.asarray(pc.equal(out.dropped.text("fact_kind"), FactKind.TIE.value))
    ids = out.dropped.text("fact_id").take(pa.array(np.flatnonzero(told)))
    rows = np.unique(positions(ids, before.ties.text("tie_id"))) if len(ids) else np.zeros(0, np.int64)
    if len(rows) and rows[0] < 0:
        raise DeltaRefusedError("a withdrawn tie is none of the month's own ids")
    head, now = (month.enterprises.numbers("legal_person") for month in (before, out.snapshot))
    if len(rows) and (np.isin(rows, operator_ties(before)).any() or not np.array_equal(head, now)):
        raise DeltaRefusedError("a withdrawn tie makes its ends one legal person")
    ties = before.ties
    ends = np.unique(np.concatenate([ties.numbers(name)[rows] for name in ("src", "dst")]))
    kinds = frozenset(TIE_KINDS[code] for code in np.unique(ties.numbers("kind")[rows]).tolist())
    gone = ties.text("tie_id").take(pa.array(rows))
    return TiesLeft(rows=rows, ids=gone, ends=ends.astype(np.int64), kinds=kinds)


def make_one(month: Snapshot, rows: Longs) -> bool:
    """Whether one of some ties of a month makes its ends one legal person: branch or operator."""
    ties, head = month.ties, month.enterprises.numbers("legal_person")
    branches = rows[ties.numbers("kind")[rows] == TIE_KINDS.index(TieKind.BRANCH_OF)]
    src, dst = (ties.numbers(name)[branches] for name in ("src", "dst"))
    within = src < len(head)
    joined = head[src[within]] == dst[within]
    return bool(joined.any() or np.isin(rows, operator_ties(month)).any())


def beside(ties: Frame, units: Units, ends: Longs, nodes: int) -> Mask:
    """Some nodes, the rest of their legal persons and whoever is tied to one of these; bool[nodes]."""
    begin = marked(ends, nodes)
    begin |= members_of(units, units_of(begin, units), nodes)
    src, dst = ties.numbers("src"), ties.numbers("dst")
    found = begin.copy()
    found[dst[begin[src]]] = True
    found[src[begin[dst]]] = True
    return found
