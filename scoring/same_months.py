"""Are two revisions of a month logically equal: every row, every raw hazard, the receipts asked for.

Files may differ: a revision of changed rows links what it did not change, and keeps the rows
of withdrawn records without parties.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from graph.arrays import Column, Frame
from scoring.results import Month

TABLES = (
    "scores",
    "measures",
    "lines",
    "excluded",
    "clusters",
    "members",
    "lifeline",
    "pairs",
    "hubs",
    "migration",
    "overlays",
    "decisions",
    "snapshot/enterprises",
    "snapshot/persons",
    "snapshot/ties",
    "snapshot/statuses",
)
_TOLD = ("counts", "unknown_shares", "clusters", "relationship", "pack", "reference", "previous")


def differences(one: Month, other: Month, receipts: Sequence[str]) -> Iterator[str]:
    """What differs between two revisions, table by table; nothing if they say the same.

    Parameters
    ----------
    one, other : Month
    receipts : sequence of str
        Enterprises whose receipts are compared.
    """
    for name in TABLES:
        paths = [month.path / f"{name}.arrow" for month in (one, other)]
        if any(path.exists() for path in paths):
            if not all(path.exists() for path in paths):
                yield name
                continue
            yield from _tables(name, *(Frame.read(path) for path in paths))
    yield from _tables("parties", _parties(one), _parties(other))
    yield from _tables("items", _items(one), _items(other))
    if not np.array_equal(one.network.raw_all(), other.network.raw_all()):
        yield "raw hazards"
    for name in _TOLD:
        if one.manifest[name] != other.manifest[name]:
            yield f"manifest {name}"
    for enterprise_id in receipts:
        first, second = (month.receipt(enterprise_id).model_dump() for month in (one, other))
        if first | {"void": ()} != second | {"void": ()}:
            yield f"receipt {enterprise_id}"


def _tables(name: str, one: Frame, other: Frame) -> Iterator[str]:
    if list(one) != list(other):
        yield f"{name}: columns"
        return
    yield from (f"{name}.{column}" for column in one if not _equal(one[column], other[column]))


def _equal(one: Column, other: Column) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    return bool(pa.array(one).equals(pa.array(other)))


def _parties(month: Month) -> Frame:
    """Parties by the ids and contents of their records; rows of records do not matter."""
    snapshot = month.snapshot
    record = pa.array(snapshot.parties.numbers("record"))
    named = {f"record.{name}": _taken(column, record) for name, column in snapshot.records.items()}
    return Frame(named | {name: snapshot.parties[name] for name in ("party", "role")})


def _items(month: Month) -> Frame:
    items = month.snapshot.items
    ids = month.snapshot.records.text("record_id").take(pa.array(items.numbers("record")))
    return Frame({"record_id": ids} | {name: items[name] for name in items if name != "record"})


def _taken(column: Column, rows: pa.Array) -> Column:
    return column[np.asarray(rows)] if isinstance(column, np.ndarray) else column.take(rows)
