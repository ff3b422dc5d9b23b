"""Rows of one table attached to subjects, with cached codes of their words.

Rows are sorted by (subject, own order of the table), so that the latest row of a subject
is the last selected one, and segment reductions need no sort.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gnn.signals import severities
from graph.arrays import Frame
from graph.catalogue import records as record_catalogue
from graph.domain import CENTS_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, PartyRole, day_number
from graph.filings import Filings
from graph.snapshot import Snapshot

NO_OVERRIDES: Mapping[str, int] = MappingProxyType({})


class Rows:
    """Rows of one table by subject.

    Parameters
    ----------
    table : str
    frame : Frame
        Columns of the table.
    subject : int32, m
        Subject of each row, never decreasing.
    index : int32, m or None
        Row of ``frame`` each one stands for; None is the identity.
    day : int32, frame rows
        Day of each row of ``frame``.
    """

    def __init__(
        self, table: str, frame: Frame, subject: np.ndarray, index: np.ndarray | None, day: np.ndarray
    ) -> None:
        self.table = table
        self.subject = subject
        self.index = index
        self._frame = frame
        self._day = day
        self._words: dict[str, tuple[np.ndarray, list[str]]] = {}

    def of_subjects(self, subject: np.ndarray, index: np.ndarray) -> Rows:
        """The same table attached to other subjects; the cached words are shared."""
        other = Rows(self.table, self._frame, subject, index, self._day)
        other._words = self._words
        return other

    def _spread(self, column: np.ndarray) -> np.ndarray:
        return column if self.index is None else column[self.index]

    @property
    def day(self) -> np.ndarray:
        """Day of each row, int32, m."""
        return self._spread(self._day)

    def has(self, column: str) -> bool:
        """Whether the table has such a column."""
        return column in self._frame

    def numbers(self, column: str) -> np.ndarray:
        """Column as float64, NaN unknown, shape m."""
        raw = self._spread(self._frame.numbers(column))
        return as_float(raw)

    def days(self, column: str) -> np.ndarray:
        """Day column as int32 with its sentinels, shape m."""
        return self._spread(self._frame.numbers(column))

    def words(self, column: str) -> tuple[np.ndarray, list[str]]:
        """Codes (int32, m, -1 unknown) and the words they stand for."""
        if column not in self._words:
            encoded = pc.dictionary_encode(self._frame.text(column))
            codes = np.asarray(pc.fill_null(encoded.indices, -1), dtype=np.int32)
            self._words[column] = codes, encoded.dictionary.to_pylist()
        codes, words = self._words[column]
        return self._spread(codes), words

    def one_of(self, column: str, allowed: tuple[str | bool, ...]) -> np.ndarray:
        """Whether a word or a flag is one of the allowed; unknown is not. Bool, m."""
        if isinstance(self._frame[column], np.ndarray):
            flags = self._spread(self._frame.numbers(column))
            return np.isin(flags, np.array([int(word) for word in allowed], dtype=np.int64))
        codes, words = self.words(column)
        table = np.array([*(word in allowed for word in words), False])
        return np.asarray(table[codes])

    def in_force(self, as_of: int) -> np.ndarray:
        """Whether a row has not ended by the end of t: removed on t is no longer in force."""
        if self.has("ended_on"):
            ended = self.days("ended_on")
            return np.asarray((ended == DAY_UNKNOWN) | (ended > as_of))
        ended = self.days("valid_to")
        return np.asarray((ended == DAY_UNKNOWN) | (ended >= as_of))


def as_float(raw: np.ndarray) -> np.ndarray:
    """Number column as float64 with NaN where its sentinel says unknown."""
    if raw.dtype.kind == "f":
        return raw.astype(np.float64)
    unknown = {1: -1, 4: DAY_UNKNOWN, 8: CENTS_UNKNOWN}[raw.dtype.itemsize]
    values = raw.astype(np.float64)
    values[raw == unknown] = np.nan
    if raw.dtype.itemsize == 4:
        values[raw == DAY_OPEN] = np.nan
    return values


def record_rows(snapshot: Snapshot, severity_overrides: Mapping[str, int] = NO_OVERRIDES) -> Rows:
    """Adverse records with the enterprises they hold responsible.

    A record enters with the later of its publication and the day it became known; one
    published after t, one whose outcome is not adverse (won, settled, pending) and one
    that names the enterprise in another role do not count. The severity is the one that
    travels too: a pack's override by kind counts for the enterprise and its neighbours.
    """
    subject, record = responsible_incidence(snapshot)
    mine = subject < snapshot.enterprises.rows
    return records_of(snapshot, subject[mine], record[mine], severity_overrides)


def records_of(
    snapshot: Snapshot,
    subject: np.ndarray,
    record: np.ndarray,
    severity_overrides: Mapping[str, int] = NO_OVERRIDES,
) -> Rows:
    """Records attached to the given subjects, brought into (subject, record) order."""
    order = np.lexsort((record, subject))
    subject, record = subject[order], record[order]
    if len(subject):
        first = np.append(True, (subject[1:] != subject[:-1]) | (record[1:] != record[:-1]))
        subject, record = subject[first], record[first]
    frame = snapshot.records.replace(
        severity=severities(snapshot.records, snapshot.items, severity_overrides)
    )
    return Rows(
        "records", frame, subject.astype(np.int32), record.astype(np.int32), event_day(snapshot.records)
    )


def responsible_incidence(snapshot: Snapshot) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (node code, record row) of adverse records in force of knowledge on t.

    Returns
    -------
    int32, m : node code of the responsible party (enterprise or person)
    int32, m : record row
    """
    parties, records = snapshot.parties, snapshot.records
    responsible = np.asarray(pc.fill_null(pc.equal(parties.text("role"), PartyRole.RESPONSIBLE.value), False))
    day = event_day(records)
    as_of = day_number(snapshot.as_of)
    published = records.numbers("published_on")
    counts = (day != DAY_UNKNOWN) & (day <= as_of)
    counts &= (published == DAY_UNKNOWN) | (published <= as_of)
    counts &= _adverse(records)
    keep = responsible & counts[parties.numbers("record")]
    return parties.numbers("party")[keep], parties.numbers("record")[keep]


