"""Indicators of a stage from those of another: only what can differ is measured again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Column, Frame
from graph.filing_tables import FILING_TABLES
from graph.filings import Filings, MemoryFilings
from graph.snapshot import Snapshot, no_aliases
from scoring.indicators import Indicators, measure
from scoring.measures.specs import RELATIONS
from scoring.pack_model import Pack
from scoring.reference import Reference

Mask = npt.NDArray[np.bool_]
_TIES = "ties"
_ID = "filing_id"


class RememberingFilings:
    """Filings that keep what was read of some enterprises.

    Parameters
    ----------
    base : Filings
    wanted : bool[n]
        Enterprises whose rows are kept.
    with_ids : bool
        Whether ids are kept too, for statuses of filings.
    """

    def __init__(self, base: Filings, wanted: Mask, *, with_ids: bool) -> None:
        self._base = base
        self._wanted = wanted
        self._with_ids = with_ids
        self._kept: dict[str, dict[str, Column]] = {}

    def table(self, name: str, columns: Sequence[str]) -> Frame:
        """Rows of a table; see ``graph.filings.Filings``."""
        asked = list(dict.fromkeys((*columns, _ID))) if self._with_ids else list(columns)
        frame = self._base.table(name, asked)
        mine = frame.take(self._wanted[frame.numbers("enterprise")])
        self._kept.setdefault(name, {}).update(mine)
        return Frame({column: frame[column] for column in dict.fromkeys(("enterprise", *columns))})

    def kept(self) -> MemoryFilings:
        """What was kept, by the same codes."""
        return MemoryFilings({name: Frame(columns) for name, columns in self._kept.items()})


class PartFilings:
    """Filings of some enterprises, by the same codes.

    Parameters
    ----------
    base : Filings
    wanted : bool[n]
    """

    def __init__(self, base: Filings, wanted: Mask) -> None:
        self._base = base
        self._wanted = wanted

    def table(self, name: str, columns: Sequence[str]) -> Frame:
        """Rows of a table; see ``graph.filings.Filings``."""
        frame = self._base.table(name, columns)
        return frame.take(self._wanted[frame.numbers("enterprise")])


class RecodedFilings:
    """Filings of a part of the enterprises by the codes of the part.

    Parameters
    ----------
    base : Filings
        With rows of that part only.
    codes : int32[n]
        New code of each enterprise of the part.
    """

    def __init__(self, base: Filings, codes: npt.NDArray[np.int32]) -> None:
        self._base = base
        self._codes = codes

    def table(self, name: str, columns: Sequence[str]) -> Frame:
        """Rows of a table; see ``graph.filings.Filings``."""
        frame = self._base.table(name, columns)
        return frame.replace(enterprise=self._codes[frame.numbers("enterprise")])


def enterprises_of_filings(filings: Filings, ids: Sequence[str], count: int) -> Mask:
    """Enterprises that some filings belong to, bool[count]."""
    owners = np.zeros(count, np.bool_)
    if ids:
        wanted = pa.array(ids, pa.large_string())
        for table in FILING_TABLES:
            frame = filings.table(table.name, [_ID])
            hit = np.asarray(pc.is_in(frame.text(_ID), value_set=wanted), dtype=np.bool_)
            owners[frame.numbers("enterprise")[hit]] = True
    return owners


def measure_ties_again(
    base: Indicators, snapshot: Snapshot, filings: Filings, pack: Pack, reference: Reference
) -> None:
    """Put the indicators on ties of another snapshot into the matrix, in place."""
    positions = [row for row, indicator in enumerate(pack.indicators) if indicator.measure.table == _TIES]
    if positions:
        part = pack.model_copy(update={"indicators": tuple(pack.indicators[row] for row in positions)})
        found = measure(snapshot, filings, part, reference)
        base.values[:, positions] = found.values
        base.bins[:, positions] = found.bins
        base.known[:, positions] = found.known


def measure_part_again(
    base: Indicators,
    snapshot: Snapshot,
    filings: Filings,
    wanted: Mask,
    pack: Pack,
    reference: Reference,
) -> None:
    """Measure some enterprises again, all but the indicators on ties, in place.

    Parameters
    ----------
    base : Indicators
        Matrix whose rows are replaced.
    snapshot : Snapshot
        Without excluded facts.
    filings : Filings
        With the rows of the wanted enterprises at least, by the snapshot's codes.
    wanted : bool[n]
    pack : Pack
    reference : Reference
    """
    rows = np.flatnonzero(wanted)
    if not len(rows):
        return
    codes = np.cumsum(wanted).astype(np.int32) - 1
    found = measure(_part(snapshot, wanted, codes), RecodedFilings(filings, codes), pack, reference)
    for position, indicator in enumerate(pack.indicators):
        if indicator.measure.table not in (_TIES, RELATIONS):
            base.values[rows, position] = found.values[:, position]
            base.bins[rows, position] = found.bins[:, position]
            base.known[rows, position] = found.known[:, position]


def _part(snapshot: Snapshot, wanted: Mask, codes: npt.NDArray[np.int32]) -> Snapshot:
    """Snapshot of some enterprises and the records that name them, nothing else."""
    n = snapshot.enterprises.rows
    party = snapshot.parties.numbers("party")
    mine = party < n
    mine[mine] = wanted[party[mine]]
    named = np.zeros(snapshot.records.rows, np.bool_)
    named[snapshot.parties.numbers("record")[mine]] = True
    position = (np.cumsum(named) - 1).astype(np.int32)
    parties = snapshot.parties.take(mine)
    items = snapshot.items.take(named[snapshot.items.numbers("record")])
    enterprises = snapshot.enterprises.take(wanted)
    nobody = np.empty(0, np.int64)
    return replace(
        snapshot,
        enterprises=enterprises.replace(legal_person=np.arange(enterprises.rows, dtype=np.int32)),
        persons=snapshot.persons.take(nobody),
        places=snapshot.places.take(nobody),
        contacts=snapshot.contacts.take(nobody),
        ties=snapshot.ties.take(nobody),
        records=snapshot.records.take(named),
        parties=parties.replace(
            record=position[parties.numbers("record")], party=codes[parties.numbers("party")]
        ),
        items=items.replace(record=position[items.numbers("record")]),
        aliases=no_aliases(),
    )
