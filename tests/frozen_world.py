"""Builder of small frozen snapshots from plain rows, for tests of what reads a snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from graph.arrays import Frame
from graph.domain import CENTS_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, TIE_KINDS, TieKind, day_number
from graph.snapshot import Snapshot

Row = Mapping[str, Any]
_ENTERPRISE_TEXT = (
    *("enterprise_id", "name", "former_names", "entity_type", "status", "staff_band", "industry"),
    *("region", "supervising_authority", "address"),
)
_RECORD_TEXT = (
    *("record_id", "decision_id", "kind", "cause", "measure", "outcome"),
    *("document_no", "authority", "source"),
)
_STATUS_TEXT = (
    *("status_id", "fact_kind", "fact_id", "item_id", "status"),
    *("ground", "source_organ", "document_no", "replaced_by"),
)


def text(rows: Sequence[Row], name: str, default: str | None = None) -> pa.LargeStringArray:
    return pa.array([row.get(name, default) for row in rows], pa.large_string())


def days(rows: Sequence[Row], name: str, default: int = DAY_UNKNOWN) -> np.ndarray[Any, Any]:
    values = [row.get(name) for row in rows]
    return np.array([default if v is None else day_number(v) for v in values], np.int32)


def numbers(rows: Sequence[Row], name: str, default: float, dtype: Any) -> np.ndarray[Any, Any]:
    return np.array([default if row.get(name) is None else row[name] for row in rows], dtype)


def world(
    *,
    as_of: date = date(2026, 10, 31),
    known_by: date | None = None,
    enterprises: Iterable[str | Row] = (),
    persons: Iterable[str] = (),
    places: Iterable[str] = (),
    contacts: Iterable[str] = (),
    ties: Iterable[Row] = (),
    records: Iterable[Row] = (),
    statuses: Iterable[Row] = (),
    coverage: Iterable[Row] = (),
) -> Snapshot:
    """Snapshot of rows; a record row may carry ``parties`` [(id, role) or id]."""
    firms = sorted(
        ({"enterprise_id": e} if isinstance(e, str) else dict(e) for e in enterprises),
        key=lambda row: str(row["enterprise_id"]).encode(),
    )
    people, sites, lines = sorted(persons), sorted(places), sorted(contacts)
    ids = [str(row["enterprise_id"]) for row in firms] + people + sites + lines
    code = {name: position for position, name in enumerate(ids)}
    tie_rows = sorted(
        (dict(tie) for tie in ties),
        key=lambda t: (TIE_KINDS.index(TieKind(t["kind"])), code[t["src"]], code[t["dst"]], t["tie_id"]),
    )
    record_rows = sorted((dict(record) for record in records), key=lambda r: r["record_id"])
    parties = sorted(
        (
            position,
            code[who if isinstance(who, str) else who[0]],
            "responsible" if isinstance(who, str) else who[1],
        )
        for position, record in enumerate(record_rows)
        for who in record.get("parties", ())
    )
    status_rows = sorted((dict(row) for row in statuses), key=lambda r: r["status_id"])
    coverage_rows = sorted((dict(row) for row in coverage), key=lambda r: r["coverage_id"])
    return Snapshot(
        as_of=as_of,
        known_by=known_by or as_of,
        enterprises=Frame(
            {
                **{
                    name: text(firms, name, "operating" if name == "status" else None)
                    for name in _ENTERPRISE_TEXT
                },
                **{name: days(firms, name) for name in ("established_on", "ended_on", "revoked_on")},
                "registered_capital_cents": numbers(
                    firms, "registered_capital_cents", CENTS_UNKNOWN, np.int64
                ),
                "paid_in_capital_cents": numbers(firms, "paid_in_capital_cents", CENTS_UNKNOWN, np.int64),
                "state_investor_body": numbers(firms, "state_investor_body", -1, np.int8),
                "listed": numbers(firms, "listed", -1, np.int8),
                "legal_person": np.array(
                    [code[row.get("legal_person", row["enterprise_id"])] for row in firms], np.int32
                ),
                "entered_on": days(firms, "entered_on", day_number(date(2020, 1, 1))),
                "stub": numbers(firms, "stub", False, np.bool_),
            }
        ),
        persons=Frame(
            {
                "person_id": pa.array(people, pa.large_string()),
                "id_kind": pa.array(["certificate"] * len(people), pa.large_string()),
                "match_confidence": np.full(len(people), np.nan),
            }
        ),
        places=Frame(
            {
                "place_id": pa.array(sites, pa.large_string()),
                "address": pa.array(sites, pa.large_string()),
                "region": pa.array([None] * len(sites), pa.large_string()),
            }
        ),
        contacts=Frame(
            {
                "contact_id": pa.array(lines, pa.large_string()),
                "contact_kind": pa.array(["phone"] * len(lines), pa.large_string()),
                "display": pa.array([None] * len(lines), pa.large_string()),
            }
        ),
        ties=Frame(
            {
                "tie_id": text(tie_rows, "tie_id"),
                "role": text(tie_rows, "role"),
                "kind": np.array([TIE_KINDS.index(TieKind(t["kind"])) for t in tie_rows], np.int8),
                "src": np.array([code[t["src"]] for t in tie_rows], np.int32),
                "dst": np.array([code[t["dst"]] for t in tie_rows], np.int32),
                "share": numbers(tie_rows, "share", np.nan, np.float32),
                "confidence": numbers(tie_rows, "confidence", 1.0, np.float32),
                "amount_cents": numbers(tie_rows, "amount_cents", CENTS_UNKNOWN, np.int64),
                "valid_from": days(tie_rows, "valid_from"),
                "valid_to": days(tie_rows, "valid_to", DAY_OPEN),
                "entered_on": days(tie_rows, "entered_on", day_number(date(2020, 1, 1))),
                "left_on": days(tie_rows, "left_on", DAY_OPEN),
            }
        ),
        records=Frame(
            {
                **{name: text(record_rows, name) for name in _RECORD_TEXT},
                "severity": numbers(record_rows, "severity", -1, np.int8),
                "amount_cents": numbers(record_rows, "amount_cents", CENTS_UNKNOWN, np.int64),
                **{
                    name: days(record_rows, name)
                    for name in (
                        "conduct_from",
                        "conduct_to",
                        "decided_on",
                        "published_on",
                        "publication_until",
                        "ended_on",
                    )
                },
                "entered_on": days(record_rows, "entered_on", day_number(date(2020, 1, 1))),
            }
        ),
        parties=Frame(
            {
                "record": np.array([p[0] for p in parties], np.int32),
                "party": np.array([p[1] for p in parties], np.int32),
                "role": pa.array([p[2] for p in parties], pa.large_string()),
            }
        ),
        items=Frame(
            {
                "item_id": pa.array([], pa.large_string()),
                "item_kind": pa.array([], pa.large_string()),
                "record": np.empty(0, np.int32),
                "amount_cents": np.empty(0, np.int64),
                "severity": np.empty(0, np.int8),
            }
        ),
        statuses=Frame(
            {
                **{name: text(status_rows, name) for name in _STATUS_TEXT},
                "effective_on": days(status_rows, "effective_on"),
                "ends_on": days(status_rows, "ends_on", DAY_OPEN),
            }
        ),
        coverage=Frame(
            {
                **{
                    name: text(coverage_rows, name) for name in ("coverage_id", "covered", "origin", "region")
                },
                "covered_from": days(coverage_rows, "covered_from"),
                "covered_to": days(coverage_rows, "covered_to"),
            }
        ),
    )


def tie(kind: str, src: str, dst: str, **more: Any) -> dict[str, Any]:
    """One tie row; its id is readable and unique by kind, ends and role."""
    name = f"{kind}:{src}:{dst}:{more.get('role', '')}"
    return {"tie_id": name, "kind": kind, "src": src, "dst": dst, "valid_from": date(2021, 1, 1), **more}
