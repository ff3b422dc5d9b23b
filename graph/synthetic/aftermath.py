"""What follows from primary events: further records, revocations, replaced decisions.

None of these adds to a signal, so the hazard of contagion depends on primary events alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from graph.catalogue import records
from graph.domain import DAY_OPEN, EnterpriseStatus
from graph.synthetic.deliveries import Schedule
from graph.synthetic.events import CAUSES, RECORD_KINDS, Events, joined_events, removal_days
from graph.synthetic.firms import FATES, Firms
from graph.synthetic.parameters import Parameters
from graph.synthetic.randomness import stream, subset

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]


def with_aftermath(
    primary: Events, *, firms: Firms, seed: int, schedule: Schedule, numbers: Parameters
) -> Events:
    """Primary events, then their follow-ups, revocations by fate, and replacing decisions."""
    rng = stream(seed, "aftermath")
    last_day = int(schedule.day_numbers[-1])
    return joined_events(
        [
            primary,
            *_follow_ups(rng, primary, firms, numbers, last_day),
            _revocations(firms, schedule.month_starts),
            _replacements(rng, primary, numbers, last_day),
        ]
    )


def _plain(node: Int, day: Int, removed: Int, kind: str, cause: int, parent: Int) -> Events:
    count = len(node)
    return Events(
        node=node.astype(np.int32),
        day=day.astype(np.int32),
        removed=removed,
        kind=np.full(count, RECORD_KINDS.index(kind), dtype=np.int8),
        severity=np.full(count, records().kinds[kind].severity, dtype=np.int8),
        measure=np.full(count, -1, dtype=np.int8),
        second=np.full(count, -1, dtype=np.int8),
        plaintiff=np.zeros(count, dtype=np.bool_),
        cause=np.full(count, cause, dtype=np.int8),
        pair=np.full(count, -1, dtype=np.int64),
        parent=parent.astype(np.int64),
        base=np.zeros(count),
        excess=np.zeros(count),
    )


def _follow_ups(
    rng: np.random.Generator, primary: Events, firms: Firms, numbers: Parameters, last_day: int
) -> list[Events]:
    """Records that follow a primary record of the same firm; they add nothing to the signal."""
    blocks = []
    for rule in numbers.records.follow_ups:
        after = (primary.kind == RECORD_KINDS.index(rule.after)) & (primary.node < firms.size)
        after &= primary.severity >= rule.severity_at_least
        parent = np.flatnonzero(after & subset(rng, len(primary), rule.share))
        day = primary.day[parent] + rng.integers(rule.from_days, rule.to_days, len(parent))
        parent, day = parent[day <= last_day], day[day <= last_day]
        months = np.full(len(day), rule.removed_months or 0.0)
        blocks.append(
            _plain(
                primary.node[parent],
                day,
                removal_days(rng, day, months, numbers.records.shortest_listing_days),
                rule.kind,
                CAUSES.index("follow_up"),
                parent,
            )
        )
    return blocks


def _revocations(firms: Firms, starts: Int) -> Events:
    """The revocation of the licence of each firm that ends so in the dated months."""
    revoked = firms.fate == FATES.index(EnterpriseStatus.REVOKED)
    firm = np.flatnonzero(revoked & (firms.left >= starts[0]) & (firms.left < starts[-1]))
    open_end = np.full(len(firm), DAY_OPEN, dtype=np.int32)
    return _plain(
        firm, firms.left[firm], open_end, "licence_revocation", CAUSES.index("fate"), np.full(len(firm), -1)
    )


def _replacements(rng: np.random.Generator, primary: Events, numbers: Parameters, last_day: int) -> Events:
    """Decisions that replace a changed one of the same party (seed XJ art. 10 (2))."""
    plan = numbers.statuses
    joint = np.isin(primary.kind, [RECORD_KINDS.index("penalty"), RECORD_KINDS.index("enforcement")])
    parent = np.flatnonzero(joint & subset(rng, len(primary), plan.changed))
    day = primary.day[parent] + rng.integers(plan.days[0], plan.days[1], len(parent))
    parent, day = parent[day <= last_day], day[day <= last_day]
    copies = primary.take(parent)
    nothing = np.full(len(parent), -1, dtype=np.int64)
    return replace(
        copies,
        day=day.astype(np.int32),
        cause=np.full(len(parent), CAUSES.index("replacement"), dtype=np.int8),
        pair=nothing,
        parent=parent,
        base=np.zeros(len(parent)),
        excess=np.zeros(len(parent)),
    )
