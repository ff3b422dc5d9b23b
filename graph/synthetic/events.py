"""Primary events, drawn month by month from the additive hazard."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np

from graph.catalogue import records
from graph.domain import DAY_OPEN
from graph.synthetic.contagion import FAMILIES, GREATEST_SEVERITY, Pairs
from graph.synthetic.deliveries import Schedule
from graph.synthetic.firms import DAYS_PER_MONTH, Firms, living
from graph.synthetic.parameters import Parameters
from graph.synthetic.people import People
from graph.synthetic.randomness import choose, stream, subset

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Float: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

RECORD_KINDS: tuple[str, ...] = tuple(records().kinds)
"""Record kinds by code, in catalogue order."""

MEASURES: tuple[str, ...] = tuple(records().measures)
"""Measures of penalties by code, in catalogue order."""

CAUSES: tuple[str, ...] = ("base", *FAMILIES, "follow_up", "fate", "replacement")
"""Why an event happened, by cause code; 1 to 5 are the families of contagion."""

_BASE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Columns of events, each of shape (events,), ordered by creation.

    Parameters
    ----------
    node : int32
        Firm or person (node code) the event belongs to.
    day, removed : int32
        Day of decision; day of removal from a list (DAY_OPEN if none).
    kind : int8
        Row of RECORD_KINDS.
    severity : int8
        What the event adds to the signal, 0 to 5.
    measure, second : int8
        Rows of MEASURES, -1 if none.
    plaintiff : bool
        The firm sues; the event adds nothing to its signal.
    cause : int8
        Row of CAUSES.
    pair : int64
        Pair the event came along, -1 if it was not caused by contagion.
    parent : int64
        Event it followed, -1 if none.
    base, excess : float64
        The hazard's two parts for the month, before the share of the month the firm lived.
    """

    node: Int
    day: Int
    removed: Int
    kind: Int
    severity: Int
    measure: Int
    second: Int
    plaintiff: Int
    cause: Int
    pair: Int
    parent: Int
    base: Float
    excess: Float

    def __len__(self) -> int:
        return len(self.node)

    def take(self, index: Int) -> Events:
        """Events of the given rows."""
        return Events(**{field.name: getattr(self, field.name)[index] for field in fields(self)})


def joined_events(blocks: list[Events]) -> Events:
    """All blocks one after another."""
    return Events(
        **{
            field.name: np.concatenate([getattr(block, field.name) for block in blocks])
            for field in fields(Events)
        }
    )


def monthly_excess(pairs: Pairs, signal: Float, month: int, numbers: Parameters) -> tuple[Float, Float]:
    """Contagion part of every firm's hazard in one month.

    Parameters
    ----------
    pairs : Pairs
    signal : float64, shape (nodes,)
        Signal of each node before the month.
    month : int
    numbers : Parameters

    Returns
    -------
    excess : float64, shape (firms,)
        Expected further events a month, capped.
    running : float64, shape (pairs + 1,)
        Running sum of the pairs' contributions, from which a cause is drawn.
    """
    strengths = np.array([numbers.contagion.strength[family] for family in FAMILIES])
    contribution = strengths[pairs.family] * pairs.weight * signal[pairs.src]
    contribution[(pairs.first > month) | (pairs.last < month)] = 0.0
    running = np.concatenate([[0.0], np.cumsum(contribution)])
    total = running[pairs.indptr[1:]] - running[pairs.indptr[:-1]]
    return np.minimum(total, numbers.contagion.excess_cap), running


def simulate(
    *,
    firms: Firms,
    people: People,
    pairs: Pairs,
    nodes: int,
    seed: int,
    schedule: Schedule,
    numbers: Parameters,
) -> Events:
    """Draw the primary events of the dated months.

    Returns
    -------
    Events
        In order of month; of each month first those of firms, then those of persons.
    """
    rng = stream(seed, "events")
    plan = numbers.records
    rate = sum(kind.rate for kind in plan.kinds.values())
    base = rate * firms.risk
    decay = 2.0 ** (-1.0 / numbers.contagion.half_life_months)
    signal = np.zeros(nodes)
    person_rate = plan.person_rate * people.frailty
    blocks: list[Events] = []
    starts = schedule.month_starts
    for month in range(schedule.months):
        first, end = int(starts[month]), int(starts[month + 1])
        live = living(firms, first, end)
        excess, running = monthly_excess(pairs, signal, month, numbers)
        count = rng.poisson((base + excess) * live)
        firm = np.repeat(np.arange(firms.size), count)
        pair = _causes(rng, firm, base, excess, running, pairs)
        # An event falls into the part of the month in which the firm lives.
        opens = np.maximum(firms.born[firm], first)
        closes = np.minimum(firms.left[firm], end)
        day = opens + ((closes - opens) * rng.random(len(firm))).astype(np.int64)
        own = _primary(rng, firm, day, pair, pairs, numbers, base[firm], excess[firm])
        person = firms.size + np.repeat(np.arange(people.count), rng.poisson(person_rate))
        personal = _personal(rng, person, first, end, numbers)
        blocks.extend((own, personal))
        named = np.concatenate([own.node, personal.node])
        severity = np.concatenate([own.severity, personal.severity])
        new = np.bincount(named, weights=severity, minlength=nodes)
        signal = (signal + new / GREATEST_SEVERITY) * decay
    return joined_events(blocks)


