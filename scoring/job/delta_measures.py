"""Indicators of the enterprises that a withdrawal touches, measured again in small snapshots.

What is shown over relations (rules row 4) is measured in the neighbourhood before and after;
sums over neighbours are whole multiples of a unit, so that a difference is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import Factor, TieKind
from graph.filings import Filings
from graph.snapshot import Snapshot
from graph.snapshot_part import Part, part_of
from graph.units import Units, build_units
from scoring.indicators import Indicators, age_years, measure, store
from scoring.job.delta_control import controlled_with
from scoring.job.delta_facts import FactsLeft
from scoring.job.delta_near import kinds_of, nodes_near
from scoring.job.delta_network import Surroundings
from scoring.job.delta_places import marked
from scoring.job.delta_refused import DeltaRefusedError
from scoring.job.own import indicators_of
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

Longs = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
_REPAIRED = "repaired_facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Indicators of some enterprises.

    Attributes
    ----------
    codes : int64[m], rising
    indicators : Indicators of m rows
    """

    codes: Longs
    indicators: Indicators


def rows_of(measures: Frame, codes: Longs, pack: Pack) -> Rows:
    """Published indicators of some enterprises (codes rising)."""
    return Rows(codes=codes, indicators=indicators_of(measures, pack, codes))


def own_again(
    measures: Frame,
    around: Surroundings,
    facts: FactsLeft,
    filings: Filings,
    pack: Pack,
    reference: Reference,
) -> Rows:
    """Own indicators of the surroundings: those that can differ measured again, the others as published.

    Parameters
    ----------
    measures : Frame as published
    around : Surroundings
    facts : FactsLeft
    filings : Filings
        Without withdrawn ones, by the codes of the part; read only if filings were withdrawn.
    pack : Pack
    reference : Reference
    """
    part = around.part
    rows = rows_of(measures, part.enterprises, pack)
    chosen = [
        position
        for position, indicator in enumerate(pack.indicators)
        if indicator.measure.table not in ("ties", specs.RELATIONS)
        and (
            len(facts.owners)
            or indicator.measure.table == "records"
            or getattr(indicator.measure, "column", None) == _REPAIRED
        )
    ]
    some = pack.model_copy(update={"indicators": tuple(pack.indicators[at] for at in chosen)})
    found = measure(part.snapshot, filings, some, reference)
    theirs = np.isin(part.enterprises, np.concatenate((facts.named, facts.owners)))
    for column, position in enumerate(chosen):
        for into, fresh in zip(_tables(rows.indicators), _tables(found), strict=True):
            into[theirs, position] = fresh[theirs, column]
    return rows


def _tables(indicators: Indicators) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return indicators.values, indicators.bins, indicators.known


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
    facts_of = np.concatenate((facts.named, facts.owners, facts.ties.ends))
    start = np.concatenate((facts_of, own.codes))
    now = own

    def near_again(nodes: Mask, wanted: Mapping[int, specs.RelationSpec]) -> Rows:
        there = nodes | marked(now.codes, before.nodes)
        return _near_again(there, before, measures, facts, now, wanted, pack, reference)

    if differing:
        nodes = nodes_near(before, units, start if moved else facts_of, list(differing.values()), most)
        now = near_again(nodes, differing)
    held = facts.ties.of_kinds((TieKind.HOLDS,))
    for position, spec in shown.items():
        if isinstance(spec, specs.ControllerPortfolio):
            mask = controlled_with(before, units, start, most)
            now = _portfolios_again(position, before, mask, measures, facts, now, pack, reference)
        elif isinstance(spec, specs.OwnershipCycle) and held:
            now = near_again(controlled_with(before, units, facts.ties.ends, most), {position: spec})
    return _on_ties_again(now, measures, facts, pack, reference)


def _on_ties_again(rows: Rows, measures: Frame, facts: FactsLeft, pack: Pack, reference: Reference) -> Rows:
    """Rows with those of whom an indicator on ties is another one; these are measured of everybody.

    Raises
    ------
    DeltaRefusedError
        If such an indicator is part of an own factor: classes of others may differ.
    """
    chosen = {
        position: indicator
        for position, indicator in enumerate(pack.indicators)
        if indicator.measure.table == "ties" and facts.ties.of_kinds(kinds_of(indicator.measure))
    }
    if not chosen:
        return rows
    for indicator in chosen.values():
        if indicator.weight > 0 and indicator.factor is not Factor.RELATIONSHIP:
            raise DeltaRefusedError(f"indicator {indicator.id} weighs ties in an own factor")
    some = pack.model_copy(update={"indicators": tuple(chosen.values())})
    found, published = measure(facts.snapshot, facts.filings, some, reference), indicators_of(measures, some)
    differs = np.zeros(measures.rows, np.bool_)
    for column in range(len(chosen)):
        differs |= ~_same(found, published, column)
    joined = _joined(rows, np.flatnonzero(differs), measures, pack)
    for column, position in enumerate(chosen):
        for into, fresh in zip(_tables(joined.indicators), _tables(found), strict=True):
            into[:, position] = fresh[joined.codes, column]
    return joined


