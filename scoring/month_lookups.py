"""What reads of one enterprise look up in a month: degrees, ties by target, records by who answers for them.

Laid out from the snapshot once, when a month is scored or first read, and mapped from then on: a
read costs what it shows, not what the month is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from graph.domain import DAY_UNKNOWN, PartyRole, day_number
from graph.mapped import mapped
from graph.snapshot import Snapshot
from scoring.kept_folders import hash_of_tables, kept_folder

VERSION = 1
"""Part of a folder's name: another shape is another folder."""
LOOKED_UP = ("enterprises", "persons", "places", "contacts", "ties", "records", "parties", "items")
"""Tables of a snapshot that lookups are made from, or that number their rows."""
FOLDER = "lookups"
KEPT = 6
"""Months whose lookups stay on disk; 1,000,000 enterprises and 5,000,000 ties take 76 MB each."""
Ints = npt.NDArray[np.int32]
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLookups:
    """Lookups of one snapshot; ``start`` arrays have one more than what they are the begins of.

    Attributes
    ----------
    degree : int32, one a node
        Ties in force on the month's day, without ties of a node with itself.
    target_start, target_row : int32
        Rows of the ties that point to each node, rising.
    held_start, held_record : int32
        Rows of the records that hold each enterprise responsible, rising.
    item_start, item_row : int32
        Rows of the items of each record, rising.
    """

    degree: Ints
    target_start: Ints
    target_row: Ints
    held_start: Ints
    held_record: Ints
    item_start: Ints
    item_row: Ints

    def pointing_to(self, code: int) -> Ints:
        """Rows of the ties that point to a node, ended ones too."""
        return self.target_row[self.target_start[code] : self.target_start[code + 1]]

    def held_by(self, code: int) -> Ints:
        """Rows of the records that hold an enterprise responsible."""
        return self.held_record[self.held_start[code] : self.held_start[code + 1]]

    def items_of(self, records: npt.NDArray[np.int64]) -> Ints:
        """Rows of the items of records, in the order of the records."""
        parts = [self.item_row[self.item_start[row] : self.item_start[row + 1]] for row in records.tolist()]
        return np.concatenate(parts) if parts else np.zeros(0, np.int32)


def lay_out(snapshot: Snapshot) -> MonthLookups:
    """Lookups of a snapshot; 5,000,000 ties and 4,000,000 parties take 2 s of one core."""
    ties, count = snapshot.ties, snapshot.nodes
    source, target = ties.numbers("src"), ties.numbers("dst")
    holds = in_force(snapshot) & (source != target)
    degree = np.add(*(np.bincount(side[holds], minlength=count) for side in (source, target)))
    target_start, target_row = _by(target, count)
    parties, firms = snapshot.parties, snapshot.enterprises.rows
    responsible = pc.fill_null(pc.equal(parties.text("role"), PartyRole.RESPONSIBLE.value), False)
    party = parties.numbers("party")
    mine = np.flatnonzero(responsible.to_numpy(zero_copy_only=False) & (party < firms))
    held_start, place = _by(party[mine], firms)
    item_start, item_row = _by(snapshot.items.numbers("record"), snapshot.records.rows)
    return MonthLookups(
        degree=degree.astype(np.int32),
        target_start=target_start,
        target_row=target_row,
        held_start=held_start,
        held_record=parties.numbers("record")[mine[place]].astype(np.int32),
        item_start=item_start,
        item_row=item_row,
    )


def hash_of_lookups(manifest: Mapping[str, Any]) -> str:
    """Hash that lookups are known by: of the manifest of a month, or its ``as_of`` and ``files`` so far."""
    return hash_of_tables(manifest, *(f"snapshot/{name}" for name in LOOKED_UP))


def lookups_of(home: Path, known_by: str, snapshot: Snapshot) -> MonthLookups:
    """Lookups of a month, mapped; laid out where there are none, by one process alone, else in memory.

    Parameters
    ----------
    home : Path
    known_by : str
        As ``hash_of_lookups`` gives it.
    snapshot : Snapshot
    """
    try:
        folder = kept_folder(home / FOLDER, f"{VERSION}-{known_by[:24]}", partial(_write, snapshot), KEPT)
    except OSError:
        # Reads go on where nothing can be written; only the next process lays out again.
        return lay_out(snapshot)
    return MonthLookups(**{one.name: mapped(folder / f"{one.name}.npy") for one in fields(MonthLookups)})


def in_force(snapshot: Snapshot) -> npt.NDArray[np.bool_]:
    """Whether each tie holds on the snapshot's day."""
    return holding(snapshot, slice(None))


def holding(snapshot: Snapshot, rows: npt.NDArray[np.int64] | slice) -> npt.NDArray[np.bool_]:
    """Whether each of some ties holds on the snapshot's day."""
    ties, day = snapshot.ties, day_number(snapshot.as_of)
    begins, ends = ties.numbers("valid_from")[rows], ties.numbers("valid_to")[rows]
    found: npt.NDArray[np.bool_] = ((begins <= day) | (begins == DAY_UNKNOWN)) & (
        (ends > day) | (ends == DAY_UNKNOWN)
    )
    return found


def _write(snapshot: Snapshot, folder: Path) -> None:
    found = lay_out(snapshot)
    for one in fields(found):
        np.save(folder / f"{one.name}.npy", getattr(found, one.name), allow_pickle=False)


def _by(key: Array, count: int) -> tuple[Ints, Ints]:
    """Begins of each key below ``count``, and the places in the order of their keys, rising in each."""
    start = np.append(0, np.cumsum(np.bincount(key, minlength=count))).astype(np.int32)
    return start, np.argsort(key, kind="stable").astype(np.int32)
