"""Sparse non-negative columns with names, built column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csc_array, csr_array

from graph.arrays import Frame, large_text
from graph.errors import ModelError
from graph.mapped import mapped

Array = np.ndarray[Any, Any]
_PARTS = ("data", "indices", "indptr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Rows by named columns.

    Attributes
    ----------
    names : tuple of str
    table : csr_array, float64 (rows, names), at least 0
    """

    names: tuple[str, ...]
    table: csr_array

    def take(self, rows: Array) -> Columns:
        """Columns of some rows, in their order."""
        return Columns(names=self.names, table=csr_array(self.table[rows]))

    def write(self, folder: Path) -> None:
        """Write into a new folder: plain arrays that are mapped on reading."""
        folder.mkdir()
        for part in _PARTS:
            np.save(folder / f"{part}.npy", getattr(self.table, part), allow_pickle=False)
        Frame({"name": large_text(list(self.names))}).write(folder / "names.arrow")

    @classmethod
    def read(cls, folder: Path) -> Columns:
        """Map columns written by ``write``."""
        data, indices, indptr = (mapped(folder / f"{part}.npy") for part in _PARTS)
        names = tuple(Frame.read(folder / "names.arrow").text("name").to_pylist())
        table = csr_array((data, indices, indptr), shape=(len(indptr) - 1, len(names)))
        return cls(names=names, table=table)


@dataclass(slots=True)
class ColumnBuilder:
    """Collects columns of ``rows`` rows.

    Attributes
    ----------
    rows : int
    """

    rows: int
    _names: list[str] = field(default_factory=list)
    _row: list[Array] = field(default_factory=list)
    _value: list[Array] = field(default_factory=list)

    def add(self, name: str, values: Array) -> None:
        """Add a dense column, float64[rows], at least 0."""
        row = np.flatnonzero(values).astype(np.int32)
        self._names.append(name)
        self._row.append(row)
        self._value.append(np.asarray(values, np.float64)[row])

    def add_buckets(self, name: str, values: Array, edges: tuple[float, ...]) -> None:
        """Add one 0/1 column for each bucket ``edge <= value < next edge``; below the first and NaN none."""
        place = np.searchsorted(np.array(edges), values, side="right")
        place = np.where(np.isnan(values), 0, place)
        for number, edge in enumerate(edges, 1):
            self.add(f"{name}>={edge:g}", (place == number).astype(np.float64))

    def build(self) -> Columns:
        """All columns added so far; rows hold their columns in the order added."""
        starts = np.cumsum([0, *(len(row) for row in self._row)])
        row = np.concatenate([*self._row, np.zeros(0, np.int32)])
        value = np.concatenate([*self._value, np.zeros(0)])
        by_column = csc_array((value, row, starts), shape=(self.rows, len(self._names)))
        table = csr_array(by_column.tocsr())
        return Columns(names=tuple(self._names), table=table)


def refuse_nan(tables: Sequence[csr_array]) -> None:
    """Refuse columns with a number that is not finite.

    Raises
    ------
    ModelError
    """
    if not all(np.isfinite(table.data).all() for table in tables):
        raise ModelError("training: expected finite columns, got NaN: make the panels again")


def only_columns(table: csr_array, columns: Array) -> csr_array:
    """The same table with every other column empty."""
    taken = csr_array(table[:, columns])
    return csr_array((taken.data, columns[taken.indices], taken.indptr), shape=table.shape)
