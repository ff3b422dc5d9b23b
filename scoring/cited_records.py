"""Records as a receipt cites them, and what would lift them: removal, end of publication, repair.

The days come from the dated rules of the pack, by the same rules that take a record out of a
month (``excluded_records``); where no rule says anything, nothing is said.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gnn.signals import severities
from graph.arrays import Frame
from graph.catalogue import records as record_catalogue
from graph.domain import DAY_OPEN, DAY_UNKNOWN, day_number, day_of
from graph.snapshot import Snapshot
from scoring.lifting import any_of, lifting_rules
from scoring.measures.days import months_before
from scoring.measures.row_measures import selected
from scoring.measures.row_specs import RowSpec
from scoring.measures.rows import Rows, event_day, record_rows
from scoring.measures.subjects import Subjects
from scoring.month_lookups import MonthLookups
from scoring.pack_model import Pack
from scoring.pack_sections import PublicationRule
from scoring.results_base import Label
from scoring.results_rows import Cells

MOST_CITED = 3
"""Records named in the sentence of one indicator; the others are counted."""
_DELIVERED = "来源提供的公示截止日"
_DELIVERED_EN = "last day of publication as delivered"


def few_records(snapshot: Snapshot, lookups: MonthLookups, chosen: npt.NDArray[np.int64]) -> Snapshot:
    """Snapshot of some records, given in rising order: costs what they are, not what the month is."""
    record = snapshot.parties.numbers("record")
    wanted = chosen.astype(record.dtype)
    # Parties lie in the order of their records.
    first, last = np.searchsorted(record, wanted, "left"), np.searchsorted(record, wanted, "right")
    counts = last - first
    mine = np.arange(counts.sum()) + np.repeat(first - np.cumsum(counts) + counts, counts)
    # Items lie in the order of their ids.
    kept = np.sort(lookups.items_of(chosen)).astype(np.int64)
    items = snapshot.items.take(kept)
    of_item = items.numbers("record")
    return replace(
        snapshot,
        records=snapshot.records.take(chosen),
        parties=snapshot.parties.take(mine).replace(
            record=np.repeat(np.arange(len(chosen)), counts).astype(record.dtype)
        ),
        items=items.replace(record=np.searchsorted(wanted, of_item).astype(of_item.dtype)),
    )


class CitedRecords:
    """A few records of a month.

    Parameters
    ----------
    snapshot : Snapshot
        Of the month.
    lookups : MonthLookups
        Of the snapshot.
    rows : int array
        Rows of its records.
    pack : Pack
    """

    def __init__(self, snapshot: Snapshot, lookups: MonthLookups, rows: npt.NDArray[Any], pack: Pack) -> None:
        self._chosen = np.unique(np.asarray(rows, dtype=np.int64))
        self._snapshot, self._lookups, self._pack = snapshot, lookups, pack
        self._place = {row: place for place, row in enumerate(self._chosen.tolist())}
        self._of = Cells(snapshot.records, self._chosen.tolist()).column

    @cached_property
    def _few(self) -> Snapshot:
        """The records with their parties and items; a citation needs neither."""
        return few_records(self._snapshot, self._lookups, self._chosen)

    @cached_property
    def _rows(self) -> Rows:
        """The records by the enterprises they hold responsible, as measures read them."""
        return record_rows(self._few)

    @cached_property
    def _subjects(self) -> Subjects:
        return _day_of_subjects(self._few)

    @cached_property
    def _day(self) -> list[int]:
        columns = ("decided_on", "published_on", "entered_on")
        records = self._snapshot.records
        dated = Frame({name: records.numbers(name)[self._chosen] for name in columns})
        days: list[int] = event_day(dated).tolist()
        return days

    @cached_property
    def _severity(self) -> list[int]:
        found: list[int] = severities(self._few.records, self._few.items, {}).tolist()
        return found

    def of_measure(self, spec: RowSpec, code: int) -> list[int]:
        """Places of the records that a measure of an enterprise looks at, newest first."""
        rows = self._rows
        chosen = selected(spec, rows, self._subjects)
        assert rows.index is not None
        found = rows.index[chosen[rows.subject[chosen] == code]]
        return sorted(found.tolist(), key=lambda place: (-self._day[place], place))

    def place_of(self, row: int) -> int:
        """Place of a record row of the month."""
        return self._place[row]

    def citation(self, place: int) -> Label:
        """Organ, day, kind and document number of a record."""
        kind = self._of("kind")[place]
        entry = record_catalogue().kinds.get(kind)
        zh, en = (entry.zh, entry.en) if entry else (kind, kind)
        organ, number = self._of("authority")[place], self._of("document_no")[place]
        day = day_of(self._of("decided_on")[place])
        said = [part for part in (organ, day and day.isoformat(), zh) if part]
        said_en = [part for part in (organ, day and day.isoformat(), en) if part]
        suffix = (f"（{number}）", f" ({number})") if number else ("", "")
        return Label(zh=" ".join(said) + suffix[0], en=" ".join(said_en) + suffix[1])

    def lifted(self, place: int, *, while_listed: bool) -> Label | None:
        """What would lift a record by a dated rule; None if no rule says.

        Parameters
        ----------
        place : int
        while_listed : bool
            The line counts a listing only while it is in force.
        """
        removal = self._removal(place) if while_listed else None
        return any_of(removal, self._publication(place), self._repair(place))

    def _removal(self, place: int) -> Label | None:
        """A listing in force lasts until the removal from the list."""
        kind = self._of("kind")[place]
        entry, rule = record_catalogue().kinds.get(kind), lifting_rules().removal.get(kind)
        if entry is None or rule is None or not self._listed(place):
            return None
        return Label(
            zh=f"移出{entry.zh}之日起不再计入（{rule.basis}）",
            en=f"from the day of removal from the {entry.en} ({rule.basis_en})",
        )

    def _listed(self, place: int) -> bool:
        entry, ended = record_catalogue().kinds.get(self._of("kind")[place]), self._of("ended_on")[place]
        holds = ended == DAY_UNKNOWN or ended > day_number(self._snapshot.as_of)
        return entry is not None and entry.listing and holds

    def _publication(self, place: int) -> Label | None:
        """First day on which the record is no longer published."""
        if not self._pack.publication.active or self._listed(place):
            return None
        until = self._of("publication_until")[place]
        if until == DAY_OPEN:
            return None
        if until != DAY_UNKNOWN:
            return _ended(until + 1, _DELIVERED, _DELIVERED_EN)
        rule = self._rule(place)
        if rule is None:
            return None
        begins, published = self._day[place], self._of("published_on")[place]
        if rule.counts_from == "published" and published != DAY_UNKNOWN:
            begins = published
        return _ended(months_after(begins, rule.months), rule.basis, rule.basis)

    def _rule(self, place: int) -> PublicationRule | None:
        """The first rule of the pack that fits a record."""
        day = self._day[place]
        if day == DAY_UNKNOWN:
            return None
        kind = self._of("kind")[place]
        for rule in self._pack.publication.rules:
            fits = kind in rule.kinds and (not rule.measures or self._of("measure")[place] in rule.measures)
            if fits and rule.severity is not None:
                fits = rule.severity[0] <= self._severity[place] <= rule.severity[1]
            if fits and rule.holds(day_of(day) or date.min):
                return rule
        return None

    def _repair(self, place: int) -> Label | None:
        if not self._pack.repair.active or self._of("kind")[place] not in lifting_rules().repair.kinds:
            return None
        basis = self._pack.repair.basis
        return Label(zh=f"完成信用修复后不再计入（{basis}）", en=f"after credit repair ({basis})")


def _ended(day: int, basis: str, basis_en: str) -> Label:
    first = day_of(day)
    return Label(
        zh=f"公示期届满，自 {first} 起不再计入（{basis}）",
        en=f"from {first}, when its publication has ended ({basis_en})",
    )


@lru_cache(maxsize=4_096)
def months_after(day: int, months: int) -> int:
    """First day number from which so many calendar months back is not before a day.

    Parameters
    ----------
    day : int
        Day number.
    months : int
        At least 0.
    """
    # Going back so many months keeps the order of days, so the first one is found by halving.
    first, last = day + 28 * months, day + 31 * months + 3
    return bisect_left(range(last), day, first, last, key=lambda later: months_before(later, months))


def _day_of_subjects(snapshot: Snapshot) -> Subjects:
    """Subjects that know their day only: selecting rows asks for nothing else."""
    return Subjects.of(
        replace(snapshot, enterprises=snapshot.enterprises.take(np.zeros(0, np.int64))), grace_days=0
    )
