"""Persons and their ties to firms: representatives, holders, officers, now and formerly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from graph.domain import DAY_OPEN, TieKind
from graph.synthetic.deliveries import Schedule
from graph.synthetic.firms import Firms
from graph.synthetic.ownership import Ownership, kind_mask
from graph.synthetic.parameters import Parameters
from graph.synthetic.plants import Plants
from graph.synthetic.randomness import choose, local_owners, stream, subset, tail_degrees
from graph.synthetic.ties import Ties, role_code, tie_block

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Float: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Persons, numbered from 0, and their ties.

    Parameters
    ----------
    count : int
        Number of persons.
    ties : list of Ties
        Person ends carry node codes (firms + person).
    representative : int64, shape (firms,)
        Person who represents each firm at the end.
    replaced_on : int32, shape (firms,)
        Day of the last change of representative, DAY_OPEN if none.
    frailty : float64, shape (persons,)
        Person risk, mean 1.
    """

    count: int
    ties: list[Ties]
    representative: Int
    replaced_on: Int
    frailty: Float


def make_people(
    *, firms: Firms, plants: Plants, ownership: Ownership, seed: int, schedule: Schedule, numbers: Parameters
) -> People:
    """Draw persons and their posts; the degree of persons is heavy tailed."""
    rng = stream(seed, "people")
    plan = numbers.people
    size = firms.size
    last_day = int(schedule.day_numbers[-1])
    everyone = np.arange(size)

    holders = _holder_counts(rng, firms, ownership, numbers)
    holder_firm = np.repeat(everyone, holders)
    ordinal = np.arange(len(holder_firm)) - np.repeat(np.cumsum(holders) - holders, holders)
    founder_holds = (ordinal == 0) & subset(rng, len(holder_firm), plan.founder_holds_share)
    has_officers = kind_mask(
        firms, numbers, "company", "sole_holder_company", "corporate_sole_company", "state_company",
        "listed_company", "cooperative", "legal_person",
    )  # fmt: skip
    officers = choose(rng, list(plan.officers_per_company), size) * has_officers
    officers += np.where(kind_mask(firms, numbers, "listed_company"), plan.listed_officers, 0)
    officer_firm = np.repeat(everyone, officers)
    officer_own = subset(rng, len(officer_firm), plan.own_officer_share)

    replaced_on = _replaced_days(rng, firms, plants, last_day, numbers)
    former = np.flatnonzero(replaced_on < DAY_OPEN)
    left_holder = np.flatnonzero((holders > 1) & subset(rng, size, plan.former_holder_share))
    left_officer = np.flatnonzero((officers > 0) & subset(rng, size, plan.former_officer_share))

    parts = [
        everyone,
        holder_firm[~founder_holds],
        officer_firm[officer_own],
        former,
        left_holder,
        left_officer,
    ]
    persons, shared = _seat(rng, parts, firms, numbers)
    seated, own_holder, own_officer, old_rep, old_holder, old_officer = persons
    representative, count = _nominees(seated, plants, shared)

    holder = np.where(founder_holds, representative[holder_firm], -1)
    holder[~founder_holds] = own_holder
    officer = representative[officer_firm].copy()
    officer[officer_own] = own_officer

    rep_start = np.where(replaced_on < DAY_OPEN, replaced_on, firms.born)
    rep_role = _representative_roles(firms, numbers)
    share = _shares(rng, holders, ownership.held, numbers)
    partner = kind_mask(firms, numbers, "partnership")[holder_firm]
    holder_role = np.where(partner, role_code("partner"), role_code("shareholder"))
    amount = np.where(
        np.isnan(share), np.iinfo(np.int64).min, np.round(np.nan_to_num(share) * firms.capital[holder_firm])
    )
    holder_start = np.where(
        subset(rng, len(holder_firm), plan.holder_from_start_share),
        firms.born[holder_firm],
        _between(rng, firms.born[holder_firm], last_day),
    )
    officer_start = np.where(
        subset(rng, len(officer_firm), plan.officer_from_start_share),
        firms.born[officer_firm],
        _between(rng, firms.born[officer_firm], last_day),
    )
    roles = np.array([role_code(word) for word in plan.officer_roles])
    holder_end = _between(rng, firms.born[left_holder] + 30, last_day)
    officer_end = _between(rng, firms.born[left_officer] + 30, last_day)
    ties = [
        tie_block(
            TieKind.LEGAL_REPRESENTATIVE_OF, size + representative, everyone,
            start=rep_start, role=rep_role,
        ),
        tie_block(
            TieKind.LEGAL_REPRESENTATIVE_OF, size + old_rep, former,
            start=firms.born[former], end=replaced_on[former], role=rep_role[former],
        ),
        tie_block(
            TieKind.HOLDS, size + holder, holder_firm,
            start=holder_start, role=holder_role, share=share, amount=amount,
        ),
        tie_block(
            TieKind.HOLDS, size + old_holder, left_holder, start=firms.born[left_holder], end=holder_end,
            role="shareholder", share=np.round(rng.uniform(*plan.former_share, len(left_holder)), 4),
        ),
        tie_block(
            TieKind.OFFICER_OF, size + officer, officer_firm, start=officer_start,
            role=roles[choose(rng, plan.officer_roles, len(officer_firm))],
        ),
        tie_block(
            TieKind.OFFICER_OF, size + old_officer, left_officer,
            start=firms.born[left_officer], end=officer_end,
            role=roles[choose(rng, plan.officer_roles, len(left_officer))],
        ),
    ]  # fmt: skip
    ties.append(_possibly_same(rng, size, count, firms, numbers))
    shape = numbers.risk.person_frailty_shape
    return People(
        count=count,
        ties=ties,
        representative=representative,
        replaced_on=replaced_on,
        frailty=rng.gamma(shape, 1.0 / shape, count),
    )