def event_day(records: Frame) -> np.ndarray:
    """Day a record is dated by: decided, else published, else known, as its age that travels."""
    day = records.numbers("decided_on").copy()
    for column in ("published_on", "entered_on"):
        other = records.numbers(column)
        day = np.where(day == DAY_UNKNOWN, other, day)
    return np.asarray(day, dtype=np.int32)


def _adverse(records: Frame) -> np.ndarray:
    catalogue = record_catalogue()
    harmless_kinds = [kind for kind, entry in catalogue.kinds.items() if not entry.adverse]
    harmless_outcomes = [word for word, entry in catalogue.outcomes.items() if not entry.adverse]
    harmless = _is_in(records.text("kind"), harmless_kinds) | _is_in(
        records.text("outcome"), harmless_outcomes
    )
    return np.asarray(~harmless)


def _is_in(column: pa.LargeStringArray, words: list[str]) -> np.ndarray:
    return np.asarray(pc.is_in(column, value_set=pa.array(words, pa.large_string())))


def filing_rows(filings: Filings, table: str, columns: tuple[str, ...], as_of: int) -> Rows:
    """Filings of one table dated up to t; enterprises nobody knows (-1) are left out."""
    frame = filings.table(table, list(dict.fromkeys(("filed_on", *columns))))
    enterprise: np.ndarray[Any, Any] = frame.numbers("enterprise")
    keep = (enterprise >= 0) & (frame.numbers("filed_on") <= as_of)
    keep &= frame.numbers("filed_on") != DAY_UNKNOWN
    if not keep.all():
        frame = frame.take(keep)
    return Rows(table, frame, frame.numbers("enterprise"), None, frame.numbers("filed_on"))
