"""One level of ownership beside a node, page by page: its holders, or what it holds."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from graph.domain import day_of
from graph.ownership.holdings import UNKNOWN, WHOLE, Holdings
from graph.snapshot import Snapshot
from scoring.ownership_tree import share_range, tie_id
from scoring.results_rows import page_of
from scoring.results_types_ownership import LevelHolding, LevelPage

Longs = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


class OwnershipLevels:
    """Levels of one graph of holdings.

    Parameters
    ----------
    snapshot : Snapshot
    holdings : Holdings
        Of the snapshot, in force on a day.
    """

    def __init__(self, snapshot: Snapshot, holdings: Holdings) -> None:
        self._snapshot, self._holdings = snapshot, holdings

    @cached_property
    def _cycle(self) -> tuple[Longs, Longs]:
        """Component of each node and size of each; 1,000,000 enterprises: 0.5 s, once."""
        return self._holdings.cycles()

    def owners(self, code: int, cursor: str | None, limit: int, inside: Mask | None = None) -> LevelPage:
        """Holders of a node, the largest share first, unknown shares last.

        Parameters
        ----------
        inside : bool, one an enterprise, optional
            A share between two that are outside counts as unknown: the order would tell it.
        """
        rows = np.arange(self._holdings.incoming[code], self._holdings.incoming[code + 1])
        return self._page(rows, self._holdings.owner, self._holdings.incoming, (cursor, limit), inside)

    def holdings(self, code: int, cursor: str | None, limit: int, inside: Mask | None = None) -> LevelPage:
        """What a node holds, in the order of ``owners``."""
        found = self._holdings
        rows = found.by_owner[found.outgoing[code] : found.outgoing[code + 1]]
        return self._page(rows, found.owned, found.outgoing, (cursor, limit), inside)

    def _page(
        self,
        rows: Longs,
        other: Longs,
        further: Longs,
        page: tuple[str | None, int],
        inside: Mask | None,
    ) -> LevelPage:
        found = self._holdings
        parts = found.parts[rows]
        if inside is not None:
            told = np.append(inside, np.zeros(self._snapshot.nodes - len(inside), np.bool_))
            parts = np.where(told[found.owner[rows]] | told[found.owned[rows]], parts, UNKNOWN)
        # Codes rise with the ids of a kind, so equal shares are in the order of ids.
        order = rows[np.lexsort((other[rows], -parts))]
        shown, following = page_of(order.tolist(), *page)
        items = tuple(self._holding(row, int(other[row]), further) for row in shown)
        return LevelPage(items=items, total=len(rows), cursor=following)

    def _holding(self, row: int, code: int, further: Longs) -> LevelHolding:
        found, ties, tie = self._holdings, self._snapshot.ties, int(self._holdings.tie[row])
        owner, owned, parts = int(found.owner[row]), int(found.owned[row]), int(found.parts[row])
        counted = float(found.fractions(np.array([row], np.int64))[0])
        left = max(WHOLE - int(found.total[owned]), 0) / WHOLE
        label, size = self._cycle
        return LevelHolding(
            node_id=self._snapshot.id_of(code),
            tie_id=tie_id(self._snapshot, tie),
            share=None if parts == UNKNOWN else parts / WHOLE,
            counted=share_range(0.0, left) if parts == UNKNOWN else share_range(counted, counted),
            valid_from=day_of(int(ties.numbers("valid_from")[tie])),
            valid_to=day_of(int(ties.numbers("valid_to")[tie])),
            in_cycle=bool(label[owner] == label[owned] and size[label[owner]] > 1),
            further=int(further[code + 1] - further[code]),
        )
