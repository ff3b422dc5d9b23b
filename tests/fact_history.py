"""Naive reference of the fact store: lists of dict versions and plain loops.

It states the time and identity rules once more, row by row, and freezes to plain rows
that a test compares with the arrays of a snapshot.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from graph.domain import CENTS_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, TIE_KINDS, day_number
from graph.snapshot import Snapshot
from graph.store.protocol import Scope
from graph.tables import TABLES
from tests.deliveries import Delivery, plain
from tests.united_facts import by_day, latest, parts, stands_for, status_name

Version = dict[str, Any]
_NODE_COLUMNS = {
    "enterprises": ("enterprise_id", "legal_person_id"),
    "persons": ("person_id",),
    "places": ("place_id",),
    "contacts": ("contact_id",),
    "ties": ("source_id", "target_id"),
    "parties": ("party_id",),
    "identifiers": ("entity_id",),
}
_RECORD = ("decision_id", "kind", "measure", "severity", "ended_on")
_ITEM = ("item_kind", "amount_cents", "severity")
_GONE = ("deregistered", "cancelled", "moved_out", "absent")


class History:
    """All versions of all facts, in load order."""

    def __init__(self) -> None:
        self.versions: dict[str, list[Version]] = {name: [] for name in TABLES}
        self.batches: dict[str, Delivery] = {}

    def load(self, delivery: Delivery) -> None:
        if delivery.batch in self.batches:
            return
        links = self._links(delivery.day, extra=delivery)
        before = {name: list(versions) for name, versions in self.versions.items()}
        self.batches[delivery.batch] = delivery
        for name, rows in delivery.rows.items():
            self._add(name, [dict(row) for row in rows], delivery)
        for name, rows in delivery.rows.items():
            delivered = {row[TABLES[name].key] for row in rows}
            if name == "enterprises":
                delivered |= {other for one in delivered for other in links.get(one, {one})}
            for scope in delivery.full:
                if scope.table == name and TABLES[name].closes:
                    self._close(name, delivered, before, scope, delivery)

    def _add(self, name: str, rows: list[Version], delivery: Delivery) -> None:
        table = TABLES[name]
        for row in rows:
            own_days = [
                other["known_on"]
                for other in rows
                if other[table.key] == row[table.key] and other.get("known_on")
            ]
            row["own"] = row.get("known_on") or (min(own_days) if own_days else None)
        held = {version[table.key] for version in self.versions[name]}
        united = _unite(name, rows, "own")
        for row in united:
            row["day"], row["basis"] = _known_on(name, row, delivery)
        for row in united:
            first = min(other["day"] for other in united if other[table.key] == row[table.key])
            if (row[table.key] in held or row["day"] > first) and row["day"] < delivery.day:
                row["late"] = True
        for row in united:
            if row.pop("late", False):
                row["day"], row["basis"] = delivery.day, "batch"
        for row in sorted(_unite(name, united, "day"), key=lambda row: (row[table.key], row["day"])):
            force = self.in_force(name, row[table.key], row["day"])
            if force is None or any(row.get(column) != force.get(column) for column in table.names):
                self.versions[name].append({**row, "batch": delivery.batch})

    def in_force(
        self, name: str, key: str, day: date, versions: list[Version] | None = None
    ) -> Version | None:
        found = None
        for version in self.versions[name] if versions is None else versions:
            counts = version[TABLES[name].key] == key and version["day"] <= day
            if counts and (found is None or version["day"] >= found["day"]):
                found = version
        return found

    def _close(
        self,
        name: str,
        delivered: set[str],
        before: dict[str, list[Version]],
        scope: Scope,
        delivery: Delivery,
    ) -> None:
        table = TABLES[name]
        for key in sorted({version[table.key] for version in before[name]} - delivered):
            force = self.in_force(name, key, delivery.day, before[name])
            if force is None or self.batches[force["batch"]].source != scope.source:
                continue
            held = force.get(str(table.closes))
            gone = held in _GONE if name == "enterprises" else held is not None and held <= delivery.day
            if gone or not self._inside(name, force, scope, before, delivery.day):
                continue
            closed = "absent" if name == "enterprises" else delivery.day
            self.versions[name].append(
                {
                    **force,
                    str(table.closes): closed,
                    "day": delivery.day,
                    "basis": "absent",
                    "batch": delivery.batch,
                }
            )

    def _inside(
        self, name: str, row: Version, scope: Scope, before: dict[str, list[Version]], day: date
    ) -> bool:
        if scope.region is None:
            return True

        def registered(node: str) -> bool:
            force = self.in_force("enterprises", node, day, before["enterprises"])
            return bool(force and (force.get("region") or "").startswith(str(scope.region)))

        if name == "enterprises":
            return (row.get("region") or "").startswith(scope.region)
        if name == "ties":
            return registered(
                row["target_id"] if _kind(row["target_id"]) == "enterprises" else row["source_id"]
            )
        keys = {version["party_key"] for version in before["parties"]}
        parties = [self.in_force("parties", key, day, before["parties"]) for key in keys]
        return any(p and p["record_id"] == row["record_id"] and registered(p["party_id"]) for p in parties)

    def _links(self, day: date, extra: Delivery | None = None) -> dict[str, set[str]]:
        rows: list[Any] = self.known("identifiers", day)
        rows = rows + (list(extra.rows.get("identifiers", ())) if extra else [])
        sets: dict[str, set[str]] = {}
        for row in rows:
            alias = _alias(row)
            if alias is None or "enterprises" not in {_kind(alias)} & {_kind(row["entity_id"])}:
                continue
            joined = sets.get(alias, {alias}) | sets.get(row["entity_id"], {row["entity_id"]})
            for member in joined:
                sets[member] = joined
        return sets

    def known(self, name: str, day: date) -> list[Version]:
        keys = sorted({version[TABLES[name].key] for version in self.versions[name]})
        found = [self.in_force(name, key, day) for key in keys]
        return [version for version in found if version is not None]

    def freeze(self, as_of: date, known_by: date) -> dict[str, list[dict[str, Any]]]:
        """Plain rows of the frames that the rules decide, ids instead of codes."""
        cut = min(as_of, known_by)
        first = self._first_days(cut)
        sets = self._links(cut)

        def own(node: str) -> str:
            members = [m for m in sets.get(node, {node}) if m in first]
            return min(members, key=lambda m: (first[m], m.startswith("R:"), m))

        nodes = sorted({own(node) for node in first})
        described = [
            self._enterprise(node, cut, own, first) for node in nodes if _kind(node) == "enterprises"
        ]
        ties = [self._tie(row, cut, own) for row in self.known("ties", cut)]
        heads: dict[str, set[str]] = {}
        for tie in ties:
            open_on = tie["valid_to"] > day_number(as_of)
            if TIE_KINDS[tie["kind"]] == "BRANCH_OF" and tie["valid_from"] <= day_number(as_of) and open_on:
                heads.setdefault(tie["src"], set()).add(tie["dst"])
        for row in described:
            if row["head"] is not None:
                heads.setdefault(row["enterprise_id"], set()).add(row["head"])
        for row in described:
            row["legal_person"] = _top(row["enterprise_id"], heads)
            del row["head"]
        records = self.known("records", cut)
        known = {row["record_id"] for row in records}
        parties = {
            (row["record_id"], own(row["party_id"]), row["role"])
            for row in self.known("parties", cut)
            if row["record_id"] in known
        }
        statuses = [row for row in self.known("fact_statuses", known_by) if row["effective_on"] <= known_by]
        entered = {key: self._entered("records", key, cut) for key in known}
        stands = stands_for(records, parties, entered, statuses, known_by)
        parties = {(stands[record], party, role) for record, party, role in parties}
        items = [row for row in self.known("record_items", cut) if row["record_id"] in known]
        part_of = parts(items, stands)
        return {
            "nodes": [{"id": node} for node in nodes],
            "enterprises": described,
            "ties": sorted(ties, key=lambda tie: tie["tie_id"]),
            "records": [
                self._record([row for row in records if stands[row["record_id"]] == key], key, entered)
                for key in sorted(set(stands.values()))
            ],
            "parties": [{"record": r, "party": p, "role": role} for r, p, role in sorted(parties)],
            "items": [
                {
                    "item_id": key,
                    "record": stands[next(row["record_id"] for row in items if row["item_id"] == key)],
                    **latest([row for row in items if part_of[row["item_id"]] == key], "item_id", _ITEM),
                }
                for key in sorted(set(part_of.values()))
            ],
            "statuses": [
                {
                    "status_id": row["status_id"],
                    "status": row["status"],
                    "fact_id": status_name(row, "fact_id", stands),
                    "item_id": status_name(row, "item_id", part_of),
                    "replaced_by": status_name(row, "replaced_by", stands),
                }
                for row in statuses
            ],
            "aliases": sorted(
                ({"alias_id": m, "enterprise": own(m)} for m in sets if m != own(m)),
                key=lambda a: a["alias_id"],
            ),
        }

    def _record(self, rows: list[Version], key: str, entered: dict[str, int]) -> dict[str, Any]:
        found = latest(rows, "record_id", _RECORD)
        return {
            "record_id": key,
            **found,
            "ended_on": _day(found["ended_on"], DAY_UNKNOWN),
            "source": self.batches[by_day(rows, "record_id")[0]["batch"]].source,
            "entered_on": min(entered[row["record_id"]] for row in rows),
        }

    def _first_days(self, cut: date) -> dict[str, date]:
        first: dict[str, date] = {}
        for name, columns in _NODE_COLUMNS.items():
            for version in self.versions[name]:
                for node in filter(None, (version.get(column) for column in columns)):
                    if version["day"] <= cut:
                        first[node] = min(first.get(node, version["day"]), version["day"])
        return first

    def _entered(self, name: str, key: str, cut: date) -> int:
        days = [v["day"] for v in self.versions[name] if v[TABLES[name].key] == key and v["day"] <= cut]
        return day_number(min(days))

    def _enterprise(self, node: str, cut: date, own: Any, first: dict[str, date]) -> dict[str, Any]:
        versions = [
            v for v in self.versions["enterprises"] if v["day"] <= cut and own(v["enterprise_id"]) == node
        ]
        force = [v for v in versions if v is self.in_force("enterprises", v["enterprise_id"], cut)]
        force.sort(key=lambda v: v["enterprise_id"], reverse=True)
        force.sort(key=lambda v: (v["day"], v["enterprise_id"] == node))
        latest = force[-1] if force else None
        members = [day for other, day in first.items() if own(other) == node]
        row = latest or {}
        return {
            "enterprise_id": node,
            "name": row.get("name"),
            "status": row.get("status") or "unknown",
            "region": row.get("region"),
            "stub": latest is None,
            "entered_on": day_number(min(v["day"] for v in versions) if versions else min(members)),
            "head": own(row["legal_person_id"]) if row.get("legal_person_id") else None,
        }

    def _tie(self, row: Version, cut: date, own: Any) -> dict[str, Any]:
        versions = [v for v in self.versions["ties"] if v["tie_id"] == row["tie_id"] and v["day"] <= cut]
        by_day: list[Version] = []
        for version in sorted(versions, key=lambda v: v["day"]):
            by_day.append(version)
        ended = None
        for version in by_day:
            ended = None if version.get("valid_to") is None else (ended or version["day"])
        valid_to = _day(row.get("valid_to"), DAY_OPEN)
        return {
            "tie_id": row["tie_id"],
            "kind": TIE_KINDS.index(row["kind"]),
            "src": own(row["source_id"]),
            "dst": own(row["target_id"]),
            "share": row.get("share"),
            "valid_from": _day(row.get("valid_from"), DAY_UNKNOWN),
            "valid_to": valid_to,
            "entered_on": day_number(min(v["day"] for v in versions)),
            "left_on": DAY_OPEN if ended is None else max(valid_to, day_number(ended)),
        }


def _unite(name: str, rows: list[Version], day: str) -> list[Version]:
    united: dict[tuple[str, Any], Version] = {}
    for row in rows:
        key = (row[TABLES[name].key], row[day])
        held = united.setdefault(key, row)
        if held is row:
            continue
        names = [column for column in TABLES[name].names if row.get(column) is not None]
        if all(held.get(column) in (None, row[column]) for column in names):
            held.update({column: row[column] for column in names})
    return list(united.values())


def _known_on(name: str, row: Version, delivery: Delivery) -> tuple[date, str]:
    if row["own"] is not None:
        return row["own"], "row"
    if delivery.backfill:
        for column in TABLES[name].backfill_day:
            if row.get(column) is not None and row[column] <= delivery.day:
                return row[column], "backfill"
    return delivery.day, "batch"


def _kind(node: str) -> str:
    return {"P:": "persons", "A:": "places", "C:": "contacts"}.get(node[:2], "enterprises")


def _alias(row: Any) -> str | None:
    if row["scheme"] == "uscc":
        return str(row["value"])
    return f"R:{row['node']}:{row['value']}" if row["scheme"] == "internal" and row.get("node") else None


def _day(day: date | None, unknown: int) -> int:
    return unknown if day is None else day_number(day)


def _top(node: str, heads: dict[str, set[str]]) -> str:
    seen = [node]
    while True:
        above = heads.get(seen[-1], set()) - {seen[-1]}
        if len(above) != 1:
            return seen[-1]
        (head,) = above
        if head in seen:
            cycle = seen[seen.index(head) :]
            return next(member for member in seen if member in cycle)
        seen.append(head)


def frozen_rows(snapshot: Snapshot) -> dict[str, list[dict[str, Any]]]:
    """The same plain rows of a snapshot."""
    nodes = [snapshot.id_of(code) for code in range(snapshot.nodes)]
    records = snapshot.records.text("record_id").to_pylist()

    def named(frame: Any, columns: dict[str, Any], kept: tuple[str, ...]) -> list[dict[str, Any]]:
        return [{c: columns[c][row[c]] if c in columns else row[c] for c in kept} for row in plain(frame)]

    ties = named(
        snapshot.ties,
        {"src": nodes, "dst": nodes},
        ("tie_id", "kind", "src", "dst", "share", "valid_from", "valid_to", "entered_on", "left_on"),
    )
    for tie in ties:
        tie["share"] = None if tie["share"] != tie["share"] else tie["share"]
    items = named(snapshot.items, {"record": records}, ("item_id", "record", *_ITEM))
    for item in items:
        item["amount_cents"] = None if item["amount_cents"] == CENTS_UNKNOWN else item["amount_cents"]
    return {
        "nodes": sorted(({"id": node} for node in nodes), key=lambda row: row["id"]),
        "enterprises": named(
            snapshot.enterprises,
            {"legal_person": nodes},
            ("enterprise_id", "name", "status", "region", "stub", "entered_on", "legal_person"),
        ),
        "ties": sorted(ties, key=lambda tie: tie["tie_id"]),
        "records": named(snapshot.records, {}, ("record_id", *_RECORD, "source", "entered_on")),
        "parties": sorted(
            named(snapshot.parties, {"record": records, "party": nodes}, ("record", "party", "role")),
            key=lambda row: (row["record"], row["party"], row["role"]),
        ),
        "items": items,
        "statuses": named(
            snapshot.statuses, {}, ("status_id", "status", "fact_id", "item_id", "replaced_by")
        ),
        "aliases": named(snapshot.aliases, {"enterprise": nodes}, ("alias_id", "enterprise")),
    }
