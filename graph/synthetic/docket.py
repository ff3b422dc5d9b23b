"""What the records of all events say: days, decisions, parties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from graph.domain import DAY_OPEN, DAY_UNKNOWN, PartyRole
from graph.synthetic.contagion import Pairs
from graph.synthetic.deliveries import Schedule
from graph.synthetic.events import RECORD_KINDS, Events
from graph.synthetic.firms import Firms
from graph.synthetic.parameters import Parameters, Words
from graph.synthetic.people import People
from graph.synthetic.randomness import stream, subset
from graph.synthetic.versions import known_days

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Bool: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

ROLES: tuple[str, ...] = tuple(str(role) for role in PartyRole)
_RESPONSIBLE = ROLES.index(PartyRole.RESPONSIBLE)
_PLAINTIFF = ROLES.index(PartyRole.PLAINTIFF)
_VICTIM = ROLES.index(PartyRole.VICTIM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """What the records of all events say, each column of shape (events,).

    Parameters
    ----------
    events : Events
    decision : int64
        Decision counter; records of one mass decision share it.
    decided, published, known, removed_known : int32
        Days; ``published`` DAY_UNKNOWN if not delivered.
    covered : bool
        False where the record kind is not delivered for the firm's city.
    party_record, party, role : int64, int32, int8, each of shape (parties,)
        Record (event row), node and role of each party.
    """

    events: Events
    decision: Int
    decided: Int
    published: Int
    known: Int
    removed_known: Int
    covered: Bool
    party_record: Int
    party: Int
    role: Int


def make_docket(
    *,
    events: Events,
    firms: Firms,
    people: People,
    pairs: Pairs,
    seed: int,
    schedule: Schedule,
    numbers: Parameters,
    words: Words,
) -> Docket:
    """Days, decisions and parties of all records."""
    rng = stream(seed, "docket")
    plan = numbers.records
    count = len(events)
    district = event_districts(events, firms)
    decision, decided = _decisions(rng, events, district, schedule, numbers)
    removed = np.where(events.removed == DAY_OPEN, DAY_OPEN, np.maximum(events.removed, decided + 10))
    events = replace(events, removed=removed.astype(np.int32))
    published = (decided + rng.integers(0, plan.published_days, count)).astype(np.int32)
    known = known_days(rng, published, numbers)
    removed_known = known_days(rng, events.removed, numbers)
    hidden = subset(rng, count, plan.unknown["published_on"])
    covered = np.ones(count, dtype=np.bool_)
    per_city = len(words.districts)
    for name, cities in numbers.uncovered.tables.items():
        if name.startswith("records:"):
            code = RECORD_KINDS.index(name.removeprefix("records:"))
            covered &= ~((events.kind == code) & np.isin(district // per_city, cities))
    party_record, party, role = _parties(rng, events, firms, people, pairs, numbers)
    return Docket(
        events=events,
        decision=decision,
        decided=decided,
        published=np.where(hidden, DAY_UNKNOWN, published).astype(np.int32),
        known=np.where(covered, known, DAY_OPEN).astype(np.int32),
        removed_known=removed_known,
        covered=covered,
        party_record=party_record,
        party=party,
        role=role,
    )


def event_districts(events: Events, firms: Firms) -> Int:
    """District of the firm of each event; persons' events are scattered by their number."""
    firm = events.node < firms.size
    return np.where(
        firm,
        firms.district[np.minimum(events.node, firms.size - 1)],
        firms.district[events.node % firms.size],
    )


