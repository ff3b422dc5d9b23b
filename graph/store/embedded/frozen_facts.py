"""Fact frames of a snapshot beside the records: ties, statuses, coverage."""

from __future__ import annotations

import numpy as np

from graph.arrays import Frame
from graph.domain import DAY_OPEN, DAY_UNKNOWN, day_number
from graph.store.embedded.columns import Numbers
from graph.store.embedded.frozen_records import by_id, taken
from graph.store.embedded.knowledge import Knowledge
from graph.store.embedded.text_order import order_by

_ROUND = 6
"""Decimals that shares and confidences keep before they become float32."""


def frozen_ties(knowledge: Knowledge, code: Numbers) -> Frame:
    """Every tie known by then, ended ones included, in the order (kind, src, dst, tie_id)."""
    version = knowledge.version
    rows = knowledge.in_force("ties")
    src = code[taken(knowledge, "ties", "source_id", rows)] if len(rows) else np.zeros(0, np.int32)
    dst = code[taken(knowledge, "ties", "target_id", rows)] if len(rows) else np.zeros(0, np.int32)
    kind = taken(knowledge, "ties", "kind", rows)
    key = (
        kind.astype(np.uint64) << np.uint64(60)
        | src.astype(np.uint64) << np.uint64(30)
        | dst.astype(np.uint64)
    )
    fact = taken(knowledge, "ties", "fact", rows)
    order = order_by(key, lambda places: version.id_texts("ties", fact[places]))
    del key
    rows, fact = rows[order], fact[order]
    valid_to = taken(knowledge, "ties", "valid_to", rows)
    valid_to = np.where(valid_to == DAY_UNKNOWN, DAY_OPEN, valid_to)
    confidence = np.nan_to_num(taken(knowledge, "ties", "confidence", rows), nan=1.0)
    entered, ended_known = _entered_and_ended(knowledge, rows)
    left = np.where(valid_to == DAY_OPEN, DAY_OPEN, np.maximum(valid_to, ended_known))
    return Frame(
        {
            "tie_id": version.id_texts("ties", fact),
            "role": version.take("ties", "role", rows),
            "kind": kind[order].astype(np.int8),
            "src": src[order].astype(np.int32),
            "dst": dst[order].astype(np.int32),
            "share": np.round(taken(knowledge, "ties", "share", rows), _ROUND).astype(np.float32),
            "confidence": np.round(confidence, _ROUND).astype(np.float32),
            "amount_cents": taken(knowledge, "ties", "amount_cents", rows),
            "valid_from": taken(knowledge, "ties", "valid_from", rows),
            "valid_to": valid_to.astype(np.int32),
            "entered_on": entered,
            "left_on": left.astype(np.int32),
        }
    )


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


def frozen_statuses(knowledge: Knowledge) -> Frame:
    """Fact statuses known by and effective on or before ``known_by``, in the order of their ids."""
    version = knowledge.version
    rows = knowledge.in_force("fact_statuses", knowledge.late)
    rows = rows[taken(knowledge, "fact_statuses", "effective_on", rows) <= knowledge.late]
    rows, texts = by_id(knowledge, "fact_statuses", rows)
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
    ends = taken(knowledge, "fact_statuses", "ends_on", rows)
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
    rows, texts = by_id(knowledge, "coverage", knowledge.in_force("coverage"))
    days = np.array([day_number(batch.day) for batch in version.batches], dtype=np.int32)
    covered_to = taken(knowledge, "coverage", "covered_to", rows)
    if len(rows):
        sequence = taken(knowledge, "coverage", "batch_seq", rows)
        covered_to = np.where(covered_to == DAY_UNKNOWN, days[sequence - 1], covered_to)
    return Frame(
        {
            "coverage_id": texts,
            **{name: version.take("coverage", name, rows) for name in ("covered", "origin", "region")},
            "covered_from": version.take("coverage", "covered_from", rows),
            "covered_to": covered_to.astype(np.int32),
        }
    )
