"""Ties of control: who controls whom on the day, derived from holdings in force, never stored as facts.

A tie of control joins a controller with one legal person it controls and stands for the
chain of holdings between them. It has the number of the ties of the snapshot plus its own
row, so that tables of legs hold both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.domain import DAY_OPEN, DAY_UNKNOWN, day_number
from graph.hubs import hub_factors
from graph.legs import LegStrengths, class_carry
from graph.ownership.control import ControlForest, control_forest
from graph.ownership.holdings import Holdings, holdings_of
from graph.path_rules import Control, PathRules
from graph.snapshot import Snapshot
from graph.state_bodies import state_bodies
from graph.units import Units

Array = np.ndarray[Any, Any]
Longs = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTies:
    """Ties of control in force, sorted by (controller, controlled).

    Attributes
    ----------
    controller, controlled : int64[d] contracted codes
    chain_start : int64[d + 1]; chain : int64[...]
        Tie rows of the snapshot from the controller down to the controlled.
    strength : float64[d] in [0, 1]
        Strength of control times the confidence of every tie of the chain.
    factor : float64[d] in [0, 1]
        Bucket of the number of legal persons the controller had when this one entered.
    valid_from, valid_to : int32[d]
        Days on which the whole chain is in force; unknown if one of its ties' is unknown.
    class_carry : float64[d] in [0, 1]
    """

    controller: Longs
    controlled: Longs
    chain_start: Longs
    chain: Longs
    strength: Array
    factor: Array
    valid_from: Array
    valid_to: Array
    class_carry: Array


def no_control_ties() -> ControlTies:
    """Where no family of paths goes over control."""
    none = np.zeros(0, np.int64)
    return ControlTies(
        controller=none,
        controlled=none,
        chain_start=np.zeros(1, np.int64),
        chain=none,
        strength=np.zeros(0),
        factor=np.zeros(0),
        valid_from=np.zeros(0, np.int32),
        valid_to=np.zeros(0, np.int32),
        class_carry=np.zeros(0),
    )


def unit_holdings(snapshot: Snapshot, units: Units) -> Holdings:
    """Holdings between contracted codes."""
    nodes = units.count + snapshot.nodes - units.first_person
    return holdings_of(snapshot, units.contract, nodes)


def control_ties(snapshot: Snapshot, units: Units, rules: PathRules, strengths: LegStrengths) -> ControlTies:
    """Ties of control of controllers with at least two legal persons.

    A body in the dated register of state investor bodies controls nobody here: whom only
    the state joins is not related (Company Law 2023 art. 265(4)), while a group below the
    body keeps its own ties.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    units : Units
    rules : PathRules
    strengths : LegStrengths
        Of all ties of the snapshot.

    Returns
    -------
    ControlTies
        None of them if no family asks for the same controller.
    """
    if not rules.control_counts or rules.control is None:
        return no_control_ties()
    holdings = unit_holdings(snapshot, units)
    forest = control_forest(holdings, rules.control, state_bodies(snapshot, units, rules))
    controller, controlled = _pairs(forest, units.count, rules.control)
    return _chained(snapshot, rules, strengths.confidence, holdings, forest, controller, controlled)


def _pairs(forest: ControlForest, units: int, rules: Control) -> tuple[Longs, Longs]:
    """Controllers of at least two legal persons with each of them, sorted."""
    controlled = np.flatnonzero(forest.parent[:units] >= 0)
    node = controlled
    found: list[tuple[Longs, Longs]] = []
    for _ in range(rules.levels):
        node = forest.parent[node]
        controlled, node = controlled[node >= 0], node[node >= 0]
        if len(node) == 0:
            break
        found.append((node, controlled))
    above = np.concatenate([part[0] for part in found] or [np.zeros(0, np.int64)])
    below = np.concatenate([part[1] for part in found] or [np.zeros(0, np.int64)])
    several = np.bincount(above, minlength=len(forest.parent))[above] > 1
    above, below = above[several], below[several]
    order = np.lexsort((below, above))
    return above[order], below[order]


def _chained(
    snapshot: Snapshot,
    rules: PathRules,
    confidence: Array,
    holdings: Holdings,
    forest: ControlForest,
    controller: Longs,
    controlled: Longs,
) -> ControlTies:
    """Walk every chain up from the controlled, all of them a step at a time."""
    assert rules.control is not None
    ties, count = snapshot.ties, len(controller)
    start, end, entered = (ties.numbers(name) for name in ("valid_from", "valid_to", "entered_on"))
    strength = np.full(count, rules.control.strength)
    valid_from = np.full(count, DAY_UNKNOWN + 1, np.int64)
    valid_to = np.full(count, DAY_OPEN, np.int64)
    since = np.full(count, np.iinfo(np.int64).min)
    unknown = np.zeros(count, bool)
    live, node = np.arange(count), controlled
    step_at, step_tie = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    while len(live):
        row = forest.carrying[node]
        tie = holdings.tie[row]
        strength[live] *= confidence[tie]
        valid_from[live] = np.maximum(valid_from[live], start[tie])
        valid_to[live] = np.minimum(valid_to[live], np.where(end[tie] == DAY_UNKNOWN, DAY_OPEN, end[tie]))
        unknown[live] |= start[tie] == DAY_UNKNOWN
        since[live] = np.maximum(since[live], entered[tie])
        step_at.append(live)
        step_tie.append(tie)
        node = holdings.owner[row]
        going = node != controller[live]
        live, node = live[going], node[going]
    at, tie = np.concatenate(step_at), np.concatenate(step_tie)
    downwards = np.lexsort((-np.arange(len(at)), at))
    begin = np.where(unknown, DAY_UNKNOWN, valid_from).astype(np.int32)
    until = valid_to.astype(np.int32)
    return ControlTies(
        controller=controller,
        controlled=controlled,
        chain_start=np.append(0, np.cumsum(np.bincount(at, minlength=count))).astype(np.int64),
        chain=tie[downwards],
        strength=strength,
        factor=hub_factors(
            _entry_degree(holdings, forest, controller, controlled, since),
            day_number(snapshot.as_of) - since,
            rules.hubs,
        ),
        valid_from=begin,
        valid_to=until,
        class_carry=class_carry(begin, until, snapshot.as_of, rules.carry),
    )


def _entry_degree(
    holdings: Holdings, forest: ControlForest, controller: Longs, controlled: Longs, since: Longs
) -> Longs:
    """Legal persons under the controller when each entered, itself included, int64[d].

    Order of entry: day on which the last tie of the chain became known, then the holding
    that carries the controlled itself (day, tie_id). Nothing that enters later changes it.
    """
    if len(controller) == 0:
        return np.zeros(0, np.int64)
    own = holdings.ranks(forest.carrying[controlled])
    order = np.lexsort((own, since, controller))
    place = np.arange(len(order))
    first = np.append(True, np.diff(controller[order]) != 0)
    degree = np.empty(len(order), np.int64)
    degree[order] = place - np.maximum.accumulate(np.where(first, place, 0)) + 1
    return degree
