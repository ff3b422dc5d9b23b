"""Builder of small facts for scoring: a snapshot with items, and filings, from plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from graph.arrays import Column, Frame
from graph.columns import ColumnType
from graph.domain import CENTS_UNKNOWN, day_number
from graph.filing_tables import FILING_TABLES
from graph.filings import MemoryFilings
from graph.snapshot import Snapshot
from scoring.measures.groups import GroupTables, PercentileTable
from scoring.pack import Pack, load_pack
from scoring.reference import Reference
from tests.frozen_world import Row, days, numbers, text, world

T = date(2026, 10, 31)
EVERYTHING = tuple(
    {"coverage_id": f"c-{name}", "covered": name, "covered_to": T}
    for name in ("records", "ties", *(table.name for table in FILING_TABLES))
)
"""Coverage of every table, everywhere, since ever."""


def snapshot_of(
    *,
    enterprises: Iterable[str | Row],
    records: Sequence[Row] = (),
    items: Sequence[Row] = (),
    coverage: Iterable[Row] = EVERYTHING,
    **more: Any,
) -> Snapshot:
    """Snapshot; an item row names its record by ``record_id``."""
    built = world(enterprises=enterprises, records=records, coverage=coverage, **more)
    row_of = {name: row for row, name in enumerate(built.records.text("record_id").to_pylist())}
    rows = sorted(items, key=lambda item: str(item["item_id"]))
    frame = Frame(
        {
            "item_id": text(rows, "item_id"),
            "item_kind": text(rows, "item_kind"),
            "record": np.array([row_of[item["record_id"]] for item in rows], np.int32),
            "amount_cents": numbers(rows, "amount_cents", CENTS_UNKNOWN, np.int64),
            "severity": numbers(rows, "severity", -1, np.int8),
        }
    )
    return replace(built, items=frame)


def filings_of(snapshot: Snapshot, tables: Mapping[str, Sequence[Row]]) -> MemoryFilings:
    """Filings; a row names its enterprise by ``enterprise`` and its day by ``filed_on``."""
    codes = {name: code for code, name in enumerate(snapshot.enterprises.text("enterprise_id").to_pylist())}
    frames = {}
    for table in FILING_TABLES:
        rows = [
            {"filing_id": f"{table.name}-{number:04d}", **row}
            for number, row in enumerate(tables.get(table.name, ()))
        ]
        rows.sort(key=lambda row: (codes[row["enterprise"]], row["filed_on"], row["filing_id"]))
        columns: dict[str, Column] = {
            "enterprise": np.array([codes[r["enterprise"]] for r in rows], np.int32)
        }
        for column in table.columns:
            if column.name == "enterprise_id":
                continue
            if column.kind is ColumnType.TEXT:
                columns[column.name] = text(rows, column.name)
            elif column.kind is ColumnType.DAY:
                columns[column.name] = days(rows, column.name)
            elif column.kind is ColumnType.FLAG:
                columns[column.name] = numbers(rows, column.name, -1, np.int8)
            else:
                columns[column.name] = numbers(rows, column.name, CENTS_UNKNOWN, np.int64)
        frames[table.name] = Frame(columns)
    return MemoryFilings(frames)


def empty_reference(pack: Pack, means: Mapping[str, float] | None = None) -> Reference:
    """Reference without group tables; means as given."""
    return Reference(
        as_of=date(2026, 9, 30),
        pack_id=pack.id,
        pack_hash=pack.hash,
        input_digest="none",
        means=means or {},
    )


def hand_reference(pack: Pack) -> Reference:
    """Group tables small enough to read: one industry, one region, one group of complaints."""
    shares = PercentileTable(np.array([0.0, 1.0, 2.0]), np.array([0.0, 0.8, 0.96]))
    tables = GroupTables(
        rates={"JC06": {"F513": 7.0}, "JC07": {"990101": 1.2}},
        percentiles={"ZH01": {"": shares, "F|micro": shares}},
    )
    return replace(empty_reference(pack), tables=tables)


def day(year: int, month: int, number: int) -> int:
    """Day number of a calendar day."""
    return day_number(date(year, month, number))


def words(column: pa.LargeStringArray) -> list[str | None]:
    """Text column as a list."""
    found: list[str | None] = column.to_pylist()
    return found


MRT = load_pack("mrt")
