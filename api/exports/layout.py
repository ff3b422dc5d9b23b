"""Places of nodes on a plane, computed on the server; the same graph always gets the same places.

Every layout begins with the tree of shortest paths from the centre, drawn as rings with a wedge
of the circle for each branch. The force layout then lets ties pull and near nodes push, with a
k-d tree, so that 10,000 nodes are placed in seconds.

References
----------
Fruchterman, Reingold, Graph drawing by force-directed placement, 1991: the law of the forces.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order
from scipy.spatial import cKDTree

Places = npt.NDArray[np.float64]
Ends = npt.NDArray[np.int64]

GAP = 46.0
"""Least distance of two nodes, in units of the drawing."""
_K = 1.6 * GAP
_SMALL = 400
_STEPS, _STEPS_OF_MANY = 100, 45
_REACH, _REACH_OF_MANY = 9 * GAP, 2.5 * GAP
_GRAVITY = 0.02
_TIDYING = 60
_GOLDEN = np.pi * (3 - np.sqrt(5))


def ring_places(count: int, source: Ends, target: Ends, centre: int = 0) -> Places:
    """Rings around the centre by number of ties; crowded rings are split into several.

    Parameters
    ----------
    count : int
        Nodes.
    source, target : int64, shape (m,)
        Ends of the ties, rows of nodes.
    centre : int
        Row of the node in the middle.

    Returns
    -------
    float64, shape (count, 2)
    """
    hop, angle = _tree(count, source, target, centre)
    places = np.zeros((count, 2))
    radius = 0.0
    for ring in range(1, int(hop.max(initial=0)) + 1):
        rows = np.flatnonzero(hop == ring)
        rows = rows[np.lexsort((rows, angle[rows]))]
        first = radius + 2.6 * GAP
        circles = 1
        while sum(2 * np.pi * (first + k * GAP * 1.2) for k in range(circles)) < 1.25 * len(rows) * GAP:
            circles += 1
        radii: Places = np.asarray(first + np.arange(circles) * GAP * 1.2, dtype=np.float64)
        circle = _dealt(len(rows), radii)
        for k in range(circles):
            here = rows[circle == k]
            turn = angle[rows[0]] + 2 * np.pi * (np.arange(len(here)) + 0.5) / max(len(here), 1)
            places[here] = radii[k] * np.column_stack((np.cos(turn), np.sin(turn)))
        radius = float(radii[-1])
    return places


def _dealt(count: int, radii: Places) -> Ends:
    """Circle of each of ``count`` nodes in a row: each circle in turn, as often as its length allows."""
    shares = np.floor(count * radii / radii.sum()).astype(np.int64)
    shares[-1] += count - shares.sum()
    owner = np.repeat(np.arange(len(radii)), shares)
    turn = np.concatenate([(np.arange(share) + 0.5) / share for share in shares if share])
    return owner[np.lexsort((owner, turn))]


def force_places(count: int, source: Ends, target: Ends, centre: int = 0) -> Places:
    """Places where ties pull and nodes push; see ``ring_places`` for the parameters."""
    if count < 3:
        return ring_places(count, source, target, centre)
    hop, angle = _tree(count, source, target, centre)
    spread = GAP * (1.2 + 1.2 * np.sqrt(count) * hop / max(int(hop.max()), 1))
    # The golden angle keeps nodes of one branch from standing on one line.
    wobble = 1 + 0.25 * np.sin(_GOLDEN * np.arange(count))
    places = (spread * wobble)[:, None] * np.column_stack((np.cos(angle), np.sin(angle)))
    places[centre] = 0.0
    degree = np.bincount(np.concatenate((source, target)), minlength=count)
    # Ties of a hub pull less, so that its neighbours have room around it.
    pull = 1.0 / np.sqrt(np.maximum(np.maximum(degree[source], degree[target]), 1.0))
    reach, steps = (_REACH, _STEPS) if count <= _SMALL else (_REACH_OF_MANY, _STEPS_OF_MANY)
    for step in range(steps):
        push = _pushed(places, cKDTree(places).query_pairs(reach, output_type="ndarray"))
        push += _springs(places, source, target, pull)
        push -= _GRAVITY * places
        length = np.maximum(np.hypot(push[:, 0], push[:, 1]), 1e-9)
        heat = 2 * GAP * (1 - step / steps) + 0.5
        places += push * (np.minimum(length, heat) / length)[:, None]
        places -= places[centre]
    return _apart(_roomy(places), centre)


def _tree(count: int, source: Ends, target: Ends, centre: int) -> tuple[Ends, Places]:
    """Ties from the centre, and an angle inside the wedge of the branch; other parts come outermost."""
    ones = np.ones(len(source), dtype=np.int8)
    graph = coo_array((ones, (source, target)), shape=(count, count)).tocsr()
    graph.sum_duplicates()
    graph = graph + graph.T
    hop = np.full(count, -1, dtype=np.int64)
    parent = np.full(count, -1, dtype=np.int64)
    order: list[int] = []
    start, base = centre, 0
    while start >= 0:
        found, before = breadth_first_order(graph, start, directed=False)
        for node in found.tolist():
            above = int(before[node])
            parent[node] = above if above >= 0 and node != start else (-1 if start == centre else centre)
            hop[node] = base if node == start else hop[above] + 1
        order.extend(found.tolist())
        base = int(hop.max()) + 1
        rest = np.flatnonzero(hop < 0)
        start = int(rest[0]) if len(rest) else -1
    leaves = np.zeros(count)
    for node in reversed(order):
        leaves[node] = max(leaves[node], 1.0)
        if parent[node] >= 0:
            leaves[parent[node]] += leaves[node]
    angle = np.zeros(count)
    begin = np.zeros(count)
    width = np.zeros(count)
    used = np.zeros(count)
    width[centre] = 2 * np.pi
    for node in order:
        above = int(parent[node])
        if above >= 0:
            share = width[above] * leaves[node] / max(leaves[above], 1.0)
            begin[node], width[node] = begin[above] + used[above], share
            used[above] += share
        angle[node] = begin[node] + width[node] / 2
    return hop, angle


def _pushed(places: Places, pairs: npt.NDArray[Any]) -> Places:
    """Near nodes push each other with K^2 / distance."""
    one, other = pairs[:, 0], pairs[:, 1]
    away = places[one] - places[other]
    square = np.maximum((away**2).sum(axis=1), 1.0)
    force = _K**2 * away / square[:, None]
    return _summed(one, force, len(places)) - _summed(other, force, len(places))


def _springs(places: Places, source: Ends, target: Ends, pull: Places) -> Places:
    """Ties pull with distance^2 / K."""
    apart = places[target] - places[source]
    length = np.hypot(apart[:, 0], apart[:, 1])
    force = apart * (pull * length / _K)[:, None]
    return _summed(source, force, len(places)) - _summed(target, force, len(places))


def _summed(rows: Ends, values: Places, count: int) -> Places:
    return np.column_stack([np.bincount(rows, weights=values[:, axis], minlength=count) for axis in range(2)])


def _roomy(places: Places) -> Places:
    """Places drawn larger, so that most nodes have their gap."""
    distances: Places = np.asarray(cKDTree(places).query(places, k=[2])[0])
    nearest = distances[:, 0]
    larger: Places = places * np.clip(GAP / max(float(np.median(nearest)), 1e-6), 1.0, 6.0)
    return larger


def _apart(places: Places, centre: int) -> Places:
    """Push nodes that stand closer than the gap apart, a few times."""
    for _ in range(_TIDYING):
        near = cKDTree(places).query_pairs(GAP, output_type="ndarray")
        if not len(near):
            break
        one, other = near[:, 0], near[:, 1]
        away = places[one] - places[other]
        length = np.hypot(away[:, 0], away[:, 1])
        turn = _GOLDEN * (one + other)
        unit = np.where(
            (length > 1e-6)[:, None],
            away / np.maximum(length, 1e-6)[:, None],
            np.column_stack((np.cos(turn), np.sin(turn))),
        )
        step = unit * ((GAP - length) / 2 + 0.5)[:, None]
        moved = _summed(one, step, len(places)) - _summed(other, step, len(places))
        far = np.maximum(np.hypot(moved[:, 0], moved[:, 1]), 1e-9)
        places = places + moved * (np.minimum(far, GAP) / far)[:, None]
        places = places - places[centre]
    return places