def _causes(
    rng: np.random.Generator, firm: Int, base: Float, excess: Float, running: Float, pairs: Pairs
) -> Int:
    """Pair each event came along, in proportion to the contributions; -1 for the base hazard."""
    pair = np.full(len(firm), -1, dtype=np.int64)
    caused = np.flatnonzero(rng.random(len(firm)) * (base[firm] + excess[firm]) < excess[firm])
    target = firm[caused]
    low, high = pairs.indptr[target], pairs.indptr[target + 1]
    point = running[low] + rng.random(len(caused)) * (running[high] - running[low])
    found = np.searchsorted(running, point, side="right") - 1
    pair[caused] = np.clip(found, low, high - 1)
    return pair


def _primary(
    rng: np.random.Generator,
    firm: Int,
    day: Int,
    pair: Int,
    pairs: Pairs,
    numbers: Parameters,
    base: Float,
    excess: Float,
) -> Events:
    plan = numbers.records
    own = choose(rng, [entry.rate for entry in plan.kinds.values()], len(firm))
    spread = choose(rng, [entry.contagion for entry in plan.kinds.values()], len(firm))
    choice = np.where(pair >= 0, spread, own)
    names = list(plan.kinds)
    codes = np.array([RECORD_KINDS.index(name) for name in names])
    severities = np.array([entry.severity for entry in plan.kinds.values()])
    measure, second, gravest = _measures(rng, choice == names.index("penalty"), numbers)
    plaintiff = (choice == names.index("suit")) & subset(rng, len(firm), plan.plaintiff_share)
    severity = np.where(measure >= 0, gravest, severities[choice])
    months = np.array([entry.removed_months or 0.0 for entry in plan.kinds.values()])[choice]
    cause = np.where(pair >= 0, 1 + pairs.family[np.maximum(pair, 0)] if len(pairs) else 0, _BASE)
    return Events(
        node=firm.astype(np.int32),
        day=day.astype(np.int32),
        removed=removal_days(rng, day, months, plan.shortest_listing_days),
        kind=codes[choice].astype(np.int8),
        severity=np.where(plaintiff, 0, severity).astype(np.int8),
        measure=measure,
        second=second,
        plaintiff=plaintiff,
        cause=cause.astype(np.int8),
        pair=pair,
        parent=np.full(len(firm), -1, dtype=np.int64),
        base=base,
        excess=excess,
    )


def _measures(rng: np.random.Generator, penalty: Int, numbers: Parameters) -> tuple[Int, Int, Int]:
    """First and second measure of penalties (-1 elsewhere) and the gravest one's severity."""
    plan = numbers.records
    severities = np.array([entry.severity for entry in records().measures.values()])
    drawn = [choose(rng, [plan.measures[name] for name in MEASURES], len(penalty)) for _ in range(2)]
    first = np.where(penalty, drawn[0], -1).astype(np.int8)
    further = penalty & subset(rng, len(penalty), plan.second_measure_share) & (drawn[1] != drawn[0])
    second = np.where(further, drawn[1], -1).astype(np.int8)
    gravest = np.maximum(
        np.where(first >= 0, severities[first], 0), np.where(second >= 0, severities[second], 0)
    )
    return first, second, gravest


def removal_days(rng: np.random.Generator, day: Int, median_months: Float, shortest: int) -> Int:
    """Day of removal from a list; DAY_OPEN for kinds that are no lists."""
    wait = rng.exponential(1.0, len(day)) / np.log(2) * median_months * DAYS_PER_MONTH
    return np.where(median_months > 0, day + shortest + np.minimum(wait, 1e5), DAY_OPEN).astype(np.int32)


def _personal(rng: np.random.Generator, person: Int, first: int, end: int, numbers: Parameters) -> Events:
    plan = numbers.records
    kinds = list(plan.person_kinds)
    choice = choose(rng, numbers.records.person_kinds, len(person))
    codes = np.array([RECORD_KINDS.index(name) for name in kinds])
    catalogue = records().kinds
    listed = np.array([plan.person_listing_months if catalogue[name].listing else 0.0 for name in kinds])[
        choice
    ]
    measure, second, gravest = _measures(rng, np.array(kinds)[choice] == "penalty", numbers)
    severity = np.where(measure >= 0, gravest, np.array([catalogue[name].severity for name in kinds])[choice])
    day = rng.integers(first, end, len(person))
    nothing = np.full(len(person), -1, dtype=np.int64)
    return Events(
        node=person.astype(np.int32),
        day=day.astype(np.int32),
        removed=removal_days(rng, day, listed, plan.shortest_listing_days),
        kind=codes[choice].astype(np.int8),
        severity=severity.astype(np.int8),
        measure=measure,
        second=second,
        plaintiff=np.zeros(len(person), dtype=np.bool_),
        cause=np.full(len(person), _BASE, dtype=np.int8),
        pair=nothing,
        parent=nothing,
        base=np.zeros(len(person)),
        excess=np.zeros(len(person)),
    )
