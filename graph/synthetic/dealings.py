"""Guarantees, loans, leases and trades between firms, and the planted guarantee circles."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from graph.domain import DAY_OPEN, TieKind
from graph.synthetic.deliveries import Schedule
from graph.synthetic.firms import DAYS_PER_YEAR, Firms
from graph.synthetic.parameters import Dealings, Parameters
from graph.synthetic.people import People
from graph.synthetic.plants import Plants
from graph.synthetic.randomness import lognormal, stream, subset
from graph.synthetic.ties import Ties, tie_block

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]


def make_dealings(
    *, firms: Firms, people: People, plants: Plants, seed: int, schedule: Schedule, numbers: Parameters
) -> list[Ties]:
    """Draw the ties outside ownership; most partners are neighbours, some come from anywhere."""
    rng = stream(seed, "dealings")
    plan = numbers.dealings
    rates = {
        TieKind.GUARANTEES: plan.guarantees,
        TieKind.LENDS_TO: plan.lends,
        TieKind.LEASES_TO: plan.leases,
        TieKind.TRADES_WITH: plan.trades,
    }
    blocks: list[Ties] = []
    for kind, rate in rates.items():
        target = np.sort(rng.integers(0, firms.size, round(rate * firms.size)))
        near = target + np.where(subset(rng, len(target), 0.5), 1, -1) * rng.integers(
            1, plan.within, len(target)
        )
        far = rng.integers(0, firms.size, len(target))
        source = np.where(subset(rng, len(target), plan.nearby_share), np.clip(near, 0, firms.size - 1), far)
        known_both = np.maximum(firms.born[source], firms.born[target])
        if kind in (TieKind.GUARANTEES, TieKind.LENDS_TO):
            # A person who guarantees or lends is mostly the firm's own representative.
            personal = subset(rng, len(target), plan.person_share)
            source = np.where(personal, firms.size + people.representative[target], source)
        blocks.append(_dealing(rng, kind, source, target, known_both, schedule, plan.mean_years, plan))
    holder, target = plants.ring("guarantee_circle")
    both = np.maximum(firms.born[holder], firms.born[target])
    circle = _dealing(rng, TieKind.GUARANTEES, holder, target, both, schedule, plan.circle_years, plan)
    return [*blocks, circle]


def _dealing(
    rng: np.random.Generator,
    kind: TieKind,
    source: Int,
    target: Int,
    earliest: Int,
    schedule: Schedule,
    mean_years: float,
    plan: Dealings,
) -> Ties:
    """Ties of one kind that begin after both ends exist and last a few years."""
    count = len(target)
    last_day = int(schedule.day_numbers[-1])
    span = np.clip(last_day - earliest, 1, 2000)
    start = last_day - (span * rng.random(count)).astype(np.int64)
    end = start + plan.shortest_days + rng.exponential(mean_years * DAYS_PER_YEAR, count).astype(np.int64)
    amount = np.round(lognormal(rng, plan.amount_median_yuan, plan.amount_sigma, count) / 10_000) * 1_000_000
    return tie_block(
        kind,
        source,
        target,
        start=start,
        end=np.where(end <= last_day, end, DAY_OPEN),
        amount=amount,
        role=("loan" if kind is TieKind.LENDS_TO else None),
    )
