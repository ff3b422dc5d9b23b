"""Standalone classes of legal persons, and the same class recomputed without some records.

The class of a unit is its head office's, computed with the records of all members. A
co-party pair needs the class of the other unit without their common records: it is
recomputed by the same functions on a virtual subject, never subtracted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.domain import day_number
from graph.snapshot import Snapshot
from graph.units import Units
from scoring.classes import CLASS_NAMES, NO_CLASS, class_codes, in_scope
from scoring.direct import direct_matrix, exempt_codes
from scoring.factors import OwnHazards, own_hazards
from scoring.indicators import Points, age_years, empty_points, on_records, store
from scoring.measures import specs
from scoring.measures.rows import Rows, records_of, responsible_incidence
from scoring.measures.subjects import Subjects
from scoring.pack_model import Pack
from scoring.points import score_hundredths
from scoring.reference import Reference

CHUNK_COST = 2_000_000
SUBJECT_COST = 10
"""Incidence rows worked on at once, a subject counting as ten (about 0.3 GB at 60 indicators)."""


def standalone_class(hazards: OwnHazards, direct: np.ndarray, travels: np.ndarray, pack: Pack) -> np.ndarray:
    """Class from the four own factors and direct rules D1-D3.

    Parameters
    ----------
    hazards : OwnHazards of n subjects
    direct : bool, n
        Whether a direct rule holds.
    travels : bool, n
        Whether the subject has a standalone class at all.

    Returns
    -------
    int8, n : 0..3, -1 none
    """
    codes = class_codes(score_hundredths(hazards.total, pack), pack)
    codes = np.where(direct, CLASS_NAMES.index("D"), codes)
    return np.where(travels, codes, NO_CLASS).astype(np.int8)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heads:
    """Head offices of the units: what their class needs beside records."""

    code: np.ndarray
    subjects: Subjects
    travels: np.ndarray
    exempt: np.ndarray


class StandaloneClasses:
    """Source of standalone classes for the relationship factor (``ClassSource``).

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    units : Units
    indicators : Points
        Of all enterprises, at least those that weigh something; those not on records are
        taken over from the head office.
    pack : Pack
    reference : Reference
    reached : bool[units], optional
        Units whose class is asked for; the others have none. All of them by default.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        units: Units,
        indicators: Points,
        pack: Pack,
        reference: Reference,
        reached: np.ndarray | None = None,
    ) -> None:
        self._reached = reached
        self._pack = pack.weighing()
        self._reference = reference
        self._indicators = indicators
        self._columns = [indicators.column(indicator.id) for indicator in self._pack.indicators]
        self._as_of = day_number(snapshot.as_of)
        head = units.head.astype(np.int64)
        exempt = np.zeros((snapshot.enterprises.rows, len(pack.direct_rules)), dtype=bool)
        for column, rule in enumerate(pack.direct_rules):
            exempt[exempt_codes(snapshot, rule), column] = True
        self._heads = _Heads(
            code=head,
            subjects=Subjects.of(snapshot, pack.grace_days).take(head),
            travels=in_scope(snapshot, pack).travels[head],
            exempt=exempt[head],
        )
        party, record = responsible_incidence(snapshot)
        unit = units.contract(party)
        mine = unit < units.count
        overrides = pack.relationship.paths.severity_overrides
        self._rows = records_of(snapshot, unit[mine], record[mine], overrides)
        by_enterprise = party < snapshot.enterprises.rows
        self._direct_rows = records_of(snapshot, unit[mine & by_enterprise], record[mine & by_enterprise])
        self._classes: np.ndarray | None = None
        self._scores = np.zeros(0)

    def units(self) -> np.ndarray:
        """Standalone class of each unit.

        Returns
        -------
        int8, units : 0..3 = A..D, -1 none
        """
        if self._classes is None:
            asked = np.arange(len(self._heads.code))
            if self._reached is not None:
                asked = np.flatnonzero(self._reached)
            nothing = np.zeros(0, dtype=np.int64)
            self._classes = np.full(len(self._heads.code), NO_CLASS, dtype=np.int8)
            scores, none_left_out = np.zeros(len(asked)), np.zeros(len(asked) + 1, dtype=np.int64)
            self._classes[asked] = self._evaluate(asked, none_left_out, nothing, scores)
            self._scores = np.zeros(len(self._heads.code))
            self._scores[asked] = scores
        return self._classes

    def scores(self) -> np.ndarray:
        """Standalone score of each unit by its own factors, without direct rules.

        Returns
        -------
        float64, units : in [0, 1], NaN for a unit without a standalone class
        """
        classes = self.units()
        return np.where(classes == NO_CLASS, np.nan, self._scores)

    def without(self, units: np.ndarray, indptr: np.ndarray, records: np.ndarray) -> np.ndarray:
        """Standalone classes recomputed as if some records had never been.

        Parameters
        ----------
        units : int32, p
            Unit of each question; may repeat.
        indptr : int64, p + 1
        records : int32
            Record rows left out for question q: ``records[indptr[q]:indptr[q + 1]]``.

        Returns
        -------
        int8, p
        """
        return self._evaluate(units, indptr, records, np.zeros(len(units)))

    def _evaluate(
        self, units: np.ndarray, indptr: np.ndarray, records: np.ndarray, scores: np.ndarray
    ) -> np.ndarray:
        """Classes of some questions; their scores go into ``scores``."""
        out = np.empty(len(units), dtype=np.int8)
        sizes = np.cumsum(_lengths(self._rows, units, len(self._heads.code)) + SUBJECT_COST)
        start = 0
        while start < len(units):
            done = sizes[start - 1] if start else 0
            stop = max(start + 1, int(np.searchsorted(sizes, done + CHUNK_COST, side="right")))
            left_out = indptr[start : stop + 1], records
            rows = _without(self._rows, units[start:stop], left_out, len(self._heads.code))
            direct = _without(self._direct_rows, units[start:stop], left_out, len(self._heads.code))
            out[start:stop] = self._classes_of(units[start:stop], rows, direct, scores[start:stop])
            start = stop
        return out

    def _classes_of(self, units: np.ndarray, rows: Rows, direct_rows: Rows, scores: np.ndarray) -> np.ndarray:
        code = self._heads.code[units]
        subjects = self._heads.subjects.take(units)
        measured = self._measured(code, subjects, rows)
        hazards = own_hazards(measured, self._pack, self._reference)
        scores[:] = score_hundredths(hazards.total, self._pack) / 100_000
        held = direct_matrix(direct_rows, len(units), self._pack, self._as_of) & ~self._heads.exempt[units]
        return standalone_class(hazards, held.any(axis=1), self._heads.travels[units], self._pack)

    def _measured(self, code: np.ndarray, subjects: Subjects, rows: Rows) -> Points:
        result = empty_points(self._pack, subjects.count)
        age = age_years(subjects)
        for position, indicator in enumerate(self._pack.indicators):
            if indicator.on_records and isinstance(indicator.measure, specs.RowSpec):
                store(result, position, indicator, on_records(indicator.measure, rows, subjects), age)
            else:
                column = self._columns[position]
                result.bins[:, position] = self._indicators.bins[code, column]
                result.known[:, position] = self._indicators.known[code, column]
        return result


def _lengths(rows: Rows, units: np.ndarray, count: int) -> np.ndarray:
    return np.asarray(np.bincount(rows.subject, minlength=count)[units])


def _without(rows: Rows, units: np.ndarray, left_out: tuple[np.ndarray, np.ndarray], count: int) -> Rows:
    """Incidence of virtual subjects 0..p-1: the units' records less those left out."""
    index = rows.index if rows.index is not None else np.arange(len(rows.subject))
    pointer = np.append(0, np.cumsum(np.bincount(rows.subject, minlength=count)))
    length = pointer[units + 1] - pointer[units]
    subject = np.repeat(np.arange(len(units)), length)
    offset = np.arange(len(subject)) - np.repeat(np.cumsum(length) - length, length)
    position = np.repeat(pointer[units], length) + offset
    record = index[position]
    indptr, records = left_out
    gone_subject = np.repeat(np.arange(len(units)), np.diff(indptr))
    gone = records[indptr[0] : indptr[-1]]
    width = int(max(record.max(initial=0), gone.max(initial=0))) + 1
    keys = subject * width + record
    keep = ~np.isin(keys, gone_subject * width + gone)
    return rows.of_subjects(subject[keep].astype(np.int32), record[keep])
