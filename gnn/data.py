"""A relation network as a PyG ``HeteroData``: what reaches some units, path by path.

Node types are ``unit`` (those asked for), ``event`` and ``party`` (those that reach them).
Each family of paths has two edge types, ``(event, family, unit)`` and ``(party, family,
unit)``; an edge is one path that may carry, so there is no edge from what names the unit.
Edges that share ``pair`` join the same two nodes; the strongest of them counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch_geometric.data import HeteroData

from gnn.coefficients import STEP_CLASSES
from gnn.network import RelationNetwork
from graph.errors import ModelError
from graph.legs import event_carry
from graph.metapaths import FamilyPaths, PathSet, expand, spread

Array = np.ndarray[Any, Any]
Longs = np.ndarray[Any, np.dtype[np.int64]]

UNIT, EVENT, PARTY = "unit", "event", "party"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edges:
    """Paths that carry: ``source`` is an event row or a party code, ``row`` a unit asked for."""

    source: Longs
    row: Longs
    path: Longs
    strength: Array
    risk_class: Longs


def hetero_data(network: RelationNetwork, unit_rows: Array) -> HeteroData:
    """Everything that reaches some units, as typed nodes and edges.

    Parameters
    ----------
    network : RelationNetwork
    unit_rows : int[r]
        Unit codes, at least one; memory is about 100 bytes for each path and event of theirs.

    Returns
    -------
    HeteroData
        Nodes: ``unit`` code int64[r]; ``event`` record, severity int64[e], fading
        float64[e, half-lives]; ``party`` code int64[p]. Edges: ``edge_index`` int64[2, m]
        sorted by ``pair`` int64[m] (0, 1, ...), ``strength`` float64[m] in (0, 1], ``tie``
        int64[m, 2] (next to the party, next to the unit or -1; rows of the snapshot's ties,
        then of those derived from control), and of parties
        ``risk_class`` int64[m] 1..3 for B..D. Checked by ``HeteroData.validate``.

    Raises
    ------
    ModelError
        If a unit code is out of range.
    """
    units = np.asarray(unit_rows).astype(np.int64)
    if len(units) == 0 or units.min() < 0 or units.max() >= network.units.count:
        raise ModelError(f"expected unit codes from 0 to {network.units.count - 1}, got {units.tolist()[:5]}")
    found = {name: expand(paths, units, network.nodes) for name, paths in network.families.items()}
    events = {name: _event_edges(network, name, found[name], units) for name in found}
    parties = {name: _class_edges(network, name, found[name], units) for name in found}
    data = HeteroData()
    data[UNIT].code = torch.from_numpy(units)
    data[UNIT].num_nodes = len(units)
    event = np.unique(np.concatenate([edges.source for edges in events.values()]))
    data[EVENT].record = torch.from_numpy(network.events.record[event].astype(np.int64))
    data[EVENT].severity = torch.from_numpy(network.events.severity[event].astype(np.int64))
    data[EVENT].fading = torch.from_numpy(network.decays[:, network.events.age_days[event]].T.copy())
    data[EVENT].num_nodes = len(event)
    party = np.unique(np.concatenate([edges.source for edges in parties.values()]))
    data[PARTY].code = torch.from_numpy(party)
    data[PARTY].num_nodes = len(party)
    for name, paths in network.families.items():
        _store(data[EVENT, name, UNIT], events[name], event, paths, found[name], len(units))
        store = data[PARTY, name, UNIT]
        _store(store, parties[name], party, paths, found[name], len(units))
        store.risk_class = torch.from_numpy(_by_pair(parties[name], len(units), "risk_class"))
    check(data)
    return data


def check(data: HeteroData) -> None:
    """Refuse data that no layer should see.

    Raises
    ------
    ModelError
        If an index is out of range, a strength leaves (0, 1], or edges are not sorted by pair.
    """
    try:
        data.validate(raise_on_error=True)
    except ValueError as error:
        raise ModelError(f"expected a valid graph, got: {error}") from error
    for kind in data.edge_types:
        store = data[kind]
        if store.strength.numel() == 0:
            continue
        low, high = float(store.strength.min()), float(store.strength.max())
        if not (low > 0 and high <= 1):
            raise ModelError(f"expected strengths in (0, 1] over {kind}, got {low} to {high}", kind=kind)
        steps = store.pair[1:] - store.pair[:-1]
        if int(store.pair[0]) != 0 or not bool(((steps == 0) | (steps == 1)).all()):
            raise ModelError(f"expected edges over {kind} sorted by pairs 0, 1, ...", kind=kind)
        if bool((store.edge_index[:, 1:] != store.edge_index[:, :-1]).any(dim=0)[steps == 0].any()):
            raise ModelError(f"expected one event and one unit for a pair over {kind}", kind=kind)


def _event_edges(network: RelationNetwork, family: str, found: PathSet, units: Longs) -> _Edges:
    """Paths times events of their party, without those whose record names the unit."""
    paths, events = network.families[family], network.events
    path, event = spread(events.start, found.party)
    strength = found.base[path].copy()
    if network.rules.families[family].carry:
        touch = found.touch[path]
        strength *= event_carry(
            paths.touch_from[touch],
            paths.touch_to[touch],
            events.conduct_from[event],
            events.conduct_to[event],
            network.rules.carry.event_unknown,
        )
    row = found.row[path]
    named = network.naming.names(units[row], events.record[event].astype(np.int64))
    kept = np.flatnonzero((strength > 0) & ~named)
    return _Edges(
        source=event[kept],
        row=row[kept],
        path=path[kept],
        strength=strength[kept],
        risk_class=np.zeros(len(kept), np.int64),
    )


def _class_edges(network: RelationNetwork, family: str, found: PathSet, units: Longs) -> _Edges:
    """Paths to parties of class B to D, judged without the records that name the unit."""
    paths, party = network.families[family], found.party
    strength = found.base * paths.touch_class_carry[found.touch]
    risk_class = np.full(len(party), -1, np.int64)
    legal = np.flatnonzero(party < len(network.classes))
    current = network.classes[party[legal]]
    risk_class[legal] = network.reclassed.replace(units[found.row[legal]], party[legal], current)
    kept = np.flatnonzero((strength > 0) & (risk_class > 0) & (risk_class <= len(STEP_CLASSES)))
    return _Edges(
        source=party[kept],
        row=found.row[kept],
        path=kept,
        strength=strength[kept],
        risk_class=risk_class[kept],
    )


def _order(edges: _Edges, rows: int) -> Longs:
    return np.argsort(edges.source * rows + edges.row, kind="stable")


def _by_pair(edges: _Edges, rows: int, column: str) -> Array:
    values: Array = getattr(edges, column)[_order(edges, rows)]
    return values


def _store(store: Any, edges: _Edges, nodes: Longs, paths: FamilyPaths, found: PathSet, rows: int) -> None:
    """Fill one edge type, edges sorted by (source, unit)."""
    order = _order(edges, rows)
    source, row, path = edges.source[order], edges.row[order], edges.path[order]
    key = source * rows + row
    near = found.near[path]
    near_tie = np.full(len(path), -1, np.int64)
    near_tie[near >= 0] = paths.near_tie[near[near >= 0]]
    index = np.stack((np.searchsorted(nodes, source), row)).astype(np.int64)
    store.edge_index = torch.from_numpy(index)
    store.pair = torch.from_numpy(np.cumsum(np.diff(key, prepend=key[:1]) != 0))
    store.strength = torch.from_numpy(edges.strength[order])
    touch_tie = paths.touch_tie[found.touch[path]].astype(np.int64)
    store.tie = torch.from_numpy(np.stack((touch_tie, near_tie), axis=1))
