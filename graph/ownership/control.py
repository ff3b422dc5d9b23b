"""Who controls whom above half of the votes, with the chain: consolidated control by voting in a block.

A controls B if the shares of A and of everybody A controls exceed the threshold of the
votes in B: the smallest set that satisfies this. Above half of the votes the controllers
of one enterprise are nested (two blocks that each exceed half overlap), so control is a
forest: the parent of an enterprise is its lowest controller, its ancestors are all its
controllers, a root is nobody's. Everything here is linear in the holdings and computed on
integers.

Where enterprises control each other in a circle nobody outside does; the circle is
opened at the member whose latest holding was learnt last, which becomes the root.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.ownership.holdings import Holdings
from graph.path_rules import Control

Longs = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

NOBODY = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlForest:
    """Lowest controller of every node.

    Attributes
    ----------
    parent : int64[nodes]
        Lowest controller, -1 if nobody controls the node.
    carrying : int64[nodes]
        Holding by which the chain of control reaches the node, -1 at a root: the greatest
        one of the parent's block that was in place before.
    depth : int64[nodes]
        Number of controllers.
    settled : bool
        False if the rounds of the rules ended before everything was found: then control
        may be missing, never invented.
    """

    parent: Longs
    carrying: Longs
    depth: Longs
    settled: bool

    def roots(self) -> Longs:
        """Ultimate controller of every node, itself where nobody controls it, int64[nodes]."""
        return _tops(self.parent)[0]

    def chain(self, holdings: Holdings, controller: int, node: int) -> tuple[int, ...]:
        """Holdings from a controller down to a node it controls.

        Raises
        ------
        ValueError
            If it does not control the node.
        """
        found: list[int] = []
        while node != controller:
            row = int(self.carrying[node])
            if row < 0:
                raise ValueError(f"expected a node that {controller} controls, got one beside it")
            found.append(row)
            node = int(holdings.owner[row])
        return tuple(reversed(found))


def control_forest(holdings: Holdings, rules: Control, barred: Longs) -> ControlForest:
    """Lowest controllers of all nodes.

    Parameters
    ----------
    holdings : Holdings
    rules : Control
        Threshold (at least half, strict) and bounds of depth and rounds.
    barred : int64[...]
        Codes that control nobody, such as bodies that hold for the state: their holdings
        vote in no block.
    """
    votes = (holdings.parts > 0) & ~np.isin(holdings.owner, barred)
    major = np.flatnonzero(votes & holdings.more_than(holdings.parts, holdings.owned, rules.more_than))
    parent = np.full(holdings.nodes, NOBODY, np.int64)
    parent[holdings.owned[major]] = holdings.owner[major]
    carrying = np.full(holdings.nodes, NOBODY, np.int64)
    carrying[holdings.owned[major]] = major
    fixed = np.zeros(holdings.nodes, bool)
    fixed[_open(parent, holdings)] = True
    carrying[fixed] = NOBODY
    blocks = _Blocks.of(holdings, votes, (parent >= 0) | fixed, rules)
    settled = blocks.settle(parent, fixed)
    _, depth = _tops(parent)
    block = np.flatnonzero((parent >= 0) & (carrying < 0))
    if len(block):
        stage = _stages(holdings, votes, parent, rules, block)
        chosen = blocks.carrying(parent, stage)
        carrying[block] = chosen[block]
        lost = block[carrying[block] < 0]
        parent[lost] = NOBODY
        settled = settled and len(lost) == 0
        _, depth = _tops(parent)
    return ControlForest(parent=parent, carrying=carrying, depth=depth, settled=settled)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Blocks:
    """Holdings in nodes that no single holder controls but all voters together could."""

    holdings: Holdings
    row: Longs
    owner: Longs
    owned: Longs
    parts: Longs
    rules: Control

    @classmethod
    def of(cls, holdings: Holdings, votes: Bools, taken: Bools, rules: Control) -> _Blocks:
        voted = np.bincount(holdings.owned[votes], holdings.parts[votes], minlength=holdings.nodes)
        every = np.arange(holdings.nodes)
        open_to = holdings.more_than(voted.astype(np.int64), every, rules.more_than) & ~taken
        row = np.flatnonzero(votes & open_to[holdings.owned])
        return cls(
            holdings=holdings,
            row=row,
            owner=holdings.owner[row],
            owned=holdings.owned[row],
            parts=holdings.parts[row],
            rules=rules,
        )

    def settle(self, parent: Longs, fixed: Bools) -> bool:
        """Find parents in rounds until nothing changes; True if that came to an end."""
        if len(self.row) == 0:
            return True
        for _ in range(self.rules.rounds):
            before = parent.copy()
            top, depth = _tops(parent)
            tree = top.copy()
            self._join(parent, fixed, top, tree)
            self._lower(parent, tree, top, depth)
            fixed[_open(parent, self.holdings)] = True
            if np.array_equal(before, parent):
                return True
        return False

    def _join(self, parent: Longs, fixed: Bools, top: Longs, tree: Longs) -> None:
        """Put into ``tree`` the tree that a root without a parent joins now."""
        rows = np.flatnonzero((parent[self.owned] < 0) & ~fixed[self.owned])
        rows = rows[top[self.owner[rows]] != self.owned[rows]]
        key = self.owned[rows] * self.holdings.nodes + top[self.owner[rows]]
        keys, total = _sums(key, self.parts[rows])
        node, root = keys // self.holdings.nodes, keys % self.holdings.nodes
        enough = self.holdings.more_than(total, node, self.rules.more_than)
        joins = np.full(self.holdings.nodes, NOBODY, np.int64)
        joins[node[enough]] = root[enough]
        fixed[_open(joins, self.holdings)] = True
        new = np.flatnonzero(joins >= 0)
        tree[new] = joins[new]

    def _lower(self, parent: Longs, tree: Longs, top: Longs, depth: Longs) -> None:
        """Set the parent of every member of a tree to its lowest controller so far.

        What a member's own subsidiaries hold in it is less than half and comes by its
        parent, so it moves nothing.
        """
        member = tree[self.owned] != self.owned
        rows = np.flatnonzero(member & (top[self.owner] == np.where(member, tree[self.owned], 0)))
        at, node = self._ancestors(parent, rows)
        keys, total = _sums(self.owned[rows[at]] * self.holdings.nodes + node, self.parts[rows[at]])
        owned, above = keys // self.holdings.nodes, keys % self.holdings.nodes
        enough = self.holdings.more_than(total, owned, self.rules.more_than)
        owned, above = owned[enough], above[enough]
        order = np.lexsort((depth[above], owned))
        parent[owned[order]] = above[order]

    def _ancestors(self, parent: Longs, rows: Longs) -> tuple[Longs, Longs]:
        """Owner and its ancestors of some rows: position in ``rows`` and code."""
        at, node = np.arange(len(rows)), self.owner[rows]
        found_at, found = [at], [node]
        for _ in range(self.rules.levels):
            node = parent[node]
            at, node = at[node >= 0], node[node >= 0]
            if len(node) == 0:
                break
            found_at.append(at)
            found.append(node)
        return np.concatenate(found_at), np.concatenate(found)

    def carrying(self, parent: Longs, stage: Longs) -> Longs:
        """Greatest holding of the parent's block that came earlier; of equal ones the first known."""
        rows = np.flatnonzero((parent[self.owned] >= 0) & (stage[self.owner] < stage[self.owned]))
        at, node = self._ancestors(parent, rows)
        inside = np.zeros(len(rows), bool)
        inside[at[node == parent[self.owned[rows[at]]]]] = True
        rows = rows[inside]
        order = np.lexsort((-self.holdings.ranks(self.row[rows]), self.parts[rows], self.owned[rows]))
        chosen = np.full(self.holdings.nodes, NOBODY, np.int64)
        chosen[self.owned[rows[order]]] = self.row[rows[order]]
        return chosen


