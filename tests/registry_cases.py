"""Small registry extracts for tests: rows as dicts, written as TAB-separated GB18030 text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from graph.synthetic.codes import credit_code_cells, registration_number_cells
from tests.ingest_cases import Imported, import_texts

CERTIFICATE = "110101199003070011"
"""A made-up citizen id whose birthday and check are right (region and person do not matter)."""


def credit_code(serial: int) -> str:
    """Valid credit code of the fictitious province."""
    cells = credit_code_cells(np.array([1]), np.array([101]), np.array([serial]))
    return bytes(cells[0]).decode()


def registration_no(serial: int) -> str:
    """Valid registration number of 15 digits."""
    return bytes(registration_number_cells(np.array([101]), np.array([serial]))[0]).decode()


def table(rows: Sequence[Mapping[str, Any]], *, encoding: str = "gb18030", delimiter: str = "\t") -> bytes:
    """Text of a table: the header is every column of the rows; what a row lacks is written ``null``."""
    header = list(dict.fromkeys(column for row in rows for column in row))
    lines = [header, *([str(row.get(column, "null")) for column in header] for row in rows)]
    return "".join(delimiter.join(line) + "\n" for line in lines).encode(encoding)


def import_registry(
    place: Path, tables: Mapping[str, Sequence[Mapping[str, Any]] | bytes], **how: Any
) -> Imported:
    """Import registry tables through recording stores; bytes are written as they are."""
    files = {f"{name}.txt": rows if isinstance(rows, bytes) else table(rows) for name, rows in tables.items()}
    return import_texts(place, files, mapping=how.pop("mapping", "registry"), **how)
