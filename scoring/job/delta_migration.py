"""Movers after a withdrawal: causes of the touched ones found in the surroundings they depend on.

A stage between two months depends on the ties near the mover, the facts of those at their
ends and the records they share; so both months are cut down to these first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gnn.network import RelationNetwork
from gnn.stored import read_network
from graph.arrays import Frame
from graph.domain import OWN_FACTORS, TIE_KINDS, Factor, NodeKind, TieKind
from graph.few_rows import fetch
from graph.metapaths import spread
from graph.snapshot import Snapshot
from scoring.job.delta_bare import bare_part
from scoring.job.delta_before import Before
from scoring.job.delta_control import controlled_with
from scoring.job.delta_filings import CorrectedFilings, FilingsOnce
from scoring.job.delta_network import reached_by
from scoring.job.delta_places import members_of, positions, units_of
from scoring.job.delta_refused import DeltaRefusedError
from scoring.job.delta_statuses import of_statuses
from scoring.job.delta_ties import TiesLeft, beside, make_one
from scoring.job.frozen import FilingSource
from scoring.job.migrate import change_between
from scoring.job.own import indicators_of
from scoring.job.stage_hazards import Evaluator, StageFilings, measured_stages
from scoring.job.steps import Rulebook
from scoring.measures import specs
from scoring.migration.causes import Hazards, Stages, hazard_differences, main_causes, mover_frame
from scoring.migration.stages import stage_snapshots
from scoring.month_filings import filings_of
from scoring.results_migration import HAZARD_CAUSES

Longs = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
_KEYS = {f"{name}s": f"{name}_id" for name in ("enterprise", "person", "place", "contact")}
_CROWDED = 500
"""Ties of a node from which on somebody at it is taken to give off something."""
_WEAK = (TieKind.REGISTERED_AT, TieKind.REACHED_AT, TieKind.FILED_BY)
"""Kinds of ties over which nobody is a party himself: only a path through the node counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """The month after the withdrawal.

    Attributes
    ----------
    network : RelationNetwork
    scores, measures : Frame
    code : str version of the program
    """

    network: RelationNetwork
    scores: Frame
    measures: Frame
    code: str


def movers_left(
    base: Frame,
    after: After,
    touched: Longs,
    named: Longs,
    gone: TiesLeft,
    before_it: Before,
    filings: FilingSource,
    rules: Rulebook,
    most: int,
) -> Frame:
    """Movers of the month with those of some enterprises made again.

    A mover whom the facts no longer reach may have been reached over the ties of last month:
    then a stage between the months is another one, though the mover's own row is not.

    Parameters
    ----------
    base : Frame as published
    after : After
    touched : int64 enterprises, rising
    named : int64 nodes whose records or filings changed
    gone : TiesLeft
    before_it : Before
    filings : FilingSource
    rules : Rulebook
    most : int
        Nodes looked at at most.

    Raises
    ------
    DeltaRefusedError
        If more are near, or a weighed indicator walks more ties than these.
    """
    previous, rows = before_it.previous, before_it.rows.result()
    change = change_between(after.scores, previous.scores, rows)
    movers = np.flatnonzero(change.class_before != change.class_after)
    old = read_network(previous.path / "network", previous.read_snapshot())
    theirs = _of_old(after.network.snapshot, old.snapshot, named)
    reached = _reached(after.network, named)
    before = _reached(old, theirs[theirs >= 0])
    if gone:
        _refuse_makers(old.snapshot, after.network.snapshot.as_of, gone)
        ends = _of_old(after.network.snapshot, old.snapshot, gone.ends)
        reached |= _linked(after.network, gone.ends, gone, most)
        before |= _linked(old, ends[ends >= 0], gone, most)
    reached[rows >= 0] |= before[rows[rows >= 0]]
    touched = np.union1d(touched, movers[reached[movers]]).astype(np.int64)
    moved = touched[change.class_before[touched] != change.class_after[touched]].astype(np.int32)
    change = type(change)(**{name: getattr(change, name)[moved] for name in type(change).__slots__})
    differences = {cause: np.zeros(len(moved), np.int64) for cause in HAZARD_CAUSES}
    inside = np.flatnonzero(change.inside)
    if len(inside):
        found = _differences(after, old, moved[inside], before_it, filings, rules, most)
        for cause in HAZARD_CAUSES:
            differences[cause][inside] = found[cause]
    fresh = mover_frame(moved, change, main_causes(change, differences, rules.pack), differences)
    kept = base.take(~np.isin(base.numbers("enterprise"), touched))
    joined = Frame({name: np.concatenate([kept.numbers(name), fresh.numbers(name)]) for name in base})
    return joined.take(np.argsort(joined.numbers("enterprise"), kind="stable"))