def _holder_counts(rng: np.random.Generator, firms: Firms, ownership: Ownership, numbers: Parameters) -> Int:
    """Natural holders of each firm; none where firms hold it all."""
    drawn = 1 + choose(rng, list(numbers.people.holders_per_company), firms.size)
    several = kind_mask(firms, numbers, "company", "listed_company", "cooperative")
    sole = kind_mask(firms, numbers, "sole_holder_company")
    counts = np.where(several, drawn, 0)
    counts = np.where(sole, 1, counts)
    counts = np.where(kind_mask(firms, numbers, "partnership"), drawn + 1, counts)
    return np.where(ownership.held > 0.995, 0, counts).astype(np.int64)


def _replaced_days(
    rng: np.random.Generator, firms: Firms, plants: Plants, last_day: int, numbers: Parameters
) -> Int:
    """Day of the last change of representative; likelier for risky firms; takeovers come late."""
    plan = numbers.people
    wanted = plan.former_representative_share * firms.risk**plan.replaced_risk_power
    chosen = subset(rng, firms.size, np.minimum(wanted, 0.9)) | subset(rng, firms.size, plan.replaced_share)
    latest = np.minimum(firms.left, last_day)
    day = _between(rng, firms.born + 60, latest)
    takeovers = plants.members("takeover")
    back = rng.integers(*numbers.planted.takeover_days, len(takeovers))
    day[takeovers] = np.maximum(firms.born[takeovers] + 60, last_day - back)
    chosen[takeovers] = True
    chosen[plants.members("shell_group")] = False
    return np.where(chosen & (day > firms.born + 30) & (day < latest), day, DAY_OPEN).astype(np.int32)


def _between(rng: np.random.Generator, first: Int, last: Int | int) -> Int:
    """Days between first and last, denser towards the end."""
    span = np.maximum(np.asarray(last, dtype=np.int64) - first, 1)
    return (first + span * rng.random(len(first)) ** 0.7).astype(np.int32)


def _seat(
    rng: np.random.Generator, parts: list[Int], firms: Firms, numbers: Parameters
) -> tuple[list[Int], int]:
    """Persons for the posts of each part, and the number of persons."""
    plan = numbers.people
    firm = np.concatenate(parts)
    order = np.argsort(firm, kind="stable")
    scale = (firms.size / 1e6) ** plan.top_degree_size_power
    degrees = tail_degrees(
        top=max(plan.top_degree_at_million * scale, 2.0),
        exponent=plan.exponent,
        least=3,
        total=int(0.4 * len(firm)),
    )
    owners = local_owners(rng, len(firm), degrees)
    own = owners < 0
    owners[own] = len(degrees) + np.arange(int(own.sum()))
    seats = np.empty(len(firm), dtype=np.int64)
    seats[order] = owners
    bounds = np.cumsum([len(part) for part in parts])[:-1]
    return list(np.split(seats, bounds)), len(degrees) + int(own.sum())


def _nominees(representative: Int, plants: Plants, persons: int) -> tuple[Int, int]:
    """One further person for each shell group and takeover, who represents all its members."""
    seats = representative.copy()
    for kind in ("shell_group", "takeover"):
        members = plants.members(kind)
        clusters, number = np.unique(plants.cluster[members], return_inverse=True)
        seats[members] = persons + number
        persons += len(clusters)
    return seats, persons


def _representative_roles(firms: Firms, numbers: Parameters) -> Int:
    operator = kind_mask(firms, numbers, "individual_business", "sole_proprietorship")
    partner = kind_mask(firms, numbers, "partnership")
    role = np.where(operator, role_code("operator"), role_code("legal_representative"))
    return np.where(partner, role_code("executive_partner"), role).astype(np.int8)


def _shares(rng: np.random.Generator, holders: Int, held: Float, numbers: Parameters) -> Float:
    """Shares of the natural holders, summing to what firms do not hold; some unknown (NaN)."""
    total = int(holders.sum())
    draw = rng.gamma(numbers.people.holder_concentration, 1.0, total) + 0.02
    firm = np.repeat(np.arange(len(holders)), holders)
    sums = np.bincount(firm, weights=draw, minlength=len(holders))
    # Rounded down to 1e-4, so that a firm's shares never exceed 1 by rounding.
    share = np.floor(draw / sums[firm] * (1.0 - held[firm]) * 1e4 + 1e-6) / 1e4
    share[subset(rng, total, numbers.people.unknown_share_share)] = np.nan
    return np.asarray(share, dtype=np.float64)


def _possibly_same(
    rng: np.random.Generator, size: int, count: int, firms: Firms, numbers: Parameters
) -> Ties:
    """Weak links between persons whose identity may be one."""
    first = np.flatnonzero(subset(rng, count, numbers.people.possibly_same_share))
    second = (first + rng.integers(1, 50, len(first))) % max(count, 1)
    kept = first != second
    day = np.full(int(kept.sum()), int(firms.born.min()))
    return tie_block(
        TieKind.POSSIBLY_SAME,
        size + first[kept],
        size + second[kept],
        start=day,
        confidence=np.round(rng.uniform(*numbers.people.same_confidence, int(kept.sum())), 2),
    )
