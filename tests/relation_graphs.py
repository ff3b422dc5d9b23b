"""Small snapshots written as plain lists, for tests of units, legs, paths and the network.

A `World` holds facts in the order of delivery with whatever ids a test likes; `freeze`
gives them canonical codes and order, as a store does.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from graph.arrays import Frame, large_text
from graph.domain import CENTS_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, TIE_KINDS, TieKind, day_number
from graph.snapshot import Snapshot

TODAY = date(2026, 10, 31)
T = day_number(TODAY)


def ago(months: float) -> int:
    """Day number so many mean months before TODAY."""
    return T - round(months * 365.25 / 12)


@dataclass(frozen=True)
class Firm:
    id: str
    head: str | None = None
    entity_type: str | None = "1100"
    state_body: int = -1


@dataclass(frozen=True)
class Person:
    id: str
    match: float = float("nan")


@dataclass(frozen=True)
class Tie:
    id: str
    kind: TieKind
    source: str
    target: str
    role: str | None = None
    share: float = float("nan")
    start: int = DAY_UNKNOWN
    end: int = DAY_OPEN
    confidence: float = 1.0
    entered: int = T - 1000
    left: int = DAY_OPEN


@dataclass(frozen=True)
class Record:
    id: str
    parties: tuple[tuple[str, str], ...]
    kind: str = "penalty"
    decision: str | None = None
    severity: int = 3
    outcome: str | None = None
    measure: str | None = None
    conduct_from: int = DAY_UNKNOWN
    conduct_to: int = DAY_UNKNOWN
    decided: int = T - 300
    published: int = DAY_UNKNOWN
    entered: int = T - 250
    items: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class World:
    firms: tuple[Firm, ...] = ()
    persons: tuple[Person, ...] = ()
    places: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    records: tuple[Record, ...] = ()
    as_of: date = field(default=TODAY)

    def with_ties(self, *ties: Tie) -> World:
        return replace(self, ties=(*self.ties, *ties))

    def with_records(self, *records: Record) -> World:
        return replace(self, records=(*self.records, *records))

    def without_records(self, ids: set[str]) -> World:
        return replace(self, records=tuple(r for r in self.records if r.id not in ids))

    def freeze(self) -> Snapshot:
        return freeze(self)


def _days(values: list[int]) -> np.ndarray[Any, Any]:
    return np.array(values, np.int32)


def freeze(world: World) -> Snapshot:
    """Snapshot of a world: codes in the order of ids, ties and records in canonical order."""
    firms = sorted(world.firms, key=lambda firm: firm.id.encode())
    persons = sorted(world.persons, key=lambda person: person.id.encode())
    places, contacts = sorted(world.places), sorted(world.contacts)
    code = {
        node: number
        for number, node in enumerate([f.id for f in firms] + [p.id for p in persons] + places + contacts)
    }
    n = len(firms)
    ties = sorted(world.ties, key=lambda t: (TIE_KINDS.index(t.kind), code[t.source], code[t.target], t.id))
    records = sorted(world.records, key=lambda r: r.id.encode())
    parties = sorted(
        {(row, code[p], role) for row, r in enumerate(records) for p, role in r.parties},
    )
    items = [(row, kind, s) for row, r in enumerate(records) for kind, s in r.items]
    unknown = np.full(n, DAY_UNKNOWN, np.int32)
    cents = np.full(n, CENTS_UNKNOWN)
    none = large_text([None] * n)
    return Snapshot(
        as_of=world.as_of,
        known_by=world.as_of,
        enterprises=Frame(
            {
                "enterprise_id": large_text([f.id for f in firms]),
                "name": none,
                "former_names": none,
                "entity_type": large_text([f.entity_type for f in firms]),
                "status": large_text(["operating"] * n),
                "staff_band": none,
                "industry": none,
                "region": none,
                "supervising_authority": none,
                "address": none,
                "established_on": unknown,
                "ended_on": unknown,
                "revoked_on": unknown,
                "registered_capital_cents": cents,
                "paid_in_capital_cents": cents,
                "state_investor_body": np.array([f.state_body for f in firms], np.int8),
                "listed": np.full(n, -1, np.int8),
                "legal_person": np.array([code[f.head or f.id] for f in firms], np.int32),
                "entered_on": unknown,
                "stub": np.zeros(n, bool),
            }
        ),
        persons=Frame(
            {
                "person_id": large_text([p.id for p in persons]),
                "id_kind": large_text(["certificate"] * len(persons)),
                "match_confidence": np.array([p.match for p in persons], np.float64),
            }
        ),
        places=Frame(
            {
                "place_id": large_text(places),
                "address": large_text(places),
                "region": large_text([None] * len(places)),
            }
        ),
        contacts=Frame(
            {
                "contact_id": large_text(contacts),
                "contact_kind": large_text(["phone"] * len(contacts)),
                "display": large_text(contacts),
            }
        ),
        ties=Frame(
            {
                "tie_id": large_text([t.id for t in ties]),
                "role": large_text([t.role for t in ties]),
                "kind": np.array([TIE_KINDS.index(t.kind) for t in ties], np.int8),
                "src": np.array([code[t.source] for t in ties], np.int32),
                "dst": np.array([code[t.target] for t in ties], np.int32),
                "share": np.array([t.share for t in ties], np.float32),
                "confidence": np.array([t.confidence for t in ties], np.float32),
                "amount_cents": np.full(len(ties), CENTS_UNKNOWN),
                "valid_from": _days([t.start for t in ties]),
                "valid_to": _days([t.end for t in ties]),
                "entered_on": _days([t.entered for t in ties]),
                "left_on": _days([t.left for t in ties]),
            }
        ),
        records=Frame(
            {
                "record_id": large_text([r.id for r in records]),
                "decision_id": large_text([r.decision for r in records]),
                "kind": large_text([r.kind for r in records]),
                "cause": large_text([None] * len(records)),
                "measure": large_text([r.measure for r in records]),
                "outcome": large_text([r.outcome for r in records]),
                "document_no": large_text([r.decision for r in records]),
                "authority": large_text([None] * len(records)),
                "source": large_text(["test"] * len(records)),
                "severity": np.array([r.severity for r in records], np.int8),
                "amount_cents": np.full(len(records), CENTS_UNKNOWN),
                "conduct_from": _days([r.conduct_from for r in records]),
                "conduct_to": _days([r.conduct_to for r in records]),
                "decided_on": _days([r.decided for r in records]),
                "published_on": _days([r.published for r in records]),
                "publication_until": _days([DAY_UNKNOWN for r in records]),
                "ended_on": _days([DAY_UNKNOWN for r in records]),
                "entered_on": _days([r.entered for r in records]),
            }
        ),
        parties=Frame(
            {
                "record": np.array([p[0] for p in parties], np.int32),
                "party": np.array([p[1] for p in parties], np.int32),
                "role": large_text([p[2] for p in parties]),
            }
        ),
        items=Frame(
            {
                "item_id": large_text([f"item{k}" for k in range(len(items))]),
                "item_kind": large_text([item[1] for item in items]),
                "record": np.array([item[0] for item in items], np.int32),
                "amount_cents": np.full(len(items), CENTS_UNKNOWN),
                "severity": np.array([item[2] for item in items], np.int8),
            }
        ),
        statuses=Frame(
            {
                **{
                    name: large_text([])
                    for name in (
                        "status_id",
                        "fact_kind",
                        "fact_id",
                        "item_id",
                        "status",
                        "ground",
                        "source_organ",
                        "document_no",
                        "replaced_by",
                    )
                },
                "effective_on": _days([]),
                "ends_on": _days([]),
            }
        ),
        coverage=Frame(
            {
                **{name: large_text([]) for name in ("coverage_id", "covered", "origin", "region")},
                "covered_from": _days([]),
                "covered_to": _days([]),
            }
        ),
    )


def day(number: int) -> date:
    """Calendar day of a day number."""
    return date(1970, 1, 1) + timedelta(days=number)
