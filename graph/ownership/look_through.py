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

DENSE_CYCLE = 200
"""Members of a cycle up to which its inverse is kept (at most 0.3 MB a cycle)."""
SOLVED_CELLS = 4_000_000
"""Cells of one dense solve over a large cycle (32 MB)."""
LEAST_OUTSIDE = 0.5e-6
"""A cycle is closed if what others hold of every member is less than half a part of a million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookThrough:
    """Solved shape of one graph of known holdings.

    Attributes
    ----------
    nodes : int
    inside : csr_array, float64, nodes x nodes
        N on small cycles and 1 on the diagonal elsewhere.
    between : csr_array, float64, nodes x nodes
        E: shares that lead out of a cycle or never belonged to one.
    large : tuple of (members int64[s], factorisation of (I - B) transposed)
    closed : int64[...]
        Members of cycles that own themselves wholly: nobody outside holds anything of
        them, the sum over chains has no end; their holdings in each other are left out.
    """

    nodes: int
    inside: csr_array
    between: csr_array
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
        within &= ~closed[owned]
        loose = (label[owner] != label[owned]) | ~cyclic[owned]
        between = _matrix(owner[loose], owned[loose], share[loose], holdings.nodes)
        members = np.flatnonzero(cyclic & ~closed)
        inside, large = _solved(label, members, owner[within], owned[within], share[within], holdings.nodes)
        return cls(
            nodes=holdings.nodes, inside=inside, between=between, large=large, closed=np.flatnonzero(closed)
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
        rows = np.arange(len(holders))
        walk = _matrix(rows, holders, np.ones(len(holders)), self.nodes, len(holders))
        total = self._through(walk)
        step = total
        while True:
            step = step @ self.between
            if step.nnz == 0:
                break
            step = self._through(step)
            total = total + step
        found = total.tocoo()
        at, to, value = found.row.astype(np.int64), found.col.astype(np.int64), found.data
        itself = to == holders[at]
        if convention is Convention.NETWORK_SHARE:
            returns = np.ones(len(holders))
            returns[at[itself]] = value[itself]
            value = value / returns[at]
        return _matrix(at[~itself], to[~itself], value[~itself], self.nodes, len(holders))

    def _through(self, walk: csr_array) -> csr_array:
        """Rows times N."""
        passed = walk @ self.inside
        for members, solver in self.large:
            if not np.isin(walk.indices, members).any():
                continue
            columns = walk[:, members]
            rows = np.flatnonzero(np.diff(columns.indptr))
            width = max(SOLVED_CELLS // len(members), 1)
            for begin in range(0, len(rows), width):
                chunk = rows[begin : begin + width]
                solved = solver.solve(columns[chunk].toarray().T).T
                at = np.repeat(chunk, len(members))
                to = np.tile(members, len(chunk))
                passed = passed + _matrix(at, to, solved.ravel(), self.nodes, walk.shape[0])
        return csr_array(passed)


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
    diagonal = np.ones(nodes)
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
        diagonal[cycle] = 0.0
        if size <= DENSE_CYCLE:
            matrix = np.eye(size)
            matrix[cell] -= share[rows]
            blocks.append(np.linalg.inv(matrix))
            codes.append(cycle)
        else:
            direct = csc_array((share[rows], cell), shape=(size, size))
            large.append((cycle, splu((eye_array(size, format="csc") - direct).T.tocsc())))
    every = np.flatnonzero(diagonal)
    rows, columns, values = every, every, np.ones(len(every))
    if blocks:
        solved = coo_array(block_diag(blocks))
        code = np.concatenate(codes)
        rows, columns = np.append(rows, code[solved.row]), np.append(columns, code[solved.col])
        values = np.append(values, solved.data)
    return _matrix(rows, columns, values, nodes), tuple(large)


def _matrix(rows: Longs, columns: Longs, values: Floats, nodes: int, count: int | None = None) -> csr_array:
    shape = (nodes if count is None else count, nodes)
    return csr_array(coo_array((values, (rows, columns)), shape=shape))
