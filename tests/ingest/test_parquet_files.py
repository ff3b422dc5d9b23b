"""Parquet files are read in runs of flat columns; texts that older engines left as bytes are texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from graph.ingest.column_files import ParquetFile
from graph.ingest.limits import limits
from graph.ingest.reading import FileRejectedError


def values(path: Path, column: pa.Array) -> list[Any]:
    parquet.write_table(pa.table({"a": column}), path)
    return [
        value
        for reading in ParquetFile(path, limits()).read(["a"])
        if reading.chunk is not None
        for value in reading.chunk.columns["a"].to_pylist()
    ]


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.binary(6)], ids=str)
def test_texts_written_as_bytes_are_texts(kind: pa.DataType, tmp_path: Path) -> None:
    written = pa.array(["企业".encode(), None], kind)
    assert values(tmp_path / "a.parquet", written) == ["企业", None]


def test_bytes_that_are_no_utf8_refuse_the_file_with_the_column_and_without_the_value(tmp_path: Path) -> None:
    with pytest.raises(FileRejectedError, match=r"expected texts in UTF-8, got other bytes in column 'a'$"):
        values(tmp_path / "a.parquet", pa.array(["企业".encode("gb18030")], pa.binary()))


def test_a_column_that_stands_there_twice_refuses_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table([pa.array(["x"]), pa.array(["y"])], names=["a", "a"]), path)
    with pytest.raises(FileRejectedError, match="bad_header: expected each column once"):
        ParquetFile(path, limits())