def _decisions(
    rng: np.random.Generator, events: Events, district: Int, schedule: Schedule, numbers: Parameters
) -> tuple[Int, Int]:
    """Decision of each record and its day: some listings of a district and month share one."""
    count = len(events)
    listing = events.kind == RECORD_KINDS.index("abnormal_listing")
    mass = np.flatnonzero(listing & subset(rng, count, numbers.records.mass_decision_share))
    month = np.searchsorted(schedule.month_starts, events.day[mass], side="right") - 1
    group = month * (int(district.max(initial=0)) + 1) + district[mass]
    # A decision lists a firm once; what befalls it again in the month is decided apart.
    node = events.node[mass].astype(np.int64)
    once = np.unique(group * (int(node.max(initial=0)) + 1) + node, return_index=True)[1]
    mass, group = mass[once], group[once]
    found, number = np.unique(group, return_inverse=True)
    decision = np.arange(count, dtype=np.int64)
    decision[mass] = count + number
    # Decided on the last of its listings' days, so that no firm is listed before it was founded.
    latest = np.zeros(len(found), dtype=np.int32)
    np.maximum.at(latest, number, events.day[mass])
    decided = events.day.copy()
    decided[mass] = latest[number]
    return decision, decided


def _parties(
    rng: np.random.Generator, events: Events, firms: Firms, people: People, pairs: Pairs, numbers: Parameters
) -> tuple[Int, Int, Int]:
    """Parties of each record: the firm or person, co-parties of joint decisions, victims, suers."""
    plan = numbers.records
    count = len(events)
    rows = np.arange(count)
    firm_event = events.node < firms.size
    record = [rows]
    node = [events.node.astype(np.int64)]
    role = [np.where(events.plaintiff, _PLAINTIFF, _RESPONSIBLE)]

    share = np.zeros(len(RECORD_KINDS))
    for kind, value in plan.joint_share.items():
        share[RECORD_KINDS.index(kind)] = value
    joint = np.flatnonzero(firm_event & ~events.plaintiff & subset(rng, count, share[events.kind]))
    firm = events.node[joint].astype(np.int64)
    partner = firms.size + people.representative[firm]
    low, degree = pairs.indptr[firm], np.diff(pairs.indptr)[firm]
    drawn = low + (rng.random(len(joint)) * degree).astype(np.int64)
    related = subset(rng, len(joint), 1.0 - plan.joint_person_share) & (degree > 0)
    if len(pairs):
        other = pairs.src[np.minimum(drawn, len(pairs) - 1)].astype(np.int64)
        founded = (other >= firms.size) | (firms.born[np.minimum(other, firms.size - 1)] <= events.day[joint])
        partner = np.where(related & founded, other, partner)
    record.append(joint)
    node.append(partner)
    role.append(np.full(len(joint), _RESPONSIBLE))

    suit = RECORD_KINDS.index("suit")
    opponents = np.flatnonzero(firm_event & (events.kind == suit) & subset(rng, count, plan.opponent_share))
    record.append(opponents)
    node.append(_founded(rng, firms, events.day[opponents]))
    role.append(np.where(events.plaintiff[opponents], _RESPONSIBLE, _PLAINTIFF))

    penalty = RECORD_KINDS.index("penalty")
    victims = np.flatnonzero(firm_event & (events.kind == penalty) & subset(rng, count, plan.victim_share))
    record.append(victims)
    node.append(_founded(rng, firms, events.day[victims]))
    role.append(np.full(len(victims), _VICTIM))

    records_, nodes_, roles_ = np.concatenate(record), np.concatenate(node), np.concatenate(role)
    # One row per record and party: the first role stays, a firm does not sue itself.
    keep = np.lexsort((np.arange(len(records_)), nodes_, records_))
    ordered = records_[keep], nodes_[keep]
    new = np.concatenate([[True], (ordered[0][1:] != ordered[0][:-1]) | (ordered[1][1:] != ordered[1][:-1])])
    chosen = keep[new[: len(keep)]]
    return records_[chosen], nodes_[chosen].astype(np.int32), roles_[chosen].astype(np.int8)


def _founded(rng: np.random.Generator, firms: Firms, day: Int) -> Int:
    """A firm for each day, any of those founded by then; the firm that an event befell always is."""
    order = np.argsort(firms.born, kind="stable")
    count = np.searchsorted(firms.born[order], day, side="right")
    firm: Int = order[rng.integers(0, count)]
    return firm
