"""Nodes that measures over relations walk from some nodes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graph.domain import TIE_KINDS, TieKind
from graph.snapshot import Snapshot
from graph.units import Units
from scoring.job.delta_places import members_of, units_of
from scoring.job.delta_refused import DeltaRefusedError
from scoring.measures import specs
from scoring.measures.relation_specs import RelationSpec
from scoring.measures.row_specs import Spec
from scoring.measures.tie_measures import LiveTies

Longs = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
_SAME_PLACE = (
    *(TieKind.LEGAL_REPRESENTATIVE_OF, TieKind.HOLDS, TieKind.OFFICER_OF),
    TieKind.REGISTERED_AT,
)
_MET_HOPS = 2
"""Steps over persons that a measure of other enterprises of one person looks back on."""


def nodes_near(
    before: Snapshot, units: Units, start: Longs, wanted: Sequence[RelationSpec], most: int
) -> Mask:
    """Nodes of the ties that measures over relations walk from some nodes, whole legal persons.

    A person of more legal persons than a measure of steps joins is left out, unless the walk
    begins there or a measure of other enterprises of a person may meet him.
    """
    live = LiveTies.of(before)
    kinds = sorted({kind for spec in wanted for kind in kinds_of(spec)})
    rows = np.flatnonzero(np.isin(live.kind, [TIE_KINDS.index(kind) for kind in kinds]))
    src, dst = live.source[rows], live.target[rows]
    crowded = _crowded(units, live, before.nodes, wanted)
    near = np.zeros(before.nodes, np.bool_)
    near[start] = True
    walked = np.zeros_like(near)
    meet = 2 * _MET_HOPS if any(isinstance(spec, specs.AdverseEnterprises) for spec in wanted) else 1
    for step in range(2 * max(_hops(spec) for spec in wanted)):
        near |= members_of(units, units_of(near, units), before.nodes)
        opened = near if step < meet else near & ~crowded
        walked |= opened
        joined = opened[src] | opened[dst]
        near = near.copy()
        near[src[joined]] = True
        near[dst[joined]] = True
        if near.sum() > most:
            raise DeltaRefusedError(f"expected at most {most} nodes near the facts, got {near.sum()}")
    near |= members_of(units, units_of(near, units), before.nodes)
    return near & (walked | ~crowded)


def _crowded(units: Units, live: LiveTies, nodes: int, wanted: Sequence[RelationSpec]) -> Mask:
    """Persons of more legal persons than any measure of steps joins, bool[nodes].

    Who operates a business is part of it: what he holds joins as the business does.
    """
    graphs = [spec for spec in wanted if isinstance(spec, specs.GraphSpec)]
    found = np.zeros(nodes, np.bool_)
    if not graphs or len({spec.ties for spec in graphs}) > 1:
        return found
    most = max(spec.most for spec in graphs)
    rows = np.flatnonzero(np.isin(live.kind, [TIE_KINDS.index(kind) for kind in graphs[0].ties]))
    src, dst = live.source[rows], live.target[rows]
    ties = np.bincount(src, minlength=nodes)
    heavy = np.flatnonzero((ties[src] > most) & (src >= units.first_person) & (dst < units.first_person))
    pairs = np.unique(src[heavy].astype(np.int64) * units.count + units.unit[dst[heavy]])
    found |= np.bincount(pairs // max(units.count, 1), minlength=nodes) > most
    found[units.first_person + np.flatnonzero(units.person_unit >= 0)] = False
    return found


def _hops(spec: RelationSpec) -> int:
    """Steps over persons from a changed fact to all that decides who may differ by it."""
    return spec.hops if isinstance(spec, specs.DecayedSum) else _MET_HOPS


def kinds_of(spec: Spec) -> tuple[TieKind, ...]:
    """Kinds of ties that a measure on ties or over relations reads."""
    match spec:
        case specs.AdverseEnterprises() | specs.SharedNode():
            return (*spec.mine, *spec.reaches)
        case specs.GraphSpec() | specs.ListedPersons():
            return spec.ties
        case specs.Burst() | specs.HolderMix() | specs.OwnershipCycle() | specs.ControllerPortfolio():
            return (TieKind.HOLDS,)
        case specs.RelatedSamePlace():
            return _SAME_PLACE
    return ()
