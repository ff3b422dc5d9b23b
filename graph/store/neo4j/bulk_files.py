"""One group of the bulk import tool: a header file, a data file, and what was written.

A field that is null is written as nothing and an empty text as two quotes, which is how
the tool keeps them apart. Quotes inside a text are doubled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
from pyarrow import csv

from graph.store.neo4j.bulk_columns import Field

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
"""Modes of what holds the ids and facts of a whole province: the account alone."""

_LINE_ENDS = (10, 13)


class BulkGroup:
    """Writer of one group; use as a context manager.

    Parameters
    ----------
    folder : Path
    name : str
        The files are ``<name>.header.csv`` and ``<name>.csv``.
    fields : sequence of Field
    """

    def __init__(self, folder: Path, name: str, fields: Sequence[Field]) -> None:
        self.name = name
        self.header = folder / f"{name}.header.csv"
        self.data = folder / f"{name}.csv"
        self.rows = 0
        self.multiline = False
        self._schema = pa.schema([(field.header, field.arrow) for field in fields])
        make_private(self.header)
        make_private(self.data)
        self.header.write_text(",".join(field.header for field in fields) + "\n", encoding="utf-8")
        options = csv.WriteOptions(include_header=False, batch_size=16_384)
        self._writer = csv.CSVWriter(self.data, self._schema, write_options=options)

    def __enter__(self) -> BulkGroup:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    def write(self, columns: Sequence[pa.Array]) -> None:
        """Append rows given as columns in the order of the fields."""
        arrays = [
            column.cast(field.type) if column.type != field.type else column
            for column, field in zip(columns, self._schema, strict=True)
        ]
        batch = pa.record_batch(arrays, schema=self._schema)
        if not batch.num_rows:
            return
        self.multiline = self.multiline or any(has_line_end(column) for column in arrays)
        self._writer.write_batch(batch)
        self.rows += batch.num_rows

    def described(self) -> Mapping[str, object]:
        """Rows, bytes and whether a text runs over several lines."""
        return {
            "header": self.header.name,
            "data": self.data.name,
            "rows": self.rows,
            "bytes": self.data.stat().st_size,
            "multiline": self.multiline,
        }


def make_private(path: Path) -> None:
    """Make an empty file that only its account reads and writes, whatever the umask."""
    path.touch(mode=PRIVATE_FILE)
    path.chmod(PRIVATE_FILE)


def has_line_end(column: pa.Array) -> bool:
    """True if a text of the column holds a line feed or a carriage return."""
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        return False
    _, offsets, data = column.buffers()
    if data is None or not len(column):
        return False
    kind = np.int64 if pa.types.is_large_string(column.type) else np.int32
    bounds = np.frombuffer(offsets, dtype=kind)[column.offset : column.offset + len(column) + 1]
    text = np.frombuffer(data, dtype=np.uint8)[bounds[0] : bounds[-1]]
    return any(bool((text == end).any()) for end in _LINE_ENDS)
