"""Integrated ownership of many holders at once: cycles solved, not cut, nothing dense but cycles.

With W[i, j] the share of j that i holds directly, V = (I - W)^-1 sums over all chains of
holdings. W = B + E, where B is what enterprises of one cycle hold of each other and E
leads from cycle to cycle without a way back. Then V = N + N E N + N E N E N + ... with
N = (I - B)^-1, a sum that ends at the longest chain of cycles: each cycle is solved by
itself, small ones by a dense inverse, large ones by a sparse LU factorisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import block_diag, coo_array, csc_array, csr_array, eye_array
from scipy.sparse.linalg import SuperLU, splu

from graph.ownership.conventions import Convention
from graph.ownership.holdings import WHOLE, Holdings

Longs = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

DENSE_CYCLE = 64
"""Members of a cycle up to which its inverse is kept (at most 33 kB a cycle). From 100 on the library
works on several threads and gives other last digits."""
SOLVED_CELLS = 4_000_000
"""Cells of one dense solve over a large cycle (32 MB)."""
LEAST_OUTSIDE = 0.5e-6
"""A cycle is closed if what others hold of every member is less than half a part of a million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walks:
    """Sums over chains: holder (row), node reached and amount, in the order (row, node)."""

    row: Longs
    node: Longs
    amount: Floats

    @classmethod
    def summed(cls, row: Longs, node: Longs, amount: Floats, nodes: int) -> _Walks:
        """Amounts of equal (row, node) summed one after the other, so that no row sees another."""
        key = row * nodes + node
        order = np.argsort(key, kind="stable")
        key = key[order]
        first = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
        place = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(key))))
        total = np.bincount(place, amount[order], minlength=len(first)).astype(np.float64)
        return cls(row=key[first] // nodes, node=key[first] % nodes, amount=total)

    def along(self, matrix: csr_array) -> tuple[Longs, Longs, Floats]:
        """One step along a matrix, not summed."""
        begin = matrix.indptr[self.node].astype(np.int64)
        length = matrix.indptr[self.node + 1] - begin
        ends = np.cumsum(length)
        entry = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(begin - (ends - length), length)
        amount = np.repeat(self.amount, length) * matrix.data[entry]
        return np.repeat(self.row, length), matrix.indices[entry].astype(np.int64), amount

    def where(self, kept: Any) -> _Walks:
        """Some of them, in their order."""
        return _Walks(row=self.row[kept], node=self.node[kept], amount=self.amount[kept])


@dataclass(frozen=True, slots=True, kw_only=True)
class LookThrough:
    """Solved shape of one graph of known holdings.

    Attributes
    ----------
    nodes : int
    inside : csr_array, float64, nodes x nodes
        N on the members of small cycles; empty rows elsewhere, where N is 1.
    between : csr_array, float64, nodes x nodes
        E: shares that lead out of a cycle or never belonged to one.
    cycle : int64[nodes]
        -1 in no cycle, 0 in a small one, 1 and up the number in ``large`` plus 1.
    large : tuple of (members int64[s] rising, factorisation of (I - B) transposed)
    closed : int64[...]
        Members of cycles that own themselves wholly: nobody outside holds anything of
        them, the sum over chains has no end; their holdings in each other are left out.
    """

    nodes: int
    inside: csr_array
    between: csr_array
    cycle: Longs
    large: tuple[tuple[Longs, SuperLU], ...]
    closed: Longs

    @classmethod
    def of(cls, holdings: Holdings) -> LookThrough:
        """Solve the cycles of a graph; shares unknown count as 0, above the whole are scaled down."""
        label, size = holdings.cycles()
        known = np.flatnonzero(holdings.parts > 0)
        owner, owned = holdings.owner[known], holdings.owned[known]
        share = holdings.fractions(known)
        own = holdings.treasury / np.maximum(holdings.total, WHOLE)
        cyclic = (size[label] > 1) | (own > 0)
        held = np.flatnonzero(own > 0)
        owner, owned = np.append(owner, held), np.append(owned, held)
        share = np.append(share, own[held])
        within = (label[owner] == label[owned]) & cyclic[owned]
        closed = _closed(label, cyclic, owned[within], share[within], holdings.nodes)
        loose = (label[owner] != label[owned]) | ~cyclic[owned]
        within &= ~closed[owned]
        between = _matrix(owner[loose], owned[loose], share[loose], holdings.nodes)
        members = np.flatnonzero(cyclic & ~closed)
        inside, large = _solved(label, members, owner[within], owned[within], share[within], holdings.nodes)
        cycle = np.full(holdings.nodes, -1, np.int64)
        cycle[members] = 0
        for number, (codes, _) in enumerate(large, start=1):
            cycle[codes] = number
        return cls(
            nodes=holdings.nodes,
            inside=inside,
            between=between,
            cycle=cycle,
            large=large,
            closed=np.flatnonzero(closed),
        )

    def shares(self, holders: Longs, convention: Convention = Convention.LOOK_THROUGH) -> csr_array:
        """Integrated shares of some holders in everything they reach.

        Parameters
        ----------
        holders : int64[r]
        convention : Convention
            ``look_through`` is Y = W (I - W)^-1 = V - I of Brioschi, Buzzacchi and Colombo;
            it exceeds 1 where money runs in circles. ``network_share`` is
            Y = diag(V)^-1 (V - I) of Baldone, Brioschi and Paleari, which leaves out what
            returns through the holder and never exceeds 1.

        Returns
        -------
        csr_array, float64, r x nodes
            A row never depends on the others. A holder's share in itself is left out.

        Raises
        ------
        ValueError
            If the convention has no integrated share.

        References
        ----------
        Brioschi, Buzzacchi, Colombo 1989, J. Banking and Finance 13: 747-772.
        Baldone, Brioschi, Paleari 1998, Finance India 12: 263-288.
        """
        if convention not in (Convention.LOOK_THROUGH, Convention.NETWORK_SHARE):
            raise ValueError(f"expected look_through or network_share, got {convention}")
        rows = np.arange(len(holders), dtype=np.int64)
        step = self._through(_Walks(row=rows, node=holders, amount=np.ones(len(holders))))
        steps = [step]
        while len(step.row):
            step = self._through(_Walks.summed(*step.along(self.between), self.nodes))
            steps.append(step)
        found = _Walks.summed(
            np.concatenate([part.row for part in steps]),
            np.concatenate([part.node for part in steps]),
            np.concatenate([part.amount for part in steps]),
            self.nodes,
        )
        itself = found.node == holders[found.row]
        value = found.amount
        if convention is Convention.NETWORK_SHARE:
            returns = np.ones(len(holders))
            returns[found.row[itself]] = value[itself]
            value = value / returns[found.row]
        return _matrix(found.row[~itself], found.node[~itself], value[~itself], self.nodes, len(holders))

    def _through(self, walks: _Walks) -> _Walks:
        """Walks that have gone through the cycles they reached: times N."""
        cycle = self.cycle[walks.node]
        if not (cycle >= 0).any():
            return walks
        loose, small = walks.where(cycle < 0), walks.where(cycle == 0)
        parts = [(loose.row, loose.node, loose.amount), small.along(self.inside)]
        for number in np.unique(cycle[cycle > 0]).tolist():
            members, solver = self.large[number - 1]
            parts += _solve(walks.where(cycle == number), members, solver)
        row, node, amount = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        return _Walks.summed(row, node, amount, self.nodes)


def _solve(walks: _Walks, members: Longs, solver: SuperLU) -> list[tuple[Longs, Longs, Floats]]:
    """Walks into one large cycle, through it, a bounded number of rows at once."""
    rows, place = np.unique(walks.row, return_inverse=True)
    column = np.searchsorted(members, walks.node)
    width = max(SOLVED_CELLS // len(members), 1)
    found = []
    for begin in range(0, len(rows), width):
        mine = (place >= begin) & (place < begin + width)
        some = rows[begin : begin + width]
        into = np.zeros((len(some), len(members)))
        into[place[mine] - begin, column[mine]] = walks.amount[mine]
        solved = solver.solve(into.T).T
        found.append((np.repeat(some, len(members)), np.tile(members, len(some)), solved.ravel()))
    return found


def _closed(label: Longs, cyclic: Any, owned: Longs, share: Floats, nodes: int) -> Any:
    """Members of cycles of which nobody outside holds anything, bool[nodes]."""
    inner = np.bincount(owned, share, minlength=nodes)
    outside = np.zeros(int(label.max(initial=-1)) + 1)
    members = np.flatnonzero(cyclic)
    np.maximum.at(outside, label[members], 1 - inner[members])
    closed = np.zeros(nodes, bool)
    closed[members] = outside[label[members]] < LEAST_OUTSIDE
    return closed


def _solved(
    label: Longs, members: Longs, owner: Longs, owned: Longs, share: Floats, nodes: int
) -> tuple[csr_array, tuple[tuple[Longs, SuperLU], ...]]:
    """N of the small cycles, and the factorisations of the large ones."""
    order = members[np.argsort(label[members], kind="stable")]
    starts = np.flatnonzero(np.append(True, np.diff(label[order]) != 0)) if len(order) else order
    place = np.full(nodes, -1, np.int64)
    blocks: list[Any] = []
    codes: list[Longs] = []
    large: list[tuple[Longs, SuperLU]] = []
    by_cycle = np.argsort(label[owned], kind="stable")
    bound = np.searchsorted(label[owned][by_cycle], label[order[starts]], side="left")
    until = np.searchsorted(label[owned][by_cycle], label[order[starts]], side="right")
    for number, cycle in enumerate(np.split(order, starts[1:]) if len(order) else []):
        rows = by_cycle[bound[number] : until[number]]
        size = len(cycle)
        place[cycle] = np.arange(size)
        cell = (place[owner[rows]], place[owned[rows]])
        if size <= DENSE_CYCLE:
            matrix = np.eye(size)
            matrix[cell] -= share[rows]
            blocks.append(np.linalg.inv(matrix))
            codes.append(cycle)
        else:
            direct = csc_array((share[rows], cell), shape=(size, size))
            large.append((cycle, splu((eye_array(size, format="csc") - direct).T.tocsc())))
    if not blocks:
        return csr_array((nodes, nodes)), tuple(large)
    solved = coo_array(block_diag(blocks))
    code = np.concatenate(codes)
    return _matrix(code[solved.row], code[solved.col], solved.data, nodes), tuple(large)


def _matrix(rows: Longs, columns: Longs, values: Floats, nodes: int, count: int | None = None) -> csr_array:
    shape = (nodes if count is None else count, nodes)
    return csr_array(coo_array((values, (rows, columns)), shape=shape))
