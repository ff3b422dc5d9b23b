"""Workbooks somebody uploads, repacked within bounds before they are read.

The reader holds the box of all filled cells densely: two cells in opposite corners of a sheet of 2 kB
take half a terabyte and end the process. So every entry is unpacked here, measured, and packed again:
what was measured is what is read, whatever the archive declares of itself.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from xml.parsers import expat

from graph.errors import InputError

MOST_UNPACKED = 32 * 1_048_576
"""Bytes of an unpacked workbook: a small file may hold a very large sheet."""
MOST_CELLS = 1_000_000
"""Cells of the box from the first row and column to the last that are filled."""
MOST_TEXT = 64 * 1_048_576
"""Signs of all cells, were each the longest text: one shared text may stand in every cell."""

_KEPT = re.compile(r"(\[Content_Types\]\.xml|_rels/.*\.rels|xl/.*\.(xml|rels))")
"""Entries of XLSX; without the others the file can be read as nothing else."""
_PLACE = re.compile(r"([A-Za-z]{0,3})([0-9]{1,7})")
_LETTERS = 26


def within_bounds(body: bytes) -> bytes:
    """The same workbook, packed again.

    Raises
    ------
    InputError
        If it unpacks to too much, or its cells lie too far apart.
    ValueError
        If it is no archive of well-formed entries.
    """
    made, left, extent = io.BytesIO(), MOST_UNPACKED, _Extent()
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(made, "w") as packed:
            for entry in archive.infolist():
                if not _KEPT.fullmatch(entry.filename):
                    continue
                with archive.open(entry) as file:
                    content = file.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise InputError(
                        f"body: expected a sheet of at most {MOST_UNPACKED} bytes unpacked, got more"
                    )
                extent.measure(content)
                packed.writestr(entry.filename, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ValueError("no archive") from error
    extent.check()
    return made.getvalue()


@dataclass(slots=True)
class _Extent:
    """How far the cells of the sheets of a workbook reach, and how long its texts are."""

    rows: int = 0
    columns: int = 0
    unplaced_rows: int = 0
    unplaced_columns: int = 0
    cells: int = 0
    longest: int = 0
    _text: int = 0

    def measure(self, content: bytes) -> None:
        """Take one entry in; any may be the sheet, whatever its name."""
        parser = expat.ParserCreate("utf-8")
        parser.StartDoctypeDeclHandler = _refuse_entities
        parser.StartElementHandler = self._begin
        parser.CharacterDataHandler = self._said
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise ValueError("an entry is not well-formed") from error

    def check(self) -> None:
        """Refuse what a reader could not hold.

        Raises
        ------
        InputError
        """
        box = (self.rows + self.unplaced_rows) * (self.columns + self.unplaced_columns)
        if box > MOST_CELLS or self.cells * self.longest > MOST_TEXT:
            raise InputError(
                f"body: expected a sheet whose cells lie within {MOST_CELLS} cells, got more; "
                "copy the column of names or codes into a new one"
            )

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name in ("si", "c"):
            self._text = 0
        if name not in ("row", "c"):
            return
        place = _PLACE.fullmatch(attributes.get("r", ""))
        self.cells += name == "c"
        if place is None:
            self.unplaced_rows += name == "row"
            self.unplaced_columns += name == "c"
            return
        self.rows = max(self.rows, int(place[2]))
        self.columns = max(self.columns, _column(place[1]))

    def _said(self, text: str) -> None:
        self._text += len(text)
        self.longest = max(self.longest, self._text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _refuse_entities(*_: object) -> None:
    raise ValueError("an entry declares entities")
