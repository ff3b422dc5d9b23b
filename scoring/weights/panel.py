"""Rows that weights are learned from: points of a month beside what inspections found afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from scoring.pack_model import Pack
from scoring.results import Month
from scoring.weights.outcomes import MonthOutcomes
from scoring.weights.points import effective_points, reference_of, relationship_points

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One row an enterprise, month and result.

    Attributes
    ----------
    points : float32[r, c] own indicators in the order of the pack, relationship, ones
    problem : bool[r] whether the inspections of the row found a problem
    weight : float64[r] number of inspections the row stands for
    authority : int32[r] supervising authority, 0 where unknown
    month : int32[r] place of the month
    """

    points: npt.NDArray[np.float32]
    problem: npt.NDArray[np.bool_]
    weight: Floats
    authority: npt.NDArray[np.int32]
    month: npt.NDArray[np.int32]

    def of_months(self, kept: npt.NDArray[np.bool_]) -> Panel:
        """Rows of some months only."""
        return Panel(
            points=self.points[kept],
            problem=self.problem[kept],
            weight=self.weight[kept],
            authority=self.authority[kept],
            month=self.month[kept],
        )


def make_panel(
    months: Sequence[Month], outcomes: Sequence[MonthOutcomes], pack: Pack, home: Path, most_rows: int
) -> Panel:
    """Panel of some months; an enterprise with both results has two rows.

    Parameters
    ----------
    months, outcomes : of equal length
    pack : Pack
        Of ``own_weighing``; under its weights fact groups are brought to their maximum.
    home : Path
        Of the reference tables.
    most_rows : int
        Above it every k-th row is taken, weighing k times as much.

    Returns
    -------
    Panel
    """
    total = sum(int((one.found > 0).sum() + (one.clean > 0).sum()) for one in outcomes)
    step = max(1, -(-total // most_rows))
    names = {name: row + 1 for row, name in enumerate(_authorities(months))}
    parts = [
        _of_month(place, month, one, pack, home, step, names)
        for place, (month, one) in enumerate(zip(months, outcomes, strict=True))
    ]
    return Panel(
        points=np.concatenate([part.points for part in parts]),
        problem=np.concatenate([part.problem for part in parts]),
        weight=np.concatenate([part.weight for part in parts]),
        authority=np.concatenate([part.authority for part in parts]),
        month=np.concatenate([part.month for part in parts]),
    )


def rescaled(
    panel: Panel,
    months: Sequence[Month],
    outcomes: Sequence[MonthOutcomes],
    pack: Pack,
    home: Path,
    most_rows: int,
) -> Panel:
    """The same panel with the points of fact groups at their maximum under other weights."""
    return replace(panel, points=make_panel(months, outcomes, pack, home, most_rows).points)


def _of_month(
    place: int, month: Month, one: MonthOutcomes, pack: Pack, home: Path, step: int, names: dict[str, int]
) -> Panel:
    both = np.concatenate([np.flatnonzero(one.found), np.flatnonzero(one.clean)])
    problem = np.arange(len(both)) < np.count_nonzero(one.found)
    weight = np.where(problem, one.found[both], one.clean[both]).astype(np.float64)
    order = np.lexsort((~problem, one.code[both]))[::step]
    rows, problem = one.code[both][order], problem[order]
    own = effective_points(month, rows, pack, reference_of(month, home))
    relation = relationship_points(month, rows).astype(np.float32)
    return Panel(
        points=np.column_stack([own, relation, np.ones(len(rows), np.float32)]),
        problem=problem,
        weight=weight[order] * step,
        authority=_codes(month, rows, names),
        month=np.full(len(rows), place, np.int32),
    )


def _authorities(months: Sequence[Month]) -> list[str]:
    columns = [month.scores.text("supervising_authority").dictionary_encode() for month in months]
    return sorted({word for column in columns for word in column.dictionary.to_pylist() if word is not None})


def _codes(month: Month, rows: npt.NDArray[Any], names: dict[str, int]) -> npt.NDArray[np.int32]:
    chosen = month.scores.text("supervising_authority").take(pa.array(rows.astype(np.int64)))
    found = pc.index_in(chosen, value_set=pa.array(sorted(names), pa.large_string()), skip_nulls=True)
    return np.asarray(pc.fill_null(found, -1)).astype(np.int32) + 1
