"""Filings of a few enterprises out of files of a province."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graph.snapshot import Snapshot

FEW = 8
"""Rows an enterprise from which on the enterprises of a snapshot are few for some files."""


def are_few(files: Sequence[Path], snapshot: Snapshot) -> bool:
    """Whether a snapshot has few enterprises for the rows of some files."""
    rows: int = sum(pq.read_metadata(path).num_rows for path in files)
    return snapshot.enterprises.rows * FEW < rows


def read_few(path: Path, names: Sequence[str], snapshot: Snapshot, *, repeated: bool) -> pa.Table:
    """Rows of the enterprises of a snapshot, under whatever id they came, in the order of the file.

    A row group without one of them is not read.

    Parameters
    ----------
    path : Path
    names : sequence of str
        Columns, ``enterprise_id`` and ``repeat`` among them.
    snapshot : Snapshot
    repeated : bool
        Whether every later version of a filing is wanted too, whoever it belongs to: it counts
        instead of the one before.
    """
    ids = pa.concat_arrays([snapshot.enterprises.text("enterprise_id"), snapshot.aliases.text("alias_id")])
    marked = ["enterprise_id", "repeat"] if repeated else ["enterprise_id"]
    others = [name for name in names if name not in marked]
    with pq.ParquetFile(path) as source:
        ids = ids.cast(source.schema_arrow.field("enterprise_id").type)
        parts = []
        for group in range(source.num_row_groups):
            marks = source.read_row_group(group, columns=marked)
            wanted = pc.is_in(marks["enterprise_id"], value_set=ids)
            if repeated:
                wanted = pc.or_(wanted, marks["repeat"])
            if pc.any(wanted).as_py():
                rows = source.read_row_group(group, columns=others).filter(wanted)
                marks = marks.filter(wanted)
                for name in marked:
                    rows = rows.append_column(name, marks[name])
                parts.append(rows.select(list(names)))
        found = pa.concat_tables(parts) if parts else source.schema_arrow.empty_table().select(list(names))
    at = found.schema.get_field_index("enterprise_id")
    coded = found["enterprise_id"].cast(pa.large_string()).dictionary_encode()
    return found.set_column(at, "enterprise_id", coded)
