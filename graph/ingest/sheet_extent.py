"""How far the cells of a workbook reach, measured before its reader is let near it.

The reader holds the box of all filled cells densely: two cells in opposite corners of a sheet of 2 kB
take half a terabyte and end the process.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

from graph.ingest.limits import Limits
from graph.ingest.reading import FileRejectedError

NO_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What a damaged, torn or encrypted archive makes of its reader."""

_NAMES = frozenset({"c", "v", "is", "si", "row", "t", "f"})
_DIGITS = "0123456789"
_LETTERS = 26
_BLOCK = 1_048_576


@dataclass(slots=True)
class SheetExtent:
    """Box of the filled cells of some entries of a workbook, and the length of their texts.

    Cells without a value do not count: the reader leaves them out, and a format may reach to the last row.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    longest: int = 0
    _text: int = 0
    _place: str = ""
    _number: str = ""
    _row: int = 0
    _after: int = 0
    _letters: dict[str, int] = field(default_factory=dict)

    @property
    def box(self) -> int:
        """Cells from the first row and column to the last that are filled."""
        return self.rows * self.columns

    def measure(self, blocks: Iterable[bytes], *, texts: bool) -> None:
        """Take one entry in, with the length of its texts if asked for; any entry may be a sheet.

        Raises
        ------
        ValueError
            If the entry is no well-formed XML, or declares entities.
        """
        parser = expat.ParserCreate("utf-8")
        parser.StartDoctypeDeclHandler = _refuse_entities
        parser.StartElementHandler = self._begin
        if texts:
            parser.CharacterDataHandler = self._said
        try:
            for block in blocks:
                parser.Parse(block, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise ValueError("an entry is not well-formed") from error

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag if tag in _NAMES else tag.rpartition(":")[2]
        if name == "c":
            self._text, place = 0, attributes.get("r", "")
            # A cell without a place stands beside the one before it, a row without one below it.
            if place:
                self._place, self._after = place, 0
            else:
                self._after += 1
        elif name in ("v", "is"):
            self._fill()
        elif name == "si":
            self._text = 0
        elif name == "row":
            place = attributes.get("r", "")
            self._row = int(place) if place.isdecimal() else self._row + 1
            self._place, self._after = "", 0

    def _fill(self) -> None:
        self.cells += 1
        letters = self._place.rstrip(_DIGITS)
        column = self._letters.get(letters)
        if column is None:
            column = self._letters[letters] = _column(letters)
        number = self._place[len(letters) :]
        self.columns = max(self.columns, column + self._after)
        if self._after or not number:
            self.rows = max(self.rows, self._row)
        elif number != self._number:
            self._number = number
            self.rows = max(self.rows, int(number))

    def _said(self, text: str) -> None:
        self._text += len(text)
        self.longest = max(self.longest, self._text)


def require_bounded(path: Path, limits: Limits) -> None:
    """Refuse a workbook that its reader could not hold: nothing is unpacked beyond the bound.

    Raises
    ------
    FileRejectedError
        If it is no workbook, unpacks to more than ``limits.spreadsheet_bytes``, or the cells of a
        sheet lie within more than ``limits.spreadsheet_cells``.
    """
    unpacked = _Unpacked(limits)
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if entry.filename.endswith(".xml"):
                    extent = SheetExtent()
                    with archive.open(entry) as file:
                        extent.measure(unpacked.blocks(file), texts=False)
                    if extent.box > limits.spreadsheet_cells:
                        raise _too_large(limits)
    except (*NO_ARCHIVE, ValueError) as error:
        raise FileRejectedError("damaged_file", "expected an XLSX workbook, got a damaged one") from error


class _Unpacked:
    """Blocks of entries, counted over all of them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.spreadsheet_bytes

    def blocks(self, file: IO[bytes]) -> Iterator[bytes]:
        while block := file.read(_BLOCK):
            self._left -= len(block)
            if self._left < 0:
                raise _too_large(self._limits)
            yield block


def _too_large(limits: Limits) -> FileRejectedError:
    return FileRejectedError(
        "too_large_sheet",
        f"expected sheets whose cells lie within {limits.spreadsheet_cells:,} and that unpack to at most "
        f"{limits.spreadsheet_bytes:,} bytes, got more; clear what stands far outside the table, or save "
        "the sheet as CSV (UTF-8), which is read in parts",
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _refuse_entities(*_: object) -> None:
    raise ValueError("an entry declares entities")
