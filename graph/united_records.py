"""Records that carry one decision: which record of a freeze stands for which others.

Two sources, or two rows of one delivery, may name one decision under two record ids. A
frozen snapshot holds it once: records of joint kinds by (decision, kind), those of
per_party kinds by (decision, kind, party) where they name one party. A record that
replaces a changed one stays apart from it, whatever decision it carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame, large_text
from graph.catalogue import records as record_catalogue
from graph.domain import DAY_OPEN, DAY_UNKNOWN, FactKind

Rows = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9))
"""Odd factors that spread the bits of a word (Steele, Lea, Flood: SplitMix, 2014)."""


class Union:
    """Rows that stand for other rows of the same table.

    Parameters
    ----------
    kept : int64[n]
        Row that stands for each row; a row that stays stands for itself.
    """

    def __init__(self, kept: Rows) -> None:
        self.kept = kept

    @cached_property
    def stays(self) -> Mask:
        """True for the rows that remain."""
        return np.asarray(self.kept == np.arange(len(self.kept)))

    @cached_property
    def rows(self) -> Rows:
        """New row of each row: that of the row that stands for it."""
        return np.asarray(np.cumsum(self.stays) - 1)[self.kept]

    @cached_property
    def gone(self) -> Rows:
        """Rows that another one stands for."""
        return np.flatnonzero(~self.stays)

    @cached_property
    def members(self) -> Rows:
        """Rows that were united, those that stand for the others included, rising."""
        return np.unique(np.concatenate([self.gone, self.kept[self.gone]]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Records of which some may carry one decision; rows in the order of ids.

    Attributes
    ----------
    ids, decision, kind : pa.LargeStringArray, n
    entered_on : int32[n]
        First day known; ``DAY_OPEN`` for a record that may lend its id but never stand.
    party_record, party : int arrays
        Parties of these records: row and node code, in any order.
    """

    ids: pa.LargeStringArray
    decision: pa.LargeStringArray
    kind: pa.LargeStringArray
    entered_on: np.ndarray[Any, Any]
    party_record: np.ndarray[Any, Any]
    party: np.ndarray[Any, Any]


def find_union(listed: Listed, statuses: Frame, known_by: int) -> Union | None:
    """Which record stands for which: the one known first, then the one of the smaller id.

    Parameters
    ----------
    listed : Listed
    statuses : Frame
        As in a snapshot; tells which records replace others.
    known_by : int
        Day number.

    Returns
    -------
    Union or None
        None where no two records carry one decision.
    """
    kind = pc.dictionary_encode(listed.kind)
    kinds, kind = kind.dictionary, np.asarray(kind.indices).astype(np.int64)
    rows = _repeated(listed.decision, kind)
    if not len(rows):
        return None
    per_party = [name for name, entry in record_catalogue().kinds.items() if entry.conduct == "per_party"]
    single = np.asarray(pc.is_in(kinds, value_set=pa.array(per_party, pa.large_string())))
    party = np.where(single[kind[rows]], _only_party(listed, rows), -1)
    decision = np.asarray(pc.dictionary_encode(listed.decision.take(pa.array(rows))).indices)
    stage = _stage(listed.ids.take(pa.array(rows)), statuses, known_by)
    fits = party > _SEVERAL
    rows, keys = rows[fits], np.stack((stage, party, kind[rows], decision))[:, fits]
    order = np.lexsort((rows, listed.entered_on[rows], *keys))
    return _first_of_each(rows[order], keys[:, order], len(listed.ids))


def _first_of_each(rows: Rows, keys: Rows, count: int) -> Union | None:
    """The first row of each run of equal keys stands for the others; None if all differ."""
    kept = np.arange(count)
    if len(rows):
        first = np.r_[True, (keys[:, 1:] != keys[:, :-1]).any(axis=0)]
        kept[rows] = rows[first][np.cumsum(first) - 1]
    found = Union(kept)
    return found if len(found.gone) else None


_SEVERAL = -2
"""Stands for the party of a record that names none or several."""


def _repeated(decision: pa.LargeStringArray, kind: Rows) -> Rows:
    """Rows whose decision and kind occur again, perhaps some others; rising.

    Two of millions of numbers are told apart by a sort; a hash table of as many texts takes
    several times as long.
    """
    rows = np.flatnonzero(np.asarray(pc.is_valid(decision)))
    if not len(rows):
        return rows
    key = _numbers_of(decision if len(rows) == len(decision) else decision.take(pa.array(rows)))
    key = (key ^ kind[rows].astype(np.uint64)) * _MIX[1]
    ranked = np.sort(key)
    again = np.unique(ranked[1:][ranked[1:] == ranked[:-1]])
    if not len(again):
        return np.zeros(0, np.int64)
    at = np.minimum(np.searchsorted(again, key), len(again) - 1)
    found: Rows = rows[again[at] == key]
    return found


def _numbers_of(texts: pa.LargeStringArray) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """A number for each text, equal for equal texts and nearly always different for others."""
    lengths = pc.min_max(pc.binary_length(texts)).as_py()
    width = lengths["max"]
    if lengths["min"] != width or not width:
        return np.asarray(pc.dictionary_encode(texts).indices).astype(np.uint64)
    bounds = np.frombuffer(texts.buffers()[1], np.int64, count=1, offset=8 * texts.offset)
    data = np.frombuffer(texts.buffers()[2], np.uint8, count=width * len(texts), offset=int(bounds[0]))
    letters = data.reshape(len(texts), width)
    number = np.zeros(len(texts), np.uint64)
    for start in range(0, width, 8):
        word = np.zeros((len(texts), 8), np.uint8)
        part = letters[:, start : start + 8]
        word[:, : part.shape[1]] = part
        number = (number ^ word.view(np.uint64)[:, 0]) * _MIX[0]
        number ^= number >> np.uint64(29)
    return number


