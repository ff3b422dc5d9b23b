"""Checks of cleaned rows against the contract of their table.

A defect in what a row *is* (key, ends, kind, validity) rejects the row; a defect in what
it *says* makes the value unknown. Both are listed and counted; the rest goes on.

========================================  =====================================
required value missing or not usable      row rejected
word outside a closed set, required       row rejected
word outside a closed set, optional       value unknown
number out of bounds (share 120 %,        value unknown; row rejected where the
negative capital)                         column is required
end before start of a validity            row rejected
end before start of another period        both values unknown
day before 1800                           as an unreadable date: value unknown
day from 9000 on in an end column         open (null), no defect
day from 9000 on in another column        value unknown
known_on after the day of the batch       value unknown (the batch's day counts)
tie of a node with itself                 row rejected
end of a kind that the tie cannot have    row rejected
alias that is a placeholder, or a credit  row rejected
code with a wrong check character
========================================  =====================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.catalogue import relations
from graph.columns import ARROW_TYPES, Column, ColumnType, Table
from graph.domain import TIE_KINDS, NodeKind, day_number
from graph.identity import normalise_codes, uscc_valid_mask
from graph.ingest.cleaning import mask_of
from graph.ingest.limits import Limits
from graph.ingest.rows import Mask

_END_COLUMNS = frozenset(
    (
        "valid_to",
        "ended_on",
        "ends_on",
        "publication_until",
        "covered_to",
        "subscription_due_on",
        "conduct_to",
    )
)
_PERIODS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "enterprises": (("established_on", "ended_on"), ("established_on", "revoked_on")),
    "records": (("conduct_from", "conduct_to"), ("decided_on", "ended_on")),
    "fact_statuses": (("effective_on", "ends_on"),),
    "coverage": (("covered_from", "covered_to"),),
    "licences": (("valid_from", "valid_to"),),
    "tax": (("filed_on", "ended_on"),),
}
_VALIDITY = frozenset((("records", "ended_on"), ("fact_statuses", "ends_on"), ("coverage", "covered_to")))
_NODE_PREFIXES = pa.array(["P:", "A:", "C:"], pa.large_string())
_ID_KINDS: Mapping[str, tuple[NodeKind, ...]] = {
    "enterprise_id": (NodeKind.ENTERPRISE,),
    "legal_person_id": (NodeKind.ENTERPRISE,),
    "person_id": (NodeKind.PERSON,),
    "place_id": (NodeKind.PLACE,),
    "contact_id": (NodeKind.CONTACT,),
    "party_id": (NodeKind.ENTERPRISE, NodeKind.PERSON),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Cells of one field that broke a rule; ``values`` are as they were before the cleaning of the rule."""

    field: str
    reason: str
    mask: Mask
    whole_row: bool
    values: pa.Array | None = None