def _refuse_makers(old: Snapshot, until: date, gone: TiesLeft) -> None:
    """Refuse ties that made a legal person by the facts of the month before, on its day or this one."""
    rows = positions(gone.ids, old.ties.text("tie_id"))
    rows = rows[rows >= 0]
    if any(make_one(replace(old, as_of=day), rows) for day in (old.as_of, until)):
        raise DeltaRefusedError("a withdrawn tie made its ends one legal person the month before")


def _of_old(new: Snapshot, old: Snapshot, nodes: Longs) -> Longs:
    """Last month's codes of some nodes, -1 for a new one."""
    found = []
    for name, key in _KEYS.items():
        kind = NodeKind(key.removesuffix("_id"))
        ids, known = getattr(new, name).text(key), getattr(old, name).text(key)
        mine = nodes - new.node_starts[kind]
        mine = mine[(mine >= 0) & (mine < len(ids))]
        if not len(mine):
            continue
        row = positions(ids.take(pa.array(mine)), known)
        found.append(np.where(row >= 0, row + old.node_starts[kind], -1))
    return np.concatenate([np.zeros(0, np.int64), *found])


def _reached(network: RelationNetwork, named: Longs) -> Mask:
    """Enterprises with a stored path to some nodes, and their own legal persons; bool[n]."""
    emitters = network.units.contract(named)
    units = np.union1d(reached_by(network, emitters), emitters[emitters < network.units.count])
    chosen = np.zeros(network.units.count, np.bool_)
    chosen[units.astype(np.int64)] = True
    return np.asarray(chosen[network.units.unit])


def _linked(network: RelationNetwork, ends: Longs, gone: TiesLeft, most: int) -> Mask:
    """Enterprises whose paths may go over ties of some nodes, or over control through them; bool[n]."""
    snapshot, units = network.snapshot, network.units
    found = beside(snapshot.ties, units, ends, snapshot.nodes)
    if network.rules.control_counts and gone.of_kinds((TieKind.HOLDS,)):
        found |= controlled_with(snapshot, units, ends, most)
    return members_of(units, units_of(found, units), snapshot.nodes)[: snapshot.enterprises.rows]


def _differences(
    after: After,
    network: RelationNetwork,
    codes: np.ndarray,
    before_it: Before,
    filings: FilingSource,
    rules: Rulebook,
    most: int,
) -> dict[Any, Any]:
    """Differences of hazards of some movers who were scored in both months."""
    weighing = replace(rules, pack=rules.pack.weighing())
    _refuse(weighing)
    previous, old_rows = before_it.previous, before_it.rows.result()
    new, old = after.network.snapshot, network.snapshot
    new_mask = _near(after.network, np.asarray(codes, np.int64), weighing, most)
    old_mask = _near(network, np.asarray(old_rows[codes], np.int64), weighing, most)
    new_mask, old_mask = _both(after.network, new_mask, network, old_mask)
    new_part, old_part = (bare_part(*one, weighing.pack) for one in ((new, new_mask), (old, old_mask)))
    now, was = of_statuses(new_part.snapshot, old_part.snapshot)
    local = new_part.code[codes].astype(np.int32)
    known_by = min(new.as_of, new.known_by)
    revised = before_it.revised.result()
    stages = stage_snapshots(was, now, revised)
    of_old = FilingsOnce(filings_of(filings, previous.manifest).view(old.as_of, now), now)
    fresh = filings.view(known_by, replace(now, as_of=old.as_of), revised)
    corrected = CorrectedFilings(of_old, fresh, now, revised)
    of_stages = StageFilings(old=of_old.of, revised=corrected.of if revised else None)
    evaluator = Evaluator(filings=of_stages, rules=weighing, codes=local)
    before = _hazards(previous.scores, old_rows[codes])
    same = previous.made_by(rules.keys, after.code)
    model = before if same else evaluator.model(stages)
    time, correction = evaluator.time_and_correction(measured_stages(stages, of_stages, weighing))
    measured = indicators_of(after.measures, weighing.pack, new_part.enterprises)
    fact = evaluator.fact(stages, filings.view(new.known_by, now), measured)
    return hazard_differences(
        Stages(
            before=before,
            model=model,
            time=time,
            correction=correction,
            fact=fact,
            after=_hazards(after.scores, codes),
        )
    )


def _refuse(rules: Rulebook) -> None:
    """Refuse a pack whose own factors weigh ties farther away than a holder."""
    for indicator in rules.pack.indicators:
        spec = indicator.measure
        far = isinstance(spec, specs.Burst | specs.RelatedSamePlace | specs.SharedNode)
        if far and (indicator.factor is not Factor.RELATIONSHIP or isinstance(spec, specs.RelatedSamePlace)):
            raise DeltaRefusedError(f"indicator {indicator.id} weighs ties farther away than a holder")


