"""Reader of CSV and TSV: clean lines in bulk, odd lines record by record.

A line that is no row is rejected alone and reading resumes on the next line; an open
quote never swallows more than a stated number of lines.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from graph.ingest.limits import Limits
from graph.ingest.line_index import LineIndex, bytes_of, index_lines
from graph.ingest.raw_lines import Block, blocks, detect_encoding, is_utf8, undecodable_lines
from graph.ingest.reading import BadLine, FileRejectedError, Reading
from graph.ingest.rejects import shown_header
from graph.ingest.rows import Chunk, Mask

_DELIMITERS = (",", "\t", ";", "|")
_ARROW_BLOCK = 4 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFormat:
    """How a text file is written; ``delimiter`` 'auto' is found in the header."""

    encodings: tuple[str, ...]
    delimiter: str


class DelimitedFile:
    """An opened CSV or TSV file.

    Parameters
    ----------
    path : Path
    form : TextFormat
    limits : Limits

    Raises
    ------
    FileRejectedError
        If it is empty, of another encoding, or its header cannot be read.
    """

    def __init__(self, path: Path, form: TextFormat, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        with path.open("rb") as stream:
            self.encoding = detect_encoding(stream, form.encodings, limits.block_bytes, limits.max_line_bytes)
            first = stream.readline(limits.max_line_bytes)
        if len(first) == limits.max_line_bytes:
            raise FileRejectedError("bad_header", f"expected a header below {limits.max_line_bytes:,} bytes")
        text = _header_text(first, self.encoding)
        self.delimiter = form.delimiter if form.delimiter != "auto" else _likeliest(text)
        self.header = _header_words(text, self.delimiter, limits)
        self.likely_delimiter = _likeliest(text)

    def read(self, columns: Sequence[str]) -> Iterator[Reading]:
        """Readings with the given columns (words of the header), each bounded by one block."""
        with self._path.open("rb") as stream:
            yield from self._read(stream, columns)

    def _read(self, stream: BinaryIO, columns: Sequence[str]) -> Iterator[Reading]:
        pending, pending_line, header_left = b"", 0, True
        for block in blocks(stream, self._limits.block_bytes, self._limits.max_line_bytes):
            if block.overlong:
                header_left = False
                if pending:
                    yield self._parse(pending, pending_line, True, block.end, columns)[0]
                    pending = b""
                yield Reading(None, (_overlong(block.first_line),), block.end, block.last)
                continue
            data, bad = self._decoded(block)
            cut_off = bool(bad) and block.last and bad[-1].line == _open_end(block)
            if cut_off:
                bad[-1] = replace(bad[-1], reason="truncated_last_line")
            first_line = block.first_line
            if pending:
                data, first_line = pending + data, pending_line
            if header_left:
                header_left = False
                cut = data.find(b"\n") + 1 or len(data)
                data, first_line = data[cut:], first_line + 1
            reading, rest = self._parse(data, first_line, block.last, block.end, columns)
            pending = data[rest:]
            pending_line = first_line + data.count(b"\n", 0, rest)
            yield replace(
                reading,
                bad_lines=(*bad, *reading.bad_lines),
                truncated=reading.truncated or cut_off,
                unterminated=reading.unterminated or cut_off,
            )
        if pending:
            yield self._parse(pending, pending_line, True, self._path.stat().st_size, columns)[0]

    def _decoded(self, block: Block) -> tuple[bytes, list[BadLine]]:
        """Block as UTF-8; lines of another encoding are blanked, so that the count of lines stays."""
        data = block.data
        if self.encoding == "utf-8" and is_utf8(data):
            return data, []
        wrong = undecodable_lines(data, self.encoding)
        bad = [
            BadLine(block.first_line + index, "wrong_encoding", f"expected {self.encoding}")
            for index in wrong
        ]
        if wrong:
            lines = data.split(b"\n")
            for index in wrong:
                lines[index] = b""
            data = b"\n".join(lines)
        if self.encoding != "utf-8":
            data = data.decode(self.encoding).encode()
        return data, bad

    def _parse(
        self, data: bytes, first_line: int, last: bool, end: int, columns: Sequence[str]
    ) -> tuple[Reading, int]:
        """One block's rows and bad lines, and where unread bytes begin (an open quote near its end)."""
        width = len(self.header)
        index = index_lines(data, self.delimiter)
        count = len(index.starts)
        long = index.ends - index.starts > self._limits.max_line_bytes
        simple = (index.plain | index.tidy) & (index.fields == width) & ~index.blank & ~long
        taken = index.blank | long
        bad = [_overlong(first_line + int(row)) for row in np.flatnonzero(long)]
        records: list[list[str]] = []
        record_lines: list[int] = []
        rest = len(data)
        odd = _OddLines(data, index, self.delimiter, width, self._limits.max_joined_lines)
        for row in np.flatnonzero(~simple & ~taken).tolist():
            if taken[row]:
                continue
            record, used, reason, detail = odd.record(row)
            if reason == "open_quote" and not last and row + self._limits.max_joined_lines >= count:
                rest = int(index.starts[row])
                taken[row:] = True
                break
            taken[row : row + used] = True
            if record is None:
                bad.append(BadLine(first_line + row, reason, detail))
            else:
                records.append(record)
                record_lines.append(first_line + row)
        unterminated = last and rest == len(data) and bool(len(data)) and not data.endswith(b"\n")
        truncated = unterminated and bool(bad) and bad[-1].line == first_line + count - 1
        if truncated:
            bad[-1] = BadLine(bad[-1].line, "truncated_last_line", bad[-1].detail)
        bulk = simple & ~taken
        pieces = [
            piece
            for piece in (
                self._bulk(data, index, bulk & index.plain, columns, quoted=False),
                self._bulk(data, index, bulk & index.tidy, columns, quoted=True),
                _table_of(records, self.header, columns),
            )
            if piece.num_rows
        ]
        lines = np.concatenate(
            [np.flatnonzero(bulk & index.plain), np.flatnonzero(bulk & index.tidy)]
        ) + np.int64(first_line)
        lines = np.concatenate([lines, np.array(record_lines, dtype=np.int64)])
        bad.sort(key=lambda line: line.line)
        if not pieces:
            return Reading(None, tuple(bad), end, truncated, unterminated), rest
        table = pa.concat_tables(pieces).combine_chunks()
        chunk = Chunk({name: table.column(name).combine_chunks() for name in table.column_names}, lines)
        return Reading(chunk, tuple(bad), end, truncated, unterminated), rest

    def _bulk(
        self, data: bytes, index: LineIndex, lines: Mask, columns: Sequence[str], *, quoted: bool
    ) -> pa.Table:
        """Simple lines through Arrow; if it sees another number of rows, line by line instead."""
        wanted = int(lines.sum())
        if not wanted:
            return _table_of([], self.header, columns)
        part = bytes_of(data, index, lines)
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(part),
                read_options=arrow_csv.ReadOptions(column_names=list(self.header), block_size=_ARROW_BLOCK),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self.delimiter, quote_char='"' if quoted else False, double_quote=quoted
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(columns, pa.large_string()),
                    include_columns=list(columns),
                    strings_can_be_null=False,
                    check_utf8=False,
                ),
            )
        except pa.ArrowInvalid:
            table = None
        if table is None or table.num_rows != wanted:
            reader = csv.reader(io.StringIO(part.decode(), newline=""), strict=True, delimiter=self.delimiter)
            if not quoted:
                reader = csv.reader(
                    io.StringIO(part.decode(), newline=""), delimiter=self.delimiter, quoting=csv.QUOTE_NONE
                )
            table = _table_of(list(reader), self.header, columns)
        assert table.num_rows == wanted, "rows must equal lines, or line numbers would be wrong"
        return table


