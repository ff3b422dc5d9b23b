"""Record frames of a snapshot: records, parties and items, one decision once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Column, Frame, large_text
from graph.domain import CODE_UNKNOWN, DAY_OPEN
from graph.store.embedded.columns import Numbers, is_known, take_text, unknown_of
from graph.store.embedded.knowledge import Knowledge
from graph.store.embedded.layout import STORED
from graph.store.embedded.text_order import order_by, text_order
from graph.united_records import Listed, Renamed, Union, find_item_union, find_union


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRows:
    """Records known by then in the order of their ids, before any are united.

    Attributes
    ----------
    rows : int array
        Global rows of the versions in force.
    ids : pa.LargeStringArray
    entered_on : int32 array
        First day on which each was known.
    of_slot : int32 array by record slot
        Row of each record, -1 for one not known.
    """

    rows: Numbers
    ids: pa.LargeStringArray
    entered_on: Numbers
    of_slot: Numbers


def record_rows(knowledge: Knowledge) -> RecordRows:
    """Find the records known by then."""
    version = knowledge.version
    rows = knowledge.in_force("records")
    fact = taken(knowledge, "records", "fact", rows)
    texts = version.id_texts("records", fact)
    order = text_order(texts)
    rows, fact = rows[order], fact[order]
    first = np.full(version.slots("records"), DAY_OPEN, dtype=np.int32)
    known = knowledge.known("records")
    facts = taken(knowledge, "records", "fact", known)
    np.minimum.at(first, facts, taken(knowledge, "records", "known_on", known))
    of_slot = np.full(version.slots("records"), CODE_UNKNOWN, dtype=np.int32)
    of_slot[fact] = np.arange(len(fact), dtype=np.int32)
    return RecordRows(rows=rows, ids=take_text([texts], order), entered_on=first[fact], of_slot=of_slot)


def frozen_records(knowledge: Knowledge, found: RecordRows, union: Union | None) -> Frame:
    """Records in the order of their ids.

    Of the versions in force of united records the one known last counts, of those known on
    one day the smaller id's; what it leaves unknown comes from the next one.
    """
    sources = _Sources(knowledge, "records", found.rows, union)
    ids, entered = found.ids, found.entered_on
    if union is not None:
        ids = large_text(ids.take(pa.array(np.flatnonzero(union.stays))))
        earliest = entered.copy()
        np.minimum.at(earliest, union.kept, entered)
        entered = earliest[union.stays]
    columns: dict[str, Column] = {"record_id": ids}
    for name in STORED["records"].content:
        columns[name] = knowledge.version.take("records", name, sources.of(name))
    columns["severity"] = severity(columns["severity"])
    columns["source"] = _sources(knowledge, sources.latest)
    columns["entered_on"] = entered
    return Frame(columns)


class _Sources:
    """Global rows that give each column of rows of which some are united.

    Parameters
    ----------
    knowledge : Knowledge
    table : str
    rows : int array
        Global rows in the order of ids.
    union : Union or None
    """

    def __init__(self, knowledge: Knowledge, table: str, rows: Numbers, union: Union | None) -> None:
        self._knowledge, self._table = knowledge, table
        self.latest = rows
        self._members = rows[:0]
        if union is None:
            return
        members = union.members
        known_on = taken(knowledge, table, "known_on", rows[members])
        order = np.lexsort((members, -known_on.astype(np.int64), union.kept[members]))
        members = members[order]
        kept = union.kept[members]
        self._starts = np.flatnonzero(np.r_[True, kept[1:] != kept[:-1]])
        self._places = union.rows[kept[self._starts]]
        self._members = rows[members]
        self.latest = rows[union.stays]
        self.latest[self._places] = self._members[self._starts]

    def of(self, name: str) -> Numbers:
        """Row of the first known value of a column for each row that stays."""
        if not len(self._members):
            return self.latest
        values = self._knowledge.version.take(self._table, name, self._members)
        places = np.arange(len(self._members))
        places[~is_known(STORED[self._table], name, values)] = len(self._members)
        first = np.minimum.reduceat(places, self._starts)
        first = np.where(first == len(self._members), self._starts, first)
        rows = self.latest.copy()
        rows[self._places] = self._members[first]
        return rows


def taken(knowledge: Knowledge, table: str, name: str, rows: Numbers) -> Numbers:
    """Numeric values of a stored column at global rows."""
    return np.asarray(knowledge.version.take(table, name, rows))


def severity(values: Column) -> Numbers:
    """int8 severity, -1 where unknown."""
    numbers = np.asarray(values)
    unknown = unknown_of(STORED["records"], "severity")
    return np.where(numbers == unknown, CODE_UNKNOWN, numbers).astype(np.int8)


def _sources(knowledge: Knowledge, rows: Numbers) -> pa.LargeStringArray:
    batches = knowledge.version.batches
    sources = pa.array([batch.source for batch in batches], pa.large_string())
    sequence = taken(knowledge, "records", "batch_seq", rows)
    return large_text(sources.take(pa.array(sequence.astype(np.int64) - 1)))


def frozen_parties(knowledge: Knowledge, code: Numbers, found: RecordRows) -> Frame:
    """Parties of known records before any are united, one row for each (record, party, role)."""
    version = knowledge.version
    rows = knowledge.in_force("parties")
    record = _of_record(knowledge, "parties", rows, found)
    rows, record = rows[record >= 0], record[record >= 0]
    party = code[taken(knowledge, "parties", "party_id", rows)] if len(rows) else record
    role = version.take("parties", "role", rows)
    key = record.astype(np.int64) << 32 | party
    order = order_by(key, lambda places: role.take(pa.array(places)))
    ranked, roles = key[order], role.take(pa.array(order))
    words = np.asarray(roles.dictionary_encode().indices)
    first = np.r_[True, (ranked[1:] != ranked[:-1]) | (words[1:] != words[:-1])] if len(order) else order
    kept = order[np.flatnonzero(first)]
    return Frame(
        {
            "record": record[kept].astype(np.int32),
            "party": party[kept].astype(np.int32),
            "role": large_text(role.take(pa.array(kept))),
        }
    )


def _of_record(knowledge: Knowledge, table: str, rows: Numbers, found: RecordRows) -> Numbers:
    slots = taken(knowledge, table, "record_id", rows)
    return found.of_slot[slots] if len(slots) else np.zeros(0, dtype=np.int32)


def frozen_items(knowledge: Knowledge, found: RecordRows, union: Union | None) -> tuple[Frame, Renamed]:
    """Items of known records in the order of their ids, and which of them were united."""
    rows = knowledge.in_force("record_items")
    record = _of_record(knowledge, "record_items", rows, found)
    rows, ids = by_id(knowledge, "record_items", rows[record >= 0])
    record = _of_record(knowledge, "record_items", rows, found)
    parts = None
    if union is not None:
        kind = large_text(knowledge.version.take("record_items", "item_kind", rows))
        parts = find_item_union(record, kind, taken(knowledge, "record_items", "amount_cents", rows), union)
        record = union.rows[record]
    sources = _Sources(knowledge, "record_items", rows, parts)
    gone = Renamed.of(ids, parts)
    if parts is not None:
        ids, record = large_text(ids.take(pa.array(np.flatnonzero(parts.stays)))), record[parts.stays]
    version = knowledge.version
    frame = Frame(
        {
            "item_id": ids,
            "item_kind": version.take("record_items", "item_kind", sources.latest),
            "record": record.astype(np.int32),
            "amount_cents": version.take("record_items", "amount_cents", sources.of("amount_cents")),
            "severity": severity(version.take("record_items", "severity", sources.of("severity"))),
        }
    )
    return frame, gone


def by_id(knowledge: Knowledge, table: str, rows: Numbers) -> tuple[Numbers, pa.LargeStringArray]:
    """Global rows of a table in the order of their ids, and the ids."""
    texts = knowledge.version.id_texts(table, taken(knowledge, table, "fact", rows))
    order = text_order(texts)
    return rows[order], take_text([texts], order)


def find_united(
    knowledge: Knowledge, code: Numbers, found: RecordRows, parties: Frame, statuses: Frame
) -> tuple[Union | None, Renamed]:
    """Which known record stands for which (None: no two carry one decision), and ids that changed.

    A status may be known of a decision under the id of a record that is itself known only
    later than the facts count: that record lends its id, nothing else.
    """
    rows, ids, entered = found.rows, found.ids, found.entered_on
    record, party = parties.numbers("record"), parties.numbers("party")
    lent = _lent(knowledge, found, statuses) if knowledge.late > knowledge.cut else rows[:0]
    if len(lent):
        slots = taken(knowledge, "records", "fact", lent)
        at, also = _parties_of(knowledge, slots)
        record, party = np.concatenate([record, len(rows) + at]), np.concatenate([party, code[also]])
        ids = pa.concat_arrays([ids, knowledge.version.id_texts("records", slots)])
        entered = np.concatenate([entered, np.full(len(lent), DAY_OPEN, entered.dtype)])
        rows = np.concatenate([rows, lent])
    version = knowledge.version
    listed = Listed(
        ids=ids,
        decision=large_text(version.take("records", "decision_id", rows)),
        kind=large_text(version.take("records", "kind", rows)),
        entered_on=entered,
        party_record=record,
        party=party,
    )
    union = find_union(listed, statuses, knowledge.late)
    names = Renamed.of(ids, union)
    if union is not None and len(lent):
        union = Union(union.kept[: len(found.rows)])
    return union if union is not None and len(union.gone) else None, names


def _lent(knowledge: Knowledge, found: RecordRows, statuses: Frame) -> Numbers:
    """Global rows, in the order of ids, of records that statuses name and that only ``known_by`` knows."""
    rows = knowledge.in_force("records", knowledge.late)
    slots = taken(knowledge, "records", "fact", rows)
    rows, slots = rows[found.of_slot[slots] < 0], slots[found.of_slot[slots] < 0]
    ids = knowledge.version.id_texts("records", slots)
    named = np.flatnonzero(pc.is_in(ids, value_set=statuses.text("fact_id")))
    lent: Numbers = rows[named[text_order(large_text(ids.take(pa.array(named))))]]
    return lent


def _parties_of(knowledge: Knowledge, slots: Numbers) -> tuple[Numbers, Numbers]:
    """Place among record slots and node slot of each of their parties known by ``known_by``."""
    rows = knowledge.in_force("parties", knowledge.late)
    place = np.full(knowledge.version.slots("records"), -1, dtype=np.int64)
    place[slots] = np.arange(len(slots))
    at = place[taken(knowledge, "parties", "record_id", rows)] if len(rows) else rows
    return at[at >= 0], taken(knowledge, "parties", "party_id", rows[at >= 0])
