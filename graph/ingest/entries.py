"""From rows of a file to checked rows of canonical tables, as the entries of a mapping say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import TypeAdapter

from graph.columns import Column, ColumnType, Sensitivity, Table
from graph.ingest.cleaners import clean
from graph.ingest.cleaning import FileContext, row_hashes
from graph.ingest.conditions import condition_columns, holds
from graph.ingest.field_specs import FieldSpec
from graph.ingest.known_words import formula_count, unknown_words, words_of
from graph.ingest.limits import Limits
from graph.ingest.mapping import ID_COLUMNS, Entry, FileRule, Mapping, default_spec
from graph.ingest.person_names import PERSON_NAMES
from graph.ingest.rejects import RejectWriter
from graph.ingest.rows import Cleaned, Mask, Rows
from graph.ingest.validation import Checked, Finding
from graph.tables import IDENTIFIERS

_PERSONS = frozenset({"persons", PERSON_NAMES.name})
_SPEC: TypeAdapter[FieldSpec] = TypeAdapter(FieldSpec)


@dataclass(slots=True)
class TableCounts:
    """What became of the rows of one table in one file."""

    rows: int = 0
    rejected: int = 0
    repeated: int = 0
    formulas: int = 0
    known: Counter[str] = field(default_factory=Counter)
    unknown_words: dict[str, Counter[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Emitted:
    """Checked rows of one table, ready to be staged.

    ``refused`` are keys of rows that were rejected: a complete delivery did bring them, so
    what the store holds of them is not closed. Empty where the table closes nothing.
    """

    table: Table
    fields: dict[str, pa.Array]
    count: int
    refused: pa.LargeStringArray = field(default_factory=lambda: pa.array([], pa.large_string()))


class EntryRunner:
    """One entry bound to the header of one file.

    Parameters
    ----------
    number : int
        Number of the entry in its rule.
    entry : Entry
    header : tuple of str
        Columns of the file.
    mapping : Mapping
        Says where the day of knowledge stands and whether columns may be absent.
    """

    def __init__(self, number: int, entry: Entry, header: tuple[str, ...], mapping: Mapping) -> None:
        self.number = number
        self.entry = entry
        self._lenient = mapping.absent_columns == "unknown"
        self.active = set(entry.needs) <= set(header)
        self.specs: dict[str, FieldSpec] = {}
        if entry.own_columns:
            self.specs = {
                name: _SPEC.validate_python(default_spec(entry.target, name, name))
                for name in (*entry.target.names, "known_on")
                if name in header or (name in entry.target.names and entry.target.column(name).required)
            }
        self.specs = {**entry.let, **self.specs, **entry.fields}
        # A key is no news of the day its row was touched: links count from the batch or the backfill.
        timeless = (PERSON_NAMES.name, IDENTIFIERS.name)
        if mapping.known_on and entry.table not in timeless and "known_on" not in self.specs:
            day = {**default_spec(entry.target, "known_on", ""), "from": mapping.known_on, "optional": True}
            self.specs["known_on"] = _SPEC.validate_python(day)

    def requires(self) -> Iterator[tuple[str, ...]]:
        """Column alternatives that the file must have."""
        if self.active:
            for name, spec in self.specs.items():
                if not self._lenient or self._needs(name):
                    yield from spec.reads()
            when = None if self._lenient else self.entry.when
            for column in () if when is None else condition_columns(when):
                yield (column,)

    def is_fed(self, header: tuple[str, ...]) -> bool:
        """Whether a file with this header has all that the entry requires."""
        columns = set(header)
        return all(columns & set(alternatives) for alternatives in self.requires())

    def _needs(self, name: str) -> bool:
        """Whether a row cannot be without a field."""
        if name in self.entry.let or name not in self.entry.target.names:
            return False
        return self.entry.target.column(name).required

    def mentions(self) -> Iterator[str]:
        """Columns that may be read."""
        if self.active:
            for spec in self.specs.values():
                yield from spec.mentions()
            yield from () if self.entry.when is None else condition_columns(self.entry.when)

    def run(
        self,
        rows: Rows,
        context: FileContext,
        day: date,
        limits: Limits,
        rejects: RejectWriter,
        counts: TableCounts,
    ) -> Emitted | None:
        """Clean and check the rows that the entry takes; None if nothing is left."""
        entry, table = self.entry, self.entry.target
        taken = rows.select(
            holds(entry.when, rows) if entry.when is not None else np.ones(rows.count, np.bool_)
        )
        if not taken.count:
            return None
        spoiled: dict[str, Mask] = {}
        lost = np.zeros(taken.count, np.bool_)
        for name, spec in self.specs.items():
            cleaned = clean(spec, taken, context, self.number, name)
            taken.fields[name] = cleaned.values
            lost |= self._note(name, spec, cleaned, taken, rejects, spoiled, counts, limits)
        fields = {name: taken.fields[name] for name in self.specs if name not in entry.let}
        if entry.swap:
            fields["source_id"], fields["target_id"] = fields["target_id"], fields["source_id"]
            swapped = {"source_id": "target_id", "target_id": "source_id"}
            spoiled = {swapped.get(name, name): mask for name, mask in spoiled.items()}
        checked = Checked(table, fields, taken.count, spoiled)
        checked.run(day, limits)
        for finding in checked.findings:
            self._list(finding, taken, rejects, counts, limits)
        keep = checked.keep & ~lost
        counts.rejected += int((~keep).sum())
        return self._kept(checked, keep, context, counts, limits)

    def _kept(
        self, checked: Checked, keep: Mask, context: FileContext, counts: TableCounts, limits: Limits
    ) -> Emitted | None:
        table, fields = self.entry.target, checked.fields
        if not keep.all():
            fields = {name: values.filter(pa.array(keep)) for name, values in fields.items()}
        if self.entry.distinct and keep.any():
            hashes = row_hashes([fields[name] for name in sorted(fields)])
            fresh = context.counter(self.number, "").ordinals(hashes) == 0
            counts.repeated += int((~fresh).sum())
            fields = {name: values.filter(pa.array(fresh)) for name, values in fields.items()}
        count = len(next(iter(fields.values())))
        counts.rows += count
        counts.known.update({name: int(pc.count(values).as_py()) for name, values in fields.items()})
        counts.formulas += formula_count(table.columns, fields)
        for name, words in unknown_words(table.name, fields, limits).items():
            counts.unknown_words.setdefault(name, Counter()).update(words)
        refused = _refused(checked, keep)
        return Emitted(table, fields, count, refused) if count or len(refused) else None

    def _note(
        self,
        name: str,
        spec: FieldSpec,
        cleaned: Cleaned,
        rows: Rows,
        rejects: RejectWriter,
        spoiled: dict[str, Mask],
        counts: TableCounts,
        limits: Limits,
    ) -> Mask:
        """List what cleaning could not take over; mask of the rows that are lost by it."""
        table = self.entry.target
        lost = np.zeros(rows.count, np.bool_)
        column = table.column(name) if name in table.names else None
        missing = ~np.asarray(pc.is_valid(cleaned.values).to_numpy(zero_copy_only=False))
        for defect in cleaned.defects:
            needed = column is not None and column.required
            whole = defect.mask if defect.whole_row else defect.mask & missing if needed else lost & False
            source = self._source_of(spec, rows)
            values = rows.text(source) if source else None
            personal = spec.personal or (column is not None and column.sensitivity is Sensitivity.PERSONAL)
            for mask, whole_row in ((whole, True), (defect.mask & ~whole, False)):
                if mask.any():
                    rejects.cells(
                        table.name,
                        source or name,
                        defect.reason,
                        mask,
                        rows.lines,
                        values,
                        whole_row=whole_row,
                        personal=personal,
                        identifies=name in ID_COLUMNS,
                        displaced=self._holds_no_word(column),
                    )
            if defect.reason == "unknown_word" and values is not None and not personal:
                strange = values.filter(pa.array(defect.mask))
                words = words_of(strange, limits, displaced=self._holds_no_word(column))
                counts.unknown_words.setdefault(name, Counter()).update(words)
            lost |= whole
            spoiled[name] = spoiled.get(name, lost & False) | defect.mask
        return lost

    def _list(
        self, finding: Finding, rows: Rows, rejects: RejectWriter, counts: TableCounts, limits: Limits
    ) -> None:
        """List what broke a rule of the table."""
        table, name = self.entry.target, finding.field
        column = table.column(name) if name in table.names else None
        rejects.cells(
            table.name,
            name,
            finding.reason,
            finding.mask,
            rows.lines,
            finding.values,
            whole_row=finding.whole_row,
            personal=column is not None and column.sensitivity is Sensitivity.PERSONAL,
            identifies=name in ID_COLUMNS,
            displaced=self._holds_no_word(column),
        )
        if finding.reason == "unknown_word" and finding.values is not None:
            strange = finding.values.filter(pa.array(finding.mask))
            words = words_of(strange, limits, displaced=self._holds_no_word(column))
            counts.unknown_words.setdefault(name, Counter()).update(words)

    def _holds_no_word(self, column: Column | None) -> bool:
        """Whether a name can only have slipped in: rows of persons, numbers and days."""
        about_persons = self.entry.target.name in _PERSONS
        return about_persons or (column is not None and column.kind is not ColumnType.TEXT)

    def _source_of(self, spec: FieldSpec, rows: Rows) -> str | None:
        return next((column for column in spec.mentions() if rows.has(column)), None)


def _refused(checked: Checked, keep: Mask) -> pa.LargeStringArray:
    """Readable keys of rejected rows."""
    if checked.table.closes is None or keep.all():
        return pa.array([], pa.large_string())
    keys: pa.LargeStringArray = checked.fields[checked.table.key].filter(pa.array(~keep)).drop_null()
    return keys


def runners(rule: FileRule, header: tuple[str, ...], mapping: Mapping) -> list[EntryRunner]:
    """Entries of a rule that a file with this header feeds."""
    bound = [EntryRunner(number, entry, header, mapping) for number, entry in enumerate(rule.emit)]
    active = [runner for runner in bound if runner.active]
    if mapping.absent_columns == "rejected":
        return active
    # Only a file that can feed no entry at all is refused; the report lists what is absent.
    return [runner for runner in active if runner.is_fed(header)] or active
