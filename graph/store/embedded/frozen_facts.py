"""Fact frames of a snapshot: ties, records, parties, items, statuses, coverage."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from graph.arrays import Column, Frame, large_text
from graph.domain import CODE_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, day_number
from graph.store.embedded.columns import Numbers, take_text, unknown_of
from graph.store.embedded.knowledge import Knowledge
from graph.store.embedded.layout import STORED
from graph.store.embedded.text_order import order_by, text_order

_ROUND = 6
"""Decimals that shares and confidences keep before they become float32."""


def frozen_ties(knowledge: Knowledge, code: Numbers) -> Frame:
    """Every tie known by then, ended ones included, in the order (kind, src, dst, tie_id)."""
    version = knowledge.version
    rows = knowledge.in_force("ties")
    src = code[_numbers(knowledge, "source_id", rows)] if len(rows) else np.zeros(0, np.int32)
    dst = code[_numbers(knowledge, "target_id", rows)] if len(rows) else np.zeros(0, np.int32)
    kind = _numbers(knowledge, "kind", rows)
    key = (
        kind.astype(np.uint64) << np.uint64(60)
        | src.astype(np.uint64) << np.uint64(30)
        | dst.astype(np.uint64)
    )
    fact = _numbers(knowledge, "fact", rows)
    order = order_by(key, lambda places: version.id_texts("ties", fact[places]))
    del key
    rows, fact = rows[order], fact[order]
    valid_to = _numbers(knowledge, "valid_to", rows)
    valid_to = np.where(valid_to == DAY_UNKNOWN, DAY_OPEN, valid_to)
    confidence = np.nan_to_num(_numbers(knowledge, "confidence", rows), nan=1.0)
    entered, ended_known = _entered_and_ended(knowledge, rows)
    left = np.where(valid_to == DAY_OPEN, DAY_OPEN, np.maximum(valid_to, ended_known))
    return Frame(
        {
            "tie_id": version.id_texts("ties", fact),
            "role": version.take("ties", "role", rows),
            "kind": kind[order].astype(np.int8),
            "src": src[order].astype(np.int32),
            "dst": dst[order].astype(np.int32),
            "share": np.round(_numbers(knowledge, "share", rows), _ROUND).astype(np.float32),
            "confidence": np.round(confidence, _ROUND).astype(np.float32),
            "amount_cents": _numbers(knowledge, "amount_cents", rows),
            "valid_from": _numbers(knowledge, "valid_from", rows),
            "valid_to": valid_to.astype(np.int32),
            "entered_on": entered,
            "left_on": left.astype(np.int32),
        }
    )


def _numbers(knowledge: Knowledge, name: str, rows: Numbers, table: str = "ties") -> Numbers:
    return np.asarray(knowledge.version.take(table, name, rows))


def _entered_and_ended(knowledge: Knowledge, rows: Numbers) -> tuple[Numbers, Numbers]:
    """Day of the first version of each tie, and of the first that said how it ended.

    Only versions after the last one that called the tie open can say how it ended.
    """
    version = knowledge.version
    known_on = version.take("ties", "known_on", rows)
    entered = np.asarray(known_on).astype(np.int32)
    ended = entered.copy()
    known = knowledge.known("ties")
    if len(known) == len(rows):
        return entered, ended
    fact = version.numbers("ties", "fact")
    several = np.zeros(version.slots("ties"), dtype=bool)
    several[fact[known][np.bincount(fact[known])[fact[known]] > 1]] = True
    known = known[several[fact[known]]]
    first_day = np.full(len(several), DAY_OPEN, dtype=np.int32)
    first_end = first_day.copy()
    days = version.take("ties", "known_on", known)
    facts = fact[known]
    np.minimum.at(first_day, facts, days)
    is_open = np.asarray(version.take("ties", "valid_to", known)) == DAY_UNKNOWN
    moment = np.asarray(days).astype(np.int64) << 32 | known
    last_open = np.full(len(several), np.iinfo(np.int64).min, dtype=np.int64)
    np.maximum.at(last_open, facts[is_open], moment[is_open])
    closing = ~is_open & (moment > last_open[facts])
    np.minimum.at(first_end, facts[closing], np.asarray(days)[closing])
    mine = several[fact[rows]]
    entered[mine] = first_day[fact[rows[mine]]]
    ended[mine] = first_end[fact[rows[mine]]]
    return entered, ended


def frozen_records(knowledge: Knowledge) -> tuple[Frame, Numbers]:
    """Records in the order of their ids, and the row of each record slot (-1)."""
    version = knowledge.version
    rows = knowledge.in_force("records")
    fact = _numbers(knowledge, "fact", rows, "records")
    texts = version.id_texts("records", fact)
    order = text_order(texts)
    rows, fact = rows[order], fact[order]
    columns: dict[str, Column] = {"record_id": take_text([texts], order)}
    for name in STORED["records"].content:
        columns[name] = version.take("records", name, rows)
    columns["severity"] = _severity(columns["severity"])
    columns["source"] = _sources(knowledge, rows)
    first = np.full(version.slots("records"), DAY_OPEN, dtype=np.int32)
    known = knowledge.known("records")
    facts = _numbers(knowledge, "fact", known, "records")
    np.minimum.at(first, facts, _numbers(knowledge, "known_on", known, "records"))
    columns["entered_on"] = first[fact]
    record_row = np.full(version.slots("records"), CODE_UNKNOWN, dtype=np.int32)
    record_row[fact] = np.arange(len(fact), dtype=np.int32)
    return Frame(columns), record_row


def _severity(values: Column) -> Numbers:
    """int8 severity, -1 where unknown."""
    numbers = np.asarray(values)
    unknown = unknown_of(STORED["records"], "severity")
    return np.where(numbers == unknown, CODE_UNKNOWN, numbers).astype(np.int8)


def _sources(knowledge: Knowledge, rows: Numbers) -> pa.LargeStringArray:
    batches = knowledge.version.batches
    sources = pa.array([batch.source for batch in batches], pa.large_string())
    sequence = _numbers(knowledge, "batch_seq", rows, "records")
    return large_text(sources.take(pa.array(sequence.astype(np.int64) - 1)))


def frozen_parties(knowledge: Knowledge, code: Numbers, record_row: Numbers) -> Frame:
    """Parties of known records, one row for each (record, party, role)."""
    version = knowledge.version
    rows = knowledge.in_force("parties")
    record = _of_record(knowledge, "parties", rows, record_row)
    rows, record = rows[record >= 0], record[record >= 0]
    party = code[_numbers(knowledge, "party_id", rows, "parties")] if len(rows) else record
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


def _of_record(knowledge: Knowledge, table: str, rows: Numbers, record_row: Numbers) -> Numbers:
    slots = _numbers(knowledge, "record_id", rows, table)
    return record_row[slots] if len(slots) else np.zeros(0, dtype=np.int32)


def frozen_items(knowledge: Knowledge, record_row: Numbers) -> Frame:
    """Items of known records in the order of their ids."""
    rows = knowledge.in_force("record_items")
    record = _of_record(knowledge, "record_items", rows, record_row)
    rows, texts = _by_id(knowledge, "record_items", rows[record >= 0])
    version = knowledge.version
    return Frame(
        {
            "item_id": texts,
            "item_kind": version.take("record_items", "item_kind", rows),
            "record": _of_record(knowledge, "record_items", rows, record_row).astype(np.int32),
            "amount_cents": version.take("record_items", "amount_cents", rows),
            "severity": _severity(version.take("record_items", "severity", rows)),
        }
    )


def _by_id(knowledge: Knowledge, table: str, rows: Numbers) -> tuple[Numbers, pa.LargeStringArray]:
    texts = knowledge.version.id_texts(table, _numbers(knowledge, "fact", rows, table))
    order = text_order(texts)
    return rows[order], take_text([texts], order)


def frozen_statuses(knowledge: Knowledge) -> Frame:
    """Fact statuses known by and effective on or before ``known_by``, in the order of their ids."""
    version = knowledge.version
    rows = knowledge.in_force("fact_statuses", knowledge.late)
    rows = rows[_numbers(knowledge, "effective_on", rows, "fact_statuses") <= knowledge.late]
    rows, texts = _by_id(knowledge, "fact_statuses", rows)
    names = (
        "fact_kind",
        "fact_id",
        "item_id",
        "status",
        "ground",
        "source_organ",
        "document_no",
        "replaced_by",
    )
    ends = _numbers(knowledge, "ends_on", rows, "fact_statuses")
    return Frame(
        {
            "status_id": texts,
            **{name: version.take("fact_statuses", name, rows) for name in names},
            "effective_on": version.take("fact_statuses", "effective_on", rows),
            "ends_on": np.where(ends == DAY_UNKNOWN, DAY_OPEN, ends).astype(np.int32),
        }
    )


def frozen_coverage(knowledge: Knowledge) -> Frame:
    """Coverage known by then in the order of its ids; an open end is the batch's day."""
    version = knowledge.version
    rows, texts = _by_id(knowledge, "coverage", knowledge.in_force("coverage"))
    days = np.array([day_number(batch.day) for batch in version.batches], dtype=np.int32)
    covered_to = _numbers(knowledge, "covered_to", rows, "coverage")
    if len(rows):
        sequence = _numbers(knowledge, "batch_seq", rows, "coverage")
        covered_to = np.where(covered_to == DAY_UNKNOWN, days[sequence - 1], covered_to)
    return Frame(
        {
            "coverage_id": texts,
            **{name: version.take("coverage", name, rows) for name in ("covered", "origin", "region")},
            "covered_from": version.take("coverage", "covered_from", rows),
            "covered_to": covered_to.astype(np.int32),
        }
    )