def _only_party(listed: Listed, rows: Rows) -> Rows:
    """Party of each row, ``_SEVERAL`` for a record that names none or several."""
    place = np.full(len(listed.ids), -1, np.int64)
    place[rows] = np.arange(len(rows))
    at = place[listed.party_record]
    mine = np.flatnonzero(at >= 0)
    lowest = np.full(len(rows), np.iinfo(np.int64).max)
    highest = np.full(len(rows), _SEVERAL, np.int64)
    party = listed.party[mine].astype(np.int64)
    np.minimum.at(lowest, at[mine], party)
    np.maximum.at(highest, at[mine], party)
    return np.where(lowest == highest, highest, _SEVERAL)


def _stage(ids: pa.LargeStringArray, statuses: Frame, known_by: int) -> Rows:
    """0 for a record that replaces none, 1 for one that does and was replaced itself, else 2."""
    ends = statuses.numbers("ends_on")
    lasts = (ends == DAY_OPEN) | (ends == DAY_UNKNOWN) | (ends > known_by)
    changed = statuses.take(lasts & np.asarray(pc.is_valid(statuses.text("replaced_by"))))
    replacing = np.asarray(pc.is_in(ids, value_set=changed.text("replaced_by")))
    replaced = np.asarray(pc.is_in(ids, value_set=changed.text("fact_id")))
    return np.where(replacing, np.where(replaced, 1, 2), 0)


def united_parties(parties: Frame, union: Union) -> Frame:
    """Parties of all united records, one row for each (record, party, role), in that order."""
    record, party = union.rows[parties.numbers("record")], parties.numbers("party")
    touched = np.isin(parties.numbers("record"), union.members)
    at = np.flatnonzero(touched)
    roles = pc.dictionary_encode(parties.text("role").take(pa.array(at)))
    by_name = np.argsort(np.asarray(pc.array_sort_indices(roles.dictionary)))
    keys = np.stack((by_name[np.asarray(roles.indices)], party[at], record[at])) if len(at) else at[None]
    order = np.lexsort(keys)
    first = np.r_[True, (keys[:, order[1:]] != keys[:, order[:-1]]).any(axis=0)][: len(at)]
    rows = np.concatenate([np.flatnonzero(~touched), at[order[first]]])
    rows = rows[np.argsort(record[rows] << 32 | party[rows], kind="stable")]
    return parties.take(rows).replace(record=record[rows].astype(np.int32))


def find_item_union(record: Rows, kind: pa.LargeStringArray, amount: Rows, union: Union) -> Union | None:
    """Which item stands for which: the same part of one decision told by two sources.

    Items of one kind are matched in the order of amount (unknown last) and id; the item of
    the record that stands comes first, then the smaller id.

    Parameters
    ----------
    record : int[m]
        Record of each item before the union; items in the order of ids.
    kind : pa.LargeStringArray, m
    amount : int64[m]
    union : Union
        Of the records.
    """
    rows = np.flatnonzero(np.isin(record, union.members))
    if not len(rows):
        return None
    words = np.asarray(pc.dictionary_encode(kind.take(pa.array(rows))).indices)
    unknown_last = amount[rows].astype(np.uint64) ^ np.uint64(1 << 63)
    owner = record[rows].astype(np.int64)
    order = np.lexsort((rows, unknown_last - np.uint64(1), words, owner))
    rows, words, owner = rows[order], words[order], owner[order]
    new = np.r_[True, (owner[1:] != owner[:-1]) | (words[1:] != words[:-1])]
    ordinal = np.arange(len(rows)) - np.flatnonzero(new)[np.cumsum(new) - 1]
    stands = union.kept[owner]
    order = np.lexsort((rows, owner != stands, ordinal, words, stands))
    return _first_of_each(rows[order], np.stack((ordinal, words, stands))[:, order], len(record))


@dataclass(frozen=True, slots=True)
class Renamed:
    """Ids that are gone and the ids that stand for them, row by row."""

    gone: pa.LargeStringArray
    kept: pa.LargeStringArray

    @classmethod
    def of(cls, ids: pa.LargeStringArray, union: Union | None) -> Renamed:
        """From ids before the union."""
        gone = np.zeros(0, np.int64) if union is None else union.gone
        kept = gone if union is None else union.kept[gone]
        return cls(large_text(ids.take(pa.array(gone))), large_text(ids.take(pa.array(kept))))

    def apply(self, texts: pa.LargeStringArray) -> pa.LargeStringArray:
        """Texts in which ids that are gone are replaced by those that stand for them."""
        if not len(self.gone):
            return texts
        found = pc.index_in(texts, value_set=self.gone)
        return large_text(pc.if_else(pc.is_valid(found), self.kept.take(found), texts))


def united_statuses(statuses: Frame, records: Renamed, items: Renamed) -> Frame:
    """Statuses of records that name what remains of them."""
    if not len(records.gone):
        return statuses
    of_record = pc.equal(statuses.text("fact_kind"), FactKind.RECORD.value)
    columns = {
        name: large_text(pc.if_else(of_record, ids.apply(statuses.text(name)), statuses.text(name)))
        for name, ids in (("fact_id", records), ("replaced_by", records), ("item_id", items))
    }
    return statuses.replace(**columns)
