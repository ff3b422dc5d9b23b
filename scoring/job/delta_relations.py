"""Indicators over relations after a withdrawal, measured again in small snapshots.

What is shown over relations (rules row 4) is measured in the neighbourhood before and after;
sums over neighbours are whole multiples of a unit, so that a difference is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import TieKind
from graph.snapshot import Snapshot
from graph.snapshot_part import Part
from graph.units import Units, build_units
from scoring.indicators import Indicators, age_years, store
from scoring.job.delta_bare import bare_part
from scoring.job.delta_control import controlled_with
from scoring.job.delta_facts import FactsLeft
from scoring.job.delta_measures import on_ties_again
from scoring.job.delta_near import nodes_near
from scoring.job.delta_places import Mask, marked
from scoring.job.delta_refused import DeltaRefusedError
from scoring.job.delta_rows import Rows, copy_of, joined_rows, merged, rows_of, same, same_rows, tables_of
from scoring.measures import specs
from scoring.measures.measured import counted
from scoring.measures.related import whole_step
from scoring.measures.relation_control import controller_portfolio
from scoring.measures.relation_measures import Relations
from scoring.measures.subjects import Subjects
from scoring.pack_model import Pack
from scoring.reference import Reference
from scoring.relation_items import show_relations
from scoring.standalone import StandaloneClasses


def relations_again(
    before: Snapshot,
    units: Units,
    measures: Frame,
    facts: FactsLeft,
    own: Rows,
    moved: bool,
    pack: Pack,
    reference: Reference,
    most: int,
) -> Rows:
    """Rows of enterprises whose own indicators were measured again or one over relations differs.

    Parameters
    ----------
    before : Snapshot as published
    units : Units of it
    measures : Frame as published
    facts : FactsLeft
    own : Rows of ``own_again``
    moved : bool
        Whether the standalone class of a legal person is another one.
    pack : Pack
    reference : Reference
    most : int
        Enterprises looked at at most.

    Raises
    ------
    DeltaRefusedError
        If more are near, or a weight of a sum is no whole number.
    """
    shown = {
        position: indicator.measure
        for position, indicator in enumerate(pack.indicators)
        if isinstance(indicator.measure, specs.RelationSpec)
    }
    differing = _differing_specs(shown, before, facts, moved)
    theirs = np.concatenate((facts.named, facts.owners))
    facts_of = np.concatenate((theirs, facts.ties.ends))
    measured = own.codes[~same_rows(own.indicators, rows_of(measures, own.codes, pack).indicators)]
    now = own

    def near_again(nodes: Mask, wanted: Mapping[int, specs.RelationSpec]) -> Rows:
        there = nodes | marked(now.codes, before.nodes)
        return _near_again(there, before, measures, facts, now, wanted, pack, reference)

    if differing:
        start = np.concatenate((facts_of, measured)) if moved else facts_of
        now = near_again(nodes_near(before, units, start, list(differing.values()), most), differing)
    held = facts.ties.of_kinds((TieKind.HOLDS,))
    start = np.concatenate((facts_of if held else theirs, measured))
    for position, spec in shown.items():
        if isinstance(spec, specs.ControllerPortfolio) and len(start):
            mask = controlled_with(before, units, start, most)
            now = _portfolios_again(position, before, mask, measures, facts, now, pack, reference)
        elif isinstance(spec, specs.OwnershipCycle) and (held or facts.covered):
            now = near_again(controlled_with(before, units, facts_of, most), {position: spec})
    return on_ties_again(now, measures, facts, pack, reference)


def _differing_specs(
    shown: Mapping[int, specs.RelationSpec], before: Snapshot, facts: FactsLeft, moved: bool
) -> dict[int, specs.RelationSpec]:
    """Measures that end a few ties away and can differ, by position: they read what changed."""
    gone = facts.ties
    kinds = set(pc.unique(before.records.text("kind").take(pa.array(facts.decided))).to_pylist())

    def reads(spec: specs.RelationSpec) -> bool:
        if facts.covered:
            return isinstance(spec, specs.ListedPersons | specs.AdverseEnterprises | specs.GraphSpec)
        match spec:
            case specs.ListedPersons():
                return not kinds.isdisjoint(spec.kinds) or gone.of_kinds(spec.ties)
            case specs.AdverseEnterprises():
                read = len(facts.owners) > 0 or not kinds.isdisjoint(spec.kinds)
                return read or gone.of_kinds((*spec.mine, *spec.reaches))
            case specs.DecayedSum():
                return not kinds.isdisjoint(spec.records) or gone.of_kinds(spec.ties)
            case specs.ClassShare():
                return moved or gone.of_kinds(spec.ties)
        return False

    return {position: spec for position, spec in shown.items() if reads(spec)}


def _near_again(
    nodes: Mask,
    before: Snapshot,
    measures: Frame,
    facts: FactsLeft,
    own: Rows,
    differing: Mapping[int, specs.RelationSpec],
    pack: Pack,
    reference: Reference,
) -> Rows:
    """Rows whose own indicators were measured again or one of some measures differs."""
    old, new = (bare_part(whole, nodes, pack) for whole in (before, facts.snapshot))
    was = rows_of(measures, old.enterprises, pack)
    now = merged(Rows(codes=was.codes, indicators=copy_of(was.indicators)), own)
    base, fresh, published = copy_of(was.indicators), copy_of(now.indicators), was.indicators
    show_relations(base, old.snapshot, pack, reference)
    show_relations(fresh, new.snapshot, pack, reference)
    for position, spec in differing.items():
        if isinstance(spec, specs.DecayedSum | specs.ListedPersons):
            _sum_again(position, spec, published, base, fresh, new, pack)
        else:
            alike = same(base, fresh, position)
            for into, kept in zip(tables_of(fresh), tables_of(published), strict=True):
                into[alike, position] = kept[alike, position]
        for into, found in zip(tables_of(now.indicators), tables_of(fresh), strict=True):
            into[:, position] = found[:, position]
    return _differing(now, published, own, list(differing))


def _differing(rows: Rows, published: Indicators, own: Rows, positions: Sequence[int]) -> Rows:
    """Rows of enterprises measured again, and those with another value at some positions."""
    keep = np.isin(rows.codes, own.codes)
    for position in positions:
        keep |= ~same(rows.indicators, published, position)
    at = np.flatnonzero(keep)
    return Rows(codes=rows.codes[at], indicators=rows.indicators.of_rows(at))


def _portfolios_again(
    position: int,
    before: Snapshot,
    nodes: Mask,
    measures: Frame,
    facts: FactsLeft,
    rows: Rows,
    pack: Pack,
    reference: Reference,
) -> Rows:
    """Rows with those whose controller's portfolio differs.

    Raises
    ------
    DeltaRefusedError
        If the part gives other portfolios than the published ones before the withdrawal.
    """
    old, new = (bare_part(whole, nodes, pack) for whole in (before, facts.snapshot))
    was = rows_of(measures, old.enterprises, pack)
    now = Rows(codes=was.codes, indicators=copy_of(was.indicators))
    mine = np.isin(now.codes, rows.codes)
    for into, fresh in zip(tables_of(now.indicators), tables_of(rows.indicators), strict=True):
        into[mine] = fresh[np.searchsorted(rows.codes, now.codes[mine])]
    one = _portfolios(position, old.snapshot, was.indicators, pack, reference)
    other = _portfolios(position, new.snapshot, now.indicators, pack, reference)
    differs = ~same(one, other, position)
    if (differs & ~same(one, was.indicators, position)).any():
        raise DeltaRefusedError("portfolios of controllers need everything they hold")
    joined = joined_rows(rows, now.codes[differs], measures, pack)
    at = np.searchsorted(joined.codes, now.codes[differs])
    for into, fresh in zip(tables_of(joined.indicators), tables_of(other), strict=True):
        into[at, position] = fresh[differs, position]
    return joined


def _portfolios(
    position: int, snapshot: Snapshot, rows: Indicators, pack: Pack, reference: Reference
) -> Indicators:
    """Rows with the portfolios of controllers of a part."""
    found, subjects, units = copy_of(rows), Subjects.of(snapshot, pack.grace_days), build_units(snapshot)
    relations = Relations.of(snapshot, units, subjects)
    scores = StandaloneClasses(snapshot, units, rows, pack, reference).scores()
    measured = controller_portfolio(relations, pack.relationship.paths, scores)
    store(found, position, pack.indicators[position], measured, age_years(subjects))
    return found


def _sum_again(
    position: int,
    spec: specs.DecayedSum | specs.ListedPersons,
    published: Indicators,
    base: Indicators,
    fresh: Indicators,
    new: Part,
    pack: Pack,
) -> None:
    """Put a sum or count into the fresh rows: the published one and the exact difference in the part.

    The part may lack a person of many legal persons whom no change names.
    """
    unit, kinds = 1, spec.kinds if isinstance(spec, specs.ListedPersons) else tuple(spec.records)
    if isinstance(spec, specs.DecayedSum):
        weights = [*spec.records.values(), *spec.states.values()]
        if any(weight != round(weight) for weight in weights):
            raise DeltaRefusedError(
                f"indicator {pack.indicators[position].id}: its weights are no whole numbers"
            )
        unit = whole_step(spec.hops)

    def counts(rows: Indicators) -> np.ndarray:
        return np.asarray(np.rint(np.nan_to_num(rows.values[:, position]) * unit))

    values = (counts(published) + counts(fresh) - counts(base)) / unit
    subjects = Subjects.of(new.snapshot, pack.grace_days)
    relations = Relations.of(new.snapshot, build_units(new.snapshot), subjects)
    known = relations.known(spec.ties, kinds)
    found = counted(values, values > 0, known)
    store(fresh, position, pack.indicators[position], found, age_years(subjects))
