"""A large random snapshot made of columns, for measuring the network at province size.

Heavy tails: few persons with hundreds of firms, mass addresses, shared phones.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame, large_text
from graph.domain import CENTS_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, TIE_KINDS, TieKind
from graph.snapshot import Snapshot
from graph.units import Units
from tests.relation_graphs import TODAY, T, World

Array = np.ndarray[Any, Any]


def province(firms: int, seed: int = 7) -> Snapshot:
    """Snapshot with 1.5 persons, about 5.8 ties and 3 records a firm."""
    rng = np.random.default_rng(seed)
    persons, places, contacts = firms * 3 // 2, firms * 7 // 10, firms * 8 // 10
    first = {"p": firms, "a": firms + persons, "c": firms + persons + places}
    branch = np.flatnonzero(rng.random(firms) < 0.03)
    legal_person = np.arange(firms, dtype=np.int32)
    legal_person[branch[branch > 0]] = (rng.random(len(branch[branch > 0])) * branch[branch > 0]).astype(int)
    legal_person = legal_person[legal_person]
    business = rng.random(firms) < 0.25

    def people(count: int) -> Array:
        heavy = rng.random(count) < 0.3
        drawn = (persons * rng.random(count) ** np.where(heavy, 6.0, 1.0)).astype(np.int64)
        return first["p"] + np.minimum(drawn, persons - 1)

    every = np.arange(firms)
    head = np.where(business, first["p"] + rng.integers(0, persons, firms), people(firms))
    blocks = [
        (TieKind.LEGAL_REPRESENTATIVE_OF, head, every),
        (TieKind.HOLDS, people(firms * 13 // 10), rng.integers(0, firms, firms * 13 // 10)),
        (TieKind.HOLDS, rng.integers(0, firms, firms // 4), rng.integers(0, firms, firms // 4)),
        (TieKind.OFFICER_OF, people(firms), rng.integers(0, firms, firms)),
        (TieKind.GUARANTEES, rng.integers(0, firms, firms // 50), rng.integers(0, firms, firms // 50)),
        (TieKind.REGISTERED_AT, every, first["a"] + (places * rng.random(firms) ** 1.5).astype(np.int64)),
        (TieKind.REACHED_AT, every, first["c"] + (contacts * rng.random(firms) ** 1.5).astype(np.int64)),
    ]
    kind = np.concatenate([np.full(len(s), TIE_KINDS.index(k), np.int8) for k, s, _ in blocks])
    src = np.concatenate([s for _, s, _ in blocks]).astype(np.int32)
    dst = np.concatenate([d for _, _, d in blocks]).astype(np.int32)
    kept = np.flatnonzero(src != dst)
    kept = kept[np.lexsort((dst[kept], src[kept], kind[kept]))]
    kind, src, dst = kind[kept], src[kept], dst[kept]
    m = len(kind)
    start = (T - rng.integers(0, 4000, m)).astype(np.int32)
    start[rng.random(m) < 0.1] = DAY_UNKNOWN
    ended = rng.random(m) < 0.12
    end = np.where(ended, T - rng.integers(0, 1500, m), DAY_OPEN).astype(np.int32)
    entered = np.where(rng.random(m) < 0.6, T - 1100, T - rng.integers(1, 1100, m)).astype(np.int32)
    share = np.where(rng.random(m) < 0.3, np.nan, rng.random(m)).astype(np.float32)
    roles = np.array(["director", "manager", "supervisor", "independent_director"], object)
    empty = World().freeze()
    return Snapshot(
        as_of=TODAY,
        known_by=TODAY,
        enterprises=Frame(
            {
                "enterprise_id": _ids("E", firms),
                "entity_type": large_text(np.where(business, "9500", "1100")),
                "state_investor_body": np.where(rng.random(firms) < 0.0005, 1, -1).astype(np.int8),
                "legal_person": legal_person,
            }
        ),
        persons=Frame({"person_id": _ids("P", persons), "match_confidence": np.full(persons, np.nan)}),
        places=Frame({"place_id": _ids("A", places)}),
        contacts=Frame({"contact_id": _ids("C", contacts)}),
        ties=Frame(
            {
                "tie_id": _ids("t", m),
                "role": large_text(roles[rng.integers(0, 4, m)]),
                "kind": kind,
                "src": src,
                "dst": dst,
                "share": share,
                "confidence": np.ones(m, np.float32),
                "valid_from": start,
                "valid_to": end,
                "entered_on": entered,
                "left_on": np.maximum(end, entered),
            }
        ),
        **_records(rng, firms, persons, firms * 3),
        items=empty.items,
        statuses=empty.statuses,
        coverage=empty.coverage,
    )


def _ids(prefix: str, count: int) -> pa.LargeStringArray:
    digits = pc.utf8_lpad(pa.array(np.arange(count)).cast(pa.large_string()), 23, "0")
    return pc.binary_join_element_wise(
        pa.scalar(prefix, pa.large_string()), digits, pa.scalar("", pa.large_string())
    )


def _records(rng: Any, firms: int, persons: int, count: int) -> dict[str, Frame]:
    decided = (T - rng.integers(1, 2000, count)).astype(np.int32)
    unknown = np.full(count, DAY_UNKNOWN, np.int32)
    kinds = np.array(["penalty", "suit", "abnormal_listing", "judgment_defaulter"], object)
    bad_firms = rng.permutation(firms)[: firms * 27 // 100]
    bad_persons = firms + rng.permutation(persons)[: persons // 20]
    extra = rng.random(count) < 0.05
    of_person = rng.random(count) < 0.1
    party = np.where(of_person, rng.choice(bad_persons, count), rng.choice(bad_firms, count))
    rows = np.concatenate((np.arange(count), np.flatnonzero(extra), np.flatnonzero(extra)))
    others = rng.choice(bad_firms, 2 * int(extra.sum()))
    codes = np.concatenate((party, others))
    pairs = np.unique(rows * (firms + persons) + codes)
    decision = pc.binary_join_element_wise(
        pa.scalar("d", pa.large_string()),
        pa.array(np.arange(count) // 2).cast(pa.large_string()),
        pa.scalar("", pa.large_string()),
    )
    return {
        "records": Frame(
            {
                "record_id": _ids("r", count),
                "decision_id": pc.if_else(
                    pa.array(rng.random(count) < 0.3), decision, pa.scalar(None, pa.large_string())
                ),
                "kind": large_text(kinds[rng.integers(0, 4, count)]),
                "measure": large_text([None] * count),
                "outcome": large_text([None] * count),
                "severity": rng.integers(0, 6, count).astype(np.int8),
                "amount_cents": np.full(count, CENTS_UNKNOWN),
                "conduct_from": unknown,
                "conduct_to": unknown,
                "decided_on": decided,
                "published_on": unknown,
                "entered_on": decided,
            }
        ),
        "parties": Frame(
            {
                "record": (pairs // (firms + persons)).astype(np.int32),
                "party": (pairs % (firms + persons)).astype(np.int32),
                "role": large_text(["responsible"] * len(pairs)),
            }
        ),
    }


class ThresholdClasses:
    """ClassSource by the number of party rows of a unit, vectorised."""

    def __init__(self, snapshot: Snapshot, units: Units) -> None:
        party = snapshot.parties.numbers("party")
        own = party < snapshot.enterprises.rows
        self.counts = np.bincount(units.unit[party[own]], minlength=units.count)

    def _classes(self, counts: Array) -> Array:
        return np.digitize(counts, (4, 12, 16)).astype(np.int8)

    def units(self) -> Array:
        return self._classes(self.counts)

    def without(self, units: Array, indptr: Array, records: Array) -> Array:
        return self._classes(self.counts[units] - np.diff(indptr))