class Checked:
    """Rows of one table while the rules go over them.

    Parameters
    ----------
    table : Table
    fields : mapping of column to Arrow array of n rows
        Absent columns become unknown.
    count : int
    spoiled : mapping of column to bool mask
        Cells that cleaning already listed, so that a missing value is not listed twice.
    """

    def __init__(
        self, table: Table, fields: Mapping[str, pa.Array], count: int, spoiled: Mapping[str, Mask]
    ) -> None:
        self.table = table
        self.count = count
        self.keep: Mask = np.ones(count, np.bool_)
        self.findings: list[Finding] = []
        self._spoiled = spoiled
        self.fields: dict[str, pa.Array] = {
            column.name: _typed(fields.get(column.name), column.kind, count) for column in table.columns
        }
        if table.name != "person_names":
            self.fields["known_on"] = _typed(fields.get("known_on"), ColumnType.DAY, count)

    def find(self, field: str, reason: str, mask: Mask, *, whole_row: bool) -> None:
        """Note cells that broke a rule; the row goes, or the value becomes unknown."""
        if not mask.any():
            return
        values = self.fields[field]
        self.findings.append(
            Finding(field=field, reason=reason, mask=mask, whole_row=whole_row, values=values)
        )
        if whole_row:
            self.keep &= ~mask
        else:
            self.fields[field] = pc.if_else(pa.array(mask), pa.scalar(None, values.type), values)

    def run(self, day: date, limits: Limits) -> None:
        """Apply every rule, column by column and then row by row."""
        for column in self.table.columns:
            self._days(column, limits)
            self._words_and_bounds(column)
            self._node_kind(column)
        for column in self.table.columns:
            if column.required:
                missing = ~mask_of(pc.is_valid(self.fields[column.name]))
                spoiled = self._spoiled.get(column.name)
                self.keep &= ~missing
                fresh = missing if spoiled is None else missing & ~spoiled
                self.find(column.name, "missing", fresh, whole_row=True)
        if "known_on" in self.fields:
            self.find("known_on", "after_batch_day", self._after("known_on", day), whole_row=False)
        self._periods()
        if self.table.name == "ties":
            self._ends()
        if self.table.name == "identifiers":
            self._aliases()

    def _days(self, column: Column, limits: Limits) -> None:
        if column.kind is not ColumnType.DAY:
            return
        days = self.fields[column.name]
        # Whole numbers: a moment of the last hours of 9999 is a day that Python has no date for.
        bounds = pc.min_max(days.cast(pa.int32()))
        if not bounds["min"].is_valid:
            return
        if bounds["max"].as_py() >= day_number(limits.open_from):
            open_days = mask_of(pc.greater_equal(days, pa.scalar(limits.open_from)))
            if column.name in _END_COLUMNS:
                self.fields[column.name] = pc.if_else(pa.array(open_days), pa.scalar(None, days.type), days)
            else:
                self.find(
                    column.name, "open_day_where_a_day_is_expected", open_days, whole_row=column.required
                )
        if bounds["min"].as_py() < day_number(limits.earliest_day):
            early = mask_of(pc.less(self.fields[column.name], pa.scalar(limits.earliest_day)))
            self.find(column.name, "date_out_of_range", early, whole_row=column.required)

    def _words_and_bounds(self, column: Column) -> None:
        values = self.fields[column.name]
        if column.allowed:
            known = pc.is_in(values, value_set=pa.array(column.allowed, values.type))
            strange = ~mask_of(known) & mask_of(pc.is_valid(values))
            self.find(column.name, "unknown_word", strange, whole_row=column.required)
        if column.at_least is not None:
            low = mask_of(pc.less(values, column.at_least))
            self.find(column.name, "below_minimum", low, whole_row=column.required)
        if column.at_most is not None:
            high = mask_of(pc.greater(self.fields[column.name], column.at_most))
            self.find(column.name, "above_maximum", high, whole_row=column.required)

    def _node_kind(self, column: Column) -> None:
        kinds = _ID_KINDS.get(column.name)
        if kinds is None:
            return
        ids = self.fields[column.name]
        wanted = [list(NodeKind).index(kind) for kind in kinds]
        wrong = ~np.isin(node_kinds(ids), wanted) & mask_of(pc.is_valid(ids))
        self.find(column.name, "wrong_kind_of_id", wrong, whole_row=column.required)

    def _after(self, field: str, day: date) -> Mask:
        return mask_of(pc.greater(self.fields[field], pa.scalar(day)))

    def _periods(self) -> None:
        for start, end in self._period_columns():
            reverse = mask_of(pc.less(self.fields[end], self.fields[start]))
            whole = end == self.table.valid_to or (self.table.name, end) in _VALIDITY
            self.find(end, "end_before_start", reverse, whole_row=whole)
            if not whole:
                self.find(start, "end_before_start", reverse, whole_row=self.table.column(start).required)

    def _period_columns(self) -> Iterator[tuple[str, str]]:
        if self.table.valid_from is not None and self.table.valid_to is not None:
            yield self.table.valid_from, self.table.valid_to
        yield from _PERIODS.get(self.table.name, ())

    def _ends(self) -> None:
        source, target = self.fields["source_id"], self.fields["target_id"]
        self.find("target_id", "self_tie", mask_of(pc.equal(source, target)), whole_row=True)
        kinds = pc.index_in(self.fields["kind"], value_set=pa.array(TIE_KINDS, pa.large_string()))
        codes = pc.fill_null(kinds, -1).to_numpy()
        may = _may_be_end()
        for end, field in enumerate(("source_id", "target_id")):
            fits = may[end][codes, node_kinds(self.fields[field])]
            wrong = ~fits & (codes >= 0) & mask_of(pc.is_valid(self.fields[field]))
            self.find(field, "wrong_kind_of_end", wrong, whole_row=True)

    def _aliases(self) -> None:
        """An alias joins two entities: a placeholder or a mistyped code must never be one."""
        values = self.fields["value"]
        codes = normalise_codes(values)
        blank = mask_of(pc.and_(pc.is_null(codes), pc.is_valid(values)))
        self.find("value", "placeholder", blank, whole_row=True)
        uscc = mask_of(pc.equal(self.fields["scheme"], "uscc"))
        wrong = uscc & ~uscc_valid_mask(codes) & mask_of(pc.is_valid(codes))
        self.find("value", "bad_check_digit", wrong, whole_row=True)
        self.fields["value"] = pc.if_else(pa.array(uscc), codes, values)


def node_kinds(ids: pa.LargeStringArray) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Place in ``NodeKind`` of each id, by its prefix; an id without one is an enterprise's."""
    prefixes = pc.utf8_slice_codeunits(ids, 0, 2)
    found: np.ndarray[Any, np.dtype[np.int64]] = pc.fill_null(
        pc.index_in(prefixes, value_set=_NODE_PREFIXES), -1
    ).to_numpy()
    return found + 1


@cache
def _may_be_end() -> tuple[Mask, Mask]:
    """For source and target: bool[tie kind, node kind], by the catalogue."""
    entries = relations().kinds
    sources = [[node in entries[kind].source for node in NodeKind] for kind in TIE_KINDS]
    targets = [[node in entries[kind].target for node in NodeKind] for kind in TIE_KINDS]
    return np.array(sources, np.bool_), np.array(targets, np.bool_)


def _typed(values: pa.Array | None, kind: ColumnType, count: int) -> pa.Array:
    wanted = pa.large_string() if kind is ColumnType.TEXT else ARROW_TYPES[kind]
    if values is None:
        return pa.nulls(count, wanted)
    return values if values.type == wanted else values.cast(wanted)
