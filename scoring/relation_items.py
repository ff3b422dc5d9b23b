"""Indicators over relations (rules row 4): measured last, shown beside the score, weight 0."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.path_rules import PathRules
from graph.snapshot import Snapshot
from graph.units import build_units
from scoring.indicators import Indicators, age_years, store
from scoring.measures import relation_control, relation_measures, specs
from scoring.measures.measured import Measured, certain
from scoring.measures.relation_measures import Relations
from scoring.measures.subjects import Subjects
from scoring.pack_model import Pack
from scoring.reference import Reference
from scoring.standalone import StandaloneClasses


def show_relations(result: Indicators, snapshot: Snapshot, pack: Pack, reference: Reference) -> None:
    """Measure the indicators over relations and put them into the result, in place.

    Parameters
    ----------
    result : Indicators
        With every other indicator measured: the standalone classes come from them.
    snapshot : Snapshot
        Without excluded facts.
    pack : Pack
    reference : Reference
    """
    wanted = {
        position: indicator.measure
        for position, indicator in enumerate(pack.indicators)
        if isinstance(indicator.measure, specs.RelationSpec)
        and not isinstance(indicator.measure, specs.Awaited)
    }
    if not wanted:
        return
    subjects, units = Subjects.of(snapshot, pack.grace_days), build_units(snapshot)
    relations = Relations.of(snapshot, units, subjects)
    classes = StandaloneClasses(snapshot, units, result, pack, reference)
    found = _sums(wanted, relations)
    found |= {
        position: _one(spec, relations, classes, pack.relationship.paths)
        for position, spec in wanted.items()
        if not isinstance(spec, specs.DecayedSum)
    }
    age = age_years(subjects)
    for position, measured in found.items():
        store(result, position, pack.indicators[position], measured, age)


def _one(
    spec: specs.RelationSpec, relations: Relations, classes: StandaloneClasses, rules: PathRules
) -> Measured:
    match spec:
        case specs.ListedPersons():
            return relation_measures.listed_persons(spec, relations)
        case specs.AdverseEnterprises():
            return relation_measures.adverse_enterprises(spec, relations)
        case specs.ClassShare():
            return relation_measures.class_share(spec, relations, classes.units())
        case specs.OwnershipCycle():
            return relation_control.ownership_cycle(relations)
        case specs.ControllerPortfolio():
            return relation_control.controller_portfolio(relations, rules, classes.scores())
    return certain(np.full(relations.subjects.count, np.nan))


def _sums(wanted: dict[int, Any], relations: Relations) -> dict[int, Measured]:
    """Decayed sums; those over the same graph are walked together."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for position, spec in wanted.items():
        if isinstance(spec, specs.DecayedSum):
            groups.setdefault((spec.ties, spec.most, spec.hops), []).append(position)
    found: dict[int, Measured] = {}
    for positions in groups.values():
        sums = relation_measures.decayed_sums([wanted[position] for position in positions], relations)
        found |= dict(zip(positions, sums, strict=True))
    return found
