"""Writes registry tables: TAB-separated GB18030 text with a header, one file a table and delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from graph.synthetic.deliveries import Schedule
from graph.synthetic.rows import Cells, Days

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]

ENCODING = "gb18030"
UNKNOWN = "null"
"""What stands where a value is unknown."""
STAMP = "S_EXT_TIMESTAMP"
"""Column with the day on which a row became known."""
_CHUNK_ROWS = 100_000


class RegistryWriter:
    """Writes rows into the delivery folders, chunk by chunk, in the registry's own form.

    Parameters
    ----------
    folder : Path
        Receives one folder a delivery, ``<NN>-<yyyy>-<mm>``.
    schedule : Schedule
    """

    def __init__(self, *, folder: Path, schedule: Schedule) -> None:
        self.schedule = schedule
        self._headers: dict[str, tuple[str, ...]] = {}
        self._lines: dict[tuple[int, str], int] = {}
        self.folders = tuple(
            folder / f"{number:02d}-{day.year:04d}-{day.month:02d}"
            for number, day in enumerate(schedule.days)
        )
        self.rows_written: dict[str, int] = {}
        for target in self.folders:
            target.mkdir(parents=True, exist_ok=True)

    def path(self, delivery: int, table: str) -> Path:
        """File of a table in a delivery."""
        return self.folders[delivery] / f"{table}.txt"

    def append(self, table: str, columns: Mapping[str, Cells], known_on: Int) -> None:
        """Write the rows into the deliveries that first know them, in row order.

        Parameters
        ----------
        table : str
        columns : mapping of name to Cells
            The first call of a table fixes its header; a column that a later call lacks is unknown.
        known_on : int32 array, shape (rows,)
            Rows known after the last delivery are never written.
        """
        header = self._headers.setdefault(table, (*columns, STAMP))
        strange = set(columns) - set(header)
        if strange:
            raise ValueError(f"{table}: expected columns of {header}, got {sorted(strange)}")
        delivery = self.schedule.delivery_of(known_on)
        known = Days(known_on)
        for number in range(len(self.folders)):
            index = np.flatnonzero(delivery == number)
            for start in range(0, len(index), _CHUNK_ROWS):
                chunk = index[start : start + _CHUNK_ROWS]
                cells = [
                    _texts(columns[name].render(chunk))
                    if name in columns
                    else pa.repeat(pa.scalar(UNKNOWN, pa.string()), len(chunk))
                    for name in header[:-1]
                ]
                stamps = pc.binary_join_element_wise(_texts(known.render(chunk)), pa.scalar("00:00:00"), " ")
                self._write(number, table, pc.binary_join_element_wise(*cells, stamps, "\t").to_pylist())

    def write_lines(self, delivery: int, table: str, rows: Sequence[Mapping[str, str]]) -> list[int]:
        """Append rows as they are, and give the line of each; a column that a row lacks is unknown."""
        header = self._headers.setdefault(
            table, tuple(dict.fromkeys([*(name for row in rows for name in row), STAMP]))
        )
        strange = {name for row in rows for name in row} - set(header)
        if strange:
            raise ValueError(f"{table}: expected columns of {header}, got {sorted(strange)}")
        first = self._lines.get((delivery, table), 1) + 1
        self._write(delivery, table, ["\t".join(row.get(name, UNKNOWN) for name in header) for row in rows])
        return list(range(first, first + len(rows)))

    def write_bytes(self, delivery: int, table: str, data: bytes) -> int:
        """Append bytes that are no row, and give their line."""
        with self._opened(delivery, table).open("ab") as stream:
            stream.write(data)
        self._lines[delivery, table] += 1
        return self._lines[delivery, table]

    def header(self, table: str) -> tuple[str, ...]:
        """Columns of a table that was written; empty if it never was."""
        return self._headers.get(table, ())

    def _opened(self, delivery: int, table: str) -> Path:
        path = self.path(delivery, table)
        if (delivery, table) not in self._lines:
            path.write_bytes(("\t".join(self._headers[table]) + "\n").encode(ENCODING))
            self._lines[delivery, table] = 1
        return path

    def _write(self, delivery: int, table: str, lines: list[str]) -> None:
        if not lines:
            return
        with self._opened(delivery, table).open("ab") as stream:
            stream.write(("\n".join(lines) + "\n").encode(ENCODING))
        self._lines[delivery, table] += len(lines)
        self.rows_written[table] = self.rows_written.get(table, 0) + len(lines)

    def close(self, source: str, mapping: Mapping[str, Any]) -> None:
        """Write each delivery's declaration and, beside it, the mapping that it is to be read with."""
        for number, (folder, day) in enumerate(zip(self.folders, self.schedule.days, strict=True)):
            declared = {
                "day": day,
                "source": source,
                "backfill": number == 0,
                "full": [],
                "mapping": "site.yaml",
            }
            for name, content in (("delivery.yaml", declared), ("site.yaml", mapping)):
                text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
                (folder / name).write_text(text, encoding="utf-8")


def _texts(values: pa.Array) -> pa.Array:
    """Text of each value, the word for unknown where it is null."""
    if pa.types.is_boolean(values.type):
        values = pc.if_else(values, "1", "0")
    return pc.fill_null(values.cast(pa.string()), UNKNOWN)
