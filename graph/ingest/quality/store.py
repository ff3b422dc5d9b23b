"""The quality report of what is known on a day, from a snapshot and its filings.

Computed from columns; one table is in memory at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Column, Frame
from graph.columns import Table
from graph.domain import CENTS_UNKNOWN, CODE_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, day_number, day_of
from graph.errors import InputError
from graph.filing_tables import FILING_TABLES
from graph.filings import Filings
from graph.ingest.limits import limits
from graph.ingest.quality.codes import (
    Numbers,
    code_checks,
    examples,
    keys_of_one_code,
    orphan_ties,
    same_names,
    share_sums,
)
from graph.ingest.quality.months import Calendar, MonthCounts, missing_since, month_counts
from graph.ingest.quality.report import (
    AuthorityQuality,
    AuthorityTable,
    Quality,
    Refused,
    TableQuality,
    UnknownWord,
)
from graph.ingest.quality.rules import QualityRules, quality_rules
from graph.ingest.report import ImportReport
from graph.snapshot import Snapshot

NEVER = "never"
"""``missing_since`` of an authority for which no row of a table ever came."""
_FIELDS = (
    "name",
    "entity_type",
    "established_on",
    "registered_capital_cents",
    "industry",
    "region",
    "address",
)


def quality(
    snapshot: Snapshot, filings: Filings, reports: Sequence[ImportReport], authority: str | None = None
) -> Quality:
    """Quality of what a snapshot knows.

    Parameters
    ----------
    snapshot : Snapshot
    filings : Filings
        Of the same snapshot.
    reports : sequence of ImportReport
        Of the batches that count: what they refused and the words they did not know.
    authority : str, optional
        Only enterprises whose supervising authority has this code or begins with it.

    Raises
    ------
    InputError
        If no enterprise has that authority.
    """
    return _Look(snapshot, filings, quality_rules(), authority).quality(reports)


@dataclass(frozen=True)
class _Look:
    snapshot: Snapshot
    filings: Filings
    rules: QualityRules
    authority: str | None

    def quality(self, reports: Sequence[ImportReport]) -> Quality:
        firms, most = self.snapshot.enterprises, limits().examples_kept
        inside = self.mine[self.codes]
        if self.authority is not None and not inside.any():
            raise InputError(
                f"quality: expected a supervising authority, got {self.authority!r}, which no enterprise has"
            )
        stub = np.asarray(firms.numbers("stub")).astype(bool)
        described = inside & ~stub
        tables = list(self._tables())
        groups, named = same_names(firms, described, most)
        ids = firms.text("enterprise_id")
        return Quality(
            as_of=self.snapshot.as_of,
            known_by=self.snapshot.known_by,
            authority=self.authority,
            enterprises=int(described.sum()),
            stubs=int(stub.sum()),
            months=list(self.calendar.names),
            tables=[table for table, _ in tables],
            authorities=self._authorities([(table.table, counts) for table, counts in tables], ~stub),
            codes=code_checks(firms, np.flatnonzero(described), self.snapshot.as_of, most),
            shares=share_sums(self.snapshot, described, limits().share_sum_tolerance, most),
            orphans=orphan_ties(self.snapshot, described),
            stub_examples=examples(ids, np.flatnonzero(stub), most),
            same_names=named,
            same_name_groups=groups,
            keys_of_one_code=keys_of_one_code(self.snapshot, described, most),
            refused=_refused(reports),
            unknown_words=_unknown_words(reports),
        )

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar.up_to(self.snapshot.as_of, self.rules.months_shown.value)

    @cached_property
    def names(self) -> list[str]:
        """All authorities in order; the last one is that of enterprises without one."""
        texts = pc.unique(self.snapshot.enterprises.text("supervising_authority")).drop_null()
        return [*sorted(texts.to_pylist()), ""]

    @cached_property
    def mine(self) -> Numbers:
        """Bool per authority: it is one of the report; all of them are counted, to compare with."""
        wanted = self.authority
        return np.array([wanted is None or (name != "" and name.startswith(wanted)) for name in self.names])

    @cached_property
    def codes(self) -> Numbers:
        """Authority code of each enterprise."""
        texts = pc.fill_null(self.snapshot.enterprises.text("supervising_authority"), "")
        return np.asarray(pc.index_in(texts, value_set=pa.array(self.names, pa.large_string()))).astype(
            np.int32
        )

    def _tables(self) -> Iterator[tuple[TableQuality, MonthCounts]]:
        firms = self.snapshot.enterprises
        stub = np.asarray(firms.numbers("stub")).astype(bool)
        code = np.flatnonzero(~stub).astype(np.int32)
        own = firms.take(code)
        entered = own.numbers("entered_on")
        yield self._table("enterprises", _columns(own, ("enterprise_id", "legal_person")), code, entered)
        yield self._records()
        for table in FILING_TABLES:
            yield self._filing(table)

    def _records(self) -> tuple[TableQuality, MonthCounts]:
        parties, records = self.snapshot.parties, self.snapshot.records
        code, record = parties.numbers("party"), parties.numbers("record")
        firm = code < self.snapshot.enterprises.rows
        days = records.numbers("decided_on")
        published = records.numbers("published_on")
        days = np.where(days == DAY_UNKNOWN, published, days)[record[firm]]
        # A record that names two enterprises is a row of each of them; its columns count once.
        return self._table("records", _columns(records, ("record_id",)), code[firm], days, records.rows)

    def _filing(self, table: Table) -> tuple[TableQuality, MonthCounts]:
        names = [column.name for column in table.columns if column.name not in ("filing_id", "enterprise_id")]
        rows = self.filings.table(table.name, names)
        code, days = rows.numbers("enterprise"), rows.numbers("filed_on")
        shown = {name: rows[name] for name in names if not table.column(name).required}
        if self.authority is not None:
            kept = self.mine[self.codes[code]]
            shown = dict(Frame(shown).take(kept)) if shown else {}
        return self._table(table.name, shown, code, days)

    def _table(
        self, name: str, columns: dict[str, Column], code: Numbers, days: Numbers, rows: int | None = None
    ) -> tuple[TableQuality, MonthCounts]:
        today = day_number(self.snapshot.as_of)
        counts = month_counts(code, days, self.codes, len(self.names), self.calendar, today)
        mine = self.mine
        gap = None
        if name != "enterprises":
            gap = missing_since(
                counts.counts[mine].sum(axis=0),
                None if self.authority is None else counts.counts.sum(axis=0),
                self.calendar,
                self.rules.smallest_expected.value,
                yearly=name in self.rules.yearly.value,
            )
        return TableQuality(
            table=name,
            rows=int(counts.rows[mine].sum()) if rows is None or self.authority is not None else rows,
            enterprises=int(counts.enterprises[mine].sum()),
            newest=day_of(int(counts.newest[mine].max(initial=DAY_UNKNOWN))),
            missing_since=gap,
            known={key: _known_share(values) for key, values in columns.items() if len(values)},
        ), counts

    def _authorities(
        self, tables: list[tuple[str, MonthCounts]], described: Numbers
    ) -> list[AuthorityQuality]:
        sizes = np.bincount(self.codes[described], minlength=len(self.names))
        known = {name: self._known_by_authority(name, described, sizes) for name in _FIELDS}
        return [
            AuthorityQuality(
                authority=name,
                enterprises=int(sizes[place]),
                known={key: float(values[place]) for key, values in known.items()},
                tables=[
                    self._of_authority(table, counts, place, sizes)
                    for table, counts in tables
                    if table != "enterprises"
                ],
            )
            for place, name in enumerate(self.names)
            if self.mine[place] and sizes[place]
        ]

    def _known_by_authority(self, name: str, described: Numbers, sizes: Numbers) -> Numbers:
        known = _known(self.snapshot.enterprises[name]) & described
        found = np.bincount(self.codes[known], minlength=len(self.names)) / np.maximum(sizes, 1)
        return np.asarray(np.round(found, 4))

    def _of_authority(self, table: str, counts: MonthCounts, place: int, sizes: Numbers) -> AuthorityTable:
        smallest = self.rules.smallest_expected.value
        mine, others = counts.counts[place], counts.counts.sum(axis=0)
        gap = missing_since(mine, others, self.calendar, smallest, yearly=table in self.rules.yearly.value)
        if not counts.rows[place]:
            rest = max(int(sizes.sum() - sizes[place]), 1)
            gap = NEVER if others.sum() * sizes[place] / rest >= smallest else None
        return AuthorityTable(
            table=table,
            rows=int(counts.rows[place]),
            enterprises=int(counts.enterprises[place]),
            newest=day_of(int(counts.newest[place])),
            missing_since=gap,
            counts=mine.tolist(),
        )


def _columns(frame: Frame, left_out: Sequence[str]) -> dict[str, Column]:
    return {
        name: column
        for name, column in frame.items()
        if name not in (*left_out, "entered_on", "stub", "source")
    }


def _known(column: Column) -> Numbers:
    """Bool per row: the value is not unknown; a day that is open says as much as one."""
    if not isinstance(column, np.ndarray):
        return np.asarray(pc.is_valid(column))
    if column.dtype.kind == "f":
        return ~np.isnan(column)
    if column.dtype == np.int32:
        return np.asarray((column != DAY_UNKNOWN) & (column != DAY_OPEN))
    return np.not_equal(column, CODE_UNKNOWN if column.dtype.itemsize == 1 else CENTS_UNKNOWN)


def _known_share(column: Column) -> float:
    return round(float(_known(column).mean()), 4)


def _refused(reports: Sequence[ImportReport]) -> list[Refused]:
    found: dict[tuple[str, str, str, str], int] = {}
    for report in reports:
        for reject in report.rejects:
            key = (reject.table, reject.field, reject.reason, reject.effect)
            found[key] = found.get(key, 0) + reject.count
    return [
        Refused(table=table, field=field, reason=reason, effect=effect, count=count)
        for (table, field, reason, effect), count in sorted(found.items(), key=lambda one: (-one[1], one[0]))
    ]


def _unknown_words(reports: Sequence[ImportReport]) -> list[UnknownWord]:
    found: dict[tuple[str, str, str], int] = {}
    for report in reports:
        for table, content in report.tables.items():
            for field, words in content.unknown_words.items():
                for word, count in words.items():
                    found[table, field, word] = found.get((table, field, word), 0) + count
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))[: limits().unknown_words_kept]
    return [
        UnknownWord(table=table, field=field, word=word, count=count)
        for (table, field, word), count in ordered
    ]
