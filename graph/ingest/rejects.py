"""The reject file: what was not taken over, where it stands and why.

Values of personal columns are masked, and anything that has the form of a citizen id; a
line that is no row is never quoted. A spreadsheet that opens the file runs no formula.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np
import pyarrow as pa

from graph.ingest.limits import Limits
from graph.ingest.reading import BadLine
from graph.ingest.rows import Lines, Mask
from graph.masking import mask_citizen_id, mask_name

HEADER = ("file", "line", "table", "field", "value", "reason", "effect")
ROW, VALUE, LINE, FILE = "row_rejected", "value_unknown", "line_rejected", "file_rejected"
_CITIZEN = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15}")
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+(?:[·•][\u3400-\u9fff]+)+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def shown(
    value: object, *, personal: bool, longest: int, identifies: bool = False, displaced: bool = False
) -> str:
    """How a rejected value stands in the reject file.

    Parameters
    ----------
    value : object
    personal : bool
        The column holds personal data.
    longest : int
        Characters that are shown.
    identifies : bool
        The column holds ids: what is no ASCII there may be a name in the wrong place.
    displaced : bool
        No text of this form belongs there (a number, a day, a header, a row of persons): what
        looks like a name may be one.
    """
    if value is None:
        return ""
    text = str(value)
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    if _CITIZEN.fullmatch(digits):
        return mask_citizen_id(digits)
    named = (identifies and not text.isascii()) or (displaced and _NAME.fullmatch(text.strip()))
    if personal or named or _PHONE.fullmatch(digits):
        return mask_name(text)
    text = text if len(text) <= longest else text[:longest] + "…"
    return "'" + text if text.startswith(_FORMULA) else text


def shown_header(words: Sequence[str], limits: Limits) -> str:
    """Words of a header for a message; of a file without one they are a row of data."""
    most = limits.examples_kept
    named = [
        shown(word, personal=False, longest=limits.reject_value_characters, displaced=True)
        for word in words[:most]
    ]
    return f"{named}" + (f" and {len(words) - most:,} more" if len(words) > most else "")


class RejectWriter:
    """Rejects of one file, in the order in which they are found.

    Parameters
    ----------
    stream : TextIO
        Opened with ``newline=""``.
    file : str
        Name that stands in the first column.
    longest : int
        Characters of a value that are shown.
    """

    def __init__(self, stream: TextIO, file: str, longest: int) -> None:
        self._writer = csv.writer(stream, lineterminator="\n")
        self._file = file
        self._longest = longest
        self.counts: Counter[tuple[str, str, str, str]] = Counter()

    def file_rejected(self, reason: str, detail: str) -> None:
        """Note that the whole file is left out."""
        self._writer.writerow((self._file, "", "", "", detail, reason, FILE))
        self.counts[("", "", reason, FILE)] += 1

    def lines(self, bad: Iterable[BadLine]) -> None:
        """Note lines that are no rows."""
        for line in bad:
            self._writer.writerow((self._file, line.line, "", "", line.detail, line.reason, LINE))
            self.counts[("", "", line.reason, LINE)] += 1

    def cells(
        self,
        table: str,
        field: str,
        reason: str,
        mask: Mask,
        lines: Lines,
        values: pa.Array | None,
        *,
        whole_row: bool,
        personal: bool,
        identifies: bool,
        displaced: bool,
    ) -> None:
        """Note cells of a run of rows.

        Parameters
        ----------
        mask : bool, shape (n,)
        lines : int64, shape (n,)
        values : Arrow array of n values as delivered, or None
        """
        effect = ROW if whole_row else VALUE
        places = np.flatnonzero(mask)
        found: Sequence[object] = (
            [None] * len(places) if values is None else values.take(pa.array(places)).to_pylist()
        )
        self._writer.writerows(
            (
                self._file,
                line,
                table,
                field,
                shown(
                    value,
                    personal=personal,
                    longest=self._longest,
                    identifies=identifies,
                    displaced=displaced,
                ),
                reason,
                effect,
            )
            for line, value in zip(lines[places].tolist(), found, strict=True)
        )
        self.counts[(table, field, reason, effect)] += len(places)


def join_reject_files(parts: Iterable[Path], target: Path) -> None:
    """One reject file with a header from those of the files, in their order."""
    partial = target.with_name(target.name + ".partial")
    with partial.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerow(HEADER)
        for part in parts:
            with part.open(encoding="utf-8", newline="") as source:
                while text := source.read(1 << 20):
                    stream.write(text)
    partial.replace(target)
