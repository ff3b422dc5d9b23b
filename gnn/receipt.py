"""Receipts: the named parts of one unit's raw hazard.

Each part has one related party, one record or class, and exactly one path, and its
hazard is the product of what the receipt shows. Parts sum to the raw hazard to 1e-9.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gnn.network import FamilyReach, RelationNetwork
from gnn.receipt_legs import PathLeg as PathLeg
from gnn.receipt_legs import spelled_legs
from graph.domain import RiskClass
from graph.legs import DAYS_PER_MONTH

Array = np.ndarray[Any, Any]
_CLASSES = tuple(RiskClass)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One named part of a raw hazard.

    Attributes
    ----------
    family : str id of the family of paths
    party : int node code of the related party (of a unit, its head)
    record : int or None row of the snapshot's records; None for a class
    risk_class : RiskClass or None class of the party without records naming the unit
    legs : tuple of PathLeg, from the party to the unit
    strength : float in (0, 1] product of the legs and of the smaller hub factor
    severity : int or None 1..5
    age_months : float or None from the decision to the day
    doses : tuple of float; of an event strength faded by each half-life, of a class strength
    hazard : float coefficient times dose, summed over the steps it reaches
    """

    family: str
    party: int
    record: int | None
    risk_class: RiskClass | None
    legs: tuple[PathLeg, ...]
    strength: float
    severity: int | None
    age_months: float | None
    doses: tuple[float, ...]
    hazard: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RawReceipt:
    """Parts of one unit, largest first, and what is not spelled out.

    Attributes
    ----------
    raw : float sum of all parts, equal to ``RelationNetwork.raw``
    parts : tuple of Part
    remainder : float ``raw`` minus the sum of ``parts``
    total : int number of all parts
    """

    raw: float
    parts: tuple[Part, ...]
    remainder: float
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """Parts of one family as columns; ``event`` is -1 for classes."""

    reached: FamilyReach
    path: Array
    party: Array
    event: Array
    risk_class: Array
    strength: Array
    hazard: Array


def raw_parts(network: RelationNetwork, unit: int) -> list[Part]:
    """All parts of one unit's raw hazard, largest first; their sum is raw to 1e-9."""
    return list(raw_receipt(network, unit, limit=None).parts)


def raw_receipt(network: RelationNetwork, unit: int, limit: int | None = 200) -> RawReceipt:
    """The largest parts of one unit's raw hazard, and the exact remainder.

    Parameters
    ----------
    network : RelationNetwork
    unit : int
        Unit code.
    limit : int or None
        Number of parts to spell out; None for all.
    """
    reached = list(network.reach(np.array([unit], np.int64), winners=True))
    if not reached:
        return RawReceipt(raw=0.0, parts=(), remainder=0.0, total=0)
    lines = [_lines(network, family) for family in reached]
    hazard = np.concatenate([line.hazard for line in lines])
    of_family = np.repeat(np.arange(len(lines)), [len(line.hazard) for line in lines])
    within = np.concatenate([np.arange(len(line.hazard)) for line in lines])
    paid = np.flatnonzero(hazard > 0)
    order = paid[np.argsort(-hazard[paid], kind="stable")]
    shown = order if limit is None else order[:limit]
    spelled = _spell_out(network, unit, lines, of_family[shown], within[shown])
    raw = float(network.hazard(reached, 1)[0])
    return RawReceipt(
        raw=raw,
        parts=spelled,
        remainder=raw - float(sum(part.hazard for part in spelled)) if len(shown) < len(order) else 0.0,
        total=len(order),
    )


