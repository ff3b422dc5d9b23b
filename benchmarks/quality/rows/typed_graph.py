"""The bare typed graph of one panel day, for networks that promise nothing.

Nodes are legal persons, persons, places and contacts; edges are the ties in force, both
ways. What a node knows of itself is what its panel row has and its own records so far, so
labels of the window after the day are never an input.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from gnn.signals import find_events
from graph.domain import DAY_UNKNOWN, TIE_KINDS, TieKind, day_number
from graph.legs import fading
from graph.snapshot import Snapshot
from graph.units import Units, build_units
from scoring.training.panel_facts import facts_at
from scoring.training.panels import Panel, PanelInputs

Array = np.ndarray[Any, Any]

NODE_TYPES = ("unit", "person", "place", "contact")
_FADING_MONTHS = (6.0, 24.0)
_INSIDE = TIE_KINDS.index(TieKind.BRANCH_OF)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedGraph:
    """One panel day as a graph.

    Attributes
    ----------
    own : float32[r, own columns] of the panel rows, as in the panel
    signals : float32[n, 2 + 1] own records fading, and ties (log of one more), of each node
    node_type : int64[n] index into ``NODE_TYPES``
    edge_index : int64[2, m] both ways
    edge_type : int64[m] kind of tie, shifted by the number of kinds on the way back
    rows : int64[r] node of each panel row
    outcome : bool[r]
    """

    own: Array
    signals: Array
    node_type: Array
    edge_index: Array
    edge_type: Array
    rows: Array
    outcome: Array


RELATIONS = 2 * len(TIE_KINDS)
"""Types of edges: every kind of tie, there and back."""


def typed_graph(inputs: PanelInputs, panel: Panel) -> TypedGraph:
    """Graph of the day of a panel.

    Parameters
    ----------
    inputs : PanelInputs
        Those the panel was made from.
    panel : Panel
    """
    facts = facts_at(inputs.store, inputs.filings, inputs.pack, panel.day, inputs.training_day)
    snapshot = facts.snapshot
    units = build_units(snapshot)
    nodes = units.count + snapshot.nodes - units.first_person
    edge_index, edge_type = _edges(snapshot, units, nodes)
    degree = np.bincount(edge_index[1], minlength=nodes)
    signals = [*_heat(inputs, snapshot, units, nodes), np.log1p(degree)]
    head = pc.index_in(panel.rows.text("enterprise_id"), value_set=snapshot.enterprises.text("enterprise_id"))
    return TypedGraph(
        own=panel.own.table.toarray().astype(np.float32),
        signals=np.stack(signals, axis=1).astype(np.float32),
        node_type=_node_types(snapshot, units),
        edge_index=edge_index,
        edge_type=edge_type,
        rows=units.unit[np.asarray(head)].astype(np.int64),
        outcome=panel.outcome,
    )


def _edges(snapshot: Snapshot, units: Units, nodes: int) -> tuple[Array, Array]:
    """Ties in force between contracted codes, each kind once, both ways."""
    ties, as_of = snapshot.ties, day_number(snapshot.as_of)
    start, end = ties.numbers("valid_from"), ties.numbers("valid_to")
    kind = ties.numbers("kind").astype(np.int64)
    live = (start <= as_of) & ((end > as_of) | (end == DAY_UNKNOWN)) & (kind != _INSIDE)
    source = units.contract(ties.numbers("src")[live])
    target = units.contract(ties.numbers("dst")[live])
    keys = np.unique((kind[live] * nodes + source) * nodes + target)
    kind, pair = keys // (nodes * nodes), keys % (nodes * nodes)
    source, target = pair // nodes, pair % nodes
    away = source != target
    kind, source, target = kind[away], source[away], target[away]
    index = np.stack([np.concatenate([source, target]), np.concatenate([target, source])])
    return index, np.concatenate([kind, kind + len(TIE_KINDS)])


def _heat(inputs: PanelInputs, snapshot: Snapshot, units: Units, nodes: int) -> list[Array]:
    """Own adverse records of each node, fading by each half-life, as logarithms of one more."""
    events = find_events(snapshot, units, nodes, inputs.pack.relationship.paths)
    emitter = np.repeat(np.arange(nodes), np.diff(events.start))
    oldest = int(events.age_days.max(initial=0))
    faded = (fading(months, oldest)[events.age_days] for months in _FADING_MONTHS)
    return [np.log1p(np.bincount(emitter, weights=one, minlength=nodes)) for one in faded]


def _node_types(snapshot: Snapshot, units: Units) -> Array:
    counts = (units.count, snapshot.persons.rows, snapshot.places.rows, snapshot.contacts.rows)
    return np.repeat(np.arange(len(NODE_TYPES)), counts)
