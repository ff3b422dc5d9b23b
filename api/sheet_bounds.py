"""Workbooks somebody uploads, repacked within bounds before they are read.

Every entry is unpacked here, measured, and packed again: what was measured is what is read, whatever
the archive declares of itself.
"""

from __future__ import annotations

import io
import re
import zipfile

from graph.errors import InputError
from graph.ingest.sheet_extent import NO_ARCHIVE, SheetExtent

MOST_UNPACKED = 32 * 1_048_576
"""Bytes of an unpacked workbook: a small file may hold a very large sheet."""
MOST_CELLS = 1_000_000
"""Cells of the box from the first row and column to the last that are filled."""
MOST_TEXT = 64 * 1_048_576
"""Signs of all cells, were each the longest text: one shared text may stand in every cell."""

_KEPT = re.compile(r"(\[Content_Types\]\.xml|_rels/.*\.rels|xl/.*\.(xml|rels))")
"""Entries of XLSX; without the others the file can be read as nothing else."""


def within_bounds(body: bytes) -> bytes:
    """The same workbook, packed again.

    Raises
    ------
    InputError
        If it unpacks to too much, or its cells lie too far apart.
    ValueError
        If it is no archive of well-formed entries.
    """
    made, left, extent = io.BytesIO(), MOST_UNPACKED, SheetExtent()
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
                extent.measure((content,), texts=True)
                packed.writestr(entry.filename, content)
    except NO_ARCHIVE as error:
        raise ValueError("no archive") from error
    if extent.box > MOST_CELLS or extent.cells * extent.longest > MOST_TEXT:
        raise InputError(
            f"body: expected a sheet whose cells lie within {MOST_CELLS} cells, got more; "
            "copy the column of names or codes into a new one"
        )
    return made.getvalue()
