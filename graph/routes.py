"""Walks on adjacency arrays: nodes within some hops, and all shortest paths of two nodes.

Nodes are integers; the graph is a function that expands nodes into their ties, so that
time, kinds and linked ids are decided where the arrays are. Work is bounded by the number
of adjacency entries that may be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from graph.budget import check
from graph.errors import InputError

Nodes = np.ndarray[Any, Any]


class Expansion(Protocol):
    """An undirected graph that expands nodes into ties."""

    @property
    def nodes(self) -> int:
        """Number of nodes; nodes are 0..nodes-1."""
        ...

    def weight(self, nodes: Nodes) -> Nodes:
        """Upper bound of the adjacency entries that expanding each node reads (int64)."""
        ...

    def expand(self, nodes: Nodes) -> tuple[Nodes, Nodes, Nodes]:
        """Ties of nodes: position in ``nodes``, neighbour, tie; never a tie to itself."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Nodes within some hops.

    Attributes
    ----------
    nodes : int array
        Hop by hop, each hop in ascending order of node.
    hop : int8 array
        Hops from the start.
    complete : bool
        False if the budget ended the walk; then more nodes are within reach.
    """

    nodes: Nodes
    hop: Nodes
    complete: bool


def reach(graph: Expansion, start: int, *, hops: int, budget: int, widest: int | None = None) -> Reached:
    """Nodes within ``hops`` of a node, nearest first.

    Parameters
    ----------
    graph : Expansion
    start : int
    hops : int, at least 0
    budget : int
        Most adjacency entries to read.
    widest : int, optional
        Most nodes of one hop that are expanded; a wider hop ends the walk.
    """
    seen = np.zeros(graph.nodes, dtype=bool)
    seen[start] = True
    layers = [np.array([start], dtype=np.int64)]
    complete = True
    for _ in range(hops):
        check()
        frontier = layers[-1]
        if widest is not None and len(frontier) > widest:
            complete = False
            break
        spent = np.cumsum(graph.weight(frontier))
        affordable = int(np.searchsorted(spent, budget, side="right"))
        if affordable < len(frontier):
            complete, frontier = False, frontier[:affordable]
        if not len(frontier):
            break
        budget -= int(spent[len(frontier) - 1])
        _, neighbour, _ = graph.expand(frontier)
        new = _ascending(neighbour[~seen[neighbour]])
        if not len(new):
            break
        seen[new] = True
        layers.append(new)
    hop = np.repeat(np.arange(len(layers), dtype=np.int8), [len(layer) for layer in layers])
    return Reached(nodes=np.concatenate(layers), hop=hop, complete=complete)


def _ascending(nodes: Nodes) -> Nodes:
    """Distinct nodes, int64, rising; numpy's own way hashes and takes several times as long."""
    ordered = np.sort(nodes)
    first = np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
    distinct: Nodes = ordered[first].astype(np.int64)
    return distinct


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One shortest path: its nodes, and for each step every tie between its two nodes."""

    nodes: tuple[int, ...]
    ties: tuple[tuple[int, ...], ...]


@dataclass(slots=True)
class _Side:
    """One side of the search from both ends; ``reached`` holds the distance + 1, 0 is not reached.

    Zeros cost no memory before they are written, so the array may span a whole province.
    """

    reached: Nodes
    frontier: Nodes
    depth: int = 0


def shortest_walks(
    graph: Expansion,
    source: int,
    target: int,
    *,
    max_hops: int,
    limit: int,
    rank: Callable[[Nodes], Sequence[Any]],
    budget: int,
) -> list[Walk]:
    """All shortest paths between two nodes, the first ``limit`` in the order of node ranks.

    Parameters
    ----------
    graph : Expansion
    source, target : int
    max_hops : int
        Longest path looked for.
    limit : int
    rank : function of nodes
        Sort key of each node; paths are compared node by node from the source.
    budget : int
        Most adjacency entries to read.

    Raises
    ------
    InputError
        If the budget ends the search before it is decided whether there is a path.
    """
    if source == target:
        return [Walk(nodes=(source,), ties=())]
    sides = tuple(_side(graph.nodes, end) for end in (source, target))
    while sides[0].depth + sides[1].depth < max_hops and all(len(side.frontier) for side in sides):
        check()
        near, far, cost = _cheaper(graph, sides[0], sides[1])
        budget -= cost
        if budget < 0:
            raise InputError(
                "the search for a path reads too much of the graph: ask for fewer hops or name tie kinds"
            )
        _advance(graph, near)
        met = near.frontier[far.reached[near.frontier] > 0]
        if len(met):
            return _walks(graph, sides[0], sides[1], met, limit, rank)
    return []


def _cheaper(graph: Expansion, one: _Side, other: _Side) -> tuple[_Side, _Side, int]:
    """The side that is cheaper to advance, the other one, and what it costs.

    A reached node has at least the tie it was reached by, so a wide frontier need not be
    weighed where the narrow one costs less than it has nodes.
    """
    narrow, wide = (one, other) if len(one.frontier) <= len(other.frontier) else (other, one)
    cost = int(graph.weight(narrow.frontier).sum())
    if wide.depth and cost <= len(wide.frontier):
        return narrow, wide, cost
    wide_cost = int(graph.weight(wide.frontier).sum())
    return (narrow, wide, cost) if cost <= wide_cost else (wide, narrow, wide_cost)


def _side(nodes: int, end: int) -> _Side:
    reached = np.zeros(nodes, dtype=np.int16)
    reached[end] = 1
    return _Side(reached, np.array([end], dtype=np.int64))


def _advance(graph: Expansion, side: _Side) -> None:
    _, neighbour, _ = graph.expand(side.frontier)
    side.depth += 1
    side.frontier = _ascending(neighbour[side.reached[neighbour] == 0])
    side.reached[side.frontier] = side.depth + 1


_Step = dict[int, dict[int, list[int]]]
"""Ties of one step by node and next node."""


def _walks(
    graph: Expansion,
    left: _Side,
    right: _Side,
    met: Nodes,
    limit: int,
    rank: Callable[[Nodes], Sequence[Any]],
) -> list[Walk]:
    steps: list[_Step] = []
    layer = met
    for distance in range(left.depth - 1, -1, -1):
        step, layer = _step(graph, layer, left.reached, distance, backwards=True)
        steps.insert(0, step)
    layer = met
    for distance in range(right.depth - 1, -1, -1):
        step, layer = _step(graph, layer, right.reached, distance, backwards=False)
        steps.append(step)
    start = next(iter(steps[0]))
    choices = sorted({node for step in steps for following in step.values() for node in following})
    keys = dict(zip(choices, rank(np.array(choices, dtype=np.int64)), strict=True))
    found: list[Walk] = []
    _enumerate(steps, (start,), (), limit, keys, found)
    return found


def _step(
    graph: Expansion, layer: Nodes, reached: Nodes, wanted: int, *, backwards: bool
) -> tuple[_Step, Nodes]:
    """Ties from a layer to the nodes one step nearer to an end, keyed from source to target."""
    origin, neighbour, tie = graph.expand(layer)
    nearer = reached[neighbour] == wanted + 1
    here, there, tie = layer[origin[nearer]], neighbour[nearer], tie[nearer]
    step: _Step = {}
    for a, b, t in zip(here.tolist(), there.tolist(), tie.tolist(), strict=True):
        first, second = (b, a) if backwards else (a, b)
        step.setdefault(first, {}).setdefault(second, []).append(t)
    return step, _ascending(there)


def _enumerate(
    steps: Sequence[_Step],
    nodes: tuple[int, ...],
    ties: tuple[tuple[int, ...], ...],
    limit: int,
    keys: Mapping[int, Any],
    found: list[Walk],
) -> None:
    """Depth first in the order of ranks; every branch ends at the target."""
    if len(nodes) > len(steps):
        found.append(Walk(nodes=nodes, ties=ties))
        return
    following = steps[len(nodes) - 1].get(nodes[-1], {})
    check()
    for node in sorted(following, key=keys.__getitem__):
        if len(found) >= limit:
            return
        _enumerate(steps, (*nodes, node), (*ties, tuple(following[node])), limit, keys, found)
