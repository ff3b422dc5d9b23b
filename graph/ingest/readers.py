"""Opening a file by its format and checking that it has the columns a mapping reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from graph.ingest.column_files import ParquetFile, SpreadsheetFile
from graph.ingest.delimited import DelimitedFile, TextFormat
from graph.ingest.headers import RenamedFile, named_header
from graph.ingest.limits import Limits
from graph.ingest.mapping import FileRule, Mapping
from graph.ingest.reading import FileRejectedError, Reading
from graph.ingest.rejects import shown_header

FORMATS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
}
"""Format by suffix."""


class TableFile(Protocol):
    """An opened file of any format."""

    header: tuple[str, ...]
    encoding: str
    delimiter: str
    likely_delimiter: str

    def read(self, columns: Sequence[str]) -> Iterator[Reading]:
        """Readings with the given columns, in the order of the file."""
        ...


def open_file(path: Path, rule: FileRule, mapping: Mapping, limits: Limits) -> TableFile:
    """Open a file as its rule or its suffix says.

    Raises
    ------
    FileRejectedError
        If the format is unknown or the file cannot be read.
    """
    opened = _opened(path, rule, mapping, limits)
    header = named_header(opened.header, mapping.headers)
    return opened if header == opened.header else RenamedFile(opened, header)


def _opened(path: Path, rule: FileRule, mapping: Mapping, limits: Limits) -> TableFile:
    form = rule.format or FORMATS.get(path.suffix.lower())
    if form == "parquet":
        return ParquetFile(path, limits)
    if form == "xlsx":
        return SpreadsheetFile(path, rule.sheet, limits)
    if form is None:
        raise FileRejectedError("unknown_format", f"expected one of {sorted(FORMATS)}, got {path.suffix!r}")
    delimiter = rule.delimiter or ("\t" if form == "tsv" else mapping.delimiter)
    return DelimitedFile(path, TextFormat(encodings=mapping.encodings, delimiter=delimiter), limits)


def require_columns(opened: TableFile, wanted: Sequence[tuple[str, ...]], limits: Limits) -> None:
    """Refuse a file that lacks all alternatives of a wanted column.

    Raises
    ------
    FileRejectedError
        Naming the columns, and the delimiter that the header seems to use if it is another one.
    """
    missing = [" or ".join(columns) for columns in wanted if not set(columns) & set(opened.header)]
    if not missing:
        return
    if opened.delimiter and opened.likely_delimiter != opened.delimiter and len(opened.header) == 1:
        raise FileRejectedError(
            "wrong_delimiter",
            f"expected fields separated by {opened.delimiter!r}, got a header that uses "
            f"{opened.likely_delimiter!r}",
        )
    raise FileRejectedError(
        "missing_column", f"expected {missing}, got {shown_header(opened.header, limits)}"
    )
