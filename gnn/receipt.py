"""Receipts: the named parts of one unit's raw hazard.

Each part has one related party, one record or class, and exactly one path, and its
hazard is the product of what the receipt shows. Parts sum to the raw hazard to 1e-9.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.domain import RiskClass
from graph.legs import DAYS_PER_MONTH, leg_strengths

if TYPE_CHECKING:
    from gnn.network import FamilyReach, RelationNetwork

Array = np.ndarray[Any, Any]
_CLASSES = tuple(RiskClass)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathLeg:
    """One tie of a path, read from the related party to the unit.

    Attributes
    ----------
    tie : int row of the snapshot's ties
    forward : bool True if the path walks the tie from source to target
    confidence, role, share, ended : float in [0, 1] parts of its strength
    carry : float in [0, 1] of the conduct or class; 1 on legs that do not touch the party
    hub_factor : float in [0, 1] bucket of the leg at its hub, 1 without a hub
    """

    tie: int
    forward: bool
    confidence: float
    role: float
    share: float
    ended: float
    carry: float
    hub_factor: float


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


def make_receipt(
    network: RelationNetwork, unit: int, reached: list[FamilyReach], limit: int | None
) -> RawReceipt:
    """Receipt of one unit from what reaches it.

    Parameters
    ----------
    network : RelationNetwork
    unit : int
    reached : list of FamilyReach with winning paths, families in order
    limit : int or None
        Number of parts to spell out.
    """
    lines = [_lines(network, family) for family in reached]
    hazard = np.concatenate([line.hazard for line in lines])
    of_family = np.repeat(np.arange(len(lines)), [len(line.hazard) for line in lines])
    within = np.concatenate([np.arange(len(line.hazard)) for line in lines])
    paid = np.flatnonzero(hazard > 0)
    order = paid[np.argsort(-hazard[paid], kind="stable")]
    shown = order if limit is None else order[:limit]
    parts: list[Part | None] = [None] * len(shown)
    for number, line in enumerate(lines):
        places = np.flatnonzero(of_family[shown] == number)
        for place, part in zip(places, _parts(network, unit, line, within[shown[places]]), strict=True):
            parts[place] = part
    spelled = tuple(part for part in parts if part is not None)
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


def _parts(network: RelationNetwork, unit: int, lines: _Lines, picked: Array) -> list[Part]:
    """Spell out some lines of a family."""
    paths, found = lines.reached.paths, lines.reached.found
    path = lines.path[picked]
    touch, near = found.touch[path], found.near[path]
    touch_tie = paths.touch_tie[touch].astype(np.int64)
    has_near = near >= 0
    near_tie = paths.near_tie[near[has_near]].astype(np.int64)
    rows = np.concatenate((touch_tie, near_tie))
    ties = network.snapshot.ties
    source = network.units.contract(ties.numbers("src")[rows])
    target = network.units.contract(ties.numbers("dst")[rows])
    forward = np.concatenate((source[: len(path)] == lines.party[picked], target[len(path) :] == unit))
    strengths = leg_strengths(network.snapshot, network.rules, rows)
    event = lines.event[picked]
    base = found.base[path]
    carry = np.where(base > 0, lines.strength[picked] / np.where(base > 0, base, 1.0), 0.0)
    factor = np.concatenate((paths.touch_factor[touch], paths.near_factor[near[has_near]]))

    def leg(at: int, carried: float) -> PathLeg:
        return PathLeg(
            tie=int(rows[at]),
            forward=bool(forward[at]),
            confidence=float(strengths.confidence[at]),
            role=float(strengths.role[at]),
            share=float(strengths.share[at]),
            ended=float(strengths.ended[at]),
            carry=carried,
            hub_factor=float(factor[at]),
        )

    near_at = len(path) + np.cumsum(has_near) - 1
    parts: list[Part] = []
    for k in range(len(path)):
        legs = [leg(k, float(carry[k]))]
        if has_near[k]:
            legs.append(leg(int(near_at[k]), 1.0))
        strength = float(lines.strength[picked[k]])
        row = int(event[k])
        is_event = row >= 0
        age = int(network.events.age_days[row]) if is_event else 0
        parts.append(
            Part(
                family=lines.reached.family,
                party=network.units.node_code(int(lines.party[picked[k]])),
                record=int(network.events.record[row]) if is_event else None,
                risk_class=None if is_event else _CLASSES[int(lines.risk_class[picked[k]])],
                legs=tuple(legs),
                strength=strength,
                severity=int(network.events.severity[row]) if is_event else None,
                age_months=age / DAYS_PER_MONTH if is_event else None,
                doses=tuple(strength * float(d[age]) for d in network.decays) if is_event else (strength,),
                hazard=float(lines.hazard[picked[k]]),
            )
        )
    return parts