def _joined(rows: Rows, more: Longs, measures: Frame, pack: Pack) -> Rows:
    """Some rows and those of more enterprises as published."""
    codes = np.union1d(rows.codes, more).astype(np.int64)
    joined = rows_of(measures, codes, pack)
    at = np.searchsorted(codes, rows.codes)
    for into, fresh in zip(_tables(joined.indicators), _tables(rows.indicators), strict=True):
        into[at] = fresh
    return joined


def _differing_specs(
    shown: Mapping[int, specs.RelationSpec], before: Snapshot, facts: FactsLeft, moved: bool
) -> dict[int, specs.RelationSpec]:
    """Measures that end a few ties away and can differ, by position: they read what changed."""
    gone = facts.ties
    kinds = set(pc.unique(before.records.text("kind").take(pa.array(facts.decided))).to_pylist())

    def reads(spec: specs.RelationSpec) -> bool:
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
    old, new = part_of(before, nodes), part_of(facts.snapshot, nodes)
    was = rows_of(measures, old.enterprises, pack)
    now = _merged(Rows(codes=was.codes, indicators=_copy(was.indicators)), own)
    base, fresh, published = _copy(was.indicators), _copy(now.indicators), was.indicators
    show_relations(base, old.snapshot, pack, reference)
    show_relations(fresh, new.snapshot, pack, reference)
    for position, spec in differing.items():
        if isinstance(spec, specs.DecayedSum | specs.ListedPersons):
            _sum_again(position, spec, published, base, fresh, new, pack)
        else:
            same = _same(base, fresh, position)
            for into, kept in zip(_tables(fresh), _tables(published), strict=True):
                into[same, position] = kept[same, position]
        for into, found in zip(_tables(now.indicators), _tables(fresh), strict=True):
            into[:, position] = found[:, position]
    return _differing(now, published, own, list(differing))


def _differing(rows: Rows, published: Indicators, own: Rows, positions: Sequence[int]) -> Rows:
    """Rows of enterprises measured again, and those with another value at some positions."""
    keep = np.isin(rows.codes, own.codes)
    for position in positions:
        keep |= ~_same(rows.indicators, published, position)
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
    old, new = part_of(before, nodes), part_of(facts.snapshot, nodes)
    was = rows_of(measures, old.enterprises, pack)
    now = Rows(codes=was.codes, indicators=_copy(was.indicators))
    mine = np.isin(now.codes, rows.codes)
    for into, fresh in zip(_tables(now.indicators), _tables(rows.indicators), strict=True):
        into[mine] = fresh[np.searchsorted(rows.codes, now.codes[mine])]
    one = _portfolios(position, old.snapshot, was.indicators, pack, reference)
    other = _portfolios(position, new.snapshot, now.indicators, pack, reference)
    differs = ~_same(one, other, position)
    if (differs & ~_same(one, was.indicators, position)).any():
        raise DeltaRefusedError("portfolios of controllers need everything they hold")
    joined = _joined(rows, now.codes[differs], measures, pack)
    at = np.searchsorted(joined.codes, now.codes[differs])
    for into, fresh in zip(_tables(joined.indicators), _tables(other), strict=True):
        into[at, position] = fresh[differs, position]
    return joined


def _portfolios(
    position: int, snapshot: Snapshot, rows: Indicators, pack: Pack, reference: Reference
) -> Indicators:
    """Rows with the portfolios of controllers of a part."""
    found, subjects, units = _copy(rows), Subjects.of(snapshot, pack.grace_days), build_units(snapshot)
    relations = Relations.of(snapshot, units, subjects)
    scores = StandaloneClasses(snapshot, units, rows, pack, reference).scores()
    measured = controller_portfolio(relations, pack.relationship.paths, scores)
    store(found, position, pack.indicators[position], measured, age_years(subjects))
    return found


def _copy(rows: Indicators) -> Indicators:
    return Indicators(
        ids=rows.ids, values=rows.values.copy("F"), bins=rows.bins.copy("F"), known=rows.known.copy("F")
    )


def _same(one: Indicators, other: Indicators, position: int) -> Mask:
    found = np.ones(len(one.values), np.bool_)
    for first, second in zip(_tables(one), _tables(other), strict=True):
        a, b = first[:, position], second[:, position]
        found &= (a == b) | ((a != a) & (b != b))
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


def _merged(rows: Rows, own: Rows) -> Rows:
    """Rows of a neighbourhood with the fresh rows of the surroundings."""
    at = np.searchsorted(rows.codes, own.codes)
    for into, fresh in zip(_tables(rows.indicators), _tables(own.indicators), strict=True):
        into[at] = fresh
    return rows
