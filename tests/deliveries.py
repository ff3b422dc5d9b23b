"""Builder of staged batches from plain rows, for tests of what loads or appends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from graph.store.protocol import Scope, StagedBatch
from graph.tables import TABLES

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A batch as plain rows: table name to rows; a column that a row lacks is unknown."""

    batch: str
    day: date
    rows: Mapping[str, Sequence[Row]]
    source: str = "registry"
    backfill: bool = False
    full: tuple[Scope, ...] = field(default=())

    def staged(self, folder: Path) -> StagedBatch:
        """Write the rows as staged Parquet below a folder."""
        home = folder / self.batch
        for name, rows in self.rows.items():
            schema = pa.schema(
                [(column.name, column.type) for column in TABLES[name].content_schema()]
                + [("known_on", pa.date32())]
            )
            plain = [{column: row.get(column) for column in schema.names} for row in rows]
            (home / name).mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(plain, schema), home / name / "part-0000.parquet")
        return StagedBatch(
            batch=self.batch,
            day=self.day,
            source=self.source,
            folder=home,
            rows={name: len(rows) for name, rows in self.rows.items()},
            backfill=self.backfill,
            full=self.full,
        )


def plain(frame: Any) -> list[dict[str, Any]]:
    """Rows of a frame as dicts of Python values, sentinels kept."""
    columns = {
        name: column.to_pylist() if isinstance(column, pa.Array) else column.tolist()
        for name, column in frame.items()
    }
    return [{name: values[place] for name, values in columns.items()} for place in range(frame.rows)]
