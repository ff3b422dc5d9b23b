"""The deliveries a province arrives in: their days, and the writer of their files."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import yaml

from graph.columns import Table
from graph.domain import day_number
from graph.errors import InputError
from graph.synthetic.rows import Days, Rows

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
FileFormat: TypeAlias = Literal["parquet", "csv"]

_CHUNK_ROWS = 200_000


def month_end(year: int, month: int) -> date:
    """Last calendar day of a month; months below 1 or above 12 roll over."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Days of the deliveries and bounds of the dated months.

    Parameters
    ----------
    until : date
        Day of the last delivery.
    months : int
        Months of dated records, at least 1.
    monthly : int
        Deliveries of ``changes`` after the first one, 0 to months - 1.
    """

    until: date
    months: int
    monthly: int

    def __post_init__(self) -> None:
        if self.months < 1 or not 0 <= self.monthly < max(self.months, 1):
            raise InputError(
                f"expected months >= 1 and 0 <= monthly < months, got {self.months} and {self.monthly}"
            )

    @property
    def days(self) -> tuple[date, ...]:
        """Days of all deliveries, first the backfill, last ``until``."""
        earlier = [month_end(self.until.year, self.until.month - back) for back in range(self.monthly, 0, -1)]
        return (*earlier, self.until)

    @property
    def day_numbers(self) -> Int:
        """Day numbers of the deliveries, int32."""
        return np.array([day_number(day) for day in self.days], dtype=np.int32)

    @property
    def month_starts(self) -> Int:
        """Day number of the first day of each dated month and of the day after ``until``."""
        ends = [month_end(self.until.year, self.until.month - back) for back in range(self.months, 0, -1)]
        return np.array([*(day_number(end) + 1 for end in ends), day_number(self.until) + 1], dtype=np.int32)

    def delivery_of(self, known_on: Int) -> Int:
        """Delivery that first brings a row; the number of deliveries if none does."""
        return np.searchsorted(self.day_numbers, known_on, side="left").astype(np.int16)


class DeliveryWriter:
    """Writes rows into the delivery folders, chunk by chunk.

    Parameters
    ----------
    folder : Path
        Receives one folder a delivery, ``<NN>-<yyyy>-<mm>``.
    schedule : Schedule
    file_format : 'parquet' or 'csv'
    max_file_rows : int or None
        Rows after which a table goes on in a further file ``<table>-001.<ext>``.
    """

    def __init__(
        self, *, folder: Path, schedule: Schedule, file_format: FileFormat, max_file_rows: int | None
    ) -> None:
        if max_file_rows is not None and max_file_rows < 1:
            raise InputError(f"expected max_file_rows of at least 1 or None, got {max_file_rows}")
        self._schedule = schedule
        self._format: FileFormat = file_format
        self._max_file_rows = max_file_rows
        self._open: dict[tuple[int, str], _TableFile] = {}
        self.folders = tuple(
            folder / f"{number:02d}-{day.year:04d}-{day.month:02d}"
            for number, day in enumerate(schedule.days)
        )
        self.rows_written: dict[str, int] = {}
        for target in self.folders:
            target.mkdir(parents=True, exist_ok=True)

    def append(self, table: Table, rows: Rows) -> None:
        """Write the rows into the deliveries that first know them, in row order."""
        delivery = self._schedule.delivery_of(rows.known_on)
        known = Days(rows.known_on)
        fields = [pa.field(field.name, field.type) for field in table.content_schema()]
        # A persons file may carry names, which the import puts into the vault.
        fields.extend(pa.field(name, pa.string()) for name in rows.columns if name not in table.names)
        schema = pa.schema([*fields, pa.field("known_on", pa.date32())])
        for number in range(len(self.folders)):
            index = np.flatnonzero(delivery == number)
            if not len(index):
                continue
            target = self._open.get((number, table.name))
            if target is None:
                target = _TableFile(
                    self.folders[number], table.name, schema, self._format, self._max_file_rows
                )
                self._open[number, table.name] = target
            for start in range(0, len(index), _CHUNK_ROWS):
                chunk = index[start : start + _CHUNK_ROWS]
                arrays = [
                    rows.columns[field.name].render(chunk).cast(field.type)
                    if field.name in rows.columns
                    else pa.nulls(len(chunk), field.type)
                    for field in fields
                ]
                batch = pa.record_batch([*arrays, known.render(chunk)], schema=schema)
                target.write(batch)
            self.rows_written[table.name] = self.rows_written.get(table.name, 0) + len(index)

    def close(self, source: str) -> None:
        """Close every file and write each delivery's ``delivery.yaml``."""
        for target in self._open.values():
            target.close()
        for number, (target_folder, day) in enumerate(zip(self.folders, self._schedule.days, strict=True)):
            delivery = {
                "day": day,
                "source": source,
                "backfill": number == 0,
                "full": [],
                "mapping": "canonical",
            }
            text = yaml.safe_dump(delivery, allow_unicode=True, sort_keys=False)
            (target_folder / "delivery.yaml").write_text(text, encoding="utf-8")


class _TableFile:
    """Files of one table in one delivery; a new one starts at the row bound."""

    def __init__(
        self, folder: Path, table: str, schema: pa.Schema, file_format: FileFormat, bound: int | None
    ) -> None:
        self._folder, self._table, self._schema = folder, table, schema
        self._format, self._bound = file_format, bound
        self._number = 0
        self._rows = 0
        self._writer = self._start()

    def _start(self) -> Any:
        stem = self._table if self._bound is None else f"{self._table}-{self._number:03d}"
        path = self._folder / f"{stem}.{self._format}"
        if self._format == "parquet":
            return pq.ParquetWriter(path, self._schema, compression="zstd", use_dictionary=self._worded())
        options = pacsv.WriteOptions(quoting_style="needed")
        return pacsv.CSVWriter(str(path), self._schema, write_options=options)

    def _worded(self) -> list[str]:
        # Ids are nearly all distinct: a dictionary of them costs time and saves nothing.
        return [field.name for field in self._schema if not field.name.endswith(("_id", "_key"))]

    def write(self, batch: pa.RecordBatch) -> None:
        write: Callable[[pa.RecordBatch], None]
        while len(batch):
            room = len(batch) if self._bound is None else self._bound - self._rows
            if room == 0:
                self._writer.close()
                self._number, self._rows = self._number + 1, 0
                self._writer = self._start()
                continue
            write = self._writer.write_batch if self._format == "parquet" else self._writer.write
            write(batch.slice(0, room))
            self._rows += min(room, len(batch))
            batch = batch.slice(min(room, len(batch)))

    def close(self) -> None:
        self._writer.close()
