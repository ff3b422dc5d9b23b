"""Rows of every table with a value in every column, for tests that none gets lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from graph.columns import Column, ColumnType
from graph.domain import TIE_KINDS
from graph.tables import GRAPH_TABLES
from tests.deliveries import Delivery

CYPHER = "'; MATCH (n) DETACH DELETE n //"
_TEXTS = ("甲乙", CYPHER, "", 'a"b\\c', "`x`", "$id {x: 1}", "é\n|")
_IDS = {
    "enterprise_id": ("91A", "R:n:1", "91B"),
    "person_id": ("P:1", "P:2", "P:3"),
    "place_id": ("A:1", "A:2", "A:3"),
    "contact_id": ("C:1", "C:2", "C:3"),
    "legal_person_id": ("91C", None, "91A"),
    "source_id": ("P:1", "91A", "91A"),
    "target_id": ("91A", "91B", "A:1"),
    "party_id": ("91A", "P:9", "R:n:2"),
    "entity_id": ("91A", "91B", "R:n:1"),
    "record_id": ("r1", "r2", "r9"),
    "value": ("91D", "7", "91A"),
    "node": (None, "n", None),
    "scheme": ("uscc", "internal", "uscc"),
}


def every_column(batch: str, day: date, number: int) -> Delivery:
    """Delivery of three facts of every table; each number brings other content of the same facts."""
    return Delivery(
        batch=batch,
        day=day + timedelta(days=number),
        source=CYPHER,
        rows={
            table.name: [
                {
                    column.name: _value(column, table.name, place, 0 if column.name == table.key else number)
                    for column in table.columns
                }
                for place in range(3)
            ]
            for table in GRAPH_TABLES
        },
    )


def _value(column: Column, table: str, place: int, number: int) -> Any:
    if column.name in _IDS:
        return _IDS[column.name][place]
    if column.name == "kind" and table == "ties":
        return str(TIE_KINDS[place])
    if column.allowed:
        return column.allowed[(place + number) % len(column.allowed)]
    if column.kind is ColumnType.DAY:
        return date(2020, 1, 31) + timedelta(days=366 * place + number)
    if column.kind is ColumnType.FLAG:
        return (place + number) % 2 == 0
    if column.kind is ColumnType.FRACTION:
        return (1 + place + number) / 7
    if column.kind is ColumnType.TEXT:
        named = column.name.endswith(("_id", "_key"))
        return f"{table}-{column.name}-{place}" if named else _TEXTS[(place + number) % len(_TEXTS)]
    return 3 if column.name == "severity" else 10**15 + place * 10 + number
