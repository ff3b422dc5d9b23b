"""A month's change of a province: a staged batch drawn from what the embedded store holds.

``python -m benchmarks.neo4j.change HOME FOLDER NODES TIES RECORDS`` writes it. Four fifths of
the enterprises and half of the ties are known ones with new contents; the rest is new. Every
record is new and names one known enterprise. The draw is seeded, by the batches that are there.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from graph.domain import DAY_UNKNOWN
from graph.store.embedded.layout import NODES
from graph.store.embedded.segments import Version
from graph.store.embedded.store import EmbeddedStore
from graph.store.protocol import StagedBatch
from graph.tables import TABLES

SEED = 20261130

Rows = np.ndarray[Any, np.dtype[np.int64]]


def write_change(version: Version, folder: Path, *, nodes: int, ties: int, records: int) -> StagedBatch:
    """Write the staged tables of a change below a folder.

    Parameters
    ----------
    version : what it changes
    folder : where ``<table>/part-0000.parquet`` goes
    nodes, ties, records : rows of each
    """
    number = len(version.batches)
    draw = np.random.default_rng(SEED + number)
    living = _current(version, "enterprises")
    known = draw.choice(living, nodes * 4 // 5, replace=False)
    fresh = _new_ids(f"91999999NEW{number}-", nodes - len(known))
    tables = {
        "enterprises": _enterprises(version, known, fresh),
        "ties": _ties(version, draw, ties, living, f"tie{number}-"),
    }
    record_ids = _new_ids(f"record{number}-", records)
    named = version.take("enterprises", "fact", draw.choice(living, records))
    tables["records"] = {
        "record_id": record_ids,
        "kind": _same("penalty", records),
        "severity": _ones(records),
    }
    tables["parties"] = {
        "party_key": _new_ids(f"party{number}-", records),
        "record_id": record_ids,
        "party_id": version.id_texts(NODES, np.asarray(named)),
        "role": _same("responsible", records),
    }
    for name, columns in tables.items():
        _write(folder, name, columns)
    return staged(version, folder)


def staged(version: Version, folder: Path) -> StagedBatch:
    """The batch of a written change, a month after the newest one of the version."""
    files = sorted(folder.glob("*/part-0000.parquet"))
    rows = {path.parent.name: pq.read_metadata(path).num_rows for path in files}
    source, batch = version.batches[-1].source, f"monthly-change-{len(version.batches)}"
    return StagedBatch(batch=batch, day=staged_day(version), source=source, folder=folder, rows=rows)


def staged_day(version: Version) -> date:
    """Day of the change: 30 days after the newest batch."""
    return max(batch.day for batch in version.batches) + timedelta(days=30)


def _current(version: Version, table: str) -> Rows:
    """Rows that hold the current version of their fact."""
    never = np.iinfo(np.int32).max
    return np.flatnonzero(version.index(f"{table}.superseded") == never)


def _enterprises(version: Version, known: Rows, fresh: pa.LargeStringArray) -> dict[str, pa.Array]:
    slots = np.asarray(version.take("enterprises", "fact", known))
    names = version.take("enterprises", "name", known)
    columns = {
        "enterprise_id": pa.concat_arrays([version.id_texts(NODES, slots), fresh]),
        "name": pa.concat_arrays([names, _same("新设企业", len(fresh))]),
        "status": _same("operating", len(known) + len(fresh)),
        "region": _same("000101", len(known) + len(fresh)),
    }
    return columns


def _ties(
    version: Version, draw: np.random.Generator, count: int, living: Rows, prefix: str
) -> dict[str, pa.Array]:
    holds = _current(version, "ties")
    holds = holds[np.asarray(version.take("ties", "kind", holds)) == 1]
    known = draw.choice(holds, min(count // 2, len(holds)), replace=False)
    new = count - len(known)
    ends = [
        np.concatenate(
            [
                np.asarray(version.take("ties", name, known)),
                np.asarray(version.take("enterprises", "fact", draw.choice(living, new))),
            ]
        )
        for name in ("source_id", "target_id")
    ]
    old_ids = version.id_texts("ties", np.asarray(version.take("ties", "fact", known)))
    started = np.concatenate(
        [np.asarray(version.take("ties", "valid_from", known)), np.full(new, DAY_UNKNOWN)]
    )
    return {
        "tie_id": pa.concat_arrays([old_ids, _new_ids(prefix, new)]),
        "kind": _same("HOLDS", count),
        "source_id": version.id_texts(NODES, ends[0]),
        "target_id": version.id_texts(NODES, ends[1]),
        "role": _same("shareholder", count),
        "share": pa.array(np.round(draw.uniform(0.01, 0.99, count), 6)),
        "valid_from": pa.array(started.astype(np.int32), mask=started == DAY_UNKNOWN).cast(pa.date32()),
    }


def _new_ids(prefix: str, count: int) -> pa.LargeStringArray:
    return pa.array([f"{prefix}{number:08d}" for number in range(count)], pa.large_string())


def _same(word: str, count: int) -> pa.LargeStringArray:
    return pa.array([word] * count, pa.large_string())


def _ones(count: int) -> pa.Int64Array:
    return pa.array(np.ones(count, dtype=np.int64))


def _write(folder: Path, name: str, columns: Mapping[str, pa.Array]) -> None:
    schema = TABLES[name].content_schema()
    rows = len(next(iter(columns.values())))
    arrays = [
        columns[field.name].cast(field.type) if field.name in columns else pa.nulls(rows, field.type)
        for field in schema
    ]
    fields = [pa.field(field.name, field.type) for field in schema]
    (folder / name).mkdir(parents=True, exist_ok=True)
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=pa.schema(fields)), folder / name / "part-0000.parquet"
    )


if __name__ == "__main__":
    home, target, *sizes = sys.argv[1:]
    found = EmbeddedStore(Path(home)).version()
    if found is None:
        sys.exit("expected a home with an embedded store, got an empty one")
    write_change(found, Path(target), **dict(zip(("nodes", "ties", "records"), map(int, sizes), strict=True)))
