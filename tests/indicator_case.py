"""Facts of one enterprise E1 on 2026-10-31, its value and its points, and builders of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Facts of one case; ``firm`` are attributes of E1, rows without a party are E1's."""

    value: float
    points: float
    firm: Row = field(default_factory=dict)
    records: Sequence[Row] = ()
    filings: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    others: Sequence[Row] = ()
    persons: Sequence[str] = ()
    places: Sequence[str] = ()
    contacts: Sequence[str] = ()
    ties: Sequence[Row] = ()


def filed(year: int, month: int, day: int, **columns: Any) -> Row:
    """One filing row of E1."""
    return {"enterprise": "E1", "filed_on": date(year, month, day), **columns}


def record(number: int, kind: str, decided_on: date, **columns: Any) -> Row:
    """One record that holds E1 responsible."""
    return {
        "record_id": f"r{number}",
        "kind": kind,
        "decided_on": decided_on,
        "parties": ("E1",),
        **columns,
    }


def tie(kind: str, src: str, dst: str) -> dict[str, Any]:
    """One tie in force since 2021."""
    return {
        "tie_id": f"{kind}:{src}:{dst}",
        "kind": kind,
        "src": src,
        "dst": dst,
        "valid_from": date(2021, 1, 1),
    }


def report(year: int, filed_on: date, **columns: Any) -> Row:
    """Annual report of a year."""
    return {"enterprise": "E1", "filed_on": filed_on, "report_year": year, **columns}


def penalties(*days: date, **columns: Any) -> list[Row]:
    """One fine a day."""
    return [record(n, "penalty", day, measure="fine", **columns) for n, day in enumerate(days)]


def alterations(item: str, *days: date) -> dict[str, list[Row]]:
    """One alteration a day."""
    return {"alterations": [{"enterprise": "E1", "filed_on": day, "item": item} for day in days]}


OLD = {"established_on": date(2010, 10, 31)}
RECENT = date(2026, 6, 1)
LAST_YEAR = date(2026, 3, 1)