def _lines(network: RelationNetwork, reached: FamilyReach) -> _Lines:
    """Hazard of every event and class of one family."""
    events, classes = reached.events, reached.classes
    theta = network.coefficients.theta(reached.family)
    gamma = network.coefficients.gamma(reached.family)
    severity = network.events.severity[events.event]
    age = network.events.age_days[events.event]
    steps = np.cumsum(theta, axis=0)
    event_hazard = np.zeros(len(events.event))
    for b in range(theta.shape[1]):
        event_hazard += steps[severity - 1, b] * (events.strength * network.decays[b][age])
    class_hazard = np.cumsum(gamma)[classes.risk_class - 1] * classes.strength
    assert events.path is not None
    return _Lines(
        reached=reached,
        path=np.concatenate((events.path, classes.path)),
        party=np.concatenate((reached.found.party[events.path], classes.party)),
        event=np.concatenate((events.event, np.full(len(classes.path), -1))),
        risk_class=np.concatenate((np.full(len(events.path), -1), classes.risk_class)).astype(np.int64),
        strength=np.concatenate((events.strength, classes.strength)),
        hazard=np.concatenate((event_hazard, class_hazard)),
    )


def _spell_out(
    network: RelationNetwork, unit: int, lines: list[_Lines], family: Array, within: Array
) -> tuple[Part, ...]:
    """Parts of the picked lines (family number, line within it), in that order."""
    count = len(family)
    touch_tie, near_tie = np.zeros(count, np.int64), np.full(count, -1, np.int64)
    touch_factor, near_factor = np.ones(count), np.ones(count)
    carry, strength, hazard = np.zeros(count), np.zeros(count), np.zeros(count)
    party, event, risk_class = (np.zeros(count, np.int64) for _ in range(3))
    for number, line in enumerate(lines):
        at = np.flatnonzero(family == number)
        picked = within[at]
        paths, found, path = line.reached.paths, line.reached.found, line.path[picked]
        touch, near = found.touch[path], found.near[path]
        touch_tie[at], touch_factor[at] = paths.touch_tie[touch], paths.touch_factor[touch]
        joined = near >= 0
        near_tie[at[joined]] = paths.near_tie[near[joined]]
        near_factor[at[joined]] = paths.near_factor[near[joined]]
        carry[at] = line.strength[picked] / found.base[path]
        party[at], event[at], risk_class[at] = line.party[picked], line.event[picked], line.risk_class[picked]
        strength[at], hazard[at] = line.strength[picked], line.hazard[picked]
    two = np.flatnonzero(near_tie >= 0)
    legs = spelled_legs(
        network,
        np.concatenate((touch_tie, near_tie[two])),
        start=np.append(party, np.full(len(two), -1)),
        end=np.append(np.full(count, -1), np.full(len(two), unit)),
        carries=np.append(carry, np.ones(len(two))),
        factors=np.append(touch_factor, near_factor[two]),
    )
    second = {int(at): legs[count + k] for k, at in enumerate(two)}
    columns = (
        family.tolist(),
        party.tolist(),
        event.tolist(),
        risk_class.tolist(),
        strength.tolist(),
        hazard.tolist(),
    )
    return tuple(
        _part(network, lines[number].reached.family, legs[k] + second.get(k, ()), *values)
        for k, (number, *values) in enumerate(zip(*columns, strict=True))
    )


def _part(
    network: RelationNetwork,
    family: str,
    legs: tuple[PathLeg, ...],
    party: int,
    event: int,
    risk_class: int,
    strength: float,
    hazard: float,
) -> Part:
    node = network.units.node_code(party)
    if event < 0:
        return Part(
            family=family,
            party=node,
            record=None,
            risk_class=_CLASSES[risk_class],
            legs=legs,
            strength=strength,
            severity=None,
            age_months=None,
            doses=(strength,),
            hazard=hazard,
        )
    events = network.events
    age = int(events.age_days[event])
    return Part(
        family=family,
        party=node,
        record=int(events.record[event]),
        risk_class=None,
        legs=legs,
        strength=strength,
        severity=int(events.severity[event]),
        age_months=age / DAYS_PER_MONTH,
        doses=tuple((strength * network.decays[:, age]).tolist()),
        hazard=hazard,
    )
