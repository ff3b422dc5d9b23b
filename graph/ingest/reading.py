"""What every reader gives: runs of rows, lines that are no rows, files that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from graph.errors import InputError
from graph.ingest.rows import Chunk


class FileRejectedError(InputError):
    """A file as a whole cannot be read; the other files of the delivery go on."""

    code: ClassVar[str] = "file_rejected"

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no row; ``detail`` never quotes the line, which may hold personal data."""

    line: int
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One bounded step of a reader.

    Parameters
    ----------
    chunk : Chunk or None
    bad_lines : tuple of BadLine
    bytes_read : int
        Position in the file after this step, for progress.
    truncated : bool
        True if the file ends inside a row.
    unterminated : bool
        True if the file's last line has no line feed: taken if it is a row, and reported.
    """

    chunk: Chunk | None
    bad_lines: tuple[BadLine, ...] = ()
    bytes_read: int = 0
    truncated: bool = False
    unterminated: bool = False