class _OddLines:
    """Records that begin on lines with quotes, NUL or another number of fields."""

    def __init__(self, data: bytes, index: LineIndex, delimiter: str, width: int, max_joined: int) -> None:
        self._data = data
        self._index = index
        self._delimiter = delimiter
        self._width = width
        self._max_joined = max_joined

    def record(self, row: int) -> tuple[list[str] | None, int, str, str]:
        """Fields (or None), lines used, reason, detail of the record that begins on a line."""
        index = self._index
        if index.nul[row]:
            return None, 1, "nul_byte", "expected text, got NUL bytes"
        if index.plain[row] or index.tidy[row]:
            return None, 1, *self._wrong_width(int(index.fields[row]))
        reader = csv.reader(self._lines(row), strict=True, delimiter=self._delimiter)
        try:
            record = next(reader)
        except csv.Error as error:
            return None, 1, *_quoting_reason(str(error))
        if len(record) != self._width:
            return None, 1, *self._wrong_width(len(record))
        return record, reader.line_num, "", ""

    def _wrong_width(self, got: int) -> tuple[str, str]:
        return "wrong_number_of_fields", f"expected {self._width} fields, got {got}"

    def _lines(self, row: int) -> Iterator[str]:
        last = min(row + self._max_joined, len(self._index.starts))
        for line in range(row, last):
            text = self._data[self._index.starts[line] : self._index.ends[line]]
            yield text.decode()


def _quoting_reason(message: str) -> tuple[str, str]:
    if "unexpected end" in message:
        return "open_quote", "expected a closing quote"
    if "new-line character" in message:
        return "lone_carriage_return", "expected a line feed after a carriage return"
    if "field limit" in message:
        return "field_too_long", message
    return "broken_quoting", "expected a delimiter after a closing quote"


def _overlong(line: int) -> BadLine:
    return BadLine(line, "line_too_long", "expected a shorter line; a line end is missing")


def _open_end(block: Block) -> int:
    """Number of the last line of a block if no line feed ends it, else 0."""
    return 0 if block.data.endswith(b"\n") else block.first_line + block.data.count(b"\n")


def _table_of(records: list[list[str]], header: tuple[str, ...], columns: Sequence[str]) -> pa.Table:
    places = {word: place for place, word in enumerate(header)}
    return pa.table(
        {
            column: pa.array([record[places[column]] for record in records], pa.large_string())
            for column in columns
        }
    )


def _header_text(first: bytes, encoding: str) -> str:
    if not first.strip():
        raise FileRejectedError("empty_file", "expected a header, got nothing on the first line")
    if b"\0" in first:
        raise FileRejectedError("wrong_encoding", f"expected {encoding} in the header, got NUL bytes")
    try:
        return first.decode(encoding).removeprefix("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise FileRejectedError("wrong_encoding", f"expected {encoding} in the header") from error


def _likeliest(text: str) -> str:
    return max(_DELIMITERS, key=lambda sign: (text.count(sign), -_DELIMITERS.index(sign)))


def _header_words(text: str, delimiter: str, limits: Limits) -> tuple[str, ...]:
    try:
        words = tuple(word.strip() for word in next(csv.reader([text], strict=True, delimiter=delimiter)))
    except csv.Error as error:
        raise FileRejectedError("bad_header", f"expected column names, got {error}") from error
    if len(set(words)) != len(words):
        repeated = sorted(word for word, count in Counter(words).items() if count > 1)
        shown = shown_header(repeated, limits)
        raise FileRejectedError("bad_header", f"expected each column once, got {shown} again")
    return words
