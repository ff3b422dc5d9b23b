"""Hypothesis strategies of deliveries: few ids and days, so that rows meet each other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from graph.store.protocol import Scope
from graph.tables import TABLES
from tests.deliveries import Delivery, Row

FIRST_DAY = date(2026, 1, 1)
DAYS = 12
_ENTERPRISES = ("U1", "U2", "U3", "R:n:1", "R:n:2")
_TIES: dict[str, dict[str, Any]] = {
    "t1": {"kind": "HOLDS", "source_id": "P:1", "target_id": "R:n:1"},
    "t2": {"kind": "HOLDS", "source_id": "U2", "target_id": "U1"},
    "t3": {"kind": "BRANCH_OF", "source_id": "U1", "target_id": "U2"},
    "t4": {"kind": "BRANCH_OF", "source_id": "R:n:1", "target_id": "U3"},
    "t5": {"kind": "REGISTERED_AT", "source_id": "U3", "target_id": "A:1"},
    "t6": {"kind": "BRANCH_OF", "source_id": "U2", "target_id": "R:n:2"},
}
_PARTIES: dict[str, dict[str, Any]] = {
    "k1": {"record_id": "r1", "party_id": "U1", "role": "responsible"},
    "k2": {"record_id": "r1", "party_id": "R:n:1", "role": "responsible"},
    "k3": {"record_id": "r2", "party_id": "P:2", "role": "plaintiff"},
    "k4": {"record_id": "r2", "party_id": "U1", "role": "responsible"},
    "k5": {"record_id": "r3", "party_id": "U1", "role": "responsible"},
    "k6": {"record_id": "r3", "party_id": "R:n:1", "role": "third_party"},
}
_ITEMS: dict[str, dict[str, Any]] = {
    "m1": {"record_id": "r1"},
    "m2": {"record_id": "r1"},
    "m3": {"record_id": "r2"},
    "m4": {"record_id": "r3"},
}
_IDENTIFIERS: dict[str, dict[str, Any]] = {
    "i1": {"entity_id": "R:n:1", "scheme": "uscc", "value": "U1"},
    "i2": {"entity_id": "U2", "scheme": "internal", "value": "2", "node": "n"},
    "i3": {"entity_id": "U3", "scheme": "registration_no", "value": "77"},
}
_RECORDS: dict[str, dict[str, Any]] = {"r1": {}, "r2": {}, "r3": {}}

days = st.integers(0, DAYS - 1).map(lambda offset: FIRST_DAY + timedelta(days=offset))
_maybe_day = st.none() | days


def _rows(
    key: str, fixed: dict[str, dict[str, Any]], **columns: st.SearchStrategy[Any]
) -> st.SearchStrategy[list[Row]]:
    drawn = st.fixed_dictionaries({key: st.sampled_from(sorted(fixed)), **columns})
    return st.lists(drawn.map(lambda row: {**fixed[row[key]], **row}), max_size=4)


def _once(name: str, rows: list[Row]) -> list[Row]:
    """First row of each fact."""
    firsts: dict[str, Row] = {}
    for row in rows:
        firsts.setdefault(row[TABLES[name].key], row)
    return list(firsts.values())


_TABLES = {
    "enterprises": _rows(
        "enterprise_id",
        {identifier: {} for identifier in _ENTERPRISES},
        name=st.sampled_from((None, "甲", "乙")),
        status=st.sampled_from((None, "operating", "deregistered")),
        region=st.sampled_from((None, "11", "12")),
        established_on=_maybe_day,
        legal_person_id=st.sampled_from((None, None, None, "U2", "R:n:1")),
        known_on=_maybe_day,
    ),
    "ties": _rows(
        "tie_id",
        _TIES,
        share=st.sampled_from((None, 0.25, 0.5)),
        valid_from=_maybe_day,
        valid_to=_maybe_day,
        known_on=_maybe_day,
    ),
    "records": _rows(
        "record_id",
        _RECORDS,
        decision_id=st.sampled_from((None, "d1", "d1", "d1", "d2")),
        kind=st.sampled_from(("penalty", "penalty", "abnormal_listing")),
        measure=st.sampled_from((None, "fine", "warning")),
        severity=st.sampled_from((None, 1, 3)),
        published_on=_maybe_day,
        ended_on=_maybe_day,
        known_on=_maybe_day,
    ),
    "parties": _rows("party_key", _PARTIES, known_on=_maybe_day),
    "record_items": _rows(
        "item_id",
        _ITEMS,
        item_kind=st.sampled_from(("fine", "fine", "warning")),
        amount_cents=st.sampled_from((None, 100, 200)),
        severity=st.sampled_from((None, 2)),
        known_on=_maybe_day,
    ),
    "identifiers": _rows("identifier_key", _IDENTIFIERS, known_on=_maybe_day),
    "fact_statuses": _rows(
        "status_id",
        {
            "s1": {"fact_kind": "tie", "fact_id": "t1"},
            "s2": {"fact_kind": "record", "fact_id": "r1"},
            "s3": {"fact_kind": "tie", "fact_id": "t2"},
            "s4": {"fact_kind": "tie", "fact_id": "t2"},
            "s5": {"fact_kind": "record", "fact_id": "r2", "item_id": "m3"},
            "s6": {"fact_kind": "record", "fact_id": "r2", "replaced_by": "r3"},
            "s7": {"fact_kind": "record", "fact_id": "r3", "replaced_by": "r1"},
        },
        effective_on=days,
        ends_on=_maybe_day,
        status=st.sampled_from(("revoked", "objected", "void_from_start", "void_from_start")),
        known_on=_maybe_day,
    ),
}
_scopes = st.builds(
    Scope,
    table=st.sampled_from(("enterprises", "ties", "records")),
    source=st.sampled_from(("s1", "s2")),
    region=st.sampled_from((None, "11")),
)


@st.composite
def histories(
    draw: st.DrawFn,
    *,
    own_days: bool = True,
    full: bool = True,
    repeats: bool = True,
    sources: tuple[str, ...] = ("s1", "s2"),
) -> list[Delivery]:
    """One to four deliveries in any order of days.

    Parameters
    ----------
    own_days : bool
        False: rows bring no day of their own and no batch is a backfill.
    full : bool
        False: no delivery is declared complete.
    repeats : bool
        False: no delivery has two rows of one fact.
    """
    deliveries = []
    for number in range(draw(st.integers(1, 4))):
        rows = {name: draw(strategy) for name, strategy in _TABLES.items()}
        if not repeats:
            rows = {name: _once(name, table) for name, table in rows.items()}
        if not own_days:
            rows = {name: [{**row, "known_on": None} for row in table] for name, table in rows.items()}
        deliveries.append(
            Delivery(
                batch=f"batch-{number}",
                day=draw(days),
                rows={name: table for name, table in rows.items() if table},
                source=draw(st.sampled_from(sources)),
                backfill=own_days and draw(st.booleans()),
                full=tuple(draw(st.lists(_scopes, max_size=2))) if full else (),
            )
        )
    return deliveries