def _near(network: RelationNetwork, start: Longs, rules: Rulebook, most: int) -> Mask:
    """Nodes whose ties and facts decide the hazards of some enterprises, whole legal persons.

    The ends of their ties, everybody tied to those, and the holders of everybody met. A crowded
    place, contact or agent is left out where the stored paths say that nothing passes it: of
    hundreds of tenants some give off something, so a leg that no path takes carries nothing. Where
    an indicator that weighs counts the tenants, none is left out.

    Parameters
    ----------
    network : RelationNetwork of the month
    start : int64 nodes
    rules : Rulebook
    most : int
        Nodes at most.

    Raises
    ------
    DeltaRefusedError
        If they are more.
    """
    snapshot, units = network.snapshot, network.units
    src, dst, kind = (snapshot.ties.numbers(name) for name in ("src", "dst", "kind"))
    begin = np.zeros(snapshot.nodes, np.bool_)
    begin[start] = True
    begin |= members_of(units, units_of(begin, units), snapshot.nodes)
    touching = np.flatnonzero(begin[src] | begin[dst])
    beside = np.zeros_like(begin)
    beside[src[touching]] = True
    beside[dst[touching]] = True
    around = np.flatnonzero(beside[src] | beside[dst])
    left_out = np.zeros_like(begin)
    if not any(isinstance(one.measure, specs.SharedNode) for one in rules.pack.indicators):
        left_out = beside & ~begin & _passed_by(network, begin, touching, around)
    hubs = beside & ~left_out
    decides = around[hubs[src[around]] | hubs[dst[around]]]
    near = begin.copy()
    if rules.choice.paths.control_counts:
        near |= controlled_with(snapshot, units, start, most)
    near[src[decides]] = True
    near[dst[decides]] = True
    near |= members_of(units, units_of(near, units), snapshot.nodes)
    held = kind == TIE_KINDS.index(TieKind.HOLDS)
    near[src[held & near[dst]]] = True
    near |= members_of(units, units_of(near, units), snapshot.nodes)
    near &= ~left_out
    if near.sum() > most:
        raise DeltaRefusedError(f"expected at most {most} nodes near the movers, got {near.sum()}")
    return near


def _passed_by(network: RelationNetwork, begin: Mask, touching: Longs, around: Longs) -> Mask:
    """Crowded places, contacts and agents that no stored path of some enterprises takes; bool[nodes].

    ``touching`` are the ties of the enterprises, ``around`` all ties of the ends of these.
    """
    snapshot, units = network.snapshot, network.units
    src, dst, kind = (snapshot.ties.numbers(name) for name in ("src", "dst", "kind"))
    nodes = snapshot.nodes
    ends, ties_of = np.unique(np.concatenate((src[around], dst[around])), return_counts=True)
    crowded = np.zeros(nodes, np.bool_)
    crowded[ends[ties_of > _CROWDED]] = True
    weak = np.isin(kind[touching], [TIE_KINDS.index(one) for one in _WEAK])
    otherwise = np.zeros(nodes, np.bool_)
    otherwise[src[touching[~weak]]] = True
    otherwise[dst[touching[~weak]]] = True
    taken = np.zeros(nodes, np.bool_)
    for paths in network.families.values():
        _, entry = spread(np.asarray(paths.near_start), units_of(begin, units))
        ties = np.asarray(paths.near_tie)[entry]
        ties = ties[ties < len(src)]
        taken[src[ties]] = True
        taken[dst[ties]] = True
    return crowded & ~otherwise & ~taken


def _both(
    after: RelationNetwork, new_mask: Mask, before: RelationNetwork, old_mask: Mask
) -> tuple[Mask, Mask]:
    """The nodes of either month in both, by their ids, with their legal persons."""
    new, old = after.snapshot, before.snapshot
    new_parts, old_parts, new_at, old_at = [], [], 0, 0
    for name, key in _KEYS.items():
        ids, old_ids = getattr(new, name).text(key), getattr(old, name).text(key)
        mine = new_mask[new_at : new_at + len(ids)].copy()
        theirs = old_mask[old_at : old_at + len(old_ids)].copy()
        new_at, old_at = new_at + len(ids), old_at + len(old_ids)
        chosen_new, chosen_old = ids.filter(pa.array(mine)), old_ids.filter(pa.array(theirs))
        mine |= np.asarray(pc.is_in(ids, value_set=chosen_old))
        theirs |= np.asarray(pc.is_in(old_ids, value_set=chosen_new))
        new_parts.append(mine)
        old_parts.append(theirs)
    found_new, found_old = np.concatenate(new_parts), np.concatenate(old_parts)
    found_new |= members_of(after.units, units_of(found_new, after.units), new.nodes)
    found_old |= members_of(before.units, units_of(found_old, before.units), old.nodes)
    return found_new, found_old


def _hazards(scores: Frame, rows: np.ndarray) -> Hazards:
    fetch(scores.stored(*(f"lambda_{factor.value}" for factor in Factor)), rows)
    own = np.stack([scores.numbers(f"lambda_{factor.value}")[rows] for factor in OWN_FACTORS], axis=1)
    return Hazards.of(own, scores.numbers(f"lambda_{Factor.RELATIONSHIP.value}")[rows])
