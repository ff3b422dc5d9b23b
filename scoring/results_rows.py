"""Reading single values out of mapped columns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from graph.arrays import Frame
from graph.domain import RiskClass
from graph.errors import InputError

_CLASSES = tuple(RiskClass)
_HUNDRED = 100
T = TypeVar("T")


def text_at(frame: Frame, name: str, row: int) -> str | None:
    """Text of one cell; None is unknown."""
    value: str | None = frame.text(name)[row].as_py()
    return value


def known_text(frame: Frame, name: str, row: int) -> str:
    """Text of one cell that is never unknown."""
    return str(frame.text(name)[row].as_py())


def number_at(frame: Frame, name: str, row: int) -> float:
    """Number of one cell."""
    return float(frame.cells(name, row))


class Cells:
    """Values of some rows of a table, each column read at once when it is first asked for.

    Parameters
    ----------
    frame : Frame
    rows : iterable of int
    """

    def __init__(self, frame: Frame, rows: Iterable[int]) -> None:
        self._frame = frame
        self._place = {row: place for place, row in enumerate(dict.fromkeys(rows))}
        self._rows = np.fromiter(self._place, np.int64, len(self._place))
        self._columns: dict[str, list[Any]] = {}

    def at(self, column: str, row: int) -> Any:
        """Value of one cell; a text that is not known is None."""
        return self.column(column)[self._place[row]]

    def column(self, name: str) -> list[Any]:
        """Values of a column, of the rows in the order in which they were first given."""
        values = self._columns.get(name)
        if values is None:
            values = self._columns[name] = (
                self._frame.text(name).take(pa.array(self._rows)).to_pylist()
                if self._frame.is_text(name)
                else self._frame.cells(name, self._rows).tolist()
            )
        return values


def finite(value: float) -> float | None:
    """The number, None for NaN."""
    return None if math.isnan(value) else float(value)


def points_at(frame: Frame, name: str, row: int) -> float | None:
    """Score or points of a column of hundredths; None for -1."""
    return points_of(int(frame.numbers(name)[row]))


def points_of(hundredths: int) -> float | None:
    """Score or points of a number of hundredths; None for -1."""
    return None if hundredths < 0 else hundredths / _HUNDRED


def class_at(frame: Frame, name: str, row: int) -> RiskClass | None:
    """Class of a column of class codes; None for -1."""
    code = int(frame.numbers(name)[row])
    return None if code < 0 else _CLASSES[code]


def class_of(code: int) -> RiskClass | None:
    """Class of a code; None for -1."""
    return None if code < 0 else _CLASSES[code]


def page_of(rows: Sequence[T], cursor: str | None, limit: int) -> tuple[Sequence[T], str | None]:
    """One page of rows and the cursor of the next; a published month never changes.

    Raises
    ------
    InputError
        If the cursor is none of ours or the limit is not positive.
    """
    if limit < 1:
        raise InputError(f"limit: expected at least 1, got {limit}")
    if cursor is not None and not (cursor.isascii() and cursor.isdigit()):
        raise InputError(f"cursor: expected one of this list, got {cursor[:40]!r}")
    start = int(cursor or 0)
    stop = start + limit
    return rows[start:stop], str(stop) if stop < len(rows) else None
