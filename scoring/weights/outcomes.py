"""Outcomes of inspections: whom an organ inspected, when, and whether a problem was found.

Invariant: an outcome belongs to the newest month that ended, and was last revised, before
the day of the inspection; so nothing that an outcome says was known to the month's points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from graph.domain import day_number, day_of
from graph.errors import InputError
from graph.filings import Filings
from graph.snapshot import Snapshot
from scoring.exclusions import exclude
from scoring.job.frozen import FilingSource
from scoring.month_filings import filings_of
from scoring.month_folders import last_day
from scoring.results import Month
from scoring.weights.rules import OutcomeRules

COLUMNS = ("enterprise_id", "inspected_on", "problem")
"""Columns of a file of outcomes."""
_YES = ("1", "true", "yes", "是", "有")
_NO = ("0", "false", "no", "否", "无")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """Concluded inspections, one row each.

    Attributes
    ----------
    enterprise_ids : text[r]
    day : int32[r] day of the inspection
    problem : bool[r]
    """

    enterprise_ids: pa.LargeStringArray
    day: npt.NDArray[np.int32]
    problem: npt.NDArray[np.bool_]

    @property
    def until(self) -> date | None:
        """Day of the last inspection."""
        return day_of(int(self.day.max())) if len(self.day) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOutcomes:
    """Inspections that are outcomes of one month, by enterprise.

    Attributes
    ----------
    code : int32[k] enterprise codes of the month, rising
    found, clean : int64[k] inspections with and without a problem
    unknown : inspections of enterprises the month does not know
    """

    code: npt.NDArray[np.int32]
    found: npt.NDArray[np.int64]
    clean: npt.NDArray[np.int64]
    unknown: int


def known_outcomes(month: Month, filings: FilingSource, rules: OutcomeRules) -> Outcomes:
    """Outcomes in the filings known when a month was published, without withdrawn ones.

    Parameters
    ----------
    month : Month
        Usually the newest; its day of knowledge and its statuses count.
    filings : FilingSource
    rules : OutcomeRules
    """
    snapshot = month.snapshot
    corrections = month.manifest["inputs"]["corrections"]
    view = filings_of(filings, month.manifest).view(month.info.known_by, snapshot, corrections)
    return outcomes_of(snapshot, exclude(snapshot, view, month.pack).filings, rules)


def outcomes_of(snapshot: Snapshot, filings: Filings, rules: OutcomeRules) -> Outcomes:
    """Outcomes among the inspections of a snapshot."""
    rows = filings.table("inspections", ("filed_on", "inspection_kind", "result"))
    kind = _is_in(rows.text("inspection_kind"), rules.kinds.value)
    problem = _is_in(rows.text("result"), rules.problems.value)
    clean = _is_in(rows.text("result"), rules.clean.value)
    code = rows.numbers("enterprise")
    day = rows.numbers("filed_on")
    keep = np.flatnonzero(
        kind & (problem | clean) & (code >= 0) & (day <= day_number(snapshot.as_of)) & (day > 0)
    )
    return Outcomes(
        enterprise_ids=snapshot.enterprises.text("enterprise_id").take(pa.array(code[keep].astype(np.int64))),
        day=day[keep].astype(np.int32),
        problem=problem[keep],
    )


def read_outcomes(path: Path) -> Outcomes:
    """Outcomes from a CSV file in UTF-8 with the columns enterprise_id, inspected_on, problem.

    Two equal rows count once: an enterprise has one result of one day's inspection each.

    Raises
    ------
    InputError
        If the file is missing, has other columns, or a cell is no day or no yes or no; names the line.
    """
    try:
        table = pacsv.read_csv(
            path,
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(COLUMNS, pa.large_string()), strings_can_be_null=True
            ),
        )
    except FileNotFoundError as error:
        raise InputError(f"{path.name}: expected a file of outcomes, got none") from error
    except pa.ArrowInvalid as error:
        raise InputError(f"{path.name}: expected CSV in UTF-8, got: {error}") from error
    if sorted(table.column_names) != sorted(COLUMNS):
        raise InputError(
            f"{path.name}:1: expected the columns {', '.join(COLUMNS)}, got {', '.join(table.column_names)}"
        )
    ids, days, words = (table[name].combine_chunks() for name in COLUMNS)
    _refuse(path, pc.is_null(ids), ids, "enterprise_id", "an id")
    parsed = pc.strptime(days, format="%Y-%m-%d", unit="s", error_is_null=True)
    _refuse(path, pc.is_null(parsed), days, "inspected_on", "YYYY-MM-DD")
    lower = pc.utf8_lower(words)
    yes, no = _is_in(lower, _YES), _is_in(lower, _NO)
    _refuse(path, pa.array(~yes & ~no), words, "problem", f"one of {', '.join((*_YES, *_NO))}")
    number = parsed.cast(pa.date32()).cast(pa.int32()).to_numpy(zero_copy_only=False)
    return _once(ids.cast(pa.large_string()), number, yes)


def _once(ids: pa.LargeStringArray, day: npt.NDArray[np.int32], problem: npt.NDArray[np.bool_]) -> Outcomes:
    """Each (enterprise, day, result) once, in the order of the file."""
    if not len(ids):
        return Outcomes(enterprise_ids=ids, day=day.astype(np.int32), problem=problem)
    code = np.asarray(ids.dictionary_encode().indices).astype(np.int64)
    keys = np.stack([code, day.astype(np.int64), problem.astype(np.int64)], axis=1)
    _, first = np.unique(keys, axis=0, return_index=True)
    rows = np.sort(first)
    return Outcomes(
        enterprise_ids=ids.take(pa.array(rows)), day=day[rows].astype(np.int32), problem=problem[rows]
    )


def _refuse(path: Path, wrong: pa.BooleanArray, cells: pa.Array, column: str, expected: str) -> None:
    rows = np.flatnonzero(np.asarray(wrong))
    if len(rows):
        got = cells[int(rows[0])].as_py()
        raise InputError(
            f"{path.name}:{int(rows[0]) + 2}: {column}: expected {expected}, got {got!r} ({len(rows)} rows)"
        )


def outcomes_by_month(outcomes: Outcomes, months: Sequence[Month], horizon: int) -> list[MonthOutcomes]:
    """Outcomes of each month: inspections after it, each counted for the newest month before it.

    Parameters
    ----------
    outcomes : Outcomes
    months : sequence of Month
        Months of features, rising.
    horizon : int
        Months after the end of a month in which an inspection still counts for it.

    Returns
    -------
    list of MonthOutcomes, in the order of the months
    """
    day = outcomes.day
    owner = np.full(len(day), -1, dtype=np.int32)
    for place, month in enumerate(months):
        first = max(month.info.as_of, month.info.known_by)
        last = last_day(months_after(month.info.month, horizon))
        inside = (day > day_number(first)) & (day <= day_number(last))
        owner[inside] = place
    return [_of_month(outcomes, month, owner == place) for place, month in enumerate(months)]


def _of_month(outcomes: Outcomes, month: Month, mine: npt.NDArray[np.bool_]) -> MonthOutcomes:
    rows = np.flatnonzero(mine)
    codes = month.snapshot.enterprise_codes(outcomes.enterprise_ids.take(pa.array(rows)))
    scored = month.scores.numbers("scored")
    known = codes >= 0
    counts = known & scored[np.maximum(codes, 0)]
    code, place = np.unique(codes[counts], return_inverse=True)
    problem = outcomes.problem[rows][counts]
    return MonthOutcomes(
        code=code.astype(np.int32),
        found=np.bincount(place[problem], minlength=len(code)),
        clean=np.bincount(place[~problem], minlength=len(code)),
        unknown=int((~known).sum()),
    )


def months_after(month: str, number: int) -> str:
    """The month ``number`` months after ``YYYY-MM``."""
    day = last_day(month)
    whole = day.year * 12 + day.month - 1 + number
    return f"{whole // 12:04d}-{whole % 12 + 1:02d}"


def _is_in(column: pa.Array, words: Sequence[str]) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.is_in(column, value_set=pa.array(list(words), column.type)))
