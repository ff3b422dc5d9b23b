"""Rows of records, their items and parties, made from events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from graph.catalogue import records
from graph.domain import CENTS_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, PartyRole
from graph.synthetic.codes import digits, fixed_text
from graph.synthetic.contagion import Pairs
from graph.synthetic.deliveries import Schedule
from graph.synthetic.events import MEASURES, RECORD_KINDS, Events
from graph.synthetic.firms import DAYS_PER_MONTH, Firms
from graph.synthetic.nodes import STREAMS, Nodes
from graph.synthetic.parameters import Parameters, Words
from graph.synthetic.people import People
from graph.synthetic.randomness import choose, lognormal, stream, subset
from graph.synthetic.rows import Cells, Days, HexIds, Joined, Numbers, Rows, Taken
from graph.synthetic.rows import Words as WordCells
from graph.synthetic.versions import known_days, versions

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
    district = _districts(events, firms)
    decision, decided = _decisions(rng, events, district, schedule, numbers)
    removed = np.where(events.removed == DAY_OPEN, DAY_OPEN, np.maximum(events.removed, decided + 10))
    events = replace(events, removed=removed.astype(np.int32))
    published = (decided + rng.integers(0, 20, count)).astype(np.int32)
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


def _districts(events: Events, firms: Firms) -> Int:
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
        partner = np.where(related, pairs.src[np.minimum(drawn, len(pairs) - 1)], partner)
    record.append(joint)
    node.append(partner)
    role.append(np.full(len(joint), _RESPONSIBLE))

    suit = RECORD_KINDS.index("suit")
    opponents = np.flatnonzero(firm_event & (events.kind == suit) & subset(rng, count, 0.35))
    record.append(opponents)
    node.append(rng.integers(0, firms.size, len(opponents)))
    role.append(np.where(events.plaintiff[opponents], _RESPONSIBLE, _PLAINTIFF))

    penalty = RECORD_KINDS.index("penalty")
    victims = np.flatnonzero(firm_event & (events.kind == penalty) & subset(rng, count, plan.victim_share))
    record.append(victims)
    node.append(rng.integers(0, firms.size, len(victims)))
    role.append(np.full(len(victims), _VICTIM))

    records_, nodes_, roles_ = np.concatenate(record), np.concatenate(node), np.concatenate(role)
    # One row per record and party: the first role stays, a firm does not sue itself.
    keep = np.lexsort((np.arange(len(records_)), nodes_, records_))
    ordered = records_[keep], nodes_[keep]
    new = np.concatenate([[True], (ordered[0][1:] != ordered[0][:-1]) | (ordered[1][1:] != ordered[1][:-1])])
    chosen = keep[new[: len(keep)]]
    return records_[chosen], nodes_[chosen].astype(np.int32), roles_[chosen].astype(np.int8)


def record_rows(
    docket: Docket, *, firms: Firms, seed: int, schedule: Schedule, numbers: Parameters, words: Words
) -> tuple[Rows, Rows]:
    """Rows of records (first versions and removals) and of record items."""
    rng = stream(seed, "records")
    plan = numbers.records
    events = docket.events
    count = len(events)
    kinds = records().kinds
    cause_words, cause = _causes(rng, events, numbers)
    outcome_words = tuple(records().outcomes)
    drawn = np.array([outcome_words.index(word) for word in plan.outcomes])[choose(rng, plan.outcomes, count)]
    suit = events.kind == RECORD_KINDS.index("suit")
    false_registration = events.kind == RECORD_KINDS.index("false_registration")
    found = np.where(
        subset(rng, count, 0.5), outcome_words.index("under_inquiry"), outcome_words.index("confirmed")
    )
    outcome = np.where(suit, drawn, np.where(false_registration, found, -1))
    amount = _amounts(rng, events, numbers)
    conduct_to = docket.decided - rng.integers(15, 400, count)
    conduct_from = conduct_to - rng.integers(0, 300, count)
    no_conduct = subset(rng, count, plan.unknown["conduct_from"])
    months = np.array([plan.publication_months[name] for name in MEASURES])
    until = docket.decided + (months[events.measure] * DAYS_PER_MONTH).astype(np.int64)
    # Where the source gives no severity, the reader takes the catalogue's of kind or measure.
    explicit = subset(rng, count, plan.explicit_severity_share) & ~events.plaintiff
    severity = np.where(
        events.measure >= 0,
        events.severity,
        np.array([kinds[name].severity for name in RECORD_KINDS])[events.kind],
    )
    numbered = ~subset(rng, count, plan.unknown["document_no"])
    organ, document = _organs(docket, firms, numbered, words)
    index, known_on, ended = versions(schedule, docket.known, events.removed, docket.removed_known)
    columns: dict[str, Cells] = {
        "record_id": HexIds(STREAMS["record"], index, seed),
        "decision_id": HexIds(STREAMS["decision"], np.where(numbered, docket.decision, -1)[index], seed),
        "kind": WordCells(pa.array(RECORD_KINDS), events.kind[index]),
        "cause": WordCells(pa.array(cause_words), cause[index]),
        "measure": WordCells(pa.array(MEASURES), events.measure[index]),
        "outcome": WordCells(pa.array(outcome_words), outcome[index]),
        "severity": Numbers(np.where(explicit, severity, CENTS_UNKNOWN)[index]),
        "amount_cents": Numbers(amount[index]),
        "document_no": Taken(document, index),
        "authority": Taken(organ, index),
        "conduct_from": Days(np.where(no_conduct, DAY_UNKNOWN, conduct_from)[index]),
        "conduct_to": Days(np.where(no_conduct, DAY_UNKNOWN, conduct_to)[index]),
        "decided_on": Days(docket.decided[index]),
        "published_on": Days(docket.published[index]),
        "publication_until": Days(np.where(events.measure >= 0, until, DAY_UNKNOWN)[index]),
        "ended_on": Days(ended),
    }
    return Rows(columns, known_on), _item_rows(docket, amount, seed)


def _causes(rng: np.random.Generator, events: Events, numbers: Parameters) -> tuple[list[str], Int]:
    words_: list[str] = []
    cause = np.full(len(events), -1, dtype=np.int16)
    for kind, shares in numbers.records.causes.items():
        rows = np.flatnonzero(events.kind == RECORD_KINDS.index(kind))
        cause[rows] = len(words_) + choose(rng, shares, len(rows))
        words_.extend(shares)
    cause[subset(rng, len(events), numbers.records.unknown["cause"])] = -1
    return words_, cause


def _amounts(rng: np.random.Generator, events: Events, numbers: Parameters) -> Int:
    plan = numbers.records
    count = len(events)
    fine = MEASURES.index("fine"), MEASURES.index("confiscation")
    fined = np.isin(events.measure, fine) | np.isin(events.second, fine)
    fines = lognormal(rng, plan.fine_median_yuan * (1 + events.severity), plan.fine_sigma, count)
    claims = lognormal(rng, plan.claim_median_yuan, 1.6, count)
    claimed = np.isin(events.kind, [RECORD_KINDS.index("suit"), RECORD_KINDS.index("enforcement")])
    yuan = np.where(fined, np.round(fines / 100) * 100, np.where(claimed, np.round(claims), np.nan))
    yuan[subset(rng, count, plan.unknown["amount_cents"])] = np.nan
    return np.where(np.isnan(yuan), CENTS_UNKNOWN, np.nan_to_num(yuan) * 100).astype(np.int64)


def _organs(docket: Docket, firms: Firms, numbered: Bool, words: Words) -> tuple[Cells, Cells]:
    """Deciding organ and document number of each record."""
    events = docket.events
    district = _districts(events, firms)
    per_city = len(words.districts)
    names = [words.organs[kind] for kind in RECORD_KINDS]
    organ = Joined(
        (
            WordCells(pa.array([name for name, _ in words.cities]), district // per_city),
            WordCells(pa.array(words.districts), district % per_city),
            WordCells(pa.array([name for name, _ in names]), events.kind),
        )
    )
    signs = pa.array([f"{words.province.short[0]}{sign}〔" for _, sign in names])
    year = docket.decided.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    years = pa.array([str(number) for number in range(1970, 2100)])
    document = Joined(
        (
            WordCells(signs, np.where(numbered, events.kind, -1)),
            WordCells(years, year - 1970),
            WordCells(pa.array(["〕"]), np.zeros(len(events), dtype=np.int8)),
            _Digits(docket.decision, 8),
            WordCells(pa.array(["号"]), np.zeros(len(events), dtype=np.int8)),
        )
    )
    return organ, document


@dataclass(frozen=True, slots=True)
class _Digits:
    """Zero-padded numbers as text."""

    values: Int
    width: int

    def __len__(self) -> int:
        return len(self.values)

    def render(self, index: Int) -> pa.Array:
        return fixed_text(digits(self.values[index], self.width))


def _item_rows(docket: Docket, amount: Int, seed: int) -> Rows:
    """Items of penalties: one for each measure; the amount goes with the fine."""
    events = docket.events
    first, second = np.flatnonzero(events.measure >= 0), np.flatnonzero(events.second >= 0)
    record = np.concatenate([first, second])
    measure = np.concatenate([events.measure[first], events.second[second]])
    order = np.lexsort((measure, record))
    record, measure = record[order], measure[order]
    money = np.isin(measure, [MEASURES.index("fine"), MEASURES.index("confiscation")])
    repeated = np.concatenate([[False], (record[1:] == record[:-1]) & money[:-1]]) if len(record) else money
    severities = np.array([entry.severity for entry in records().measures.values()])
    columns: dict[str, Cells] = {
        "item_id": HexIds(STREAMS["item"], np.arange(len(record)), seed),
        "record_id": HexIds(STREAMS["record"], record, seed),
        "item_kind": WordCells(pa.array(MEASURES), measure),
        "amount_cents": Numbers(np.where(money & ~repeated, amount[record], CENTS_UNKNOWN)),
        "severity": Numbers(severities[measure]),
    }
    return Rows(columns, docket.known[record])


def party_rows(docket: Docket, nodes: Nodes, *, seed: int) -> Rows:
    """Rows of parties, known with their record."""
    columns: dict[str, Cells] = {
        "party_key": HexIds(STREAMS["party"], np.arange(len(docket.party)), seed),
        "record_id": HexIds(STREAMS["record"], docket.party_record, seed),
        "party_id": WordCells(nodes.ids, docket.party),
        "role": WordCells(pa.array(ROLES), docket.role),
    }
    return Rows(columns, docket.known[docket.party_record])
