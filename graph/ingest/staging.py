"""Staged rows of a batch: one Parquet file a table and file, and a checkpoint a file.

A file is whole once its checkpoint exists; everything else is left from an interrupted
run and made again, with the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import pyarrow as pa
from pyarrow import parquet

from graph.columns import ColumnType, Table
from graph.ingest.entries import Emitted
from graph.ingest.report import FileReport
from graph.store.protocol import REFUSED

_CHECKPOINTS = ".files"


def stage_schema(table: Table) -> pa.Schema:
    """Schema of a staged table: its own columns and ``known_on`` (null if the row brings none)."""
    return table.content_schema().append(pa.field("known_on", pa.date32()))


class Stage:
    """The staging folder of one batch.

    Parameters
    ----------
    folder : Path
        Created if it does not exist; belongs to one import at a time.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._checkpoints = folder / _CHECKPOINTS
        self._checkpoints.mkdir(parents=True, exist_ok=True)

    def finished(self, number: int) -> FileReport | None:
        """Report of a file that was staged whole."""
        path = self._checkpoints / f"{number:05d}.json"
        if not path.exists():
            return None
        return FileReport.model_validate_json(path.read_text(encoding="utf-8"))

    def finish(self, number: int, report: FileReport) -> None:
        """Declare a file staged; the last thing that is written for it."""
        path = self._checkpoints / f"{number:05d}.json"
        partial = path.with_name(path.name + ".partial")
        with partial.open("w", encoding="utf-8") as stream:
            stream.write(json.dumps(report.model_dump(mode="json"), ensure_ascii=False, sort_keys=True))
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)

    def rejects_path(self, number: int) -> Path:
        """Reject file of one file."""
        return self._checkpoints / f"{number:05d}.csv"

    def tables(self, table: str) -> Sequence[Path]:
        """Staged files of a table, in the order of the files they come from."""
        return sorted((self.folder / table).glob("*.parquet"))

    def remove(self) -> None:
        """Delete the staging folder."""
        shutil.rmtree(self.folder)


class FileWriter:
    """Staged rows of one file; ``with`` renames them into place only if no error was raised.

    Rows are written by one thread of its own, in order, while the next run of rows is
    cleaned; at most one run waits, so memory stays bounded.
    """

    def __init__(self, stage: Stage, number: int) -> None:
        self._stage = stage
        self._number = number
        self._writers: dict[str, parquet.ParquetWriter] = {}
        self._paths: dict[str, Path] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="stage")
        self._waiting: Future[None] | None = None

    def __enter__(self) -> FileWriter:
        return self

    def write(self, emitted: Emitted) -> None:
        """Append rows; an error of writing is raised here or at the end."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.result()
        self._waiting = self._thread.submit(self._append, emitted)

    def _append(self, emitted: Emitted) -> None:
        table = emitted.table
        if len(emitted.refused):
            self._refuse(table, emitted.refused)
        if not emitted.count:
            return
        schema = stage_schema(table)
        writer = self._writers.get(table.name)
        if writer is None:
            writer = self._writers[table.name] = self._opened(table, schema)
        columns = [emitted.fields[name].cast(schema.field(name).type) for name in schema.names]
        writer.write_batch(pa.record_batch(columns, schema))

    def _refuse(self, table: Table, keys: pa.LargeStringArray) -> None:
        name, schema = f"{REFUSED}/{table.name}", pa.schema([(table.key, pa.large_string())])
        if name not in self._writers:
            path = self._path(name)
            self._writers[name] = parquet.ParquetWriter(path.with_name(path.name + ".partial"), schema)
        self._writers[name].write_batch(pa.record_batch([keys], schema))

    def _path(self, name: str) -> Path:
        folder = self._stage.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        path = self._paths[name] = folder / f"{self._number:05d}.parquet"
        return path

    def _opened(self, table: Table, schema: pa.Schema) -> parquet.ParquetWriter:
        path = self._path(table.name)
        return parquet.ParquetWriter(
            path.with_name(path.name + ".partial"),
            schema,
            compression="lz4",
            # Ids are distinct: a dictionary of them costs time and gives nothing back.
            use_dictionary=_repeating(table),
            write_statistics=False,
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._waiting is not None and kind is None:
                self._waiting.result()
        finally:
            self._thread.shutdown()
            for writer in self._writers.values():
                writer.close()
        if kind is None:
            for path in self._paths.values():
                path.with_name(path.name + ".partial").replace(path)


def _repeating(table: Table) -> list[str]:
    names = [
        column.name
        for column in table.columns
        if column.kind is ColumnType.DAY
        or column.allowed
        or column.name in ("role", "region", "industry", "cause")
    ]
    return [*names, "known_on"]
