"""How many enterprises meet at the busiest node that a legal person is tied to, by kind of node.

Exposure, as the number of ties and inspections: who shares a person, a shareholder or an address
with many is reached by more, whatever these did. It belongs to the own part of the fit, which
enters no month; a path's own damping is fixed when its legs enter (``graph.hubs``).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.domain import DAY_UNKNOWN, TIE_KINDS, NodeKind, TieKind, day_number
from graph.snapshot import Snapshot
from graph.units import Units

Array = np.ndarray[Any, Any]

_PEOPLE = (TieKind.LEGAL_REPRESENTATIVE_OF, TieKind.OFFICER_OF, TieKind.HOLDS)
_PREMISES = (TieKind.REGISTERED_AT, TieKind.REACHED_AT, TieKind.FILED_BY)


def busiest_nodes(snapshot: Snapshot, units: Units) -> dict[str, Array]:
    """Most units in force at one node that each unit is tied to, 0 where it has none.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    units : Units

    Returns
    -------
    dict of int64[units]
        ``person`` (represents, serves or holds), ``shareholder`` (an enterprise that holds),
        ``premises`` (place, contact or agent).
    """
    return {
        name: most_of(unit, np.bincount(node)[node], units)
        for name, (node, unit) in nodes_met(snapshot, units).items()
    }


def nodes_met(snapshot: Snapshot, units: Units) -> dict[str, tuple[Array, Array]]:
    """Nodes that units are tied to in force: node and unit of each pair, once, by kind of node.

    Kinds as ``busiest_nodes``; int64[pairs] each, by node, then unit.
    """
    ties, as_of = snapshot.ties, day_number(snapshot.as_of)
    kind = ties.numbers("kind")
    start, end = ties.numbers("valid_from"), ties.numbers("valid_to")
    live = (start <= as_of) & ((end > as_of) | (end == DAY_UNKNOWN))
    source, target = ties.numbers("src").astype(np.int64), ties.numbers("dst").astype(np.int64)
    starts = snapshot.node_starts
    enterprise = source < starts[NodeKind.PERSON]
    person = ~enterprise & (source < starts[NodeKind.PLACE])
    held = kind == TIE_KINDS.index(TieKind.HOLDS)
    met = {
        "person": (_of(kind, _PEOPLE) & person, source, target),
        "shareholder": (held & enterprise, source, target),
        "premises": (_of(kind, _PREMISES) & enterprise, target, source),
    }
    return {
        name: _pairs(node[live & rows], units.contract(other[live & rows]), units)
        for name, (rows, node, other) in met.items()
    }


def most_of(unit: Array, values: Array, units: Units) -> Array:
    """Greatest of the values of each unit, 0 where it has none, int64[units]."""
    most = np.zeros(units.count, np.int64)
    np.maximum.at(most, unit, values)
    return most


def _of(kind: Array, kinds: tuple[TieKind, ...]) -> Array:
    return np.isin(kind, [TIE_KINDS.index(one) for one in kinds])


def _pairs(node: Array, unit: Array, units: Units) -> tuple[Array, Array]:
    inside = unit < units.count
    pairs = np.unique(node[inside] * units.count + unit[inside])
    return pairs // max(units.count, 1), pairs % max(units.count, 1)
