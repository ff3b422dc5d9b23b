"""Places, contacts and filing agents, shared with heavy tails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from graph.domain import DAY_OPEN, TieKind
from graph.synthetic.deliveries import Schedule
from graph.synthetic.firms import DAYS_PER_YEAR, Firms
from graph.synthetic.parameters import Parameters
from graph.synthetic.plants import Plants
from graph.synthetic.randomness import local_owners, stream, subset, tail_degrees
from graph.synthetic.ties import Ties, tie_block

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Bool: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

CONTACT_KINDS = ("phone", "email", "agent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """Places and contacts, numbered from 0 each, and the ties of firms to them.

    Parameters
    ----------
    place_district : int32, shape (places,)
    contact_kind : int8, shape (contacts,)
        Row of CONTACT_KINDS.
    place_of : int64, shape (firms,)
        Place of each firm at the end.
    former_place : int64, shape (firms,)
        Place until ``moved_on``, -1 if the firm never moved.
    moved_on : int32, shape (firms,)
        Day of the last move, DAY_OPEN if none.
    at, reached, filed : Ties
        REGISTERED_AT, REACHED_AT, FILED_BY; ends beyond firms are local numbers of places
        or contacts, firm numbers where an agent is a firm (``agent_is_firm``).
    agent_is_firm : bool, shape (filed,)
    """

    place_district: Int
    contact_kind: Int
    place_of: Int
    former_place: Int
    moved_on: Int
    at: Ties
    reached: Ties
    filed: Ties
    agent_is_firm: Bool


def make_premises(
    *, firms: Firms, plants: Plants, seed: int, schedule: Schedule, numbers: Parameters
) -> Premises:
    """Draw places, contacts and agents of all firms."""
    rng = stream(seed, "premises")
    last_day = int(schedule.day_numbers[-1])
    place_of, district = _places(rng, firms, plants, numbers)
    places = len(district)
    moved = subset(
        rng,
        firms.size,
        1.0 - np.exp(-numbers.premises.moved_per_year * (last_day - firms.born) / DAYS_PER_YEAR),
    )
    moved &= ~firms.mass & (plants.cluster < 0)
    day = firms.born + 60 + ((last_day - firms.born - 60) * rng.random(firms.size) ** 0.7).astype(np.int64)
    moved &= (day > firms.born + 30) & (day < np.minimum(firms.left, last_day + 1))
    movers = np.flatnonzero(moved)
    former_place = np.full(firms.size, -1, dtype=np.int64)
    former_place[movers] = places + np.arange(len(movers))
    moved_on = np.where(moved, day, DAY_OPEN).astype(np.int32)
    district = np.concatenate([district, firms.district[movers]])
    everyone = np.arange(firms.size)
    start = np.where(moved, moved_on, firms.born)
    now = tie_block(TieKind.REGISTERED_AT, everyone, place_of, start=start)
    before = tie_block(
        TieKind.REGISTERED_AT, movers, former_place[movers], start=firms.born[movers], end=moved_on[movers]
    )
    reached, contacts = _contacts(rng, firms, plants, numbers)
    filed, agent_is_firm, agents = _agents(rng, firms, plants, numbers, contacts)
    contact_kind = np.where(subset(rng, contacts, numbers.premises.email_share), 1, 0).astype(np.int8)
    return Premises(
        place_district=district,
        contact_kind=np.concatenate([contact_kind, np.full(agents, 2, dtype=np.int8)]),
        place_of=place_of,
        former_place=former_place,
        moved_on=moved_on,
        at=_stacked(now, before),
        reached=reached,
        filed=filed,
        agent_is_firm=agent_is_firm,
    )


def _stacked(first: Ties, second: Ties) -> Ties:
    return Ties(
        **{
            name: np.concatenate([getattr(first, name), getattr(second, name)])
            for name in Ties.__dataclass_fields__
        }
    )


def _shared_owners(
    rng: np.random.Generator,
    slots: int,
    size: int,
    *,
    top: float,
    power: float,
    exponent: float,
    share: float,
) -> tuple[Int, int]:
    """Owner number of each slot and the number of owners."""
    degrees = tail_degrees(
        top=max(top * (size / 1e6) ** power, 2.0), exponent=exponent, least=2, total=int(share * slots)
    )
    owners = local_owners(rng, slots, degrees)
    own = owners < 0
    owners[own] = len(degrees) + np.arange(int(own.sum()))
    return owners, len(degrees) + int(own.sum())


def _places(rng: np.random.Generator, firms: Firms, plants: Plants, numbers: Parameters) -> tuple[Int, Int]:
    """Place of each firm and district of each place; place 0 is the mass address."""
    plan = numbers.premises
    place_of = np.zeros(firms.size, dtype=np.int64)
    ordinary = np.flatnonzero(~firms.mass)
    owners, count = _shared_owners(
        rng,
        len(ordinary),
        firms.size,
        top=plan.place_top_at_million,
        power=plan.place_size_power,
        exponent=plan.place_exponent,
        share=plan.place_shared_share,
    )
    place_of[ordinary] = 1 + owners
    place_of, count = _common(place_of, plants, count + 1)
    district = np.zeros(count, dtype=np.int32)
    # Firms come in home order; writing backwards leaves the first firm's district at each place.
    district[place_of[::-1]] = firms.district[::-1]
    return place_of, district


def _common(owner_of: Int, plants: Plants, count: int) -> tuple[Int, int]:
    """A further owner for each shell group, common to all its members."""
    members = plants.members("shell_group")
    clusters, number = np.unique(plants.cluster[members], return_inverse=True)
    owners = owner_of.copy()
    owners[members] = count + number
    return owners, count + len(clusters)


def _contacts(
    rng: np.random.Generator, firms: Firms, plants: Plants, numbers: Parameters
) -> tuple[Ties, int]:
    plan = numbers.premises
    shells = np.zeros(firms.size, dtype=np.bool_)
    shells[plants.members("shell_group")] = True
    reachable = np.flatnonzero(subset(rng, firms.size, plan.contact_share) | shells)
    owners, count = _shared_owners(
        rng,
        len(reachable),
        firms.size,
        top=plan.contact_top_at_million,
        power=plan.place_size_power,
        exponent=plan.place_exponent,
        share=plan.contact_shared_share,
    )
    full = np.zeros(firms.size, dtype=np.int64)
    full[reachable] = owners
    full, count = _common(full, plants, count)
    return tie_block(TieKind.REACHED_AT, reachable, full[reachable], start=firms.born[reachable]), count


def _agents(
    rng: np.random.Generator, firms: Firms, plants: Plants, numbers: Parameters, contacts: int
) -> tuple[Ties, Bool, int]:
    """Filing agents: firms of the agency trade, else contacts of kind agent."""
    plan = numbers.premises
    shells = np.zeros(firms.size, dtype=np.bool_)
    shell_members = plants.members("shell_group")
    shells[shell_members] = True
    filed = np.flatnonzero(subset(rng, firms.size, plan.agent_share) | shells)
    agents = max(1, round(plan.agents_per_million * firms.size / 1e6))
    weights = np.arange(1, agents + 1, dtype=np.float64) ** -plan.agent_exponent
    edges = np.cumsum(weights / weights.sum())
    chosen = np.minimum(np.searchsorted(edges, rng.random(len(filed)), side="right"), agents - 1)
    of_cluster = rng.integers(0, agents, max(len(plants.kinds), 1))
    in_shell = shells[filed]
    chosen[in_shell] = of_cluster[plants.cluster[filed[in_shell]]]
    trade = [row[0] for row in numbers.industries].index("7299")
    bureaus = np.flatnonzero((firms.industry == trade) & (plants.cluster < 0))
    firm_agents = int(agents * plan.agent_enterprise_share) if len(bureaus) else 0
    firm_agents = min(firm_agents, len(bureaus))
    is_firm_agent = np.zeros(agents, dtype=np.bool_)
    is_firm_agent[rng.permutation(agents)[:firm_agents]] = True
    target = np.zeros(agents, dtype=np.int64)
    target[is_firm_agent] = rng.permutation(bureaus)[:firm_agents]
    target[~is_firm_agent] = contacts + np.arange(agents - firm_agents)
    is_firm = is_firm_agent[chosen]
    ends = target[chosen]
    kept = ~(is_firm & (ends == filed))
    ties = tie_block(TieKind.FILED_BY, filed[kept], ends[kept], start=firms.born[filed[kept]])
    return ties, is_firm[kept], agents - firm_agents
