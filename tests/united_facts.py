"""Naive reference of records that unite: which record or item stands for which, in plain loops."""

from __future__ import annotations

from datetime import date
from typing import Any

from graph.catalogue import records as records_catalogue

Version = dict[str, Any]
_PER_PARTY = {kind for kind, entry in records_catalogue().kinds.items() if entry.conduct == "per_party"}


def stands_for(
    records: list[Version],
    parties: set[tuple[str, str, str]],
    entered: dict[str, int],
    statuses: list[Version],
    known_by: date,
) -> dict[str, str]:
    """Record that stands for each record: one for each decision, kind and party where it enters."""
    lasting = [
        row
        for row in statuses
        if row.get("replaced_by") and (row.get("ends_on") is None or row["ends_on"] > known_by)
    ]
    groups: dict[Any, list[str]] = {}
    for row in records:
        key = row["record_id"]
        named = {party for record, party, _ in parties if record == key}
        joint = row["kind"] not in _PER_PARTY
        if row.get("decision_id") is None or not (joint or len(named) == 1):
            continue
        replacing = any(status["replaced_by"] == key for status in lasting)
        replaced = replacing and any(status["fact_id"] == key for status in lasting)
        party = None if joint else min(named)
        groups.setdefault((row["decision_id"], row["kind"], party, replacing, replaced), []).append(key)
    stands = {row["record_id"]: row["record_id"] for row in records}
    for keys in groups.values():
        kept = min(keys, key=lambda key: (entered[key], key))
        stands.update(dict.fromkeys(keys, kept))
    return stands


def parts(items: list[Version], stands: dict[str, str]) -> dict[str, str]:
    """Item that stands for each item: the first of a kind of one source is the first of the other."""
    groups: dict[Any, list[Version]] = {}
    for row in items:
        same = [
            other
            for other in items
            if (other["record_id"], other["item_kind"]) == (row["record_id"], row["item_kind"])
        ]
        same.sort(key=lambda one: (one.get("amount_cents") is None, one.get("amount_cents"), one["item_id"]))
        place = (stands[row["record_id"]], row["item_kind"], same.index(row))
        groups.setdefault(place, []).append(row)
    part_of: dict[str, str] = {}
    for (record, _, _), rows in groups.items():
        kept = min(rows, key=lambda row: (row["record_id"] != record, row["item_id"]))
        part_of.update({row["item_id"]: kept["item_id"] for row in rows})
    return part_of


def by_day(rows: list[Version], key: str) -> list[Version]:
    """Rows known last first, those of one day by the smaller id."""
    return sorted(sorted(rows, key=lambda row: str(row[key])), key=lambda row: row["day"], reverse=True)


def latest(rows: list[Version], key: str, columns: tuple[str, ...]) -> dict[str, Any]:
    """Known value of each column in the version known last that has one; -1 for no severity."""
    found = {
        name: next((row[name] for row in by_day(rows, key) if row.get(name) is not None), None)
        for name in columns
    }
    return {**found, "severity": -1 if found["severity"] is None else found["severity"]}


def status_name(status: Version, name: str, stands: dict[str, str]) -> Any:
    """Id that a status names in a freeze: of the record or item that stands for it."""
    value = status.get(name)
    return stands.get(str(value), value) if status["fact_kind"] == "record" else value
