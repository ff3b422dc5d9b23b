"""Ties of a published month that are in force on its day: degrees, and the ties of one node.

Read from the frozen snapshot, so both stores give the same; ties that scores do not use
because of a fact status are not among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from graph.budget import check
from graph.domain import DAY_UNKNOWN, TIE_KINDS, TieKind, day_number, day_of
from graph.ranges import ranges
from graph.snapshot import Snapshot
from graph.store.protocol import Tie
from scoring.month_lookups import MonthLookups, holding, in_force
from scoring.results_rows import text_at

Rows = npt.NDArray[np.int64]


class MonthTies:
    """Ties of one snapshot.

    Parameters
    ----------
    snapshot : Snapshot
        Ties in the order (kind, source, target): a kind is one range, a source one in it.
    lookups : MonthLookups
        Of the snapshot.
    """

    def __init__(self, snapshot: Snapshot, lookups: MonthLookups) -> None:
        self._snapshot = snapshot
        self._lookups = lookups
        ties = snapshot.ties
        self._source, self._target = ties.numbers("src"), ties.numbers("dst")
        self._bounds = np.searchsorted(ties.numbers("kind"), np.arange(len(TIE_KINDS) + 1))

    @cached_property
    def in_force(self) -> npt.NDArray[np.bool_]:
        """Whether each tie holds on the month's day; bool, one a tie."""
        return in_force(self._snapshot)

    @property
    def nodes(self) -> int:
        """Nodes of the snapshot."""
        return self._snapshot.nodes

    @property
    def degree(self) -> npt.NDArray[np.int32]:
        """Ties in force of each node, by node code."""
        return self._lookups.degree

    def of_source(self, code: int, kinds: Iterable[TieKind]) -> Rows:
        """Ties in force that a node is the source of; binary search, whatever their number."""
        return self._held([self._from(code, kind) for kind in kinds])

    def of_target(self, code: int, kinds: Iterable[TieKind]) -> Rows:
        """Ties in force that point to a node; looked up, whatever their number."""
        rows = self._lookups.pointing_to(code)
        bounds = (np.searchsorted(rows, self._range(kind)) for kind in kinds)
        return self._held([rows[first:last].astype(np.int64) for first, last in bounds])

    def of(self, code: int, kinds: Iterable[TieKind] = TIE_KINDS) -> Rows:
        """Ties in force of a node, either way, in the order of the snapshot."""
        check()
        chosen = tuple(kinds)
        rows = np.sort(np.concatenate((self.of_source(code, chosen), self.of_target(code, chosen))))
        # Nothing comes twice but a tie with itself, which goes.
        found: Rows = rows[self._source[rows] != self._target[rows]]
        return found

    def expand(
        self, codes: npt.NDArray[Any], kinds: Iterable[TieKind] = TIE_KINDS, *, ended: bool = False
    ) -> tuple[Rows, Rows, Rows]:
        """Ties of nodes, either way: position in ``codes``, node at the other end, row.

        Parameters
        ----------
        codes : int array
        kinds : tie kinds
        ended : bool
            Ended ties too.
        """
        check()
        wanted, chosen = codes.astype(self._source.dtype), tuple(kinds)
        parts = [self._sourced(wanted, kind) for kind in chosen]
        start = self._lookups.target_start
        place, owner = ranges(start[wanted], start[wanted + 1])
        pointing = self._lookups.target_row[place].astype(np.int64)
        if len(chosen) < len(TIE_KINDS):
            of_kind = np.isin(self.kind_codes(pointing), [TIE_KINDS.index(kind) for kind in chosen])
            pointing, owner = pointing[of_kind], owner[of_kind]
        row = np.concatenate([rows for rows, _ in parts] + [pointing])
        origin = np.concatenate([owners for _, owners in parts] + [owner])
        keep = self._begun(row) if ended else holding(self._snapshot, row)
        keep = keep & (self._source[row] != self._target[row])
        row, origin = row[keep], origin[keep]
        source = self._source[row]
        other = np.where(source == wanted[origin], self._target[row], source).astype(np.int64)
        return origin, other, row

    def kind_codes(self, rows: Rows) -> npt.NDArray[Any]:
        """Code of the kind of ties, its place in ``TIE_KINDS``."""
        found: npt.NDArray[Any] = self._snapshot.ties.numbers("kind")[rows]
        return found

    def others(self, rows: Rows, code: int) -> npt.NDArray[np.int64]:
        """Node at the other end of ties of a node."""
        source = self._source[rows]
        return np.where(source == code, self._target[rows], source).astype(np.int64)

    def between(self, codes: npt.NDArray[Any]) -> Rows:
        """Ties in force of which both ends are among some nodes; one scan of all ties."""
        member = np.zeros(self._snapshot.nodes, np.bool_)
        member[codes] = True
        rows = np.flatnonzero(member[self._source] & self.in_force)
        rows = rows[member[self._target[rows]]]
        found: Rows = rows[self._source[rows] != self._target[rows]]
        return found

    def first_by_id(self, codes: npt.NDArray[Any], most: int) -> list[int]:
        """The first of some nodes in the order of their ids (bytes).

        Parameters
        ----------
        codes : int array, rising
        most : int
        """
        bounds = np.searchsorted(codes, [*self._snapshot.node_starts.values(), self._snapshot.nodes])
        # Codes of one kind rise with the ids.
        parts = [codes[first:last][:most] for first, last in pairwise(bounds)]
        return sorted(np.concatenate(parts).tolist(), key=lambda code: self._snapshot.id_of(code).encode())[
            :most
        ]

    def pairs(self, rows: Rows) -> list[tuple[int, int]]:
        """Both ends of ties."""
        return list(zip(self._source[rows].tolist(), self._target[rows].tolist(), strict=True))

    def typed(self, rows: Rows) -> list[Tie]:
        """Ties of rows, as a store gives them."""
        ties, snapshot = self._snapshot.ties, self._snapshot
        found = []
        for row in rows.tolist():
            share = float(ties.numbers("share")[row])
            found.append(
                Tie(
                    id=str(ties.text("tie_id")[row].as_py()),
                    kind=TIE_KINDS[int(ties.numbers("kind")[row])],
                    source_id=snapshot.id_of(int(self._source[row])),
                    target_id=snapshot.id_of(int(self._target[row])),
                    role=text_at(ties, "role", row),
                    share=None if np.isnan(share) else share,
                    valid_from=day_of(int(ties.numbers("valid_from")[row])),
                    valid_to=day_of(int(ties.numbers("valid_to")[row])),
                    confidence=float(ties.numbers("confidence")[row]),
                )
            )
        return found

    def _range(self, kind: TieKind) -> tuple[int, int]:
        place = TIE_KINDS.index(kind)
        return int(self._bounds[place]), int(self._bounds[place + 1])

    def _from(self, code: int, kind: TieKind) -> Rows:
        first, last = self._range(kind)
        part = self._source[first:last]
        # Of one type: else the whole part is copied into the other one.
        begin, end = np.searchsorted(part, np.array([code, code + 1], part.dtype))
        return np.arange(first + begin, first + end, dtype=np.int64)

    def _sourced(self, codes: npt.NDArray[Any], kind: TieKind) -> tuple[Rows, Rows]:
        """Rows of one kind that nodes are the source of, and the position of the node."""
        first, last = self._range(kind)
        part = self._source[first:last]
        begin, end = (first + np.searchsorted(part, codes, side=side) for side in ("left", "right"))
        return ranges(begin, end)

    def _begun(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Whether each tie has begun by the day, ended ones too."""
        begins = self._snapshot.ties.numbers("valid_from")[rows]
        found: npt.NDArray[np.bool_] = (begins <= day_number(self._snapshot.as_of)) | (begins == DAY_UNKNOWN)
        return found

    def _held(self, parts: list[Rows]) -> Rows:
        rows = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        return rows[holding(self._snapshot, rows)].astype(np.int64)
