"""Snapshots between two months: old facts in this month's codes, new ones put in by and by.

Stages, each with everything of the stage before:

1. time: facts of last month's snapshot on this month's day;
2. correction: contents that changed, facts that were withdrawn or restored, attributes
   under a status;
3. fact: new records and what became of known ones (ended, decided), attributes, coverage;
4. this month's snapshot itself, which adds the ties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.snapshot import FRAMES, Snapshot
from scoring.migration.corrections import Correction, corrected
from scoring.migration.facts import Facts, chosen, sorted_ties, stacked
from scoring.migration.persons import parties_as_before

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSnapshots:
    """Snapshots of the stages in this month's codes.

    Attributes
    ----------
    before : Snapshot
        Old facts on the old day.
    time : Snapshot
        Old facts on this month's day.
    correction : Correction or None
        None if nothing was corrected, withdrawn or restored.
    fact : Snapshot
        This month's snapshot with the ties of the stage before.
    """

    before: Snapshot
    time: Snapshot
    correction: Correction | None
    fact: Snapshot


def stage_snapshots(old: Snapshot, new: Snapshot, revised_filings: Sequence[str] = ()) -> StageSnapshots:
    """Build the stages between two months.

    Parameters
    ----------
    old, new : Snapshot
        Both without excluded facts; old ids are known in ``new`` (ids never disappear).
    revised_filings : sequence of str
        Old filings of which another version was learnt in between.
    """
    nodes = _node_codes(old, new)
    ties = Facts.of(old.ties.text("tie_id"), new.ties.text("tie_id"), new.ties, old)
    records = Facts.of(old.records.text("record_id"), new.records.text("record_id"), new.records, old)
    enterprises = _old_enterprises(old, new, nodes)
    old_ties = sorted_ties(_recoded_ties(old, new, ties, nodes))
    old_records, old_parties = old.records, _recoded_parties(old, nodes)
    time = replace(
        new,
        enterprises=enterprises,
        ties=old_ties,
        records=old_records,
        parties=old_parties,
        items=old.items,
        statuses=old.statuses,
        coverage=_old_coverage(old, new),
    )
    before = replace(time, as_of=old.as_of, known_by=old.known_by, coverage=old.coverage)
    correction = corrected(old, new, time, ties, records, revised_filings)
    reached = time if correction is None else correction.snapshot
    fact = replace(
        new,
        ties=reached.ties,
        parties=parties_as_before(old, new, nodes),
        enterprises=new.enterprises.replace(legal_person=enterprises.numbers("legal_person")),
    )
    return StageSnapshots(before=before, time=time, correction=correction, fact=fact)


def spilled(stages: StageSnapshots, folder: Path, held: Sequence[Snapshot]) -> StageSnapshots:
    """The same stages with what was put together of the large frames of the correction on disk.

    It lies in memory, and is not read while the stage before is evaluated. The folder may be
    removed as soon as this returns.

    Parameters
    ----------
    stages : StageSnapshots
    folder : Path
        Empty.
    held : sequence of Snapshot
        Mapped snapshots whose columns are on disk already.
    """
    if stages.correction is None:
        return stages
    mapped = {
        id(column) for one in held for frame in ("ties", "records") for column in getattr(one, frame).stored()
    }
    snapshot = stages.correction.snapshot
    ties = _on_disk(snapshot.ties, folder / "ties.arrow", mapped)
    records = _on_disk(snapshot.records, folder / "records.arrow", mapped)
    correction = replace(stages.correction, snapshot=replace(snapshot, ties=ties, records=records))
    return replace(stages, correction=correction, fact=replace(stages.fact, ties=ties))


def remapped(stages: StageSnapshots, mappings: Sequence[tuple[Snapshot, Snapshot]]) -> StageSnapshots:
    """The same stages on fresh mappings of the files they were put together from.

    Matching the facts of two months reads nearly every page of both; on fresh mappings
    only what a stage reads counts as memory.

    Parameters
    ----------
    stages : StageSnapshots
    mappings : pairs of (snapshot the stages hold columns of, the same mapped again)
    """
    fresh = {
        id(column): getattr(again, frame)[name]
        for held, again in mappings
        for frame in FRAMES
        for name, column in getattr(held, frame).items()
    }

    def renewed(snapshot: Snapshot) -> Snapshot:
        frames: dict[str, Any] = {}
        for frame in FRAMES:
            columns = getattr(snapshot, frame).items()
            frames[frame] = Frame({name: fresh.get(id(column), column) for name, column in columns})
        return replace(snapshot, **frames)

    correction = stages.correction
    if correction is not None:
        correction = replace(correction, snapshot=renewed(correction.snapshot))
    return StageSnapshots(
        before=renewed(stages.before),
        time=renewed(stages.time),
        correction=correction,
        fact=renewed(stages.fact),
    )


def _on_disk(frame: Frame, path: Path, mapped: set[int]) -> Frame:
    made = Frame({name: column for name, column in frame.items() if id(column) not in mapped})
    if not len(made):
        return frame
    made.write(path)
    # In the order of before, which is that of a snapshot.
    return Frame({**frame, **Frame.read(path)})


def _node_codes(old: Snapshot, new: Snapshot) -> npt.NDArray[np.int32]:
    """New code of each old node, -1 for one that is gone."""
    starts = list(new.node_starts.values())
    names = ("person_id", "place_id", "contact_id")
    parts = [new.enterprise_codes(old.enterprises.text("enterprise_id"))]
    for name, start, before, now in zip(
        names,
        starts[1:],
        (old.persons, old.places, old.contacts),
        (new.persons, new.places, new.contacts),
        strict=True,
    ):
        found = np.asarray(pc.fill_null(pc.index_in(before.text(name), value_set=now.text(name)), -1))
        parts.append(np.where(found >= 0, found + start, -1).astype(np.int32))
    return np.concatenate(parts).astype(np.int32)


def _old_enterprises(old: Snapshot, new: Snapshot, nodes: npt.NDArray[np.int32]) -> Frame:
    """Old attributes by new code; an enterprise of this month has its own, but no head office."""
    rows = np.full(new.enterprises.rows, -1, np.int64)
    codes = nodes[: old.enterprises.rows]
    rows[codes[codes >= 0]] = np.flatnonzero(codes >= 0)
    there = rows >= 0
    own = np.arange(new.enterprises.rows, dtype=np.int32)
    columns: dict[str, Any] = {}
    for name, column in new.enterprises.items():
        if name == "legal_person":
            if old.enterprises.rows:
                head = nodes[old.enterprises.numbers(name)[np.maximum(rows, 0)]]
                columns[name] = np.where(there & (head >= 0), head, own).astype(np.int32)
            else:
                columns[name] = own
        elif name == "enterprise_id" or name not in old.enterprises:
            columns[name] = column
        else:
            columns[name] = chosen(old.enterprises[name], rows, column)
    return Frame(columns)


def _recoded_ties(old: Snapshot, new: Snapshot, facts: Facts, nodes: npt.NDArray[np.int32]) -> Frame:
    """Old ties in new codes: by this month's enterprises where the tie is still known."""
    known = facts.new_row >= 0
    columns: dict[str, Any] = {name: old.ties[name] for name in old.ties}
    for name in ("src", "dst"):
        codes = nodes[old.ties.numbers(name)]
        now = new.ties.numbers(name)[facts.new_row[known]]
        # A person has another end only by a verdict, which is a change of ties: not of this stage.
        persons = (now >= new.enterprises.rows) & (now < new.enterprises.rows + new.persons.rows)
        codes[known] = np.where(persons, codes[known], now)
        columns[name] = codes
    frame = Frame(columns)
    lost = (columns["src"] < 0) | (columns["dst"] < 0)
    return frame.take(~lost) if lost.any() else frame


def _recoded_parties(old: Snapshot, nodes: npt.NDArray[np.int32]) -> Frame:
    party = nodes[old.parties.numbers("party")]
    frame = old.parties.replace(party=party)
    return frame.take(party >= 0) if (party < 0).any() else frame


def _old_coverage(old: Snapshot, new: Snapshot) -> Frame:
    """Coverage that goes on: a later delivery of what was covered before is no news."""
    before, now = _coverage_keys(old.coverage), _coverage_keys(new.coverage)
    goes_on = np.asarray(pc.is_in(now, value_set=before), dtype=np.bool_)
    if goes_on.all() and np.asarray(pc.is_in(before, value_set=now), dtype=np.bool_).all():
        return new.coverage
    ended = ~np.asarray(pc.is_in(before, value_set=now), dtype=np.bool_)
    return stacked(new.coverage.take(goes_on), old.coverage.take(ended))


def _coverage_keys(coverage: Frame) -> pa.LargeStringArray:
    parts = [pc.fill_null(coverage.text(name), "") for name in ("covered", "origin", "region")]
    return pc.binary_join_element_wise(*parts, pa.scalar("\x1f", pa.large_string()))