def _stages(holdings: Holdings, votes: Bools, parent: Longs, rules: Control, block: Longs) -> Longs:
    """Step at which the nodes of the trees of some blocks come under their root, int64[nodes].

    Roots have 0; the greatest number stands for never and for other trees.
    """
    root, _ = _tops(parent)
    never = np.iinfo(np.int64).max
    stage = np.full(holdings.nodes, never)
    held = np.zeros(holdings.nodes, np.int64)
    frontier = _rising(root[block])
    stage[frontier] = 0
    step = 0
    while len(frontier):
        step += 1
        begin = holdings.outgoing[frontier]
        length = holdings.outgoing[frontier + 1] - begin
        ends = np.cumsum(length)
        entry = np.arange(int(ends[-1])) + np.repeat(begin - (ends - length), length)
        rows = holdings.by_owner[entry]
        rows = rows[votes[rows]]
        below = holdings.owned[rows]
        rows = rows[(stage[below] == never) & (root[holdings.owner[rows]] == root[below])]
        np.add.at(held, holdings.owned[rows], holdings.parts[rows])
        touched = _rising(holdings.owned[rows])
        frontier = touched[holdings.more_than(held[touched], touched, rules.more_than)]
        stage[frontier] = step
    return stage


def _rising(codes: Longs) -> Longs:
    """Distinct codes, rising; by a sort, faster here than a hash table."""
    ordered = np.sort(codes)
    found: Longs = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]
    return found


def _sums(key: Longs, parts: Longs) -> tuple[Longs, Longs]:
    """Distinct keys, rising, and the sum of parts of each."""
    if len(key) == 0:
        return key, parts
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    return key[first], np.add.reduceat(parts[order], first)


def _tops(parent: Longs) -> tuple[Longs, Longs]:
    """Root and depth of every node of a forest, by pointer doubling."""
    top = np.where(parent >= 0, parent, np.arange(len(parent)))
    depth = (parent >= 0).astype(np.int64)
    live = np.flatnonzero(parent >= 0)
    while len(live):
        above = top[live]
        depth[live] += depth[above]
        higher = top[above]
        top[live] = higher
        live = live[higher != above]
    return top, depth


def _open(parent: Longs, holdings: Holdings) -> Longs:
    """Open every circle of parents in place; the codes that became roots."""
    live = np.flatnonzero(parent >= 0)
    jump = parent.copy()
    steps = 1
    while len(live) and steps < len(parent):
        ahead = jump[jump[live]]
        jump[live] = ahead
        live = live[ahead >= 0]
        steps *= 2
    circle = np.unique(jump[live]) if len(live) else live
    if len(circle) == 0:
        return circle
    on_circle = np.zeros(len(parent), bool)
    on_circle[circle] = True
    rows = np.flatnonzero(on_circle[holdings.owned] & (holdings.parts > 0))
    latest = np.full(len(parent), NOBODY, np.int64)
    np.maximum.at(latest, holdings.owned[rows], holdings.ranks(rows))
    best, jump = latest.copy(), parent.copy()
    for _ in range(max(len(circle) - 1, 1).bit_length()):
        ahead = best[jump[circle]]
        best[circle] = np.maximum(best[circle], ahead)
        jump[circle] = jump[jump[circle]]
    heads: Longs = circle[latest[circle] == best[circle]]
    parent[heads] = NOBODY
    return heads
