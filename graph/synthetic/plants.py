"""Planted structures that an investigator should find: their members and what marks them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from graph.domain import DAY_OPEN
from graph.synthetic.deliveries import Schedule
from graph.synthetic.firms import Firms
from graph.synthetic.parameters import Parameters
from graph.synthetic.randomness import exponential_days, stream

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]

SMALLEST_PROVINCE = 500
"""Provinces with fewer firms have no planted structures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plants:
    """Planted clusters.

    Parameters
    ----------
    kinds : tuple of str
        Kind of each cluster.
    cluster : int32, shape (firms,)
        Cluster of a firm, -1 if none.
    place : int32, shape (firms,)
        Position inside the cluster, 0 first.
    sizes : int64, shape (clusters,)
    """

    kinds: tuple[str, ...]
    cluster: Int
    place: Int
    sizes: Int

    def members(self, kind: str) -> Int:
        """Firms of all clusters of a kind, ordered by cluster and position."""
        wanted = np.array([name == kind for name in self.kinds], dtype=np.bool_)
        if not len(wanted):
            return np.empty(0, dtype=np.int64)
        firms = np.flatnonzero(self.cluster >= 0)
        firms = firms[wanted[self.cluster[firms]]]
        return firms[np.lexsort((self.place[firms], self.cluster[firms]))]

    def ring(self, kind: str) -> tuple[Int, Int]:
        """Each member of the kind's clusters and the next member, the last closing the ring."""
        firms = self.members(kind)
        clusters = self.cluster[firms]
        following = np.roll(firms, -1)
        first = (
            np.flatnonzero(np.concatenate([[True], clusters[1:] != clusters[:-1]])) if len(firms) else firms
        )
        last = np.concatenate([first[1:] - 1, [len(firms) - 1]]) if len(firms) else firms
        following[last] = firms[first]
        return firms, following


def plan_plants(*, firms: Firms, seed: int, schedule: Schedule, numbers: Parameters) -> tuple[Plants, Firms]:
    """Choose the members of planted clusters and mark them in the firms' columns.

    Returns
    -------
    Plants, Firms
        The plan, and the firms with raised risk; shell firms are born in one burst.
    """
    rng = stream(seed, "plants")
    size = firms.size
    cluster = np.full(size, -1, dtype=np.int32)
    place = np.zeros(size, dtype=np.int32)
    kinds: list[str] = []
    sizes: list[int] = []
    branch = np.array([entry.kind == "branch" for entry in numbers.firms.types])[firms.kind]
    single = np.array(
        [entry.kind in ("individual_business", "sole_proprietorship") for entry in numbers.firms.types]
    )
    free = np.flatnonzero((firms.fate < 0) & ~firms.mass & ~branch & ~single[firms.kind])
    if size >= SMALLEST_PROVINCE:
        for kind, plan in numbers.planted.clusters.items():
            wanted = max(1, round(plan.per_100k * size / 100_000))
            # Structures must not swallow a small province.
            largest = min(plan.size[1], max(plan.size[0], len(free) // 60))
            for _ in range(wanted):
                count = int(rng.integers(plan.size[0], largest + 1))
                window = free[cluster[free] < 0] if not kinds else free
                start = int(rng.integers(0, max(1, len(window) - 4 * count)))
                near = window[start : start + 4 * count]
                near = near[cluster[near] < 0]
                if len(near) < count:
                    continue
                chosen = near[np.sort(rng.permutation(len(near))[:count])]
                cluster[chosen] = len(kinds)
                place[chosen] = np.arange(count)
                kinds.append(kind)
                sizes.append(count)
    plants = Plants(kinds=tuple(kinds), cluster=cluster, place=place, sizes=np.array(sizes, dtype=np.int64))
    return plants, _marked(rng, firms, plants, schedule, numbers)


def _marked(
    rng: np.random.Generator, firms: Firms, plants: Plants, schedule: Schedule, numbers: Parameters
) -> Firms:
    risky = plants.cluster >= 0
    risk = np.where(risky, firms.risk * numbers.planted.risk_multiplier + 1.0, firms.risk)
    shells = plants.members("shell_group")
    born, known = firms.born.copy(), firms.known.copy()
    if len(shells):
        last_day = int(schedule.day_numbers[-1])
        base = last_day - rng.integers(*numbers.planted.shell_age_days, len(plants.kinds))
        born[shells] = base[plants.cluster[shells]] + rng.integers(
            0, numbers.planted.shell_burst_days, len(shells)
        )
        delay = 1 + exponential_days(rng, numbers.firms.known_days, len(shells))
        known[shells] = np.minimum(born[shells] + delay, last_day)
    never = firms.renamed.copy()
    never[shells] = DAY_OPEN
    return replace(firms, risk=risk, born=born, known=known, renamed=never)
